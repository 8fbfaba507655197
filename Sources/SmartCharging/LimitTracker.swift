import OCPPTypes

/// What limits a connector or the whole charge point as time goes by: the engine behind ``ChargingProfileStore``'s
/// answers.
struct LimitTracker {
    /// A limit and the place of the profile behind it; no place: the hardware, or several profiles together.
    struct Outcome: Equatable {
        var limit: ElectricLimit?
        var index: Int?
    }

    private let profiles: [InstalledProfile]
    private let configuration: SmartChargingConfiguration
    private let unit: ChargingRateUnit
    private let isWholeChargePoint: Bool
    private var maximum = ProfileStack()
    private var connectors: [ConnectorStacks] = []
    /// The outcome holds before this instant.
    private(set) var until = Milliseconds.min
    /// The instant that the outcome was worked out for.
    private(set) var instant = Milliseconds.min
    private(set) var outcome = Outcome()

    /// - Parameter chargingStart: of a connector: the start of its transaction, or the present without one.
    init(
        _ profiles: [InstalledProfile], connectorId: Int, unit: ChargingRateUnit,
        configuration: SmartChargingConfiguration, chargingStart: (Int) -> DateTime
    ) {
        self.profiles = profiles
        self.configuration = configuration
        self.unit = unit
        isWholeChargePoint = connectorId == 0
        for (index, installed) in profiles.enumerated() {
            // The profiles of this purpose come first.
            guard installed.profile.chargingProfilePurpose == .chargePointMaxProfile else { break }
            maximum.append(ScheduleCursor(installed, index: index, chargingStart: 0), of: profiles.count)
        }
        connectors.reserveCapacity(isWholeChargePoint ? configuration.connectors : 1)
        let members = isWholeChargePoint ? 1...max(configuration.connectors, 1) : connectorId...connectorId
        for member in members where member <= configuration.connectors {
            let start = chargingStart(member).millisecondsSince1970
            connectors.append(ConnectorStacks(profiles, connectorId: member, chargingStart: start))
        }
    }

    /// Brings the outcome to an instant; instants never go back.
    mutating func advance(to now: Milliseconds) {
        guard now >= until else { return }
        instant = now
        maximum.advance(to: now, in: profiles)
        until = maximum.until
        var total = Outcome()
        for place in connectors.indices {
            connectors[place].advance(to: now, in: profiles)
            until = min(until, connectors[place].until)
            let own = ownLimit(connectors[place].prevailing)
            total = place == 0 ? own : sum(total, own)
        }
        if isWholeChargePoint { total = lower(total, configuration.chargePointLimit, index: nil) }
        if let prevailing = maximum.prevailing {
            total = lower(total, limit(of: prevailing), index: prevailing.index)
        }
        outcome = total
    }

    /// What a connector may take by its own profiles and hardware.
    private func ownLimit(_ prevailing: (index: Int, period: Int)?) -> Outcome {
        guard let prevailing else { return lower(Outcome(), configuration.connectorLimit, index: nil) }
        let own = Outcome(limit: limit(of: prevailing), index: prevailing.index)
        return lower(own, configuration.connectorLimit, index: nil)
    }

    private func limit(of prevailing: (index: Int, period: Int)) -> ElectricLimit {
        let schedule = profiles[prevailing.index].profile.chargingSchedule
        return configuration.limit(of: schedule, period: prevailing.period, in: unit)
    }

    private func lower(_ outcome: Outcome, _ other: ElectricLimit?, index: Int?) -> Outcome {
        guard let other = other?.converted(to: unit, volts: configuration.volts) else { return outcome }
        guard let limit = outcome.limit else { return Outcome(limit: other, index: index) }
        let lowered = limit.lowered(to: other, volts: configuration.volts)
        return Outcome(limit: lowered, index: other.limit < limit.limit ? index : outcome.index)
    }

    private func sum(_ a: Outcome, _ b: Outcome) -> Outcome {
        guard let first = a.limit, let second = b.limit else { return Outcome() }
        return Outcome(limit: first.added(to: second), index: a.index == b.index ? a.index : nil)
    }
}

extension SmartChargingConfiguration {
    /// The limit of a period on the phases that the charge point can use: too many phases are cut and the limit stays
    /// as it is given (errata v4.0 3.34); none given means 3 (OCPP 1.6 §7.14).
    func limit(of schedule: ChargingSchedule, period: Int, in unit: ChargingRateUnit) -> ElectricLimit {
        let period = schedule.chargingSchedulePeriod[period]
        let usable = min(max(period.numberPhases ?? 3, 1), phases)
        return ElectricLimit(period.limit, schedule.chargingRateUnit, phases: usable).converted(to: unit, volts: volts)
    }
}
