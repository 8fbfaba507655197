/// The named maxima of this target.
package struct ReportLimits: Sendable {
    /// Bytes of a frame that an event keeps; the rest is cut and its size told.
    package static let eventFrameBytes = 2048
    /// Bytes of an event's detail and charge point.
    package static let eventTextBytes = 512
    /// Transfers that one event loop keeps for `transfers.jsonl`; more are counted only.
    package static let transferLines = 100_000
    /// Outages that a summary tells one by one; of further ones it tells the number.
    package static let outages = 1_000
    /// Outages that a terminal summary lists before it says how many more there are.
    package static let listedOutages = 4
    /// Connects and boots kept for `events.jsonl` in all; more are counted only. They have a limit of their own, so that a
    /// storm leaves room for what went wrong in it.
    package static let connectionEvents = 100_000
    /// Labels a terminal summary lists per kind before it says how many more there are.
    package static let listedLabels = 6
    /// Narrowest width a terminal summary is laid out for, in columns.
    package static let narrowestWidth = 60
    /// Widest width a terminal summary uses, in columns.
    package static let widestWidth = 150
}
