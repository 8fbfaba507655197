import OCPPTypes
import SmartCharging

/// What a connector may offer by itself, counted in the unit that is divided: tenths of an ampere per phase, or W.
struct OwnLimit: Equatable {
    /// The unit.
    var isCurrent: Bool
    /// The limit.
    var cap: Int64
    /// Below this the connector pauses (IEC 61851: a car cannot charge with less than 6 A per phase).
    var pauseBelow: Int64
    /// Below this a connector that shares had better pause.
    var least: Int64
    /// Phases that are used; 0 with DC.
    var phases: Int
    /// Largest current in tenths of an ampere that profiles allow a DC connector, whatever its voltage.
    var deciamperes = Int64.max
}

extension ChargePointModel {
    /// Least current per phase that a car charges with, in tenths of an ampere (IEC 61851).
    static let leastDeciamperes: Int64 = 60

    /// True when the power of one connector depends on more than its own limit.
    var sharesPower: Bool {
        kind.specification.shared != nil || (transactions.count > 1 && !chargingProfiles.isEmpty)
    }

    /// True when something limits all connectors together.
    var hasBudget: Bool { kind.specification.shared != nil || !chargingProfiles.isEmpty }

    /// The units of the installed profiles. In one unit nothing is converted; with both the stricter reading counts.
    private var profileUnits: (amperes: Bool, watts: Bool) {
        var units = (amperes: false, watts: false)
        for installed in chargingProfiles.profiles {
            switch installed.profile.chargingSchedule.chargingRateUnit {
            case .amperes: units.amperes = true
            case .watts: units.watts = true
            }
        }
        return units
    }

    /// True when currents are divided, else power: with AC as far as every profile counts in W.
    private var dividesCurrent: Bool {
        guard !kind.isDirect else { return false }
        let units = profileUnits
        return units.amperes || !units.watts || kind.specification.shared != nil
    }

    /// What all connectors together may take at an instant, in the unit that is divided; nil: no end.
    func budget(at instant: Instant) -> Int64? {
        guard !chargingProfiles.isEmpty else {
            guard let shared = kind.specification.shared else { return nil }
            return kind.isDirect ? Int64(shared) : Int64(shared) * 10
        }
        let isCurrent = dividesCurrent
        let limit = chargingProfiles.limit(
            connectorId: 0, transactions: chargingTransactions, at: clock.time(at: instant),
            unit: isCurrent ? .amperes : .watts, configuration: smartChargingConfiguration)
        return limit.limit.map { isCurrent ? $0.limit.tenths : $0.limit.tenths / 10 }
    }

    /// What a connector may offer by itself at an instant.
    func ownLimit(_ connectorId: Int, at instant: Instant) -> OwnLimit {
        let usable = min(max(1, kind.phases), connectors[connectorId].car?.car.specification.phases ?? 3)
        guard !chargingProfiles.isEmpty else { return hardwareLimit(phases: usable) }
        let isCurrent = dividesCurrent
        let configuration = smartChargingConfiguration
        let time = clock.time(at: instant)
        let running = chargingTransactions
        func limit(_ unit: ChargingRateUnit) -> ConnectorLimit {
            chargingProfiles.limit(
                connectorId: connectorId, transactions: running, at: time, unit: unit, configuration: configuration)
        }
        let prevailing = limit(isCurrent ? .amperes : .watts)
        guard let found = prevailing.limit else { return hardwareLimit(phases: usable) }
        let switches = !kind.isDirect && boolean(.connectorSwitch3to1PhaseSupported)
        var own = hardwareLimit(phases: switches ? min(usable, found.phases) : usable)
        if kind.isDirect {
            own.cap = min(own.cap, found.limit.tenths / 10)
            if profileUnits.amperes, let current = limit(.amperes).limit { own.deciamperes = current.limit.tenths }
        } else {
            let amperes = found.amperesPerPhase(onPhases: own.phases, volts: kind.gridVolts).tenths
            if own.isCurrent {
                own.cap = min(own.cap, amperes)
            } else {
                own.cap = min(amperes < Self.leastDeciamperes ? 0 : own.cap, found.limit.tenths / 10)
            }
        }
        if transactions.count > 1 { own.least = max(own.least, leastWished(connectorId, time, own)) }
        return own
    }

    /// What the hardware gives on so many phases.
    private func hardwareLimit(phases used: Int) -> OwnLimit {
        switch kind.supply {
        case .alternating(_, let amperes):
            guard dividesCurrent else {
                let perAmpere = Int64(max(1, used) * kind.gridVolts)
                return OwnLimit(
                    isCurrent: false, cap: Int64(amperes) * perAmpere,
                    pauseBelow: Self.leastDeciamperes * perAmpere / 10,
                    least: Self.leastDeciamperes * perAmpere / 10, phases: used)
            }
            return OwnLimit(
                isCurrent: true, cap: Int64(amperes) * 10, pauseBelow: Self.leastDeciamperes,
                least: Self.leastDeciamperes, phases: used)
        case .direct(let watts, _, _):
            return OwnLimit(isCurrent: false, cap: Int64(watts), pauseBelow: 1, least: 0, phases: 0)
        }
    }

    /// The `minChargingRate` of a connector's own profile in the unit that is divided: a hint for sharing (OCPP 1.6
    /// §7.13).
    private func leastWished(_ connectorId: Int, _ time: DateTime, _ own: OwnLimit) -> Int64 {
        guard
            chargingProfiles.profiles.contains(where: { $0.profile.chargingSchedule.minChargingRate != nil })
        else { return 0 }
        var withoutMaximum = chargingProfiles
        _ = withoutMaximum.clear(.init(chargingProfilePurpose: .chargePointMaxProfile))
        let prevailing = withoutMaximum.limit(
            connectorId: connectorId, transactions: chargingTransactions, at: time,
            configuration: smartChargingConfiguration)
        guard let chargingProfileId = prevailing.chargingProfileId,
            let profile = chargingProfiles.profiles.first(where: {
                $0.profile.chargingProfileId == chargingProfileId
            }), let rate = profile.profile.chargingSchedule.minChargingRate
        else { return 0 }
        let volts = kind.isDirect ? kind.specification.nominalVolts : kind.gridVolts
        let wished = ElectricLimit(
            rate, profile.profile.chargingSchedule.chargingRateUnit, phases: max(1, own.phases))
        let counted = wished.converted(to: own.isCurrent ? .amperes : .watts, volts: volts).limit.tenths
        return own.isCurrent ? counted : counted / 10
    }

    // MARK: Units

    /// How much of the divided unit a power is, rounded up.
    func quantity(ofWatts watts: Int, _ car: Car, _ limit: OwnLimit) -> Int64 {
        guard limit.isCurrent else { return Int64(watts) }
        let perAmpere = Int64(kind.gridVolts * max(1, limit.phases) * car.specification.powerFactorPermille)
        return (Int64(watts) * 10_000 + perAmpere - 1) / perAmpere
    }

    /// The power that so much of the divided unit gives, rounded down.
    func watts(ofQuantity quantity: Int64, _ car: Car, _ limit: OwnLimit, _ percent: Int) -> Int {
        guard limit.isCurrent else {
            // Where profiles count in A, the current through a DC cable obeys them at the voltage of the battery.
            guard limit.deciamperes < .max else { return Int(clamping: quantity) }
            return Int(clamping: min(quantity, limit.deciamperes * Int64(car.volts(atPercent: percent)) / 10))
        }
        return Int(
            quantity * Int64(kind.gridVolts * max(1, limit.phases) * car.specification.powerFactorPermille) / 10_000)
    }

    /// What an offer is in W and A.
    func supply(ofQuantity quantity: Int64, _ car: Car, _ limit: OwnLimit, _ percent: Int) -> CarSupply {
        switch kind.supply {
        case .alternating:
            let phases = Int64(max(1, limit.phases))
            let volts = Int64(kind.gridVolts)
            let deciamperes = limit.isCurrent ? quantity : quantity * 10 / (volts * phases)
            let watts = limit.isCurrent ? quantity * volts * phases / 10 : quantity
            return CarSupply(
                watts: Int32(clamping: watts), deciamperes: Int32(clamping: deciamperes), phases: UInt8(limit.phases))
        case .direct(_, let amperes, _):
            let volts = Int64(max(1, car.volts(atPercent: percent)))
            let deciamperes = min(quantity * 10 / volts, Int64(amperes) * 10, limit.deciamperes)
            return CarSupply(watts: Int32(clamping: quantity), deciamperes: Int32(clamping: deciamperes))
        }
    }
}
