import Foundation
import OCPPTypes
import Testing

@testable import LoadEngine

@Suite struct TimingWheelTests {
    private func milliseconds(_ value: Int64) -> Instant { Instant.zero.adding(milliseconds: value) }

    private func fired(_ wheel: inout TimingWheel, to now: Instant) -> [Int] {
        var result: [Int] = []
        wheel.advance(to: now) { result.append($0) }
        return result
    }

    @Test func `a deadline fires at the first tick at or after it and only once`() {
        var wheel = TimingWheel(capacity: 4, tickNanoseconds: 1_000_000, origin: .zero)
        wheel.set(2, to: Instant(nanoseconds: 4_000_001))
        #expect(fired(&wheel, to: milliseconds(4)) == [])
        #expect(fired(&wheel, to: milliseconds(5)) == [2])
        #expect(fired(&wheel, to: milliseconds(5000)) == [])
        #expect(wheel.count == 0)
        #expect(wheel.nextWake == .distantFuture)
    }

    @Test func `a past deadline fires at the next tick`() {
        var wheel = TimingWheel(capacity: 1, tickNanoseconds: 1_000_000, origin: .zero)
        _ = fired(&wheel, to: milliseconds(1000))
        wheel.set(0, to: milliseconds(10))
        #expect(fired(&wheel, to: milliseconds(1001)) == [0])
    }

    @Test func `moving and removing leave no stale entry`() {
        var wheel = TimingWheel(capacity: 3, tickNanoseconds: 1_000_000, origin: .zero)
        wheel.set(0, to: milliseconds(10))
        wheel.set(1, to: milliseconds(10))
        wheel.set(2, to: milliseconds(10))
        wheel.set(1, to: milliseconds(20))
        wheel.remove(0)
        #expect(fired(&wheel, to: milliseconds(15)) == [2])
        #expect(fired(&wheel, to: milliseconds(20)) == [1])
        wheel.set(0, to: milliseconds(30))
        wheel.set(0, to: .distantFuture)
        #expect(wheel.count == 0)
    }

    @Test func `deadlines beyond the last level wait for their time`() {
        var wheel = TimingWheel(capacity: 2, tickNanoseconds: 1_000_000, origin: .zero)
        let far = milliseconds((1 << 32) + 12_345)
        wheel.set(0, to: far)
        wheel.set(1, to: .init(nanoseconds: .max - 1))
        #expect(fired(&wheel, to: far.adding(milliseconds: -1)) == [])
        #expect(fired(&wheel, to: far) == [0])
        #expect(wheel.count == 1)
    }

    /// Against a sorted list: `WATTSWARM_SEED=<seed> scripts/test --filter TimingWheelTests` repeats a failure.
    @Test func `random operations agree with a sorted list`() {
        let seed = TestSeed.value
        var random = SeededRandom(seed: seed)
        for round in 0..<60 {
            let capacity = 1 + random.nextIndex(below: 40)
            var wheel = TimingWheel(capacity: capacity, tickNanoseconds: 1000, origin: .zero)
            var due = [Int: Int64]()
            var nowTick: Int64 = 0
            for _ in 0..<400 {
                let member = random.nextIndex(below: capacity)
                switch random.nextIndex(below: 4) {
                case 0:
                    wheel.remove(member)
                    due[member] = nil
                case 1, 2:
                    let reach = 1 << (1 + random.nextIndex(below: 26))
                    let tick = nowTick + Int64(random.nextIndex(below: reach))
                    wheel.set(member, to: Instant(nanoseconds: tick * 1000))
                    due[member] = max(tick, nowTick + 1)
                default:
                    nowTick += Int64(random.nextIndex(below: 1 << (1 + random.nextIndex(below: 24))))
                    let now = Instant(nanoseconds: nowTick * 1000)
                    let result = fired(&wheel, to: now)
                    let expected = due.filter { $0.value <= nowTick }
                    #expect(
                        Set(result) == Set(expected.keys) && result.count == expected.count,
                        "seed \(seed) round \(round)")
                    let order = result.map { due[$0] ?? -1 }
                    #expect(order == order.sorted(), "seed \(seed) round \(round)")
                    for member in expected.keys { due[member] = nil }
                }
                #expect(wheel.count == due.count, "seed \(seed) round \(round)")
                if let earliest = due.values.min() {
                    #expect(wheel.nextWake <= Instant(nanoseconds: earliest * 1000), "seed \(seed) round \(round)")
                }
            }
        }
    }
}

/// The seed of randomised tests: `WATTSWARM_SEED` or a fixed one, so that a plain run is reproducible.
enum TestSeed {
    static var value: UInt64 {
        guard let text = ProcessInfo.processInfo.environment["WATTSWARM_SEED"] else { return 20_250_101 }
        return UInt64(text) ?? 20_250_101
    }
}
