/// Durations counted in fixed buckets, as Prometheus wants them: cheap to record, bounded, and sums of several are
/// exact.
package struct TimeHistogram: Sendable, Equatable {
    /// Upper bounds in nanoseconds: 50 µs to 10 s.
    package static let bounds: [Int64] = [
        50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000,
        100_000_000, 250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
    ]

    /// Durations per bucket; the last one holds what is above every bound.
    package private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    /// Sum of all durations in nanoseconds.
    package private(set) var sumNanoseconds: UInt64 = 0
    /// Number of durations.
    package private(set) var count: UInt64 = 0

    /// Nothing recorded.
    package init() {}

    /// Records a duration; a negative one counts as 0.
    package mutating func record(nanoseconds: Int64) {
        var low = 0
        var high = Self.bounds.count
        while low < high {
            let middle = (low + high) / 2
            if nanoseconds <= Self.bounds[middle] { high = middle } else { low = middle + 1 }
        }
        counts[low] &+= 1
        count &+= 1
        sumNanoseconds &+= UInt64(max(0, nanoseconds))
    }
}
