import ChargePointModel
import Fleet
import Measurement
import OCPPJSON
import OCPPTypes

extension LoopDriver {
    /// Carries out one effect of a member's charge point.
    func carryOut(_ effect: ChargePointEffect, of index: Int, at now: Instant) {
        watcher?.effect(effect)
        switch effect {
        case .connect:
            connect(index, at: now)
        case .close:
            if !giveUpWish(of: index) { connections[index]?.close() }
        case .ping:
            connections[index]?.connection?.ping()
        case .call(let id, let payload):
            openCalls += 1
            send(index, isCall: true) { output in
                switch payload {
                case .typed(let request): FrameEncoder.call(id, request, into: &output)
                case .raw(let raw):
                    raw.payload.withUnsafeBytes {
                        FrameEncoder.rawCall(id, action: raw.action.name, payload: $0, into: &output)
                    }
                }
            }
        case .reply(let id, let confirmation):
            send(index) { FrameEncoder.callResult(id, confirmation, into: &$0) }
            commandEnded(id, of: index, .answered)
        case .replyError(let id, let error):
            send(index) { FrameEncoder.callError(id, error, into: &$0) }
            commandEnded(id, of: index, .callError)
        case .sample(let sample):
            record(measured(sample, of: index), ownDelay(of: sample, index), of: index, at: now)
        case .lateAnswer(let action):
            if let action { statistics.recordLateAnswer(action: action) }
            event(of: index, at: now, .lateAnswer, action, "an answer came after its CALL was given up")
        case .commandEnded:
            break  // The behaviour has seen it.
        case .credentials(let work, let token):
            order(work, token, of: index)
        case .startTransfer(let order, let token):
            startTransfer(order, token, of: index, at: now)
        case .cancelTransfer(let token):
            cancelTransfer(token, of: index)
        case .notice(let notice):
            take(notice, of: index, at: now)
        }
    }

    /// Records the answer to the CALL of the central system that the member owed it, once it has left.
    private func commandEnded(_ id: UniqueId, of index: Int, _ outcome: CallOutcome) {
        guard let command = openCommands[index], command.id == id else { return }
        let now = Self.now()
        openCommands[index]?.answer = (now, outcome)
        if connections[index]?.connection?.awaitsFlush != true { answerLeft(index, at: now) }
    }

    /// Records the answer to a CALL of the central system that the member itself never saw, once it has left. Behind a CALL
    /// that the member still owes an answer it is recorded at once.
    func refused(_ command: OpenCommand, of index: Int, _ outcome: CallOutcome) {
        guard openCommands[index] == nil else {
            statistics.recordCommand(
                action: command.action, received: command.received, ended: Self.now(), outcome: outcome,
                lateNanoseconds: command.late)
            return
        }
        openCommands[index] = command
        commandEnded(command.id, of: index, outcome)
    }

    /// What was written to a member's connection has left: an answer that it owed may have been part of it.
    func answerLeft(_ index: Int, at now: Instant) {
        guard let command = openCommands[index], let answer = command.answer else { return }
        openCommands[index] = nil
        statistics.recordCommand(
            action: command.action, received: command.received, ended: now, outcome: answer.outcome,
            lateNanoseconds: command.late, writingNanoseconds: now.nanoseconds(since: answer.at))
    }

    private func record(_ sample: CallSample, _ ownDelay: OwnDelay, of index: Int, at now: Instant) {
        if sample.sent != nil { openCalls -= 1 }
        let outcome = CallOutcome(sample.outcome)
        let neverSent = outcome == .dropped ? neverSent(index) : .overdue
        statistics.record(
            action: sample.action, intended: sample.intended, enqueued: sample.enqueued, sent: sample.sent,
            ended: sample.ended, outcome: outcome, ownDelay: ownDelay, neverSent: neverSent)
        switch sample.outcome {
        case .answered:
            answeredCount += 1
        case .callError(let code):
            errorCount += 1
            event(of: index, at: now, .callError, sample.action, code.rawValue)
        case .dropped:
            errorCount += 1
            event(of: index, at: now, outcome.eventKind, sample.action, "never sent: \(neverSent.words)")
        case .invalidAnswer, .timedOut, .connectionLost, .unanswered:
            errorCount += 1
            event(of: index, at: now, outcome.eventKind, sample.action, outcome.detail)
        }
    }

    private func take(_ notice: Notice, of index: Int, at now: Instant) {
        switch notice {
        case .booted(.accepted, _):
            bootAccepted(of: index, at: now)
        case .booted(let status, let interval):
            served(index)
            statistics.fleet.bootsNotAccepted.count(status.rawValue)
            event(
                of: index, at: now, .bootNotAccepted, .bootNotification,
                "boot \(status.rawValue), interval \(interval) s")
        case .transactionStarted(_, let transactionId):
            statistics.transactions.startConfirmed(transactionId: transactionId)
        case .transactionStopped:
            statistics.transactions.stopped += 1
        case .transactionLost:
            statistics.transactions.lost += 1
            event(of: index, at: now, .dropped, .startTransaction, "a transaction was given up after its attempts")
        case .violation(let violation):
            statistics.violations.count(violation.label)
            event(of: index, at: now, .violation, nil, violation.label)
        case .fileOrderEnded(let end):
            let kind = TransferKind(end.kind)
            if end.outcome == .done {
                statistics.transfers[orders: kind].completed(nanoseconds: now.nanoseconds(since: end.due))
            } else {
                statistics.transfers[orders: kind].failed(end.outcome.rawValue)
            }
        case .statusChanged, .currentTime, .reconnecting, .securityEvent:
            break
        }
    }

    /// Counts what a behaviour did.
    func count(_ behaviourEvent: BehaviourEvent, of index: Int, at now: Instant) {
        switch behaviourEvent {
        case .roundBegan:
            statistics.behaviour.rounds += 1
        case .roundDone:
            statistics.behaviour.done += 1
        case .stepFailed(let step, let outcome):
            statistics.behaviour.failedRounds.count("\(step.rawValue): \(outcome.label)")
            event(of: index, at: now, .behaviourFailed, nil, "\(step.rawValue): \(outcome.label)")
        case .roundDropped(let action, let due):
            statistics.behaviour.dropped += 1
            guard let action else {
                statistics.behaviour.droppedWithoutCall += 1
                return
            }
            errorCount += 1
            statistics.record(
                action: action, intended: due, enqueued: now, sent: nil, ended: now, outcome: .dropped,
                neverSent: .overdue)
        }
    }

    /// Keeps an event of a member for `events.jsonl`.
    func event(
        of index: Int, at now: Instant, _ kind: EventKind, _ action: Action?, _ detail: @autoclosure () -> String,
        frame: UnsafeRawBufferPointer? = nil
    ) {
        events.append(
            EventLine(
                kind: kind, offsetMilliseconds: Double(now.nanoseconds(since: setup.start) / 1000) / 1000,
                chargePoint: setup.identities[index], action: action, detail: detail(),
                frame: frame.map { Array(FrameRedaction.redacted($0).prefix(MeasurementLimits.eventFrameBytes)) },
                frameBytes: frame?.count))
    }
}

extension CallOutcome {
    /// The measuring outcome of a charge point's sample.
    init(_ outcome: CallSample.Outcome) {
        switch outcome {
        case .answered: self = .answered
        case .callError: self = .callError
        case .invalidAnswer: self = .invalidAnswer
        case .timedOut: self = .timedOut
        case .connectionLost: self = .connectionLost
        case .unanswered: self = .unanswered
        case .dropped: self = .dropped
        }
    }

    /// The event that a CALL without good answer leaves.
    var eventKind: EventKind {
        switch self {
        case .answered, .callError: .callError
        case .invalidAnswer: .invalidAnswer
        case .timedOut: .timeout
        case .connectionLost: .connectionLost
        case .unanswered: .unanswered
        case .dropped: .dropped
        }
    }

    /// The same in words.
    var detail: String {
        switch self {
        case .answered: "answered"
        case .callError: "answered with a CALLERROR"
        case .invalidAnswer: "the answer is not a confirmation of the action"
        case .timedOut: "no answer within the CALL time-out"
        case .connectionLost: "the connection ended before the answer"
        case .unanswered: "still open when the run ended"
        case .dropped: "never sent"
        }
    }
}
