/// Installs a root certificate; central system to charge point.
package enum InstallCertificate {
    /// `InstallCertificate.req` (security white paper edition 3, InstallCertificate.req).
    package struct Request: Equatable, Sendable {
        /// Required, enumeration.
        package var certificateType: CertificateUse
        /// Required, at most 5500 characters.
        package var certificate: CiString<5500>

        /// Makes the value from its members; optional ones are absent unless given.
        package init(certificateType: CertificateUse, certificate: CiString<5500>) {
            self.certificateType = certificateType
            self.certificate = certificate
        }
    }

    /// `InstallCertificate.conf` (security white paper edition 3, InstallCertificate.conf).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: InstallCertificateStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: InstallCertificateStatus) {
            self.status = status
        }
    }
}
