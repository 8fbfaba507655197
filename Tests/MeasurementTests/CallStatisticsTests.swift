import Measurement
import OCPPTypes
import Testing

@Suite struct CallStatisticsTests {
    private func recorded(_ outcome: CallOutcome, sent: Bool = true) -> CallStatistics {
        var statistics = CallStatistics()
        statistics.record(
            intended: .zero, enqueued: .zero.adding(milliseconds: 1), sent: sent ? .zero.adding(milliseconds: 3) : nil,
            ended: .zero.adding(milliseconds: 10), outcome: outcome)
        return statistics
    }

    @Test func `every outcome counts in its own counter and in intended`() {
        let counters: [(CallOutcome, KeyPath<CallStatistics, UInt64>)] = [
            (.answered, \.answered), (.callError, \.callErrors), (.invalidAnswer, \.invalidAnswers),
            (.timedOut, \.timeouts), (.connectionLost, \.connectionLost), (.unanswered, \.unanswered),
            (.dropped, \.dropped),
        ]
        #expect(counters.map(\.0) == CallOutcome.allCases)
        for (outcome, _) in counters {
            let statistics = recorded(outcome)
            #expect(statistics.intended == 1)
            #expect(statistics.errors == (outcome == .answered ? 0 : 1))
            for (other, counter) in counters {
                #expect(statistics[keyPath: counter] == (other == outcome ? 1 : 0), "\(outcome) in \(other)")
            }
        }
    }

    @Test func `only an answer of some kind has a service time`() {
        for outcome in CallOutcome.allCases {
            let hasAnswer = [.answered, .callError, .invalidAnswer].contains(outcome)
            #expect(recorded(outcome).service.count == (hasAnswer ? 1 : 0), "\(outcome)")
        }
        #expect(recorded(.answered).service.maxMilliseconds == 7)
    }

    @Test func `a call given up counts in response at its age and a dropped one does not`() {
        for outcome in CallOutcome.allCases where outcome != .dropped {
            #expect(recorded(outcome).response.maxMilliseconds == 10, "\(outcome)")
        }
        let dropped = recorded(.dropped)
        #expect(dropped.response.count == 0 && dropped.slip.count == 0 && dropped.sent == 0)
    }

    @Test func `slip is divided into our part and the target's`() {
        let statistics = recorded(.answered)
        #expect(statistics.slip.maxMilliseconds == 3)
        #expect(statistics.slipOwn.maxMilliseconds == 1)
        #expect(statistics.slipTarget.maxMilliseconds == 2)
    }

    @Test func `of a wait behind others the generator's own part is not the target's`() {
        for (queue, own, target) in [(500_000, 1.5, 1.5), (1_500_000, 2.5, 0.5), (9_000_000, 3, 0)]
            as [(Int64, Double, Double)]
        {
            var statistics = CallStatistics()
            statistics.record(
                intended: .zero, enqueued: .zero.adding(milliseconds: 1), sent: .zero.adding(milliseconds: 3),
                ended: .zero.adding(milliseconds: 10), outcome: .answered, ownDelay: OwnDelay(reading: 0, queue: queue))
            #expect(statistics.slip.maxMilliseconds == 3)
            #expect(statistics.slipOwn.maxMilliseconds == own && statistics.slipTarget.maxMilliseconds == target)
        }
    }

    @Test func `a call that was never sent has no slip and no service time`() {
        let statistics = recorded(.connectionLost, sent: false)
        #expect(statistics.sent == 0)
        #expect(statistics.slip.count == 0)
        #expect(statistics.service.count == 0)
        #expect(statistics.response.count == 1)
    }

    @Test func `over five seconds is exact to the nanosecond`() {
        var statistics = CallStatistics()
        for age in [4_999_999_999, 5_000_000_000, 5_000_000_001] as [Int64] {
            statistics.record(
                intended: .zero, enqueued: .zero, sent: .zero, ended: Instant(nanoseconds: age), outcome: .timedOut)
        }
        #expect(statistics.overFiveSeconds == 1)
        #expect(statistics.lastEnded == Instant(nanoseconds: 5_000_000_001))
        #expect(statistics.firstIntended == .zero)
    }
}
