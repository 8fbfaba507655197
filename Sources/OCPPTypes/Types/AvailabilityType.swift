/// Values of `AvailabilityType` on the wire (OCPP 1.6 §7 or the security white paper).
package enum AvailabilityType: String, CaseIterable, Sendable, Hashable {
    /// `Inoperative`.
    case inoperative = "Inoperative"
    /// `Operative`.
    case operative = "Operative"
}
