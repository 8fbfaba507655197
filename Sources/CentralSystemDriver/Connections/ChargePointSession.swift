import CentralSystemModel
import NIOCore
import OCPPJSON
import OCPPTypes
import OperatorInterface
import WebSocketTransport

/// One connection of a charge point: bytes to inputs of the model, and back to the socket. Lives on the event loop.
final class ChargePointSession: WebSocketConnectionOwner {
    private let loop: CentralSystemLoop
    let identity: String
    /// The identity's key in the OCPP log.
    let logKey: UInt64
    /// The CALL whose handling is measured, and when it came.
    var answering: Action?
    var answeringId = UniqueId(counter: 0)
    var arrival = Instant.zero
    private let authentication: Authentication?
    private let policy: CallPolicy
    private var connection: WebSocketConnection?
    private var id: ConnectionID?
    private var frameRateState: Int64 = 0
    private var faultRateState: Int64 = 0

    /// How the charge point has shown who it is.
    struct Authentication {
        /// Security profile of the listener, above 0.
        var profile: Int
        /// The password that was shown in profiles 1 and 2.
        var key: SaltedKey?
    }

    init(
        loop: CentralSystemLoop, identity: String, authentication: Authentication? = nil, policy: CallPolicy = .strict
    ) {
        self.loop = loop
        self.policy = policy
        self.identity = identity
        self.authentication = authentication
        logKey = MessageRing.key(of: identity)
    }

    /// The identity's bytes, without a copy.
    func withIdentity<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var identity = identity
        return identity.withUTF8 { body(UnsafeRawBufferPointer($0)) }
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
        loop.received(text, by: self)
        let now = CentralSystemLoop.instant(loop.eventLoop.now).nanoseconds
        let isTooFast = !loop.frameRate.take(&frameRateState, at: now)
        let envelope: Envelope
        do {
            envelope = try FrameScanner.scan(text)
        } catch {
            // An answer that is broken outside of its payload ends the wait for it, because no other will come.
            if !error.isCall, let uniqueId = error.uniqueId, loop.model.awaitedAction(for: uniqueId, on: id) != nil {
                return loop.deliver(.invalidAnswer(id, uniqueId, "\(error.label)"))
            }
            guard takeFault(at: now) else { return }
            // Every such frame is counted, and answered when its id can be told; one never ends the connection.
            let failure = error.reply ?? CallError(.formationViolation, "\(error.label)")
            loop.deliver(.malformed(id, error.reply == nil ? nil : error.uniqueId, failure))
            // The model keeps no id that OCPP does not allow, so this answer is written from the frame.
            if error.reply != nil, error.uniqueId == nil { loop.refuse(id, error, in: text) }
            return
        }
        if isTooFast, !passes(envelope, id, at: now) { return }
        switch envelope {
        case .call(let uniqueId, let action?, _, let payload):
            loop.count(action, uniqueId, by: self)
            var violations = Violations()
            do {
                let request = try PayloadDecoder.call(
                    action, from: text, payload: payload, policy: policy, violations: &violations)
                loop.broke(violations, action, uniqueId, isCall: true, identity: identity)
                loop.called(id, identity: identity, uniqueId, request, at: Instant(nanoseconds: now))
            } catch {
                guard takeFault(at: now) else { return }
                loop.deliver(.malformed(id, uniqueId, error.callError), action: action)
            }
        case .call(let uniqueId, nil, let actionName, _):
            guard takeFault(at: now) else { return }
            let name = String(decoding: text[actionName].prefix(50), as: UTF8.self)
            loop.deliver(.malformed(id, uniqueId, CallError(.notImplemented, "unknown action \(name)")))
        case .callResult(let uniqueId, let payload):
            let unexpected = loop.count(of: .unexpectedAnswer)
            confirmed(uniqueId, on: id, text, payload)
            if loop.count(of: .unexpectedAnswer) != unexpected { _ = takeFault(at: now) }
        case .callError(let uniqueId, let error):
            let unexpected = loop.count(of: .unexpectedAnswer)
            loop.deliver(.callError(id, uniqueId, error))
            if loop.count(of: .unexpectedAnswer) != unexpected { _ = takeFault(at: now) }
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
            loop.broke(violations, action, uniqueId, isCall: false, identity: identity)
            loop.deliver(.confirmation(id, uniqueId, confirmation))
        } catch {
            loop.deliver(.invalidAnswer(id, uniqueId, error.callError.description))
        }
    }

    /// Decides on a frame beyond the rate: a CALL is refused, so that the charge point sends it again later; an answer
    /// is looked at, because somebody may wait for it.
    private func passes(_ envelope: Envelope, _ id: ConnectionID, at now: Int64) -> Bool {
        loop.count(.frameRate)
        guard takeFault(at: now) else { return false }
        guard case .call(let uniqueId, _, _, _) = envelope else { return true }
        loop.replyError(id, uniqueId, CallError(.internalError, "too many CALLs; send it again later"))
        return false
    }

    /// Counts a faulty frame; false when there are too many and the connection closes.
    private func takeFault(at now: Int64) -> Bool {
        if loop.faultRate.take(&faultRateState, at: now) { return true }
        loop.count(.faultRate)
        connection?.close(code: .policyViolation, reason: "too many faulty frames")
        return false
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        self.connection = nil
        loop.count(reason)
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

    /// Ends the connection because the central system is calibrated to do so.
    func end(_ ending: Calibration.Ending) {
        switch ending {
        case .close: connection?.close(code: .goingAway, reason: "calibrated disconnect")
        case .reset: connection?.abort()
        }
    }
}
