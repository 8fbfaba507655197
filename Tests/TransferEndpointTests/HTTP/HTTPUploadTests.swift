import Foundation
import OCPPTypes
import Testing
import TransferModel

@testable import TransferEndpoint

/// curl against HTTP and HTTPS of the endpoint: uploads.
@Suite(.timeLimit(.minutes(3))) struct HTTPUploadTests {
    @Test(arguments: [TransferScheme.http, .https]) func `a file is put, whatever its length and framing`(
        scheme: TransferScheme
    ) async throws {
        try await TestEndpoint.with { test in
            var count = 0
            for size in [0, 1, 65_537, 2_500_000] {
                for framing in [[], ["-H", "Transfer-Encoding: chunked"], ["-H", "Expect:"]] {
                    // curl 7.88 sends no chunk at all for an empty file, not even the last one.
                    if size == 0, framing.contains("Transfer-Encoding: chunked") { continue }
                    let data = try test.folder.write("source", bytes: size, seed: UInt64(size))
                    let outcome = try await Curl.run(
                        ["-f", "-u", "cp1:secret", "--cacert", Certificates.certificate, "-T", "source"] + framing
                            + [test.url(scheme, "/charge-points/CP1/diagnostics/d\(size).gz")], in: test.folder)
                    count += 1
                    #expect(outcome.code == 0, "\(size) \(framing) \(outcome.errors)")
                    #expect(test.folder.read("store/charge-points/CP1/diagnostics/d\(size).gz") == data)
                    let sum = try await Program.run("/usr/bin/sha256sum", ["source"], in: test.folder.path).output
                        .prefix(64)
                    #expect(outcome.output.contains("\"sha256\":\"\(sum)\""), "\(outcome.output)")
                    let ended = await test.authority.waitForEnds(count)
                    #expect(
                        ended.last?.sha256 == String(sum) && ended.last?.size == Int64(size)
                            && ended.last?.kind == .diagnostics)
                }
            }
            #expect(await test.settledContent().count == 4)
        }
    }

    @Test func `the first file of a name is 201, the next 200, and If-None-Match keeps it`() async throws {
        try await TestEndpoint.with { test in
            _ = try test.folder.write("source", bytes: 10)
            let url = test.url(.http, "/charge-points/CP1/x")
            #expect(try await test.curl("-o", "got", "-w", "%{http_code}", "-T", "source", url).output == "201")
            #expect(try await test.curl("-o", "got", "-w", "%{http_code}", "-T", "source", url).output == "200")
            #expect(
                try await test.curl("-o", "got", "-w", "%{http_code}", "-H", "If-None-Match: *", "-T", "source", url)
                    .output == "412")
            #expect(try await test.curl("-o", "got", "-w", "%{http_code}", "-X", "DELETE", url).output == "403")
            let deleted = try await test.curl(
                "-o", "got", "-w", "%{http_code}", "-X", "DELETE", url, user: "operator:secret")
            #expect(deleted.output == "204")
            #expect(await test.settledContent() == [])
        }
    }

    @Test(arguments: ["plain.gz", "with \"quotes\".gz", "Zähler ⚡️.gz", "a'b<c>&d.gz"])
    func `the answer to an upload is JSON that names the file`(name: String) async throws {
        struct Stored: Decodable, Equatable {
            var path: String
            var size: Int
            var sha256: String
        }
        try await TestEndpoint.with { test in
            _ = try test.folder.write("source", bytes: 1234)
            let encoded = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let answer = try await test.curl(
                "-f", "-T", "source", test.url(.http, "/charge-points/CP1/logs/\(encoded)"))
            let stored = try JSONDecoder().decode(Stored.self, from: Data(answer.output.utf8))
            #expect(stored.path == "/charge-points/CP1/logs/\(name)" && stored.size == 1234, "\(answer.output)")
            let form = try await test.curl(
                "-f", "-F", "file=@source;filename=a.gz", "-F", "other=@source;filename=b.gz",
                test.url(.http, "/charge-points/CP1/logs/"))
            let list = try JSONDecoder().decode([Stored].self, from: Data(form.output.utf8))
            #expect(list.map(\.path) == ["/charge-points/CP1/logs/a.gz", "/charge-points/CP1/logs/b.gz"])
        }
    }

    @Test func `a form's files are stored`() async throws {
        try await TestEndpoint.with { test in
            let a = try test.folder.write("a.gz", bytes: 700_000, seed: 1)
            let b = try test.folder.write("b.gz", bytes: 20, seed: 2)
            let outcome = try await test.curl(
                "-f", "-F", "comment=hello", "-F", "file=@a.gz", "-F", "other=@b.gz;filename=C:\\temp\\log 1.gz",
                test.url(.http, "/charge-points/CP1/logs/"))
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(test.folder.read("store/charge-points/CP1/logs/a.gz") == a)
            #expect(test.folder.read("store/charge-points/CP1/logs/log 1.gz") == b)
            let cases: [([String], String)] = [
                (["-F", "file=@a.gz;filename=../../../firmware/x"], "201"), (["-F", "file=@a.gz;filename=.."], "400"),
                (["-F", "file=@a.gz;filename=.hidden"], "400"),
                (["-F", "comment=only"], "400"), (["-d", "a=b"], "415"),
                (["-H", "Content-Type: multipart/form-data; boundary=B", "-d", "--B\r\nbroken"], "400"),
            ]
            for (arguments, status) in cases {
                let outcome = try await Curl.run(
                    ["-u", "cp1:secret", "-o", "got", "-w", "%{http_code}"] + arguments + [
                        test.url(.http, "/charge-points/CP1/logs")
                    ], in: test.folder)
                #expect(outcome.output == status, "\(arguments)")
            }
            #expect(
                await test.settledContent() == [
                    "charge-points/CP1/logs/a.gz", "charge-points/CP1/logs/log 1.gz", "charge-points/CP1/logs/x",
                ])
            let foreign = try await test.curl(
                "-o", "got", "-w", "%{http_code}", "-F", "file=@a.gz", test.url(.http, "/charge-points/CP2/"))
            #expect(foreign.output == "403")
        }
    }

    @Test func `a file is put in pieces and goes on where it ended`() async throws {
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 1000)
            let url = test.url(.http, "/charge-points/CP1/x")
            func piece(_ range: Range<Int>, of length: Int = 1000) async throws -> (String, String) {
                try data[range].write(to: URL(fileURLWithPath: test.folder.file("piece")))
                let outcome = try await test.curl(
                    "-D", "head", "-o", "got", "-w", "%{http_code}", "-H",
                    "Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)", "-T", "piece", url)
                let head = String(decoding: test.folder.read("head") ?? Data(), as: UTF8.self)
                return (
                    outcome.output,
                    head.lowercased().components(separatedBy: "upload-offset: ").dropFirst().first?.components(
                        separatedBy: "\r\n")[0] ?? ""
                )
            }
            #expect(try await piece(0..<400) == ("202", "400"))
            #expect(try await piece(500..<600) == ("409", "400"))
            let head = try await test.curl("-I", url)
            #expect(head.output.hasPrefix("HTTP/1.1 404") && head.output.lowercased().contains("upload-offset: 400"))
            #expect(try await piece(400..<700) == ("202", "700"))
            #expect(try await piece(600..<1000) == ("201", ""))
            #expect(test.folder.read("store/charge-points/CP1/x") == data)
            #expect(
                try await test.curl(
                    "-o", "got", "-w", "%{http_code}", "-H", "Content-Range: bytes 0-9/*", "-T", "piece", url
                ).output == "400")
            #expect(test.store.unfinished == (0, 0))
        }
    }

    @Test func `what breaks off leaves nothing`() async throws {
        try await TestEndpoint.with(configure: { $0.limits.stallTimeout = .seconds(30) }) { test in
            _ = try test.folder.write("source", bytes: 3_000_000)
            // curl gives up by itself in the midst of each kind of upload.
            for arguments in [
                ["-T", "source"], ["-T", "source", "-H", "Transfer-Encoding: chunked"], ["-F", "file=@source"],
            ] {
                let outcome = try await Curl.run(
                    ["-u", "cp1:secret", "--limit-rate", "400k", "--max-time", "1"] + arguments + [
                        test.url(.http, "/charge-points/CP1/" + (arguments[0] == "-F" ? "" : "x"))
                    ], in: test.folder)
                #expect(outcome.code == 28, "\(outcome.errors)")
            }
            let ended = await test.authority.waitForEnds(3)
            #expect(ended.allSatisfy { $0.failure != nil && $0.sha256 == nil })
            #expect(await test.settledContent() == [])
            #expect(test.store.usage(of: .root) == (0, 0) && test.store.unfinished == (0, 0))
        }
    }

    @Test func `quotas answer 413 and 507 and leave nothing`() async throws {
        var limits = FileStoreLimits()
        limits.fileBytes = 100_000
        limits.chargePointBytes = 150_000
        limits.chargePointFiles = 3
        try await TestEndpoint.with(limits: limits) { test in
            _ = try test.folder.write("large", bytes: 2_000_000)
            _ = try test.folder.write("half", bytes: 90_000)
            let url = test.url(.http, "/charge-points/CP1/")
            func status(_ arguments: String...) async throws -> String {
                let outcome = try await Curl.run(
                    ["-u", "cp1:secret", "-o", "got", "-w", "%{http_code}"] + arguments, in: test.folder)
                return outcome.output
            }
            #expect(try await status("-T", "large", url + "a") == "413")
            #expect(try await status("-T", "large", "-H", "Expect:", url + "a") == "413")
            #expect(try await status("-T", "large", "-H", "Transfer-Encoding: chunked", url + "a") == "413")
            #expect(try await status("-F", "file=@large", url) == "413")
            #expect(try await status("-T", "half", url + "a") == "201")
            #expect(try await status("-T", "half", url + "b") == "507")
            #expect(try await status("-T", "half", "-H", "Transfer-Encoding: chunked", url + "b") == "507")
            #expect(try await status("-F", "file=@half", url) == "507")
            #expect(await test.settledContent() == ["charge-points/CP1/a"])
            #expect(test.store.usage(of: StorePath(literal: "charge-points/CP1")) == (90_000, 1))
        }
    }
}
