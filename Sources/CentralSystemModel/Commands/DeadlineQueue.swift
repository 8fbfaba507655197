import OCPPTypes

/// The earliest deadline of every charge point that has one: a binary heap with places, so that a deadline can be moved
/// and removed and none is ever stale. A charge point without a deadline has no entry.
struct DeadlineQueue: Sendable {
    private struct Entry: Sendable {
        var instant: Instant
        var chargePoint: Int32

        /// Ties go by the charge point, so that the order never comes from a hash table.
        func precedes(_ other: Entry) -> Bool {
            instant == other.instant ? chargePoint < other.chargePoint : instant < other.instant
        }
    }

    private var heap: [Entry] = []
    private var places: [Int32: Int] = [:]

    var count: Int { heap.count }

    /// The earliest deadline and whose it is.
    var first: (instant: Instant, chargePoint: Int)? {
        heap.first.map { ($0.instant, Int($0.chargePoint)) }
    }

    /// Sets, moves or removes the deadline of a charge point; never removes it.
    mutating func set(_ instant: Instant, for chargePoint: Int) {
        let key = Int32(chargePoint)
        if let place = places[key] {
            guard heap[place].instant != instant else { return }
            if instant == .distantFuture { return remove(at: place) }
            heap[place].instant = instant
            rise(from: place)
            sink(from: places[key]!)
        } else if instant != .distantFuture {
            heap.append(Entry(instant: instant, chargePoint: key))
            places[key] = heap.count - 1
            rise(from: heap.count - 1)
        }
    }

    private mutating func remove(at place: Int) {
        places[heap[place].chargePoint] = nil
        let last = heap.removeLast()
        guard place < heap.count else { return }
        heap[place] = last
        places[last.chargePoint] = place
        rise(from: place)
        sink(from: places[last.chargePoint]!)
    }

    private mutating func rise(from start: Int) {
        var place = start
        while place > 0, heap[place].precedes(heap[(place - 1) / 2]) {
            exchange(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var place = start
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                if heap[child].precedes(heap[least]) { least = child }
            }
            guard least != place else { return }
            exchange(place, least)
            place = least
        }
    }

    private mutating func exchange(_ a: Int, _ b: Int) {
        heap.swapAt(a, b)
        places[heap[a].chargePoint] = a
        places[heap[b].chargePoint] = b
    }
}
