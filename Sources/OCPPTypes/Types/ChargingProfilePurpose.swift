/// Values of `ChargingProfilePurpose` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ChargingProfilePurpose: String, CaseIterable, Sendable, Hashable {
    /// `ChargePointMaxProfile`.
    case chargePointMaxProfile = "ChargePointMaxProfile"
    /// `TxDefaultProfile`.
    case txDefaultProfile = "TxDefaultProfile"
    /// `TxProfile`.
    case txProfile = "TxProfile"
}
