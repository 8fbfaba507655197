import OCPPTypes

/// Limits how often each caller may come: a bucket of permits per key that fills up steadily.
///
/// Keys that have not come for as long as their bucket takes to fill are forgotten, so memory is bounded by
/// `largestCount`; beyond it a new key shares one bucket with all others that found no place.
package struct RateLimiter<Key: Hashable & Sendable>: Sendable {
    /// Permits per second.
    package let perSecond: Double
    /// Permits that may be saved up.
    package let burst: Double
    /// Keys that are held at once.
    package let largestCount: Int

    private struct Bucket {
        var permits: Double
        var at: Instant
    }

    private var buckets: [Key: Bucket] = [:]
    private var shared: Bucket?

    /// Makes a limiter without keys.
    package init(perSecond: Double, burst: Double, largestCount: Int = 4_096) {
        precondition(perSecond > 0 && burst >= 1 && largestCount > 0, "a limiter lets something pass")
        self.perSecond = perSecond
        self.burst = burst
        self.largestCount = largestCount
    }

    /// How many keys are held.
    package var count: Int { buckets.count }

    /// Takes a permit; nil when there was one, else the whole seconds until there is one again, at least 1.
    package mutating func take(_ key: Key, at now: Instant) -> Int? {
        if buckets[key] == nil, buckets.count >= largestCount { forget(at: now) }
        if buckets[key] == nil, buckets.count >= largestCount {
            var bucket = shared ?? Bucket(permits: burst, at: now)
            let wait = take(&bucket, now)
            shared = bucket
            return wait
        }
        var bucket = buckets[key] ?? Bucket(permits: burst, at: now)
        let wait = take(&bucket, now)
        buckets[key] = bucket
        return wait
    }

    /// True when the key has no permit left; takes none.
    package func isEmpty(_ key: Key, at now: Instant) -> Bool {
        guard let bucket = buckets[key] else { return false }
        return filled(bucket, now) < 1
    }

    private func take(_ bucket: inout Bucket, _ now: Instant) -> Int? {
        bucket.permits = filled(bucket, now)
        bucket.at = now
        guard bucket.permits < 1 else {
            bucket.permits -= 1
            return nil
        }
        return max(1, Int(((1 - bucket.permits) / perSecond).rounded(.up)))
    }

    private func filled(_ bucket: Bucket, _ now: Instant) -> Double {
        let seconds = Double(max(0, now.nanoseconds - bucket.at.nanoseconds)) / 1e9
        return min(burst, bucket.permits + seconds * perSecond)
    }

    private mutating func forget(at now: Instant) {
        buckets = buckets.filter { filled($0.value, now) < burst }
    }
}
