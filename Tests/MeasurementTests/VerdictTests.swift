import OCPPTypes
import Testing

@testable import Measurement

@Suite struct VerdictTests {
    @Test func `the verdict follows from ending, generator and expectations`() {
        let missing = RunEnding.incomplete(missingShards: [1], of: 2)
        let table: [(RunEnding, GeneratorVerdict, Bool, RunVerdict, Int32)] = [
            (.completed, .valid, true, .pass, 0), (.completed, .suspect, true, .pass, 0),
            (.completed, .valid, false, .fail, 1), (.completed, .suspect, false, .fail, 1),
            (.completed, .invalid, true, .invalid, 4), (.completed, .invalid, false, .invalid, 4),
            (.interrupted, .valid, true, .interrupted, 130), (.interrupted, .invalid, false, .interrupted, 130),
            (missing, .valid, true, .incomplete, 5), (missing, .invalid, false, .incomplete, 5),
            (.failed("no target"), .valid, true, .error, 3), (.failed("no target"), .invalid, false, .error, 3),
        ]
        for (ending, generator, hold, verdict, code) in table {
            let decided = RunVerdict.decide(ending: ending, generator: generator, expectationsHold: hold)
            #expect(decided == verdict && decided.exitCode == code, "\(ending) \(generator) \(hold)")
        }
        #expect(Set(table.map(\.3)) == Set(RunVerdict.allCases))
    }

    @Test func `the generator judges itself at its limits`() {
        typealias Row = (
            slip: Double?, response: Double?, lag: Double?, cpu: Double?, tick: Double, GeneratorVerdict, Int
        )
        let table: [Row] = [
            (nil, nil, nil, nil, 1, .valid, 0),
            (3, 10, 100, 90, 1, .valid, 0),
            (3.001, 10, 0, 0, 1, .invalid, 1),
            (3.001, nil, nil, nil, 1, .invalid, 1),
            (5, 100, 0, 0, 1, .valid, 0),
            (5.001, 100, 0, 0, 1, .invalid, 1),
            (21, 10, 0, 0, 10, .valid, 0),
            (21.001, 10, 0, 0, 10, .invalid, 1),
            (0, 10, 100.001, 0, 1, .invalid, 1),
            (0, 10, 0, 90.1, 1, .suspect, 1),
            (50, 10, 500, 99, 1, .invalid, 3),
        ]
        for row in table {
            let check = GeneratorCheck(
                slipP99: row.slip, responseP99: row.response, loopLagMax: row.lag, cpuPercent: row.cpu,
                tickMilliseconds: row.tick)
            #expect(check.verdict == row.5 && check.reasons.count == row.6, "\(row)")
        }
        let check = GeneratorCheck(
            slipP99: 12.34, responseP99: 10, loopLagMax: 250, cpuPercent: 97.5, tickMilliseconds: 1)
        #expect(
            check.reasons == [
                "CALLs left late by the generator's own fault: slip p99 12.3 ms, limit 3.00 ms",
                "an event loop stood still for 250 ms, limit 100 ms",
                "an event loop used 98 % of its core; it may be at its limit",
            ])
    }

    private func result(
        _ statistics: RunStatistics, _ ending: RunEnding = .completed, _ texts: [String] = []
    ) throws -> RunResult {
        let context = RunContext(
            scenario: "s", target: "ws://t", seed: 1, durationSeconds: 72, planDigest: "", ending: ending,
            tickMilliseconds: 1)
        return RunResult(
            statistics: statistics, context: context, expectations: try texts.map { try Expectation.parse($0) })
    }

    @Test func `without expectations all planned charge points must boot`() throws {
        var statistics = RunStatistics()
        statistics.fleet.planned = 2
        statistics.fleet.booted = 1
        let short = try result(statistics)
        #expect(short.verdict == .fail && short.exitCode == 1)
        #expect(short.reason == "booted == planned, but was 1")
        statistics.fleet.booted = 2
        #expect(try result(statistics).verdict == .pass)
    }

    @Test func `the reason says in one line why`() throws {
        var statistics = RunStatistics()
        let reasons: [(RunEnding, [String], String)] = [
            (.completed, [], "booted == planned holds"),
            (.completed, ["booted == 0", "connected == 0"], "all 2 expectations hold"),
            (.completed, ["booted == 1", "connected == 1"], "booted == 1, but was 0 (1 more failed)"),
            (.completed, ["p99(Reset) < 1s"], "p99(Reset) < 1s, but there was no Reset to measure"),
            (.interrupted, [], "stopped after 1m 12s; the figures cover that time"),
            (.incomplete(missingShards: [3], of: 8), [], "missing shard 3 of 8 (they count from 0)"),
            (.incomplete(missingShards: [0, 3], of: 8), [], "missing shards 0, 3 of 8 (they count from 0)"),
            (.failed("ws://t refuses connections"), [], "ws://t refuses connections"),
        ]
        for (ending, texts, reason) in reasons { #expect(try result(statistics, ending, texts).reason == reason) }
        statistics.loopLag.record(nanoseconds: 200_000_000)
        #expect(
            try result(statistics).reason
                == "the generator was the bottleneck: an event loop stood still for 200 ms, limit 100 ms")
    }

    @Test func `own slip of any action makes the run invalid and the target's slip does not`() throws {
        func run(own: Int64, target: Int64) throws -> RunVerdict {
            var statistics = RunStatistics()
            let enqueued = Instant(nanoseconds: own)
            statistics.record(
                action: .heartbeat, intended: .zero, enqueued: enqueued, sent: enqueued.adding(nanoseconds: target),
                ended: enqueued.adding(nanoseconds: target + 1_000_000), outcome: .answered)
            return try result(statistics).verdict
        }
        #expect(try run(own: 0, target: 900_000_000) == .pass)
        #expect(try run(own: 900_000_000, target: 0) == .invalid)
    }

    @Test func `a measured peak wins over the sum of the loops' peaks`() throws {
        var statistics = RunStatistics()
        statistics.fleet.connectionOpened(nanoseconds: 1)
        var context = try result(statistics).context
        #expect(RunResult(statistics: statistics, context: context, expectations: []).fleet.peakConnected == 1)
        context.peakConnected = 17
        #expect(RunResult(statistics: statistics, context: context, expectations: []).fleet.peakConnected == 17)
    }

    @Test func `only actions that occurred are in the result, in order`() throws {
        let result = try result(RunStatisticsTests.loop(9))
        #expect(result.calls.map(\.action) == [.authorize, .heartbeat, .meterValues])
        #expect(result.commands.map(\.action) == [.reset])
        #expect(result.calls.allSatisfy { $0.response.count == $0.intended - $0.dropped })
    }
}
