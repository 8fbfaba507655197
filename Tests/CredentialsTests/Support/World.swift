import OCPPTypes

@testable import Credentials

/// Authorities and certificates that many tests use; made once.
enum World {
    static let now = DateTime("2030-06-01T12:00:00Z")!
    static let validity = Validity(from: now, days: 365)
    static let past = Validity(
        notBefore: now.adding(milliseconds: -2_000_000), notAfter: now.adding(milliseconds: -1000))
    static let future = Validity(
        notBefore: now.adding(milliseconds: 1000), notAfter: now.adding(milliseconds: 2_000_000))

    static let root = authority("Root")
    static let foreign = authority("Foreign")
    static let key = KeyPair.make(.ecdsa)
    static let otherKey = KeyPair.make(.ecdsa)
    static let rsaKey = KeyPair.make(.rsa)

    static func authority(_ name: String, _ validity: Validity = validity, _ kind: KeyKind = .ecdsa)
        -> CertificateAuthority
    {
        try! .makeRoot(commonName: name, organization: "Op", kind: kind, validity: validity)
    }

    /// A charge point certificate for CP1 of the operator Op.
    static func leaf(
        by authority: CertificateAuthority = root, _ purpose: CertificatePurpose = .chargePoint, for key: KeyPair = key,
        commonName: String = "CP1", organization: String = "Op", during validity: Validity = validity
    ) -> String {
        try! authority.issue(
            purpose, for: key, commonName: commonName, organization: organization, validity: validity)
    }

    /// What comes of checking a chain as the certificate of CP1.
    static func check(
        _ chain: String, roots: [String] = [root.certificatePEM], key: KeyPair? = key, at now: DateTime = now,
        revoked: Revocations = Revocations()
    ) -> CredentialResult {
        CredentialJob(
            .checkChargePointCertificate(
                chain: chain, key: KeyReference(rawValue: 1), commonName: "CP1", organization: "Op", roots: roots,
                now: now),
            key: key, revoked: revoked
        ).carryOut().result
    }

    /// What comes of checking a root.
    static func checkRoot(
        _ certificate: String, signedBy: String? = nil, at now: DateTime = now, revoked: Revocations = Revocations()
    ) -> CredentialResult {
        CredentialJob(
            .checkRootCertificate(
                certificate: certificate, use: .centralSystemRootCertificate, signedBy: signedBy, now: now),
            revoked: revoked
        ).carryOut().result
    }

    /// What comes of checking a firmware signing certificate.
    static func checkSigner(
        _ certificate: String, roots: [String] = [root.certificatePEM], at now: DateTime = now,
        revoked: Revocations = Revocations()
    ) -> CredentialResult {
        CredentialJob(
            .checkFirmwareSigningCertificate(certificate: certificate, roots: roots, now: now), revoked: revoked
        ).carryOut().result
    }
}
