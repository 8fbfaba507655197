import OCPPTypes

/// What one installed profile does for a connector at an instant, and if it does nothing, why.
package struct ProfileVerdict: Equatable, Sendable {
    /// The part a profile plays.
    package enum Part: Equatable, Sendable {
        /// It prevails within its purpose; with others that prevail in theirs, the lowest is the limit.
        case prevails
        /// validFrom is still to come.
        case notYetValid(DateTime)
        /// validTo has passed.
        case expired(DateTime)
        /// Its schedule starts later.
        case notStarted
        /// Its duration is over; a recurring one comes again.
        case ranOut
        /// A profile of the same purpose on a higher level prevails.
        case outranked(by: Int)
        /// A TxDefaultProfile of the connector itself holds on the same level (OCPP 1.6 §3.13.1).
        case replacedOnConnector(by: Int)
        /// A TxDefaultProfile while a TxProfile is valid (TC_066_CS).
        case overruledByTxProfile(Int)
    }

    /// The profile.
    package var installed: InstalledProfile
    /// What it does.
    package var part: Part
    /// Its own limit as it was given, on no more phases than the charge point has; nil where it has no period now.
    package var given: ElectricLimit?
    /// The same as it counts: of a profile that prevails on the fewest phases of all limits, in the unit that was asked
    /// for.
    package var limit: ElectricLimit?
}

extension ChargingProfileStore {
    /// What each profile that concerns a connector does at an instant, in the order of precedence: explains the
    /// composite schedule that was asked for at `asked`.
    ///
    /// - `connectorId`: 1 or more; for connector 0 ask for every connector.
    /// - `transactions`: the running ones; a connector without is taken as if one started at `asked`.
    package func verdicts(
        connectorId: Int, at time: DateTime, asked: DateTime, transactions: [ChargingTransaction],
        unit: ChargingRateUnit, configuration: SmartChargingConfiguration
    ) -> [ProfileVerdict] {
        let start = chargingStart(connectorId, transactions, asked).millisecondsSince1970
        var verdicts: [ProfileVerdict] = []
        var validTxProfile: Int?
        // TxProfiles last in the order of precedence, but the others depend on them.
        for installed in profiles where installed.profile.chargingProfilePurpose == .txProfile {
            guard installed.connectorId == connectorId, validTxProfile == nil else { continue }
            if cursor(installed, start, time).isValid { validTxProfile = installed.profile.chargingProfileId }
        }
        var winner: (purpose: ChargingProfilePurpose, id: Int)?
        var lastDefault: InstalledProfile?
        for installed in profiles where concerns(installed, connectorId) {
            let profile = installed.profile
            let cursor = cursor(installed, start, time)
            var verdict = ProfileVerdict(installed: installed, part: .prevails)
            verdict.given = cursor.prevailing?.given.onPhases(atMost: configuration.phases)
            let isDefault = profile.chargingProfilePurpose == .txDefaultProfile
            if isDefault, let own = lastDefault, own.profile.stackLevel == profile.stackLevel {
                verdict.part = .replacedOnConnector(by: own.profile.chargingProfileId)
            } else if isDefault, let validTxProfile {
                verdict.part = .overruledByTxProfile(validTxProfile)
            } else if let reason = cursor.absence(of: profile, at: time) {
                verdict.part = reason
            } else if let winner, winner.purpose == profile.chargingProfilePurpose {
                verdict.part = .outranked(by: winner.id)
            } else {
                winner = (profile.chargingProfilePurpose, profile.chargingProfileId)
            }
            // Only while it holds does it take the place of connector 0's.
            if isDefault, cursor.period >= 0 { lastDefault = installed }
            verdicts.append(verdict)
        }
        let holding = verdicts.filter { $0.part == .prevails }.compactMap(\.given?.phases)
        let hardware = configuration.connectorLimit?.phases ?? configuration.phases
        let fewest = min(holding.min() ?? 3, hardware, configuration.phases)
        for place in verdicts.indices {
            let phases = verdicts[place].part == .prevails ? fewest : 3
            verdicts[place].limit = verdicts[place].given?.onPhases(atMost: phases)
                .converted(to: unit, volts: configuration.volts)
        }
        return verdicts
    }

    private func concerns(_ installed: InstalledProfile, _ connectorId: Int) -> Bool {
        installed.connectorId == 0 || installed.connectorId == connectorId
    }

    private func cursor(_ installed: InstalledProfile, _ start: Milliseconds, _ time: DateTime) -> ScheduleCursor {
        var cursor = ScheduleCursor(installed, index: 0, chargingStart: start)
        cursor.advance(to: time.millisecondsSince1970)
        return cursor
    }
}

extension ScheduleCursor {
    /// Why no period covers the present; nil when one does.
    fileprivate func absence(of profile: ChargingProfile, at time: DateTime) -> ProfileVerdict.Part? {
        if let from = profile.validFrom, time < from { return .notYetValid(from) }
        if let to = profile.validTo, time >= to { return .expired(to) }
        if period >= 0 { return nil }
        return hasBegun ? .ranOut : .notStarted
    }
}
