import OCPPTypes
import Testing

@testable import LoadEngine

@Suite struct WakePlanTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant.zero.adding(milliseconds: milliseconds) }

    private static let none = Instant.distantFuture

    @Test(
        arguments: [
            // What is due first counts, and nothing sleeps longer than 10 ms.
            (nextWake: 1005, began: 1000, due: 1005, now: 1006, lag: 1),
            (nextWake: 2000, began: 1000, due: 1010, now: 1010, lag: 0),
            (nextWake: nil, began: 1000, due: 1010, now: 1010, lag: 0),
            // Work of 300 ms after a look at 1000: what was due at 1005 is 295 ms late, and 290 ms when nothing was due.
            (nextWake: 1005, began: 1000, due: 1005, now: 1300, lag: 295),
            (nextWake: nil, began: 1000, due: 1010, now: 1300, lag: 290),
            // What was due before the look was seen by it.
            (nextWake: 900, began: 1000, due: 1000, now: 1000, lag: 0),
            // A timer that fires early is not late.
            (nextWake: 1010, began: 1000, due: 1010, now: 1009, lag: 0),
        ] as [(nextWake: Int64?, began: Int64, due: Int64, now: Int64, lag: Int64)])
    func `the lag counts from when something was due`(
        _ row: (nextWake: Int64?, began: Int64, due: Int64, now: Int64, lag: Int64)
    ) {
        var plan = WakePlan()
        #expect(plan.due == Self.none)
        plan.next(nextWake: row.nextWake.map(at) ?? Self.none, since: at(row.began))
        #expect(plan.due == at(row.due))
        #expect(plan.lag(at: at(row.now)) == row.lag * 1_000_000)
    }
}
