import CentralSystemModel
import CentralSystemSettings
import Credentials
import Foundation
import OCPPTypes
import WebSocketTransport

@testable import CentralSystemServer

/// A test network, and servers with a listener for each security profile.
enum SecureWorld {
    static let now = DateTime(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
    static let network = try! TestNetwork(TestNetwork.Request(now: now))
    static let foreign = try! TestNetwork(TestNetwork.Request(now: now))
    static let ecdsa = identity(try! network.server(.ecdsa))
    static let rsa = identity(try! network.server(.rsa))
    static let password = Array("OCA_OCTT_admin_test".utf8)
    static let hex = "4F43415F4F4354545F61646D696E5F74657374"

    static func identity(_ pair: (certificate: String, key: String)) -> TLSIdentity {
        TLSIdentity(chain: pair.certificate, key: pair.key)
    }

    /// Listeners of profiles 0 to 3 and a second one of profile 2 with an RSA certificate; CP1 has the password.
    static func configure(_ configuration: inout CentralSystemServerConfiguration) {
        configuration.listeners = [
            Listener(host: "127.0.0.1", port: 0), Listener(host: "127.0.0.1", port: 0, profile: 1),
            Listener(host: "127.0.0.1", port: 0, profile: 2, identity: ecdsa),
            Listener(host: "127.0.0.1", port: 0, profile: 3, identity: ecdsa),
            Listener(host: "127.0.0.1", port: 0, profile: 2, identity: rsa),
            Listener(host: "127.0.0.1", port: 0, profile: 3, identity: rsa),
        ]
        configuration.security.clientAuthorities = [network.authority.certificatePEM]
        configuration.security.cpoName = "Wattswarm"
        configuration.security.authorizationKeys = [.init(identity: "CP1", password: password)]
    }

    static func url(_ server: TestServer, _ profile: Int) -> String {
        profile == 0 ? server.ready.ocpp : server.ready.further[profile - 1].url
    }

    static func credentials(_ user: String = "CP1", _ password: [UInt8] = password) -> BasicCredentials {
        BasicCredentials(user: user, password: password)
    }

    /// A client's context that trusts the network.
    static func trusting(_ network: TestNetwork = network, as identity: TLSIdentity? = nil) throws -> TLSContext {
        try WebSocketTLS.clientContext(trustedRoots: [network.authority.certificatePEM], identity: identity)
    }

    /// A charge point's certificate.
    static func certificate(
        _ identity: String = "CP1", by network: TestNetwork = network, organization: String? = nil
    ) throws -> TLSIdentity {
        Self.identity(try network.chargePoint(identity, organization: organization))
    }

    /// One that has ended.
    static func expiredCertificate() throws -> TLSIdentity {
        let key = KeyPair.make(.ecdsa)
        let validity = Validity(
            notBefore: now.adding(milliseconds: -86_400_000 * 9), notAfter: now.adding(milliseconds: -86_400_000))
        return TLSIdentity(
            chain: try network.authority.issue(
                .chargePoint, for: key, commonName: "CP1", organization: "Wattswarm", validity: validity), key: key.pem)
    }
}

extension TestChargePoint {
    /// What the first event says of a connection: `open`, or why there is none.
    func outcome() async -> String {
        switch await next() {
        case .opened: return "open"
        case .closed(.handshakeRejected(let status)): return "\(status)"
        case .closed(.tlsFailed(let failure)): return "TLS: \(failure.cause.rawValue)"
        case .closed(let reason): return "\(reason.label)"
        case .text, nil: return "?"
        }
    }
}
