/// How a payload that breaks a rule is treated (guide "OCPPJSON").
package enum DecodingMode: Sendable, Hashable {
    /// Every rule of the schemas holds; the first broken one is thrown.
    case strict
    /// What can be kept is kept, what was wrong is counted in ``Violations``.
    case lenient
    /// As ``lenient``, but strict on what no transaction can be ended without: transactionId, meterStop and timestamp of
    /// StopTransaction.
    case booking
}

/// How a central system treats CALLs that break a rule of the schemas.
package enum CallPolicy: String, CaseIterable, Sendable, Hashable {
    /// They are answered with CALLERROR, as a test bench does. A StopTransaction whose transactionId, meterStop and
    /// timestamp are right is taken all the same: what is wrong with the rest should not keep the confirmation away
    /// (OCPP 1.6 §4.10).
    case strict
    /// What can be kept of them is kept; a CALLERROR is left for what cannot be used at all.
    case forgiving
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
