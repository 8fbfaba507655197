import OCPPTypes
import SmartCharging

/// What a connector may offer by itself: a current of each phase and a power of all of them, and both hold.
struct OwnLimit: Equatable {
    /// Power of all phases in W; `.max` where only the current is limited.
    var watts = Int64.max
    /// Current of each phase in tenths of an ampere, with DC that of the cable; `.max` where only the power is limited.
    var deciamperes = Int64.max
    /// Phases that are used; 0 with DC.
    var phases = 0
    /// Phases that the limits allow; fewer than ``phases`` where the charge point cannot switch while a car charges.
    var phasesAllowed = 0
    /// W for each ampere of each phase, as it is offered.
    var wattsPerAmpere: Int64
    /// Below this current the connector pauses (IEC 61851: a car cannot charge with less than 6 A per phase).
    var pauseBelow: Int64 = 0
    /// Below this current a connector that shares had better pause.
    var least: Int64 = 0

    /// The current that both allow, in tenths of an ampere.
    var offeredDeciamperes: Int64 { watts < .max ? min(deciamperes, watts * 10 / wattsPerAmpere) : deciamperes }
    /// The power that both allow, in W.
    var offeredWatts: Int64 { deciamperes < .max ? min(watts, deciamperes * wattsPerAmpere / 10) : watts }
    /// True while nothing is offered.
    var isPause: Bool { offeredWatts < 1 || offeredDeciamperes < pauseBelow }
}

/// What all connectors may take together; nil has no end.
struct SharedLimit: Equatable {
    /// The sum of the currents of a phase in tenths of an ampere, as if all connectors loaded the same one.
    var deciamperes: Int64?
    /// The sum of the powers in W.
    var watts: Int64?
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

    /// What all connectors together may take at an instant, on the phases that the limits of those that charge allow.
    func sharedLimit(among limits: [OwnLimit], at instant: Instant) -> SharedLimit {
        guard !chargingProfiles.isEmpty else {
            guard let shared = kind.specification.shared else { return SharedLimit() }
            return kind.isDirect ? SharedLimit(watts: Int64(shared)) : SharedLimit(deciamperes: Int64(shared) * 10)
        }
        let configuration = smartChargingConfiguration
        let bounds = chargingProfiles.sharedBounds(at: clock.time(at: instant), configuration: configuration)
        var shared = SharedLimit(deciamperes: bounds.amperes?.tenths, watts: bounds.watts.map { $0.tenths / 10 })
        if let amperes = bounds.amperes {
            // Current for fewer phases that is spread over more must not become more power.
            let phases = kind.isDirect ? 1 : limits.map(\.phasesAllowed).max() ?? bounds.phases
            let power =
                ElectricLimit(amperes, .amperes, phases: phases)
                .converted(to: .watts, volts: configuration.volts).limit.tenths / 10
            shared.watts = min(shared.watts ?? .max, power)
        }
        return shared
    }

    /// What a connector may offer by itself at an instant.
    func ownLimit(_ connectorId: Int, at instant: Instant) -> OwnLimit {
        let car = connectors[connectorId].car
        if kind.isDirect { return directLimit(connectorId, car, at: instant) }
        let usable = min(max(1, kind.phases), max(1, car?.car.specification.phases ?? 3))
        guard let transaction = transactionIndex(of: connectorId), !chargingProfiles.isEmpty else {
            return alternatingLimit(onPhases: usable)
        }
        var configuration = smartChargingConfiguration
        // The car's phases count like those of a limit (OCPP 1.6 §3.13.7).
        configuration.phases = usable
        let bounds = chargingProfiles.bounds(
            of: transactions[transaction].charging, at: clock.time(at: instant), configuration: configuration)
        let switches = boolean(.connectorSwitch3to1PhaseSupported)
        var own = alternatingLimit(onPhases: switches ? bounds.phases : usable)
        own.phasesAllowed = bounds.phases
        if let watts = bounds.watts { own.watts = watts.tenths / 10 }
        if let amperes = bounds.amperes { own.deciamperes = min(own.deciamperes, amperes.tenths) }
        if own.phases > bounds.phases {
            // Current for fewer phases is spread over those of the car, so that the power stays the same.
            let power = own.deciamperes * Int64(bounds.phases * kind.gridVolts) / 10
            own.watts = min(own.watts, power)
            own.deciamperes = own.watts * 10 / own.wattsPerAmpere
        }
        if transactions.count > 1, let least = bounds.least {
            let wished = least.onPhases(atMost: own.phases).converted(to: .amperes, volts: kind.gridVolts)
            // A wish has no upper end: more than the connector can give is as much as it can give.
            own.least = max(own.least, min(wished.limit.tenths, own.deciamperes))
        }
        return own
    }

    /// What the hardware gives on so many phases.
    private func alternatingLimit(onPhases used: Int) -> OwnLimit {
        guard case .alternating(_, let amperes) = kind.supply else { preconditionFailure("an AC connector") }
        return OwnLimit(
            deciamperes: Int64(amperes) * 10, phases: used, phasesAllowed: used,
            wattsPerAmpere: Int64(used * kind.gridVolts), pauseBelow: Self.leastDeciamperes,
            least: Self.leastDeciamperes)
    }

    /// What a DC connector may offer. A limit in A holds for the power at the nominal voltage and for the current
    /// through the cable at the voltage of the battery.
    private func directLimit(_ connectorId: Int, _ car: PluggedCar?, at instant: Instant) -> OwnLimit {
        let register = connectors[connectorId].register.milliwattHours
        let volts = car.map { $0.car.volts(atPercent: $0.percent(atRegister: register)) }
        var own = OwnLimit(
            watts: Int64(kind.watts), wattsPerAmpere: Int64(max(1, volts ?? kind.specification.nominalVolts)))
        guard let transaction = transactionIndex(of: connectorId), !chargingProfiles.isEmpty else { return own }
        let configuration = smartChargingConfiguration
        let bounds = chargingProfiles.bounds(
            of: transactions[transaction].charging, at: clock.time(at: instant), configuration: configuration)
        if let watts = bounds.watts { own.watts = min(own.watts, watts.tenths / 10) }
        if let amperes = bounds.amperes {
            let power = ElectricLimit(amperes, .amperes, phases: 1).converted(to: .watts, volts: configuration.volts)
            own.watts = min(own.watts, power.limit.tenths / 10)
            own.deciamperes = min(amperes.tenths, Int64(kind.watts) * 10)
        }
        if transactions.count > 1, let least = bounds.least {
            let wished = least.converted(to: .watts, volts: configuration.volts).limit.tenths / 10
            own.least = min(wished, own.watts) * 10 / own.wattsPerAmpere
        }
        return own
    }

    // MARK: Sharing

    /// What one connector asks for when power is divided.
    struct Claim {
        /// What the car would take, in W.
        var wanted: Int64
        /// What its connector may offer.
        var limit: OwnLimit
        /// Power into the car for each ampere of each phase, in mW: its power factor counts.
        var milliwattsPerAmpere: Int64
    }

    /// Divides what all may take together: first the current, then the power, each among all claims. What a claim is left
    /// with is in its limit and in what it wants.
    static func divide(_ shared: SharedLimit, among claims: inout [Claim]) {
        if let budget = shared.deciamperes {
            let demands = claims.map { claim in
                let wanted = min(claim.wanted, claim.limit.watts)
                let current = min(
                    claim.limit.deciamperes,
                    (wanted * 10_000 + claim.milliwattsPerAmpere - 1) / claim.milliwattsPerAmpere)
                let cap = max(current, claim.limit.offeredDeciamperes)
                // Less than a car can charge with cannot be offered, even to one that takes less.
                return PowerShares.Demand(
                    wanted: wanted > 0 ? max(current, min(claim.limit.pauseBelow, cap)) : 0, cap: cap,
                    least: claim.limit.least)
            }
            for (index, part) in PowerShares.divide(budget, among: demands).enumerated() {
                claims[index].limit.deciamperes = part.offered
                claims[index].wanted = min(
                    claims[index].wanted, part.granted * claims[index].milliwattsPerAmpere / 10_000)
            }
        }
        if let budget = shared.watts {
            let demands = claims.map { claim in
                let cap = claim.limit.offeredWatts
                let least = min(cap, (claim.limit.pauseBelow * claim.limit.wattsPerAmpere + 9) / 10)
                return PowerShares.Demand(
                    wanted: claim.wanted > 0 ? max(min(claim.wanted, cap), least) : 0, cap: cap,
                    least: (claim.limit.least * claim.limit.wattsPerAmpere + 9) / 10)
            }
            for (index, part) in PowerShares.divide(budget, among: demands).enumerated() {
                claims[index].limit.watts = part.offered
                claims[index].wanted = min(claims[index].wanted, part.granted)
            }
        }
        for index in claims.indices {
            var most = claims[index].limit.watts
            if claims[index].limit.deciamperes < .max {
                most = min(most, claims[index].limit.deciamperes * claims[index].milliwattsPerAmpere / 10_000)
            }
            claims[index].wanted = max(0, min(claims[index].wanted, most))
        }
    }
}
