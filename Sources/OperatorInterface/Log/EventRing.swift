/// The last events, numbered without gaps; older ones are forgotten.
package struct EventRing<Event: Sendable>: Sendable {
    /// Events that are held at most.
    package let capacity: Int
    private var events: [Event] = []
    /// Where in `events` the oldest one stands.
    private var start = 0
    /// Number of the oldest event held, or of the next one when there is none.
    package private(set) var firstID: UInt64
    /// Number that the next event gets.
    package private(set) var nextID: UInt64
    /// Number of the very first event.
    package let startID: UInt64

    /// What stands behind a number.
    package struct Page: Sendable {
        /// Events by ascending number.
        package var events: [(id: UInt64, event: Event)] = []
        /// How many of them are forgotten.
        package var missed: UInt64 = 0
        /// True when the number is from before this ring, so that nobody knows what is missing.
        package var isFromBefore = false
        /// The number to look on from.
        package var position: UInt64
    }

    /// No events; the first one gets `firstID`. A process that starts later must begin higher, so that a reader who
    /// comes back is not given old numbers again.
    package init(capacity: Int, firstID: UInt64) {
        precondition(capacity > 0 && firstID > 0, "a ring holds something and counts from 1 or more")
        self.capacity = capacity
        self.firstID = firstID
        nextID = firstID
        startID = firstID
        events.reserveCapacity(capacity)
    }

    /// Adds an event.
    package mutating func append(_ event: Event) {
        if events.count < capacity {
            events.append(event)
        } else {
            events[start] = event
            start = start + 1 == capacity ? 0 : start + 1
            firstID += 1
        }
        nextID += 1
    }

    /// Events before a number that fit, newest first; from the newest one on when it is nil. A bounded look.
    /// - `looked`: how many events are looked at.
    /// - Returns: those found, perhaps none, and where to look on; nil when nothing older is held.
    package func newest(
        before id: UInt64?, limit: Int, looking looked: Int, where fits: (Event) -> Bool
    ) -> (events: [(id: UInt64, event: Event)], next: UInt64?) {
        var found: [(id: UInt64, event: Event)] = []
        var number = min(id ?? nextID, nextID)
        var left = looked
        while number > firstID, found.count < limit, left > 0 {
            number -= 1
            left -= 1
            let index = start + Int(number - firstID)
            let event = events[index < events.count ? index : index - events.count]
            if fits(event) { found.append((number, event)) }
        }
        return (found, number > firstID ? number : nil)
    }

    /// Events behind a number. A number that was never given stands for now.
    package func events(after id: UInt64, limit: Int) -> Page {
        let wanted = id >= nextID ? nextID : max(id + 1, startID)
        let from = max(wanted, firstID)
        var page = Page(missed: from - wanted, isFromBefore: id < startID && id + 1 < startID, position: nextID - 1)
        var number = from
        while number < nextID, page.events.count < limit {
            let index = start + Int(number - firstID)
            page.events.append((number, events[index < events.count ? index : index - events.count]))
            number += 1
        }
        if let last = page.events.last { page.position = last.id }
        return page
    }
}
