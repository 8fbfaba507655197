import Crypto
import Foundation
import TestSupport
import Testing

@testable import FileTransfer

/// Debian's pure-ftpd, vsftpd and nginx, unpacked and started for the tests. `WATTSWARM_INTEROP=1` asks for them:
/// they are fetched once from the Debian mirror.
final class ForeignServers: Sendable {
    let root: URL
    let ports: [String: Int]
    private let process: ChildProcess

    static let isAsked = ProcessInfo.processInfo.environment["WATTSWARM_INTEROP"] != nil
    static let notAsked: Comment = "asked for by WATTSWARM_INTEROP=1 (scripts/interop-transfers)"

    init(_ folder: URL) throws {
        root = folder.appendingPathComponent("files")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Servers/foreign_servers.py")
        process = try ChildProcess("python3", [script.path, folder.path, TestCertificate.file], input: .open)
        let told = try JSONSerialization.jsonObject(with: Data(process.firstLine().utf8)) as? [String: Any] ?? [:]
        if let missing = told["missing"] as? String { throw TestServer.Missing(description: missing) }
        ports = told.compactMapValues { $0 as? Int }
    }

    func stop() {
        process.end()
    }

    /// A location on one of the servers.
    func location(_ server: String, _ path: String, secure: Bool = false, words: String = "") throws
        -> FileTransferLocation
    {
        let port = ports[server == "nginx" ? (secure ? "https" : "http") : server] ?? 0
        let scheme = server == "nginx" ? (secure ? "https" : "http") : secure ? "ftps" : "ftp"
        let user = server == "pure-ftpd" ? "cp:s3cret@" : server == "vsftpd" ? "anonymous:cp@" : ""
        let all = (secure && server != "nginx" ? ["explicit"] : []) + (words.isEmpty ? [] : [words])
        return try FileTransferLocation(
            "\(scheme)://\(user)localhost:\(port)/\(path)\(all.isEmpty ? "" : "#" + all.joined(separator: ","))")
    }
}

@Suite(.timeLimit(.minutes(3)), .ownThread, .serialized, .enabled(if: ForeignServers.isAsked, ForeignServers.notAsked))
struct ForeignServerTests {
    static let image = noise(3_000_000)
    static let hash = SHA256.hash(data: image)

    static func with(_ body: (ForeignServers, FileTransferClient) async throws -> Void) async throws {
        try await withFolder { folder in
            let servers = try ForeignServers(folder)
            defer { servers.stop() }
            try Data(image).write(to: servers.root.appendingPathComponent("fw-2.0.bin"))
            let client = try FileTransferClient(FileTransferConfiguration(parallel: [50]))
            defer { client.stop() }
            try await body(servers, client)
        }
    }

    @Test func `pure-ftpd and vsftpd: up and down, passive and active, with and without TLS`() async throws {
        try await Self.with { servers, client in
            for server in ["pure-ftpd", "vsftpd"] {
                for (secure, mode) in [(false, "passive"), (false, "active"), (true, "passive")] {
                    let what: Comment = "\(server), \(mode), TLS \(secure)"
                    let down = await client.get(
                        try servers.location(server, "fw-2.0.bin", secure: secure, words: mode))
                    #expect(down.facts?.sha256 == Self.hash, what)
                    #expect(down.failure == nil, what)
                    let name = "up/\(server)-\(mode)-\(secure).bin"
                    let up = await client.put(
                        try servers.location(server, name, secure: secure, words: mode), Self.image)
                    #expect(up.facts?.sha256 == Self.hash, what)
                    #expect(up.failure == nil, what)
                    let stored = try Data(contentsOf: servers.root.appendingPathComponent(name))
                    #expect(SHA256.hash(data: stored) == Self.hash, what)
                }
            }
        }
    }

    @Test func `pure-ftpd and vsftpd: both ways go on where they ended`() async throws {
        try await Self.with { servers, client in
            for server in ["pure-ftpd", "vsftpd"] {
                // A modem's speed and a short time make the first attempt end in the middle.
                var settings = FileTransferSettings.trusting
                settings.bytesPerSecond = 500_000
                settings.totalSeconds = 4
                let location = try servers.location(server, "fw-2.0.bin")
                let first = await client.get(location, settings)
                #expect(first.failure?.cause == .timedOut, "\(server)")
                let got = first.progress?.bytes ?? 0
                #expect(got > 0 && got < 3_000_000, "\(server)")
                let second = await client.get(location, from: first.progress)
                #expect(second.facts?.sha256 == Self.hash, "\(server)")
                #expect(second.wentOn && second.bytesMoved == 3_000_000 - got, "\(server)")

                let place = try servers.location(server, "up/\(server)-rest.bin")
                let broken = await client.put(place, Self.image, settings)
                #expect(broken.failure?.cause == .timedOut, "\(server)")
                let rest = await client.put(place, Self.image, goesOn: true)
                #expect(rest.facts?.sha256 == Self.hash, "\(server)")
                #expect(rest.failure == nil, "\(server)")
                #expect(rest.wentOn && rest.bytesMoved < 3_000_000, "\(server)")
                let stored = try Data(contentsOf: servers.root.appendingPathComponent("up/\(server)-rest.bin"))
                #expect(SHA256.hash(data: stored) == Self.hash, "\(server)")
            }
        }
    }

    @Test func `pure-ftpd and vsftpd: failures are told apart`() async throws {
        try await Self.with { servers, client in
            for server in ["pure-ftpd", "vsftpd"] {
                #expect(
                    await client.get(try servers.location(server, "none.bin")).failure?.cause == .notFound, "\(server)")
                #expect(
                    await client.get(try servers.location(server, "no/folder/x")).failure?.cause == .notFound,
                    "\(server)")
                let denied = await client.put(try servers.location(server, "denied.bin"), Self.image)
                #expect(denied.failure?.cause == .permissionDenied, "\(server)")
                let port = servers.ports[server] ?? 0
                let wrong = try FileTransferLocation("ftp://cp:wrong@localhost:\(port)/fw-2.0.bin")
                #expect(await client.get(wrong).failure?.cause == .loginDenied, "\(server)")
                var strict = FileTransferSettings()
                strict.certificateAuthorities = TestCertificate.other
                let untrusted = await client.get(try servers.location(server, "fw-2.0.bin", secure: true), strict)
                #expect(untrusted.failure?.cause == .tls, "\(server)")
            }
        }
    }

    @Test func `nginx: up, down, ranges, a user and failures, with and without TLS`() async throws {
        try await Self.with { servers, client in
            for secure in [false, true] {
                let down = await client.get(try servers.location("nginx", "fw-2.0.bin", secure: secure))
                #expect(down.facts?.sha256 == Self.hash, "TLS \(secure)")
                let bytes = Array(Self.image[..<500_000])
                let up = await client.put(try servers.location("nginx", "up/n\(secure).bin", secure: secure), bytes)
                #expect(up.facts?.sha256 == SHA256.hash(data: bytes), "TLS \(secure)")
                let stored = try Data(contentsOf: servers.root.appendingPathComponent("up/n\(secure).bin"))
                #expect(SHA256.hash(data: stored) == SHA256.hash(data: bytes))
                let large = await client.put(try servers.location("nginx", "up/l.bin", secure: secure), Self.image)
                #expect(large.failure?.cause == .noSpace, "TLS \(secure)")  // 413
            }
            var slow = FileTransferSettings.trusting
            slow.totalSeconds = 1
            let location = try servers.location("nginx", "slow/fw-2.0.bin")
            let first = await client.get(location, slow)
            #expect(first.failure?.cause == .timedOut)
            let second = await client.get(try servers.location("nginx", "fw-2.0.bin"), from: first.progress)
            #expect(second.facts?.sha256 == Self.hash && second.wentOn)
            #expect(second.bytesMoved == 3_000_000 - (first.progress?.bytes ?? 0))
            let port = servers.ports["http"] ?? 0
            let known = try FileTransferLocation("http://cp:s3cret@localhost:\(port)/private/fw-2.0.bin")
            #expect(await client.get(known).facts?.sha256 == Self.hash)
            for (path, cause) in [
                ("private/fw-2.0.bin", FileTransferFailure.Cause.loginDenied), ("none.bin", .notFound),
                ("busy/x", .serverBusy),
            ] {
                #expect(await client.get(try servers.location("nginx", path)).failure?.cause == cause, "\(path)")
            }
            #expect(
                await client.put(try servers.location("nginx", "x.bin"), [1]).failure?.cause == .notSupported)  // 405
        }
    }

    @Test func `hundreds at once from each server`() async throws {
        try await Self.with { servers, client in
            let ends = FileTransferClientTests.Ends()
            for number in 0..<300 {
                let server = ["pure-ftpd", "vsftpd", "nginx"][number % 3]
                let location = try servers.location(server, "fw-2.0.bin", secure: number % 2 == 0)
                client.start(
                    FileTransferRequest(location, .download(FileDownload()), settings: .trusting)
                ) { ends.add($0) }
            }
            let reports = await ends.wait(for: 300)
            #expect(reports.count { $0.facts?.sha256 == Self.hash } == 300)
            #expect(Set(reports.compactMap(\.failure)) == [])
        }
    }
}
