import NIOCore
import NIOEmbedded
import Testing

@testable import WebSocketTransport

/// How work is cut into shares of turns: values, without a clock.
@Suite struct TurnShareTests {
    @Test func `a share allows its first piece and further ones until its time is used`() {
        let share = TurnShare(began: 100, nanoseconds: 50)
        let table: [(piece: Int, now: Int64, allowed: Bool)] = [
            (0, 100, true), (0, 1_000_000, true), (1, 100, true), (1, 149, true), (1, 150, false), (7, 149, true),
            (7, 151, false),
        ]
        for row in table { #expect(share.allows(piece: row.piece, at: row.now) == row.allowed, "\(row)") }
    }

    @Test func `what is left of a budget is a share, but never less than its own`() {
        #expect(TurnShare(ofBudget: 20, used: 5, atLeast: 4, began: 7) == TurnShare(began: 7, nanoseconds: 15))
        #expect(TurnShare(ofBudget: 20, used: 18, atLeast: 4, began: 7) == TurnShare(began: 7, nanoseconds: 4))
        #expect(TurnShare(ofBudget: 20, used: 900, atLeast: 4, began: 7) == TurnShare(began: 7, nanoseconds: 4))
    }

    /// Work of equal pieces: how long turns get, and how many there are.
    @Test(arguments: [(pieces: 19_000, cost: 150, share: 5_000), (300, 40, 100), (5, 90_000, 5_000), (1, 1, 1)])
    func `a storm is worked off in turns no longer than a share and a piece`(
        work: (pieces: Int, cost: Int64, share: Int64)
    ) {
        var queue = WorkQueue<Int>()
        for piece in 0..<work.pieces { queue.append(piece) }
        var now: Int64 = 0
        var turns = 0
        var longest: Int64 = 0
        var order: [Int] = []
        while !queue.isEmpty {
            let began = now
            let share = TurnShare(began: now, nanoseconds: work.share)
            var done = 0
            while let piece = queue.popFirst(done, of: share, now: { now }) {
                order.append(piece)
                now += work.cost
                done += 1
            }
            #expect(done > 0)
            turns += 1
            longest = max(longest, now - began)
        }
        #expect(order == Array(0..<work.pieces))
        #expect(longest < work.share + work.cost)
        let ofTurn = Int(max(1, (work.share + work.cost - 1) / work.cost))
        #expect(turns == (work.pieces + ofTurn - 1) / ofTurn)
    }

    @Test func `a queue keeps its order while pieces come and go`() {
        var queue = WorkQueue<Int>()
        var next = 0
        var expected = 0
        for round in 0..<5_000 {
            for _ in 0..<(round % 3) {
                queue.append(next)
                next += 1
            }
            if round % 2 == 0, let piece = queue.popFirst() {
                #expect(piece == expected)
                expected += 1
            }
        }
        #expect(queue.count == next - expected)
        while let piece = queue.popFirst() {
            #expect(piece == expected)
            expected += 1
        }
        #expect(expected == next)
        #expect(queue.isEmpty)
    }
}

@Suite struct LoopTurnTests {
    @Test func `the longest turn lasts from the first work to the loop's word that it is over`() {
        let loop = EmbeddedEventLoop()
        var now: Int64 = 1_000
        let turn = LoopTurn(loop, isTold: true, clock: { .uptimeNanoseconds(UInt64(now)) })
        #expect(turn.usedNanoseconds == 0)
        turn.enter()
        now = 1_400
        turn.enter()
        #expect(turn.usedNanoseconds == 400)
        turn.endUnlessTold()
        turn.end(at: .uptimeNanoseconds(1_500))
        #expect(turn.longestNanoseconds == 500)
        #expect(turn.usedNanoseconds == 0)
        // A turn without work, one that is shorter, one that does not count.
        turn.end(at: .uptimeNanoseconds(9_000))
        now = 10_000
        turn.enter()
        turn.end(at: .uptimeNanoseconds(10_200))
        turn.isMeasured = false
        turn.enter()
        turn.end(at: .uptimeNanoseconds(50_000))
        #expect(turn.longestNanoseconds == 500)
        #expect(turn.number == 4)
    }

    @Test func `work that waits for the next poll does not come within the turn that asked for it`() {
        let loop = EmbeddedEventLoop()
        let turn = LoopTurn(loop, isTold: true)
        var done = 0
        turn.afterPoll({ done += 1 }, orLost: { Issue.record("the loop goes on") })
        // The turn lasts longer than the gap, again and again.
        for _ in 0..<3 { loop.advanceTime(by: LoopTurn.gap) }
        #expect(done == 0)
        turn.end(at: loop.now)
        loop.advanceTime(by: LoopTurn.gap)
        #expect(done == 1)
        loop.advanceTime(by: .seconds(1))
        #expect(done == 1)
    }
}
