import CentralSystemModel
import NIOCore
import OCPPJSON
import OCPPTypes
import WebSocketTransport

/// One connection of a charge point: bytes to inputs of the model, and back to the socket. Lives on the event loop.
final class ChargePointSession: WebSocketConnectionOwner {
    private let loop: CentralSystemLoop
    private let identity: String
    private var connection: WebSocketConnection?
    private var id: ConnectionID?

    init(loop: CentralSystemLoop, identity: String) {
        self.loop = loop
        self.identity = identity
    }

    func webSocketOpened(_ connection: WebSocketConnection) {
        self.connection = connection
        let id = loop.opened(self)
        self.id = id
        loop.deliver(.connected(id, identity: identity))
    }

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        guard let id else { preconditionFailure("a message before the connection was opened") }
        let envelope: Envelope
        do {
            envelope = try FrameScanner.scan(text)
        } catch {
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
        case .callResult(let uniqueId, _), .callError(let uniqueId, _):
            loop.deliver(.answer(id, uniqueId))
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
