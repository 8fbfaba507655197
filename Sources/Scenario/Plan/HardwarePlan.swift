/// A kind of charge point that the scenario defines: what it changes of a built-in one.
package struct ChargePointPlan: Equatable, Sendable {
    /// Name in the scenario.
    package var name: String
    /// The kind that the rest comes from.
    package var base: BuiltInKind
    /// Number of connectors.
    package var connectors: Int?
    /// Phases of an AC connector, 1 to 3.
    package var phases: Int?
    /// Greatest current of a connector in A, per phase with AC.
    package var amperes: Int?
    /// Greatest power of a DC connector in W.
    package var watts: Int?
    /// Greatest voltage of a DC connector in V.
    package var volts: Int?
    /// What all connectors deliver together: A per phase with AC, W with DC.
    package var shared: Int?
    /// Whether the cable is fixed to the charge point.
    package var hasFixedCable: Bool?
    /// Whether one phase of three can be used while a car charges.
    package var switchesPhases: Bool?
    /// Whether a main meter reports the whole charge point as connector 0.
    package var hasMainMeter: Bool?
    /// `chargePointVendor`
    package var vendor: String?
    /// `chargePointModel`
    package var model: String?
    /// `firmwareVersion`
    package var firmware: String?
    /// `meterType`
    package var meter: String?
    /// Real time between the last answer and the close of a connection by the charge point, in milliseconds.
    package var closeDelayMilliseconds: Int?

    /// Takes everything from a built-in kind.
    package init(name: String, base: BuiltInKind) {
        self.name = name
        self.base = base
    }

    /// Greatest power of a connector in W.
    var maximumPowerWatts: Double {
        guard !base.isDirectCurrent else { return watts.map(Double.init) ?? base.maximumPowerWatts }
        let current = amperes ?? (base == .ac22kWTwoConnectors ? 32 : 16)
        return Double(current * 230 * (phases ?? 3))
    }
}

/// The cars that are built in.
package enum BuiltInCar: String, CaseIterable, Sendable, Hashable {
    /// 40 kWh, one phase, up to 50 kW from DC.
    case small
    /// 60 kWh, 11 kW from AC, up to 120 kW from DC.
    case medium
    /// 100 kWh at 800 V, 22 kW from AC, up to 270 kW from DC.
    case large
    /// 14 kWh, 3.7 kW from AC, none from DC.
    case plugInHybrid = "plug-in-hybrid"

    /// False when it has no DC inlet.
    package var takesDirectCurrent: Bool { self != .plugInHybrid }
}

/// A model of car: a built-in one, or one that the scenario defines by what it changes.
package struct CarPlan: Equatable, Sendable {
    /// A point of the charging curve.
    package struct Point: Equatable, Sendable {
        /// State of charge in percent.
        package var percent: Int
        /// Power in W.
        package var watts: Int

        /// Makes a point.
        package init(percent: Int, watts: Int) {
            self.percent = percent
            self.watts = watts
        }
    }

    /// Name in the scenario.
    package var name: String
    /// The car that the rest comes from.
    package var base: BuiltInCar
    /// Battery in Wh.
    package var batteryWattHours: Int?
    /// Charging curve by rising state of charge.
    package var curve: [Point]?
    /// Phases of the on-board charger; 0: no AC.
    package var phases: Int?
    /// Current of the on-board charger per phase in A.
    package var amperes: Int?
    /// Greatest power from DC in W; 0: no DC.
    package var directWatts: Int?
    /// Share of the energy from AC that reaches the battery, in thousandths.
    package var efficiencyPermille: Int?
    /// Power factor of the on-board charger in thousandths.
    package var powerFactorPermille: Int?
    /// Range of the state of charge on arrival, in thousandths.
    package var arrivalPermille: ClosedRange<Int>?
    /// State of charge at which the car ends charging by itself, in percent.
    package var targetPercent: Int?

    /// Takes everything from a built-in car.
    package init(name: String, base: BuiltInCar) {
        self.name = name
        self.base = base
    }

    /// A built-in car as it is.
    package init(_ base: BuiltInCar) {
        self.init(name: base.rawValue, base: base)
    }

    /// True for a built-in car as it is.
    package var isBuiltIn: Bool { self == CarPlan(base) }

    /// False when the car has no DC inlet.
    var takesDirectCurrent: Bool { directWatts.map { $0 > 0 } ?? base.takesDirectCurrent }
}

/// A car of a group and its share of the arrivals.
package struct CarShare: Equatable, Sendable {
    /// The car.
    package var car: CarPlan
    /// Its weight among the cars of the group.
    package var weight: Int

    /// Makes a share.
    package init(car: CarPlan, weight: Int) {
        self.car = car
        self.weight = weight
    }
}

extension GroupPlan {
    /// Name of the kind as the group says it.
    package var kindName: String { chargePoint?.name ?? kind.rawValue }

    /// Greatest power of a connector in W.
    var maximumPowerWatts: Double { chargePoint?.maximumPowerWatts ?? kind.maximumPowerWatts }
}

extension CanonicalWriter {
    private mutating func write(_ value: Int?) {
        write(tag: value == nil ? 0 : 1)
        if let value { write(value) }
    }

    private mutating func write(_ value: Bool?) { write(value.map { $0 ? 1 : 0 }) }

    private mutating func write(_ value: String?) {
        write(tag: value == nil ? 0 : 1)
        if let value { write(value) }
    }

    /// Everything that the kind is, not what it is called.
    mutating func write(_ kind: ChargePointPlan) {
        write(kind.base.rawValue)
        for value in [kind.connectors, kind.phases, kind.amperes, kind.watts, kind.volts, kind.shared] { write(value) }
        for value in [kind.hasFixedCable, kind.switchesPhases, kind.hasMainMeter] { write(value) }
        for value in [kind.vendor, kind.model, kind.firmware, kind.meter] { write(value) }
        // Nothing where the scenario says nothing, so that such plans keep their digest.
        if let delay = kind.closeDelayMilliseconds { write(delay) }
    }

    /// Everything that the car is, not what it is called.
    mutating func write(_ car: CarPlan) {
        write(car.base.rawValue)
        for value in [
            car.batteryWattHours, car.phases, car.amperes, car.directWatts, car.efficiencyPermille,
            car.powerFactorPermille, car.arrivalPermille?.lowerBound, car.arrivalPermille?.upperBound,
            car.targetPercent, car.curve?.count,
        ] { write(value) }
        for point in car.curve ?? [] {
            write(point.percent)
            write(point.watts)
        }
    }
}
