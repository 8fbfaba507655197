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
        let table: [(lag: Double?, cpu: Double?, GeneratorVerdict, Int)] = [
            (nil, nil, .valid, 0), (100, 90, .valid, 0), (100.001, 0, .invalid, 1), (0, 90.1, .suspect, 1),
            (500, 99, .invalid, 2),
        ]
        for row in table {
            let check = GeneratorCheck(
                signs: GeneratorSigns(slipP99: 50, loopLagMax: row.lag, burstLagMax: 900, cpuPercent: row.cpu),
                bent: [],
                expectations: [])
            #expect(check.verdict == row.2 && check.reasons.count == row.3, "\(row)")
        }
        let check = GeneratorCheck(
            signs: GeneratorSigns(slipP99: 12.34, loopLagMax: 250, cpuPercent: 97.5), bent: [], expectations: [])
        #expect(
            check.reasons == [
                "an event loop was 250 ms behind its plan, limit 100 ms: the planned load was not made",
                "an event loop used 98 % of its core; it may be at its limit",
            ])
        #expect(check.advice == "give it more cores: --loops N, or shards on other machines (--shard I/N)")
    }

    private func result(
        _ statistics: RunStatistics, _ ending: RunEnding = .completed, _ texts: [String] = []
    ) throws -> RunResult {
        let context = RunContext(
            scenario: "s", target: "ws://t", seed: 1, durationSeconds: 72, planDigest: "", ending: ending)
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
            (.completed, ["connected == 0"], "all 2 expectations hold"),
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
                == "an event loop was 200 ms behind its plan, limit 100 ms: the planned load was not made")
        #expect(
            try result(statistics, .completed, ["booted == 3"]).reason
                == "an event loop was 200 ms behind its plan, limit 100 ms: the planned load was not made; "
                + "failed all the same: booted == 3, but was 0")
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
