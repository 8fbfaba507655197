import OCPPTypes

/// A firmware update under way (OCPP 1.6 §4.5, §5.19; security white paper L01).
///
/// ```text
///                 retrieveDate            success               signed: verified
///  scheduled ──────────────▶ downloading ────────▶ (verifying) ─────────────┐
///                            ▲  │ failure                                   ▼
///                   interval │  ▼                             installDate (installScheduled)
///                         waitingToRetry ── no more retries ─▶ end          │
///                                                                           ▼
///   end ◀─accepted── booting ◀─restart── restarting ◀── installing ◀── waitingForTransactions
/// ```
///
/// Statuses on the wire: Downloading, Downloaded, Installing, Installed; the signed variant adds DownloadScheduled,
/// DownloadPaused, SignatureVerified and InstallScheduled. A failure is told and ends the update. From
/// `waitingForTransactions` to the restart every connector that is free is Unavailable (L01.FR.07).
struct FirmwareUpdate: Equatable, Sendable {
    /// What was ordered.
    struct Order: Equatable, Sendable {
        var location: String
        var retrieveDate: DateTime
        var installDate: DateTime?
        /// Attempts that may follow a failed one.
        var retries: Int
        var retrySeconds: Int
        var signed: Signed?
        /// When the order came, or retrieveDate when that is later.
        var due: Instant
    }

    /// What the signed variant adds.
    struct Signed: Equatable, Sendable {
        var requestId: Int
        var certificate: String
        var signature: String
    }

    enum Phase: Equatable, Sendable {
        case scheduled
        case downloading(WorkToken, isPaused: Bool)
        case waitingToRetry(until: Instant)
        case verifying(FirmwareImage)
        case installScheduled(FirmwareImage)
        case waitingForTransactions(FirmwareImage)
        case installing(FirmwareImage, until: Instant)
        /// Installed; the restart follows when everything is told.
        case restarting(version: CiString<50>)
        /// Runs already; told when the boot is accepted.
        case booting
    }

    var order: Order
    var phase = Phase.scheduled

    /// The end of its order.
    func end(_ outcome: FileOrderEnd.Outcome) -> FileOrderEnd {
        FileOrderEnd(kind: .firmware, due: order.due, outcome: outcome)
    }

    /// True when another order may take its place.
    var canBeCanceled: Bool {
        switch phase {
        case .scheduled, .downloading, .waitingToRetry, .verifying, .installScheduled, .waitingForTransactions: true
        case .installing, .restarting, .booting: false
        }
    }

    /// True while free connectors are Unavailable because of it.
    var holdsConnectors: Bool {
        switch phase {
        case .waitingForTransactions, .installing, .restarting: true
        case .scheduled, .downloading, .waitingToRetry, .verifying, .installScheduled, .booting: false
        }
    }

    /// What FirmwareStatusNotification says when it is triggered.
    var status: FirmwareStatus {
        switch phase {
        case .scheduled: .idle
        case .downloading, .waitingToRetry: .downloading
        case .verifying, .installScheduled, .waitingForTransactions: .downloaded
        case .installing, .restarting, .booting: .installing
        }
    }

    /// When it goes on by itself.
    func deadline(_ clock: DeviceClock) -> Instant {
        switch phase {
        case .scheduled: clock.instant(of: order.retrieveDate)
        case .waitingToRetry(let until), .installing(_, let until): until
        case .installScheduled: order.installDate.map(clock.instant(of:)) ?? .zero
        case .downloading, .verifying, .waitingForTransactions, .restarting, .booting: .distantFuture
        }
    }
}

/// The last status of a signed update, for ExtendedTriggerMessage (L01.FR.28, L01.FR.29).
struct LastFirmwareStatus: Equatable, Sendable {
    var status: SignedFirmwareStatus
    var requestId: Int
}

extension ChargePointLimits {
    /// Retries and seconds between them when an order leaves them to the charge point, and the most that it takes.
    static func retries(_ wanted: Int?) -> Int { min(max(0, wanted ?? defaultTransferRetries), mostTransferRetries) }

    /// Seconds to the next attempt: what the order says, or the server when it wants more.
    static func retrySeconds(ordered: Int, server: Int?) -> Int64 {
        Int64(max(ordered, min(server ?? 0, mostTransferRetrySeconds)))
    }

    /// Seconds between two attempts.
    static func retrySeconds(_ wanted: Int?) -> Int {
        min(max(0, wanted ?? defaultTransferRetrySeconds), mostTransferRetrySeconds)
    }
}
