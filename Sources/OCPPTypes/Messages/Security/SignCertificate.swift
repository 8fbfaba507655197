/// Asks for a charge point certificate to be signed; charge point to central system.
package enum SignCertificate {
    /// `SignCertificate.req` (security white paper edition 3, SignCertificate.req).
    package struct Request: Equatable, Sendable {
        /// Required, at most 5500 characters.
        package var csr: CiString<5500>

        /// Makes the value from its members; optional ones are absent unless given.
        package init(csr: CiString<5500>) {
            self.csr = csr
        }
    }

    /// `SignCertificate.conf` (security white paper edition 3, SignCertificate.conf).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: GenericStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: GenericStatus) {
            self.status = status
        }
    }
}
