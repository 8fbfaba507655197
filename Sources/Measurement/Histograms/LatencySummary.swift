/// What a latency histogram says in nine figures; latencies in milliseconds (guide "Measuring honestly").
package struct LatencySummary: Hashable, Sendable {
    /// Number of samples.
    package var count: UInt64
    /// Smallest sample, in milliseconds; 0 when there is none, as are all figures below.
    package var min: Double
    /// Arithmetic mean, in milliseconds.
    package var mean: Double
    /// Median, in milliseconds.
    package var p50: Double
    /// 90th percentile, in milliseconds.
    package var p90: Double
    /// 95th percentile, in milliseconds.
    package var p95: Double
    /// 99th percentile, in milliseconds.
    package var p99: Double
    /// 99.9th percentile, in milliseconds.
    package var p999: Double
    /// Largest sample, in milliseconds.
    package var max: Double

    /// Makes a summary of known figures.
    package init(
        count: UInt64, min: Double, mean: Double, p50: Double, p90: Double, p95: Double, p99: Double, p999: Double,
        max: Double
    ) {
        self.count = count
        self.min = min
        self.mean = mean
        self.p50 = p50
        self.p90 = p90
        self.p95 = p95
        self.p99 = p99
        self.p999 = p999
        self.max = max
    }

    /// The summary of no samples.
    package static let empty = LatencySummary(
        count: 0, min: 0, mean: 0, p50: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0)

    /// True when there was no sample, so that no figure means anything.
    package var isEmpty: Bool { count == 0 }
}
