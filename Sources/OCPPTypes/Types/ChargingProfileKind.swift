/// Values of `ChargingProfileKind` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ChargingProfileKind: String, CaseIterable, Sendable, Hashable {
    /// `Absolute`.
    case absolute = "Absolute"
    /// `Recurring`.
    case recurring = "Recurring"
    /// `Relative`.
    case relative = "Relative"
}
