import OCPPTypes

/// The last CALL of a member on its way out: frames that are written while sockets are read leave together, at the latest
/// at the end of the loop's turn. Until then a CALL waits, and that is the generator's doing.
struct WrittenCall: Sendable {
    /// When it was written.
    private(set) var at = Instant.zero
    /// For how long it waited until it left, in nanoseconds.
    private(set) var wait: Int64 = 0
    private var isWaiting = false

    /// A CALL is written now.
    mutating func written(at now: Instant) {
        at = now
        wait = 0
        isWaiting = false
    }

    /// It waits in the connection's buffer.
    mutating func waits() { isWaiting = true }

    /// What was written to the connection has left.
    mutating func left(at now: Instant) {
        guard isWaiting else { return }
        isWaiting = false
        wait = max(0, now.nanoseconds(since: at))
    }
}
