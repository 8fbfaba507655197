import Credentials

/// The authority that signs charge points' certificates (`csms --charge-point-ca CERT --charge-point-ca-key KEY`).
package struct SigningAuthority: Sendable {
    /// Certificate and key.
    package var authority: CertificateAuthority
    /// Days that a certificate is good.
    package var days: Int

    /// Makes an authority with its period.
    package init(authority: CertificateAuthority, days: Int = 365) {
        self.authority = authority
        self.days = days
    }
}
