import OCPPTypes

/// What the profiles beyond Core remember. An idle charge point has nothing of it and pays one word (``Rare``).
struct ProfilesState: RareValue, Equatable {
    /// Reports that wait to be sent, oldest first; the first may be on its way.
    var notifications: [QueuedNotification] = []
    /// The first of them is not sent again before.
    var notificationRetryAt: Instant?
    /// Credentials and the security log.
    var security = SecurityState()
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
        return min(first, certificateDeadline)
    }

    /// A deadline of the profiles has come.
    mutating func profilesAreDue(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        if let retryAt = profiles.value.notificationRetryAt, retryAt <= moment.at {
            profiles.value.notificationRetryAt = nil
            sendNext(at: moment.now, &effects)
        }
        if certificateDeadline <= moment.at { certificateIsDue(moment, &effects) }
    }

    /// Lets the profiles follow what an input has changed.
    mutating func settleProfiles(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        if profiles.value.security.mustReconnect { reconnectWithNewCredentials(at: moment.now, &effects) }
    }
}

extension ChargePointModel {
    /// What of the profiles the flash memory holds: nothing that waits for an owner's answer.
    var persistentProfiles: Rare<ProfilesState> {
        guard !profiles.isEmpty else { return profiles }
        var kept = profiles
        kept.value.notificationRetryAt = nil
        kept.value.security.pending = []
        kept.value.security.mustReconnect = false
        return kept
    }
}
