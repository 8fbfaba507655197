/// Values of `CertificateUse` on the wire (OCPP 1.6 §7 or the security white paper).
package enum CertificateUse: String, CaseIterable, Sendable, Hashable {
    /// `CentralSystemRootCertificate`.
    case centralSystemRootCertificate = "CentralSystemRootCertificate"
    /// `ManufacturerRootCertificate`.
    case manufacturerRootCertificate = "ManufacturerRootCertificate"
}
