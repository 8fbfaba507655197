import OCPPTypes

/// Where a charge point is with its WebSocket.
///
/// ```text
///  off ──powerOn──▶ connecting ──connected──▶ open
///                     ▲    │ connectionFailed   │ disconnected
///          deadline   │    ▼                    │
///                   waiting ◀───────────────────┘
///  restarting ──deadline──▶ connecting        (a reset leads to restarting from everywhere)
/// ```
enum ConnectionState: Equatable, Sendable {
    /// Switched off, or the run ended.
    case off
    /// The owner opens the WebSocket.
    case connecting
    /// Open.
    case open
    /// The next attempt is due then.
    case waiting(until: Instant)
    /// A reset; power is back then.
    case restarting(until: Instant)

    /// When the wait is over; `.distantFuture` when nothing waits.
    var deadline: Instant {
        switch self {
        case .waiting(let until), .restarting(let until): until
        case .off, .connecting, .open: .distantFuture
        }
    }
}

/// A restart that waits: for queued transaction messages (soft reset, backup battery), for the way of the last answer,
/// or for its next attempt.
struct PendingReset: Equatable, Sendable {
    /// It happens then at the latest.
    var until: Instant
    /// What it ends in.
    var end = End.restart
    /// Attempts that failed (ResetRetries).
    var failures = 0
    /// Why transactions end that are still running then.
    var reason = Reason.reboot

    enum End: Equatable, Sendable {
        /// As soon as nothing is on its way, the charge point restarts.
        case restart
        /// As soon as the last answer can have arrived, the charge point restarts.
        case goodbye
        /// As soon as nothing is on its way, the battery is empty.
        case powerOff
        /// The last attempt failed; the next is due at ``until``, not before.
        case retry
    }
}
