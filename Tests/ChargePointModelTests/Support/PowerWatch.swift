import OCPPTypes

@testable import ChargePointModel

/// The limits that hold at an instant, read off the installed profiles as plainly as possible; nothing is shared with the
/// target that works them out for the charge point.
struct LimitsInForce {
    /// A limit as it was given.
    struct Given {
        var tenths: Int64
        var isCurrent: Bool
        var phases: Int
    }

    let model: ChargePointModel
    let time: DateTime

    /// The period of a purpose that holds for a connector: the highest level, a connector's own before connector 0's.
    func prevailing(_ purpose: ChargingProfilePurpose, _ connectorId: Int) -> Given? {
        let start = model.transactions.first { Int($0.connectorId) == connectorId }?.start ?? time
        let candidates = model.chargingProfiles.profiles.filter {
            $0.profile.chargingProfilePurpose == purpose && ($0.connectorId == connectorId || $0.connectorId == 0)
        }.sorted {
            ($0.profile.stackLevel, $0.connectorId) > ($1.profile.stackLevel, $1.connectorId)
        }
        for candidate in candidates {
            let profile = candidate.profile
            let ownStart = purpose == .chargePointMaxProfile ? profile.validFrom ?? candidate.receivedAt : start
            guard isValid(profile), let period = period(profile, ownStart) else { continue }
            return Given(
                tenths: period.limit.tenths, isCurrent: profile.chargingSchedule.chargingRateUnit == .amperes,
                phases: period.numberPhases ?? 3)
        }
        return nil
    }

    /// What holds for a connector: its own limit and the maximum.
    func limits(_ connectorId: Int) -> [Given] {
        let hasTxProfile = model.chargingProfiles.profiles.contains {
            $0.connectorId == connectorId && $0.profile.chargingProfilePurpose == .txProfile && isValid($0.profile)
        }
        return [
            prevailing(hasTxProfile ? .txProfile : .txDefaultProfile, connectorId),
            prevailing(.chargePointMaxProfile, 0),
        ].compactMap { $0 }
    }

    private func isValid(_ profile: ChargingProfile) -> Bool {
        (profile.validFrom.map { $0 <= time } ?? true) && (profile.validTo.map { time < $0 } ?? true)
    }

    private func period(_ profile: ChargingProfile, _ ownStart: DateTime) -> ChargingSchedulePeriod? {
        let schedule = profile.chargingSchedule
        let start = profile.chargingProfileKind == .relative ? ownStart : schedule.startSchedule ?? ownStart
        var age = time.millisecondsSince1970 - start.millisecondsSince1970
        guard age >= 0 else { return nil }
        if profile.chargingProfileKind == .recurring {
            age %= profile.recurrencyKind == .weekly ? 604_800_000 : 86_400_000
        }
        if let duration = schedule.duration, age >= Int64(duration) * 1000 { return nil }
        return schedule.chargingSchedulePeriod.last { Int64($0.startPeriod) * 1000 <= age }
    }
}

/// Watches what flows: never above any limit, in any phase, on any level, and for a car alone no less than they allow.
struct PowerWatch {
    /// What was seen, so that a test that sees nothing does not pass.
    struct Tally {
        var checks = 0
        var charging = 0
        var alone = 0
        var limited = 0
        var paused = 0
        /// Instants at which limits in A and in W, or on different phases, held together.
        var mixed = 0
    }

    var tally = Tally()

    /// The first rule that is broken now; the deadlines up to now are handled.
    mutating func fault(_ point: TestPoint) -> String? {
        let model = point.model
        let force = LimitsInForce(model: model, time: model.clock.time(at: point.now))
        var total = Flow()
        let isShared = model.transactions.count > 1
        for connectorId in 1...model.connectorCount {
            let reading = model.reading(connectorId, context: .other, at: point.now)
            let status = model.status(of: connectorId)
            let flow = Flow(reading)
            total.add(flow)
            tally.checks += 1
            if reading.watts > 0 { tally.charging += 1 }
            if status == .suspendedEVSE { tally.paused += 1 }
            let place = "connector \(connectorId)"
            if (reading.watts > 0) != (status == .charging) { return "\(place): \(status) with \(reading.watts) W" }
            if reading.wattsOffered < reading.watts { return "\(place): less offered than delivered" }
            let limits = force.limits(connectorId)
            if Set(limits.map(\.isCurrent)).count > 1 || Set(limits.map(\.phases)).count > 1 { tally.mixed += 1 }
            for limit in limits {
                if let above = above(flow, limit, model) { return "\(place): \(above)" }
            }
            if let fault = hardwareFault(flow, model) ?? compositeFault(flow, connectorId, point) {
                return "\(place): \(fault)"
            }
            if !isShared, let fault = aloneFault(connectorId, reading, limits, model) { return "\(place): \(fault)" }
        }
        if let maximum = force.prevailing(.chargePointMaxProfile, 0),
            let above = above(total, maximum, model, isOne: false)
        {
            return "together: \(above)"
        }
        if let shared = model.kind.specification.shared {
            if model.kind.isDirect, total.watts > shared { return "together above the cabinet" }
            if !model.kind.isDirect, total.greatest > shared * 10 { return "together above the cabinet" }
        }
        return compositeFault(total, 0, point).map { "together: \($0)" } ?? firstFault(force, point)
    }

    // MARK: Rules

    private struct Flow {
        var watts = 0
        var lines = [0, 0, 0]
        var greatest: Int { lines.max() ?? 0 }
        var phases: Int { lines.count { $0 > 0 } }

        init() {}

        init(_ reading: MeterReading) {
            watts = reading.watts
            lines = [reading.deciamperes.0, reading.deciamperes.1, reading.deciamperes.2]
        }

        mutating func add(_ other: Flow) {
            watts += other.watts
            for line in 0..<3 { lines[line] += other.lines[line] }
        }
    }

    /// A limit in A holds in each phase, and its power on the phases that it names; one in W holds for all of them.
    /// Connectors on one phase each may load different ones.
    private func above(
        _ flow: Flow, _ limit: LimitsInForce.Given, _ model: ChargePointModel, isOne: Bool = true
    ) -> String? {
        if isOne, switches(model), flow.phases > limit.phases {
            return "\(flow.phases) phases used under \(limit)"
        }
        guard limit.isCurrent else {
            return Int64(flow.watts) * 10 > limit.tenths ? "\(flow.watts) W above \(limit)" : nil
        }
        if Int64(flow.greatest) > limit.tenths { return "\(flow.greatest) tenths of an ampere above \(limit)" }
        let volts = model.kind.isDirect ? model.kind.specification.nominalVolts : model.kind.gridVolts
        let phases = model.kind.isDirect ? 1 : limit.phases
        if Int64(flow.watts) * 10 > limit.tenths * Int64(volts * phases) { return "\(flow.watts) W above \(limit)" }
        return nil
    }

    private func hardwareFault(_ flow: Flow, _ model: ChargePointModel) -> String? {
        switch model.kind.supply {
        case .alternating(let phases, let amperes):
            return flow.greatest > amperes * 10 || flow.phases > phases ? "above the hardware" : nil
        case .direct(let watts, let amperes, _):
            return flow.watts > watts || flow.greatest > amperes * 10 ? "above the hardware" : nil
        }
    }

    /// What flows is never more power than the composite schedule tells.
    private func compositeFault(_ flow: Flow, _ connectorId: Int, _ point: TestPoint) -> String? {
        let model = point.model
        let limit = model.chargingProfiles.limit(
            connectorId: connectorId, transactions: model.chargingTransactions, at: model.clock.time(at: point.now),
            unit: .watts, configuration: model.smartChargingConfiguration
        ).limit
        guard let limit else { return "the hardware has a limit" }
        return Int64(flow.watts) * 10 > limit.limit.tenths ? "\(flow.watts) W above the composite \(limit)" : nil
    }

    private func switches(_ model: ChargePointModel) -> Bool {
        !model.kind.isDirect && model.boolean(.connectorSwitch3to1PhaseSupported)
    }

    /// A car that charges alone gets exactly what the limits leave on the fewest phases of all.
    private mutating func aloneFault(
        _ connectorId: Int, _ reading: MeterReading, _ limits: [LimitsInForce.Given], _ model: ChargePointModel
    ) -> String? {
        guard case .alternating(let phases, let amperes) = model.kind.supply, switches(model) || limits.isEmpty,
            [.charging, .suspendedEVSE].contains(model.status(of: connectorId)),
            let car = model.connectors[connectorId].car
        else { return nil }
        let used = ([phases, car.car.specification.phases] + limits.map(\.phases)).min() ?? 1
        let perAmpere = Int64(model.kind.gridVolts * used)
        let shared = model.kind.specification.shared.map { Int64($0) * 10 } ?? .max
        let current = (limits.filter(\.isCurrent).map(\.tenths) + [Int64(amperes) * 10, shared]).min() ?? 0
        let power = limits.filter { !$0.isCurrent }.map { $0.tenths / 10 }.min() ?? .max
        let percent = car.percent(atRegister: model.connectors[connectorId].register.milliwattHours)
        let wanted = car.wantedWatts(
            atPercent: percent, from: model.kind.supply, gridVolts: model.kind.gridVolts, phases: used)
        let offered = min(current, power < .max ? power * 10 / perAmpere : .max)
        let factor = Int64(car.car.specification.powerFactorPermille)
        let expected = offered < 60 ? 0 : min(Int64(wanted), power, current * perAmpere * factor / 10_000)
        tally.alone += 1
        if expected < Int64(wanted), !limits.isEmpty { tally.limited += 1 }
        return Int64(reading.watts) == expected ? nil : "\(reading.watts) W where \(expected) W are allowed"
    }

    /// The first transaction never waits for the others while the limits leave it enough to charge with.
    private func firstFault(_ force: LimitsInForce, _ point: TestPoint) -> String? {
        guard let first = point.model.transactions.first, !point.model.kind.isDirect, switches(point.model),
            point.model.status(of: Int(first.connectorId)) == .suspendedEVSE,
            let car = point.model.connectors[Int(first.connectorId)].car,
            !car.isContent(atRegister: point.model.connectors[Int(first.connectorId)].register.milliwattHours)
        else { return nil }
        let limits = force.limits(Int(first.connectorId))
        let volts = Int64(point.model.kind.gridVolts)
        // 6 A on 3 phases are enough whatever the car.
        let isEnough = limits.allSatisfy { $0.isCurrent ? $0.tenths >= 60 : $0.tenths >= 60 * 3 * volts }
        return isEnough && !limits.isEmpty ? "the first one waits under \(limits)" : nil
    }
}
