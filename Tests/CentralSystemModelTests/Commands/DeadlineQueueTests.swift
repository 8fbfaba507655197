import OCPPTypes
import Testing

@testable import CentralSystemModel

@Suite struct DeadlineQueueTests {
    @Test func `the earliest comes first, ties by the charge point`() {
        var queue = DeadlineQueue()
        for (chargePoint, instant) in [(3, 20), (1, 10), (2, 10), (4, 5)] {
            queue.set(Instant(nanoseconds: Int64(instant)), for: chargePoint)
        }
        var order: [Int] = []
        while let (_, chargePoint) = queue.first {
            order.append(chargePoint)
            queue.set(.distantFuture, for: chargePoint)
        }
        #expect(order == [4, 1, 2, 3])
        #expect(queue.count == 0)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `random setting, moving and removing agrees with a sorted list`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var queue = DeadlineQueue()
        var expected: [Int: Int64] = [:]
        for step in 0..<2000 {
            let chargePoint = Int(random.next() % 40)
            if random.next() % 4 == 0 {
                queue.set(.distantFuture, for: chargePoint)
                expected[chargePoint] = nil
            } else {
                let instant = Int64(random.next() % 50)
                queue.set(Instant(nanoseconds: instant), for: chargePoint)
                expected[chargePoint] = instant
            }
            let least = expected.min { ($0.value, $0.key) < ($1.value, $1.key) }
            #expect(queue.first?.chargePoint == least?.key, "seed \(seed), step \(step)")
            #expect(queue.first?.instant.nanoseconds == least?.value, "seed \(seed), step \(step)")
            #expect(queue.count == expected.count, "seed \(seed), step \(step)")
        }
    }
}

@Suite struct ChargePointStateTests {
    @Test func `an idle charge point stays small in the array of all`() {
        #expect(MemoryLayout<ChargePointState>.stride <= 192)
        // Books lie behind one word.
        #expect(MemoryLayout.size(ofValue: ChargePointState(identity: "A").booksStorage) == 8)
    }
}
