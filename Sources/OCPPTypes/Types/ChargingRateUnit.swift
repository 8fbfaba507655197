/// Values of `ChargingRateUnit` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ChargingRateUnit: String, CaseIterable, Sendable, Hashable {
    /// `A`.
    case amperes = "A"
    /// `W`.
    case watts = "W"
}
