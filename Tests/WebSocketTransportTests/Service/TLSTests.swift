import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport
import Testing

@testable import WebSocketTransport

/// `wss`: certificate and host name are verified, both ends of ours.
@Suite(
    .ownThread, .timeLimit(.minutes(2)),
    .enabled(if: Command.exists("openssl"), "the openssl command makes the certificates"))
struct TLSTests {
    /// A certificate authority, a server certificate for `localhost`, and another authority.
    private struct Files {
        let folder: URL

        init() throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "wattswarm-tls-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for name in ["ca", "other"] {
                try Command.run(
                    "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", path("\(name).key"), "-out", path("\(name).pem"), "-days", "2", "-subj", "/CN=\(name)")
            }
            try Command.run(
                "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
                path("server.key"), "-out", path("server.csr"), "-subj", "/CN=localhost")
            try Data("subjectAltName=DNS:localhost,IP:127.0.0.1".utf8).write(to: folder.appending(path: "san"))
            try Command.run(
                "openssl", "x509", "-req", "-in", path("server.csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
                "-CAcreateserial", "-days", "2", "-extfile", path("san"), "-out", path("server.pem"))
        }

        func path(_ name: String) -> String {
            folder.appending(path: name).path
        }
    }

    private func run(
        _ files: Files, authority: String, host: String, clientAuthority: String? = nil,
        clientCertificate: Bool = false,
        script: [Recorder.Step]
    ) async throws -> [Recorder.Event] {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = WebSocketServerConfiguration()
        configuration.host = "0.0.0.0"
        configuration.tls = try WebSocketTLS.serverContext(
            certificate: files.path("server.pem"), key: files.path("server.key"),
            clientAuthorities: clientAuthority.map(files.path))
        let server = WebSocketServer(configuration: configuration, group: group) { _, _ in
            .accept(owner: EchoOwner())
        }
        let port = try await server.start().port
        var client = WebSocketClientConfiguration()
        client.tls = try WebSocketTLS.clientContext(
            certificateAuthorities: files.path(authority),
            certificate: clientCertificate ? files.path("server.pem") : nil,
            key: clientCertificate ? files.path("server.key") : nil)
        let events = try await Recorder.run(
            url: "wss://\(host):\(port)/ocpp", identity: "CP1", group: group, configuration: client, script: script)
        await server.shutdown()
        try await group.shutdownGracefully()
        return events
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `messages pass through TLS`(host: String) async throws {
        let files = try Files()
        defer { try? FileManager.default.removeItem(at: files.folder) }
        let long = String(repeating: "0123456789", count: 20_000)
        let events = try await run(
            files, authority: "ca.pem", host: host, script: [.send("a"), .send(long), .sendBinary([1]), .ping, .close])
        #expect(
            events == [
                .opened(subprotocol: "ocpp1.6"), .text("a"), .text(long), .binary([1]), .pong,
                .closed(.closedByUs(code: .normalClosure)),
            ])
    }

    @Test func `a certificate of an unknown authority is refused`() async throws {
        let files = try Files()
        defer { try? FileManager.default.removeItem(at: files.folder) }
        let events = try await run(files, authority: "other.pem", host: "localhost", script: [])
        #expect(events.map(\.label) == ["TLS failed"])
    }

    @Test func `a certificate for another host is refused`() async throws {
        let files = try Files()
        defer { try? FileManager.default.removeItem(at: files.folder) }
        let events = try await run(files, authority: "ca.pem", host: "127.0.0.2", script: [])
        #expect(events.map(\.label) == ["TLS failed"])
    }

    @Test func `a server may ask for client certificates`() async throws {
        let files = try Files()
        defer { try? FileManager.default.removeItem(at: files.folder) }
        let with = try await run(
            files, authority: "ca.pem", host: "localhost", clientAuthority: "ca.pem", clientCertificate: true,
            script: [.close])
        #expect(with.last == .closed(.closedByUs(code: .normalClosure)))
        let without = try await run(
            files, authority: "ca.pem", host: "localhost", clientAuthority: "ca.pem", script: [.close])
        #expect(without.count == 1)
    }

    @Test func `an abort ends a TLS connection at once`() async throws {
        let files = try Files()
        defer { try? FileManager.default.removeItem(at: files.folder) }
        let events = try await run(files, authority: "ca.pem", host: "localhost", script: [.abort])
        #expect(events == [.opened(subprotocol: "ocpp1.6"), .closed(.aborted)])
    }
}

extension Recorder.Event {
    fileprivate var label: String {
        if case .closed(let reason) = self { reason.label.description } else { "\(self)" }
    }
}
