import Foundation
import Measurement
import OCPPTypes
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

    /// A results folder with ten events and its end, for as long as the body runs.
    private func withEvents(
        _ leftOut: EventsLeftOut, _ body: (ResultDirectory, () throws -> [String]) throws -> Void
    ) throws {
        let path = NSTemporaryDirectory() + "wattswarm-results-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let directory = try ResultDirectory(path: path)
        directory.append((0..<10).map { EventLine(kind: .timeout, offsetMilliseconds: Double($0), detail: "late") })
        directory.finish(leftOut: leftOut, offsetMilliseconds: 99)
        try body(directory) {
            try String(contentsOfFile: path + "/events.jsonl", encoding: .utf8).split(separator: "\n").map(String.init)
        }
    }

    private func leftOut(_ count: Int, _ what: String) -> String {
        "{\"ms\":99,\"kind\":\"leftOut\",\"detail\":\"more \(what) were counted but not kept\",\"count\":\(count)}"
    }

    @Test func `events that give way after the end leave the last lines with the new count`() throws {
        try withEvents(EventsLeftOut(events: 7, connections: 19_000)) { directory, lines in
            let before = try lines()
            directory.dropEvents(bytes: 1)
            let after = try lines()
            let dropped = before.count - after.count
            #expect(dropped > 0 && Int(directory.unwritten.events) == dropped)
            #expect(after.dropLast(2) == before.dropLast(2 + dropped))
            #expect(after.suffix(2) == [leftOut(7 + dropped, "events"), leftOut(19_000, "connects and boots")])
            directory.dropEvents(bytes: 1 << 20)
            #expect(try lines() == [leftOut(17, "events"), leftOut(19_000, "connects and boots")])
            // Nothing is left to give way but the last lines: they stay.
            directory.dropEvents(bytes: 1 << 20)
            #expect(try lines().count == 2 && directory.unwritten.events == 10)
        }
    }

    @Test func `events that give way after an end without last lines get one`() throws {
        try withEvents(EventsLeftOut()) { directory, lines in
            let before = try lines()
            directory.dropEvents(bytes: 1)
            let after = try lines()
            let dropped = Int(directory.unwritten.events)
            #expect(before.count == 10 && after.count == 11 - dropped)
            #expect(after.last == leftOut(dropped, "events"))
        }
    }

    @Test func `a content is asked for with the lines that are missing`() throws {
        try withEvents(EventsLeftOut()) { directory, lines in
            directory.dropEvents(bytes: 1 << 20)
            try directory.write("summary.json") { Array("\($0.events) \($0.transfers)".utf8) }
            #expect(try String(contentsOfFile: directory.path + "/summary.json", encoding: .utf8) == "10 0")
        }
    }

    @Test func `a file that lacks only its last lines is not said to lack none`() {
        let words: [(UInt64, String)] = [(0, "its last lines"), (1, "1 line"), (7, "7 lines")]
        for (lost, lines) in words {
            #expect(
                ResultDirectory.shortfall(of: "out/events.jsonl", lost: lost, reason: "No space left on device")
                    == "out/events.jsonl lacks \(lines): No space left on device")
        }
    }

    @Test func `a folder that cannot be made is a failure that names it`() {
        #expect {
            try ResultDirectory(path: "/proc/no/such")
        } throws: { "\($0)".contains("/proc/no/such") }
    }

    @Test func `runs that begin in the same second have folders of their own`() throws {
        let folder = NSTemporaryDirectory() + "wattswarm-results-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            let time = try #require(DateTime("2030-01-02T03:04:05.678Z"))
            let paths = (0..<3).map { _ in
                ResultDirectory.makeDefault(scenario: "x", startedAt: time, in: folder + "/")
            }
            let first = folder + "/results/x-20300102T030405Z"
            #expect(paths == [first, first + "-2", first + "-3"])
            // One that does not begin leaves nothing.
            let directory = try ResultDirectory(path: paths[1], isOurs: true)
            directory.discard()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/results").count == 2)
        }
    }

    @Test func `the default folder is named after scenario and time`() throws {
        let time = try #require(DateTime("2030-01-02T03:04:05.678Z"))
        #expect(
            ResultDirectory.defaultPath(scenario: "morning rush/../x", startedAt: time)
                == "results/morning-rush----x-20300102T030405Z")
    }
}
