/// How a payload that breaks a rule is treated (DESIGN §8.6).
package enum DecodingMode: Sendable, Hashable {
    /// Every rule of the schemas holds; the first broken one is thrown.
    case strict
    /// What can be kept is kept, what was wrong is counted in ``Violations``.
    case lenient
}

/// What lenient decoding let pass: how many, and the first ``CodecLimits/recordedViolations`` of them.
package struct Violations: Equatable, Sendable {
    /// One broken rule.
    package struct Violation: Equatable, Sendable {
        /// Path of the field, like `meterValue[0].sampledValue[2].unit`.
        package var field: String
        /// Which rule was broken.
        package var reason: PayloadError.Reason

        /// Makes a violation of a field.
        package init(field: String, reason: PayloadError.Reason) {
            self.field = field
            self.reason = reason
        }
    }

    /// Number of broken rules.
    package private(set) var count = 0
    /// The first of them, in the order of the text.
    package private(set) var first: [Violation] = []

    /// No violations.
    package init() {}

    /// True when nothing was wrong.
    package var isEmpty: Bool { count == 0 }

    /// Counts one broken rule; `field` is only evaluated while there is room to keep it.
    package mutating func note(_ reason: PayloadError.Reason, field: @autoclosure () -> String) {
        count &+= 1
        if first.count < CodecLimits.recordedViolations { first.append(Violation(field: field(), reason: reason)) }
    }
}
