import OCPPTypes

/// The last CALL of a member on its way out: frames that are written while sockets are read leave together, at the latest
/// at the end of the loop's turn. Until then a CALL waits, and that is the generator's doing.
struct WrittenCall: Sendable {
    /// When it was written.
    private(set) var at = Instant.zero
    /// The wait, or ``waiting`` until it is known.
    private var waited: Int64 = 0

    private static let waiting: Int64 = -1

    /// For how long it waited until it left, in nanoseconds; 0 while that is not known.
    var wait: Int64 { max(0, waited) }

    /// A CALL is written now.
    mutating func written(at now: Instant) {
        at = now
        waited = 0
    }

    /// It waits in the connection's buffer.
    mutating func waits() { waited = Self.waiting }

    /// What was written to the connection has left.
    mutating func left(at now: Instant) {
        guard waited == Self.waiting else { return }
        waited = max(0, now.nanoseconds(since: at))
    }
}
