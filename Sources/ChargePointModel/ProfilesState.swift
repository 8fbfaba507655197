import OCPPTypes

/// What the profiles beyond Core remember. An idle charge point has nothing of it and pays one word (``Rare``).
struct ProfilesState: RareValue, Equatable {
    /// Reservations in the order of their arrival.
    var reservations: [Reservation] = []
    /// Reports that wait to be sent, oldest first; the first may be on its way.
    var notifications: [QueuedNotification] = []
    /// The first of them is not sent again before.
    var notificationRetryAt: Instant?
    /// Credentials and the security log.
    var security = SecurityState()
    /// The update of firmware under way.
    var firmware: FirmwareUpdate?
    /// The last status of a signed update, unless it was Installed.
    var lastFirmwareStatus: LastFirmwareStatus?
    /// The version that was installed; nil while the factory's runs.
    var firmwareVersion: CiString<50>?
    /// Uploads under way, at most one of diagnostics and one of a log.
    var uploads: [Upload] = []
    /// Files named so far.
    var fileCount: UInt32 = 0
    /// The last name given to work; names are not used twice.
    var lastWork: UInt32 = 0

    var isEmpty: Bool { self == ProfilesState() }

    /// A name for new work.
    mutating func nextWork() -> WorkToken {
        lastWork &+= 1
        return WorkToken(rawValue: lastWork)
    }
}

extension ChargePointModel {
    /// The earliest deadline of the profiles.
    var profilesDeadline: Instant {
        guard !profiles.isEmpty else { return .distantFuture }
        var first = Instant.distantFuture
        if let retryAt = profiles.value.notificationRetryAt, connection == .open, boot.isAccepted {
            first = min(first, retryAt)
        }
        if !isFinishing {
            // Without power nothing goes on; what was due meanwhile begins when it is back.
            if isPowered { first = min(first, profiles.value.firmware?.deadline(clock) ?? .distantFuture) }
            for upload in profiles.value.uploads { first = min(first, upload.deadline) }
        }
        first = min(first, reconnectDeadline)
        return min(first, certificateDeadline, isFinishing ? .distantFuture : reservationDeadline)
    }

    /// A deadline of the profiles has come.
    mutating func profilesAreDue(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        if let retryAt = profiles.value.notificationRetryAt, retryAt <= moment.at {
            profiles.value.notificationRetryAt = nil
            sendNext(at: moment.now, &effects)
        }
        if isPowered, let update = profiles.value.firmware, update.deadline(clock) <= moment.at {
            firmwareIsDue(moment, &effects)
        }
        if !profiles.value.uploads.isEmpty { uploadsAreDue(moment, &effects) }
        if reservationDeadline <= moment.at { reservationsAreDue(moment, &effects) }
        if certificateDeadline <= moment.at { certificateIsDue(moment, &effects) }
        if reconnectDeadline <= moment.at { reconnectWithNewCredentials(at: moment.now, &effects) }
    }

    /// Lets the profiles follow what an input has changed.
    mutating func settleProfiles(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        if isPowered, isHeldForFirmware { goOnWithFirmware(moment, &effects) }
        if !profiles.value.reservations.isEmpty { settleReservations(moment, &effects) }
        if reconnectDeadline <= moment.now { reconnectWithNewCredentials(at: moment.now, &effects) }
    }
}

extension ChargePointModel {
    /// What of the profiles the flash memory holds: nothing that waits for an owner's answer.
    var persistentProfiles: Rare<ProfilesState> {
        guard !profiles.isEmpty else { return profiles }
        var kept = profiles
        _ = kept.value.goDown(Moment(.zero))
        kept.value.notificationRetryAt = nil
        kept.value.security.pending = []
        kept.value.security.reconnectBy = nil
        return kept
    }
}
