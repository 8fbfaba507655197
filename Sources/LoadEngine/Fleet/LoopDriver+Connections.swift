import ChargePointModel
import Fleet
import Measurement
import OCPPJSON
import OCPPTypes
import WebSocketTransport

extension LoopDriver {
    /// The handshake of a member's connection is over.
    func connectionOpened(_ owner: MemberConnection) {
        guard connections[owner.member] === owner else { return }
        connectedCount += 1
        if wasConnected[owner.member] { statistics.fleet.reconnects += 1 }
        wasConnected[owner.member] = true
        statistics.fleet.connectionOpened(nanoseconds: Self.now().nanoseconds(since: owner.requested))
        handle(owner.member, .chargePoint(.connected))
    }

    /// A member's connection ended, or none came about.
    func connectionClosed(_ owner: MemberConnection, wasOpen: Bool, reason: WebSocketCloseReason) {
        if wasOpen {
            connectedCount -= 1
            if !isClosing { statistics.fleet.connectionClosed() }
        }
        guard connections[owner.member] === owner else { return }
        connections[owner.member] = nil
        if !isClosing {
            let now = Self.now()
            if !wasOpen { statistics.fleet.connectFailures.count("\(reason.label)") }
            event(of: owner.member, at: now, wasOpen ? .connectionLost : .connectFailed, nil, "\(reason)")
            errorCount += 1
        }
        handle(owner.member, .chargePoint(wasOpen ? .disconnected : .connectionFailed(ConnectionFailure(reason))))
    }

    /// One message of the central system.
    func received(_ text: UnsafeRawBufferPointer, on owner: MemberConnection) {
        let index = owner.member
        let envelope: Envelope
        do {
            envelope = try FrameScanner.scan(text)
        } catch {
            violation("malformed frame", of: index, "\(error.label) at byte \(error.offset)", text)
            if error.isCall, let id = error.uniqueId, let reply = error.reply {
                send(index) { FrameEncoder.callError(id, reply, into: &$0) }
            }
            return
        }
        switch envelope {
        case .callResult(let id, let payload):
            receivedResult(id, payload, text, index)
        case .callError(let id, let error):
            handle(index, .chargePoint(.callError(id, error)))
        case .call(let id, let action, let name, let payload):
            receivedCall(id, action, name, payload, text, index)
        }
    }

    private func receivedResult(_ id: UniqueId, _ payload: Range<Int>, _ text: UnsafeRawBufferPointer, _ index: Int) {
        guard let action = members.with(index, { $0.awaitedAction(for: id) }) else {
            handle(index, .chargePoint(.invalidAnswer(id)))  // The model tells late answers from foreign ones.
            return
        }
        do {
            let confirmation = try PayloadDecoder.confirmation(
                action, from: text, payload: payload, mode: .lenient, violations: &violations)
            if let fleetClock = setup.fleetClock, case .bootNotification(let answer) = confirmation {
                let clock = fleetClock.clock(told: answer.currentTime, at: Self.now())
                members.with(index) { if !$0.hasFleetClock { $0.adopt(clock) } }
            }
            handle(index, .chargePoint(.confirmation(id, confirmation)))
            if !violations.isEmpty {
                let first = violations.first.first
                violation(
                    "confirmation against the schema", of: index,
                    "\(action.name).conf \(first?.field ?? ""): \(first?.reason.label ?? "")", text)
                violations = Violations()
            }
        } catch {
            violation("invalid confirmation", of: index, error.description, text)
            handle(index, .chargePoint(.invalidAnswer(id)))
        }
    }

    private func receivedCall(
        _ id: UniqueId, _ action: Action?, _ name: Range<Int>, _ payload: Range<Int>, _ text: UnsafeRawBufferPointer,
        _ index: Int
    ) {
        guard let action else {
            violation("unknown action", of: index, String(decoding: text[name].prefix(60), as: UTF8.self), text)
            send(index) { FrameEncoder.callError(id, CallError(.notImplemented, "the action is unknown"), into: &$0) }
            return
        }
        do {
            let request = try PayloadDecoder.request(
                action, from: text, payload: payload, mode: .strict, violations: &violations)
            let received = Self.now()
            handle(index, .chargePoint(.call(id, request)))
            statistics.recordCommand(action: action, received: received, ended: Self.now(), outcome: .answered)
        } catch {
            violation("invalid request", of: index, error.description, text)
            send(index) { output in
                if let confirmation = error.confirmation(for: action) {
                    FrameEncoder.callResult(id, confirmation, into: &output)
                } else {
                    FrameEncoder.callError(id, error.callError, into: &output)
                }
            }
        }
    }

    private func violation(_ label: String, of index: Int, _ detail: String, _ frame: UnsafeRawBufferPointer) {
        statistics.violations.count(label)
        event(of: index, at: Self.now(), .violation, nil, "\(label): \(detail)", frame: frame)
    }

    /// Closes every open connection; what is still connecting is given up.
    func closeAll() {
        isClosing = true
        for owner in connections {
            guard let owner else { continue }
            owner.connection?.close(code: .normalClosure, reason: "the run is over")
        }
    }

    /// Resets whatever is still open.
    func abortAll() {
        for owner in connections { owner?.connection?.abort() }
    }
}

extension ConnectionFailure {
    /// What a charge point makes of the reason why no connection came about.
    init(_ reason: WebSocketCloseReason) {
        switch reason {
        case .handshakeRejected(status: 401), .handshakeRejected(status: 403): self = .notAuthenticated
        case .handshakeRejected: self = .refused
        case .tlsFailed: self = .invalidServerCertificate
        case .connectFailed, .handshakeInvalid, .handshakeTimedOut, .closedByPeer, .closedByUs, .closeTimedOut,
            .aborted,
            .protocolError, .messageTooLarge, .unsupportedData, .endOfStream, .connectionLost, .pongTimedOut,
            .pendingBytesExceeded:
            self = .unreachable
        }
    }
}
