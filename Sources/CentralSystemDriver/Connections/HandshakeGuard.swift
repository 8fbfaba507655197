import CentralSystemModel
import Credentials
import OCPPJSON
import OCPPTypes
import WebSocketTransport

/// Decides on the handshakes of one listener: what its security profile demands is checked before the upgrade
/// (white paper A00). Lives on the event loop.
package struct HandshakeGuard {
    /// Security profile of the listener, 0 to 3.
    var profile: Int
    /// O that client certificates must have; nil for any.
    var cpoName: String?
    /// How CALLs that break a rule of the schemas are treated.
    var policy: CallPolicy

    /// Makes the guard of a listener.
    package init(profile: Int, cpoName: String? = nil, policy: CallPolicy = .strict) {
        self.profile = profile
        self.cpoName = cpoName
        self.policy = policy
    }

    /// What follows from a check.
    enum Verdict: Equatable {
        /// Upgrade; the key is the one whose password was shown.
        case accept(SaltedKey?)
        /// Answer with an HTTP status, and count.
        case refuse(status: Int, CentralSystemModel.Notice)
    }

    /// Checks a request against what the model demands at an instant.
    func verdict(_ request: WebSocketServerRequest, _ model: CentralSystemModel, at now: Instant) -> Verdict {
        guard request.pathSegments.count == 1, !request.identity.isEmpty else {
            return .refuse(status: 404, .identityUnknown)
        }
        let demand = model.demand(of: request.identity, profile: profile, at: now)
        switch demand {
        case .nothing: return .accept(nil)
        case .unknownIdentity: return .refuse(status: 404, CentralSystemModel.notice(of: demand))
        case .profileTooLow: return .refuse(status: 403, CentralSystemModel.notice(of: demand))
        case .password(let keys):
            guard let credentials = request.authorization, credentials.user == Array(request.identity.utf8),
                let key = KeyVault.match(credentials.password, among: keys)
            else { return .refuse(status: 401, CentralSystemModel.notice(of: demand)) }
            return .accept(key)
        case .certificate:
            guard let der = request.peerCertificate, let certificate = try? CertificateSummary(der: der),
                certificate.commonName?.isExactly(request.identity) == true,
                cpoName == nil || certificate.organization == cpoName
            else { return .refuse(status: 403, CentralSystemModel.notice(of: demand)) }
            return .accept(nil)
        }
    }

    /// Decides on a request for a server: accepted ones get a session, refused ones are counted.
    package func decide(_ request: WebSocketServerRequest, _ loop: CentralSystemLoop) -> WebSocketServerDecision {
        switch verdict(request, loop.model, at: CentralSystemLoop.instant(loop.eventLoop.now)) {
        case .accept(let key):
            // Behind the check: who does not know the password must not use up the charge point's own rate.
            guard loop.takeHandshake(of: request.identity) else {
                return .reject(status: 429, reason: "the charge point connects too often; try again later")
            }
            let authentication = profile == 0 ? nil : ChargePointSession.Authentication(profile: profile, key: key)
            return .accept(
                owner: ChargePointSession(
                    loop: loop, identity: request.identity, authentication: authentication, policy: policy))
        case .refuse(let status, let notice):
            loop.count(notice)
            return .reject(status: status, reason: Self.reason(notice))
        }
    }

    private static func reason(_ notice: CentralSystemModel.Notice) -> StaticString {
        switch notice {
        case .wrongPassword: "user and password are not those of the charge point"
        case .wrongCertificate: "the client certificate is not that of the charge point"
        case .profileTooLow: "the charge point has gone over to a higher security profile"
        default: "unknown charge point"
        }
    }
}
