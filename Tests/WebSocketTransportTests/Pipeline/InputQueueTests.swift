import Testing

@testable import WebSocketTransport

@Suite struct InputQueueTests {
    private final class Owner {
        let number: Int
        init(_ number: Int) { self.number = number }
    }

    private func append(_ owner: Owner, _ bytes: [UInt8], to queue: inout InputQueue<Owner>) -> UInt32 {
        bytes.withUnsafeBytes { queue.append(owner, $0) }
    }

    private func take(_ queue: inout InputQueue<Owner>) -> (owner: Int?, bytes: [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: queue.firstCount)
        let owner = bytes.withUnsafeMutableBytes { queue.popFirst(into: $0) }
        return (owner?.number, bytes)
    }

    @Test func `entries come out in order with their bytes while others go in`() {
        var queue = InputQueue<Owner>()
        var waiting: [(Int, [UInt8])] = []
        var number = 0
        for round in 0..<20_000 {
            let count = round % 5 == 0 ? 3 : 1
            for _ in 0..<count {
                let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: number % 97)
                _ = append(Owner(number), bytes, to: &queue)
                waiting.append((number, bytes))
                number += 1
            }
            if round % 7 != 0 || waiting.count > 3_000 {
                for _ in 0..<min(2, waiting.count) {
                    let (owner, bytes) = take(&queue)
                    let expected = waiting.removeFirst()
                    #expect(owner == expected.0 && bytes == expected.1)
                }
            }
            #expect(queue.count == waiting.count)
        }
        #expect(queue.byteCount == waiting.reduce(0) { $0 + $1.1.count })
    }

    @Test func `a dropped entry has no owner, wherever it stands`() {
        var queue = InputQueue<Owner>()
        var tickets: [UInt32] = []
        for number in 0..<3_000 { tickets.append(append(Owner(number), [1], to: &queue)) }
        // Past the point at which the queue moves its content.
        for number in 0..<1_600 { #expect(take(&queue).owner == number) }
        queue.drop(tickets[1_700])
        for number in 1_600..<3_000 { #expect(take(&queue).owner == (number == 1_700 ? nil : number)) }
        #expect(queue.isEmpty)
        let ticket = append(Owner(7), [1, 2], to: &queue)
        queue.drop(ticket)
        #expect(take(&queue).owner == nil)
    }

    @Test func `all owners are given back at once`() {
        var queue = InputQueue<Owner>()
        for number in 0..<3 { _ = append(Owner(number), [], to: &queue) }
        _ = take(&queue)
        #expect(queue.removeAll().map(\.number) == [1, 2])
        #expect(queue.isEmpty && queue.byteCount == 0)
    }
}
