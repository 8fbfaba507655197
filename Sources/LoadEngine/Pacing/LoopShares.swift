import WebSocketTransport

/// What each kind of work may use of one turn of a fleet's event loop, so that nothing else of the loop waits long: the
/// aim is 20 ms. Copying what is readable and connections that come up are outside of the shares.
package enum LoopShares {
    /// Nanoseconds after which a turn begins nothing more than the least. What the sockets have used of it is not there for
    /// the rest.
    package static let turn: Int64 = 9_000_000
    /// Nanoseconds for deadlines that are due.
    package static let deadlines: Int64 = 2_000_000
    /// The same in a turn that is used up.
    package static let leastDeadlines: Int64 = 500_000
    /// Nanoseconds of a turn up to which a connection is begun at once, without a place among those that wait.
    package static let connects: Int64 = 8_000_000
    /// Nanoseconds for beginning connections in a turn that is used up; else they have what is left of it, so that in a
    /// storm the last charge point does not wait for all that the first ones do after their boot.
    package static let leastConnects: Int64 = 1_000_000
    /// How long what was read is worked off; what is left waits for the next turn.
    package static let reading = Duration.milliseconds(3)
    /// The same in nanoseconds while nobody waits for a connection to be begun or for a deadline to be worked off, and no
    /// burst is under way: a queue costs a tenth of the rate of a closed loop, and is worth it only for others.
    package static let readingAlone: Int64 = 40_000_000
    /// The same where the turn has lasted that long before.
    package static let leastReading = Duration.milliseconds(1)

    /// What is left of a turn that has used so many nanoseconds, between two bounds.
    package static func left(_ used: Int64, atLeast least: Int64, atMost most: Int64) -> Int64 {
        max(least, min(most, turn - used))
    }

    /// The transport's limits with these shares.
    package static var limits: WebSocketLimits {
        var limits = WebSocketLimits()
        limits.readingOfTurn = reading
        limits.leastReadingOfTurn = leastReading
        return limits
    }
}
