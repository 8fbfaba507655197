import Measurement
import OCPPTypes
import TerminalText
import Testing

@testable import Report

/// The text without ANSI colours.
private func plain(_ text: String) -> String {
    var out = ""
    var inEscape = false
    for scalar in text.unicodeScalars {
        if scalar == "\u{1B}" {
            inEscape = true
        } else if inEscape {
            inEscape = scalar != "m"
        } else {
            out.unicodeScalars.append(scalar)
        }
    }
    return out
}

@Suite struct SummaryTextTests {
    static let passed = RunResult(
        statistics: exampleStatistics(), context: exampleContext(),
        expectations: expectations(
            "p99(BootNotification) < 5s", "count(connected) == planned", "share(errors) < 0.1%"))
    static let failed = RunResult(
        statistics: exampleStatistics(failures: true), context: exampleContext(),
        expectations: expectations(
            "p99(StartTransaction) < 5s", "booted == planned", "lost(transactions) == 0", "p99(Authorize) < 1s",
            "rate(Heartbeat) > 100/s"))

    private func render(_ result: RunResult, width: Int, color: Bool = false) -> String {
        SummaryText.render(
            result, width: width, color: color, directory: "results/morning-rush-2026",
            files: ["summary.json", "manifest.json", "events.jsonl", "scenario.yaml"])
    }

    @Test func `a passed run`() { #expect(render(Self.passed, width: 120) == goldenPassed120) }

    @Test func `a wide terminal shows every column`() throws {
        let lines = render(Self.passed, width: 150).split(separator: "\n")
        let boot = try #require(lines.first { $0.hasPrefix("BootNotification") })
        #expect(
            boot.split(separator: " ").joined(separator: " ")
                == "BootNotification 1,000 1,000 125 0 0 3.54 ms 4.74 ms 4.89 ms 5.01 ms 5.04 ms 5.05 ms 4.97 ms 40 µs 9 µs"
        )
        let titles = try #require(lines.first { $0.contains("intended") })
        #expect(
            titles.split(separator: " ").joined(separator: " ")
                == "intended answered per s errors time-outs p50 p90 p95 p99 p99.9 max p99 own target")
    }

    @Test func `a passed run on a narrow terminal`() { #expect(render(Self.passed, width: 80) == goldenPassed80) }

    @Test func `a failed run`() { #expect(render(Self.failed, width: 120) == goldenFailed120) }

    @Test func `an invalid run names the generator's faults`() {
        var statistics = RunStatistics()
        statistics.loopLag.record(nanoseconds: 250_000_000)
        let text = render(RunResult(statistics: statistics, context: exampleContext(), expectations: []), width: 80)
        #expect(text == goldenInvalid80)
    }

    @Test func `colours change nothing but colours`() {
        for result in [Self.passed, Self.failed] {
            for width in [60, 80, 120, 150] {
                #expect(plain(render(result, width: width, color: true)) == render(result, width: width))
            }
        }
        #expect(render(Self.passed, width: 80, color: true).hasPrefix("\u{1B}[1;32m✓ PASS\u{1B}[0m  "))
        #expect(render(Self.failed, width: 80, color: true).hasPrefix("\u{1B}[1;31m✗ FAIL\u{1B}[0m  "))
        #expect(render(Self.failed, width: 80, color: true).contains("\u{1B}[31m2 lost\u{1B}[0m"))
    }

    @Test func `no line is wider than the terminal from 72 columns on`() {
        for result in [Self.passed, Self.failed] {
            for width in 72...150 {
                for line in render(result, width: width).split(separator: "\n") {
                    #expect(line.count <= width, "\(width): \(line)")
                    #expect(line.last != " ")
                }
            }
        }
    }

    @Test func `the first line says the verdict and why`() {
        let endings: [(RunEnding, String)] = [
            (.interrupted, "! INTERRUPTED  stopped after 2m 00s; the figures cover that time"),
            (.incomplete(missingShards: [2], of: 3), "! INCOMPLETE  missing shard 2 of 3 (they count from 0)"),
            (.failed("ws://me:pw@h refused\u{1B}[2J"), "✗ ERROR  ws://me:***@h refused?[2J"),
        ]
        for (ending, line) in endings {
            let result = RunResult(
                statistics: exampleStatistics(), context: exampleContext(ending: ending), expectations: [])
            #expect(render(result, width: 100).split(separator: "\n").first.map(String.init) == line)
        }
    }

    @Test func `a long reason wraps under itself`() {
        let why = Array(repeating: "unreachable", count: 12).joined(separator: " ")
        let result = RunResult(
            statistics: RunStatistics(), context: exampleContext(ending: .failed(why)), expectations: [])
        let lines = render(result, width: 80).split(separator: "\n").prefix(2)
        #expect(lines[0] == "✗ ERROR  " + Array(repeating: "unreachable", count: 6).joined(separator: " "))
        #expect(lines[1].hasPrefix("         unreachable"))
    }

    @Test func `a peer's text cannot steer the terminal`() {
        #expect("a\u{1B}[31m\r\n\u{7F}\u{9B}\u{202E}é🚗".harmless == "a?[31m?????é🚗")
    }
}

@Suite struct ProgressLineTests {
    private var snapshot = ProgressSnapshot(
        phase: .running, elapsedSeconds: 12.4, durationSeconds: 120, planned: 1000, connected: 1000, booted: 980,
        callsPerSecond: 1234.5, responseP99: 12.3, errors: 0)

    @Test func `what says least goes first when the terminal is narrow`() {
        let golden: [(Int, String)] = [
            (
                160,
                "━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  running  12s, 1m 48s left  "
                    + "   980/1,000 booted  1,000 connected   1,235 calls/s  p99 12.3 ms  0 errors"
            ),
            (
                110,
                "running  12s, 1m 48s left     980/1,000 booted  1,000 connected   1,235 calls/s  p99 12.3 ms  0 errors"
            ),
            (
                100,
                "12s, 1m 48s left     980/1,000 booted  1,000 connected   1,235 calls/s  p99 12.3 ms  0 errors"
            ),
            (80, "12s, 1m 48s left     980/1,000 booted   1,235 calls/s  p99 12.3 ms"),
            (60, "12s, 1m 48s left     980/1,000 booted   1,235 calls/s"),
            (40, "12s, 1m 48s left     980/1,000 booted"),
            (10, "  980/1,0…"),
        ]
        for (width, line) in golden { #expect(ProgressLine.render(snapshot, width: width, color: false) == line) }
    }

    @Test func `the line is never wider than the terminal and colours change nothing but colours`() {
        var many = snapshot
        many.errors = 1_234_567
        many.responseP99 = nil
        many.durationSeconds = nil
        for snapshot in [snapshot, many] {
            for width in 0...200 {
                let line = ProgressLine.render(snapshot, width: width, color: false)
                #expect(line.count <= width)
                #expect(plain(ProgressLine.render(snapshot, width: width, color: true)) == line)
            }
        }
    }

    @Test func `numbers keep their places`() {
        func columns(_ change: (inout ProgressSnapshot) -> Void) -> [Int] {
            var snapshot = snapshot
            change(&snapshot)
            let line = ProgressLine.render(snapshot, width: 200, color: false)
            return ["booted", "connected", "calls/s", "p99"].map { word in
                line.indices.first { line[$0...].hasPrefix(word) }.map { line.distance(from: line.startIndex, to: $0) }
                    ?? -1
            }
        }
        let places = columns { _ in }
        #expect(!places.contains(-1))
        #expect(columns { $0.booted = 7 } == places)
        #expect(columns { $0.connected = 0 } == places)
        #expect(columns { $0.callsPerSecond = 5 } == places)
        #expect(columns { $0.elapsedSeconds = 3 } == places)
    }

    @Test func `nothing traps on figures that are none`() {
        var odd = snapshot
        odd.elapsedSeconds = .nan
        odd.durationSeconds = .infinity
        odd.callsPerSecond = .nan
        odd.responseP99 = .infinity
        odd.planned = 0
        #expect(ProgressLine.render(odd, width: 200, color: false).contains("0 calls/s"))
        odd.durationSeconds = -1
        odd.callsPerSecond = 1e300
        #expect(ProgressLine.render(odd, width: 200, color: false).contains("running"))
    }
}
