import OCPPTypes
import X509

/// Follows a chain of certificates up to a root (RFC 5280 §6, as far as OCPP uses it). Synchronous and without a clock:
/// the time is an argument, and every fault has its own refusal.
struct ChainCheck {
    /// Certificates that are trusted as they are.
    var roots: [Certificate]
    /// When the chain must be valid.
    var now: DateTime
    /// What was revoked.
    var revoked = Revocations()

    /// Checks that a certificate leads to one of the roots, over `intermediates` in any order.
    ///
    /// - Parameter mayBeginLater: whether the leaf's own period may lie ahead; its end never may have passed.
    func verify(
        _ leaf: Certificate, intermediates: ArraySlice<Certificate>, mayBeginLater: Bool = false
    ) throws(CredentialRefusal) {
        try checkOne(leaf, mayBeginLater: mayBeginLater)
        var current = leaf
        var below = 0
        while !roots.contains(current) {
            guard below < CredentialsLimits.chainCertificates else { throw .unknownIssuer }
            guard let issuer = (roots + intermediates).first(where: { current.isSigned(by: $0) }), issuer != current
            else { throw .unknownIssuer }
            try checkOne(issuer, mayBeginLater: false)
            guard issuer.maySignCertificates, below <= issuer.pathLength ?? below else { throw .wrongUsage }
            if revoked.contains(current, issuer: issuer) { throw .revoked }
            current = issuer
            below += 1
        }
    }

    /// What holds for each certificate of a chain.
    func checkOne(_ certificate: Certificate, mayBeginLater: Bool) throws(CredentialRefusal) {
        guard now <= certificate.notAfter else { throw .expired }
        guard mayBeginLater || certificate.notBefore <= now else { throw .notYetValid }
        guard KeyStrength.isEnough(certificate.publicKey), !certificate.hasWeakSignature else { throw .weakKey }
        guard certificate.hasOnlyKnownCriticalExtensions else { throw .wrongUsage }
    }
}

/// Certificates that their issuer took back, by issuer and serial number.
package struct Revocations: Sendable, Equatable {
    private var serials: [String: Set<[UInt8]>] = [:]

    /// Nothing revoked.
    package init() {}

    /// Revokes a certificate.
    ///
    /// - Parameter pem: the certificate; of a chain the first.
    /// - Throws: `malformed`, `weakKey`.
    package mutating func revoke(_ pem: String) throws(CredentialRefusal) {
        guard let certificate = try CertificateReader.chain(pem).first else { throw .malformed }
        serials[certificate.issuer.description, default: []].insert(Array(certificate.serialNumber.bytes))
    }

    func contains(_ certificate: Certificate, issuer: Certificate) -> Bool {
        serials[issuer.subject.description]?.contains(Array(certificate.serialNumber.bytes)) ?? false
    }
}
