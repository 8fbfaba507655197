import OCPPTypes
import X509

/// What a certificate says of itself, for those who decide on it.
package struct CertificateSummary: Sendable, Equatable {
    /// CN of the subject; nil where there is none, or more than one.
    package var commonName: String?
    /// O of the subject; nil where there is none, or more than one.
    package var organization: String?
    /// Start of its validity.
    package var notBefore: DateTime
    /// End of its validity.
    package var notAfter: DateTime
    /// Serial number in hexadecimal digits.
    package var serialNumber: String
    /// Whether it may sign other certificates.
    package var isAuthority: Bool

    /// Reads a certificate as TLS hands it out.
    ///
    /// - Throws: `malformed`, `weakKey`.
    package init(der: [UInt8]) throws(CredentialRefusal) {
        self.init(try CertificateReader.certificate(der: der))
    }

    /// Reads a certificate, or the first of a chain.
    ///
    /// - Throws: `malformed`, `weakKey`.
    package init(pem: String) throws(CredentialRefusal) {
        guard let certificate = try CertificateReader.chain(pem).first else { throw .malformed }
        self.init(certificate)
    }

    private init(_ certificate: Certificate) {
        commonName = certificate.subject.commonName
        organization = certificate.subject.organization
        notBefore = certificate.notBefore
        notAfter = certificate.notAfter
        serialNumber = HexadecimalText.text(certificate.serialNumber.bytes)
        isAuthority = certificate.maySignCertificates
    }
}
