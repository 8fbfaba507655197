import OCPPTypes
import Testing

@testable import Measurement

@Suite struct OutageStatisticsTests {
    @Test func `an outage lasts from the first loss until all who lost their connection are back`() {
        var outages = OutageStatistics()
        #expect(outages.isEmpty && outages.worstRecovery == nil)
        outages.lost(at: 1_000)
        outages.lost(at: 1_500)
        outages.back(at: 4_000)
        #expect(outages.all == [Outage(began: 1_000, ended: nil, lost: 2)])
        #expect(outages.worstRecovery == nil && outages.missing == 1)
        outages.lost(at: 5_000)
        outages.back(at: 6_000)
        outages.back(at: 7_000)
        outages.lost(at: 9_000)
        outages.back(at: 9_500)
        #expect(
            outages.all == [
                Outage(began: 1_000, ended: 7_000, lost: 3), Outage(began: 9_000, ended: 9_500, lost: 1),
            ])
        #expect(outages.worstRecovery == 6_000)
    }

    @Test func `outages of loops that overlap are one, those that only touch are two`() {
        var one = OutageStatistics()
        one.lost(at: 10)
        one.back(at: 30)
        var two = OutageStatistics()
        two.lost(at: 20)
        two.back(at: 50)
        two.lost(at: 60)
        two.back(at: 70)
        var three = OutageStatistics()
        three.lost(at: 70)
        one.merge(two)
        one.merge(three)
        #expect(
            one.all == [
                Outage(began: 10, ended: 50, lost: 2), Outage(began: 60, ended: 70, lost: 1),
                Outage(began: 70, ended: nil, lost: 1),
            ])
        #expect(one.worstRecovery == nil && one.missing == 1)
    }

    /// Charge points of a fleet, spread over loops by a rule: what the loops tell together is what one loop tells.
    @Test(arguments: 0..<40) func `any number of loops, merged in any order, tell the outages of the whole fleet`(
        seed: UInt64
    ) {
        var random = SeededRandom(seed: seed)
        let points = 12
        let loops = 1 + Int(random.next() % 4)
        var whole = OutageStatistics()
        var parts = [OutageStatistics](repeating: OutageStatistics(), count: loops)
        var isMissing = [Bool](repeating: false, count: points)
        for step in 0..<300 {
            // Instants of their own: two events at one instant have no order across loops.
            let now = Int64(step)
            let point = Int(random.next() % UInt64(points))
            // Mostly back at once, so that there are many outages.
            guard isMissing[point] || random.next() % 3 == 0 else { continue }
            isMissing[point].toggle()
            if isMissing[point] {
                whole.lost(at: now)
                parts[point % loops].lost(at: now)
            } else {
                whole.back(at: now)
                parts[point % loops].back(at: now)
            }
        }
        parts.shuffle(using: &random)
        var left = OutageStatistics()
        for part in parts { left.merge(part) }
        var right = OutageStatistics()
        for part in parts.reversed() {
            var sum = part
            sum.merge(right)
            right = sum
        }
        #expect(left == whole)
        #expect(right == whole)
        #expect(left.worstRecovery == whole.worstRecovery)
    }

    @Test func `beyond the limit an outage counts, and the longest is known`() {
        var outages = OutageStatistics()
        for index in 0..<(MeasurementLimits.outages + 3) {
            outages.lost(at: Int64(index) * 1_000)
            outages.back(at: Int64(index) * 1_000 + (index == MeasurementLimits.outages + 1 ? 900 : 100))
        }
        #expect(outages.all.count == MeasurementLimits.outages)
        #expect(outages.leftOut == 3)
        #expect(outages.worstRecovery == 900)
    }
}

@Suite struct TimeExpectationTests {
    private func evaluate(_ text: String, _ statistics: RunStatistics) throws -> ExpectationResult {
        try Expectation.parse(text).evaluate(on: statistics)
    }

    @Test func `the time of recovery is that of the worst outage`() throws {
        var statistics = RunStatistics()
        for (began, ended) in [(1_000_000_000, 3_000_000_000), (10_000_000_000, 15_250_000_000)] as [(Int64, Int64)] {
            statistics.fleet.outages.lost(at: began)
            statistics.fleet.outages.back(at: ended)
        }
        let met = try evaluate("time(recovered) < 6s", statistics)
        #expect(met.pass && met.value == 5250 && met.unit == .milliseconds)
        #expect(try !evaluate("time(recovered) < 5s", statistics).pass)
    }

    @Test func `what never recovered fails and says how many are missing`() throws {
        var statistics = RunStatistics()
        let none = try evaluate("time(recovered) < 60s", statistics)
        #expect(!none.pass && none.reason == "no charge point lost its connection")
        statistics.fleet.outages.lost(at: 1)
        let one = try evaluate("time(recovered) < 60s", statistics)
        #expect(!one.pass && one.value == nil && one.reason == "1 charge point was not back when the run ended")
        statistics.fleet.outages.lost(at: 2)
        #expect(
            try evaluate("time(recovered) < 60s", statistics).reason
                == "2 charge points were not back when the run ended")
    }

    @Test func `the time of booting is that of the last charge point, once all are booted`() throws {
        var one = RunStatistics()
        one.fleet.planned = 2
        one.fleet.booted = 1
        one.fleet.phases.firstBoot(at: 700_000_000)
        #expect(
            try evaluate("time(booted) < 5s", one).reason == "only 1 of 2 planned charge points booted")
        var two = RunStatistics()
        two.fleet.booted = 1
        two.fleet.phases.firstBoot(at: 3_800_000_000)
        two.merge(one)
        let result = try evaluate("time(booted) < 5s", two)
        #expect(result.pass && result.value == 3800 && result.valueText == "3.80 s")
    }

    @Test func `a time of something else is refused with the two there are`() {
        #expect {
            try Expectation.parse("time(recoverd) < 5s")
        } throws: { error in
            let error = error as? ExpectationError
            return error?.message == "`recoverd` cannot be measured here" && error?.hint == "did you mean `recovered`?"
        }
        #expect {
            try Expectation.parse("time(recovered) < 5")
        } throws: { ($0 as? ExpectationError)?.message == "a latency needs a unit" }
    }
}

@Suite struct ConnectingStatisticsTests {
    @Test func `phases merge by adding samples, and the last first boot is the later one`() {
        var one = ConnectingStatistics()
        one.tcp.record(nanoseconds: 1_000_000)
        one.boot.record(nanoseconds: 5_000_000)
        one.firstBoot(at: 9)
        one.firstBoot(at: 4)
        var two = ConnectingStatistics()
        two.tcp.record(nanoseconds: 3_000_000)
        two.upgrade.record(nanoseconds: 2_000_000)
        one.merge(two)
        two.merge(ConnectingStatistics())
        #expect(one.tcp.count == 2 && one.boot.count == 1 && one.upgrade.count == 1 && one.tls.count == 0)
        #expect(one.lastFirstBoot == 9 && two.lastFirstBoot == nil)
    }
}
