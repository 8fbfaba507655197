/// Delivers a signed charge point certificate chain; central system to charge point.
package enum CertificateSigned {
    /// `CertificateSigned.req` (security white paper edition 3, CertificateSigned.req).
    package struct Request: Equatable, Sendable {
        /// Required, at most 10000 characters.
        package var certificateChain: CiString<10000>

        /// Makes the value from its members; optional ones are absent unless given.
        package init(certificateChain: CiString<10000>) {
            self.certificateChain = certificateChain
        }
    }

    /// `CertificateSigned.conf` (security white paper edition 3, CertificateSigned.conf).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: CertificateSignedStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: CertificateSignedStatus) {
            self.status = status
        }
    }
}
