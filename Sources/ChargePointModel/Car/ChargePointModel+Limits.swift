import OCPPTypes

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
}

extension ChargePointModel {
    /// Least current per phase that a car charges with, in tenths of an ampere (IEC 61851).
    static let leastDeciamperes: Int64 = 60

    /// True when what one connector takes is missing to another.
    var sharesPower: Bool { transactions.count > 1 && hasBudget }

    /// True when something limits all connectors together.
    var hasBudget: Bool { kind.specification.shared != nil }

    /// What all connectors together may take at an instant, in the unit that is divided; nil: no end.
    func budget(at instant: Instant) -> Int64? {
        guard let shared = kind.specification.shared else { return nil }
        return kind.isDirect ? Int64(shared) : Int64(shared) * 10
    }

    /// What a connector may offer by itself at an instant.
    func ownLimit(_ connectorId: Int, at instant: Instant) -> OwnLimit {
        switch kind.supply {
        case .alternating(let phases, let amperes):
            let used = min(phases, connectors[connectorId].car?.car.specification.phases ?? phases)
            return OwnLimit(
                isCurrent: true, cap: Int64(amperes) * 10, pauseBelow: Self.leastDeciamperes,
                least: Self.leastDeciamperes, phases: used)
        case .direct(let watts, _, _):
            return OwnLimit(isCurrent: false, cap: Int64(watts), pauseBelow: 1, least: 0, phases: 0)
        }
    }

    // MARK: Units

    /// How much of the divided unit a power is, rounded up.
    func quantity(ofWatts watts: Int, _ car: Car, _ limit: OwnLimit) -> Int64 {
        guard limit.isCurrent else { return Int64(watts) }
        let perAmpere = Int64(kind.gridVolts * max(1, limit.phases) * car.specification.powerFactorPermille)
        return (Int64(watts) * 10_000 + perAmpere - 1) / perAmpere
    }

    /// The power that so much of the divided unit gives, rounded down.
    func watts(ofQuantity quantity: Int64, _ car: Car, _ limit: OwnLimit) -> Int {
        guard limit.isCurrent else { return Int(quantity) }
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
            let deciamperes = min(quantity * 10 / volts, Int64(amperes) * 10)
            return CarSupply(watts: Int32(clamping: quantity), deciamperes: Int32(clamping: deciamperes))
        }
    }
}
