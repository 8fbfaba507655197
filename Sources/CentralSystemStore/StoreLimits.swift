/// Bounds of the store; reaching one is answered and counted.
package struct StoreLimits: Sendable, Equatable {
    /// Stores that may wait for the writer; beyond it an awaited store fails and one that nobody awaits is lost.
    package var queuedStores = 65_536
    /// Stores that share one commit at most, which bounds how long the first of them waits.
    package var storesPerCommit = 8_192
    /// Stores that nobody awaits and that are kept for another attempt after a failure.
    package var deferredStores = 65_536
    /// Transaction ids that are reserved on the disk at once; as many are left out at most after a crash.
    package var transactionIdBlock: Int64 = 1_024
    /// How long after one removal of old rows the next one begins.
    package var pruningIntervalSeconds = 3_600
    /// How long the writer waits for a database that another process has locked.
    package var busyTimeoutMilliseconds = 2_000

    /// The default limits.
    package init() {}
}
