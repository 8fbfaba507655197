import OperatorInterface
import Testing

/// Looking back through the events that are held.
@Suite struct EventRingLookTests {
    private static func ring(_ count: Int) -> EventRing<Int> {
        var ring = EventRing<Int>(capacity: 4, firstID: 100)
        for number in 0..<count { ring.append(number) }
        return ring
    }

    @Test func `the newest come first, up to the oldest that is held`() {
        let page = Self.ring(6).newest(before: nil, limit: 10, looking: 10) { _ in true }
        #expect(page.events.map(\.event) == [5, 4, 3, 2] && page.events.map(\.id) == [105, 104, 103, 102])
        #expect(page.next == nil)
    }

    @Test func `pages follow one another`() {
        let ring = Self.ring(6)
        let first = ring.newest(before: nil, limit: 2, looking: 10) { _ in true }
        #expect(first.events.map(\.event) == [5, 4] && first.next == 104)
        let second = ring.newest(before: first.next, limit: 2, looking: 10) { _ in true }
        #expect(second.events.map(\.event) == [3, 2] && second.next == nil)
    }

    @Test func `a look is bounded, and the next one goes on where it ended`() {
        let ring = Self.ring(6)
        let first = ring.newest(before: nil, limit: 2, looking: 3) { $0 == 2 }
        #expect(first.events.isEmpty && first.next == 103)
        #expect(ring.newest(before: first.next, limit: 2, looking: 3) { $0 == 2 }.events.map(\.event) == [2])
    }

    @Test(arguments: [0, 1, 99, 100, 102])
    func `before what is held there is nothing`(_ id: UInt64) {
        let page = Self.ring(6).newest(before: id, limit: 2, looking: 3) { _ in true }
        #expect(page.events.isEmpty && page.next == nil)
    }

    @Test func `a number from the future stands for now, and an empty ring holds nothing`() {
        #expect(Self.ring(2).newest(before: .max, limit: 9, looking: 9) { _ in true }.events.map(\.event) == [1, 0])
        #expect(Self.ring(0).newest(before: nil, limit: 9, looking: 9) { _ in true }.events.isEmpty)
    }
}
