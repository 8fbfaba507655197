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

    /// Rule 8.
    func convert(
        _ tenths: Int64, from: ChargingRateUnit, to: ChargingRateUnit, phases: Int
    ) -> Int64 {
        if from == to { return tenths }
        let factor = Int64(volts * phases)
        return from == .amperes ? tenths * factor : tenths / factor
    }

    func value(_ entry: Entry, _ period: ChargingSchedulePeriod, _ unit: ChargingRateUnit) -> Value {
        var used = period.numberPhases ?? 3
        if used > phases { used = phases }
        let own = entry.profile.chargingSchedule.chargingRateUnit
        return Value(
            tenths: convert(period.limit.tenths, from: own, to: unit, phases: used), phases: used,
            profileId: entry.profile.chargingProfileId)
    }

    // MARK: A stack

    /// Rule 3 over the profiles of one purpose: from the highest level down, the first that has a period.
    func prevailing(
        _ purpose: ChargingProfilePurpose, connector: Int, _ time: DateTime, _ unit: ChargingRateUnit
    ) -> Value? {
        let levels = Set(entries.map(\.profile.stackLevel)).sorted().reversed()
        for level in levels {
            var candidates = entries.filter {
                $0.profile.chargingProfilePurpose == purpose && $0.profile.stackLevel == level
            }
            switch purpose {
            case .chargePointMaxProfile: break
            case .txProfile: candidates = candidates.filter { $0.connectorId == connector }
            case .txDefaultProfile:
                let own = candidates.filter { $0.connectorId == connector }
                candidates = own.isEmpty ? candidates.filter { $0.connectorId == 0 } : own
            }
            if let one = candidates.first, let found = period(one, time, connector: connector) {
                return value(one, found, unit)
            }
        }
        return nil
    }

    /// The lower of two limits on the fewer of their phases; the first one stays behind it when they are equal.
    func lower(_ a: Value?, _ b: Value?) -> Value? {
        guard let a else { return b }
        guard let b else { return a }
        return Value(
            tenths: a.tenths < b.tenths ? a.tenths : b.tenths, phases: a.phases < b.phases ? a.phases : b.phases,
            profileId: b.tenths < a.tenths ? b.profileId : a.profileId)
    }

    /// Rule 4 without the maximum.
    func own(_ connector: Int, _ time: DateTime, _ unit: ChargingRateUnit) -> Value? {
        let hasTxProfile = entries.contains {
            $0.profile.chargingProfilePurpose == .txProfile && $0.connectorId == connector && isValid($0, time)
        }
        let profile = prevailing(
            hasTxProfile ? .txProfile : .txDefaultProfile, connector: connector, time, unit)
        guard let hardwareAmperes else { return profile }
        let hardware = convert(Int64(hardwareAmperes) * 10, from: .amperes, to: unit, phases: phases)
        return lower(profile, Value(tenths: hardware, phases: phases, profileId: nil))
    }

    /// What holds at an instant for a connector, or for connector 0 the sum of all of them.
    func value(connector: Int, at time: DateTime, unit: ChargingRateUnit) -> Value? {
        var total: Value?
        if connector > 0 {
            total = own(connector, time, unit)
        } else {
            var isKnown = true
            for one in 1...connectors {
                guard let value = own(one, time, unit) else {
                    isKnown = false
                    break
                }
                if let sum = total {
                    total = Value(
                        tenths: sum.tenths + value.tenths,
                        phases: sum.phases > value.phases ? sum.phases : value.phases,
                        profileId: sum.profileId == value.profileId ? sum.profileId : nil)
                } else {
                    total = value
                }
            }
            if !isKnown { total = nil }
        }
        return lower(total, prevailing(.chargePointMaxProfile, connector: connector, time, unit))
    }
}
