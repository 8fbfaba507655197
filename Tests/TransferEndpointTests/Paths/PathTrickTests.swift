import Foundation
import NIOCore
import NIOPosix
import Synchronization
import Testing
import TransferModel

@testable import TransferEndpoint

/// Paths and addresses that lead where nobody may go, over real sockets: refused, with nothing left behind, in the store
/// or beside it.
@Suite(.timeLimit(.minutes(3))) struct PathTrickTests {
    /// Paths that no user may use, the operator of everything either.
    static let tricks = [
        "..", "../outside", "/..", "/../outside", "/firmware/../../outside", "firmware/../../../../etc/passwd",
        "/firmware/..", "/.incoming/x", ".hidden", "/firmware/...", "..\\outside", "/firmware/a\u{0}.bin", "\u{0}",
        "/firmware/a\u{7F}", "/firmware/" + String(repeating: "a", count: 256), String(repeating: "a/", count: 600),
        "/1/2/3/4/5/6/7/8/9",
    ]

    /// Every command of FTP that takes a path; true for those that need a data connection.
    static let commands: [(String, Bool)] = [
        ("RETR", true), ("STOR", true), ("APPE", true), ("LIST", true), ("NLST", true), ("MLSD", true), ("MLST", false),
        ("CWD", false), ("MKD", false), ("RMD", false), ("DELE", false), ("RNFR", false), ("SIZE", false),
        ("MDTM", false),
    ]

    /// Every name in the test's folder, in which the store is one folder.
    private static func everything(_ test: TestEndpoint) async -> [String] {
        while test.store.unfinished.uploads > 0 { await Task.yield() }
        let all = FileManager.default.enumerator(atPath: test.folder.path)?.compactMap { $0 as? String } ?? []
        return all.filter { !$0.hasPrefix("out-") && !$0.hasPrefix("err-") }.sorted()
    }

    @Test(arguments: ["operator", "cp1"]) func `FTP takes no path that leaves the store or is hidden in it`(
        user: String
    ) async throws {
        try await TestEndpoint.with(configure: { $0.limits.pendingCommands = 4 }) { test in
            try test.put("/firmware/a", Data("x".utf8))
            try test.put("/charge-points/CP1/y", Data("y".utf8))
            _ = try test.folder.write("outside", bytes: 10)
            let before = await Self.everything(test)
            let client = try await WireClient.loggedIn(test, as: user)
            _ = try await client.command("TYPE I")
            for (command, needsData) in Self.commands {
                for trick in Self.tricks {
                    // LIST and its like go by the folder where the argument is missing; CWD .. is CDUP.
                    if trick == "..", command == "CWD" { continue }
                    if needsData { #expect(try await client.command("EPSV")?.hasPrefix("229") == true) }
                    let code = try await client.command("\(command) \(trick)")?.prefix(3)
                    #expect(
                        code == "550" || code == "553" || code == "501", "\(command) \(trick.prefix(40)): \(code ?? "")"
                    )
                }
            }
            // A file that may be renamed gets no such name.
            for trick in Self.tricks where user == "operator" {
                #expect(try await client.command("RNFR /firmware/a")?.hasPrefix("350") == true)
                let code = try await client.command("RNTO \(trick)")?.prefix(3)
                #expect(code == "553" || code == "501", "RNTO \(trick.prefix(40)): \(code ?? "")")
            }
            #expect(try await client.command("STOR " + String(repeating: "a", count: 5000))?.hasPrefix("500") == true)
            // An absolute path begins at the store's root, where this user has no rights.
            if user == "cp1" {
                for path in ["/etc/passwd", "//etc/passwd", "/outside", "/charge-points/CP2/x", "/firmware/new"] {
                    #expect(try await client.command("EPSV")?.hasPrefix("229") == true)
                    #expect(try await client.command("STOR \(path)")?.hasPrefix("550") == true, "\(path)")
                }
            }
            #expect(await Self.everything(test) == before)
            #expect(test.store.unfinished == (0, 0))
            #expect(test.endpoint.counters.violations[FTPViolation.pathRefused.rawValue, default: 0] > 100)
        }
    }

    @Test(arguments: [TransferScheme.http, .https]) func `HTTP puts nothing where a path leaves the store`(
        scheme: TransferScheme
    ) async throws {
        try await TestEndpoint.with { test in
            try test.put("/firmware/a", Data("x".utf8))
            _ = try test.folder.write("outside", bytes: 10)
            _ = try test.folder.write("source", bytes: 100)
            let before = await Self.everything(test)
            for (path, status) in [
                ("/../outside", "400"), ("/%2e%2e/outside", "400"), ("/firmware/../../outside", "400"),
                ("/firmware/%2e%2e/%2e%2e/outside", "400"), ("/firmware/..%2f..%2foutside", "400"),
                ("/firmware/x%2f..%2foutside", "400"), ("/firmware/%5c..%5coutside", "400"),
                ("/firmware/a%00.bin", "400"), ("/firmware/%c0%ae%c0%ae/x", "400"), ("/firmware/%zz", "400"),
                ("/.incoming/x", "400"), ("/firmware/" + String(repeating: "a", count: 256), "400"),
                ("/" + String(repeating: "a/", count: 600), "400"), ("/1/2/3/4/5/6/7/8/9", "400"),
            ] {
                for method in [["-T", "source"], ["-X", "DELETE"]] {
                    let outcome = try await Curl.run(
                        ["-u", "operator:secret", "--cacert", Certificates.certificate, "--path-as-is"] + method + [
                            "-o", "/dev/null", "-w", "%{http_code}", test.url(scheme, path),
                        ], in: test.folder)
                    let isRefused = outcome.output == status || (method[0] == "-X" && outcome.output == "405")
                    #expect(isRefused, "\(method) \(path.prefix(40)): \(outcome.output) \(outcome.errors)")
                }
            }
            // An absolute path begins at the store's root, where this user has no rights.
            for path in ["/etc/passwd", "//etc/passwd", "/outside", "/charge-points/CP2/x", "/firmware/new"] {
                let outcome = try await test.curl(
                    "--path-as-is", "-T", "source", "-o", "/dev/null", "-w", "%{http_code}", test.url(scheme, path))
                #expect(outcome.output == "403", "\(path) \(outcome.output)")
            }
            #expect(await Self.everything(test) == before)
            #expect(test.store.unfinished == (0, 0))
        }
    }

    @Test(arguments: ["PORT", "EPRT"]) func `nobody is connected to for the sake of a third`(command: String)
        async throws
    {
        let visits = Mutex(0)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        try await TestEndpoint.with { test in
            try test.put("/charge-points/CP1/a", Data("x".utf8))
            let third = try await ServerBootstrap(group: group)
                .childChannelInitializer { channel in
                    visits.withLock { $0 += 1 }
                    return channel.close()
                }
                .bind(host: "127.0.0.2", port: 0).get()
            let port = try #require(third.localAddress?.port)
            let before = await Self.everything(test)
            let client = try await WireClient.loggedIn(test)
            let place =
                command == "PORT" ? "127,0,0,2,\(port >> 8),\(port & 255)" : "|1|127.0.0.2|\(port)|"
            #expect(try await client.command("\(command) \(place)") == "501 the address is not yours")
            for transfer in ["RETR /charge-points/CP1/a", "STOR /charge-points/CP1/x", "LIST /charge-points/CP1"] {
                #expect(try await client.command(transfer)?.hasPrefix("425") == true)
            }
            _ = try await client.command("QUIT")
            #expect(await Self.everything(test) == before)
            #expect(test.endpoint.counters.violations[FTPViolation.foreignAddress.rawValue] == 1)
            try await third.close()
        }
        #expect(visits.withLock { $0 } == 0)
        try await group.shutdownGracefully()
    }
}
