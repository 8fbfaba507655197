import OCPPTypes

/// What may flow at an instant, apart by unit: a current of each phase and a power of all of them, on so many phases.
///
/// A charge point that delivers keeps both. ``ConnectorLimit`` is the lower of the two in one unit.
package struct ChargingBounds: Equatable, Sendable {
    /// The phases that may be used: the fewest of all limits that hold.
    package var phases: Int
    /// The lowest of the limits in A; nil: none is given in A.
    package var amperes: DecimalNumber?
    /// The lowest of the limits in W; nil: none is given in W.
    package var watts: DecimalNumber?
    /// `minChargingRate` of the connector's own profile: a hint for sharing (OCPP 1.6 §7.13).
    package var least: ElectricLimit?

    /// Makes the value from its members.
    package init(
        phases: Int, amperes: DecimalNumber? = nil, watts: DecimalNumber? = nil, least: ElectricLimit? = nil
    ) {
        self.phases = phases
        self.amperes = amperes
        self.watts = watts
        self.least = least
    }

    fileprivate mutating func lower(to given: ElectricLimit) {
        phases = min(phases, given.phases)
        switch given.unit {
        case .amperes: amperes = min(amperes ?? given.limit, given.limit)
        case .watts: watts = min(watts ?? given.limit, given.limit)
        }
    }
}

extension ChargingProfileStore {
    /// What a connector may take at an instant by its own profiles, its hardware and the undivided
    /// ChargePointMaxProfile.
    ///
    /// - `configuration`: with the phases of the car in `phases` where it has fewer than the charge point.
    package func bounds(
        of transaction: ChargingTransaction, at now: DateTime, configuration: SmartChargingConfiguration
    ) -> ChargingBounds {
        let time = now.millisecondsSince1970
        var stacks = ConnectorStacks(
            profiles, connectorId: transaction.connectorId, chargingStart: transaction.start.millisecondsSince1970)
        stacks.advance(to: time)
        let (own, most) = (stacks.prevailing, maximum(at: time))
        var bounds = ChargingBounds(phases: configuration.phases)
        if let hardware = configuration.connectorLimit { bounds.lower(to: hardware) }
        if let most { bounds.lower(to: most.given) }
        if let own {
            bounds.lower(to: own.given)
            bounds.least = own.minChargingRate.map { ElectricLimit($0, own.unit, phases: bounds.phases) }
        }
        return bounds
    }

    /// What all connectors may take together at an instant: the ChargePointMaxProfile and the hardware of the whole
    /// charge point (OCPP 1.6 §3.13.1).
    package func sharedBounds(at now: DateTime, configuration: SmartChargingConfiguration) -> ChargingBounds {
        var bounds = ChargingBounds(phases: configuration.phases)
        for given in [configuration.chargePointLimit, maximum(at: now.millisecondsSince1970)?.given] {
            guard let given else { continue }
            bounds.lower(to: given)
        }
        return bounds
    }

    /// The period of the ChargePointMaxProfile that prevails.
    private func maximum(at time: Milliseconds) -> PrevailingPeriod? {
        var stack = ProfileStack()
        for (index, installed) in profiles.enumerated() {
            // The profiles of this purpose come first.
            guard installed.profile.chargingProfilePurpose == .chargePointMaxProfile else { break }
            stack.append(ScheduleCursor(installed, index: index, chargingStart: 0), of: profiles.count)
        }
        stack.advance(to: time)
        return stack.prevailing
    }
}
