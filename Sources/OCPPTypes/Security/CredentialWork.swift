/// A charge point's name for work that it asked its owner for, who hands it back with the result.
package struct WorkToken: RawRepresentable, Hashable, Sendable {
    /// Counts from 1 within a charge point.
    package var rawValue: UInt32

    /// Makes a token.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}

/// The name of a private key that the owner keeps for a charge point; keys themselves never enter its model.
package struct KeyReference: RawRepresentable, Hashable, Sendable {
    /// 0 is the key that the charge point came with; it counts on from there.
    package var rawValue: UInt32

    /// Makes a reference.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}

/// Work with keys and certificates that a charge point asks its owner for, by the effect `credentials` of its model.
///
/// Each is answered by one input `credentialsDone`, at once or later. Certificates are PEM.
package enum CredentialWork: Equatable, Sendable {
    /// Make a key pair, keep the private key under the name `key`, and a PKCS#10 request for it with
    /// CN = `commonName` and O = `organization` (security white paper A02). Answer: `signingRequest`.
    case makeSigningRequest(key: KeyReference, commonName: String, organization: String)
    /// Check a chain, leaf first, that is to be the charge point certificate: the public key is that of `key`, CN and O
    /// are these, the period has not ended at `now` (it may begin later), and the chain leads to one of `roots`, which
    /// is not asked for when there is none. Answer: `certificate` of the leaf.
    case checkChargePointCertificate(
        chain: String, key: KeyReference, commonName: String, organization: String, roots: [String], now: DateTime)
    /// Check a certificate that is to be a root: a certificate authority, valid at `now`, signed by itself or by
    /// `signedBy`; when that is given, only by it (AdditionalRootCertificateCheck). Answer: `certificate`.
    case checkRootCertificate(certificate: String, use: CertificateUse, signedBy: String?, now: DateTime)
    /// Check a firmware signing certificate: valid at `now`, issued by one of `roots`. Answer: `verified`.
    case checkFirmwareSigningCertificate(certificate: String, roots: [String], now: DateTime)
    /// Check the signature (base64) over the file that the transfer `file` has downloaded. Answer: `verified`.
    case verifyFirmware(file: WorkToken, signature: String, certificate: String)
}

/// What came of ``CredentialWork``.
package enum CredentialResult: Equatable, Sendable {
    /// The request in PEM.
    case signingRequest(String)
    /// The certificate is good.
    case certificate(CertificateFacts)
    /// It is as it should be.
    case verified
    /// It is not.
    case refused(CredentialRefusal)
}

/// What a charge point needs to know of a certificate.
package struct CertificateFacts: Equatable, Sendable {
    /// Start of its validity.
    package var notBefore: DateTime
    /// End of its validity.
    package var notAfter: DateTime
    /// What identifies it (RFC 6960), in the algorithm that the owner chose; SHA256 by default.
    package var hashData: CertificateHashData

    /// Makes facts.
    package init(notBefore: DateTime, notAfter: DateTime, hashData: CertificateHashData) {
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.hashData = hashData
    }
}

/// Why work with credentials came to a refusal; the raw value is a label without dynamic text.
package enum CredentialRefusal: String, Error, CaseIterable, Hashable, Sendable {
    /// It cannot be read.
    case malformed = "malformed"
    /// Its period of validity has ended.
    case expired = "expired"
    /// Its period of validity has not begun, where it should have.
    case notYetValid = "not yet valid"
    /// It is not signed by whom it should be.
    case unknownIssuer = "unknown issuer"
    /// CN or O are not what they should be.
    case wrongSubject = "wrong subject"
    /// It belongs to another key.
    case wrongKey = "wrong key"
    /// The key is shorter than the white paper asks for (A00.FR.501).
    case weakKey = "weak key"
    /// It may not sign certificates, or not be used for this.
    case wrongUsage = "wrong usage"
    /// It was revoked.
    case revoked = "revoked"
    /// The signature is not that of the file.
    case wrongSignature = "wrong signature"
    /// The owner cannot do such work; nothing is said about the credentials.
    case unavailable = "unavailable"
}
