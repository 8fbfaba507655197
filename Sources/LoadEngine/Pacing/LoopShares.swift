import WebSocketTransport

/// What each kind of work may use of one turn of a fleet's event loop. Together they keep a turn well below 20 ms, the
/// longest time that anything else of the loop shall have to wait.
package enum LoopShares {
    /// Nanoseconds for deadlines that are due.
    package static let deadlines: Int64 = 3_000_000
    /// Nanoseconds for beginning connections.
    package static let connects: Int64 = 5_000_000
    /// How long what was read is worked off; what is left waits for the next turn.
    package static let reading = Duration.milliseconds(6)
    /// The same where the turn has lasted that long before.
    package static let leastReading = Duration.milliseconds(2)

    /// The transport's limits with these shares.
    package static var limits: WebSocketLimits {
        var limits = WebSocketLimits()
        limits.readingOfTurn = reading
        limits.leastReadingOfTurn = leastReading
        return limits
    }
}
