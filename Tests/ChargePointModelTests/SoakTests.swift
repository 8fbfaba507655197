import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct SoakTests {
    /// 1,000 charge points, an hour each, every checker after every step.
    @Test func `an hour of 1000 charge points on a rough network breaks no rule`() {
        let seed: UInt64 = 20_250_101
        var calls = 0
        var answered = 0
        var started = 0
        var stopped = 0
        var reports = 0
        var reserved = 0
        for index in 0..<1000 {
            var world = SoakWorld(seed: seed, index: index)
            world.run(seconds: 3600)
            #expect(
                world.fault == nil,
                "repeat with SoakWorld(seed: \(seed), index: \(index)).run(seconds: 3600)"
            )
            calls += world.callCount
            answered += world.answeredCount
            started += world.startedCount
            stopped += world.stoppedCount
            reports += world.reportCount
            reserved += world.reservedStartCount
        }
        // The soak is worth nothing when nothing happens.
        #expect(calls > 100_000)
        #expect(answered > calls * 9 / 10)
        #expect(started > 3000)
        #expect(stopped > 2000 && stopped <= started + 100)
        #expect(reports > 5000)
        #expect(reserved > 20)
    }

    @Test func `the same seed gives the same effects and another seed others`() {
        func digests(_ seed: UInt64) -> [UInt64] {
            (0..<40).map { index in
                var world = SoakWorld(seed: seed, index: index)
                world.run(seconds: 1800)
                return world.digest
            }
        }
        let first = digests(7)
        #expect(first == digests(7))
        #expect(first != digests(8))
        #expect(Set(first).count == 40)
    }
}
