import ChargePointModel
import Measurement
import OCPPTypes
import Testing

@testable import LoadEngine

@Suite struct OwnChainTests {
    private func at(_ milliseconds: Int64) -> Instant { .zero.adding(milliseconds: milliseconds) }

    private func sample(
        intended: Int64, enqueued: Int64, sent: Int64?, _ outcome: CallSample.Outcome = .answered
    ) -> CallSample {
        CallSample(
            action: .heartbeat, intended: at(intended), enqueued: at(enqueued), sent: sent.map { at($0) },
            ended: at((sent ?? enqueued) + 10), outcome: outcome)
    }

    private func milliseconds(_ delay: OwnDelay) -> [Int64] { [delay.reading / 1_000_000, delay.queue / 1_000_000] }

    @Test func `a CALL that waited for nobody has only its own reading`() {
        var chain = OwnChain()
        for start in [0, 100, 200] as [Int64] {
            let delay = chain.delay(of: sample(intended: start - 40, enqueued: start, sent: start), reading: 7_000_000)
            #expect(milliseconds(delay) == [7, 0])
        }
    }

    @Test func `a CALL behind others bears their slip and late reading, never more than it waited`() {
        var chain = OwnChain()
        _ = chain.delay(of: sample(intended: 0, enqueued: 30, sent: 30), reading: 5_000_000)
        #expect(
            milliseconds(chain.delay(of: sample(intended: 30, enqueued: 30, sent: 130), reading: 2_000_000)) == [2, 35])
        #expect(milliseconds(chain.delay(of: sample(intended: 30, enqueued: 120, sent: 140), reading: 0)) == [0, 20])
        // The next one finds the connection free: nothing is carried on.
        #expect(milliseconds(chain.delay(of: sample(intended: 500, enqueued: 500, sent: 500), reading: 0)) == [0, 0])
        #expect(milliseconds(chain.delay(of: sample(intended: 500, enqueued: 500, sent: 510), reading: 0)) == [0, 0])
    }

    @Test func `late writing is part of a CALL's own delay and of the wait of those behind it`() {
        var chain = OwnChain()
        let first = chain.delay(of: sample(intended: 0, enqueued: 0, sent: 0), reading: 0, writing: 6_000_000)
        #expect(first.writing == 6_000_000 && milliseconds(first) == [0, 0])
        let second = chain.delay(of: sample(intended: 0, enqueued: 0, sent: 20), reading: 0)
        #expect(second.writing == 0 && milliseconds(second) == [0, 6])
        // Without an answer there is no service that it could be part of.
        #expect(
            chain.delay(of: sample(intended: 60, enqueued: 60, sent: 60, .timedOut), reading: 0, writing: 5) == .none)
    }

    @Test func `a long chain behind a slow target does not become the generator's fault`() {
        var chain = OwnChain()
        var last = OwnDelay.none
        // A CALL each second, each waits 900 ms for the one before and is read 1 ms late, for an hour.
        _ = chain.delay(of: sample(intended: 0, enqueued: 0, sent: 0), reading: 1_000_000)
        for round in 1...3600 as ClosedRange<Int64> {
            last = chain.delay(
                of: sample(intended: round * 1000, enqueued: round * 1000, sent: round * 1000 + 900), reading: 1_000_000
            )
        }
        #expect(last.queue < 5_000_000)
    }

    @Test func `what waits for a connection bears that it was begun late and seen late, and no attempt before`() {
        var chain = OwnChain()
        chain.wantsConnection(at: at(100))
        chain.connectionDelayed(by: 300_000_000)
        chain.connectionDelayed(by: 20_000_000)
        // Of 400 ms until the connection was open 320 were the generator's.
        #expect(milliseconds(chain.delay(of: sample(intended: 100, enqueued: 100, sent: 500), reading: 0)) == [0, 320])
        // The target refused the first attempt; a minute later the second one is begun at once.
        chain.wantsConnection(at: at(1000))
        chain.connectionDelayed(by: 900_000_000)
        chain.wantsConnection(at: at(61_000))
        chain.connectionDelayed(by: 2_000_000)
        #expect(
            milliseconds(chain.delay(of: sample(intended: 1000, enqueued: 1000, sent: 61_010), reading: 0)) == [0, 2])
    }

    @Test func `what had no answer was not read and what was never sent is no part of it`() {
        var chain = OwnChain()
        #expect(chain.delay(of: sample(intended: 0, enqueued: 50, sent: nil, .dropped), reading: 9_000_000) == .none)
        #expect(
            milliseconds(chain.delay(of: sample(intended: 0, enqueued: 50, sent: 50, .timedOut), reading: 9_000_000))
                == [0, 0])
        #expect(milliseconds(chain.delay(of: sample(intended: 60, enqueued: 60, sent: 160), reading: 0)) == [0, 50])
    }
}
