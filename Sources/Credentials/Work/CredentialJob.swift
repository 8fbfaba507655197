import OCPPTypes
import X509

/// One piece of work that a charge point asks its owner for, with all that is needed to do it on any thread.
package struct CredentialJob: Sendable {
    /// What is to be done.
    package var work: CredentialWork
    /// The key that the work names; nil when the owner has none of that name, or none is named.
    package var key: KeyPair?
    /// The digest of the file that the work names; nil when there is none.
    package var image: FirmwareDigest?
    /// The kind of keys that are made.
    package var keyKind: KeyKind
    /// What was revoked.
    package var revoked: Revocations

    /// A job; keys and digests that it does not need stay nil.
    package init(
        _ work: CredentialWork, key: KeyPair? = nil, image: FirmwareDigest? = nil, keyKind: KeyKind = .ecdsa,
        revoked: Revocations = Revocations()
    ) {
        self.work = work
        self.key = key
        self.image = image
        self.keyKind = keyKind
        self.revoked = revoked
    }

    /// What came of a job.
    package struct Outcome: Sendable {
        /// The answer for the model.
        package var result: CredentialResult
        /// A key that was made and is to be kept.
        package var made: (name: KeyReference, key: KeyPair)?
    }

    /// Does the work. Making a key of RSA takes tens of milliseconds, the rest below one: keep it off event loops.
    package func carryOut() -> Outcome {
        do throws(CredentialRefusal) {
            switch work {
            case .makeSigningRequest(let name, let commonName, let organization):
                let key = KeyPair.make(keyKind)
                let request = try SigningRequest.make(key, commonName: commonName, organization: organization)
                return Outcome(result: .signingRequest(request), made: (name, key))
            case .checkChargePointCertificate(let chain, _, let commonName, let organization, let roots, let now):
                return Outcome(
                    result: .certificate(
                        try checkChargePoint(chain, commonName, organization, roots: roots, now: now)))
            case .checkRootCertificate(let certificate, _, let signedBy, let now):
                return Outcome(result: .certificate(try checkRoot(certificate, signedBy: signedBy, now: now)))
            case .checkFirmwareSigningCertificate(let certificate, let roots, let now):
                try checkFirmwareSigner(certificate, roots: roots, now: now)
                return Outcome(result: .verified)
            case .verifyFirmware(_, let signature, let certificate):
                guard let image else { throw .unavailable }
                try FirmwareSignature.verify(image, signature: signature, certificate: certificate)
                return Outcome(result: .verified)
            }
        } catch {
            return Outcome(result: .refused(error))
        }
    }

    private func checkChargePoint(
        _ pem: String, _ commonName: String, _ organization: String, roots: [String], now: DateTime
    ) throws(CredentialRefusal) -> CertificateFacts {
        let chain = try CertificateReader.chain(pem)
        let leaf = chain[0]
        guard let key else { throw .wrongKey }
        guard leaf.publicKey == key.privateKey.publicKey else { throw .wrongKey }
        guard leaf.subject.commonName == commonName, leaf.subject.organization ?? "" == organization else {
            throw .wrongSubject
        }
        guard leaf.mayBeUsed(for: .clientAuth) else { throw .wrongUsage }
        let check = ChainCheck(roots: try certificates(roots), now: now, revoked: revoked)
        if roots.isEmpty {
            try check.checkOne(leaf, mayBeginLater: true)
        } else {
            try check.verify(leaf, intermediates: chain.dropFirst(), mayBeginLater: true)
        }
        let issuer = (chain.dropFirst() + check.roots).first { leaf.isSigned(by: $0) }
        return CertificateFacts(leaf, issuerKey: (issuer ?? leaf).publicKey)
    }

    private func checkRoot(
        _ pem: String, signedBy: String?, now: DateTime
    ) throws(CredentialRefusal) -> CertificateFacts {
        let root = try CertificateReader.single(pem)
        let check = ChainCheck(roots: [], now: now, revoked: revoked)
        try check.checkOne(root, mayBeginLater: false)
        guard root.maySignCertificates else { throw .wrongUsage }
        if let signedBy {
            let old = try CertificateReader.single(signedBy)
            guard root.isSigned(by: old) else { throw .unknownIssuer }
            if revoked.contains(root, issuer: old) { throw .revoked }
            return CertificateFacts(root, issuerKey: old.publicKey)
        }
        guard root.isSigned(by: root) else { throw .unknownIssuer }
        return CertificateFacts(root, issuerKey: root.publicKey)
    }

    private func checkFirmwareSigner(
        _ pem: String, roots: [String], now: DateTime
    ) throws(CredentialRefusal) {
        let chain = try CertificateReader.chain(pem)
        guard chain[0].mayBeUsed(for: .codeSigning) else { throw .wrongUsage }
        let check = ChainCheck(roots: try certificates(roots), now: now, revoked: revoked)
        try check.verify(chain[0], intermediates: chain.dropFirst())
    }

    /// Roots that were checked when they were installed; one that cannot be read any more leads nowhere.
    private func certificates(_ roots: [String]) throws(CredentialRefusal) -> [Certificate] {
        var certificates: [Certificate] = []
        for root in roots { certificates.append(try CertificateReader.single(root)) }
        return certificates
    }
}
