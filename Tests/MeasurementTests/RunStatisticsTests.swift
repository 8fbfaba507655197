import Measurement
import OCPPTypes
import Testing

@Suite struct RunStatisticsTests {
    /// What one loop measured: a few calls of a few actions.
    static func loop(_ seed: UInt64) -> RunStatistics {
        var random = SeededRandom(seed: seed)
        var statistics = RunStatistics()
        statistics.fleet.planned = 10
        for _ in 0..<(5 + random.nextIndex(below: 5)) {
            statistics.fleet.connectionOpened(nanoseconds: Int64(random.nextUniform(1e6, 1e8)))
        }
        statistics.fleet.connectionClosed()
        statistics.fleet.booted = 4
        statistics.fleet.connectFailures.count("refused", by: seed)
        statistics.steadyBegan(at: .zero)
        for _ in 0..<100 {
            let actions: [Action] = [.heartbeat, .authorize, .meterValues]
            let outcomes = CallOutcome.allCases
            let action = actions[random.nextIndex(below: actions.count)]
            let intended = Instant(nanoseconds: Int64(random.nextUniform(0, 1e9)))
            let sent = intended.adding(nanoseconds: Int64(random.nextUniform(0, 1e6)))
            statistics.record(
                action: action, intended: intended, enqueued: intended, sent: sent,
                ended: sent.adding(nanoseconds: Int64(random.nextUniform(0, 1e10))),
                outcome: outcomes[random.nextIndex(below: outcomes.count)])
        }
        statistics.recordLateAnswer(action: .authorize)
        statistics.recordCommand(
            action: .reset, received: .zero, ended: .zero.adding(milliseconds: 1), outcome: .callError)
        statistics.steadyEnded(at: .zero.adding(seconds: Int64(seed)))
        statistics.transactions = TransactionStatistics(started: seed, stopped: 2, lost: 1, duplicated: 3)
        statistics.behaviour.rounds = seed
        statistics.behaviour.failedRounds.count("no-authorization")
        statistics.behaviour.dropped = 1
        statistics.violations.count("unknown-field", by: 2)
        statistics.loopLag.record(nanoseconds: Int64(seed) * 1_000_000)
        return statistics
    }

    private func sum(_ parts: [RunStatistics]) -> RunStatistics {
        var sum = RunStatistics()
        for part in parts { sum.merge(part) }
        return sum
    }

    @Test func `merging is the same in any order and grouping`() {
        let a = Self.loop(1)
        let b = Self.loop(2)
        let c = Self.loop(3)
        let whole = sum([a, b, c])
        for order in [[a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] { #expect(sum(order) == whole) }
        #expect(sum([sum([a, b]), c]) == whole)
        #expect(sum([a, sum([b, c])]) == whole)
        #expect(sum([whole, RunStatistics()]) == whole)
        #expect(sum([a, b]) != whole)
    }

    @Test func `a merge adds every counter`() {
        let whole = sum([Self.loop(1), Self.loop(2)])
        #expect(whole.allCalls.intended == 200)
        #expect(whole.fleet.planned == 20)
        #expect(whole.fleet.booted == 8)
        #expect(whole.fleet.connected == whole.fleet.peakConnected - 2)
        #expect(whole.fleet.connectFailures["refused"] == 3)
        #expect(whole.calls(.authorize).late == 2)
        #expect(whole.commands(.reset).callErrors == 2)
        #expect(whole.transactions == TransactionStatistics(started: 3, stopped: 4, lost: 2, duplicated: 6))
        #expect(whole.behaviour.rounds == 3 && whole.behaviour.dropped == 2)
        #expect(whole.behaviour.failedRounds["no-authorization"] == 2)
        #expect(whole.violations.total == 4)
        #expect(whole.loopLag.maxMilliseconds == 2)
        #expect(whole.steadyNanoseconds == 2_000_000_000)
    }

    @Test func `an action that never occurs stays empty`() {
        let statistics = Self.loop(1)
        for action in Action.allCases where ![.heartbeat, .authorize, .meterValues].contains(action) {
            #expect(statistics.calls(action) == CallStatistics())
        }
    }

    @Test func `rates count good answers within the steady window only`() {
        var statistics = RunStatistics()
        func answer(_ outcome: CallOutcome = .answered) {
            statistics.record(
                action: .heartbeat, intended: .zero, enqueued: .zero, sent: .zero, ended: .zero, outcome: outcome)
        }
        answer()
        #expect(statistics.perSecond(statistics.calls(.heartbeat)) == nil)
        statistics.steadyBegan(at: .zero.adding(seconds: 1))
        statistics.steadyBegan(at: .zero.adding(seconds: 2))
        answer()
        answer()
        answer(.timedOut)
        statistics.steadyEnded(at: .zero.adding(seconds: 5))
        statistics.steadyEnded(at: .zero.adding(seconds: 50))
        answer()
        #expect(statistics.perSecond(statistics.calls(.heartbeat)) == 0.5)
        statistics.steadyBegan(at: .zero.adding(seconds: 10))
        statistics.steadyEnded(at: .zero.adding(seconds: 14))
        #expect(statistics.perSecond(statistics.calls(.heartbeat)) == 0.25)
        #expect(statistics.calls(.heartbeat).answered == 4)
    }

    @Test func `the live window empties when it is taken`() {
        var statistics = Self.loop(4)
        let answered = statistics.allCalls.answered
        var window = WindowStatistics()
        statistics.drainWindow(into: &window)
        #expect(window.answered == answered)
        #expect(window.errors == 100 - answered)
        #expect(window.response.count == statistics.allCalls.response.count)
        var second = WindowStatistics()
        statistics.drainWindow(into: &second)
        #expect(second.answered == 0 && second.errors == 0 && second.response.count == 0)
    }

    @Test func `labels beyond the limit share one label and merging keeps them all`() {
        var counts = LabelCounts()
        for index in 0..<MeasurementLimits.labels { counts.count("label \(index)") }
        #expect(counts[LabelCounts.overflowLabel] == 0)
        counts.count("one too many")
        counts.count("another", by: 2)
        counts.count("label 3")
        #expect(counts[LabelCounts.overflowLabel] == 3)
        #expect(counts["label 3"] == 2)
        #expect(counts.total == UInt64(MeasurementLimits.labels) + 4)
        #expect(counts.sorted.prefix(2).map(\.label) == ["other", "label 3"])
        var more = LabelCounts()
        more.count("fresh")
        var sum = counts
        sum.merge(more)
        more.merge(counts)
        #expect(sum == more)
        #expect(sum["fresh"] == 1)
    }

    @Test func `an id that two transactions were given counts as duplicated, whichever loops saw them`() {
        var one = TransactionStatistics()
        for id in [1, 2, 3, 2, 0, 0, -1, -1] { one.startConfirmed(transactionId: id) }
        #expect(one.started == 8)
        // Central systems answer 0 and -1 where they refuse: those are no ids.
        #expect(one.duplicated == 1)
        var other = TransactionStatistics()
        for id in [3, 4] { other.startConfirmed(transactionId: id) }
        var sum = one
        sum.merge(other)
        #expect(sum.started == 10)
        #expect(sum.duplicated == 2)
        other.merge(one)
        #expect(other.duplicated == 2)
    }

    @Test func `ids beyond the limit are counted and no longer compared`() {
        var statistics = TransactionStatistics()
        for id in 1...TransactionStatistics.rememberedIds + 1 { statistics.startConfirmed(transactionId: id) }
        statistics.startConfirmed(transactionId: TransactionStatistics.rememberedIds + 1)
        #expect(statistics.duplicated == 0)
        statistics.startConfirmed(transactionId: TransactionStatistics.rememberedIds)
        #expect(statistics.duplicated == 1)
    }

    @Test func `a dropped round counts once, whether or not it would have sent a CALL`() throws {
        var statistics = RunStatistics()
        statistics.behaviour.dropped = 3
        statistics.behaviour.droppedWithoutCall = 1
        for _ in 0..<2 {
            statistics.record(
                action: .heartbeat, intended: .zero, enqueued: .zero, sent: nil, ended: .zero, outcome: .dropped)
        }
        let expectation = try Measurement.Expectation.parse("count(dropped) == 3")
        #expect(expectation.evaluate(on: statistics).pass)
    }
}
