/// Hashes that identify a certificate (security white paper edition 3, CertificateHashDataType).
package struct CertificateHashData: Equatable, Sendable {
    /// Required, enumeration.
    package var hashAlgorithm: HashAlgorithm
    /// Required, at most 128 characters.
    package var issuerNameHash: CiString<128>
    /// Required, at most 128 characters.
    package var issuerKeyHash: CiString<128>
    /// Required, at most 40 characters.
    package var serialNumber: CiString<40>

    /// Makes the value from its members; optional ones are absent unless given.
    package init(
        hashAlgorithm: HashAlgorithm,
        issuerNameHash: CiString<128>,
        issuerKeyHash: CiString<128>,
        serialNumber: CiString<40>
    ) {
        self.hashAlgorithm = hashAlgorithm
        self.issuerNameHash = issuerNameHash
        self.issuerKeyHash = issuerKeyHash
        self.serialNumber = serialNumber
    }
}
