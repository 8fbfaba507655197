import OCPPTypes

/// What a run is, beside what it measured.
package struct RunContext: Sendable {
    /// The scenario's name.
    package var scenario: String
    /// The target's URL, without credentials.
    package var target: String
    /// The seed.
    package var seed: UInt64
    /// How long it ran, in seconds, without drain and close.
    package var durationSeconds: Double
    /// Digest of the plan in hexadecimal (guide "Report").
    package var planDigest: String
    /// How it ended.
    package var ending: RunEnding
    /// Most charge points of one loop that arrive at the same instant.
    package var largestBurst: Int
    /// CPU use of the busiest event loop in percent of one core, when measured.
    package var cpuPercent: Double?
    /// Most connections open at once over all loops, when measured; without it the sum of the loops' own peaks is
    /// taken.
    package var peakConnected: Int?
    /// The shortest CALL time-out of the plan, in milliseconds, when known.
    package var callTimeoutMilliseconds: Int64?

    /// Makes a context.
    package init(
        scenario: String, target: String, seed: UInt64, durationSeconds: Double, planDigest: String,
        ending: RunEnding = .completed, largestBurst: Int = 0, cpuPercent: Double? = nil, peakConnected: Int? = nil,
        callTimeoutMilliseconds: Int64? = nil
    ) {
        self.scenario = scenario
        self.target = target
        self.seed = seed
        self.durationSeconds = durationSeconds
        self.planDigest = planDigest
        self.ending = ending
        self.largestBurst = largestBurst
        self.cpuPercent = cpuPercent
        self.peakConnected = peakConnected
        self.callTimeoutMilliseconds = callTimeoutMilliseconds
    }
}

/// All that a run says about itself: `summary.json` as values (guide "Report"). Every report is a function of it.
package struct RunResult: Sendable {
    /// Version of the summary's format: it grows when a key goes or changes its meaning. New keys may come at any time.
    package static let schemaVersion = 1

    /// Name, target, seed, duration and ending of the run.
    package let context: RunContext
    /// What it is worth.
    package let verdict: RunVerdict
    /// Why, in one line for people.
    package let reason: String
    /// The charge points.
    package let fleet: FleetResult
    /// CALLs of charge points, by action in alphabetical order; only actions that occurred.
    package let calls: [CallResult]
    /// CALLs of the central system, likewise.
    package let commands: [CallResult]
    /// Transactions.
    package let transactions: TransactionStatistics
    /// Files moved, by kind; only kinds that occurred.
    package let transfers: [TransferResult]
    /// Rounds of the behaviours.
    package let behaviour: BehaviourResult
    /// What the target did against the protocol, most frequent first.
    package let violations: [LabelCount]
    /// The generator's check of itself.
    package let generator: GeneratorCheck
    /// The longest turn of an event loop in milliseconds; nil when none was measured.
    package let longestTurn: Double?
    /// What became of the expectations, in the scenario's order; behind them the rules that need no writing.
    package let expectations: [ExpectationResult]
    /// The commonest failure and what to do about it, in one line; nil when nothing failed.
    package let remedy: String?
    /// What could not be written of the run.
    package var unwritten = UnwrittenLines()

    /// Those of ``expectations`` that fail, whatever the verdict.
    package var failedExpectations: [ExpectationResult] { expectations.filter { $0.outcome == .fails } }

    /// The process's exit code.
    package var exitCode: Int32 { verdict.exitCode }

    /// Draws all conclusions from merged measurements.
    ///
    /// - Parameters:
    ///   - statistics: the sum over all event loops (and shards).
    ///   - context: what was run, and how it ended.
    ///   - expectations: those of the scenario; see ``Expectation/judged(_:rounds:)`` for what is added.
    package init(statistics: RunStatistics, context: RunContext, expectations: [Expectation]) {
        self.context = context
        let rules = Expectation.judged(expectations, rounds: statistics.behaviour)
        let signs = GeneratorSigns(statistics, context)
        self.expectations = rules.map { $0.evaluate(on: statistics, load: signs.load) }
        let bent = Action.allCases.compactMap { BentFigure($0, statistics.calls($0)) }
        generator = GeneratorCheck(
            signs: signs, bent: bent, expectations: self.expectations, tolerated: Self.tolerated(bent, rules),
            planned: Self.planned(bent, statistics, context))
        longestTurn =
            statistics.longestTurnNanoseconds > 0 ? Double(statistics.longestTurnNanoseconds / 1000) / 1000 : nil
        verdict = RunVerdict.decide(
            ending: context.ending, generator: generator.verdict,
            expectationsHold: self.expectations.allSatisfy(\.pass))
        fleet = FleetResult(statistics.fleet, peakConnected: context.peakConnected)
        calls = Self.results(statistics) { statistics.calls($0) }
        commands = Self.results(statistics) { statistics.commands($0) }
        transactions = statistics.transactions
        transfers = TransferResult.all(statistics.transfers)
        behaviour = BehaviourResult(statistics.behaviour)
        violations = statistics.violations.sorted
        reason = Self.reason(verdict, context, generator, self.expectations)
        remedy = FailureAdvice.commonest(statistics)
    }

    /// StatusNotifications for each charge point of a burst, at most, that count as those of its boot
    /// (errata v4.0 §3.22).
    private static let statusNotificationsOfBoot: UInt64 = 4

    /// Bent figures whose wait for their turn is the plan's doing: the boots of a burst, and the StatusNotifications that
    /// follow them where there are no others to speak of.
    private static func planned(
        _ bent: [BentFigure], _ statistics: RunStatistics, _ context: RunContext
    ) -> Set<BentFigure> {
        guard context.largestBurst > 1 else { return [] }
        let statuses = statistics.calls(.statusNotification).intended
        let areOfBoots = statuses <= UInt64(context.largestBurst) * statusNotificationsOfBoot
        return Set(
            bent.filter { $0.action == .bootNotification || ($0.action == .statusNotification && areOfBoots) })
    }

    /// Bent figures that need no word: the scenario expects something of that action's latency, which is judged at both
    /// ends.
    private static func tolerated(_ bent: [BentFigure], _ rules: [Expectation]) -> Set<BentFigure> {
        Set(
            bent.filter { figure in
                rules.contains {
                    if case .latency(.percentile(let percentile), .action(figure.action)) = $0.measure {
                        return percentile >= figure.percentile
                    }
                    return $0.measure == .latency(.maximum, .action(figure.action))
                }
            })
    }

    /// The first expectation that fails, and how many more do; nil when none does.
    private static func failures(_ expectations: [ExpectationResult]) -> String? {
        let failed = expectations.filter { $0.outcome == .fails }
        guard let result = failed.first else { return nil }
        let first = "\(result.text), but \(result.value == nil ? "" : "was ")\(result.valueOrReason)"
        return failed.count > 1 ? "\(first) (\(failed.count - 1) more failed)" : first
    }

    private static func results(
        _ statistics: RunStatistics, _ of: (Action) -> CallStatistics
    ) -> [CallResult] {
        var results: [CallResult] = []
        for action in Action.allCases {
            let call = of(action)
            if !call.isEmpty {
                results.append(CallResult(action: action, call, perSecond: statistics.perSecond(call)))
            }
        }
        return results
    }

    private static func reason(
        _ verdict: RunVerdict, _ context: RunContext, _ generator: GeneratorCheck, _ expectations: [ExpectationResult]
    ) -> String {
        switch verdict {
        case .pass:
            return expectations.count == 1
                ? "\(expectations[0].text) holds" : "all \(expectations.count) expectations hold"
        case .fail:
            return failures(expectations) ?? "an expectation does not hold"
        case .invalid:
            let why = generator.reasons.first ?? "the generator was the bottleneck"
            return failures(expectations).map { "\(why); failed all the same: \($0)" } ?? why
        case .interrupted:
            return "stopped after \(FigureText.span(seconds: context.durationSeconds)); the figures cover that time"
        case .incomplete:
            guard case .incomplete(let missing, let all) = context.ending else { return "shards are missing" }
            let list = missing.map(String.init).joined(separator: ", ")
            return "missing \(missing.count == 1 ? "shard" : "shards") \(list) of \(all) (they count from 0)"
        case .error:
            guard case .failed(let why) = context.ending else { return "the run could not be carried out" }
            return why
        }
    }
}

/// The charge points of a run.
package struct FleetResult: Hashable, Sendable {
    /// Charge points in the scenario.
    package let planned: Int
    /// Connections open at the end, before the close.
    package let connected: Int
    /// Most connections at once.
    package let peakConnected: Int
    /// Charge points whose boot was accepted.
    package let booted: Int
    /// Connections opened again after a loss.
    package let reconnects: UInt64
    /// Failed attempts to connect, most frequent first.
    package let connectFailures: [LabelCount]
    /// Answers to BootNotification that were not Accepted, by status, most frequent first.
    package let bootsNotAccepted: [LabelCount]
    /// How long connecting took.
    package let connecting: LatencySummary
    /// The parts of it.
    package let phases: ConnectingResult
    /// Seconds from the start of the run until all planned charge points had booted; nil when they never had.
    package let allBootedSeconds: Double?
    /// Losses of connections and the way back, in order.
    package let outages: [Outage]
    /// Outages beside them that were not kept.
    package let outagesLeftOut: UInt64

    init(_ fleet: FleetStatistics, peakConnected: Int?) {
        planned = fleet.planned
        connected = fleet.connected
        self.peakConnected = peakConnected ?? fleet.peakConnected
        booted = fleet.booted
        reconnects = fleet.reconnects
        connectFailures = fleet.connectFailures.sorted
        bootsNotAccepted = fleet.bootsNotAccepted.sorted
        connecting = fleet.connecting.summary
        phases = ConnectingResult(fleet.phases)
        allBootedSeconds = fleet.allBooted.map { Double($0) / 1e9 }
        outages = fleet.outages.all
        outagesLeftOut = fleet.outages.leftOut
    }
}

/// The rounds of the behaviours of a run.
package struct BehaviourResult: Hashable, Sendable {
    /// Rounds begun.
    package let rounds: UInt64
    /// Rounds that came to their end without a failed step.
    package let done: UInt64
    /// Rounds ended by a failed step, most frequent label first.
    package let failedRounds: [LabelCount]
    /// Overdue rounds that never began.
    package let dropped: UInt64

    init(_ behaviour: BehaviourStatistics) {
        rounds = behaviour.rounds
        done = behaviour.done
        failedRounds = behaviour.failedRounds.sorted
        dropped = behaviour.dropped
    }
}

/// The CALLs of one action in one direction; the counters are those of ``CallStatistics``.
package struct CallResult: Hashable, Sendable {
    /// The action.
    package let action: Action
    /// Planned CALLs.
    package let intended: UInt64
    /// CALLs that were sent.
    package let sent: UInt64
    /// CALLs with a good answer.
    package let answered: UInt64
    /// CALLs answered with a CALLERROR.
    package let callErrors: UInt64
    /// CALLs with an answer that does not fit.
    package let invalidAnswers: UInt64
    /// CALLs given up after the time-out.
    package let timeouts: UInt64
    /// CALLs given up with their connection.
    package let connectionLost: UInt64
    /// CALLs still open at the end.
    package let unanswered: UInt64
    /// Answers after the CALL was given up.
    package let late: UInt64
    /// Planned CALLs that were never made.
    package let dropped: UInt64
    /// Why they were never made.
    package let neverSent: NeverSentCounts
    /// Responses over five seconds.
    package let overFiveSeconds: UInt64
    /// Good answers per second while all planned charge points were booted; nil when they never were.
    package let perSecond: Double?
    /// Intended to answered or given up.
    package let response: LatencySummary
    /// The same without all that the generator may have added: the lower ends of the error bars of ``response``.
    package let leastResponse: LatencySummary
    /// Sent to answered.
    package let service: LatencySummary
    /// The lower ends of the error bars of ``service``.
    package let leastService: LatencySummary
    /// Intended to sent.
    package let slip: LatencySummary
    /// The generator's part of the slip.
    package let slipOwn: LatencySummary
    /// The target's part of the slip.
    package let slipTarget: LatencySummary

    /// Planned CALLs without a good answer, for whatever reason.
    package var errors: UInt64 { intended - answered }

    init(action: Action, _ call: CallStatistics, perSecond: Double?) {
        self.action = action
        intended = call.intended
        sent = call.sent
        answered = call.answered
        callErrors = call.callErrors
        invalidAnswers = call.invalidAnswers
        timeouts = call.timeouts
        connectionLost = call.connectionLost
        unanswered = call.unanswered
        late = call.late
        dropped = call.dropped
        neverSent = call.neverSent
        overFiveSeconds = call.overFiveSeconds
        self.perSecond = perSecond
        response = call.response.summary
        leastResponse = call.leastResponse.summary
        service = call.service.summary
        leastService = call.leastService.summary
        slip = call.slip.summary
        slipOwn = call.slipOwn.summary
        slipTarget = call.slipTarget.summary
    }
}
