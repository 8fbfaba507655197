import OCPPTypes

/// Security events (security white paper §8); the raw value is the type on the wire.
package enum SecurityEvent: String, CaseIterable, Hashable, Sendable {
    /// New firmware runs.
    case firmwareUpdated = "FirmwareUpdated"
    /// The central system did not take our credentials.
    case failedToAuthenticateAtCentralSystem = "FailedToAuthenticateAtCentralSystem"
    /// We did not take the central system's credentials.
    case centralSystemFailedToAuthenticate = "CentralSystemFailedToAuthenticate"
    /// The clock was set by more than a moment.
    case settingSystemTime = "SettingSystemTime"
    /// The device started.
    case startupOfTheDevice = "StartupOfTheDevice"
    /// The device is about to restart.
    case resetOrReboot = "ResetOrReboot"
    /// The security log was emptied.
    case securityLogWasCleared = "SecurityLogWasCleared"
    /// A key, profile or certificate was changed.
    case reconfigurationOfSecurityParameters = "ReconfigurationOfSecurityParameters"
    /// A queue is full.
    case memoryExhaustion = "MemoryExhaustion"
    /// Messages came that cannot be read.
    case invalidMessages = "InvalidMessages"
    /// A message came twice.
    case attemptedReplayAttacks = "AttemptedReplayAttacks"
    /// Somebody opened the housing.
    case tamperDetectionActivated = "TamperDetectionActivated"
    /// The firmware's signature is wrong.
    case invalidFirmwareSignature = "InvalidFirmwareSignature"
    /// The certificate that is to sign firmware is wrong.
    case invalidFirmwareSigningCertificate = "InvalidFirmwareSigningCertificate"
    /// The central system's certificate, or a root for it, is wrong.
    case invalidCentralSystemCertificate = "InvalidCentralSystemCertificate"
    /// The certificate that is to be ours is wrong.
    case invalidChargePointCertificate = "InvalidChargePointCertificate"
    /// The central system's TLS version is not allowed.
    case invalidTLSVersion = "InvalidTLSVersion"
    /// The central system's cipher suite is not allowed.
    case invalidTLSCipherSuite = "InvalidTLSCipherSuite"

    /// What is done with an event besides the security log.
    enum Delivery: Equatable, Sendable {
        /// It is critical: told to the central system, kept until it was (white paper §8).
        case guaranteed
        /// It is not critical, but the requirement tables want it told (A00.FR.309, A02.FR.07, L01.FR.02 and others).
        case told
        /// Only in the log.
        case logged
    }

    /// What is done with the event.
    var delivery: Delivery {
        switch self {
        case .firmwareUpdated, .settingSystemTime, .startupOfTheDevice, .resetOrReboot, .securityLogWasCleared,
            .memoryExhaustion, .tamperDetectionActivated:
            .guaranteed
        case .invalidFirmwareSignature, .invalidFirmwareSigningCertificate, .invalidCentralSystemCertificate,
            .invalidChargePointCertificate, .invalidTLSVersion, .invalidTLSCipherSuite:
            .told
        case .failedToAuthenticateAtCentralSystem, .centralSystemFailedToAuthenticate,
            .reconfigurationOfSecurityParameters, .invalidMessages, .attemptedReplayAttacks:
            .logged
        }
    }
}

/// A line of the security log.
package struct SecurityLogEntry: Equatable, Sendable {
    /// What happened.
    package var event: SecurityEvent
    /// When, in device time.
    package var timestamp: DateTime
    /// More about it; never a key or a password.
    package var techInfo: String?

    /// Makes an entry.
    package init(event: SecurityEvent, timestamp: DateTime, techInfo: String? = nil) {
        self.event = event
        self.timestamp = timestamp
        self.techInfo = techInfo
    }
}
