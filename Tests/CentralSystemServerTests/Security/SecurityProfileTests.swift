import CentralSystemModel
import CentralSystemSettings
import Credentials
import Foundation
import OCPPTypes
import TestSupport
import Testing
import WebSocketTransport

@testable import CentralSystemServer

/// Security profiles over real sockets: who gets in, and who is refused how.
@Suite(.timeLimit(.minutes(2))) struct SecurityProfileTests {
    private typealias World = SecureWorld

    private static func notices(_ server: TestServer) async throws -> [Int] {
        let loop = try #require(await server.server.running?.loop)
        let counts = try await loop.ask { $0.counters.notices }
        return [.identityUnknown, .wrongPassword, .wrongCertificate, .profileTooLow].map {
            (notice: CentralSystemModel.Notice) in counts[Int(notice.rawValue)]
        }
    }

    @Test func `each profile takes its credentials`() async throws {
        let certificate = try World.certificate()
        try await TestServer.with(configure: World.configure) { server in
            #expect(
                server.ready.line.contains(" ocpp@1=ws://127.0.0.1:") && server.ready.line.contains(" ocpp@3=wss://"))
            for profile in 0...5 {
                let isCertificate = profile == 3 || profile == 5
                let chargePoint = try await TestChargePoint.connect(
                    url: World.url(server, profile), "CP1",
                    authorization: profile == 0 || isCertificate ? nil : World.credentials(),
                    tls: profile >= 2 ? try World.trusting(as: isCertificate ? certificate : nil) : nil)
                #expect(await chargePoint.outcome() == "open", "listener \(profile)")
                let boot = await chargePoint.call(
                    #"[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#)
                guard case .text(let text)? = boot else {
                    Issue.record("no answer: \(String(describing: boot))")
                    return
                }
                #expect(text.hasPrefix(#"[3,"1",{"status":"Accepted""#))
                chargePoint.close()
                while let event = await chargePoint.next() { if case .closed = event { break } }
            }
            #expect(try await Self.notices(server) == [0, 0, 0, 0])
        }
    }

    @Test(arguments: [1, 2])
    func `a wrong password, another's user and none at all are 401 and counted`(_ profile: Int) async throws {
        let tls = profile == 2 ? try World.trusting() : nil
        let wrong: [BasicCredentials?] = [
            nil, World.credentials("CP1", Array("OCA_OCTT_admin_tesT".utf8)), World.credentials("CP1", []),
            World.credentials("CP2"), World.credentials("cp1"), World.credentials("CP1", Array(World.hex.utf8)),
        ]
        try await TestServer.with(configure: World.configure) { server in
            for credentials in wrong {
                let chargePoint = try await TestChargePoint.connect(
                    url: World.url(server, profile), "CP1", authorization: credentials, tls: tls)
                #expect(await chargePoint.outcome() == "401")
            }
            let stranger = try await TestChargePoint.connect(
                url: World.url(server, profile), "CP2", authorization: World.credentials("CP2"), tls: tls)
            #expect(await stranger.outcome() == "401")
            #expect(try await Self.notices(server) == [0, 7, 0, 0])
            let metrics = try await server.http("GET", "/metrics").body
            #expect(metrics.contains("wrong_password"), "\(metrics)")
        }
    }

    @Test func `an unknown identity is 404 before any password`() async throws {
        try await TestServer.with(configure: { configuration in
            World.configure(&configuration)
            configuration.registration = .known
        }) { server in
            let stranger = try await TestChargePoint.connect(
                url: World.url(server, 1), "CP2", authorization: World.credentials("CP2"))
            #expect(await stranger.outcome() == "404")
            let known = try await TestChargePoint.connect(
                url: World.url(server, 1), "CP1", authorization: World.credentials())
            #expect(await known.outcome() == "open")
            #expect(try await Self.notices(server) == [1, 0, 0, 0])
        }
    }

    @Test(arguments: [2, 3, 4])
    func `a client that does not know the authority refuses the server`(_ listener: Int) async throws {
        try await TestServer.with(configure: World.configure) { server in
            let chargePoint = try await TestChargePoint.connect(
                url: World.url(server, listener), "CP1", authorization: World.credentials(),
                tls: try World.trusting(World.foreign))
            #expect(await chargePoint.outcome() == "TLS: the peer's certificate")
        }
    }

    @Test(arguments: [3, 5])
    func `expired, foreign and missing client certificates are refused by TLS`(_ listener: Int) async throws {
        let certificates = [try World.expiredCertificate(), try World.certificate(by: World.foreign), nil]
        try await TestServer.with(configure: World.configure) { server in
            for certificate in certificates {
                let chargePoint = try await TestChargePoint.connect(
                    url: World.url(server, listener), "CP1", authorization: World.credentials(),
                    tls: try World.trusting(as: certificate))
                #expect(await chargePoint.outcome() == "TLS: our certificate")
            }
        }
    }

    @Test func `the certificate of another charge point or operator is 403 and counted`() async throws {
        let certificates = [try World.certificate("CP2"), try World.certificate(organization: "Other")]
        try await TestServer.with(configure: World.configure) { server in
            for certificate in certificates {
                let chargePoint = try await TestChargePoint.connect(
                    url: World.url(server, 3), "CP1", tls: try World.trusting(as: certificate))
                #expect(await chargePoint.outcome() == "403")
            }
            #expect(try await Self.notices(server) == [0, 0, 2, 0])
        }
    }

    @Test func `a certificate of profile 3 is no password, and plain text is no TLS`() async throws {
        let certificate = try World.certificate()
        try await TestServer.with(configure: World.configure) { server in
            let second = try await TestChargePoint.connect(
                url: World.url(server, 2), "CP1", tls: try World.trusting(as: certificate))
            #expect(await second.outcome() == "401")
            let plain = try await TestChargePoint.connect(
                url: World.url(server, 2).replacingOccurrences(of: "wss:", with: "ws:"), "CP1",
                authorization: World.credentials())
            #expect(await plain.outcome() != "open")
        }
    }

    // MARK: Passwords

    @Test func `passwords are entered and taken away over the API, and never told`() async throws {
        let path = "/api/v1/charge-points/CP%202/authorization-key"
        try await TestServer.with(configure: World.configure) { server in
            func outcome() async throws -> String {
                let chargePoint = try await TestChargePoint.connect(
                    url: World.url(server, 1), "CP 2", authorization: World.credentials("CP 2"))
                let outcome = await chargePoint.outcome()
                chargePoint.close()
                return outcome
            }
            #expect(try await outcome() == "401")
            #expect(try await server.http("DELETE", path).status == 404)
            for body in [
                "{}", "[]", #"{"authorizationKey":"00"}"#, #"{"authorizationKey":5}"#,
                #"{"authorizationKey":"\#(World.hex)0"}"#, #"{"authorizationKey":"\#(World.hex)","x":1}"#,
            ] {
                let refused = try await server.http("PUT", path, body: body)
                #expect(refused.status == 400 && refused.body.contains("hexadecimal digits"), "\(body)")
            }
            let put = try await server.http("PUT", path, body: #"{"authorizationKey":"\#(World.hex.lowercased())"}"#)
            #expect(put.status == 204 && put.body == "")
            #expect(try await outcome() == "open")
            let shown = try await server.http("GET", "/api/v1/charge-points/CP%202")
            #expect(!shown.body.uppercased().contains(World.hex))
            #expect(try await server.http("DELETE", path).status == 204)
            #expect(try await outcome() == "401")
        }
    }

    @Test func `what is kept of a password survives a restart and does not hold it`() async throws {
        let directory = TestDirectory()
        for isFirst in [true, false] {
            try await TestServer.with(
                directory,
                configure: { configuration in
                    World.configure(&configuration)
                    if !isFirst { configuration.security.authorizationKeys = [] }
                }
            ) { server in
                let chargePoint = try await TestChargePoint.connect(
                    url: World.url(server, 1), "CP1", authorization: World.credentials())
                #expect(await chargePoint.outcome() == "open")
            }
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            let data = try #require(FileManager.default.contents(atPath: directory.file(name)))
            #expect(data.range(of: Data(World.password)) == nil, "\(name)")
            #expect(data.range(of: Data(World.hex.utf8)) == nil, "\(name)")
        }
    }

    @Test func `the same password file writes nothing at the second start`() async throws {
        let directory = TestDirectory()
        var records: [Int] = []
        for _ in 0..<2 {
            try await TestServer.with(
                directory,
                configure: { configuration in
                    World.configure(&configuration)
                    configuration.idTags = []
                }
            ) { server in
                records.append(await server.server.storeCounters?.records ?? -1)
            }
        }
        #expect(records == [1, 0])
    }

    @Test func `a listener without what it needs is refused at the start`() async throws {
        let cases: [(Listener, String)] = [
            (Listener(host: "127.0.0.1", port: 0, profile: 2), "needs a certificate"),
            (Listener(host: "127.0.0.1", port: 0, profile: 3, identity: World.ecdsa), "needs the authority"),
            (
                Listener(
                    host: "127.0.0.1", port: 0, profile: 2,
                    identity: TLSIdentity(chain: World.ecdsa.chain, key: World.rsa.key)), "do not fit"
            ),
        ]
        for (listener, text) in cases {
            let directory = TestDirectory()
            let configuration = TestServer.configuration(directory) { $0.listeners = [listener] }
            let server = CentralSystemServer(configuration: configuration, logger: quietLogger)
            do {
                _ = try await server.start()
                Issue.record("it started")
                await server.stop()
            } catch {
                #expect("\(error)".contains(text), "\(error)")
            }
        }
    }
}
