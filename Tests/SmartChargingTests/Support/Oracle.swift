import OCPPTypes

/// The rules of PROTOCOL 12.1 written down once more, as obviously as possible and without regard to speed: what holds at
/// one instant, found by looking at every profile and every period. Nothing is shared with the code under test.
struct Oracle {
    /// A profile that was set, with the connector and the moment.
    struct Entry {
        var connectorId: Int
        var profile: ChargingProfile
        var received: DateTime
    }

    /// A limit on so many phases, in tenths of the unit that was asked for.
    struct Value: Equatable {
        var tenths: Int64
        var phases: Int
        /// chargingProfileId; nil where the hardware or several profiles make the limit.
        var profileId: Int?
    }

    var connectors = 1
    var volts = 230
    var phases = 3
    /// Limit of each connector's hardware, in A per phase.
    var hardwareAmperes: Int?
    var entries: [Entry] = []
    /// Start of the transaction on a connector.
    var transactionStarts: [Int: DateTime] = [:]
    /// The moment of the question.
    var now = DateTime(millisecondsSince1970: 0)

    /// Rule 2: the same id anywhere, or the same purpose and level on the same connector.
    mutating func set(_ connectorId: Int, _ profile: ChargingProfile) {
        var kept: [Entry] = []
        for entry in entries {
            let sameId = entry.profile.chargingProfileId == profile.chargingProfileId
            let sameSlot =
                entry.connectorId == connectorId
                && entry.profile.chargingProfilePurpose == profile.chargingProfilePurpose
                && entry.profile.stackLevel == profile.stackLevel
            if !sameId && !sameSlot { kept.append(entry) }
        }
        entries = kept + [Entry(connectorId: connectorId, profile: profile, received: now)]
    }

    // MARK: One profile

    func isValid(_ entry: Entry, _ time: DateTime) -> Bool {
        if let from = entry.profile.validFrom, time < from { return false }
        if let to = entry.profile.validTo, time >= to { return false }
        return true
    }

    /// Rules 3, 6 and 7: the period that covers the instant.
    func period(_ entry: Entry, _ time: DateTime, connector: Int) -> ChargingSchedulePeriod? {
        if !isValid(entry, time) { return nil }
        let schedule = entry.profile.chargingSchedule
        var start: DateTime
        if entry.profile.chargingProfilePurpose == .chargePointMaxProfile {
            start = entry.profile.validFrom ?? entry.received
        } else {
            start = transactionStarts[connector] ?? now
        }
        if entry.profile.chargingProfileKind != .relative, let fixed = schedule.startSchedule { start = fixed }
        var age = time.millisecondsSince1970 - start.millisecondsSince1970
        if age < 0 { return nil }
        if entry.profile.chargingProfileKind == .recurring {
            let day: Int64 = 24 * 60 * 60 * 1000
            let again = entry.profile.recurrencyKind == .weekly ? 7 * day : day
            while age >= again { age -= again }
        }
        if let duration = schedule.duration, age >= Int64(duration) * 1000 { return nil }
        var found: ChargingSchedulePeriod?
        for period in schedule.chargingSchedulePeriod where Int64(period.startPeriod) * 1000 <= age { found = period }
        return found
    }

    /// A limit as a profile or the hardware gives it.
    struct Given {
        var tenths: Int64
        var unit: ChargingRateUnit
        var phases: Int
        var profileId: Int?
    }

    /// Power of a limit on so many phases in tenths of a watt.
    func power(_ given: Given, phases: Int) -> Int64 {
        given.unit == .watts ? given.tenths : given.tenths * Int64(volts * phases)
    }

    func answer(_ power: Int64, phases: Int, _ profileId: Int?, _ unit: ChargingRateUnit) -> Value {
        Value(
            tenths: unit == .watts ? power : power / Int64(volts * phases), phases: phases, profileId: profileId)
    }

    // MARK: A stack

    /// Rule 3 over the profiles of one purpose: from the highest level down, the first that has a period.
    func prevailing(
        _ purpose: ChargingProfilePurpose, connector: Int, _ time: DateTime
    ) -> Given? {
        let levels = Set(entries.map(\.profile.stackLevel)).sorted().reversed()
        for level in levels {
            var candidates = entries.filter {
                $0.profile.chargingProfilePurpose == purpose && $0.profile.stackLevel == level
            }
            switch purpose {
            case .chargePointMaxProfile: break
            case .txProfile: candidates = candidates.filter { $0.connectorId == connector }
            case .txDefaultProfile:
                // The connector's own before that of connector 0, as long as it holds.
                candidates =
                    candidates.filter { $0.connectorId == connector } + candidates.filter { $0.connectorId == 0 }
            }
            for one in candidates {
                guard let found = period(one, time, connector: connector) else { continue }
                return Given(
                    tenths: found.limit.tenths, unit: one.profile.chargingSchedule.chargingRateUnit,
                    phases: min(found.numberPhases ?? 3, phases), profileId: one.profile.chargingProfileId)
            }
        }
        return nil
    }

    /// The lowest power among limits on the same phases; the first one stays behind it when they are equal.
    func lowest(_ limits: [Given?], phases: Int) -> (power: Int64, profileId: Int?)? {
        var found: (power: Int64, profileId: Int?)?
        for limit in limits {
            guard let limit else { continue }
            let power = power(limit, phases: phases)
            if let found, found.power <= power { continue }
            found = (power, limit.profileId)
        }
        return found
    }

    /// What one connector may take: the fewest phases, then each limit on them, then the lowest.
    func own(_ connector: Int, _ time: DateTime) -> (limit: (power: Int64, profileId: Int?)?, phases: Int) {
        let hasTxProfile = entries.contains {
            $0.profile.chargingProfilePurpose == .txProfile && $0.connectorId == connector && isValid($0, time)
        }
        let limits = [
            prevailing(hasTxProfile ? .txProfile : .txDefaultProfile, connector: connector, time),
            hardwareAmperes.map { Given(tenths: Int64($0) * 10, unit: .amperes, phases: phases) },
            prevailing(.chargePointMaxProfile, connector: connector, time),
        ]
        let fewest = limits.compactMap { $0?.phases }.min() ?? phases
        return (lowest(limits, phases: fewest), fewest)
    }

    /// What holds at an instant for a connector, or for connector 0 the sum of all of them.
    func value(connector: Int, at time: DateTime, unit: ChargingRateUnit) -> Value? {
        if connector > 0 {
            let own = own(connector, time)
            return own.limit.map { answer($0.power, phases: own.phases, $0.profileId, unit) }
        }
        let all = (1...connectors).map { own($0, time) }
        let most = all.map(\.phases).max() ?? 1
        guard all.allSatisfy({ $0.limit != nil }) else { return nil }
        let ids = Set(all.map { $0.limit?.profileId })
        let sum = Given(
            tenths: all.reduce(0) { $0 + ($1.limit?.power ?? 0) }, unit: .watts, phases: most,
            profileId: ids.count == 1 ? ids.first ?? nil : nil)
        let maximum = prevailing(.chargePointMaxProfile, connector: 0, time)
        return lowest([sum, maximum], phases: most).map { answer($0.power, phases: most, $0.profileId, unit) }
    }
}
