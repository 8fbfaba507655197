import Measurement
import OCPPTypes
import Testing

@Suite struct LatencyHistogramTests {
    static let percentiles: [Percentile] = [.p50, .p90, .p99, .p999]

    /// Latencies over ten decades, up to above an hour, in nanoseconds.
    static func samples(seed: UInt64, count: Int) -> [Int64] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            var magnitude = 1_000.0
            for _ in 0..<random.nextIndex(below: 10) { magnitude *= 10 }
            return Int64(random.nextUniform(magnitude, magnitude * 10))
        }
    }

    @Test(arguments: [1, 2, 3, 10, 999, 1000, 1001, 20_000])
    func `figures are within 0.1 percent and 1 microsecond of the sorted samples`(count: Int) {
        for seed in UInt64(1)...3 {
            let samples = Self.samples(seed: seed, count: count)
            var histogram = LatencyHistogram()
            for sample in samples { histogram.record(nanoseconds: sample) }
            let sorted = samples.map { min($0, 3_600_000_000_000) }.sorted()
            let summary = histogram.summary
            let exact = [count * 50, count * 90, count * 99].map { sorted[($0 + 99) / 100 - 1] }
            let expected: [(String, Double, Int64)] = [
                ("min", summary.min, sorted[0]), ("p50", summary.p50, exact[0]), ("p90", summary.p90, exact[1]),
                ("p99", summary.p99, exact[2]), ("p99.9", summary.p999, sorted[(count * 999 + 999) / 1000 - 1]),
                ("max", summary.max, sorted[count - 1]), ("mean", summary.mean, sorted.reduce(0, +) / Int64(count)),
            ]
            for (name, milliseconds, nanoseconds) in expected {
                let error = (milliseconds * 1e6 - Double(nanoseconds)).magnitude
                #expect(error <= max(1000, Double(nanoseconds) * 0.001), "\(name) seed \(seed) count \(count)")
            }
            #expect(summary.count == UInt64(count))
        }
    }

    @Test func `an empty histogram has no samples and no percentile`() {
        let histogram = LatencyHistogram()
        #expect(histogram.summary == .empty)
        #expect(histogram.summary.isEmpty)
        #expect(histogram.milliseconds(at: .p99) == nil)
        #expect(histogram.maxMilliseconds == 0)
    }

    @Test func `one sample is every figure`() {
        var histogram = LatencyHistogram()
        histogram.record(nanoseconds: 12_345_678_901)
        let s = histogram.summary
        #expect([s.p50, s.p90, s.p99, s.p999, s.max] == [Double](repeating: 12_345.679, count: 5))
        #expect(s.min <= s.mean && s.mean <= s.max && s.min > 12_333)
    }

    @Test func `percentiles of few samples are samples by nearest rank`() {
        var histogram = LatencyHistogram()
        for nanoseconds in [400_000, 100_000, 300_000, 200_000] as [Int64] {
            histogram.record(nanoseconds: nanoseconds)
        }
        let expected: [(UInt64, Double)] = [
            (1, 0.1), (250_000, 0.1), (250_001, 0.2), (500_000, 0.2), (750_000, 0.3), (750_001, 0.4), (999_999, 0.4),
        ]
        for (millionths, value) in expected {
            #expect(Percentile(millionths: millionths).flatMap(histogram.milliseconds(at:)) == value, "\(millionths)")
        }
    }

    @Test func `the rank of a percentile is exact`() {
        #expect(Percentile.p999.rank(of: 1000) == 999)
        #expect(Percentile.p999.rank(of: 1001) == 1000)
        #expect(Percentile.p99.rank(of: 100) == 99)
        #expect(Percentile.p50.rank(of: 1) == 1)
        #expect(Percentile.p50.rank(of: 0) == 0)
        #expect(Percentile.p999.rank(of: .max) > Percentile.p99.rank(of: .max))
        #expect(Percentile(millionths: 0) == nil)
        #expect(Percentile(millionths: 1_000_000) == nil)
    }

    @Test func `values below zero count as zero and values above an hour as an hour`() {
        var histogram = LatencyHistogram()
        let hour: Int64 = 3_600_000_000_000
        for nanoseconds in [.min, -1, 0, 499, 500, hour, hour + 499, hour + 500, .max] as [Int64] {
            histogram.record(nanoseconds: nanoseconds)
        }
        #expect(histogram.count == 9)
        #expect(histogram.clamped == 2)
        #expect(histogram.summary.min == 0)
        #expect(histogram.maxMilliseconds == 3_600_000)
        #expect(histogram.milliseconds(at: .p50) == 0.001)
    }

    @Test func `merged parts equal one histogram in any order and grouping`() {
        let samples = Self.samples(seed: 42, count: 3000)
        var whole = LatencyHistogram()
        var parts = [LatencyHistogram](repeating: LatencyHistogram(), count: 4)
        for (index, sample) in samples.enumerated() {
            whole.record(nanoseconds: sample)
            parts[index % 3].record(nanoseconds: sample)
        }
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
            var sum = LatencyHistogram()
            for index in order { sum.merge(parts[index]) }
            #expect(sum == whole)
        }
        var left = parts[0]
        left.merge(parts[1])
        var right = parts[2]
        right.merge(parts[3])
        left.merge(right)
        #expect(left == whole)
        #expect(left.summary == whole.summary)
        #expect(whole.clamped > 0)
    }

    @Test func `a reset forgets samples and a live histogram is within 1 percent`() throws {
        var histogram = LatencyHistogram(precision: .twoDigits)
        for nanoseconds in [1_000_000, 123_456_789, 9_000_000_000_000] as [Int64] {
            histogram.record(nanoseconds: nanoseconds)
        }
        let median = try #require(histogram.milliseconds(at: .p50))
        #expect((median - 123.456).magnitude < 1.24)
        histogram.reset()
        #expect(histogram.summary == .empty)
        #expect(histogram.clamped == 0)
    }
}
