import OCPPTypes

/// Carries a ``Calibration`` out between the driver and the model: holds answers back until their instant, puts faults
/// in the place of answers. Pure, like the model beside it.
///
/// The driver asks ``received(_:identity:_:_:at:)`` before the model sees a CALL and ``answered(_:_:_:at:)`` before an
/// answer leaves, and calls ``popDue(at:)`` at ``nextDeadline``.
package struct Calibrator: Sendable {
    /// What the driver does with a CALL.
    package enum Reception: Equatable, Sendable {
        /// The model handles it.
        case handle
        /// The model must not see it; its answer is in the calibrator.
        case withhold
    }

    /// What the driver does with the model's answer.
    package enum Release: Equatable, Sendable {
        /// It leaves now, as it is given here.
        case send(Answer)
        /// It waits in the calibrator.
        case hold
        /// It never leaves.
        case drop
        /// The connection ends in its place.
        case end(Calibration.Ending)
    }

    /// An answer to a CALL.
    package enum Answer: Equatable, Sendable {
        /// A CALLRESULT.
        case confirmation(Confirmation)
        /// A CALLERROR.
        case error(CallError)
    }

    /// Something whose instant has come.
    package struct Due: Equatable, Sendable {
        /// The connection that is concerned.
        package var connection: ConnectionID
        /// The CALL's id.
        package var uniqueId: UniqueId
        /// What to do.
        package var release: Release
    }

    /// What was done so far.
    package enum Event: UInt8, CaseIterable, Sendable {
        /// An answer left after its delay.
        case delayed
        /// A CALL got a CALLERROR.
        case callError
        /// An answer was kept for ever.
        case silence
        /// A connection was ended.
        case disconnect
        /// A BootNotification got Pending.
        case pendingBoot
        /// A StartTransaction got the id of another.
        case reusedTransactionId
        /// An answer left early because ``CalibrationLimits/waitingAnswers`` waited or
        /// ``CalibrationLimits/plannedCalls`` were planned.
        case limitReached

        /// A fixed lower-case name with underscores, for metrics.
        package var label: String {
            switch self {
            case .delayed: "delayed"
            case .callError: "call_error"
            case .silence: "silence"
            case .disconnect: "disconnect"
            case .pendingBoot: "pending_boot"
            case .reusedTransactionId: "reused_transaction_id"
            case .limitReached: "limit_reached"
            }
        }
    }

    private struct Progress {
        var calls: UInt64 = 0
        var boots = 0
    }

    /// A CALL that the model handles and whose answer has a fate.
    private struct Plan {
        var uniqueId: UniqueId
        var due: Instant
        var draw: Calibration.Draw
    }

    /// What is carried out.
    package private(set) var calibration: Calibration
    /// Interval of a Pending answer in seconds.
    private let bootRetryInterval: Int
    private let clock: DeviceClock
    private var progress: [String: Progress] = [:]
    private var plans: [ConnectionID: [Plan]] = [:]
    private var waiting = DueQueue()
    private var lastTransactionId: Int?
    private var counts = [Int](repeating: 0, count: Event.allCases.count)

    /// Makes a calibrator that has seen no CALL.
    package init(_ calibration: Calibration, clock: DeviceClock, bootRetryInterval: Int) {
        self.calibration = calibration
        self.clock = clock
        self.bootRetryInterval = bootRetryInterval
    }

    /// When ``popDue(at:)`` has something; `.distantFuture` when nothing waits.
    package var nextDeadline: Instant { waiting.first?.instant ?? .distantFuture }

    /// How many answers wait.
    package var waitingAnswers: Int { waiting.count }

    /// How often something was done.
    package func count(of event: Event) -> Int { counts[Int(event.rawValue)] }

    /// True when nothing is planned and nothing waits.
    package var isIdle: Bool { plans.isEmpty && waiting.count == 0 }

    /// Carries another calibration out from the next CALL on; the CALLs of every charge point are counted from 0 again.
    package mutating func replace(with calibration: Calibration) {
        self.calibration = calibration
        progress = [:]
    }

    // MARK: CALLs

    /// Decides on a CALL that was received and decoded.
    package mutating func received(
        _ connection: ConnectionID, identity: String, _ uniqueId: UniqueId, _ action: Action, at now: Instant
    ) -> Reception {
        var state = progress[identity] ?? Progress()
        let draw = calibration.draw(action, identity: identity, counter: state.calls)
        state.calls += 1
        let isPending = action == .bootNotification && state.boots < calibration.pendingBoots
        if isPending { state.boots += 1 }
        if progress.count < CalibrationLimits.chargePoints || progress[identity] != nil { progress[identity] = state }

        var due = now.adding(nanoseconds: max(0, draw.delayNanoseconds - calibration.transit))
        if case .callError(let code) = draw.fault {
            count(.callError)
            let error = CallError(code, "the central system is calibrated to fail")
            due = bounded(due, now: now)
            hold(connection, uniqueId, .send(.error(error)), until: due)
            return .withhold
        }
        if isPending, draw.fault == nil {
            count(.pendingBoot)
            due = bounded(due, now: now)
            let confirmation = BootNotification.Confirmation(
                status: .pending, currentTime: clock.time(at: due), interval: bootRetryInterval)
            hold(connection, uniqueId, .send(.confirmation(.bootNotification(confirmation))), until: due)
            return .withhold
        }
        if plans[connection, default: []].count < CalibrationLimits.plannedCalls {
            // A CALL that is repeated while the first waits is answered once: the later plan stands.
            plans[connection, default: []].removeAll { $0.uniqueId == uniqueId }
            plans[connection, default: []].append(Plan(uniqueId: uniqueId, due: due, draw: draw))
        } else {
            count(.limitReached)
        }
        return .handle
    }

    /// Decides on the model's answer to a CALL.
    package mutating func answered(
        _ connection: ConnectionID, _ uniqueId: UniqueId, _ answer: Answer, at now: Instant
    ) -> Release {
        guard let position = plans[connection]?.firstIndex(where: { $0.uniqueId == uniqueId }),
            let plan = plans[connection]?.remove(at: position)
        else { return .send(answer) }
        if plans[connection]?.isEmpty == true { plans[connection] = nil }
        let release: Release
        switch plan.draw.fault {
        case .silence?:
            count(.silence)
            return .drop
        case .disconnect(let ending)?:
            count(.disconnect)
            release = .end(ending)
        case .callError?:
            preconditionFailure("a CALL that is not handled has an answer of the model")
        case nil:
            release = .send(changed(answer, plan.draw))
        }
        let due = bounded(plan.due, now: now)
        guard due > now else { return release }
        hold(connection, uniqueId, release, until: due)
        return .hold
    }

    /// The connection is gone; what is planned for it is forgotten.
    package mutating func closed(_ connection: ConnectionID) {
        plans[connection] = nil
    }

    /// The next thing whose instant has come, in the order of the instants; nil when there is none.
    package mutating func popDue(at now: Instant) -> Due? {
        guard let first = waiting.first, first.instant <= now else { return nil }
        return waiting.removeFirst()
    }

    // MARK: Parts

    private mutating func hold(
        _ connection: ConnectionID, _ uniqueId: UniqueId, _ release: Release, until due: Instant
    ) {
        count(.delayed)
        waiting.insert(Due(connection: connection, uniqueId: uniqueId, release: release), at: due)
    }

    /// The instant of an answer that the calibrator makes itself: at once when too many wait.
    private mutating func bounded(_ due: Instant, now: Instant) -> Instant {
        guard waiting.count >= CalibrationLimits.waitingAnswers else { return due }
        count(.limitReached)
        return now
    }

    /// The answer with the id of the start before, where that was drawn.
    private mutating func changed(_ answer: Answer, _ draw: Calibration.Draw) -> Answer {
        guard case .confirmation(.startTransaction(var confirmation)) = answer else { return answer }
        let own = confirmation.transactionId
        if draw.reusesTransactionId, let last = lastTransactionId, last != own {
            count(.reusedTransactionId)
            confirmation.transactionId = last
        }
        lastTransactionId = own
        return .confirmation(.startTransaction(confirmation))
    }

    private mutating func count(_ event: Event) {
        counts[Int(event.rawValue)] += 1
    }
}
