/// Deletes an installed root certificate; central system to charge point.
package enum DeleteCertificate {
    /// `DeleteCertificate.req` (security white paper edition 3, DeleteCertificate.req).
    package struct Request: Equatable, Sendable {
        /// Required, object.
        package var certificateHashData: CertificateHashData

        /// Makes the value from its members; optional ones are absent unless given.
        package init(certificateHashData: CertificateHashData) {
            self.certificateHashData = certificateHashData
        }
    }

    /// `DeleteCertificate.conf` (security white paper edition 3, DeleteCertificate.conf).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: DeleteCertificateStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: DeleteCertificateStatus) {
            self.status = status
        }
    }
}
