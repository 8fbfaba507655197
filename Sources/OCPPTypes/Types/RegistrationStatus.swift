/// Values of `RegistrationStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum RegistrationStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Pending`.
    case pending = "Pending"
    /// `Rejected`.
    case rejected = "Rejected"
}
