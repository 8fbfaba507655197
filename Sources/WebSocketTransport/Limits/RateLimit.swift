/// How often something may happen: so many times at once, and on average so many times a second (the generic cell rate
/// algorithm of ATM, ITU-T I.371). The state of one key is one number; nothing has to be refilled by a timer.
package struct RateLimit: Sendable, Equatable {
    private let intervalNanoseconds: Int64
    private let toleranceNanoseconds: Int64

    /// - Parameters:
    ///   - perSecond: average rate, above 0; taken as at least one in three hours.
    ///   - burst: how many may come at once after a pause, at least 1.
    package init(perSecond: Double, burst: Int) {
        precondition(perSecond > 0 && burst >= 1, "a rate limit lets something pass")
        intervalNanoseconds = max(1, Int64(min(1e9 / perSecond, 1e13)))
        let (product, overflow) = intervalNanoseconds.multipliedReportingOverflow(by: Int64(burst) - 1)
        toleranceNanoseconds = overflow ? .max / 4 : min(product, .max / 4)
    }

    /// Takes one event at an instant in nanoseconds; false when it comes too soon.
    ///
    /// - `state`: that of the key, 0 at first.
    @inline(__always)
    package func take(_ state: inout Int64, at now: Int64) -> Bool {
        let expected = max(state, now)
        guard expected - now <= toleranceNanoseconds else { return false }
        state = expected + intervalNanoseconds
        return true
    }
}

/// A ``RateLimit`` for each of many keys, like identities or addresses. Keys that have paused long enough are forgotten.
package struct RateLedger<Key: Hashable & Sendable>: Sendable {
    private let limit: RateLimit
    private let capacity: Int
    private var states: [Key: Int64] = [:]
    private var lastPurge = Int64.min

    /// - `capacity`: keys that are held at once; when all of them are in use, others are refused.
    package init(_ limit: RateLimit, capacity: Int) {
        self.limit = limit
        self.capacity = capacity
    }

    /// Keys held.
    package var count: Int { states.count }

    /// Takes one event of a key; false when it comes too soon or too many keys are in use.
    package mutating func take(_ key: Key, at now: Int64) -> Bool {
        if states.count >= capacity, states[key] == nil {
            // Looking through all keys is done once a second at most.
            if lastPurge <= now - 1_000_000_000 {
                lastPurge = now
                states = states.filter { $0.value > now }
            }
            if states.count >= capacity { return false }
        }
        return limit.take(&states[key, default: 0], at: now)
    }
}
