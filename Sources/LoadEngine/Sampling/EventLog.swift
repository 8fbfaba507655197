/// The events of one loop, or its transfers: bounded, with a count of what was left out.
struct EventLog<Line: Sendable> {
    /// Events that may be kept in all.
    private let limit: Int
    private var kept = 0
    private var waiting: [Line] = []
    /// Events that were left out because the limit was reached.
    private(set) var leftOut: UInt64 = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// Keeps an event, or counts it as left out.
    mutating func append(_ event: @autoclosure () -> Line) {
        guard kept < limit else {
            leftOut += 1
            return
        }
        kept += 1
        waiting.append(event())
    }

    /// Hands over the oldest events that were not handed over before, at most so many.
    mutating func take(atMost most: Int) -> [Line] {
        guard waiting.count > most else { return take() }
        defer { waiting.removeFirst(most) }
        return Array(waiting[..<most])
    }

    /// Hands over the events that were not handed over before.
    mutating func take() -> [Line] {
        defer { waiting = [] }
        return waiting
    }
}
