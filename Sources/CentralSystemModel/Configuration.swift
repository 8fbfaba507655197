import OCPPTypes

/// Which charge points may register (`--registration`; guide "CentralSystemServer").
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
    /// Whether an id tag that nobody entered is Accepted; else it is Invalid.
    package var acceptsAnyIdTag = false
    /// How long the old password still opens a connection after the charge point has accepted a new one, in milliseconds
    /// of real time: the change is under way (white paper A01.FR.03).
    package var authorizationKeyGraceMilliseconds: Int64 = 60_000
    /// The central system's wall clock: `currentTime`, expiry of id tags, times of receipt.
    package var clock: DeviceClock
    /// Vendors whose DataTransfer is understood; others are answered UnknownVendorId (OCPP 1.6 §4.3).
    package var dataTransferVendors: [DataTransferVendor] = []
    /// Whether the driver has an authority that signs charge points' certificates; else SignCertificate is Rejected.
    package var signsCertificates: Bool
    /// Bounds of everything that a peer can make grow.
    package var limits: CentralSystemLimits

    /// Makes settings; only the clock has no default.
    package init(
        clock: DeviceClock,
        registration: RegistrationPolicy = .accept,
        heartbeatInterval: Int = 300,
        bootRetryInterval: Int = 60,
        limits: CentralSystemLimits = CentralSystemLimits(),
        signsCertificates: Bool = false
    ) {
        self.clock = clock
        self.registration = registration
        self.heartbeatInterval = heartbeatInterval
        self.bootRetryInterval = bootRetryInterval
        self.limits = limits
        self.signsCertificates = signsCertificates
    }
}

/// A vendor whose DataTransfer is answered with Accepted.
package struct DataTransferVendor: Sendable, Equatable {
    /// The vendorId.
    package var vendorId: CiString<255>
    /// The messageIds that are understood; nil understands every one. Others are answered UnknownMessageId.
    package var messageIds: [CiString<50>]?

    /// Makes a vendor; every messageId is understood unless given.
    package init(vendorId: CiString<255>, messageIds: [CiString<50>]? = nil) {
        self.vendorId = vendorId
        self.messageIds = messageIds
    }
}

/// The largest sizes of a ``CentralSystemModel``; reaching one is answered and told by a
/// ``CentralSystemModel/CentralSystemModel/Notice``.
package struct CentralSystemLimits: Sendable, Equatable {
    /// Charge points held at once, connected or registered.
    package var chargePoints = 200_000
    /// Charge points that are not connected, that no operator has entered, and that hold nothing: neither a transaction
    /// nor a reservation or anything else that a command left. Beyond it the oldest are forgotten.
    package var idleUnknownChargePoints = 50_000
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
    /// Commands of one charge point that wait while an earlier one is outstanding.
    package var queuedCommands = 16
    /// Longest time-out of a command.
    package var commandTimeoutMilliseconds: Int64 = 3_600_000
    /// Reservations in force of one charge point.
    package var reservations = 64
    /// Accepted remote starts of one charge point that wait for their transaction; beyond it the oldest is forgotten.
    package var expectedStarts = 16
    /// How long a remote start or stop may take to have its effect, in seconds of device time.
    package var remoteControlSeconds = 300
    /// Configuration keys kept of one charge point.
    package var configurationKeys = 500
    /// Entries of a local list that the central system makes of its id tags.
    package var localListEntries = 10_000
    /// Firmware and upload orders of one charge point in the working set; beyond it the oldest leaves it.
    package var orders = 8
    /// Different steps kept of one order.
    package var orderSteps = 64
    /// Triggers of one charge point that are remembered.
    package var triggers = 8
    /// How long a triggered message may take after the confirmation, in milliseconds of real time.
    package var triggerMilliseconds: Int64 = 30_000
    /// How far ahead of the central system's clock a timestamp may lie before it counts as implausible, in seconds.
    package var clockToleranceSeconds: Int64 = 86_400
    /// Signing requests that wait for the authority.
    package var signings = 4_096
    /// Passwords that one charge point was told and has not used yet.
    package var unprovenKeys = 4
    /// Characters of a peer's text that a notice quotes.
    package var noticeDetail = 40
    /// Id tags known at once.
    package var idTags = 2_000_000

    /// The default limits.
    package init() {}
}
