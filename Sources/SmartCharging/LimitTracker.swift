import OCPPTypes

/// What limits a connector or the whole charge point as time goes by: the engine behind ``ChargingProfileStore``'s
/// answers.
struct LimitTracker {
    /// A limit and the place of the profile behind it; no place: the hardware, or several profiles together.
    struct Outcome: Equatable {
        var limit: ElectricLimit?
        var index: Int?
    }

    private let unit: ChargingRateUnit
    private let isWholeChargePoint: Bool
    /// Nominal voltage, from 1 so that nothing divides by 0 and bounded so that nothing overflows.
    private let volts: Int64
    private let phases: Int
    private let connectorLimit: ElectricLimit?
    private let chargePointLimit: ElectricLimit?
    private var maximum = ProfileStack()
    private var connectors: [ConnectorStacks] = []
    /// The outcome holds before this instant.
    private(set) var until = Milliseconds.min
    /// The instant that the outcome was worked out for.
    private(set) var instant = Milliseconds.min
    private(set) var outcome = Outcome()
    /// The outcome as power.
    private var power = PowerLimit(phases: 0)

    /// - Parameter chargingStart: of a connector: the start of its transaction, or the present without one.
    init(
        _ profiles: [InstalledProfile], connectorId: Int, unit: ChargingRateUnit,
        configuration: SmartChargingConfiguration, chargingStart: (Int) -> DateTime
    ) {
        self.unit = unit
        volts = Int64(min(max(configuration.volts, 1), Int(Int32.max)))
        phases = min(configuration.phases, configuration.connectorLimit?.phases ?? 3)
        connectorLimit = configuration.connectorLimit
        chargePointLimit = configuration.chargePointLimit
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
        let isNewMaximum = now >= maximum.until
        if isNewMaximum { maximum.advance(to: now) }
        until = maximum.until
        var total = PowerLimit(phases: 1)
        if isWholeChargePoint {
            total.power = connectors.isEmpty ? .max : 0
            total.isLimited = !connectors.isEmpty
        }
        for place in connectors.indices {
            let isNew = now >= connectors[place].until
            if isNew { connectors[place].advance(to: now) }
            if isNew || isNewMaximum { connectors[place].limit = limit(of: place) }
            until = min(until, connectors[place].until)
            if isWholeChargePoint {
                total.add(connectors[place].limit, isFirst: place == 0)
            } else {
                total = connectors[place].limit
            }
        }
        if isWholeChargePoint {
            // The sum, on the most phases that a connector uses, is what the whole charge point is expected to take
            // (OCPP 1.6 §5.7).
            if let chargePointLimit { total.lower(to: chargePointLimit.limit, chargePointLimit.unit, volts, nil) }
            if let most = maximum.prevailing { total.lower(to: most.period.limit, most.unit, volts, most.index) }
        }
        guard total != power else { return }
        power = total
        outcome = Outcome(limit: total.limit(in: unit, volts), index: total.index)
    }

    /// What a connector may take: first the fewest phases of all limits, then each limit on these phases, then the
    /// lowest.
    @inline(__always)
    private func limit(of place: Int) -> PowerLimit {
        let (own, most) = (connectors[place].prevailing, maximum.prevailing)
        var lowest = PowerLimit(phases: phases)
        if let own { lowest.phases = min(lowest.phases, own.phases) }
        if let most { lowest.phases = min(lowest.phases, most.phases) }
        if let own { lowest.lower(to: own.period.limit, own.unit, volts, own.index) }
        if let connectorLimit { lowest.lower(to: connectorLimit.limit, connectorLimit.unit, volts, nil) }
        if let most { lowest.lower(to: most.period.limit, most.unit, volts, most.index) }
        return lowest
    }
}

/// A limit as exact power, so that A and W compare without rounding.
struct PowerLimit: Equatable {
    /// In tenths of a watt; saturates.
    var power = Int64.max
    /// False: nothing limits.
    var isLimited = false
    /// The phases that may be used, with or without a limit.
    var phases: Int
    /// The place of the profile behind it.
    var index: Int?

    init(phases: Int) { self.phases = phases }

    /// Lowers the limit to one on the same phases where that is less power; on equal powers the first one stays.
    @inline(__always)
    mutating func lower(to limit: DecimalNumber, _ unit: ChargingRateUnit, _ volts: Int64, _ index: Int?) {
        var other = limit.tenths
        if unit == .amperes {
            let (product, overflow) = other.multipliedReportingOverflow(by: volts &* Int64(phases))
            other = overflow ? .max : product
        }
        if isLimited, other >= power { return }
        power = other
        isLimited = true
        self.index = index
    }

    /// Adds what a further connector may take.
    @inline(__always)
    mutating func add(_ own: PowerLimit, isFirst: Bool) {
        index = isFirst || index == own.index ? own.index : nil
        isLimited = isLimited && own.isLimited
        power = isLimited ? power.addingSaturated(own.power) : .max
        phases = max(phases, own.phases)
        if !isLimited { index = nil }
    }

    /// The limit in a unit; in A cut to a tenth.
    @inline(__always)
    func limit(in unit: ChargingRateUnit, _ volts: Int64) -> ElectricLimit? {
        guard isLimited else { return nil }
        let tenths = unit == .watts ? power : power / (volts &* Int64(phases))
        return ElectricLimit(DecimalNumber(tenths: tenths), unit, phases: phases)
    }
}

extension PrevailingPeriod {
    /// The phases that it names; none named means 3 (OCPP 1.6 §7.12, §7.14).
    @inline(__always)
    var phases: Int { min(max(period.numberPhases ?? 3, 1), 3) }

    /// The limit as it was given.
    var given: ElectricLimit { ElectricLimit(period.limit, unit, phases: phases) }
}
