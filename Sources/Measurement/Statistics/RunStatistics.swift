import OCPPTypes

/// All that one event loop measures. A loop owns one value and nobody else writes it; at the end of a run the values
/// of all loops are merged, and everything reported is computed once from the sum (guide "Measuring honestly").
package struct RunStatistics: Sendable, Equatable {
    private var callsByAction = [CallStatistics](repeating: CallStatistics(), count: Action.count)
    private var commandsByAction = [CallStatistics](repeating: CallStatistics(), count: Action.count)
    /// The charge points.
    package var fleet = FleetStatistics()
    /// Their transactions.
    package var transactions = TransactionStatistics()
    /// Files moved for them.
    package var transfers = TransfersStatistics()
    /// Their behaviours.
    package var behaviour = BehaviourStatistics()
    /// What the target did against the protocol, by label.
    package var violations = LabelCounts()
    /// How late the loop's tick came, without what ``burstLag`` holds.
    package var loopLag = LatencyHistogram()
    /// The longest turn of an event loop, from a poll of its sockets to the next one, in nanoseconds.
    package var longestTurnNanoseconds: Int64 = 0
    /// How late it came by work that the scenario plans for one instant: everybody arrives at once. Time that no work
    /// explains is in ``loopLag`` nevertheless.
    package var burstLag = LatencyHistogram()
    /// Longest time for which a loop had work and no core, between two looks at its wheel; in nanoseconds.
    package var starvedNanoseconds: Int64 = 0
    /// For how long an event loop was late with its plan in all, without short waits and without the work of bursts; in
    /// nanoseconds. A merge takes the latest loop.
    package var lateNanoseconds: Int64 = 0
    /// Since the live line was last drawn.
    package private(set) var window = WindowStatistics()
    /// How long all planned charge points were booted, in nanoseconds; a merge takes the longest of its parts, since
    /// all loops see the same window.
    package private(set) var steadyNanoseconds: Int64 = 0
    private var steadySince: Instant?

    /// Starts with nothing measured.
    package init() {}

    /// CALLs of charge points to the central system.
    package func calls(_ action: Action) -> CallStatistics { callsByAction[Int(action.rawValue)] }

    /// CALLs of the central system to charge points.
    package func commands(_ action: Action) -> CallStatistics { commandsByAction[Int(action.rawValue)] }

    /// Records the end of one CALL of a charge point; see
    /// ``CallStatistics/record(intended:enqueued:sent:ended:outcome:ownDelay:neverSent:)``.
    package mutating func record(
        action: Action, intended: Instant, enqueued: Instant, sent: Instant?, ended: Instant, outcome: CallOutcome,
        ownDelay: OwnDelay = .none, neverSent: NeverSent = .overdue
    ) {
        let index = Int(action.rawValue)
        callsByAction[index].record(
            intended: intended, enqueued: enqueued, sent: sent, ended: ended, outcome: outcome, ownDelay: ownDelay,
            neverSent: neverSent)
        if outcome == .answered {
            window.answered += 1
            if steadySince != nil { callsByAction[index].steadyAnswered += 1 }
        } else {
            window.errors += 1
        }
        if outcome != .dropped { window.response.record(nanoseconds: ended.nanoseconds(since: intended)) }
    }

    /// Counts an answer that came after its CALL had been given up.
    package mutating func recordLateAnswer(action: Action) {
        callsByAction[Int(action.rawValue)].late += 1
    }

    /// Records a CALL of the central system that a charge point answered: response and service are both from its
    /// arrival to our answer; there is no slip.
    ///
    /// - `ended`: when our answer left.
    /// - `lateNanoseconds`: for how long it may have lain in the kernel before it was read at `received`. The central
    ///   system waited for that too, so it is in the figures, and their error bar.
    /// - `writingNanoseconds`: for how long our answer waited in our buffers before `ended`; likewise.
    package mutating func recordCommand(
        action: Action, received: Instant, ended: Instant, outcome: CallOutcome, lateNanoseconds: Int64 = 0,
        writingNanoseconds: Int64 = 0
    ) {
        let late = max(0, lateNanoseconds)
        let arrived = received.adding(nanoseconds: -late)
        commandsByAction[Int(action.rawValue)].record(
            intended: arrived, enqueued: arrived, sent: arrived, ended: ended, outcome: outcome,
            ownDelay: OwnDelay(reading: late, queue: 0, writing: writingNanoseconds))
    }

    /// From now on all planned charge points are booted; answers count for the rates.
    package mutating func steadyBegan(at now: Instant) {
        if steadySince == nil { steadySince = now }
    }

    /// From now on not all planned charge points are booted any more, or the run ends.
    package mutating func steadyEnded(at now: Instant) {
        guard let since = steadySince else { return }
        steadySince = nil
        steadyNanoseconds += max(0, now.nanoseconds(since: since))
    }

    /// Copies the live window into `other`'s and empties it; the memory stays here.
    package mutating func drainWindow(into other: inout WindowStatistics) {
        other.merge(window)
        window.reset()
    }

    /// Adds another loop's measurements. Exact: any order and grouping gives the same sum.
    package mutating func merge(_ other: RunStatistics) {
        for index in 0..<Action.count {
            callsByAction[index].merge(other.callsByAction[index])
            commandsByAction[index].merge(other.commandsByAction[index])
        }
        fleet.merge(other.fleet)
        transactions.merge(other.transactions)
        transfers.merge(other.transfers)
        behaviour.merge(other.behaviour)
        violations.merge(other.violations)
        loopLag.merge(other.loopLag)
        longestTurnNanoseconds = max(longestTurnNanoseconds, other.longestTurnNanoseconds)
        burstLag.merge(other.burstLag)
        starvedNanoseconds = max(starvedNanoseconds, other.starvedNanoseconds)
        lateNanoseconds = max(lateNanoseconds, other.lateNanoseconds)
        window.merge(other.window)
        steadyNanoseconds = max(steadyNanoseconds, other.steadyNanoseconds)
    }

    /// All CALLs of charge points, whatever their action.
    package var allCalls: CallStatistics {
        var sum = CallStatistics()
        for call in callsByAction where !call.isEmpty { sum.merge(call) }
        return sum
    }

    /// Good answers per second while all planned charge points were booted; nil when they never were.
    package func perSecond(_ call: CallStatistics) -> Double? {
        steadyNanoseconds > 0 ? Double(call.steadyAnswered) / (Double(steadyNanoseconds) / 1e9) : nil
    }
}
