/// Lines of a run that could not be written: the disk was full, or an output was closed or nobody read it.
package struct UnwrittenLines: Hashable, Sendable {
    /// Of `events.jsonl`.
    package var events: UInt64 = 0
    /// Of `transfers.jsonl`.
    package var transfers: UInt64 = 0
    /// Of standard error.
    package var standardError: UInt64 = 0

    /// None.
    package init() {}
}
