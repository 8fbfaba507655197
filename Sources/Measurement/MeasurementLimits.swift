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
    /// Bytes of a frame that an event keeps; the rest is cut and its size told.
    package static let eventFrameBytes = 2048
    /// Bytes of an event's detail and charge point.
    package static let eventTextBytes = 512
    /// Transfers that one event loop keeps for `transfers.jsonl`; more are counted only.
    package static let transferLines = 100_000
    /// Connects and boots kept for `events.jsonl` in all; more are counted only. They have a limit of their own, so that a
    /// storm leaves room for what went wrong in it.
    package static let connectionEvents = 100_000
}
