import CentralSystemModel
import NIOCore
import OCPPJSON
import OCPPTypes
import WebSocketTransport

/// One connection of a charge point: bytes to inputs of the model, and back to the socket. Lives on the event loop.
final class ChargePointSession: WebSocketConnectionOwner {
    private let loop: CentralSystemLoop
    private let identity: String
    private let authentication: Authentication?
    private var connection: WebSocketConnection?
    private var id: ConnectionID?

    /// How the charge point has shown who it is.
    struct Authentication {
        /// Security profile of the listener, above 0.
        var profile: Int
        /// The password that was shown in profiles 1 and 2.
        var key: SaltedKey?
    }

    init(loop: CentralSystemLoop, identity: String, authentication: Authentication? = nil) {
        self.loop = loop
        self.identity = identity
        self.authentication = authentication
    }

    func webSocketOpened(_ connection: WebSocketConnection) {
        self.connection = connection
        let id = loop.opened(self)
        self.id = id
        loop.deliver(.connected(id, identity: identity))
        if let authentication {
            loop.deliver(.authenticated(id, profile: authentication.profile, key: authentication.key))
        }
    }

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        guard let id else { preconditionFailure("a message before the connection was opened") }
        let envelope: Envelope
        do {
            envelope = try FrameScanner.scan(text)
        } catch {
            // An answer that is broken outside of its payload ends the wait for it, because no other will come.
            if !error.isCall, let uniqueId = error.uniqueId, loop.model.awaitedAction(for: uniqueId, on: id) != nil {
                return loop.deliver(.invalidAnswer(id, uniqueId, "\(error.label)"))
            }
            // A frame without a readable id is counted and dropped; one bad frame never ends the connection.
            let reply = error.reply
            let failure = reply ?? CallError(.formationViolation, "\(error.label)")
            return loop.deliver(.malformed(id, reply == nil ? nil : error.uniqueId, failure))
        }
        switch envelope {
        case .call(let uniqueId, let action?, _, let payload):
            loop.count(action)
            var violations = Violations()
            do {
                let request = try PayloadDecoder.request(
                    action, from: text, payload: payload, mode: .strict, violations: &violations)
                loop.deliver(.call(id, uniqueId, request))
            } catch {
                loop.deliver(.malformed(id, uniqueId, error.callError))
            }
        case .call(let uniqueId, nil, let actionName, _):
            let name = String(decoding: text[actionName].prefix(50), as: UTF8.self)
            loop.deliver(.malformed(id, uniqueId, CallError(.notImplemented, "unknown action \(name)")))
        case .callResult(let uniqueId, let payload):
            confirmed(uniqueId, on: id, text, payload)
        case .callError(let uniqueId, let error):
            loop.deliver(.callError(id, uniqueId, error))
        }
    }

    /// Answers are read leniently: what a charge point did counts more than how it spells it.
    private func confirmed(
        _ uniqueId: UniqueId, on id: ConnectionID, _ text: UnsafeRawBufferPointer, _ payload: Range<Int>
    ) {
        guard let action = loop.model.awaitedAction(for: uniqueId, on: id) else {
            return loop.deliver(.invalidAnswer(id, uniqueId, "it answers no CALL"))
        }
        var violations = Violations()
        do {
            let confirmation = try PayloadDecoder.confirmation(
                action, from: text, payload: payload, mode: .lenient, violations: &violations)
            loop.count(violations)
            loop.deliver(.confirmation(id, uniqueId, confirmation))
        } catch {
            loop.deliver(.invalidAnswer(id, uniqueId, error.callError.description))
        }
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        self.connection = nil
        if let id { loop.closed(id) }
        id = nil
    }

    /// A peer that does not read is ended by the transport's limit of pending bytes.
    func send(_ text: UnsafeRawBufferPointer) {
        connection?.send(text: text)
    }

    func close(_ reason: CentralSystemModel.CloseReason) {
        switch reason {
        case .replaced: connection?.close(code: .policyViolation, reason: "replaced by a new connection")
        case .identityUnusable: connection?.close(code: .policyViolation, reason: "identity is unusable")
        case .tooManyChargePoints: connection?.close(code: .tryAgainLater, reason: "too many charge points")
        }
    }
}
