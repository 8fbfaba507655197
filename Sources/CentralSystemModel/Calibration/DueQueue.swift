import OCPPTypes

/// A priority queue by instant, entries of one instant in the order of their insertion: a binary heap.
struct DueQueue: Sendable {
    private struct Entry {
        var instant: Instant
        var number: UInt64
        var due: Calibrator.Due

        static func precedes(_ a: Entry, _ b: Entry) -> Bool { (a.instant, a.number) < (b.instant, b.number) }
    }

    private var heap: [Entry] = []
    private var inserted: UInt64 = 0

    var count: Int { heap.count }

    /// The earliest entry.
    var first: (instant: Instant, due: Calibrator.Due)? { heap.first.map { ($0.instant, $0.due) } }

    mutating func insert(_ due: Calibrator.Due, at instant: Instant) {
        inserted += 1
        heap.append(Entry(instant: instant, number: inserted, due: due))
        var index = heap.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard Entry.precedes(heap[index], heap[parent]) else { return }
            heap.swapAt(index, parent)
            index = parent
        }
    }

    /// Takes the earliest entry; the queue must not be empty.
    mutating func removeFirst() -> Calibrator.Due {
        precondition(!heap.isEmpty, "nothing waits")
        heap.swapAt(0, heap.count - 1)
        let last = heap.removeLast()
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
                if Entry.precedes(heap[child], heap[least]) { least = child }
            }
            guard least != index else { return last.due }
            heap.swapAt(index, least)
            index = least
        }
    }
}
