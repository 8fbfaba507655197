import OCPPTypes

/// What limits a connector or the whole charge point as time goes by: the engine behind ``ChargingProfileStore``'s
/// answers.
struct LimitTracker {
    /// A limit and the place of the profile behind it; no place: the hardware, or several profiles together.
    struct Outcome: Equatable {
        var limit: ElectricLimit?
        var index: Int?
    }

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
        maximum.advance(to: now)
        until = maximum.until
        var total = Outcome()
        for place in connectors.indices {
            connectors[place].advance(to: now)
            until = min(until, connectors[place].until)
            let own = Self.ownLimit(connectors[place].prevailing, configuration, unit)
            total = place == 0 ? own : Self.sum(total, own)
        }
        if isWholeChargePoint {
            total = Self.lower(total, configuration.chargePointLimit, index: nil, configuration.volts, unit)
        }
        if let prevailing = maximum.prevailing {
            let limit = configuration.limit(of: prevailing, in: unit)
            total = Self.lower(total, limit, index: prevailing.index, configuration.volts, unit)
        }
        outcome = total
    }

    /// What a connector may take by its own profiles and hardware.
    @inline(__always)
    private static func ownLimit(
        _ prevailing: PrevailingPeriod?, _ configuration: SmartChargingConfiguration, _ unit: ChargingRateUnit
    ) -> Outcome {
        var own = Outcome()
        if let prevailing {
            own = Outcome(limit: configuration.limit(of: prevailing, in: unit), index: prevailing.index)
        }
        return lower(own, configuration.connectorLimit, index: nil, configuration.volts, unit)
    }

    @inline(__always)
    private static func lower(
        _ outcome: Outcome, _ other: ElectricLimit?, index: Int?, _ volts: Int, _ unit: ChargingRateUnit
    ) -> Outcome {
        guard let other = other?.converted(to: unit, volts: volts) else { return outcome }
        guard let limit = outcome.limit else { return Outcome(limit: other, index: index) }
        let lowered = limit.lowered(to: other, volts: volts)
        return Outcome(limit: lowered, index: other.limit < limit.limit ? index : outcome.index)
    }

    @inline(__always)
    private static func sum(_ a: Outcome, _ b: Outcome) -> Outcome {
        guard let first = a.limit, let second = b.limit else { return Outcome() }
        return Outcome(limit: first.added(to: second), index: a.index == b.index ? a.index : nil)
    }
}

extension SmartChargingConfiguration {
    /// The limit of a period on the phases that the charge point can use: too many phases are cut and the limit stays
    /// as it is given (errata v4.0 3.34); none given means 3 (OCPP 1.6 §7.14).
    func limit(of prevailing: PrevailingPeriod, in unit: ChargingRateUnit) -> ElectricLimit {
        let usable = min(max(prevailing.period.numberPhases ?? 3, 1), phases)
        return ElectricLimit(prevailing.period.limit, prevailing.unit, phases: usable).converted(to: unit, volts: volts)
    }
}
