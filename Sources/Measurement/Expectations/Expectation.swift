import OCPPTypes

/// One line of a scenario's `expect`, such as `p99(Authorize) < 5s` or `booted == planned` (guide "Scenario").
///
/// It is parsed before the run (``parse(_:)``) and evaluated once, on merged data (``evaluate(on:load:)``).
package struct Expectation: Hashable, Sendable {
    /// The text as written, without surrounding blanks.
    package let text: String
    /// What is measured.
    package let measure: Measure
    /// How it is compared.
    package let comparison: Comparison
    /// What it is compared with.
    package let bound: Bound

    /// What can be measured.
    package enum Measure: Hashable, Sendable {
        /// A figure of the response times of an action.
        case latency(LatencyFigure, CallSubject)
        /// A number of charge points, CALLs or events.
        case count(CountSubject)
        /// Good answers of one action.
        case answers(Action)
        /// Transactions that the central system never took in full.
        case lostTransactions
        /// Transactions that the central system counted more than once.
        case duplicatedTransactions
        /// A share of the CALLs of charge points, or of the rounds of their behaviours.
        case share(ShareSubject)
        /// How long something took that happens to the whole fleet.
        case time(TimeSubject)
        /// Good answers per second while all planned charge points were booted.
        case rate(CallSubject)
        /// A figure of how long good transfers took, or good orders.
        case transferLatency(LatencyFigure, TransferSubject)
        /// Transfers or orders that came to a good end, or to another.
        case transferCount(TransferSubject, failed: Bool)
        /// Failed transfers or orders, of all that have ended.
        case failedTransferShare(TransferSubject)

        /// The unit of the measure.
        package var unit: Unit {
            switch self {
            case .latency, .transferLatency, .time: .milliseconds
            case .count, .answers, .lostTransactions, .duplicatedTransactions, .transferCount: .none
            case .share, .failedTransferShare: .percent
            case .rate: .perSecond
            }
        }
    }

    /// A figure of a distribution.
    package enum LatencyFigure: Hashable, Sendable {
        /// A percentile between 0 and 100, both excluded.
        case percentile(Percentile)
        /// The arithmetic mean.
        case mean
        /// The smallest sample.
        case minimum
        /// The largest sample.
        case maximum
    }

    /// Which CALLs.
    package enum CallSubject: Hashable, Sendable {
        /// Those of one action. Actions of the central system mean its commands; DataTransfer means the charge points'
        /// own.
        case action(Action)
        /// `calls`: all CALLs of charge points.
        case all
    }

    /// Which transfers: `transfers`, `firmware`, `diagnostics` or `log` are attempts; with `orders` behind it, the orders
    /// of the central system.
    package struct TransferSubject: Hashable, Sendable {
        /// What is moved; nil for everything.
        package let kind: TransferKind?
        /// True for orders, false for attempts.
        package let isOrders: Bool
    }

    /// What can be counted. The raw values are the words of the language.
    package enum CountSubject: String, CaseIterable, Hashable, Sendable {
        /// Charge points in the scenario.
        case planned
        /// Connections open at the end of the run, before the close.
        case connected
        /// Most connections at once.
        case peakConnected
        /// Charge points whose boot was accepted.
        case booted
        /// Connections opened again after a loss.
        case reconnects
        /// Failed attempts to connect.
        case connectFailures
        /// Planned CALLs.
        case intended
        /// CALLs that were sent.
        case sent
        /// CALLs with a good answer.
        case answered
        /// Planned CALLs without a good answer.
        case errors
        /// CALLs answered with a CALLERROR.
        case callErrors
        /// CALLs given up after the CALL time-out.
        case timeouts
        /// Answers that came after their CALL was given up.
        case late
        /// Planned CALLs and rounds that were never made.
        case dropped
        /// Transactions started.
        case started
        /// Transactions stopped.
        case stopped
        /// Rounds of behaviours begun.
        case rounds
        /// Rounds ended by a failed step.
        case failedRounds
        /// What the target did against the protocol.
        case violations
    }

    /// Which share. The raw values are the words of the language.
    package enum ShareSubject: String, CaseIterable, Hashable, Sendable {
        /// CALLs that did not end with a good answer, of all planned ones.
        case errors
        /// CALLs given up after the CALL time-out, of all planned ones.
        case timeouts
        /// Answers that came after their CALL was given up, of all planned CALLs.
        case late
        /// CALLs that were never made, of all planned ones.
        case dropped
        /// CALLs whose response took over five seconds, of all that have a response time.
        case overFiveSeconds = "over 5s"
        /// Rounds of behaviours ended by a failed step, of all that came to an end.
        case failedRounds = "failed rounds"
    }

    /// What may take time for the whole fleet. The raw values are the words of the language.
    package enum TimeSubject: String, CaseIterable, Hashable, Sendable {
        /// From the start of the run until all planned charge points had booted.
        case booted
        /// From the first lost connection of an outage until all charge points were connected and booted again; the
        /// worst outage counts.
        case recovered
    }

    /// How a value is compared with its bound.
    package enum Comparison: String, CaseIterable, Hashable, Sendable {
        /// Smaller.
        case less = "<"
        /// Smaller or equal.
        case lessOrEqual = "<="
        /// Greater.
        case greater = ">"
        /// Greater or equal.
        case greaterOrEqual = ">="
        /// Equal.
        case equal = "=="
        /// Different.
        case notEqual = "!="

        /// True when the comparison holds.
        package func holds(_ value: Double, _ bound: Double) -> Bool {
            switch self {
            case .less: value < bound
            case .lessOrEqual: value <= bound
            case .greater: value > bound
            case .greaterOrEqual: value >= bound
            case .equal: value == bound
            case .notEqual: value != bound
            }
        }
    }

    /// The right side.
    package enum Bound: Hashable, Sendable {
        /// A number in the unit of the measure (milliseconds, percent, per second, or a plain number).
        case value(Double)
        /// The number of planned charge points.
        case planned
    }

    /// The unit in which a measure's value is given.
    package enum Unit: String, Hashable, Sendable {
        /// Milliseconds.
        case milliseconds = "ms"
        /// Percent of the whole.
        case percent = "%"
        /// Per second.
        case perSecond = "/s"
        /// A plain number.
        case none = ""
    }

    init(text: String, measure: Measure, comparison: Comparison, bound: Bound) {
        self.text = text
        self.measure = measure
        self.comparison = comparison
        self.bound = bound
    }

    /// Every planned charge point booted: holds for every scenario that says nothing else of booting
    /// (guide "Glossary").
    package static let bootedEqualsPlanned = Expectation(
        text: "booted == planned", measure: .count(.booted), comparison: .equal, bound: .planned)
    /// What holds of the rounds when a scenario expects nothing.
    package static let fewRoundsFailed = Expectation(
        text: "share(failed rounds) < 1%", measure: .share(.failedRounds), comparison: .less, bound: .value(1))
    /// What holds of the rounds when a scenario expects other things: not every one of them failed.
    package static let someRoundSucceeded = Expectation(
        text: "share(failed rounds) < 100%", measure: .share(.failedRounds), comparison: .less, bound: .value(100))

    /// What a run is judged by: the scenario's own expectations and the rules that need no writing.
    ///
    /// - Parameters:
    ///   - written: the scenario's `expect`.
    ///   - rounds: the rounds of the run; a rule about them holds as soon as one has come to its end.
    package static func judged(_ written: [Expectation], rounds: BehaviourStatistics) -> [Expectation] {
        written
            + unwritten(beside: written).filter { !$0.needsRounds || rounds.failedShare != nil }.map(\.expectation)
    }

    /// A rule that a run is judged by without being written.
    package struct UnwrittenRule: Hashable, Sendable {
        /// What is expected.
        package let expectation: Expectation
        /// True when it is judged only if a round has come to its end.
        package let needsRounds: Bool
    }

    /// The rules that need no writing beside a scenario's own expectations.
    package static func unwritten(beside written: [Expectation]) -> [UnwrittenRule] {
        var rules: [UnwrittenRule] = []
        if !written.contains(where: { $0.measure == .count(.booted) }) {
            rules.append(UnwrittenRule(expectation: .bootedEqualsPlanned, needsRounds: false))
        }
        let speaksOfRounds = written.contains {
            $0.measure == .share(.failedRounds) || $0.measure == .count(.failedRounds)
        }
        if !speaksOfRounds {
            let rule = written.isEmpty ? fewRoundsFailed : someRoundSucceeded
            rules.append(UnwrittenRule(expectation: rule, needsRounds: true))
        }
        return rules
    }
}

/// Why a text is no expectation.
package struct ExpectationError: Error, Hashable, Sendable {
    /// Where, in Unicode scalars from the start of the text (what Yams counts as columns).
    package let offset: Int
    /// What is wrong, in words.
    package let message: String
    /// What to write instead, when there is something to say.
    package let hint: String?

    init(_ offset: Int, _ message: String, hint: String?) {
        self.offset = offset
        self.message = message
        self.hint = hint
    }
}
