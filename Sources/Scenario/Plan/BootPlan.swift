/// What the charge points of a group say of themselves in BootNotification, each by a pattern.
package struct BootPlan: Equatable, Sendable {
    /// The members that can be given, by their names in the message.
    package enum Field: String, CaseIterable, Sendable, Hashable {
        case chargePointSerialNumber, chargeBoxSerialNumber, iccid, imsi, meterSerialNumber, meterType

        /// Most characters of the member (OCPP 1.6 §6.3).
        package var length: Int {
            switch self {
            case .iccid, .imsi: 20
            case .chargePointSerialNumber, .chargeBoxSerialNumber, .meterSerialNumber, .meterType: 25
            }
        }
    }

    /// The patterns of the members that the scenario gives; an empty one leaves its member out.
    package var patterns: [Field: IdentityPattern] = [:]

    /// Nothing of its own.
    package init() {}

    /// The value of a member: nil when the scenario says nothing, an empty text when it is left out.
    package func value(of field: Field, group: String, index: Int) -> String? {
        patterns[field]?.identity(group: group, index: index)
    }
}

extension Format {
    /// The members of `boot`, one line each.
    static func lines(_ boot: BootPlan) -> [String] {
        BootPlan.Field.allCases.compactMap { field in
            boot.patterns[field].map { "\(field.rawValue): \(text($0.text))" }
        }
    }
}

extension CanonicalWriter {
    /// The members in the order of their declaration; the pattern stands for the values of all members.
    mutating func write(_ boot: BootPlan) {
        for (index, field) in BootPlan.Field.allCases.enumerated() {
            guard let pattern = boot.patterns[field] else { continue }
            write(index)
            write(pattern.text)
        }
    }
}
