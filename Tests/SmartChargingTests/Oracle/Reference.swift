import OCPPTypes
import SmartCharging

/// What a stack of charging profiles allows, worked out the long way from OCPP 1.6 (edition 2) and its errata.
///
/// It keeps a plain list and asks every profile anew for every instant. With the library it shares nothing but the types
/// of messages, configuration and transactions.
struct Reference {
    /// A profile as the charge point took it over.
    struct Held: Equatable {
        var connectorId: Int
        var profile: ChargingProfile
        var receivedAt: DateTime

        var level: Int { profile.stackLevel }
        var purpose: ChargingProfilePurpose { profile.chargingProfilePurpose }
        var id: Int { profile.chargingProfileId }
    }

    var configuration: SmartChargingConfiguration
    var transactions: [ChargingTransaction]
    var held: [Held] = []

    init(configuration: SmartChargingConfiguration, transactions: [ChargingTransaction]) {
        self.configuration = configuration
        self.transactions = transactions
    }

    func transaction(on connectorId: Int) -> ChargingTransaction? {
        transactions.first { $0.connectorId == connectorId }
    }
}

// Taking profiles over and giving them up.
extension Reference {
    /// SetChargingProfile.req; false where the answer is not Accepted.
    mutating func set(_ connectorId: Int, _ profile: ChargingProfile, at now: DateTime) -> Bool {
        guard isSound(connectorId, profile) else { return false }
        // §5.16.3, §5.16.4: the same id, or the same purpose and level, replaces. The id is one for the charge point,
        // purpose and level count on their connector (guide "SmartCharging").
        var after = held.filter { old in
            let isSameKey =
                old.connectorId == connectorId && old.purpose == profile.chargingProfilePurpose
                && old.level == profile.stackLevel
            return old.id != profile.chargingProfileId && !isSameKey
        }
        after.append(Held(connectorId: connectorId, profile: profile, receivedAt: now))
        guard after.count <= configuration.maxInstalled else { return false }
        held = after
        return true
    }

    /// What the guide "SmartCharging" asks of a profile before it is looked at with the others.
    private func isSound(_ connectorId: Int, _ profile: ChargingProfile) -> Bool {
        let schedule = profile.chargingSchedule
        guard (0...configuration.connectors).contains(connectorId) else { return false }
        guard profile.stackLevel >= 0, profile.stackLevel <= configuration.maxStackLevel else { return false }
        switch profile.chargingProfilePurpose {
        case .chargePointMaxProfile:
            // §3.13.1: on connector 0 only.
            guard connectorId == 0 else { return false }
        case .txDefaultProfile:
            break
        case .txProfile:
            // §3.13.1, §5.16.4: for a transaction that is active on a connector above 0, and for that one (TC_058_2_CS).
            guard connectorId > 0, let running = transaction(on: connectorId) else { return false }
            if let wanted = profile.transactionId, wanted != running.transactionId { return false }
        }
        // No instant would be inside (§7.8); the text names no answer, and Rejected tells the sender of its mistake.
        if let from = profile.validFrom, let to = profile.validTo, to <= from { return false }
        let starts = schedule.chargingSchedulePeriod.map(\.startPeriod)
        guard starts.first == 0, starts.count <= configuration.maxPeriods else { return false }
        guard zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 }) else { return false }
        switch schedule.chargingRateUnit {
        case .amperes: guard configuration.allowsAmperes else { return false }
        case .watts: guard configuration.allowsWatts else { return false }
        }
        if profile.chargingProfileKind == .recurring {
            return profile.recurrencyKind != nil && schedule.startSchedule != nil
        }
        return profile.recurrencyKind == nil
    }

    /// ClearChargingProfile.req (errata v4.0 §3.25, §3.26): the id alone, else all the given fields together, else
    /// everything.
    mutating func clear(_ request: ClearChargingProfile.Request) -> Bool {
        let before = held.count
        held.removeAll { old in
            if let id = request.id { return old.id == id }
            return (request.connectorId == nil || request.connectorId == old.connectorId)
                && (request.chargingProfilePurpose == nil || request.chargingProfilePurpose == old.purpose)
                && (request.stackLevel == nil || request.stackLevel == old.level)
        }
        return held.count < before
    }

    /// The transaction of a connector ends: its TxProfiles go with it (§7.10).
    mutating func end(_ connectorId: Int) {
        transactions.removeAll { $0.connectorId == connectorId }
        held.removeAll { $0.connectorId == connectorId && $0.purpose == .txProfile }
    }
}

// Which profile says what at an instant.
extension Reference {
    /// validFrom ≤ t < validTo (§3.13.2, §7.8).
    func isValid(_ one: Held, at time: DateTime) -> Bool {
        if let from = one.profile.validFrom, time < from { return false }
        if let to = one.profile.validTo, time >= to { return false }
        return true
    }

    /// Where the schedule of a profile starts for a connector; later repetitions not counted.
    ///
    /// Absolute: startSchedule, else the start of charging (§7.13). Relative: the start of charging (§7.9). A
    /// ChargePointMaxProfile has no such start: validFrom, else its reception (guide "SmartCharging"). Without a
    /// transaction charging starts at the moment of the question (same guide).
    func origin(of one: Held, for connectorId: Int, asked: DateTime) -> DateTime {
        if one.profile.chargingProfileKind != .relative, let start = one.profile.chargingSchedule.startSchedule {
            return start
        }
        if one.purpose == .chargePointMaxProfile { return one.profile.validFrom ?? one.receivedAt }
        return transaction(on: connectorId)?.start ?? asked
    }

    /// After how many milliseconds a schedule begins anew; nil unless Recurring.
    func recurrence(of one: Held) -> Int64? {
        switch one.profile.recurrencyKind {
        case .daily: 86_400_000
        case .weekly: 7 * 86_400_000
        case nil: nil
        }
    }

    /// The period that a valid or invalid profile has at an instant.
    func period(of one: Held, for connectorId: Int, at time: DateTime, asked: DateTime) -> ChargingSchedulePeriod? {
        let origin = origin(of: one, for: connectorId, asked: asked)
        var elapsed = time.millisecondsSince1970 - origin.millisecondsSince1970
        guard elapsed >= 0 else { return nil }
        // The modulo also cuts what is longer than the recurrence (§5.16.4).
        if let every = recurrence(of: one) { elapsed %= every }
        let schedule = one.profile.chargingSchedule
        if let duration = schedule.duration, elapsed >= Int64(duration) * 1000 { return nil }
        return schedule.chargingSchedulePeriod.last { Int64($0.startPeriod) * 1000 <= elapsed }
    }

    /// Valid and with a period.
    func holds(_ one: Held, for connectorId: Int, at time: DateTime, asked: DateTime) -> Bool {
        isValid(one, at: time) && period(of: one, for: connectorId, at: time, asked: asked) != nil
    }

    /// The highest level among those that hold (§3.13.2, errata v4.0 §3.7, §3.43).
    private func highest(_ candidates: [Held], for connectorId: Int, at time: DateTime, asked: DateTime) -> Held? {
        candidates.filter { holds($0, for: connectorId, at: time, asked: asked) }.max { $0.level < $1.level }
    }

    /// The maximum that prevails.
    func prevailingMaximum(at time: DateTime, asked: DateTime) -> Held? {
        highest(held.filter { $0.purpose == .chargePointMaxProfile }, for: 0, at: time, asked: asked)
    }

    /// The TxProfiles that are valid for the transaction of a connector, with a period or without.
    func validTxProfiles(of connectorId: Int, at time: DateTime) -> [Held] {
        guard let running = transaction(on: connectorId) else { return [] }
        return held.filter { one in
            one.purpose == .txProfile && one.connectorId == connectorId && isValid(one, at: time)
                && (one.profile.transactionId == nil || one.profile.transactionId == running.transactionId)
        }
    }

    /// The TxDefaultProfiles that count for a connector: its own, and those of connector 0 on whose level it has none
    /// of its own that holds now (§3.13.1; guide "SmartCharging").
    func countingDefaults(of connectorId: Int, at time: DateTime, asked: DateTime) -> [Held] {
        let defaults = held.filter { $0.purpose == .txDefaultProfile }
        let own = defaults.filter { $0.connectorId == connectorId }
        let ownThatHold = own.filter { holds($0, for: connectorId, at: time, asked: asked) }
        let common = defaults.filter { one in
            one.connectorId == 0 && !ownThatHold.contains { $0.level == one.level }
        }
        return own + common
    }

    /// The TxProfile or TxDefaultProfile that prevails on a connector.
    func prevailingForTransaction(of connectorId: Int, at time: DateTime, asked: DateTime) -> Held? {
        // A TxProfile keeps the default out as long as it is valid, even without a period (TC_066_CS).
        let own = validTxProfiles(of: connectorId, at: time)
        if !own.isEmpty { return highest(own, for: connectorId, at: time, asked: asked) }
        return highest(
            countingDefaults(of: connectorId, at: time, asked: asked), for: connectorId, at: time, asked: asked)
    }
}
