import Foundation
import Testing
import TransferModel

@testable import TransferEndpoint

/// curl against HTTP and HTTPS of the endpoint: downloads.
@Suite(.timeLimit(.minutes(3))) struct HTTPDownloadTests {
    @Test(arguments: [TransferScheme.http, .https]) func `a file comes whole, with length, tag and date`(
        scheme: TransferScheme
    ) async throws {
        try await TestEndpoint.with { test in
            for size in [0, 1, 65_536, 3_000_001] {
                let data = try test.folder.write("source", bytes: size, seed: UInt64(size))
                try test.put("/firmware/image \(size).bin", data)
                let outcome = try await test.curl(
                    "-f", "-D", "head", "-o", "got", test.url(scheme, "/firmware/image%20\(size).bin"))
                #expect(outcome.code == 0, "\(outcome.errors)")
                #expect(test.folder.read("got") == data || size == 0)
                let head = String(decoding: test.folder.read("head") ?? Data(), as: UTF8.self).lowercased()
                #expect(
                    head.hasPrefix("http/1.1 200") && head.contains("content-length: \(size)\r\n")
                        && head.contains("accept-ranges: bytes"))
            }
            let ended = await test.authority.waitForEnds(4)
            #expect(
                ended.allSatisfy {
                    $0.failure == nil && $0.isWhole && $0.scheme == scheme && $0.kind == .firmware
                        && $0.chargePoint == "CP1"
                })
            #expect(ended.map(\.bytes) == [0, 1, 65_536, 3_000_001])
        }
    }

    @Test func `HEAD tells the length and sends nothing`() async throws {
        try await TestEndpoint.with { test in
            try test.put("/firmware/a", Data(repeating: 7, count: 5000))
            let outcome = try await test.curl("-f", "-I", test.url(.http, "/firmware/a"))
            #expect(outcome.code == 0 && outcome.output.lowercased().contains("content-length: 5000"))
            #expect(test.authority.ended.isEmpty)
        }
    }

    @Test func `curl goes on with a half download`() async throws {
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 300_000)
            try test.put("/firmware/a", data)
            for scheme in [TransferScheme.http, .https] {
                try data.prefix(123_456).write(to: URL(fileURLWithPath: test.folder.file("got")))
                let outcome = try await test.curl("-f", "-C", "-", "-o", "got", test.url(scheme, "/firmware/a"))
                #expect(outcome.code == 0, "\(outcome.errors)")
                #expect(test.folder.read("got") == data)
            }
            let ended = await test.authority.waitForEnds(2)
            #expect(ended.allSatisfy { $0.offset == 123_456 && $0.bytes == 176_544 && $0.isWhole })
        }
    }

    static let ranges: [(range: String, status: String, contentRange: String?, size: Int)] = [
        ("0-99", "206", "bytes 0-99/1000", 100), ("900-", "206", "bytes 900-999/1000", 100),
        ("-1", "206", "bytes 999-999/1000", 1),
        ("990-5000", "206", "bytes 990-999/1000", 10), ("1000-", "416", "bytes */1000", 14), ("5-4", "200", nil, 1000),
        ("x", "200", nil, 1000),
    ]

    @Test func `ranges are answered with 206, 416 or the whole`() async throws {
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 1000)
            try test.put("/firmware/a", data)
            for (range, status, contentRange, size) in Self.ranges {
                let outcome = try await test.curl(
                    "-D", "head", "-o", "got", "-w", "%{http_code}", "-H", "Range: bytes=\(range)",
                    test.url(.http, "/firmware/a"))
                #expect(outcome.output == status, "\(range)")
                #expect(test.folder.read("got")?.count == size, "\(range)")
                let head = String(decoding: test.folder.read("head") ?? Data(), as: UTF8.self).lowercased()
                #expect(
                    contentRange.map { head.contains("content-range: \($0)\r\n") } ?? !head.contains("content-range"),
                    "\(range)\n\(head)")
            }
        }
    }

    @Test func `several ranges come as multipart`() async throws {
        try await TestEndpoint.with { test in
            try test.put("/firmware/a", Data("0123456789".utf8))
            let outcome = try await test.curl(
                "-f", "-D", "-", "-H", "Range: bytes=0-1,5-6,-1", test.url(.http, "/firmware/a"))
            let lines = outcome.output.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
            let type = lines.first { $0.lowercased().hasPrefix("content-type: multipart/byteranges; boundary=") }
            let boundary = try #require(type?.split(separator: "=").last)
            let body = outcome.output.components(separatedBy: "\r\n\r\n--\(boundary)\r\n").last ?? ""
            func part(_ range: String, _ text: String) -> String {
                "Content-Type: application/octet-stream\r\nContent-Range: bytes \(range)/10\r\n\r\n\(text)\r\n--\(boundary)"
            }
            let parts = [part("0-1", "01"), part("5-6", "56"), part("9-9", "9")]
            #expect(body == parts.joined(separator: "\r\n") + "--\r\n", "\(outcome.output)")
        }
    }

    @Test func `the rest of another file is not sent as the rest of this one`() async throws {
        try await TestEndpoint.with { test in
            try test.put("/firmware/a", Data("0123456789".utf8))
            let tag = try test.store.open(try StorePath(ftp: Array("/firmware/a".utf8), relativeTo: .root)).entityTag
            func get(_ headers: String...) async throws -> String {
                let outcome = try await test.curl(
                    "-o", "got", "-w", "%{http_code} %{size_download}", user: "cp1:secret", headers: headers,
                    url: test.url(.http, "/firmware/a"))
                return outcome.output
            }
            #expect(try await get("Range: bytes=5-", "If-Range: \(tag)") == "206 5")
            #expect(try await get("If-None-Match: \(tag)") == "304 0")
            #expect(try await get("If-Match: \(tag)") == "200 10")
            try test.put("/firmware/a", Data("abcdefghij".utf8))
            #expect(try await get("Range: bytes=5-", "If-Range: \(tag)") == "200 10")
            #expect(try await get("If-None-Match: \(tag)") == "200 10")
            #expect(try await get("If-Match: \(tag)").hasPrefix("412"))
        }
    }

    @Test func `who is not let in gets 401, 403 or 404, and wrong paths 400`() async throws {
        try await TestEndpoint.with { test in
            try test.put("/firmware/a", Data("x".utf8))
            try test.put("/charge-points/CP2/a", Data("x".utf8))
            let cases: [(String, String, String)] = [
                ("", "/firmware/a", "401"), ("cp1:wrong", "/firmware/a", "401"),
                ("nobody:secret", "/firmware/a", "401"), ("cp1:secret", "/firmware/none", "404"),
                ("cp1:secret", "/firmware", "404"), ("cp1:secret", "/charge-points/CP2/a", "403"),
                ("cp1:secret", "/charge-points/CP2/none", "403"), ("operator:secret", "/charge-points/CP2/a", "200"),
                ("cp1:secret", "/firmware/%2e%2e/%2e%2e/etc/passwd", "400"),
                ("cp1:secret", "/firmware/..%2f..%2fetc%2fpasswd", "400"), ("operator:secret", "/.incoming", "400"),
                ("operator:secret", "/firmware/%00", "400"),
                ("operator:secret", "/" + String(repeating: "a", count: 2000), "400"),
            ]
            for (user, path, status) in cases {
                let arguments =
                    ["-o", "got", "-w", "%{http_code}", "--path-as-is", test.url(.http, path)]
                    + (user.isEmpty ? [] : ["-u", user])
                let outcome = try await Curl.run(arguments, in: test.folder)
                #expect(outcome.output == status, "\(user) \(path)")
            }
            let plain = try await test.curl(
                "-D", "-", "-o", "got", "--path-as-is", test.url(.http, "/firmware/../../etc/passwd"))
            #expect(plain.output.hasPrefix("HTTP/1.1 400"))
            let challenge = try await Curl.run(
                ["-D", "-", "-o", "got", test.url(.http, "/firmware/a")], in: test.folder)
            #expect(challenge.output.lowercased().contains("www-authenticate: basic realm="))
            let method = try await test.curl("-X", "PATCH", "-D", "-", test.url(.http, "/firmware/a"))
            #expect(
                method.output.hasPrefix("HTTP/1.1 405") && method.output.lowercased().contains("allow: get, head, put"))
        }
    }

    @Test func `one connection carries many requests`() async throws {
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 100_000)
            try test.put("/firmware/a", data)
            let url = test.url(.http, "/firmware/a")
            let outcome = try await test.curl(
                "-f", "-o", "a", url, "-o", "b", url, "-o", "c", url, "-w", "%{num_connects} ")
            #expect(outcome.code == 0 && outcome.output == "1 0 0 ", "\(outcome.output) \(outcome.errors)")
            #expect(test.folder.read("b") == data)
        }
    }
}

extension TestEndpoint {
    func curl(_ arguments: String..., user: String, headers: [String], url: String) async throws -> Curl.Outcome {
        try await Curl.run(["-u", user] + arguments + headers.flatMap { ["-H", $0] } + [url], in: folder)
    }
}
