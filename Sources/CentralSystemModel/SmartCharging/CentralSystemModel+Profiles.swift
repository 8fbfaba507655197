import OCPPTypes
import SmartCharging

/// Charging profiles as a charge point accepted them (OCPP 1.6 §3.13, §5.5, §5.16).
extension CentralSystemModel {
    /// Checks a profile against the keys that are known of the charge point, and completes a TxProfile by the id of the
    /// transaction that runs (OCPP 1.6 §5.16).
    func prepared(_ request: SetChargingProfile.Request, for index: Int, at now: Instant) -> Preparation {
        var request = request
        var transaction: ChargingTransaction?
        if request.csChargingProfiles.chargingProfilePurpose == .txProfile {
            let running = chargePoints[index].transactions.last {
                $0.isOpen && $0.connectorId == request.connectorId
            }
            let id = request.csChargingProfiles.transactionId ?? running.map { Int($0.transactionId) }
            guard let id else {
                return .refused(
                    "no transaction is known to run on connector \(request.connectorId); give transactionId or start one"
                )
            }
            request.csChargingProfiles.transactionId = id
            // A charge point may run a transaction that is not known here; it decides itself on the id.
            transaction = ChargingTransaction(
                connectorId: request.connectorId, transactionId: id,
                start: running?.start ?? configuration.clock.time(at: now))
        }
        var books = chargePoints[index].hasBooks ? chargePoints[index].books.profiles : ChargingProfileStore()
        if let refusal = books.install(
            request, transaction: transaction, at: configuration.clock.time(at: now),
            configuration: smartCharging(of: index, atLeast: request.connectorId))
        {
            return .refused("\(refusal.label)")
        }
        return .ready(.typed(.setChargingProfile(request)))
    }

    /// Why the profile of a remote start cannot be installed by the keys that are known of the charge point; nil: it can.
    ///
    /// - Parameter connectorId: nil leaves the connector to the charge point.
    func refusal(
        of profile: ChargingProfile, onConnector connectorId: Int?, for index: Int, at now: Instant
    ) -> ChargingProfileRefusal? {
        let time = configuration.clock.time(at: now)
        var books = chargePoints[index].hasBooks ? chargePoints[index].books.profiles : ChargingProfileStore()
        return books.install(
            remoteStart: profile,
            transaction: ChargingTransaction(connectorId: connectorId ?? 1, transactionId: nil, start: time), at: time,
            configuration: smartCharging(of: index, atLeast: connectorId ?? 1))
    }

    mutating func profileAnswered(
        _ request: SetChargingProfile.Request, _ status: ChargingProfileStatus, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) -> [Record] {
        guard status == .accepted else { return [] }
        let profile = request.csChargingProfiles
        // Its transaction may have ended while the CALL was under way; the charge point has dropped it then.
        let hasEnded = chargePoints[index].transactions.contains {
            Int($0.transactionId) == profile.transactionId && !$0.isOpen
        }
        if profile.chargingProfilePurpose == .txProfile, hasEnded {
            effects.append(.notice(.profileNotKept, identity: chargePoints[index].identity))
            return []
        }
        let transaction = ChargingTransaction(
            connectorId: request.connectorId, transactionId: profile.transactionId,
            start: configuration.clock.time(at: now))
        return install(request, transaction, of: index, at: now, into: &effects)
    }

    /// Enters what the charge point accepted, whatever the known keys allow: they may have changed meanwhile.
    private mutating func install(
        _ request: SetChargingProfile.Request, _ transaction: ChargingTransaction, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) -> [Record] {
        let refusal = chargePoints[index].books.profiles.install(
            request, transaction: transaction, at: configuration.clock.time(at: now),
            configuration: Self.everything(connectors: request.connectorId))
        guard refusal == nil else {
            effects.append(.notice(.profileNotKept, identity: chargePoints[index].identity))
            return []
        }
        return [profilesRecord(of: index)]
    }

    /// The profile of a remote start holds from the start of its transaction (errata v4.0 §3.42).
    mutating func remoteStartProfileInstalled(
        _ profile: ChargingProfile, _ transaction: TransactionState, of index: Int, at now: Instant
    ) -> [Record] {
        let charging = ChargingTransaction(
            connectorId: transaction.connectorId, transactionId: Int(transaction.transactionId),
            start: transaction.start)
        let refusal = chargePoints[index].books.profiles.install(
            remoteStart: profile, transaction: charging, at: configuration.clock.time(at: now),
            configuration: Self.everything(connectors: transaction.connectorId))
        return refusal == nil ? [profilesRecord(of: index)] : []
    }

    mutating func profilesCleared(
        _ request: ClearChargingProfile.Request, _ status: ClearChargingProfileStatus, of index: Int,
        into effects: inout [Effect]
    ) -> [Record] {
        guard chargePoints[index].hasBooks else { return [] }
        let cleared = chargePoints[index].books.profiles.clear(request)
        // Unknown means that the charge point has none of them, whatever was thought here.
        if cleared != status, cleared == .accepted || !chargePoints[index].books.profiles.isEmpty {
            effects.append(.notice(.profilesDiffer, identity: chargePoints[index].identity))
        }
        return cleared == .accepted ? [profilesRecord(of: index)] : []
    }

    /// The TxProfiles of a transaction leave with it (OCPP 1.6 §7.10).
    mutating func stopRemovesProfiles(_ connectorId: Int, of index: Int) -> [Record] {
        guard chargePoints[index].hasBooks, !chargePoints[index].books.profiles.isEmpty,
            chargePoints[index].books.profiles.transactionEnded(connectorId: connectorId)
        else { return [] }
        return [profilesRecord(of: index)]
    }

    private func profilesRecord(of index: Int) -> Record {
        let profiles = chargePoints[index].books.profiles.profiles.map {
            ChargingProfileRecord(connectorId: $0.connectorId, profile: $0.profile, time: $0.receivedAt)
        }
        return .chargingProfiles(identity: chargePoints[index].identity, profiles)
    }

    mutating func restored(_ profiles: [ChargingProfileRecord], of index: Int) {
        for record in profiles {
            let request = SetChargingProfile.Request(
                connectorId: record.connectorId, csChargingProfiles: record.profile)
            let transaction = ChargingTransaction(
                connectorId: record.connectorId, transactionId: record.profile.transactionId, start: record.time)
            _ = chargePoints[index].books.profiles.install(
                request, transaction: transaction, at: record.time,
                configuration: Self.everything(connectors: record.connectorId))
        }
    }

    // MARK: What is known of the charge point

    /// No limit but the rules of the specification.
    private static func everything(connectors: Int) -> SmartChargingConfiguration {
        SmartChargingConfiguration(
            connectors: connectors, maxStackLevel: .max, maxPeriods: SmartChargingLimits.schedulePeriods,
            maxInstalled: SmartChargingLimits.installedProfiles)
    }

    /// The charge point's abilities as far as its configuration keys were read.
    func smartCharging(of index: Int, atLeast connectorId: Int) -> SmartChargingConfiguration {
        let told = configurationNumber("NumberOfConnectors", of: index)
        let seen = max(chargePoints[index].connectors.count - 1, 1)
        var known = SmartChargingConfiguration(
            connectors: told ?? max(seen, connectorId),
            maxStackLevel: configurationNumber("ChargeProfileMaxStackLevel", of: index) ?? .max,
            maxPeriods: configurationNumber("ChargingScheduleMaxPeriods", of: index)
                ?? SmartChargingLimits.schedulePeriods,
            maxInstalled: configurationNumber("MaxChargingProfilesInstalled", of: index)
                ?? SmartChargingLimits.installedProfiles)
        if let units = configurationValue("ChargingScheduleAllowedChargingRateUnit", of: index) {
            let words = units.split(separator: ",").map { $0.filter { $0 != " " }.lowercased() }
            known.allowsAmperes = words.contains("current") || words.contains("a")
            known.allowsWatts = words.contains("power") || words.contains("w")
        }
        return known
    }
}
