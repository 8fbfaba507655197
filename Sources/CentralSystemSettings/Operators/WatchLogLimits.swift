/// Bounds of the watch list and its files.
package struct WatchLogLimits: Sendable, Equatable {
    /// Charge points on the list.
    package var chargePoints = 100
    /// Largest size of a file before it is rotated.
    package var fileBytes = 8 << 20
    /// Rotated files that are kept for each charge point, beside the one that is written.
    package var filesKept = 3
    /// Frames' bytes that wait to be written.
    package var queuedBytes = 8 << 20

    /// The default limits.
    package init() {}
}
