import OCPPTypes

/// Deadlines of a fixed set of members, one each, in a hierarchical timing wheel (Varghese and Lauck 1987).
///
/// Setting, moving and removing a deadline take constant time and allocate nothing: entries are links in arrays indexed
/// by member. Four levels of 256 slots span 2³² ticks; a later deadline waits in the last level and is sorted in again.
/// A deadline fires at the first tick at or after it, so it is never early and at most one tick late on the wheel's part.
package struct TimingWheel: Sendable {
    private static let slotBits = 8
    private static let slotCount = 1 << slotBits
    private static let levelCount = 4
    private static let none: Int32 = -1

    /// Length of a tick in nanoseconds.
    package let tickNanoseconds: Int64
    private let origin: Instant
    /// Every tick up to this one has been fired.
    private var currentTick: Int64 = 0
    private var heads: [Int32]
    private var next: [Int32]
    private var previous: [Int32]
    /// Slot of a member's entry, or `none`.
    private var slotOf: [Int32]
    private var dueTick: [Int64]
    private var occupied: [UInt64]
    /// Number of members that have a deadline.
    package private(set) var count = 0

    /// Makes a wheel for members `0 ..< capacity` whose first tick begins at `origin`.
    package init(capacity: Int, tickNanoseconds: Int64, origin: Instant) {
        precondition(tickNanoseconds > 0 && capacity >= 0 && capacity < Int(Int32.max))
        self.tickNanoseconds = tickNanoseconds
        self.origin = origin
        heads = Array(repeating: Self.none, count: Self.slotCount * Self.levelCount)
        next = Array(repeating: Self.none, count: capacity)
        previous = Array(repeating: Self.none, count: capacity)
        slotOf = Array(repeating: Self.none, count: capacity)
        dueTick = Array(repeating: 0, count: capacity)
        occupied = Array(repeating: 0, count: Self.slotCount * Self.levelCount / 64)
    }

    /// Sets or moves the deadline of a member; `.distantFuture` removes it.
    package mutating func set(_ member: Int, to deadline: Instant) {
        if deadline == .distantFuture {
            remove(member)
            return
        }
        let elapsed = max(0, deadline.nanoseconds(since: origin))
        let tick = max(elapsed / tickNanoseconds + (elapsed % tickNanoseconds == 0 ? 0 : 1), currentTick + 1)
        if slotOf[member] != Self.none {
            if dueTick[member] == tick { return }
            unlink(Int32(member))
        } else {
            count += 1
        }
        dueTick[member] = tick
        link(Int32(member), tick: tick)
    }

    /// Removes the deadline of a member, if it has one.
    package mutating func remove(_ member: Int) {
        guard slotOf[member] != Self.none else { return }
        unlink(Int32(member))
        count -= 1
    }

    /// The earliest instant at which ``advance(to:firing:)`` could fire or sort anything; `.distantFuture` when empty.
    ///
    /// It may be early (a slot of a higher level begins), never late.
    package var nextWake: Instant {
        guard count > 0 else { return .distantFuture }
        var best = Int64.max
        for level in 0..<Self.levelCount {
            let shift = Int64(level * Self.slotBits)
            let position = Int((currentTick >> shift) & Int64(Self.slotCount - 1))
            guard let distance = distanceToOccupied(level: level, after: position) else { continue }
            let tick = ((currentTick >> shift) + Int64(distance)) << shift
            best = min(best, max(tick, currentTick + 1))
        }
        return best == .max ? .distantFuture : origin.adding(nanoseconds: best * tickNanoseconds)
    }

    /// Fires every deadline at or before `now`, tick by tick; within a tick the order is the members' order of setting.
    ///
    /// The fired member's entry is gone when `body` is called, so `body` may collect it and the owner may set it anew
    /// after the call.
    package mutating func advance(to now: Instant, firing body: (Int) -> Void) {
        let target = max(0, now.nanoseconds(since: origin)) / tickNanoseconds
        while currentTick < target {
            if count == 0 {
                currentTick = target
                return
            }
            let wake = nextWake.nanoseconds(since: origin) / tickNanoseconds
            if wake > target {
                currentTick = target
                return
            }
            currentTick = max(wake, currentTick + 1)
            cascade()
            fireCurrentSlot(body)
        }
    }

    private mutating func fireCurrentSlot(_ body: (Int) -> Void) {
        let slot = Int(currentTick & Int64(Self.slotCount - 1))
        var entry = takeSlot(slot)
        while entry != Self.none {
            let following = next[Int(entry)]
            slotOf[Int(entry)] = Self.none
            count -= 1
            body(Int(entry))
            entry = following
        }
    }

    /// Moves the entries of higher levels whose slot begins at the current tick down to where they belong now.
    private mutating func cascade() {
        for level in 1..<Self.levelCount {
            let shift = Int64(level * Self.slotBits)
            guard currentTick & ((1 << shift) - 1) == 0 else { return }
            let position = Int((currentTick >> shift) & Int64(Self.slotCount - 1))
            var entry = takeSlot(level * Self.slotCount + position)
            while entry != Self.none {
                let following = next[Int(entry)]
                link(entry, tick: dueTick[Int(entry)])
                entry = following
            }
        }
    }

    /// Empties a slot and returns its first entry; the links between the entries stay.
    private mutating func takeSlot(_ slot: Int) -> Int32 {
        let entry = heads[slot]
        heads[slot] = Self.none
        occupied[slot >> 6] &= ~(1 << UInt64(slot & 63))
        return entry
    }

    private mutating func link(_ entry: Int32, tick: Int64) {
        let distance = tick - currentTick
        var level = 0
        while level < Self.levelCount - 1, distance >= 1 << Int64((level + 1) * Self.slotBits) { level += 1 }
        let shift = Int64(level * Self.slotBits)
        // Beyond the last level: the slot just behind the hand, from where it is sorted in again after a turn.
        let reach = (Int64(Self.slotCount) - 1) << shift
        let position = Int(((currentTick + min(distance, reach)) >> shift) & Int64(Self.slotCount - 1))
        append(entry, to: level * Self.slotCount + position)
    }

    /// Adds an entry at the end of a slot's ring: the head's `previous` is the tail.
    private mutating func append(_ entry: Int32, to slot: Int) {
        let index = Int(entry)
        slotOf[index] = Int32(slot)
        next[index] = Self.none
        let head = heads[slot]
        if head == Self.none {
            heads[slot] = entry
            previous[index] = entry
            occupied[slot >> 6] |= 1 << UInt64(slot & 63)
        } else {
            let tail = previous[Int(head)]
            next[Int(tail)] = entry
            previous[index] = tail
            previous[Int(head)] = entry
        }
    }

    private mutating func unlink(_ entry: Int32) {
        let index = Int(entry)
        let slot = Int(slotOf[index])
        let head = heads[slot]
        let following = next[index]
        if head == entry {
            heads[slot] = following
            if following == Self.none {
                occupied[slot >> 6] &= ~(1 << UInt64(slot & 63))
            } else {
                previous[Int(following)] = previous[index]
            }
        } else {
            let before = previous[index]
            next[Int(before)] = following
            previous[Int(following == Self.none ? head : following)] = before
        }
        slotOf[index] = Self.none
    }

    /// Slots from the hand to the next occupied slot of a level, 1 ... slotCount; nil when the level is empty.
    private func distanceToOccupied(level: Int, after position: Int) -> Int? {
        let base = level * Self.slotCount
        var distance = 1
        while distance <= Self.slotCount {
            let slot = base + (position + distance) % Self.slotCount
            let bits = occupied[slot >> 6] >> UInt64(slot & 63)
            if bits != 0 {
                let skip = bits.trailingZeroBitCount
                return distance + skip <= Self.slotCount ? distance + skip : nil
            }
            distance += 64 - (slot & 63)
        }
        return nil
    }
}
