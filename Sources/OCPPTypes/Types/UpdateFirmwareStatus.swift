/// Values of `UpdateFirmwareStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum UpdateFirmwareStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Rejected`.
    case rejected = "Rejected"
    /// `AcceptedCanceled`.
    case acceptedCanceled = "AcceptedCanceled"
    /// `InvalidCertificate`.
    case invalidCertificate = "InvalidCertificate"
    /// `RevokedCertificate`.
    case revokedCertificate = "RevokedCertificate"
}
