import Crypto
import CryptoExtras
import Foundation
import OCPPTypes
import X509

/// Takes the bytes of a firmware image as they come and gives their digest; SHA-256 (security white paper L01).
///
/// ```swift
/// var hasher = FirmwareHasher()
/// chunk.withUnsafeBytes { hasher.update($0) }
/// let digest = hasher.finish()
/// ```
package struct FirmwareHasher: Sendable {
    private var hash = SHA256()

    /// A hasher that has seen nothing.
    package init() {}

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
    }

    /// The digest of all that came.
    package func finish() -> FirmwareDigest { FirmwareDigest(digest: hash.finalize()) }
}

/// The SHA-256 of a firmware image.
package struct FirmwareDigest: Sendable, Equatable {
    let digest: SHA256Digest

    /// The digest of a file, read in pieces; nil when it cannot be read.
    package init?(file path: String) {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        var hasher = FirmwareHasher()
        do {
            while let chunk = try file.read(upToCount: 256 << 10), !chunk.isEmpty {
                chunk.withUnsafeBytes { hasher.update($0) }
            }
        } catch {
            return nil
        }
        self = hasher.finish()
    }

    /// Takes a digest that was made elsewhere.
    package init(digest: SHA256Digest) {
        self.digest = digest
    }

    /// 64 hexadecimal digits.
    package var hexadecimal: String { HexadecimalText.text(digest) }
}

/// Signatures over firmware (security white paper L01.FR.12): RSA-PSS or ECDSA over SHA-256; RSA with PKCS#1 padding is
/// taken too, because tools write it by default.
package enum FirmwareSignature {
    /// How to sign; a key of RSA can sign in two ways.
    package enum Scheme: String, CaseIterable, Sendable {
        /// ECDSA, DER encoded.
        case ecdsa
        /// RSASSA-PSS.
        case rsaPSS
        /// RSASSA-PKCS1-v1_5.
        case rsaPKCS1
    }

    /// Checks a signature in base64 against the key of a certificate.
    ///
    /// - Throws: `malformed` for what cannot be read, `weakKey`, `wrongSignature` for another signature than the
    ///   image's.
    package static func verify(
        _ image: FirmwareDigest, signature: String, certificate pem: String
    ) throws(CredentialRefusal) {
        guard let certificate = try CertificateReader.chain(pem).first else { throw .malformed }
        guard let bytes = Data(base64Encoded: signature, options: .ignoreUnknownCharacters), !bytes.isEmpty else {
            throw .wrongSignature
        }
        guard isValid(bytes, image.digest, certificate.publicKey) else { throw .wrongSignature }
    }

    private static func isValid(_ bytes: Data, _ digest: SHA256Digest, _ key: Certificate.PublicKey) -> Bool {
        if let rsa = _RSA.Signing.PublicKey(key) {
            let signature = _RSA.Signing.RSASignature(rawRepresentation: bytes)
            return rsa.isValidSignature(signature, for: digest, padding: .PSS)
                || rsa.isValidSignature(signature, for: digest, padding: .insecurePKCS1v1_5)
        }
        if let curve = P256.Signing.PublicKey(key) {
            return (try? P256.Signing.ECDSASignature(derRepresentation: bytes))
                .map { curve.isValidSignature($0, for: digest) } ?? false
        }
        if let curve = P384.Signing.PublicKey(key) {
            return (try? P384.Signing.ECDSASignature(derRepresentation: bytes))
                .map { curve.isValidSignature($0, for: digest) } ?? false
        }
        if let curve = P521.Signing.PublicKey(key) {
            return (try? P521.Signing.ECDSASignature(derRepresentation: bytes))
                .map { curve.isValidSignature($0, for: digest) } ?? false
        }
        return false
    }

    /// Signs an image; base64. For servers of firmware in tests.
    ///
    /// - `pem`: the private key.
    /// - Throws: `malformed` for a key that cannot be read, `wrongKey` for one that cannot sign so.
    package static func sign(
        _ image: FirmwareDigest, key pem: String, _ scheme: Scheme
    ) throws(CredentialRefusal) -> String {
        let key = try KeyPair(pem: pem)
        let signature: Data?
        switch scheme {
        case .ecdsa:
            signature = (try? P256.Signing.PrivateKey(pemRepresentation: key.pem))
                .flatMap { try? $0.signature(for: image.digest).derRepresentation }
        case .rsaPSS, .rsaPKCS1:
            signature = (try? _RSA.Signing.PrivateKey(pemRepresentation: key.pem)).flatMap {
                try? $0.signature(
                    for: image.digest, padding: scheme == .rsaPSS ? .PSS : .insecurePKCS1v1_5
                ).rawRepresentation
            }
        }
        guard let signature else { throw .wrongKey }
        return signature.base64EncodedString()
    }
}
