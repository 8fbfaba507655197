import Foundation
import Testing
import TransferModel

@testable import TransferEndpoint

/// curl against FTP and FTPS of the endpoint.
struct FTPCurlTests {
    /// Ways to get a data connection.
    static let ways: [[String]] = [
        ["--ftp-pasv"], ["--ftp-pasv", "--disable-epsv"], ["-P", "-"], ["-P", "-", "--disable-eprt"],
        ["--ftp-pasv", "--ftp-method", "nocwd"],
        ["--ftp-pasv", "--ftp-method", "singlecwd"],
    ]

    @Test(arguments: ways) func `a file goes down and up, passive and active`(way: [String]) async throws {
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 1_500_000)
            try test.put("/firmware/a b.bin", data)
            let down = try await Curl.run(
                ["-f", "-u", "cp1:secret", "-o", "got"] + way + [test.url(.ftp, "/firmware/a%20b.bin")], in: test.folder
            )
            #expect(down.code == 0, "\(down.errors)")
            #expect(test.folder.read("got") == data)
            let up = try await Curl.run(
                ["-f", "-u", "cp1:secret", "-T", "source"] + way + [test.url(.ftp, "/charge-points/CP1/logs/new.gz")],
                in: test.folder)
            #expect(up.code == 0, "\(up.errors)")
            #expect(test.folder.read("store/charge-points/CP1/logs/new.gz") == data)
            let ended = await test.authority.waitForEnds(2)
            #expect(ended.map(\.failure) == [nil, nil] && ended.map(\.bytes) == [1_500_000, 1_500_000])
            #expect(ended[1].sha256?.count == 64 && ended[1].kind == .log && ended[0].scheme == .ftp)
        }
    }

    @Test(arguments: [["--ssl-reqd"], ["--ssl-reqd", "--disable-epsv"], ["--ftp-ssl-control"]]) func `explicit TLS`(
        way: [String]
    ) async throws {
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 700_000)
            try test.put("/firmware/a", data)
            let common = ["-f", "-u", "cp1:secret", "--cacert", Certificates.certificate] + way
            let down = try await Curl.run(common + ["-o", "got", test.url(.ftp, "/firmware/a")], in: test.folder)
            #expect(down.code == 0, "\(down.errors)")
            #expect(test.folder.read("got") == data)
            let up = try await Curl.run(
                common + ["-T", "source", test.url(.ftp, "/charge-points/CP1/x")], in: test.folder)
            #expect(up.code == 0, "\(up.errors)")
            #expect(test.folder.read("store/charge-points/CP1/x") == data)
            #expect(await test.authority.waitForEnds(2).allSatisfy { $0.scheme == .ftps && $0.failure == nil })
        }
    }

    @Test func `implicit TLS`() async throws {
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 200_000)
            let up = try await test.curl("-f", "-T", "source", test.url(.ftps, "/charge-points/CP1/x"))
            #expect(up.code == 0, "\(up.errors)")
            let down = try await test.curl("-f", "-o", "got", test.url(.ftps, "/charge-points/CP1/x"))
            #expect(down.code == 0, "\(down.errors)")
            #expect(test.folder.read("got") == data)
        }
    }

    @Test func `TLS can be required`() async throws {
        try await TestEndpoint.with(configure: { $0.requiresTLS = true }) { test in
            try test.put("/firmware/a", Data("x".utf8))
            #expect(try await test.curl("-o", "got", test.url(.ftp, "/firmware/a")).code == 67)
            #expect(try await test.curl("--ssl-reqd", "-f", "-o", "got", test.url(.ftp, "/firmware/a")).code == 0)
            // Control protected, data in the clear.
            #expect(
                try await test.curl("--ftp-ssl-control", "-f", "-o", "got", test.url(.ftp, "/firmware/a")).code != 0)
        }
    }

    @Test func `curl goes on with a half download and a half upload`() async throws {
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 300_000)
            try test.put("/firmware/a", data)
            try data.prefix(100_001).write(to: URL(fileURLWithPath: test.folder.file("got")))
            let down = try await test.curl("-f", "-C", "-", "-o", "got", test.url(.ftp, "/firmware/a"))
            #expect(down.code == 0, "\(down.errors)")
            #expect(test.folder.read("got") == data)
            // Upload: APPE behind what the file holds.
            try test.put("/charge-points/CP1/x", data.prefix(77_777))
            let up = try await test.curl("-f", "-C", "-", "-T", "source", test.url(.ftp, "/charge-points/CP1/x"))
            #expect(up.code == 0, "\(up.errors)")
            #expect(test.folder.read("store/charge-points/CP1/x") == data)
            let ended = await test.authority.waitForEnds(2)
            #expect(ended.map(\.offset) == [100_001, 77_777] && ended.allSatisfy { $0.isWhole })
            #expect(
                ended[1].sha256
                    == String(
                        try await Program.run("/usr/bin/sha256sum", ["source"], in: test.folder.path).output.prefix(64))
            )
        }
    }

    @Test func `an upload that broke off goes on where partial uploads are kept`() async throws {
        try await TestEndpoint.with(configure: { $0.keepsPartialUploads = true }) { test in
            let data = try test.folder.write("source", bytes: 600_000)
            test.endpoint.faults = TransferFaults(
                seed: 1,
                rules: [
                    faultRule(.cut) {
                        $0.at = 200_000; $0.attempts = 1
                    }
                ])
            let url = test.url(.ftp, "/charge-points/CP1/x")
            #expect(try await test.curl("-T", "source", url).code != 0)
            _ = await test.authority.waitForEnds(1)
            #expect(test.folder.read("store/charge-points/CP1/x") == nil)
            while test.store.unfinished != (0, 1) { await Task.yield() }
            let again = try await test.curl("-C", "-", "-T", "source", url)
            #expect(again.code == 0, "\(again.errors)")
            #expect(test.folder.read("store/charge-points/CP1/x") == data)
            #expect(await test.authority.waitForEnds(2)[1].bytes == 400_000)
        }
    }

    @Test func `folders are listed as the user may see them`() async throws {
        try await TestEndpoint.with { test in
            try test.put("/firmware/a.bin", Data(repeating: 1, count: 12))
            try test.put("/charge-points/CP1/logs/x", Data())
            try test.put("/charge-points/CP2/x", Data())
            let names = try await test.curl("-l", test.url(.ftp, "/charge-points/"))
            #expect(names.output == "CP1\r\n" || names.output == "CP1\n")
            let all = try await test.curl("-l", test.url(.ftp, "/charge-points/"), user: "operator:secret")
            #expect(all.output.split(whereSeparator: \.isNewline) == ["CP1", "CP2"])
            let long = try await test.curl(test.url(.ftp, "/firmware/"))
            #expect(
                long.output.hasPrefix("-rw-r--r-- 1 wattswarm wattswarm           12 ")
                    && long.output.contains(" a.bin"))
            let facts = try await test.curl("-X", "MLSD", test.url(.ftp, "/firmware/"))
            #expect(facts.output.hasPrefix("type=file;size=12;modify=20"))
            #expect(try await test.curl("-l", test.url(.ftp, "/charge-points/CP2/")).code != 0)
        }
    }

    @Test func `wrong users, paths and quotas are refused and leave nothing`() async throws {
        var limits = FileStoreLimits()
        limits.chargePointBytes = 100_000
        try await TestEndpoint.with(limits: limits) { test in
            _ = try test.folder.write("source", bytes: 300_000)
            try test.put("/charge-points/CP2/x", Data("x".utf8))
            #expect(try await test.curl("-o", "got", test.url(.ftp, "/firmware/a"), user: "cp1:wrong").code == 67)
            #expect(try await test.curl("-o", "got", test.url(.ftp, "/firmware/a")).code == 78)
            #expect(try await test.curl("-o", "got", test.url(.ftp, "/charge-points/CP2/x")).code != 0)
            for path in [
                "/firmware/x", "/charge-points/CP2/new", "/x", "/charge-points/CP1/.hidden", "/charge-points/CP1/a%5Cb",
                "/charge-points/CP1/" + String(repeating: "a", count: 300),
            ] {
                let outcome = try await test.curl("--path-as-is", "-T", "source", test.url(.ftp, path))
                #expect(outcome.code != 0, "\(path)")
            }
            for path in ["/%2e%2e/%2e%2e/etc/passwd", "/firmware/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd"] {
                let outcome = try await test.curl(
                    "--path-as-is", "--ftp-method", "nocwd", "-o", "got", test.url(.ftp, path))
                #expect(outcome.code != 0, "\(path)")
            }
            let large = try await test.curl("-T", "source", test.url(.ftp, "/charge-points/CP1/x"))
            #expect(large.code != 0)
            #expect(await test.settledContent() == ["charge-points/CP2/x"])
            #expect(test.store.usage(of: StorePath(literal: "charge-points/CP1")) == (0, 0))
            #expect(await test.authority.waitForEnds(1).last?.failure == "quota exceeded")
        }
    }

    @Test(arguments: [TransferScheme.ftp, .ftps]) func `a client that dies in the midst of an upload leaves nothing`(
        scheme: TransferScheme
    ) async throws {
        try await TestEndpoint.with(configure: { $0.limits.stallTimeout = .seconds(30) }) { test in
            _ = try test.folder.write("source", bytes: 5_000_000)
            for signal in [SIGKILL, SIGTERM] {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
                process.arguments = [
                    "-sS", "-u", "cp1:secret", "--cacert", Certificates.certificate, "--limit-rate", "500k", "-T",
                    test.folder.file("source"), test.url(scheme, "/charge-points/CP1/x"),
                ]
                process.standardError = FileHandle.nullDevice
                process.standardOutput = FileHandle.nullDevice
                try Program.withoutBlockedSignals { try process.run() }
                let account = StorePath(literal: "charge-points/CP1")
                while test.store.usage(of: account).bytes < 100_000 { await Task.yield() }
                kill(process.processIdentifier, signal)
                process.waitUntilExit()
                while test.store.unfinished.uploads > 0 { await Task.yield() }
                #expect(await test.settledContent() == [])
            }
            let ended = await test.authority.waitForEnds(2)
            #expect(ended.allSatisfy { $0.failure != nil && $0.sha256 == nil })
            #expect(test.store.usage(of: .root) == (0, 0))
        }
    }
}
