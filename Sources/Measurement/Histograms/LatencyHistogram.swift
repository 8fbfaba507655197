import Histogram

/// A distribution of latencies with 3 significant digits from 1 µs to 1 h (guide "Measuring honestly").
///
/// It takes nanoseconds and keeps microseconds. Its memory is fixed (193 kB, or 28 kB with 2 digits) and comes with
/// the first sample, so an action that never occurs costs nothing. Merging adds counts, so it is exact: merging in any
/// order and grouping gives the same histogram as recording everything into one.
package struct LatencyHistogram: Sendable, Equatable {
    /// How finely values are told apart.
    package enum Precision: Sendable, Equatable {
        /// Within 0.1 %: for everything that is reported.
        case threeDigits
        /// Within 1 % at a seventh of the memory: for the live line.
        case twoDigits
    }

    private let precision: Precision
    /// Shares the counts of a common empty histogram until the first sample, which copies them: that is all the
    /// lazy allocation there is. (An optional would be moved out and back at each sample, six times slower.)
    private var storage: Histogram<UInt64>
    /// Samples above one hour; they are in the distribution as one hour.
    package private(set) var clamped: UInt64 = 0

    /// Makes an empty histogram; nothing is allocated yet.
    package init(precision: Precision = .threeDigits) {
        self.precision = precision
        storage = precision == .threeDigits ? Self.emptyThreeDigits : Self.emptyTwoDigits
    }

    private static let emptyThreeDigits = Histogram<UInt64>(
        lowestDiscernibleValue: 1, highestTrackableValue: MeasurementLimits.longestLatencyMicroseconds,
        numberOfSignificantValueDigits: .three)
    private static let emptyTwoDigits = Histogram<UInt64>(
        lowestDiscernibleValue: 1, highestTrackableValue: MeasurementLimits.longestLatencyMicroseconds,
        numberOfSignificantValueDigits: .two)

    /// Records one latency. A negative one (clocks of two loops that disagree) counts as 0, one above an hour as an
    /// hour.
    package mutating func record(nanoseconds: Int64) {
        var microseconds = nanoseconds <= 0 ? 0 : (UInt64(nanoseconds) + 500) / 1000
        if microseconds > MeasurementLimits.longestLatencyMicroseconds {
            microseconds = MeasurementLimits.longestLatencyMicroseconds
            clamped += 1
        }
        storage.record(microseconds)
    }

    /// Adds every sample of another histogram of the same precision.
    package mutating func merge(_ other: LatencyHistogram) {
        precondition(precision == other.precision, "histograms of different precision do not add up")
        guard other.count > 0 else { return }
        clamped += other.clamped
        if count == 0 {
            storage = other.storage
        } else {
            storage.add(other.storage)
        }
    }

    /// Forgets every sample and keeps the memory.
    package mutating func reset() {
        clamped = 0
        if count > 0 { storage.reset() }
    }

    /// Number of samples.
    package var count: UInt64 { storage.totalCount }

    /// Largest sample in milliseconds, exact to the microsecond; 0 when there is none.
    package var maxMilliseconds: Double { Self.milliseconds(storage.maxRecorded) }

    /// All figures of the distribution, by one iteration over its counts.
    package var summary: LatencySummary {
        let scan = scan([.p50, .p90, .p95, .p99, .p999])
        guard count > 0 else { return .empty }
        return LatencySummary(
            count: count, min: scan.min, mean: scan.mean, p50: scan.values[0], p90: scan.values[1],
            p95: scan.values[2], p99: scan.values[3], p999: scan.values[4], max: maxMilliseconds)
    }

    /// One percentile in milliseconds; nil without samples.
    package func milliseconds(at percentile: Percentile) -> Double? {
        count == 0 ? nil : scan([percentile]).values.first
    }

    private struct Scan {
        var min = 0.0
        var mean = 0.0
        var values: [Double] = []
    }

    /// Walks the counts once. `percentiles` ascend; a percentile is the highest value of its bucket, never above the
    /// maximum.
    private func scan(_ percentiles: [Percentile]) -> Scan {
        var result = Scan()
        guard storage.totalCount > 0 else { return result }
        let count = storage.totalCount
        var seen: UInt64 = 0
        var sum = 0.0
        for bucket in storage.recordedValues() {
            let lowest = storage.lowestEquivalentForValue(bucket.value)
            if seen == 0 { result.min = Self.milliseconds(lowest) }
            seen += bucket.count
            sum += Double(bucket.count) * (Double(lowest) + Double(bucket.value)) / 2
            while result.values.count < percentiles.count, percentiles[result.values.count].rank(of: count) <= seen {
                result.values.append(Self.milliseconds(Swift.min(bucket.value, storage.maxRecorded)))
            }
        }
        result.mean = Swift.min(sum / Double(count) / 1000, Self.milliseconds(storage.maxRecorded))
        return result
    }

    private static func milliseconds(_ microseconds: UInt64) -> Double { Double(microseconds) / 1000 }
}
