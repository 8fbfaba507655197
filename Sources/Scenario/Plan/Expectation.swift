import OCPPTypes

/// One line of `expect`, checked: `metric(subject) comparison value`.
package struct ExpectationPlan: Equatable, Sendable {
    /// The line as it was written, without spaces around it.
    package var text: String
    /// What is measured.
    package var metric: Metric
    /// What it is measured on: an action's name for durations and `count`, else one of the names of ``Metric``.
    package var subject: String
    /// How the measured value is compared with ``value``.
    package var comparison: Comparison
    /// The right side.
    package var value: Value

    /// Makes one of its parts.
    package init(text: String, metric: Metric, subject: String, comparison: Comparison, value: Value) {
        self.text = text
        self.metric = metric
        self.subject = subject
        self.comparison = comparison
        self.value = value
    }

    /// The functions of the language.
    package enum Metric: Equatable, Sendable {
        /// `p99(Action)`, `p99.9(Action)`: a percentile of the response time, above 0 and at most 100; value in
        /// milliseconds.
        case percentile(Double)
        /// `mean(Action)`: mean response time in milliseconds.
        case mean
        /// `min(Action)`: least response time in milliseconds.
        case min
        /// `max(Action)`: greatest response time in milliseconds.
        case max
        /// `count(Action)`: answered CALLs of it. Or `count` of `connected` (at the end), `booted`, `reconnects`,
        /// `started` and `stopped` (transactions), `errors` (CALLERRORs received), `timeouts`, `late`, `dropped`,
        /// `violations`.
        case count
        /// `lost(transactions)`: transactions that were answered or due but are not in the books.
        case lost
        /// `duplicated(transactions)`: transactions that were booked twice.
        case duplicated
        /// `share(errors | timeouts | late | dropped)`: as a ratio (0 to 1) of the CALLs intended.
        case share
    }

    /// A comparison; the measured value stands on the left.
    package enum Comparison: String, CaseIterable, Sendable {
        /// `<`
        case less = "<"
        /// `<=`
        case lessOrEqual = "<="
        /// `>`
        case greater = ">"
        /// `>=`
        case greaterOrEqual = ">="
        /// `==`
        case equal = "=="
        /// `!=`
        case notEqual = "!="
    }

    /// The right side of a comparison, in the metric's base unit.
    package enum Value: Equatable, Sendable {
        /// A span in milliseconds.
        case milliseconds(Double)
        /// A number of things.
        case count(Int64)
        /// A ratio: 0.1 % is 0.001.
        case ratio(Double)
        /// The number of planned charge points (``Plan/plannedChargePoints``).
        case planned
    }
}
