import ChargePointModel
import Credentials
import Measurement
import NIOCore
import OCPPTypes
import WebSocketTransport

/// How a member connects: where to, with which password, over which TLS.
struct ConnectionWay {
    var endpoint: WebSocketEndpoint
    var authorization: BasicCredentials?
    var tls: TLSContext?
}

/// The TLS contexts of one loop. Members that trust the same roots and show no certificate share one; a certificate has
/// a context of its own, which lives as long as its connection.
struct ClientContexts {
    /// Distinct sets of roots that are remembered; beyond it all are made anew.
    static let most = 64

    private var byRoots: [[String]?: TLSContext] = [:]

    /// A context; nil roots are the system's.
    mutating func context(trusting roots: [String]?, as identity: TLSIdentity?) throws(TLSFailure) -> TLSContext {
        if let identity { return try WebSocketTLS.clientContext(trustedRoots: roots, identity: identity) }
        if let known = byRoots[roots] { return known }
        let made = try WebSocketTLS.clientContext(trustedRoots: roots)
        if byRoots.count >= Self.most { byRoots.removeAll() }
        byRoots[roots] = made
        return made
    }
}

extension LoopDriver {
    /// How a member is to connect now.
    ///
    /// - Throws: when its own certificate or key is missing or cannot be used, or the roots it trusts cannot.
    func way(_ index: Int, _ security: ConnectionSecurity) throws(TLSFailure) -> ConnectionWay {
        var way = ConnectionWay(endpoint: setup.endpoint(ofProfile: security.profile, of: index))
        if let key = security.authorizationKey {
            way.authorization = BasicCredentials(
                user: security.user ?? setup.identities[index], password: key.bytes)
        }
        guard way.endpoint.isSecure else { return way }
        var identity: TLSIdentity?
        if security.profile == 3 {
            guard let certificate = security.certificate, let key = keys[index]?[certificate.key] else {
                throw TLSFailure(.ownCertificate, "the charge point has no certificate with a key")
            }
            identity = TLSIdentity(chain: certificate.chain, key: key.pem)
        }
        let roots = security.trustedRoots.isEmpty ? setup.trustedRoots : security.trustedRoots
        way.tls = try contexts.context(trusting: roots, as: identity)
        return way
    }

    /// Gives a member's work with keys and certificates to the workers.
    func order(_ work: CredentialWork, _ token: WorkToken, of index: Int) {
        var job = CredentialJob(work, keyKind: setup.keyKind)
        switch work {
        case .checkChargePointCertificate(_, let key, _, _, _, _): job.key = keys[index]?[key]
        case .verifyFirmware(let file, _, _):
            job.image = digest(of: index, file).map { FirmwareDigest(digest: $0) }
        case .makeSigningRequest, .checkRootCertificate, .checkFirmwareSigningCertificate: break
        }
        let driver = NIOLoopBound(self, eventLoop: eventLoop)
        let isTaken = setup.workers.submit(job, on: eventLoop) { outcome in
            driver.value.credentialsDone(outcome, token, of: index)
        }
        guard !isTaken else { return }
        event(of: index, at: Self.now(), .dropped, nil, "too much work with keys and certificates waits")
        handle(index, .chargePoint(.credentialsDone(token, .refused(.unavailable))))
    }

    private func credentialsDone(_ outcome: CredentialJob.Outcome, _ token: WorkToken, of index: Int) {
        if let made = outcome.made {
            let inUse = members.with(index) { $0.model.keysInUse }
            keys[index, default: KeyRing()].keep(made.key, as: made.name, inUse: inUse)
        }
        handle(index, .chargePoint(.credentialsDone(token, outcome.result)))
    }
}
