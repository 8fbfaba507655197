import OCPPTypes
import Testing

@testable import Measurement

/// When a figure is bent so far that it answers nothing: the rule of the guide "When figures are invalid".
@Suite struct ErrorBarTests {
    private func at(_ milliseconds: Int64) -> Instant { .zero.adding(milliseconds: milliseconds) }

    /// CALLs that took `service` after `own` slip and `queued` milliseconds behind others, of which the generator may
    /// have added `late` by reading and `chain` by its earlier CALLs.
    private func record(
        _ count: Int, _ action: Action = .heartbeat, own: Int64 = 0, queued: Int64 = 0, service: Int64,
        late: Int64 = 0, chain: Int64 = 0, writing: Int64 = 0, _ outcome: CallOutcome = .answered,
        into statistics: inout RunStatistics
    ) {
        for _ in 0..<count {
            statistics.record(
                action: action, intended: .zero, enqueued: at(own), sent: at(own + queued),
                ended: at(own + queued + service), outcome: outcome,
                ownDelay: OwnDelay(
                    reading: late * 1_000_000, queue: chain * 1_000_000, writing: writing * 1_000_000))
        }
    }

    private func result(
        _ statistics: RunStatistics, _ texts: [String], cpu: Double? = nil, burst: Int = 0, callTimeout: Int64? = nil
    ) throws -> RunResult {
        let context = RunContext(
            scenario: "s", target: "ws://t", seed: 1, durationSeconds: 10, planDigest: "", largestBurst: burst,
            cpuPercent: cpu, callTimeoutMilliseconds: callTimeout)
        return RunResult(
            statistics: statistics, context: context, expectations: try texts.map { try Expectation.parse($0) })
    }

    @Test func `the least response leaves out all that the generator may have added and nothing else`() {
        let table: [(own: Int64, queued: Int64, service: Int64, late: Int64, chain: Int64, least: Double, Double)] = [
            (0, 0, 10, 0, 0, 10, 10),
            (4, 0, 10, 0, 0, 10, 10),
            (4, 0, 10, 3, 0, 7, 7),
            // No answer is read later than it took.
            (4, 0, 10, 300, 0, 0, 0),
            // Waiting for the target stays; what own earlier CALLs added to it goes.
            (0, 20, 10, 0, 0, 30, 10),
            (0, 20, 10, 0, 15, 15, 10),
            (0, 20, 10, 0, 300, 10, 10),
            (5, 20, 10, 2, 15, 13, 8),
        ]
        for row in table {
            var statistics = RunStatistics()
            record(
                1, own: row.own, queued: row.queued, service: row.service, late: row.late, chain: row.chain,
                into: &statistics)
            let calls = statistics.calls(.heartbeat)
            #expect(calls.response.maxMilliseconds == Double(row.own + row.queued + row.service), "\(row)")
            #expect(calls.leastResponse.maxMilliseconds == row.least, "\(row)")
            #expect(calls.leastService.maxMilliseconds == row.6, "\(row)")
        }
    }

    @Test func `what waited in the loop's own buffers is no service of the target`() {
        let table: [(service: Int64, late: Int64, writing: Int64, least: Double)] = [
            (10, 0, 4, 6), (10, 3, 4, 3), (10, 8, 4, 0), (10, 0, 300, 0),
        ]
        for row in table {
            var statistics = RunStatistics()
            record(1, own: 5, service: row.service, late: row.late, writing: row.writing, into: &statistics)
            let calls = statistics.calls(.heartbeat)
            #expect(calls.service.maxMilliseconds == Double(row.service), "\(row)")
            #expect(calls.leastService.maxMilliseconds == row.least, "\(row)")
            #expect(calls.leastResponse.maxMilliseconds == row.least, "\(row)")
        }
    }

    @Test func `a CALL that was given up keeps its age and loses only the slip`() {
        var statistics = RunStatistics()
        record(1, own: 100, service: 30_000, late: 500, .timedOut, into: &statistics)
        statistics.record(
            action: .heartbeat, intended: .zero, enqueued: at(40), sent: nil, ended: at(1000), outcome: .connectionLost)
        let calls = statistics.calls(.heartbeat)
        #expect(calls.leastResponse.count == 2 && calls.response.count == 2)
        #expect(calls.leastResponse.maxMilliseconds == 30_000)
        #expect(calls.leastResponse.summary.min == 960)
        #expect(calls.leastService.count == 0)
    }

    @Test func `an expectation is judged at both ends of its figure`() throws {
        // Every figure lies between 10 and 50 ms.
        var statistics = RunStatistics()
        record(200, own: 30, service: 20, late: 10, into: &statistics)
        let table: [(String, ExpectationOutcome)] = [
            ("p99(Heartbeat) < 1s", .holds), ("p99(Heartbeat) < 5ms", .fails), ("p99(Heartbeat) < 20ms", .undecided),
            ("p50(Heartbeat) <= 49ms", .undecided), ("mean(Heartbeat) < 51ms", .holds),
            ("mean(Heartbeat) < 40ms", .undecided), ("max(Heartbeat) < 9ms", .fails),
            ("max(calls) < 11ms", .undecided), ("min(Heartbeat) > 60ms", .fails),
            ("min(Heartbeat) > 30ms", .undecided), ("p99(Heartbeat) != 5ms", .holds),
            ("p99(Heartbeat) == 20ms", .undecided), ("p99(Heartbeat) == 5ms", .fails),
            ("share(errors) < 1%", .holds), ("count(answered) == 200", .holds), ("count(Heartbeat) > 200", .fails),
        ]
        for (text, outcome) in table {
            let result = try result(statistics, [text])
            #expect(result.expectations[0].outcome == outcome, "\(text)")
            let verdict: RunVerdict =
                switch outcome {
                case .holds: .pass
                case .fails: .fail
                case .undecided: .invalid
                }
            #expect(result.verdict == verdict, "\(text)")
            #expect(result.failedExpectations.count == (outcome == .fails ? 1 : 0), "\(text)")
        }
    }

    @Test func `an undecided expectation names figure, bar, own part and what to do`() throws {
        var statistics = RunStatistics()
        record(200, own: 30, service: 20, late: 10, into: &statistics)
        let run = try result(statistics, ["p99(Heartbeat) < 20ms"])
        #expect(
            run.reason
                == "p99(Heartbeat) < 20ms is undecided: the figure is 10.0 ms to 50.0 ms, "
                + "up to 40.0 ms of it may be the generator's own")
        #expect(run.expectations[0].valueText == "10.0 ms to 50.0 ms: undecided")
        #expect(run.generator.bent.map(\.text) == ["p99(Heartbeat) is 10.0 ms to 50.0 ms"])
        #expect(run.generator.advice?.contains("--loops N") == true)
        #expect(run.exitCode == 4)
    }

    @Test func `a share over 5s turns only where own delay carries responses over them`() throws {
        var statistics = RunStatistics()
        record(5, service: 6000, into: &statistics)
        record(5, own: 3000, service: 3000, into: &statistics)
        record(90, service: 1, into: &statistics)
        let outcomes: [(String, ExpectationOutcome)] = [
            ("share(over 5s) < 20%", .holds), ("share(over 5s) < 8%", .undecided), ("share(over 5s) < 2%", .fails),
        ]
        for (text, outcome) in outcomes {
            #expect(try result(statistics, [text]).expectations[0].outcome == outcome, "\(text)")
        }
    }

    @Test func `a rate or count that fails at the generator's limit is undecided and one that holds is not`() throws {
        var statistics = RunStatistics()
        statistics.steadyBegan(at: .zero)
        record(100, service: 1, into: &statistics)
        statistics.steadyEnded(at: at(1000))
        statistics.transactions.started = 3
        let table: [(String, cpu: Double, ExpectationOutcome)] = [
            ("rate(Heartbeat) > 150/s", 50, .fails), ("rate(Heartbeat) > 150/s", 95, .undecided),
            ("rate(Heartbeat) > 50/s", 95, .holds), ("count(Heartbeat) >= 150", 95, .undecided),
            ("count(started) >= 5", 95, .undecided), ("count(sent) >= 100", 95, .holds),
            ("lost(transactions) == 1", 95, .fails), ("count(connected) == 1", 95, .fails),
            ("count(sent) == 100", 95, .holds), ("count(sent) < 1000", 95, .holds), ("count(sent) <= 100", 95, .holds),
            ("count(sent) != 99", 95, .holds), ("rate(Heartbeat) < 200/s", 95, .holds),
            ("count(sent) > 100", 95, .undecided), ("count(sent) == 101", 95, .undecided),
            ("count(sent) != 100", 95, .undecided), ("count(sent) == 99", 95, .fails),
            ("count(sent) < 100", 95, .fails),
        ]
        for (text, cpu, outcome) in table {
            #expect(try result(statistics, [text], cpu: cpu).expectations[0].outcome == outcome, "\(text)")
        }
        let reason = try result(statistics, ["rate(Heartbeat) > 150/s"], cpu: 95).reason
        #expect(reason.hasPrefix("rate(Heartbeat) > 150/s is undecided: it was 100/s, and the generator at its limit"))
    }

    @Test func `a bent figure that nothing is expected of makes a run suspect and no more`() throws {
        var statistics = RunStatistics()
        record(200, own: 30, service: 20, into: &statistics)
        let run = try result(statistics, [])
        #expect(run.verdict == .pass && run.exitCode == 0)
        #expect(run.generator.verdict == .suspect)
        #expect(
            run.generator.reasons
                == ["p99(Heartbeat) is 20.0 ms to 50.0 ms: up to 30.0 ms of it may be the generator's own"])
        // What is expected of it holds all the same: nothing to warn of.
        #expect(try result(statistics, ["p99(Heartbeat) < 1s"]).generator.verdict == .valid)
        #expect(try result(statistics, ["p99.9(Heartbeat) < 1s"]).generator.verdict == .valid)
        #expect(try result(statistics, ["p50(Heartbeat) < 1s"]).generator.verdict == .suspect)
    }

    @Test func `slip small beside its figure is not worth telling, and a few milliseconds are no warning`() throws {
        let table: [(own: Int64, service: Int64, GeneratorVerdict, remarks: [String])] = [
            (1, 1, .valid, []), (2, 1, .valid, ["p99(Heartbeat) is 1.00 ms to 3.00 ms"]),
            (9, 1, .valid, ["p99(Heartbeat) is 1.00 ms to 10.0 ms"]), (11, 1, .suspect, []),
            (50, 1000, .valid, []), (60, 1000, .suspect, []),
        ]
        for (own, service, verdict, remarks) in table {
            var statistics = RunStatistics()
            record(100, own: own, service: service, into: &statistics)
            let generator = try result(statistics, []).generator
            #expect(generator.verdict == verdict && generator.remarks == remarks, "\(own) \(service)")
        }
    }

    @Test func `of few CALLs the slowest one alone never makes a run doubtful`() throws {
        for count in [1, 2, 3, 9, 10, 50, 99, 100] {
            var statistics = RunStatistics()
            record(count - 1, service: 1, into: &statistics)
            record(1, own: 80, service: 1, into: &statistics)
            #expect(try result(statistics, []).generator.verdict == .valid, "\(count)")
        }
        // A tenth of them is more than one.
        var statistics = RunStatistics()
        record(8, service: 1, into: &statistics)
        record(2, own: 80, service: 1, into: &statistics)
        #expect(try result(statistics, []).generator.bent.map(\.name) == ["p90(Heartbeat)"])
    }

    @Test func `boots of a burst wait for their turn by plan and others do not`() throws {
        var statistics = RunStatistics()
        record(500, .bootNotification, own: 90, service: 10, into: &statistics)
        record(1500, .statusNotification, own: 90, service: 10, into: &statistics)
        let burst = try result(statistics, [], burst: 500).generator
        #expect(burst.verdict == .valid && burst.remarks.count == 2)
        // The charge points of a small burst did not send so many after their boots.
        #expect(try result(statistics, [], burst: 374).generator.verdict == .suspect)
        #expect(try result(statistics, [], burst: 1).generator.verdict == .suspect)
        // The bar is there all the same: what would blame the target is undecided.
        #expect(try result(statistics, ["p99(BootNotification) < 50ms"], burst: 500).verdict == .invalid)
        #expect(try result(statistics, ["p99(BootNotification) < 1s"], burst: 500).verdict == .pass)
    }

    @Test func `a loop that is late for a tenth of the time may have made more, however short each wait`() throws {
        for (late, verdict, generator) in [(900, RunVerdict.fail, GeneratorVerdict.valid), (1100, .invalid, .invalid)]
            as [(Int64, RunVerdict, GeneratorVerdict)]
        {
            var statistics = RunStatistics()
            record(100, service: 10, into: &statistics)
            statistics.lateNanoseconds = late * 1_000_000
            let run = try result(statistics, ["count(Heartbeat) > 150"])
            #expect(run.verdict == verdict && run.generator.verdict == generator, "\(late)")
            // What holds stays, and what has nothing to do with the load fails as it would.
            #expect(try result(statistics, ["count(Heartbeat) > 50"]).verdict == .pass)
            #expect(try result(statistics, ["count(timeouts) == 1"]).verdict == .fail)
        }
    }

    @Test func `a loop that stands still for half of the CALL time-out may have given CALLs up itself`() throws {
        let table: [(lag: Int64, timeout: Int64?, RunVerdict)] = [
            (60, nil, .fail), (60, 30_000, .fail), (60, 121, .fail), (60, 119, .invalid), (24, 50, .fail),
            (26, 50, .invalid), (101, 203, .invalid),
        ]
        for row in table {
            var statistics = RunStatistics()
            record(98, service: 10, into: &statistics)
            record(2, service: 50, .timedOut, into: &statistics)
            statistics.loopLag.record(nanoseconds: row.lag * 1_000_000)
            let run = try result(statistics, ["count(timeouts) == 0"], callTimeout: row.timeout)
            #expect(run.verdict == row.2, "\(row)")
        }
    }

    @Test(arguments: ["dropped", "connected", "peakConnected", "reconnects", "connectFailures", "booted", "timeouts"])
    func `rounds and connections that a loop may have given up while it stood still blame nobody`(subject: String)
        throws
    {
        for (lag, outcome) in [(24, ExpectationOutcome.fails), (26, .undecided)] as [(Int64, ExpectationOutcome)] {
            var statistics = RunStatistics()
            record(100, service: 1, into: &statistics)
            statistics.loopLag.record(nanoseconds: lag * 1_000_000)
            let run = try result(statistics, ["count(\(subject)) == 7"], callTimeout: 50)
            #expect(run.expectations[0].outcome == outcome, "\(lag)")
        }
    }

    @Test func `a stopped loop makes a run invalid with the bent figures named, bursts or not`() throws {
        var statistics = RunStatistics()
        record(150, service: 1, into: &statistics)
        record(50, own: 500, service: 3, into: &statistics)
        statistics.burstLag.record(nanoseconds: 900_000_000)
        #expect(try result(statistics, ["p99(Heartbeat) < 1s"]).verdict == .pass)
        statistics.loopLag.record(nanoseconds: 480_000_000)
        let run = try result(statistics, ["p99(Heartbeat) < 1s"])
        #expect(run.verdict == .invalid)
        #expect(
            run.generator.reasons == [
                "an event loop was 480 ms behind its plan, limit 100 ms: the planned load was not made",
                "p99(Heartbeat) is 3.00 ms to 503 ms: up to 500 ms of it may be the generator's own",
            ])
    }

    @Test func `under another load than the planned one a time that fails is undecided and what was answered is not`()
        throws
    {
        var statistics = RunStatistics()
        record(200, service: 100, into: &statistics)
        statistics.transactions = TransactionStatistics(duplicated: 2)
        statistics.loopLag.record(nanoseconds: 480_000_000)
        let table: [(String, ExpectationOutcome)] = [
            ("p99(Heartbeat) < 20ms", .undecided), ("p99(Heartbeat) < 1s", .holds), ("p99(Reset) < 1s", .undecided),
            ("count(Heartbeat) > 300", .undecided), ("count(connected) > 300", .fails),
            ("duplicated(transactions) == 0", .fails), ("share(errors) > 1%", .fails),
        ]
        for (text, outcome) in table {
            let run = try result(statistics, [text])
            #expect(run.expectations[0].outcome == outcome && run.verdict == .invalid, "\(text)")
        }
        #expect(
            try result(statistics, ["p99(Heartbeat) < 20ms"]).reason
                == "p99(Heartbeat) < 20ms is undecided: it was 100 ms under another load than the planned one")
    }

    @Test func `under another load than the planned one the load is the reason, also for a figure with a bar`() throws {
        var statistics = RunStatistics()
        record(200, own: 30, service: 20, late: 10, into: &statistics)
        statistics.loopLag.record(nanoseconds: 480_000_000)
        let reasons = [
            // It fails at both ends: no part of the generator's decides anything.
            "p99(Heartbeat) < 5ms": "it was 10.0 ms to 50.0 ms under another load than the planned one",
            "p99(Heartbeat) < 20ms": "it was 10.0 ms to 50.0 ms under another load than the planned one",
            "p99(Reset) < 1s": "there was no Reset to measure under another load than the planned one",
            "count(Heartbeat) > 300": "it was 200 under another load than the planned one",
        ]
        for (text, reason) in reasons {
            #expect(try result(statistics, [text]).reason == "\(text) is undecided: \(reason)")
        }
    }

    @Test func `commands are counted from when they may have come`() {
        var statistics = RunStatistics()
        statistics.recordCommand(
            action: .reset, received: at(100), ended: at(103), outcome: .answered, lateNanoseconds: 40_000_000)
        #expect(statistics.commands(.reset).response.maxMilliseconds == 43)
        #expect(statistics.commands(.reset).leastResponse.maxMilliseconds == 3)
    }

    @Test func `commands are counted to when their answer left`() {
        var statistics = RunStatistics()
        statistics.recordCommand(
            action: .reset, received: at(100), ended: at(109), outcome: .answered, lateNanoseconds: 40_000_000,
            writingNanoseconds: 6_000_000)
        #expect(statistics.commands(.reset).response.maxMilliseconds == 49)
        #expect(statistics.commands(.reset).leastResponse.maxMilliseconds == 3)
    }

    @Test func `percentiles are written as the language has them`() {
        let words: [(UInt64, String)] = [
            (500_000, "p50"), (990_000, "p99"), (999_000, "p99.9"), (999_900, "p99.99"), (1, "p0.0001"), (50_000, "p5"),
        ]
        for (millionths, word) in words { #expect(Percentile(millionths: millionths)?.word == word) }
    }
}
