import CentralSystemModel
import CentralSystemSettings
import Credentials
import Foundation
import OCPPTypes
import TestSupport
import Testing
import WebSocketTransport

@testable import CentralSystemServer

/// The central system changes passwords and profiles and signs certificates, over real sockets.
@Suite(.timeLimit(.minutes(2))) struct SecurityDutyTests {
    private typealias World = SecureWorld

    private static func configure(_ configuration: inout CentralSystemServerConfiguration) {
        World.configure(&configuration)
        configuration.security.signing = SigningAuthority(authority: World.network.authority)
    }

    /// Orders a ChangeConfiguration and answers it as the charge point would.
    private static func change(
        _ server: TestServer, _ chargePoint: TestChargePoint, _ key: String, _ value: String, answer: String
    ) async throws {
        let loop = try #require(await server.server.running?.loop)
        let request = ChangeConfiguration.Request(key: CiString(unchecked: key), value: CiString(unchecked: value))
        async let outcome = loop.order(Command(.typed(.changeConfiguration(request))), to: "CP1")
        let id = try await Self.id(of: "ChangeConfiguration", from: chargePoint)
        chargePoint.send("[3,\"\(id)\",{\"status\":\"\(answer)\"}]")
        _ = try await outcome
    }

    /// The id of the next CALL, which is of an action.
    private static func id(of action: String, from chargePoint: TestChargePoint) async throws -> String {
        guard case .text(let text)? = await chargePoint.next() else { return "" }
        let frame = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any]
        #expect(frame?[2] as? String == action)
        return try #require(frame?[1] as? String)
    }

    private static func outcome(
        _ server: TestServer, _ profile: Int, _ password: [UInt8], tls: TLSContext? = nil
    ) async throws -> String {
        let chargePoint = try await TestChargePoint.connect(
            url: World.url(server, profile), "CP1", authorization: World.credentials("CP1", password), tls: tls)
        return await chargePoint.outcome()
    }

    private static func booted(
        _ server: TestServer, _ profile: Int, tls: TLSContext? = nil
    ) async throws -> TestChargePoint {
        let chargePoint = try await TestChargePoint.connect(
            url: World.url(server, profile), "CP1", authorization: profile < 3 ? World.credentials() : nil, tls: tls)
        #expect(await chargePoint.outcome() == "open")
        _ = await chargePoint.call(#"[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#)
        return chargePoint
    }

    @Test func `a changed password is taken, the old one until then, also over a restart`() async throws {
        let new = Array("0123456789abcdefghij".utf8)
        let hex = new.map { String($0, radix: 16) }.joined()
        let directory = TestDirectory()
        try await TestServer.with(directory, configure: Self.configure) { server in
            let chargePoint = try await Self.booted(server, 1)
            try await Self.change(server, chargePoint, "AuthorizationKey", hex, answer: "Accepted")
            #expect(try await Self.outcome(server, 1, World.password) == "open")
        }
        let restarted = { (configuration: inout CentralSystemServerConfiguration) in
            Self.configure(&configuration)
            configuration.security.authorizationKeys = []
        }
        try await TestServer.with(directory, configure: restarted) { server async throws -> Void in
            #expect(try await Self.outcome(server, 1, World.password) == "open")
            #expect(try await Self.outcome(server, 1, new) == "open")
            #expect(try await Self.outcome(server, 1, World.password) == "401")
        }
        try await TestServer.with(directory, configure: restarted) { server async throws -> Void in
            #expect(try await Self.outcome(server, 1, World.password) == "401")
            #expect(try await Self.outcome(server, 1, new) == "open")
        }
    }

    @Test func `a password that the charge point rejects is not taken`() async throws {
        let new = Array("0123456789abcdefghij".utf8)
        let hex = new.map { String($0, radix: 16) }.joined()
        try await TestServer.with(configure: Self.configure) { server in
            let chargePoint = try await Self.booted(server, 1)
            try await Self.change(server, chargePoint, "AuthorizationKey", hex, answer: "Rejected")
            #expect(try await Self.outcome(server, 1, new) == "401")
            #expect(try await Self.outcome(server, 1, World.password) == "open")
        }
    }

    @Test func `after an upgrade the lower profile is refused`() async throws {
        let tls = try World.trusting()
        try await TestServer.with(configure: Self.configure) { server in
            let chargePoint = try await Self.booted(server, 1)
            try await Self.change(server, chargePoint, "SecurityProfile", "2", answer: "Accepted")
            #expect(try await Self.outcome(server, 1, World.password) == "open")
            #expect(try await Self.outcome(server, 2, World.password, tls: tls) == "open")
            #expect(try await Self.outcome(server, 1, World.password) == "403")
            #expect(try await Self.outcome(server, 2, World.password, tls: tls) == "open")
        }
    }

    @Test func `a certificate is signed and good for the next connection`() async throws {
        let key = KeyPair.make(.ecdsa)
        let csr = try SigningRequest.make(key, commonName: "CP1", organization: "Wattswarm")
        let old = try World.trusting(as: try World.certificate())
        try await TestServer.with(configure: Self.configure) { server in
            let chargePoint = try await Self.booted(server, 3, tls: old)
            let text = csr.replacingOccurrences(of: "\n", with: "\\n")
            #expect(
                await chargePoint.call("[2,\"s\",\"SignCertificate\",{\"csr\":\"\(text)\"}]")
                    == .text(#"[3,"s",{"status":"Accepted"}]"#))
            guard case .text(let frame)? = await chargePoint.next(),
                let call = try JSONSerialization.jsonObject(with: Data(frame.utf8)) as? [Any],
                let chain = (call[3] as? [String: String])?["certificateChain"], let id = call[1] as? String
            else {
                Issue.record("no CertificateSigned")
                return
            }
            chargePoint.send("[3,\"\(id)\",{\"status\":\"Accepted\"}]")
            let next = try await TestChargePoint.connect(
                url: World.url(server, 3), "CP1",
                tls: try World.trusting(as: TLSIdentity(chain: chain, key: key.pem)))
            #expect(await next.outcome() == "open")
            // The answer was read before the new connection was made; its record is on the way to the disk.
            let serial = try CertificateSummary(pem: chain).serialNumber
            var shown = ""
            while !shown.contains("\"Accepted\"") {
                shown = try await server.http("GET", "/api/v1/charge-points/CP1/certificates").body
            }
            #expect(shown.contains(serial))
        }
    }

    @Test func `who only claims an identity gets no certificate for it`() async throws {
        let csr = try SigningRequest.make(KeyPair.make(.ecdsa), commonName: "CP1", organization: "Wattswarm")
        let frame = "[2,\"s\",\"SignCertificate\",{\"csr\":\"\(csr.replacingOccurrences(of: "\n", with: "\\n"))\"}]"
        try await TestServer.with(configure: Self.configure) { server in
            let stranger = try await Self.booted(server, 0)
            #expect(await stranger.call(frame) == .text(#"[3,"s",{"status":"Rejected"}]"#))
            let known = try await Self.booted(server, 1)
            #expect(await known.call(frame) == .text(#"[3,"s",{"status":"Accepted"}]"#))
        }
    }

    @Test func `a request for another charge point or operator is not signed`() async throws {
        let key = KeyPair.make(.ecdsa)
        try await TestServer.with(configure: Self.configure) { server in
            let chargePoint = try await Self.booted(server, 1)
            for (name, organization) in [("CP2", "Wattswarm"), ("CP1", "Other")] {
                let csr = try SigningRequest.make(key, commonName: name, organization: organization)
                let text = csr.replacingOccurrences(of: "\n", with: "\\n")
                _ = await chargePoint.call("[2,\"\(name)\(organization)\",\"SignCertificate\",{\"csr\":\"\(text)\"}]")
            }
            let loop = try #require(await server.server.running?.loop)
            let refused = Int(CentralSystemModel.Notice.certificateRefused.rawValue)
            while try await loop.ask({ $0.counters.notices[refused] }) < 2 { await Task.yield() }
        }
    }

    @Test func `security events are kept in their order`() async throws {
        try await TestServer.with(configure: Self.configure) { server in
            let chargePoint = try await Self.booted(server, 1)
            for index in 0..<3 {
                _ = await chargePoint.call(
                    "[2,\"e\(index)\",\"SecurityEventNotification\",{\"type\":\"Event\(index)\",\"timestamp\":"
                        + "\"2025-01-01T12:00:0\(index)Z\",\"techInfo\":\"info\"}]")
            }
            var shown = ""
            while !shown.contains("Event2") {
                shown = try await server.http("GET", "/api/v1/charge-points/CP1/security-events").body
            }
            let order = (0..<3).compactMap { shown.range(of: "Event\($0)")?.lowerBound }
            #expect(order.count == 3 && order == order.sorted())
        }
    }
}
