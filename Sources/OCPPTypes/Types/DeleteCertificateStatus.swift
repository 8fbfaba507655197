/// Values of `DeleteCertificateStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum DeleteCertificateStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Failed`.
    case failed = "Failed"
    /// `NotFound`.
    case notFound = "NotFound"
}
