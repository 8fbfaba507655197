import ChargePointModel
import Fleet
import Measurement
import OCPPJSON
import OCPPTypes
import WebSocketTransport

extension LoopDriver {
    /// The handshake of a member's connection is over.
    func connectionOpened(_ owner: MemberConnection) {
        guard connections[owner.member] === owner, !isClosing else {
            // A restart has overtaken this attempt, or the run is over: nobody wants the connection any more.
            owner.close(reason: "no longer wanted")
            return
        }
        owner.isCounted = true
        connectedCount += 1
        if wasConnected[owner.member] { statistics.fleet.reconnects += 1 }
        wasConnected[owner.member] = true
        let now = Self.now()
        owner.handshakeEnded(at: now)
        handshakeAdvanced(of: owner, at: now)
        statistics.fleet.connectionOpened(nanoseconds: now.nanoseconds(since: owner.requested))
        recordPhases(of: owner, openedAt: now)
        arrived(owner.member, at: now, .connected)
        if members.with(owner.member, { $0.model.isAccepted }) { isBack(owner.member, at: now) }
        watcher?.connectionOpened()
        handle(owner.member, .chargePoint(.connected))
    }

    /// A member's connection ended, or none came about.
    func connectionClosed(_ owner: MemberConnection, wasOpen: Bool, reason: WebSocketCloseReason) {
        if owner.isCounted {
            owner.isCounted = false
            connectedCount -= 1
            if !isClosing { statistics.fleet.connectionClosed() }
        }
        guard connections[owner.member] === owner else { return }
        connections[owner.member] = nil
        giveUpCommand(of: owner.member, .connectionLost)
        watcher?.connectionClosed(reason, wasOpen: wasOpen)
        if !isClosing {
            let now = Self.now()
            // What the charge point closes itself, for a reset or new credentials, is no loss, and an attempt that it
            // gives up is no failure.
            if !wasOpen { served(owner.member) }
            if !reason.isOurOwn, !owner.isCountedAsFailed || wasOpen {
                if wasOpen {
                    isLost(owner.member, at: now)
                } else {
                    statistics.fleet.connectFailures.count(reason.cause)
                    schemeAdvice = schemeAdvice ?? reason.schemeAdvice
                    if reason.maySpeakTLS { maySpeakTLS = true }
                }
                event(of: owner.member, at: now, wasOpen ? .connectionLost : .connectFailed, nil, "\(reason)")
            }
        }
        handle(owner.member, .chargePoint(wasOpen ? .disconnected : .connectionFailed(ConnectionFailure(reason))))
    }

    /// No attempt to connect could be made at all.
    func attemptFailed(_ index: Int, _ reason: WebSocketCloseReason, at now: Instant) {
        served(index)
        statistics.fleet.connectFailures.count(reason.cause)
        watcher?.connectionClosed(reason, wasOpen: false)
        event(of: index, at: now, .connectFailed, nil, "\(reason)")
        handle(index, .chargePoint(.connectionFailed(ConnectionFailure(reason))))
    }

    /// One message of the central system.
    func received(_ text: UnsafeRawBufferPointer, on owner: MemberConnection) {
        readAt = Self.now()
        readLate = monitor?.delay(at: readAt, due: plan.due) ?? 0
        if let queued = owner.connection?.queuedNanoseconds { readLate += queued }
        let index = owner.member
        // What a connection still brings after its charge point has a newer one belongs to nobody.
        guard connections[index] === owner else { return }
        watcher?.frame(isOutgoing: false, text)
        if keepsFrames { note(text, isSent: false, of: index) }
        let envelope: Envelope
        do {
            envelope = try FrameScanner.scan(text)
        } catch {
            violation("malformed frame", of: index, "\(error.label) at byte \(error.offset)", text)
            if error.reply != nil {
                send(index) { FrameEncoder.refusal(of: error, in: text, into: &$0) }
                handle(index, .chargePoint(.refusedCall))
            } else if !error.isCall, let id = error.uniqueId {
                // An answer that is broken outside of its payload ends the wait for it: no other will come.
                handle(index, .chargePoint(.invalidAnswer(id)))
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
            handle(index, .chargePoint(.refusedCall))
            return
        }
        do {
            let request = try PayloadDecoder.request(
                action, from: text, payload: payload, mode: .strict, violations: &violations)
            giveUpCommand(of: index, .unanswered)
            openCommands[index] = OpenCommand(id: id, action: action, received: readAt, late: readLate)
            handle(index, .chargePoint(.call(id, request)))
        } catch {
            violation("invalid request", of: index, error.description, text)
            let confirmation = error.confirmation(for: action)
            let command = OpenCommand(id: id, action: action, received: readAt, late: readLate)
            // What is written has left before the next answer, or leaves with it.
            if openCommands[index]?.answer != nil { answerLeft(index, at: Self.now()) }
            send(index) { output in
                if let confirmation {
                    FrameEncoder.callResult(id, confirmation, into: &output)
                } else {
                    FrameEncoder.callError(id, error.callError, into: &output)
                }
            }
            refused(command, of: index, confirmation == nil ? .callError : .answered)
            handle(index, .chargePoint(.refusedCall))
        }
    }

    /// The answer that a member owed the central system will not come any more.
    private func giveUpCommand(of index: Int, _ outcome: CallOutcome) {
        guard let command = openCommands[index] else { return }
        // One that was written is answered.
        guard command.answer == nil else { return answerLeft(index, at: Self.now()) }
        openCommands[index] = nil
        statistics.recordCommand(
            action: command.action, received: command.received, ended: Self.now(), outcome: outcome)
    }

    private func violation(_ label: String, of index: Int, _ detail: String, _ frame: UnsafeRawBufferPointer) {
        statistics.violations.count(label)
        watcher?.violation("\(label): \(detail)")
        event(of: index, at: Self.now(), .violation, nil, "\(label): \(detail)", frame: frame)
    }

    /// Closes every open connection; what is still connecting is given up.
    func closeAll() {
        isClosing = true
        isOver = true
        for owner in connections { owner?.close(reason: "the run is over") }
    }

    /// Resets whatever is still open.
    func abortAll() {
        for owner in connections { owner?.abort() }
    }
}

extension WebSocketCloseReason {
    /// Whether we ended the connection, or the attempt, of our own will.
    var isOurOwn: Bool {
        switch self {
        case .closedByUs, .aborted: true
        case .connectFailed, .tlsFailed, .handshakeRejected, .handshakeInvalid, .handshakeTimedOut, .closedByPeer,
            .closeTimedOut, .protocolError, .messageTooLarge, .unsupportedData, .endOfStream, .connectionLost,
            .pongTimedOut, .pendingBytesExceeded, .heldBytesExceeded:
            false
        }
    }

    /// Why no connection came about, for counts and people: the label with what a handshake came to. The set is
    /// bounded: HTTP has some dozens of statuses, and what is wrong with an upgrade is one of our own texts; only an answer
    /// that is none is told with its first characters, and `LabelCounts` bounds how many of those there can be.
    var cause: String {
        switch self {
        case .handshakeRejected(let status): "HTTP \(status)"
        case .handshakeInvalid(let what): "handshake refused: \(what)"
        default: "\(label)"
        }
    }
}

extension ConnectionFailure {
    /// What a charge point makes of the reason why no connection came about.
    init(_ reason: WebSocketCloseReason) {
        switch reason {
        case .handshakeRejected(status: 401), .handshakeRejected(status: 403): self = .notAuthenticated
        case .handshakeRejected: self = .refused
        case .tlsFailed(let failure):
            switch failure.cause {
            case .peerCertificate: self = .invalidServerCertificate
            case .ownCertificate: self = .notAuthenticated
            case .version: self = .invalidTLSVersion
            case .cipherSuite: self = .invalidTLSCipherSuite
            case .other: self = .unreachable
            }
        case .connectFailed, .handshakeInvalid, .handshakeTimedOut, .closedByPeer, .closedByUs, .closeTimedOut,
            .aborted,
            .protocolError, .messageTooLarge, .unsupportedData, .endOfStream, .connectionLost, .pongTimedOut,
            .pendingBytesExceeded, .heldBytesExceeded:
            self = .unreachable
        }
    }
}
