import Foundation
import Testing
import TransferModel

@testable import TransferEndpoint

func faultRule(_ kind: TransferFaultRule.Kind, _ change: (inout TransferFaultRule) -> Void = { _ in })
    -> TransferFaultRule
{
    var rule = TransferFaultRule(kind)
    change(&rule)
    return rule
}

/// Each planned fault as curl sees it.
struct FaultTests {
    /// What a fault does to a transfer of 100,000 bytes.
    struct Seen: Sendable {
        var rule: TransferFaultRule
        /// curl's exit codes that are right (`man curl`): 8 weird reply, 18 partial file, 22 HTTP error with -f, 28
        /// time-out, 52 empty reply, 55 send, 56 receive, 67 login denied, 70 disk full, 78 no such file, 25 upload
        /// failed, 30 and 36 others.
        var codes: Set<Int32>
        /// The status of HTTP; 0 where there is none.
        var status: String?
        /// Bytes that arrive; nil: any number.
        var bytes: Int?
    }

    static let downloads: [Seen] = [
        Seen(rule: faultRule(.refuse), codes: [52, 56], status: "000", bytes: 0),
        Seen(rule: faultRule(.stall) { $0.at = 50_000 }, codes: [18, 56], status: "200", bytes: 50_000),
        Seen(rule: faultRule(.cut) { $0.at = 70_001 }, codes: [18, 56], status: "200", bytes: 70_001),
        Seen(rule: faultRule(.wrongLength) { $0.by = 10 }, codes: [18, 56], status: "200", bytes: 100_000),
        Seen(rule: faultRule(.wrongLength) { $0.by = -10 }, codes: [0], status: "200", bytes: 99_990),
        Seen(rule: faultRule(.unauthorized), codes: [22], status: "401", bytes: 0),
        Seen(rule: faultRule(.notFound), codes: [22], status: "404", bytes: 0),
        Seen(rule: faultRule(.tooManyRequests) { $0.retryAfter = 7 }, codes: [22], status: "429", bytes: 0),
        Seen(rule: faultRule(.serverError), codes: [22], status: "500", bytes: 0),
        Seen(rule: faultRule(.unavailable) { $0.retryAfter = 9 }, codes: [22], status: "503", bytes: 0),
    ]

    @Test(arguments: [TransferScheme.http, .https], downloads.indices) func `a download over HTTP meets its fault`(
        scheme: TransferScheme, index: Int
    ) async throws {
        let seen = Self.downloads[index]
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 100_000)
            try test.put("/firmware/a", data)
            test.endpoint.faults = TransferFaults(seed: 1, rules: [seen.rule])
            let outcome = try await test.curl(
                "-f", "-D", "head", "-o", "got", "-w", "%{http_code} %{size_download}", test.url(scheme, "/firmware/a"))
            #expect(seen.codes.contains(outcome.code), "\(outcome.code) \(outcome.errors)")
            let figures = outcome.output.split(separator: " ")
            #expect(figures.first.map(String.init) == seen.status)
            #expect(figures.last.map(String.init) == "\(seen.bytes ?? -1)")
            if let bytes = seen.bytes, bytes > 0 { #expect(test.folder.read("got") == data.prefix(bytes)) }
            if let seconds = seen.rule.retryAfter {
                let head = String(decoding: test.folder.read("head") ?? Data(), as: UTF8.self).lowercased()
                #expect(head.contains("retry-after: \(seconds)\r\n"))
            }
            let ended = await test.authority.waitForEnds(1)
            #expect(ended.first?.fault == seen.rule.kind.rawValue)
            let isRight = seen.rule.kind == .wrongLength && seen.rule.by < 0
            #expect((ended.first?.failure == nil) == isRight, "\(ended)")
            #expect(test.endpoint.faults.counts == [seen.rule.kind.rawValue: 1])
        }
    }

    @Test(arguments: TransferScheme.allCases) func `one byte is another one`(scheme: TransferScheme) async throws {
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 100_000)
            try test.put("/firmware/a", data)
            test.endpoint.faults = TransferFaults(seed: 1, rules: [faultRule(.wrongHash) { $0.at = 66_666 }])
            let outcome = try await test.curl("-f", "-o", "got", test.url(scheme, "/firmware/a"))
            #expect(outcome.code == 0, "\(outcome.errors)")
            var expected = data
            expected[66_666] ^= 0xFF
            #expect(test.folder.read("got") == expected)
        }
    }

    @Test(arguments: TransferScheme.allCases) func `a slow transfer takes its time`(scheme: TransferScheme) async throws
    {
        try await TestEndpoint.with(configure: { $0.limits.stallTimeout = .seconds(20) }) { test in
            let data = try test.folder.write("source", bytes: 40_000)
            try test.put("/firmware/a", data)
            test.endpoint.faults = TransferFaults(seed: 1, rules: [faultRule(.slow) { $0.bytesPerSecond = 80_000 }])
            let down = try await test.curl("-f", "-o", "got", "-w", "%{time_total}", test.url(scheme, "/firmware/a"))
            #expect(down.code == 0 && test.folder.read("got") == data, "\(down.errors)")
            // 40,000 bytes at 80,000 in a second: half a second, less the first piece. The rate bounds it from below.
            #expect((Double(down.output) ?? 0) > 0.3, "\(down.output)")
            let up = try await test.curl(
                "-f", "-T", "source", "-w", " %{time_total}", test.url(scheme, "/charge-points/CP1/x"))
            #expect(up.code == 0, "\(up.errors)")
            #expect((Double(up.output.split(whereSeparator: \.isWhitespace).last ?? "") ?? 0) > 0.3, "\(up.output)")
        }
    }

    static let ftpDownloads: [Seen] = [
        // With TLS curl sees the end of its data connection first and sends PASV into the reset connection: 55.
        Seen(rule: faultRule(.refuse), codes: [8, 56, 18, 52, 55], bytes: 0),
        Seen(rule: faultRule(.stall) { $0.at = 50_000 }, codes: [18, 56, 8], bytes: 50_000),
        Seen(rule: faultRule(.cut) { $0.at = 70_001 }, codes: [18, 56, 8], bytes: 70_001),
        Seen(rule: faultRule(.wrongLength) { $0.by = 10 }, codes: [18], bytes: 100_000),
        Seen(rule: faultRule(.serviceNotAvailable), codes: [28], bytes: 0),
        Seen(rule: faultRule(.notLoggedIn), codes: [67], bytes: 0),
        Seen(rule: faultRule(.fileUnavailable), codes: [78], bytes: 0),
    ]

    @Test(arguments: [[], ["--ssl-reqd"]] as [[String]], ftpDownloads.indices)
    func `a download over FTP meets its fault`(tls: [String], index: Int) async throws {
        let seen = Self.ftpDownloads[index]
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 100_000)
            try test.put("/firmware/a", data)
            test.endpoint.faults = TransferFaults(seed: 1, rules: [seen.rule])
            let outcome = try await Curl.run(
                ["-f", "-u", "cp1:secret", "--cacert", Certificates.certificate, "-o", "got", "-w", "%{size_download}"]
                    + tls + [test.url(.ftp, "/firmware/a")], in: test.folder)
            #expect(seen.codes.contains(outcome.code), "\(outcome.code) \(outcome.errors)")
            #expect(outcome.output == "\(seen.bytes ?? -1)")
            if let bytes = seen.bytes, bytes > 0 { #expect(test.folder.read("got") == data.prefix(bytes)) }
            #expect(test.endpoint.faults.counts == [seen.rule.kind.rawValue: 1])
        }
    }

    static let uploads: [Seen] = [
        Seen(rule: faultRule(.refuse), codes: [52, 55, 56, 8]),
        Seen(rule: faultRule(.stall) { $0.at = 50_000 }, codes: [52, 55, 56, 8, 18]),
        Seen(rule: faultRule(.cut) { $0.at = 70_001 }, codes: [52, 55, 56, 8, 18]),
        Seen(rule: faultRule(.diskFull) { $0.at = 10 }, codes: [18, 22, 25, 55, 56, 70]),
    ]

    @Test(arguments: TransferScheme.allCases, uploads.indices) func `an upload meets its fault and leaves nothing`(
        scheme: TransferScheme, index: Int
    ) async throws {
        let seen = Self.uploads[index]
        try await TestEndpoint.with { test in
            // More than the sockets hold, so that the sender is still at it.
            _ = try test.folder.write("source", bytes: 12_000_000)
            test.endpoint.faults = TransferFaults(seed: 1, rules: [seen.rule])
            let outcome = try await test.curl("-f", "-T", "source", test.url(scheme, "/charge-points/CP1/x"))
            #expect(seen.codes.contains(outcome.code), "\(outcome.code) \(outcome.errors)")
            let ended = await test.authority.waitForEnds(1)
            #expect(ended.first?.failure != nil && ended.first?.fault == seen.rule.kind.rawValue, "\(ended)")
            #expect(await test.settledContent() == [])
            #expect(test.store.usage(of: .root) == (0, 0))
        }
    }

    @Test(arguments: TransferScheme.allCases) func `a stored upload can be shorter or have another byte`(
        scheme: TransferScheme
    ) async throws {
        try await TestEndpoint.with { test in
            let data = try test.folder.write("source", bytes: 100_000)
            let url = test.url(scheme, "/charge-points/CP1/x")
            test.endpoint.faults = TransferFaults(seed: 1, rules: [faultRule(.wrongLength) { $0.by = 5 }])
            #expect(try await test.curl("-f", "-T", "source", url).code == 0)
            #expect(test.folder.read("store/charge-points/CP1/x") == data.prefix(99_995))
            test.endpoint.faults = TransferFaults(seed: 1, rules: [faultRule(.wrongHash) { $0.at = 3 }])
            #expect(try await test.curl("-f", "-T", "source", url).code == 0)
            var expected = data
            expected[3] ^= 0xFF
            #expect(test.folder.read("store/charge-points/CP1/x") == expected)
        }
    }

    @Test func `a share of the attempts fails and the rest goes through`() async throws {
        try await TestEndpoint.with { test in
            try test.put("/firmware/a", Data(repeating: 1, count: 1000))
            test.endpoint.faults = TransferFaults(seed: 4, rules: [faultRule(.unavailable) { $0.share = 0.5 }])
            var copy = test.endpoint.faults
            var expected: [String] = []
            for _ in 0..<20 {
                let attempt = TransferFaults.Attempt(
                    scheme: .http, direction: .download, file: .firmware, chargePoint: "CP1", user: "cp1",
                    path: StorePath(literal: "firmware/a"), length: 1000)
                expected.append(copy.draw(attempt, at: .transfer) == nil ? "200" : "503")
            }
            var got: [String] = []
            for _ in 0..<20 {
                got.append(
                    try await test.curl("-o", "got", "-w", "%{http_code}", test.url(.http, "/firmware/a")).output)
            }
            #expect(got == expected)
            #expect(Set(got) == ["200", "503"])
        }
    }
}
