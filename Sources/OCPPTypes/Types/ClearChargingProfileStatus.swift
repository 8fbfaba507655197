/// Values of `ClearChargingProfileStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ClearChargingProfileStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Unknown`.
    case unknown = "Unknown"
}
