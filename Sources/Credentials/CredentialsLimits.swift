/// Bounds of what is read and kept.
package enum CredentialsLimits {
    /// Bytes of a PEM text; longer ones are malformed. A chain of CertificateSigned has at most 10,000.
    package static let pemBytes = 64 << 10
    /// Certificates of a chain, from the leaf to the last before the root.
    package static let chainCertificates = 8
    /// Bits of an RSA key at least (security white paper A00.FR.501).
    package static let rsaBits = 2048
    /// Bits of an elliptic curve at least (security white paper A00.FR.501).
    package static let curveBits = 224
    /// Private keys that are kept for one charge point; beyond it the oldest goes that is not in use.
    package static let keysOfChargePoint = 4
    /// Bytes of a serial number (RFC 5280 §4.1.2.2); CertificateHashData has room for as many.
    package static let serialBytes = 20
    /// Characters of a commonName (RFC 5280, ub-common-name).
    package static let commonNameCharacters = 64
}
