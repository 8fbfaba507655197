import OCPPTypes

/// Which charge points may register (`--registration`, DESIGN §3).
package enum RegistrationPolicy: String, CaseIterable, Sendable, Hashable {
    /// Any identity may boot.
    case accept
    /// Only identities that were accepted before or that the operator entered; others are Rejected.
    case known
    /// Identities that were not accepted before are Pending until the operator accepts them.
    case pending
}

/// Settings of a ``CentralSystemModel``.
package struct CentralSystemConfiguration: Sendable, Equatable {
    /// Which charge points may register.
    package var registration: RegistrationPolicy
    /// Interval of an accepted BootNotification.conf in seconds, real time (OCPP 1.6 §4.2).
    package var heartbeatInterval: Int
    /// Interval of a pending or rejected BootNotification.conf in seconds.
    package var bootRetryInterval: Int
    /// The central system's wall clock: `currentTime`, expiry of id tags, times of receipt.
    package var clock: DeviceClock
    /// Bounds of everything that a peer can make grow.
    package var limits: CentralSystemLimits

    /// Makes settings; only the clock has no default.
    package init(
        clock: DeviceClock,
        registration: RegistrationPolicy = .accept,
        heartbeatInterval: Int = 300,
        bootRetryInterval: Int = 60,
        limits: CentralSystemLimits = CentralSystemLimits()
    ) {
        self.clock = clock
        self.registration = registration
        self.heartbeatInterval = heartbeatInterval
        self.bootRetryInterval = bootRetryInterval
        self.limits = limits
    }
}

/// The largest sizes of a ``CentralSystemModel``; reaching one is answered and told by a ``Notice``.
package struct CentralSystemLimits: Sendable, Equatable {
    /// Charge points held at once, connected or registered.
    package var chargePoints = 200_000
    /// UTF-8 bytes of an identity.
    package var identityBytes = 255
    /// Highest connectorId whose status is kept.
    package var connectorId = 64
    /// CALLs of one charge point that wait while an earlier one waits for its commit.
    package var queuedCalls = 32
    /// Transactions of one charge point that are held open at once; beyond it the oldest leaves the working set.
    package var openTransactions = 64
    /// Ended transactions of one charge point that are remembered to recognise repeated messages.
    package var recentTransactions = 8
    /// Id tags known at once.
    package var idTags = 2_000_000

    /// The default limits.
    package init() {}
}
