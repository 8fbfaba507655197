/// A car while it is plugged in, or while its transaction runs.
///
/// It holds no energy of its own: how full the battery is follows from the register of the connector.
struct PluggedCar: Equatable, Sendable {
    let car: Car
    /// True at a DC connector.
    let isDirect: Bool
    /// What the battery held on arrival, in mWh.
    let storedOnArrival: Int64
    /// The register of the connector on arrival, in mWh.
    let registerOnArrival: Int64
    /// What is offered and used now.
    var supply = CarSupply()
    /// What warms the connector.
    var warmth = Warmth()

    private var efficiencyPermille: Int64 {
        Int64(isDirect ? car.specification.directEfficiencyPermille : car.specification.efficiencyPermille)
    }

    /// Energy in the battery when the register shows so much, in mWh, rounded down.
    func stored(atRegister register: Int64) -> Int64 {
        let delivered = min(max(0, register - registerOnArrival), 1_000_000_000_000)
        return storedOnArrival + delivered * efficiencyPermille / 1000
    }

    /// What the register shows, at the earliest, when the battery holds so much; both in mWh.
    func register(whenStored target: Int64) -> Int64 {
        guard target > storedOnArrival else { return registerOnArrival }
        return registerOnArrival.addingSaturated(
            ((target - storedOnArrival) * 1000 + efficiencyPermille - 1) / efficiencyPermille)
    }

    /// What the register shows when the battery is so full; in mWh.
    func register(atPercent percent: Int) -> Int64 {
        register(whenStored: car.percentMilliwattHours * Int64(min(max(percent, 0), 100)))
    }

    /// State of charge in whole percent, rounded down.
    func percent(atRegister register: Int64) -> Int {
        Int(min(100, stored(atRegister: register) / car.percentMilliwattHours))
    }

    /// True when the car takes no more: the battery is full, or as full as its driver wants it.
    func isContent(atRegister register: Int64) -> Bool {
        percent(atRegister: register) >= car.specification.targetPercent
    }

    /// Power that the car takes at a state of charge if it may, on so many phases, in W.
    func wantedWatts(
        atPercent percent: Int, from supply: ChargePointKind.Supply, gridVolts: Int, phases used: Int
    ) -> Int {
        guard percent < car.specification.targetPercent, car.canCharge(from: supply) else { return 0 }
        let battery = car.curve.watts(atPercent: percent)
        switch supply {
        case .alternating(_, let amperes):
            let current = min(amperes, car.specification.amperes)
            return min(battery, current * gridVolts * used * car.specification.powerFactorPermille / 1000)
        case .direct(let watts, let amperes, _):
            return min(battery, min(car.specification.directWatts, watts), amperes * car.volts(atPercent: percent))
        }
    }

    /// What the register shows when the car wants another power, or none; in mWh.
    func nextStep(
        afterRegister register: Int64, from supply: ChargePointKind.Supply, gridVolts: Int
    ) -> Int64 {
        let target = car.specification.targetPercent
        let now = percent(atRegister: register)
        func wanted(_ percent: Int) -> Int {
            wantedWatts(
                atPercent: percent, from: supply, gridVolts: gridVolts, phases: Int(self.supply.phases))
        }
        let present = wanted(now)
        var next = now + 1
        while next < target, wanted(next) == present { next += 1 }
        return self.register(atPercent: min(next, target))
    }
}

/// What a charge point offers a car, and on what.
struct CarSupply: Equatable, Sendable {
    /// Offered power in W; 0 while the charge point pauses.
    var watts: Int32 = 0
    /// Offered current in tenths of an ampere, per phase with AC.
    var deciamperes: Int32 = 0
    /// Phases in use; 0 with DC, and while nothing is known.
    var phases: UInt8 = 0
}
