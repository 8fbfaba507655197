import WebSocketTransport

/// What each kind of work may use of one turn of a fleet's event loop. Together they keep a turn well below 20 ms, the
/// longest time that anything else of the loop shall have to wait.
package enum LoopShares {
    /// Nanoseconds for deadlines that are due.
    package static let deadlines: Int64 = 2_000_000
    /// Nanoseconds for beginning connections: the largest share, so that in a storm the last charge point does not wait
    /// for all that the first ones do after their boot.
    package static let connects: Int64 = 8_000_000
    /// How long what was read is worked off; what is left waits for the next turn.
    package static let reading = Duration.milliseconds(3)
    /// The same where the turn has lasted that long before.
    package static let leastReading = Duration.milliseconds(1)

    /// The transport's limits with these shares.
    package static var limits: WebSocketLimits {
        var limits = WebSocketLimits()
        limits.readingOfTurn = reading
        limits.leastReadingOfTurn = leastReading
        return limits
    }
}
