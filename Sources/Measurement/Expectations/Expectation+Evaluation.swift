import OCPPTypes

/// What became of an expectation.
package struct ExpectationResult: Hashable, Sendable {
    /// The expectation as written.
    package let text: String
    /// What was measured, in ``unit``; nil when there is no data.
    package let value: Double?
    /// The unit of the value.
    package let unit: Expectation.Unit
    /// What became of it.
    package let outcome: ExpectationOutcome
    /// The error bar of the value: what the generator itself may have added or taken. Without it both ends are the value;
    /// nil when there is no data.
    package let bar: ErrorBar?
    /// Why there is no value; nil when there is one.
    package let reason: String?

    /// True when it holds.
    package var pass: Bool { outcome == .holds }

    /// Makes a result.
    package init(
        text: String, value: Double?, unit: Expectation.Unit, outcome: ExpectationOutcome, bar: ErrorBar?,
        reason: String?
    ) {
        self.text = text
        self.value = value
        self.unit = unit
        self.outcome = outcome
        self.bar = bar
        self.reason = reason
    }

    /// The value for people, or the reason why there is none.
    package var valueText: String {
        guard let value else { return reason ?? "no data" }
        guard outcome == .undecided, let bar, bar.width > 0 else { return unit.text(value) }
        return "\(bar.text(unit)): undecided"
    }
}

/// What became of an expectation.
package enum ExpectationOutcome: String, CaseIterable, Hashable, Sendable {
    /// It holds, whatever the generator added to the figure.
    case holds
    /// It does not hold, whatever the generator added to the figure, or there is no data.
    case fails
    /// It holds at one end of the figure's error bar and fails at the other: the run cannot tell.
    case undecided
}

/// Whether a generator made the load that the plan wants.
package enum LoadMade: Hashable, Sendable {
    /// It did.
    case asPlanned
    /// It worked as much as it could, or was late for much of the time: closed loops of a faster one may have made more.
    case atLimit
    /// It stood still: CALLs were not made when the plan wanted them, and came together afterwards.
    case notMade
    /// The same, for so long that CALLs may have been given up whose answers came in time.
    case notAwaited

    /// Whether the planned load was made.
    package var isMade: Bool { self == .asPlanned || self == .atLimit }
}

/// Between which values a figure lies when all that the generator may have added to it, or kept from it, is considered.
package struct ErrorBar: Hashable, Sendable {
    /// The least it can be.
    package let least: Double
    /// The most it can be; infinite where only a faster generator could tell.
    package let most: Double

    /// A bar between two values.
    package init(least: Double, most: Double) {
        self.least = min(least, most)
        self.most = most
    }

    /// The bar of an exact figure.
    package init(_ value: Double) {
        self.init(least: value, most: value)
    }

    /// How wide it is.
    package var width: Double { most - least }

    /// The bar in words: `12.1 ms to 25.3 ms`.
    package func text(_ unit: Expectation.Unit) -> String {
        most.isFinite ? "\(unit.text(least)) to \(unit.text(most))" : "\(unit.text(least)) or more"
    }
}

extension Expectation.Unit {
    /// A value of this unit for people.
    func text(_ value: Double) -> String {
        switch self {
        case .milliseconds: FigureText.latency(milliseconds: value)
        case .percent: FigureText.percent(value)
        case .perSecond: "\(FigureText.rate(value))/s"
        case .none: FigureText.count(UInt64(exactly: value) ?? .max)
        }
    }
}

extension Expectation.Comparison {
    /// True where a value fails and a greater one would hold.
    func asksForMore(than value: Double, _ bound: Double) -> Bool {
        guard !holds(value, bound) else { return false }
        return switch self {
        case .greater, .greaterOrEqual, .notEqual: true
        case .equal: value < bound
        case .less, .lessOrEqual: false
        }
    }

    /// Compares every value of a bar with a bound.
    func outcome(_ bar: ErrorBar, _ bound: Double) -> ExpectationOutcome {
        let isWithin = bar.least <= bound && bound <= bar.most && bar.width > 0
        switch self {
        case .equal, .notEqual:
            if isWithin { return .undecided }
            return holds(bar.least, bound) ? .holds : .fails
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            let least = holds(bar.least, bound)
            if least != holds(bar.most, bound) { return .undecided }
            return least ? .holds : .fails
        }
    }
}

extension Expectation {
    /// Evaluates the expectation on merged measurements, at both ends of its figure's error bar. Where nothing was
    /// measured it does not hold and says why: missing data never passes. A count of zero is data.
    ///
    /// - `load`: whether the generator made the planned load.
    package func evaluate(on statistics: RunStatistics, load: LoadMade = .asPlanned) -> ExpectationResult {
        let limit: Double
        switch bound {
        case .value(let value): limit = value
        case .planned: limit = Double(statistics.fleet.planned)
        }
        switch measure.value(in: statistics) {
        case .success(let value):
            let bar: ErrorBar
            if load == .atLimit, measure.growsWithLoad, comparison.asksForMore(than: value, limit) {
                bar = ErrorBar(least: value, most: .infinity)
            } else {
                bar = ErrorBar(least: measure.leastValue(in: statistics) ?? value, most: value)
            }
            return ExpectationResult(
                text: text, value: value, unit: measure.unit,
                outcome: judged(comparison.outcome(bar, limit), load), bar: bar, reason: nil)
        case .failure(let missing):
            return ExpectationResult(
                text: text, value: nil, unit: measure.unit, outcome: judged(.fails, load), bar: nil,
                reason: missing.reason)
        }
    }

    /// Under another load than the planned one a target may be slower than it is: all that waited comes at once.
    private func judged(_ outcome: ExpectationOutcome, _ load: LoadMade) -> ExpectationOutcome {
        guard outcome == .fails, !load.isMade else { return outcome }
        return measure.followsLoad || (load == .notAwaited && measure.followsTimeouts) ? .undecided : outcome
    }
}

/// Why a measure has no value.
struct MissingData: Error {
    let reason: String
}

extension Expectation.Measure {
    func value(in statistics: RunStatistics) -> Result<Double, MissingData> {
        switch self {
        case .latency(let figure, let subject):
            latency(figure, of: subject.statistics(in: statistics).response, subject)
        case .count(let subject):
            .success(Double(subject.value(in: statistics)))
        case .answers(let action):
            .success(Double(Expectation.CallSubject.action(action).statistics(in: statistics).answered))
        case .lostTransactions:
            .success(Double(statistics.transactions.lost))
        case .duplicatedTransactions:
            .success(Double(statistics.transactions.duplicated))
        case .share(.failedRounds):
            failedRounds(statistics.behaviour)
        case .share(let subject):
            share(subject, statistics.allCalls)
        case .time(let subject):
            time(of: subject, in: statistics.fleet)
        case .rate(let subject):
            rate(of: subject, in: statistics)
        case .transferLatency(let figure, let subject):
            transferLatency(figure, subject, statistics.transfers)
        case .transferCount(let subject, let failed):
            .success(Double(failed ? subject.failed(in: statistics.transfers) : subject.good(in: statistics.transfers)))
        case .failedTransferShare(let subject):
            failedShare(of: subject, statistics.transfers)
        }
    }

    /// The value without all that the generator may have added; nil for measures that it adds nothing to.
    func leastValue(in statistics: RunStatistics) -> Double? {
        switch self {
        case .latency(let figure, let subject):
            return value(figure, of: subject.statistics(in: statistics).leastResponse)
        case .share(.overFiveSeconds):
            let calls = statistics.allCalls
            guard calls.response.count > 0 else { return nil }
            return Double(calls.leastOverFiveSeconds) / Double(calls.response.count) * 100
        case .count, .answers, .lostTransactions, .duplicatedTransactions, .share, .time, .rate, .transferLatency,
            .transferCount, .failedTransferShare:
            return nil
        }
    }

    /// True for what there would have been more of, had the generator been faster: work of charge points that go on as
    /// soon as they are answered.
    var growsWithLoad: Bool {
        switch self {
        case .rate, .answers: true
        case .count(let subject):
            switch subject {
            case .intended, .sent, .answered, .started, .stopped, .rounds: true
            case .planned, .connected, .peakConnected, .booted, .reconnects, .connectFailures, .errors, .callErrors,
                .timeouts, .late, .dropped, .failedRounds, .violations:
                false
            }
        case .latency, .lostTransactions, .duplicatedTransactions, .share, .time, .transferLatency, .transferCount,
            .failedTransferShare:
            false
        }
    }

    /// True for what another load than the planned one changes: times, and what there is more of with time.
    var followsLoad: Bool {
        switch self {
        case .latency, .transferLatency, .time, .share(.overFiveSeconds): true
        case .count, .answers, .rate: growsWithLoad
        case .lostTransactions, .duplicatedTransactions, .share, .transferCount, .failedTransferShare: false
        }
    }

    /// True for what CALLs, rounds and connections that a loop gives up, because it stood still, count in.
    var followsTimeouts: Bool {
        switch self {
        case .count(let subject):
            switch subject {
            case .timeouts, .late, .errors, .failedRounds, .booted, .dropped, .connected, .peakConnected, .reconnects,
                .connectFailures:
                true
            case .planned, .callErrors, .violations, .intended, .sent, .answered, .started, .stopped, .rounds: false
            }
        case .share(let subject): subject != .overFiveSeconds
        case .latency, .answers, .rate, .lostTransactions, .duplicatedTransactions, .time, .transferLatency,
            .transferCount, .failedTransferShare:
            false
        }
    }

    private func failedRounds(_ behaviour: BehaviourStatistics) -> Result<Double, MissingData> {
        guard let share = behaviour.failedShare else {
            return .failure(MissingData(reason: "no round has come to its end"))
        }
        return .success(share * 100)
    }

    private func transferLatency(
        _ figure: Expectation.LatencyFigure, _ subject: Expectation.TransferSubject, _ transfers: TransfersStatistics
    ) -> Result<Double, MissingData> {
        let histogram =
            subject.isOrders ? transfers.allOrders(subject.kind).latency : transfers.all(subject.kind).duration
        guard histogram.count > 0 else {
            return .failure(MissingData(reason: "no \(subject.words) came to a good end"))
        }
        return .success(value(figure, of: histogram))
    }

    private func failedShare(
        of subject: Expectation.TransferSubject, _ transfers: TransfersStatistics
    ) -> Result<Double, MissingData> {
        let failed = subject.failed(in: transfers)
        let whole = failed + subject.good(in: transfers)
        guard whole > 0 else { return .failure(MissingData(reason: "there was no \(subject.words)")) }
        return .success(Double(failed) / Double(whole) * 100)
    }

    private func latency(
        _ figure: Expectation.LatencyFigure, of response: LatencyHistogram, _ subject: Expectation.CallSubject
    ) -> Result<Double, MissingData> {
        guard response.count > 0 else {
            return .failure(MissingData(reason: "there was no \(subject.words) to measure"))
        }
        return .success(value(figure, of: response))
    }

    private func value(_ figure: Expectation.LatencyFigure, of histogram: LatencyHistogram) -> Double {
        switch figure {
        case .percentile(let percentile): histogram.milliseconds(at: percentile) ?? 0
        case .mean: histogram.summary.mean
        case .minimum: histogram.summary.min
        case .maximum: histogram.maxMilliseconds
        }
    }

    private func share(
        _ subject: Expectation.ShareSubject, _ calls: CallStatistics
    ) -> Result<Double, MissingData> {
        let (part, whole): (UInt64, UInt64) =
            switch subject {
            case .errors: (calls.errors, calls.intended)
            case .timeouts: (calls.timeouts, calls.intended)
            case .late: (calls.late, calls.intended)
            case .dropped: (calls.dropped, calls.intended)
            case .overFiveSeconds: (calls.overFiveSeconds, calls.response.count)
            case .failedRounds: (0, 0)  // Not of CALLs: see `failedRounds(_:)`.
            }
        guard whole > 0 else { return .failure(MissingData(reason: "there was no CALL to measure")) }
        return .success(Double(part) / Double(whole) * 100)
    }

    private func time(
        of subject: Expectation.TimeSubject, in fleet: FleetStatistics
    ) -> Result<Double, MissingData> {
        let nanoseconds: Int64
        switch subject {
        case .booted:
            guard let booted = fleet.allBooted else {
                return .failure(
                    MissingData(reason: "only \(fleet.booted) of \(fleet.planned) planned charge points booted"))
            }
            nanoseconds = booted
        case .recovered:
            let outages = fleet.outages
            guard let worst = outages.worstRecovery else {
                let missing = outages.missing
                return .failure(
                    MissingData(
                        reason: outages.isEmpty
                            ? "no charge point lost its connection"
                            : "\(missing) charge point\(missing == 1 ? " was" : "s were") not back when the run ended"))
            }
            nanoseconds = worst
        }
        return .success(Double(nanoseconds / 1000) / 1000)
    }

    private func rate(
        of subject: Expectation.CallSubject, in statistics: RunStatistics
    ) -> Result<Double, MissingData> {
        guard let rate = statistics.perSecond(subject.statistics(in: statistics)) else {
            return .failure(MissingData(reason: "never were all planned charge points booted"))
        }
        return .success(rate)
    }
}

extension Expectation.TransferSubject {
    func good(in transfers: TransfersStatistics) -> UInt64 {
        isOrders ? transfers.allOrders(kind).done : transfers.all(kind).succeeded
    }

    func failed(in transfers: TransfersStatistics) -> UInt64 {
        isOrders ? transfers.allOrders(kind).failed : transfers.all(kind).failed
    }
}

extension Expectation.CallSubject {
    func statistics(in statistics: RunStatistics) -> CallStatistics {
        switch self {
        case .action(let action):
            action.isFromChargePoint ? statistics.calls(action) : statistics.commands(action)
        case .all: statistics.allCalls
        }
    }

    var words: String {
        switch self {
        case .action(let action): action.name
        case .all: "CALL"
        }
    }
}

extension Expectation.CountSubject {
    func value(in statistics: RunStatistics) -> UInt64 {
        switch self {
        case .planned: UInt64(statistics.fleet.planned)
        case .connected: UInt64(statistics.fleet.connected)
        case .peakConnected: UInt64(statistics.fleet.peakConnected)
        case .booted: UInt64(statistics.fleet.booted)
        case .reconnects: statistics.fleet.reconnects
        case .connectFailures: statistics.fleet.connectFailures.total
        case .intended: statistics.allCalls.intended
        case .sent: statistics.allCalls.sent
        case .answered: statistics.allCalls.answered
        case .errors: statistics.allCalls.errors
        case .callErrors: statistics.allCalls.callErrors
        case .timeouts: statistics.allCalls.timeouts
        case .late: statistics.allCalls.late
        case .dropped: statistics.allCalls.dropped + statistics.behaviour.droppedWithoutCall
        case .started: statistics.transactions.started
        case .stopped: statistics.transactions.stopped
        case .rounds: statistics.behaviour.rounds
        case .failedRounds: statistics.behaviour.failedRounds.total
        case .violations: statistics.violations.total
        }
    }
}
