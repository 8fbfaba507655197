import OCPPTypes

/// What became of an expectation.
package struct ExpectationResult: Hashable, Sendable {
    /// The expectation as written.
    package let text: String
    /// What was measured, in ``unit``; nil when there is no data.
    package let value: Double?
    /// The unit of the value.
    package let unit: Expectation.Unit
    /// True when it holds.
    package let pass: Bool
    /// Why there is no value; nil when there is one.
    package let reason: String?

    /// Makes a result.
    package init(text: String, value: Double?, unit: Expectation.Unit, pass: Bool, reason: String?) {
        self.text = text
        self.value = value
        self.unit = unit
        self.pass = pass
        self.reason = reason
    }

    /// The value for people, or the reason why there is none.
    package var valueText: String {
        guard let value else { return reason ?? "no data" }
        return switch unit {
        case .milliseconds: FigureText.latency(milliseconds: value)
        case .percent: FigureText.percent(value)
        case .perSecond: "\(FigureText.rate(value))/s"
        case .none: FigureText.count(UInt64(exactly: value) ?? .max)
        }
    }
}

extension Expectation {
    /// Evaluates the expectation on merged measurements. Where nothing was measured it does not hold and says why:
    /// missing data never passes. A count of zero is data.
    package func evaluate(on statistics: RunStatistics) -> ExpectationResult {
        let limit: Double
        switch bound {
        case .value(let value): limit = value
        case .planned: limit = Double(statistics.fleet.planned)
        }
        switch measure.value(in: statistics) {
        case .success(let value):
            return ExpectationResult(
                text: text, value: value, unit: measure.unit, pass: comparison.holds(value, limit), reason: nil)
        case .failure(let missing):
            return ExpectationResult(
                text: text, value: nil, unit: measure.unit, pass: false, reason: missing.reason)
        }
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
