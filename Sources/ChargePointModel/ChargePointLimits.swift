/// What bounds a charge point, and the waits it chooses itself; reaching a limit is counted (a `dropped` sample).
package struct ChargePointLimits: Equatable, Sendable {
    /// Real time without answer after which a CALL is given up, in milliseconds; the key MessageTimeout overrides it.
    package var callTimeoutMilliseconds: Int64 = 30_000
    /// Transaction messages that may wait, also while offline.
    package var transactionQueueLength: Int32 = 1000
    /// Other CALLs that may wait for the outstanding one.
    package var callQueueLength: Int32 = 64
    /// Tags in the authorization cache; then invalid ones go first, then the oldest.
    package var authorizationCacheLength: Int32 = 100
    /// Vendors whose DataTransfer is understood.
    package var vendorCount: Int32 = 16
    /// Real time between attempts of a reset that failed, in milliseconds.
    package var resetRetryMilliseconds: Int32 = 5000
    /// Longest real time that the backup battery lasts after a power loss, in milliseconds.
    package var backupMilliseconds: Int32 = 10_000
    /// Waits between attempts to connect.
    package var reconnect = BackOff(baseMilliseconds: 1000, capMilliseconds: 60_000, jitterPercent: 50)
    /// Waits before a BootNotification that got no answer is repeated.
    package var bootRetry = BackOff(baseMilliseconds: 5000, capMilliseconds: 300_000, jitterPercent: 50)
    /// Wait before the next boot when Pending or Rejected came with interval 0 (OCPP 1.6 §4.2: own choice).
    package var bootWaitSeconds: Int32 = 60
    /// Real time that a restart takes, in milliseconds.
    package var rebootMilliseconds: Int32 = 2000
    /// Longest real time that a soft reset waits for queued transaction messages, in milliseconds.
    package var softResetMilliseconds: Int32 = 10_000
    /// Real time that the installation of firmware takes, in milliseconds.
    package var installationMilliseconds: Int32 = 5000
    /// Retries of a transfer when the order leaves them to the charge point.
    package static let defaultTransferRetries = 3
    /// Most retries of a transfer.
    package static let mostTransferRetries = 100
    /// Real time before a retry when the order leaves it to the charge point, in seconds.
    package static let defaultTransferRetrySeconds = 60
    /// Longest time before a retry, in seconds.
    package static let mostTransferRetrySeconds = 86_400
    /// Boot and heartbeat intervals above this many seconds (ten years) are cut.
    package static let longestIntervalSeconds = 315_360_000
    /// Start and stop messages that may wait beyond ``transactionQueueLength``: meter values never push them out.
    package static let reserveForStartAndStop = 256
    /// Reports of firmware updates, uploads and security events that may wait to be sent.
    package static let notificationQueueLength = 64
    /// Real time before a security event that got no answer is sent again, in seconds.
    package static let notificationRetrySeconds = 60
    /// Lines of the security log; the oldest gives way.
    package static let securityLogLength = 64
    /// A clock that is set by so many seconds or more is a security event.
    package static let clockStepSeconds = 10
    /// Pieces of credential work that may be under way.
    package static let pendingWork = 4
    /// Attempts to connect with new credentials before the old ones are used again.
    package static let credentialAttempts = 3
    /// Real time between the close of a connection and the next with new credentials, in milliseconds.
    package static let credentialSwitchMilliseconds = 100
    /// Longest real time by which answers that are still given put off a restart or a new connection beyond the first
    /// of them, in milliseconds: whoever asks without end does not keep the charge point from it.
    package static let goodbyeMilliseconds = 10_000
    /// How long before its end a charge point certificate is renewed, in seconds of device time (white paper A03).
    package static let renewalSeconds = 30 * 86_400
    /// Device time before a renewal that came to nothing is tried again, in seconds.
    package static let renewalRetrySeconds = 86_400
    /// How long the certificate before is kept, in seconds of device time (A02.FR.10).
    package static let oldCertificateSeconds = 30 * 86_400
    /// Characters of the chain in CertificateSigned.req (its type's own limit).
    package static let certificateChainLength = 10_000
    /// Root certificates in the store.
    package static let rootCertificates = 10
    /// Keys in one GetConfiguration.req.
    package static let configurationKeysPerRequest = 100
    /// Entries of a local authorization list.
    package static let localListLength = 10_000
    /// Meter values in one StopTransaction.req.
    package static let transactionDataLength = 1000
    /// Items in a list of measurands.
    package static let measurandListLength = 20
    /// Connectors of a charge point.
    package static let connectors = 64

    /// The defaults.
    package init() {}
}

/// Exponential waits: base, twice the base, … up to a cap, each moved by a seeded jitter.
package struct BackOff: Equatable, Sendable {
    /// First wait in milliseconds.
    package var baseMilliseconds: Int32
    /// Longest wait before the jitter, in milliseconds.
    package var capMilliseconds: Int32
    /// Largest deviation to either side in percent; 0 switches the jitter off.
    package var jitterPercent: Int32

    /// Makes a back-off.
    package init(baseMilliseconds: Int32, capMilliseconds: Int32, jitterPercent: Int32) {
        self.baseMilliseconds = baseMilliseconds
        self.capMilliseconds = capMilliseconds
        self.jitterPercent = jitterPercent
    }

    /// The wait before a retry, in nanoseconds.
    /// - Parameters:
    ///   - attempt: 0 for the first retry.
    ///   - unit: a draw in [0, 1) that places the jitter.
    package func waitNanoseconds(attempt: Int, unit: Double) -> Int64 {
        let doublings = min(max(0, attempt), 31)
        let cap = Int64(max(0, capMilliseconds))
        let milliseconds = min(Int64(max(0, baseMilliseconds)) << Int64(doublings), cap)
        let share = Double(min(max(0, jitterPercent), 100)) / 100
        let factor = 1 - share + 2 * share * unit
        // At most 2^31 ms x 2 x 10^6: far from the end of Int64.
        return Int64((Double(milliseconds) * 1_000_000 * factor).rounded(.down))
    }
}
