import OCPPTypes

/// Credentials, the security log and what is under way with them.
struct SecurityState: Equatable, Sendable {
    /// Root certificates in the order of their installation.
    var roots: [InstalledCertificate] = []
    /// The central system root that was replaced; dropped after a connection with the new one (M05.FR.12).
    var fallbackRoot: InstalledCertificate?
    /// The next connection trusts ``fallbackRoot`` (M05.FR.13).
    var triesFallbackRoot = false

    /// The certificate of profile 3.
    var certificate: ChargePointCertificate?
    /// Accepted, and not valid yet (A02.FR.08).
    var nextCertificate: ChargePointCertificate?
    /// The certificate before, kept for a while (A02.FR.10).
    var fallbackCertificate: ChargePointCertificate?
    /// The end of that while.
    var fallbackUntil = DateTime(millisecondsSince1970: 0)
    /// No connection was made with ``certificate`` yet.
    var isCertificateUnproven = false
    /// The last key made; 0 is the key from the factory.
    var lastKey: UInt32 = 0
    /// The key whose certificate is asked for.
    var requestedKey: KeyReference?
    /// No renewal before.
    var renewalNotBefore = DateTime(millisecondsSince1970: 0)

    /// The profile before an upgrade that no connection has proved yet (A05.FR.08).
    var profileBeforeUpgrade: Int?
    /// Attempts to connect in a row that failed with credentials that are new.
    var failures: UInt8 = 0
    /// Why the last attempt to connect failed; the same cause is one event, not one for each attempt.
    var lastFailure: ConnectionFailure?
    /// The connection is to be made anew when the last answer can have arrived, and then at the latest.
    var reconnectBy: Instant?

    /// Work that the owner does.
    var pending: [PendingWork] = []
    /// The security log, oldest first.
    var log: [SecurityLogEntry] = []
}

/// Work that the owner does, and what it is for. `reply` is the CALL that waits for it; nil when there is none, or when
/// its connection is gone.
struct PendingWork: Equatable, Sendable {
    enum Purpose: Equatable, Sendable {
        case signingRequest(KeyReference)
        case chargePointCertificate(chain: String, KeyReference)
        case rootCertificate(InstallCertificate.Request)
        case firmwareCertificate(SignedUpdateFirmware.Request)
        case firmwareSignature
    }

    var token: WorkToken
    var purpose: Purpose
    var reply: UniqueId?
}
