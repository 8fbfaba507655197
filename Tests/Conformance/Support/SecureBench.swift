import CentralSystemSettings
import Credentials
import Foundation
import OCPPTypes
import TestSupport
import Testing
import WebSocketTransport

@testable import CentralSystemServer

/// A bench whose central system listens under security profiles, each with an ECDSA and an RSA certificate.
struct SecureBench: Sendable {
    let bench: Bench
    private let network: TestNetwork
    private let endpoints: [ReadyAddresses.Endpoint]

    /// One authority for all cases: keys of RSA take long to make.
    private static let shared = Result {
        let now = DateTime(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
        let network = try TestNetwork(TestNetwork.Request(now: now))
        return (network: network, ecdsa: try network.server(.ecdsa), rsa: try network.server(.rsa))
    }

    /// Runs a case against listeners of these profiles; the charge point's password is 00 01 … 0F.
    static func run(_ profiles: [Int], _ body: (SecureBench) async throws -> Void) async throws {
        let (network, ecdsa, rsa) = try shared.get()
        var listeners: [Listener] = []
        for profile in profiles {
            for pair in profile == 1 ? [ecdsa] : [ecdsa, rsa] {
                listeners.append(
                    Listener(
                        host: "127.0.0.1", port: 0, profile: profile,
                        identity: profile == 1 ? nil : TLSIdentity(chain: pair.certificate, key: pair.key)))
            }
        }
        try await Bench.run(configure: { configuration in
            configuration.listeners = listeners
            configuration.security.clientAuthorities = [network.authority.certificatePEM]
            configuration.security.cpoName = "Wattswarm"
            configuration.security.signing = SigningAuthority(authority: network.authority)
            configuration.security.authorizationKeys = [.init(identity: "CP1", password: Array(0...15))]
        }) { bench in
            let first = ReadyAddresses.Endpoint(profile: profiles[0], url: bench.ready.ocpp)
            try await body(SecureBench(bench: bench, network: network, endpoints: [first] + bench.ready.further))
        }
    }

    /// A charge point that is connected under a profile, to its ECDSA listener.
    func connect(
        _ profile: Int, password hex: String? = nil, certificate: TLSIdentity? = nil
    ) async throws -> ScriptedChargePoint {
        let endpoint = try #require(endpoints.first { $0.profile == profile })
        var configuration = WebSocketClientConfiguration()
        configuration.seed = 1
        return try await ScriptedChargePoint.connected(
            to: endpoint.url, "CP1", client: WebSocketClient(configuration: configuration),
            authorization: hex.map { BasicCredentials(user: "CP1", password: Self.bytes($0)) },
            tls: profile >= 2
                ? try WebSocketTLS.clientContext(
                    trustedRoots: [network.authority.certificatePEM], identity: certificate) : nil)
    }

    /// A certificate of the authority for a charge point.
    func certificate(of identity: String = "CP1") throws -> TLSIdentity {
        let pair = try network.chargePoint(identity)
        return TLSIdentity(chain: pair.certificate, key: pair.key)
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        var digits = Array(hex)[...]
        var bytes: [UInt8] = []
        while digits.count >= 2 {
            bytes.append(UInt8(String(digits.prefix(2)), radix: 16) ?? 0)
            digits = digits.dropFirst(2)
        }
        return bytes
    }

    // MARK: TLS

    /// The cipher pairs E and R of the case document: one listener serves each, in TLS 1.2, and nothing older does.
    func checkCipherPairs(_ profile: Int, at location: SourceLocation = #_sourceLocation) throws {
        let urls = endpoints.filter { $0.profile == profile }.map(\.url)
        #expect(urls.count == 2, sourceLocation: location)
        let pairs = [
            ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"],
            ["AES128-GCM-SHA256", "AES256-GCM-SHA384"],
        ]
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wattswarm-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pair = try network.chargePoint("CP1")
        for (name, text) in [
            ("ca.pem", network.authority.certificatePEM), ("cp.pem", pair.certificate), ("cp.key", pair.key),
        ] {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
        for (url, suites) in zip(urls, pairs) {
            for suite in suites {
                let text = try Self.handshake(url, folder, ["-tls1_2", "-cipher", suite])
                #expect(text.contains("Cipher is \(suite)"), "\(suite): \(text)", sourceLocation: location)
                #expect(text.contains("Verify return code: 0 (ok)"), "\(suite): \(text)", sourceLocation: location)
            }
            let old = try Self.handshake(url, folder, ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
            #expect(old.contains("Cipher is (NONE)"), "\(old)", sourceLocation: location)
        }
    }

    private static func handshake(_ url: String, _ folder: URL, _ arguments: [String]) throws -> String {
        let address = url.replacingOccurrences(of: "wss://", with: "").split(separator: "/")[0]
        return try ChildProcess.run(
            "/usr/bin/openssl",
            [
                "s_client", "-connect", String(address), "-CAfile", folder.appendingPathComponent("ca.pem").path,
                "-cert", folder.appendingPathComponent("cp.pem").path, "-key",
                folder.appendingPathComponent("cp.key").path, "-verify_return_error",
            ] + arguments, mixed: true
        ).output
    }
}
