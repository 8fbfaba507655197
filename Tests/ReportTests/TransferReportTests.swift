import Foundation
import Measurement
import OCPPTypes
import Testing

@testable import Report

@Suite struct TransferReportTests {
    static var result: RunResult {
        var run = RunStatistics()
        for scheme in [TransferScheme.ftp, .https] {
            run.transfers[.firmware, scheme].started += 2
            run.transfers[.firmware, scheme].ended(
                cause: nil, queuedNanoseconds: 2_000_000, nanoseconds: 500_000_000, bytes: 1_000_000, wentOn: false)
            run.transfers[.firmware, scheme].ended(
                cause: "stalled", queuedNanoseconds: 0, nanoseconds: 1, bytes: 0, wentOn: true)
        }
        run.transfers[orders: .firmware].completed(nanoseconds: 3_000_000_000)
        run.transfers[orders: .firmware].failed("transfer failed")
        return RunResult(
            statistics: run, context: exampleContext(ending: .completed), expectations: [])
    }

    @Test func `the summary has every kind with its protocols, causes and orders`() throws {
        let object = try JSONSerialization.jsonObject(with: Data(SummaryJSON.encode(Self.result))) as? [String: Any]
        let transfers = try #require(object?["transfers"] as? [String: Any])
        #expect(transfers.keys.sorted() == ["firmware"])
        let firmware = try #require(transfers["firmware"] as? [String: Any])
        #expect(firmware["started"] as? Int == 4 && firmware["succeeded"] as? Int == 2)
        #expect(firmware["failed"] as? Int == 2 && firmware["bytes"] as? Int == 2_000_000)
        #expect(firmware["resumed"] as? Int == 2)
        #expect(firmware["causes"] as? [String: Int] == ["stalled": 2])
        let duration = try #require(firmware["duration"] as? [String: Any])
        #expect(duration["count"] as? Int == 2)
        let orders = try #require(firmware["orders"] as? [String: Any])
        #expect(orders["done"] as? Int == 1 && orders["failed"] as? Int == 1)
        #expect(orders["outcomes"] as? [String: Int] == ["transfer failed": 1])
        let schemes = try #require(firmware["schemes"] as? [String: [String: Any]])
        #expect(schemes.keys.sorted() == ["ftp", "https"])
        #expect(schemes["ftp"]?["started"] as? Int == 2)
    }

    @Test func `the terminal shows them, within its width`() {
        for width in [60, 80, 120, 140] {
            let text = SummaryText.render(Self.result, width: width, color: false)
            let lines = text.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("Transfers") })
            #expect(lines.contains { $0.hasPrefix("firmware") } && lines.contains { $0.hasPrefix("  https") })
            #expect(text.contains("2 firmware: stalled"))
            #expect(lines.allSatisfy { $0.count <= width }, "\(width) columns:\n\(text)")
        }
    }

    @Test func `a transfer is a line without user and password`() throws {
        var line = TransferLine(
            offsetMilliseconds: 12.5, chargePoint: "CP1", kind: .diagnostics, scheme: .ftp, outcome: TransferLine.done)
        line.place = "ftp://me:secret@h/a"
        line.size = 7
        line.sha256 = "ab"
        let text = String(decoding: line.encode(), as: UTF8.self)
        #expect(text.hasSuffix("\n") && !text.contains("secret"))
        let object = try JSONSerialization.jsonObject(with: Data(line.encode())) as? [String: Any]
        #expect(object?["chargePoint"] as? String == "CP1" && object?["kind"] as? String == "diagnostics")
        #expect(object?["size"] as? Int == 7 && object?["sha256"] as? String == "ab")
        #expect(object?["response"] == nil)
    }

    @Test func `a frame of an event does not tell a password either`() {
        let frame = Array(#"[2,"1","GetDiagnostics",{"location":"ftp://me:secret@h/a"}]"#.utf8)
        let event = EventLine(kind: .violation, offsetMilliseconds: 0, detail: "", frame: frame)
        #expect(!String(decoding: event.encode(), as: UTF8.self).contains("secret"))
    }
}
