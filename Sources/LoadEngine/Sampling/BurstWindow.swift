import OCPPTypes

/// The time in which a loop works off what the plan wants at one instant: from an arrival that many members share until
/// each of them has booted, or failed once, or the wait for it is over.
struct BurstWindow: Sendable {
    /// Longest time from its arrival for which a member counts as part of a burst.
    static let longestNanoseconds: Int64 = 60_000_000_000
    /// Fewest members of one instant that are a burst: fewer are no load that a loop could be late by.
    static let smallest = 10

    /// Most members that arrive at the same instant; 0 when there is no burst.
    let largest: Int
    /// The members of bursts in the order of their arrival.
    private let members: [(arrival: Instant, member: Int)]
    /// Members of bursts that have neither booted nor failed.
    private var waiting: [Bool]
    /// How many of ``members`` have arrived, and for how many the wait is over.
    private var arrived = 0
    private var expired = 0
    private var open = 0

    /// - Parameter arrivals: when each member arrives.
    init(arrivals: [Instant]) {
        var sizes: [Instant: Int] = [:]
        for instant in arrivals { sizes[instant, default: 0] += 1 }
        sizes = sizes.filter { $0.value >= Self.smallest && $0.key != .distantFuture }
        largest = sizes.values.max() ?? 0
        waiting = arrivals.map { sizes[$0] != nil }
        members =
            sizes.isEmpty
            ? []
            : arrivals.indices.filter { sizes[arrivals[$0]] != nil }.map { (arrivals[$0], $0) }
                .sorted { ($0.arrival, $0.member) < ($1.arrival, $1.member) }
    }

    /// Lets members arrive whose instant has come, and gives up those that were waited for long enough.
    mutating func advance(to now: Instant) {
        while arrived < members.count, members[arrived].arrival <= now {
            if waiting[members[arrived].member] { open += 1 }
            arrived += 1
        }
        while expired < arrived, now >= members[expired].arrival.adding(nanoseconds: Self.longestNanoseconds) {
            let member = members[expired].member
            expired += 1
            if waiting[member] {
                waiting[member] = false
                open -= 1
            }
        }
    }

    /// A member that has arrived has booted or failed: it is no part of the burst any more.
    mutating func served(_ member: Int, at now: Instant) {
        advance(to: now)
        guard waiting[member] else { return }
        waiting[member] = false
        open -= 1
    }

    /// True while a burst is being worked off, as of the last ``advance(to:)``.
    var isOpen: Bool { open > 0 }
}
