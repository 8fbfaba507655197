/// The named maxima of this target.
package struct MeasurementLimits: Sendable {
    /// Longest latency a histogram tells apart, in microseconds: one hour. Longer ones count as one hour and as
    /// `clamped`.
    package static let longestLatencyMicroseconds: UInt64 = 3_600_000_000
    /// Different labels one event loop keeps per ``LabelCounts``; further ones share the label `other`.
    package static let labels = 64
    /// Outages that one event loop keeps one by one; of further ones it keeps their number and the longest.
    package static let outages = 1_000
    /// Longest text of an expectation, in Unicode scalars.
    package static let expectationLength = 200
}
