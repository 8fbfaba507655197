/// Values of `InstallCertificateStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum InstallCertificateStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Failed`.
    case failed = "Failed"
    /// `Rejected`.
    case rejected = "Rejected"
}
