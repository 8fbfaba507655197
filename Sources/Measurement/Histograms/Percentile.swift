/// A percentile as an exact number, so that ranks never depend on floating-point rounding: `99.9` is 999,000
/// millionths.
package struct Percentile: Hashable, Comparable, Sendable {
    /// The percentile in millionths of the whole: 1 to 999,999.
    package let millionths: UInt64

    /// Makes a percentile from millionths; nil outside 1 to 999,999 (0 and 100 are minimum and maximum).
    package init?(millionths: UInt64) {
        guard (1...999_999).contains(millionths) else { return nil }
        self.millionths = millionths
    }

    private init(_ millionths: UInt64) {
        self.millionths = millionths
    }

    /// The median.
    package static let p50 = Percentile(500_000)
    /// The 90th percentile.
    package static let p90 = Percentile(900_000)
    /// The 95th percentile.
    package static let p95 = Percentile(950_000)
    /// The 99th percentile.
    package static let p99 = Percentile(990_000)
    /// The 99.9th percentile.
    package static let p999 = Percentile(999_000)

    /// The rank of the sample that is this percentile of `count` samples (nearest rank: the smallest value that at
    /// least this share of the samples does not exceed). 1 to `count`; 0 for no samples.
    package func rank(of count: UInt64) -> UInt64 {
        let product = count.multipliedFullWidth(by: millionths)
        let (quotient, remainder) = UInt64(1_000_000).dividingFullWidth(product)
        return remainder == 0 ? quotient : quotient + 1
    }

    /// The word of the language: `p99`, `p99.9`.
    package var word: String {
        var digits = "\(millionths % 10_000 + 10_000)".dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "p\(millionths / 10_000)\(digits.isEmpty ? "" : ".")\(digits)"
    }

    package static func < (a: Percentile, b: Percentile) -> Bool { a.millionths < b.millionths }
}
