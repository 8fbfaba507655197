import OCPPTypes

/// The charging profiles of one charge point (OCPP 1.6 §3.13): installing, replacing, clearing, and what results.
///
/// A value: copies share their memory until one of them changes, and an empty store is a single word. It knows
/// neither clock nor transactions; both come with each question, times as device time.
///
///     var store = ChargingProfileStore()
///     let refusal = store.install(request, transaction: running, at: now, configuration: configuration)
///     let answer = store.compositeSchedule(query, transactions: [running], at: now, configuration: configuration)
package struct ChargingProfileStore: Equatable, Sendable {
    /// What is installed, in the order of precedence; no two of the same purpose and level on the same connector.
    package private(set) var profiles: [InstalledProfile] = []

    /// Makes an empty store.
    package init() {}

    /// True when nothing is installed.
    package var isEmpty: Bool { profiles.isEmpty }

    /// Number of installed profiles.
    package var count: Int { profiles.count }

    // MARK: Installing

    /// Installs the profile of a SetChargingProfile.req (OCPP 1.6 §5.16), or leaves everything as it is and says why.
    ///
    /// It replaces the profile of the same chargingProfileId wherever that is, and the one of the same purpose and
    /// level on the same connector (§5.16.3; guide "SmartCharging").
    /// - `transaction`: the one that runs on the connector of the request, if any.
    /// - `now`: the time of reception.
    /// - Returns: nil when it is installed; otherwise ``ChargingProfileRefusal/answer`` is the answer.
    package mutating func install(
        _ request: SetChargingProfile.Request, transaction: ChargingTransaction?, at now: DateTime,
        configuration: SmartChargingConfiguration
    ) -> ChargingProfileRefusal? {
        guard configuration.isSupported else { return .smartChargingUnsupported }
        guard request.connectorId >= 0, request.connectorId <= configuration.connectors else {
            return .unknownConnector
        }
        let profile = request.csChargingProfiles
        switch profile.chargingProfilePurpose {
        case .chargePointMaxProfile:
            guard request.connectorId == 0 else { return .maxProfileOnConnector }
        case .txDefaultProfile: break
        case .txProfile:
            guard request.connectorId > 0 else { return .txProfileOnConnector0 }
            guard let transaction, transaction.connectorId == request.connectorId else { return .noTransaction }
            // Without an id the profile is for whatever runs there; an id that is not known yet matches nothing.
            if let id = profile.transactionId, id != transaction.transactionId { return .wrongTransaction }
        }
        if let refusal = configuration.refusal(of: profile) { return refusal }
        return put(InstalledProfile(connectorId: request.connectorId, profile: profile, receivedAt: now), configuration)
    }

    /// Whether the profile of a RemoteStartTransaction.req can be used (OCPP 1.6 §5.16.2, errata v4.0 §3.41).
    ///
    /// - Returns: nil when ``install(remoteStart:transaction:at:configuration:)`` may follow once the transaction
    ///   starts.
    package func refusal(
        ofRemoteStart profile: ChargingProfile, configuration: SmartChargingConfiguration
    ) -> ChargingProfileRefusal? {
        guard profile.chargingProfilePurpose == .txProfile else { return .remoteStartPurpose }
        guard profile.transactionId == nil else { return .remoteStartTransactionId }
        return configuration.refusal(of: profile)
    }

    /// Installs the profile of a RemoteStartTransaction.req when its transaction starts; it needs no id then, because
    /// it leaves with the transaction. A later TxProfile of the same level replaces it, others stack
    /// (errata v4.0 §3.42).
    package mutating func install(
        remoteStart profile: ChargingProfile, transaction: ChargingTransaction, at now: DateTime,
        configuration: SmartChargingConfiguration
    ) -> ChargingProfileRefusal? {
        if let refusal = refusal(ofRemoteStart: profile, configuration: configuration) { return refusal }
        guard transaction.connectorId > 0, transaction.connectorId <= configuration.connectors else {
            return .unknownConnector
        }
        let installed = InstalledProfile(connectorId: transaction.connectorId, profile: profile, receivedAt: now)
        return put(installed, configuration)
    }

    private mutating func put(
        _ new: InstalledProfile, _ configuration: SmartChargingConfiguration
    ) -> ChargingProfileRefusal? {
        func isReplaced(_ old: InstalledProfile) -> Bool {
            old.profile.chargingProfileId == new.profile.chargingProfileId || old.hasSameSlot(as: new)
        }
        let kept = profiles.count(where: { !isReplaced($0) })
        guard kept < min(configuration.maxInstalled, SmartChargingLimits.installedProfiles) else {
            return .tooManyProfiles
        }
        if kept < profiles.count { profiles.removeAll(where: isReplaced) }
        let place = profiles.firstIndex { InstalledProfile.precedes(new, $0) } ?? profiles.endIndex
        profiles.insert(new, at: place)
        return nil
    }

    // MARK: Clearing

    /// Removes what a ClearChargingProfile.req selects (OCPP 1.6 §5.5, §6.13, errata v4.0 §3.25, §3.26).
    ///
    /// An id counts alone; otherwise all given fields must match; without fields everything goes. Connector 0 means the
    /// profiles set on connector 0, not those of all connectors.
    /// - Returns: Unknown when nothing matched.
    package mutating func clear(_ request: ClearChargingProfile.Request) -> ClearChargingProfileStatus {
        let before = profiles.count
        removeAll { installed in
            if let id = request.id { return installed.profile.chargingProfileId == id }
            if let connectorId = request.connectorId, installed.connectorId != connectorId { return false }
            if let purpose = request.chargingProfilePurpose, installed.profile.chargingProfilePurpose != purpose {
                return false
            }
            if let level = request.stackLevel, installed.profile.stackLevel != level { return false }
            return true
        }
        return profiles.count < before ? .accepted : .unknown
    }

    /// Removes the TxProfiles of a connector whose transaction has ended (OCPP 1.6 §7.10).
    ///
    /// - Returns: true when there were any.
    @discardableResult
    package mutating func transactionEnded(connectorId: Int) -> Bool {
        let before = profiles.count
        removeAll { $0.connectorId == connectorId && $0.profile.chargingProfilePurpose == .txProfile }
        return profiles.count < before
    }

    private mutating func removeAll(where isRemoved: (InstalledProfile) -> Bool) {
        guard profiles.contains(where: isRemoved) else { return }
        profiles.removeAll(where: isRemoved)
        // An empty array that once had elements would keep their memory.
        if profiles.isEmpty { profiles = [] }
    }
}
