import OCPPTypes

/// Where a charge point is with BootNotification (OCPP 1.6 §4.2).
///
/// ```text
///  off ──powerOn──▶ due ──sent──▶ awaitingAnswer ──Accepted──▶ accepted
///                    ▲                 │ Pending, Rejected, failure
///                    └──deadline── waiting
/// ```
///
/// A lost connection leads from `awaitingAnswer` back to `due`; only a restart leads out of `accepted`.
struct BootState: Equatable, Sendable {
    enum Phase: Equatable, Sendable {
        /// Switched off, or restarting.
        case off
        /// BootNotification goes out as soon as there is a connection.
        case due(intended: Instant, enqueued: Instant)
        /// BootNotification is on its way.
        case awaitingAnswer
        /// The next BootNotification goes out then, not before.
        case waiting(until: Instant)
        /// Registered.
        case accepted
    }

    private(set) var phase = Phase.off
    /// The last answer since the restart; nil before the first.
    private(set) var registration: RegistrationStatus?
    /// BootNotifications in a row that got no answer.
    private(set) var failures = 0
    /// True when a boot was accepted at least once.
    private(set) var wasAccepted = false

    /// A charge point that is off.
    init(wasAccepted: Bool = false) {
        self.wasAccepted = wasAccepted
    }

    /// True while registered.
    var isAccepted: Bool { phase == .accepted }

    /// True when the last answer was Rejected: CALLs of the central system stay without answer.
    var isSilent: Bool { registration == .rejected && phase != .accepted }

    /// A wait is over at that instant; `.distantFuture` when nothing waits.
    var deadline: Instant {
        switch phase {
        case .waiting(let until): until
        case .off, .due, .awaitingAnswer, .accepted: .distantFuture
        }
    }

    /// Power comes on, or a restart is over.
    mutating func begin(at instant: Instant, now: Instant) {
        phase = .due(intended: instant, enqueued: now)
        registration = nil
        failures = 0
    }

    /// BootNotification was written.
    mutating func sent() {
        guard case .due = phase else { preconditionFailure("BootNotification was sent in \(phase)") }
        phase = .awaitingAnswer
    }

    /// BootNotification was answered; `wait` is the least time to the next one unless it was accepted.
    mutating func answered(_ status: RegistrationStatus, at now: Instant, waitSeconds: Int) {
        guard phase == .awaitingAnswer else { preconditionFailure("BootNotification was answered in \(phase)") }
        registration = status
        failures = 0
        switch status {
        case .accepted:
            phase = .accepted
            wasAccepted = true
        case .pending, .rejected:
            phase = .waiting(until: now.adding(seconds: Int64(waitSeconds)))
        }
    }

    /// BootNotification got a CALLERROR, an unreadable answer or none; it is repeated after the wait.
    mutating func failed(at now: Instant, waitNanoseconds: (_ attempt: Int) -> Int64) {
        guard phase == .awaitingAnswer else { preconditionFailure("BootNotification failed in \(phase)") }
        phase = .waiting(until: now.adding(nanoseconds: waitNanoseconds(failures)))
        failures += 1
    }

    /// The connection was lost; a BootNotification on its way is sent again on the next one.
    mutating func connectionLost(at now: Instant) {
        if phase == .awaitingAnswer { phase = .due(intended: now, enqueued: now) }
    }

    /// A wait is over.
    mutating func waited(until instant: Instant, now: Instant) {
        guard case .waiting = phase else { return }
        phase = .due(intended: instant, enqueued: now)
    }

    /// The central system wants a BootNotification before its time; only a wait is cut short.
    mutating func triggered(at now: Instant) {
        if case .waiting = phase { phase = .due(intended: now, enqueued: now) }
    }

    /// The charge point goes down.
    mutating func stop() {
        phase = .off
        registration = nil
        failures = 0
    }
}
