import OCPPTypes
import Testing

@testable import Measurement

/// The rules that hold without being written, and what is said of failures.
@Suite struct RuleTests {
    private func result(_ statistics: RunStatistics, _ texts: [String] = []) throws -> RunResult {
        RunResult(
            statistics: statistics,
            context: RunContext(scenario: "s", target: "ws://t", seed: 1, durationSeconds: 10, planDigest: ""),
            expectations: try texts.map { try Expectation.parse($0) })
    }

    private func statistics(planned: Int = 10, booted: Int = 10, done: UInt64 = 0, failed: UInt64 = 0) -> RunStatistics
    {
        var statistics = RunStatistics()
        statistics.fleet.planned = planned
        statistics.fleet.booted = booted
        statistics.behaviour.rounds = done + failed + 10
        statistics.behaviour.done = done
        statistics.behaviour.failedRounds.count("authorize: refused: Invalid", by: failed)
        return statistics
    }

    @Test func `rules are added where the scenario does not speak of their subject`() throws {
        let table: [(written: [String], done: UInt64, failed: UInt64, added: [String])] = [
            ([], 0, 0, ["booted == planned"]),
            ([], 1, 0, ["booted == planned", "share(failed rounds) < 1%"]),
            (["lost(transactions) == 0"], 0, 0, ["booted == planned"]),
            (["lost(transactions) == 0"], 1, 0, ["booted == planned", "share(failed rounds) < 100%"]),
            (["booted >= 5"], 1, 0, ["share(failed rounds) < 100%"]),
            (["count(booted) == 0"], 0, 0, []), (["time(booted) < 5s"], 0, 0, ["booted == planned"]),
            (["booted == 10", "share(failed rounds) <= 100%"], 1, 1, []),
            (["booted == 10", "failedRounds > 1"], 1, 1, []),
            (["count(BootNotification) == planned"], 0, 0, ["booted == planned"]),
        ]
        for row in table {
            let judged = try result(statistics(done: row.done, failed: row.failed), row.written).expectations
            #expect(judged.map(\.text) == row.written + row.added, "\(row)")
        }
    }

    @Test func `a target that refuses, resets or stays silent fails a list that speaks of other things`() throws {
        let run = try result(statistics(planned: 1, booted: 0), ["lost(transactions) == 0"])
        #expect(run.verdict == .fail && run.exitCode == 1)
        #expect(run.reason == "booted == planned, but was 0")
        #expect(run.failedExpectations.map(\.text) == ["booted == planned"])
    }

    @Test func `rounds that failed are told of and one in a hundred fails a run without expectations`() throws {
        let table: [(done: UInt64, failed: UInt64, RunVerdict)] = [
            (0, 0, .pass), (100, 0, .pass), (1000, 9, .pass), (990, 10, .fail), (0, 274, .fail),
        ]
        for (done, failed, verdict) in table {
            #expect(try result(statistics(done: done, failed: failed)).verdict == verdict, "\(done) \(failed)")
        }
    }

    @Test func `a run whose every round failed passes with no expectation that is silent of it`() throws {
        #expect(try result(statistics(failed: 274), ["lost(transactions) == 0"]).verdict == .fail)
        #expect(try result(statistics(done: 1, failed: 274), ["lost(transactions) == 0"]).verdict == .pass)
        #expect(try result(statistics(failed: 274), ["share(failed rounds) == 100%"]).verdict == .pass)
    }

    @Test func `failed expectations are said under every verdict`() throws {
        var bent = statistics()
        bent.loopLag.record(nanoseconds: 300_000_000)
        bent.transactions = TransactionStatistics(duplicated: 199)
        let run = try result(bent, ["duplicated(transactions) == 0"])
        #expect(run.verdict == .invalid && run.exitCode == 4)
        #expect(run.failedExpectations.map(\.text) == ["duplicated(transactions) == 0"])
        #expect(run.reason.hasSuffix("; failed all the same: duplicated(transactions) == 0, but was 199"))
    }

    @Test func `a written share of failed rounds without rounds has no data`() throws {
        let run = try result(statistics(), ["share(failed rounds) < 1%"])
        #expect(run.expectations[0].reason == "no round has come to its end" && run.verdict == .fail)
    }

    @Test func `one line names the commonest failure and the remedy`() throws {
        #expect(try result(statistics(done: 1)).remedy == nil)
        #expect(
            try result(statistics(failed: 274)).remedy
                == "274 rounds failed: authorize: refused: Invalid: the central system does not know the tags: "
                + "`wattswarm tags SCENARIO` writes them for it, `csms --id-tags accept` takes any")
        var one = statistics()
        one.behaviour.failedRounds.count("charge: de-authorised")
        #expect(
            try result(one).remedy == "1 round failed: charge: de-authorised: the central system refused "
                + "StartTransaction: check that it knows the tags")
        var pending = statistics(booted: 0, failed: 3)
        pending.fleet.bootsNotAccepted.count("Pending", by: 10)
        #expect(
            try result(pending).remedy == "10 BootNotifications were not accepted: Pending: the central system must "
                + "accept the identities: enter them there (`csms --registration accept` takes any)")
        pending.fleet.connectFailures.count("HTTP 404", by: 153)
        pending.fleet.connectFailures.count("HTTP 503", by: 2)
        let remedy = try result(pending).remedy
        #expect(remedy?.hasPrefix("153 attempts to connect failed: HTTP 404: the target knows no such path") == true)
        var refusing = statistics(booted: 0)
        refusing.record(
            action: .bootNotification, intended: .zero, enqueued: .zero, sent: .zero, ended: .zero, outcome: .callError)
        #expect(
            try result(refusing).remedy == "1 BootNotification failed: CALLERROR: see events.jsonl for the frames")
    }

    @Test func `a target that answers every boot with CALLERROR ends as failed`() throws {
        var refusing = statistics(booted: 0)
        for _ in 0..<40 {
            refusing.record(
                action: .bootNotification, intended: .zero, enqueued: Instant(nanoseconds: 4_000_000),
                sent: Instant(nanoseconds: 5_000_000), ended: Instant(nanoseconds: 6_000_000), outcome: .callError)
        }
        #expect(try result(refusing).verdict == .fail)
    }

    @Test func `what was never sent is counted by its cause`() {
        var statistics = RunStatistics()
        for (position, cause) in NeverSent.allCases.enumerated() {
            for _ in 0...position {
                statistics.record(
                    action: .meterValues, intended: .zero, enqueued: .zero, sent: nil, ended: .zero, outcome: .dropped,
                    neverSent: cause)
            }
        }
        var sum = RunStatistics()
        sum.merge(statistics)
        sum.merge(statistics)
        let calls = sum.calls(.meterValues)
        for (position, cause) in NeverSent.allCases.enumerated() {
            #expect(calls.neverSent[cause] == UInt64(position + 1) * 2)
        }
        #expect(calls.dropped == NeverSent.allCases.reduce(0) { $0 + calls.neverSent[$1] })
    }
}
