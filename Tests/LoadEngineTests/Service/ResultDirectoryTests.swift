import Foundation
import OCPPTypes
import Report
import Testing

@testable import LoadEngine

@Suite struct ResultDirectoryTests {
    @Test func `files are written whole and events line by line with a count of those left out`() throws {
        let path = NSTemporaryDirectory() + "wattswarm-results-\(UInt64.random(in: 0 ... .max))/deep"
        defer { try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent) }
        let directory = try ResultDirectory(path: path)
        try directory.write("summary.json", Array("{}".utf8))
        directory.append([EventLine(kind: .timeout, offsetMilliseconds: 1, detail: "late")])
        directory.finish(leftOut: EventsLeftOut(events: 7, connections: 19_000), offsetMilliseconds: 2)
        #expect(directory.shortfalls == [])
        #expect(try String(contentsOfFile: path + "/summary.json", encoding: .utf8) == "{}")
        let lines = try String(contentsOfFile: path + "/events.jsonl", encoding: .utf8).split(separator: "\n")
        #expect(
            lines.dropFirst() == [
                "{\"ms\":2,\"kind\":\"leftOut\",\"detail\":\"more events were counted but not kept\",\"count\":7}",
                "{\"ms\":2,\"kind\":\"leftOut\",\"detail\":\"more connects and boots were counted but not kept\",\"count\":19000}",
            ])
        #expect(throws: RunFailure.self) { try ResultDirectory(path: path) }
    }

    @Test func `a folder that cannot be made is a failure that names it`() {
        #expect {
            try ResultDirectory(path: "/proc/no/such")
        } throws: { "\($0)".contains("/proc/no/such") }
    }

    @Test func `the default folder is named after scenario and time`() throws {
        let time = try #require(DateTime("2030-01-02T03:04:05.678Z"))
        #expect(
            ResultDirectory.defaultPath(scenario: "morning rush/../x", startedAt: time)
                == "results/morning-rush----x-20300102T030405Z")
    }
}
