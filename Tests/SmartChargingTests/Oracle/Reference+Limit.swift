import OCPPTypes
import SmartCharging

/// What may flow: a power, and on how many phases.
struct Allowance: Equatable {
    /// Tenths of a watt, in total.
    var deciwatts: Int64
    var phases: Int
    /// The profile behind it; nil: the hardware, or several profiles.
    var behind: Int?

    /// The limit in a unit, in tenths; to amperes it is cut, so that nothing becomes more on the way (§7.12).
    func tenths(_ unit: ChargingRateUnit, volts: Int) -> Int64 {
        switch unit {
        case .watts: deciwatts
        case .amperes: deciwatts / Int64(volts * phases)
        }
    }
}

/// One limit that holds: of a profile's period or of the hardware.
struct Ceiling: Equatable {
    var tenths: Int64
    var unit: ChargingRateUnit
    /// As it was given, 3 where it was not (§7.14).
    var phases: Int
    var chargingProfileId: Int?

    init(_ period: ChargingSchedulePeriod, of held: Reference.Held) {
        tenths = period.limit.tenths
        unit = held.profile.chargingSchedule.chargingRateUnit
        phases = period.numberPhases ?? 3
        chargingProfileId = held.id
    }

    init(_ hardware: ElectricLimit) {
        tenths = hardware.limit.tenths
        unit = hardware.unit
        phases = hardware.phases
    }

    /// Power on so many phases. Amperes are per phase, watts in total (§7.12); neither is calculated anew because fewer
    /// phases are used than it was given for (errata v4.0 §3.34).
    func deciwatts(onPhases used: Int, volts: Int) -> Int64 {
        switch unit {
        case .watts: tenths
        case .amperes: tenths * Int64(volts * used)
        }
    }
}

extension Reference {
    /// The limits that hold on a connector: transaction's or default profile first, then the hardware, then the maximum.
    func ceilings(of connectorId: Int, at time: DateTime, asked: DateTime) -> [Ceiling] {
        var found: [Ceiling] = []
        if let one = prevailingForTransaction(of: connectorId, at: time, asked: asked),
            let period = period(of: one, for: connectorId, at: time, asked: asked)
        {
            found.append(Ceiling(period, of: one))
        }
        if let hardware = configuration.connectorLimit { found.append(Ceiling(hardware)) }
        return found + maximumCeiling(at: time, asked: asked)
    }

    /// The period of the ChargePointMaxProfile that prevails, if there is one.
    func maximumCeiling(at time: DateTime, asked: DateTime) -> [Ceiling] {
        guard let one = prevailingMaximum(at: time, asked: asked),
            let period = period(of: one, for: 0, at: time, asked: asked)
        else { return [] }
        return [Ceiling(period, of: one)]
    }

    /// What a connector may take; nil where nothing limits it.
    ///
    /// First the fewest phases of all limits that hold, then each limit on these phases, then the lowest (§3.13.3).
    func allowance(of connectorId: Int, at time: DateTime, asked: DateTime) -> Allowance? {
        let all = ceilings(of: connectorId, at: time, asked: asked)
        let phases = all.map(\.phases).reduce(configuration.phases, min)
        return lowest(all.map { allowance($0, onPhases: phases) })
    }

    /// What the whole charge point may take: all connectors together, charging or not, under what the hardware gives
    /// together and the maximum (§3.13.3, §5.7, errata v4.0 §3.30); nil where nothing limits it.
    func totalAllowance(at time: DateTime, asked: DateTime) -> Allowance? {
        let connectors = (1...configuration.connectors).map { allowance(of: $0, at: time, asked: asked) }
        let phases = connectors.map { $0?.phases ?? configuration.phases }.max()!
        var candidates: [Allowance] = []
        let limited = connectors.compactMap(\.self)
        if limited.count == connectors.count {
            let names = Set(limited.map(\.behind))
            candidates.append(
                Allowance(
                    deciwatts: limited.map(\.deciwatts).reduce(0, +), phases: phases,
                    behind: names.count == 1 ? names.first! : nil))
        }
        if let hardware = configuration.chargePointLimit {
            candidates.append(allowance(Ceiling(hardware), onPhases: phases))
        }
        candidates += maximumCeiling(at: time, asked: asked).map { allowance($0, onPhases: phases) }
        return lowest(candidates)
    }

    private func allowance(_ ceiling: Ceiling, onPhases phases: Int) -> Allowance {
        Allowance(
            deciwatts: ceiling.deciwatts(onPhases: phases, volts: configuration.volts), phases: phases,
            behind: ceiling.chargingProfileId)
    }

    /// The first of the lowest.
    private func lowest(_ candidates: [Allowance]) -> Allowance? {
        guard let least = candidates.map(\.deciwatts).min() else { return nil }
        return candidates.first { $0.deciwatts == least }
    }

    /// The allowance of a connector, 0 for the whole charge point.
    func allowance(asking connectorId: Int, at time: DateTime, asked: DateTime) -> Allowance? {
        connectorId == 0
            ? totalAllowance(at: time, asked: asked) : allowance(of: connectorId, at: time, asked: asked)
    }

    /// Every instant from one to another at which an answer for a connector can change, ascending.
    func boundaries(of connectorId: Int, from first: DateTime, to last: DateTime, asked: DateTime) -> [DateTime] {
        let connectors = connectorId == 0 ? Array(0...configuration.connectors) : [0, connectorId]
        var found: Set<DateTime> = []
        for one in held {
            found.formUnion([one.profile.validFrom, one.profile.validTo].compactMap(\.self))
            var offsets = one.profile.chargingSchedule.chargingSchedulePeriod.map { Int64($0.startPeriod) * 1000 }
            if let duration = one.profile.chargingSchedule.duration { offsets.append(Int64(duration) * 1000) }
            for connector in connectors {
                var start = origin(of: one, for: connector, asked: asked)
                let every = recurrence(of: one)
                repeat {
                    found.formUnion(offsets.filter { $0 < every ?? .max }.map { start.adding(milliseconds: $0) })
                    start = start.adding(milliseconds: every ?? 0)
                } while every != nil && start <= last
            }
        }
        return found.filter { $0 >= first && $0 <= last }.sorted()
    }
}
