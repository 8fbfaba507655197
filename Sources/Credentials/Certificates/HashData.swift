import Crypto
import OCPPTypes
import SwiftASN1
import X509

/// What identifies a certificate on the wire: hashes of its issuer and its serial number (RFC 6960 §4.1.1).
package enum CertificateHashes {
    /// The hash data of a root, which is its own issuer.
    ///
    /// - Throws: `malformed`, `weakKey`.
    package static func ofRoot(_ pem: String, _ algorithm: HashAlgorithm) throws(CredentialRefusal)
        -> CertificateHashData
    {
        let root = try CertificateReader.single(pem)
        return data(of: root, issuerKey: root.publicKey, algorithm)
    }

    /// The hash data of a certificate whose issuer is another.
    ///
    /// - Throws: `malformed`, `weakKey`, and `unknownIssuer` when it was not issued by that one.
    package static func of(
        _ pem: String, issuer: String, _ algorithm: HashAlgorithm
    ) throws(CredentialRefusal) -> CertificateHashData {
        guard let certificate = try CertificateReader.chain(pem).first else { throw .malformed }
        let issuer = try CertificateReader.single(issuer)
        guard certificate.isSigned(by: issuer) else { throw .unknownIssuer }
        return data(of: certificate, issuerKey: issuer.publicKey, algorithm)
    }

    static func data(
        of certificate: Certificate, issuerKey: Certificate.PublicKey, _ algorithm: HashAlgorithm
    ) -> CertificateHashData {
        var serializer = DER.Serializer()
        guard (try? certificate.issuer.serialize(into: &serializer)) != nil else {
            preconditionFailure("a name that was read can be written")
        }
        let serial = certificate.serialNumber.bytes.drop { $0 == 0 }
        var digits = HexadecimalText.text(serial)
        if digits.hasPrefix("0"), digits.count > 1 { digits.removeFirst() }
        return CertificateHashData(
            hashAlgorithm: algorithm,
            issuerNameHash: CiString(unchecked: hash(serializer.serializedBytes, algorithm)),
            // The value of the BIT STRING, without tag, length and the number of unused bits.
            issuerKeyHash: CiString(unchecked: hash(issuerKey.subjectPublicKeyInfoBytes, algorithm)),
            serialNumber: CiString(unchecked: digits))
    }

    private static func hash(_ bytes: some Collection<UInt8>, _ algorithm: HashAlgorithm) -> String {
        let bytes = Array(bytes)
        switch algorithm {
        case .sha256: return HexadecimalText.text(SHA256.hash(data: bytes))
        case .sha384: return HexadecimalText.text(SHA384.hash(data: bytes))
        case .sha512: return HexadecimalText.text(SHA512.hash(data: bytes))
        }
    }
}
