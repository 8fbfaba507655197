import OCPPTypes

/// The time in which a loop works off what the plan wants at one instant: from the first arrival that several members
/// share until each of them has booted, or failed once, or the wait for it is over.
struct BurstWindow: Sendable {
    /// Longest time that counts as one burst.
    static let longestNanoseconds: Int64 = 60_000_000_000

    /// Most members that arrive at the same instant.
    let largest: Int
    private var waiting: [Bool]
    private var open = 0
    private var begins = Instant.distantFuture
    private var ends = Instant.distantFuture

    /// - Parameter arrivals: when each member arrives.
    init(arrivals: [Instant]) {
        var members: [Instant: Int] = [:]
        for instant in arrivals { members[instant, default: 0] += 1 }
        members = members.filter { $0.value > 1 && $0.key != .distantFuture }
        largest = members.values.max() ?? 0
        waiting = arrivals.map { members[$0] != nil }
        open = waiting.reduce(0) { $0 + ($1 ? 1 : 0) }
        guard let first = members.keys.min(), let last = members.keys.max() else { return }
        begins = first
        ends = last.adding(nanoseconds: Self.longestNanoseconds)
    }

    /// A member has booted or failed: it is no part of the burst any more.
    mutating func served(_ member: Int) {
        guard waiting[member] else { return }
        waiting[member] = false
        open -= 1
    }

    /// True while a burst is being worked off.
    func isOpen(at now: Instant) -> Bool { open > 0 && now >= begins && now < ends }
}
