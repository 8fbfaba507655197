/// The named maxima of this target.
package struct ReportLimits: Sendable {
    /// Bytes of a frame that an event keeps; the rest is cut and its size told.
    package static let eventFrameBytes = 2048
    /// Bytes of an event's detail and charge point.
    package static let eventTextBytes = 512
    /// Transfers that one event loop keeps for `transfers.jsonl`; more are counted only.
    package static let transferLines = 100_000
    /// Labels a terminal summary lists per kind before it says how many more there are.
    package static let listedLabels = 6
    /// Narrowest width a terminal summary is laid out for, in columns.
    package static let narrowestWidth = 60
    /// Widest width a terminal summary uses, in columns.
    package static let widestWidth = 140
}
