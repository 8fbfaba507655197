/// Values of `GetInstalledCertificateStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum GetInstalledCertificateStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `NotFound`.
    case notFound = "NotFound"
}
