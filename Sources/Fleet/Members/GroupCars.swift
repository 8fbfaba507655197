import ChargePointModel
import OCPPTypes
import Scenario

/// The cars of a group: those that come by themselves, and those that only a step names (with weight 0).
struct GroupCars: Sendable {
    private let plans: [CarPlan]
    /// The mix for the charge points; nil: the kind's own.
    let mix: CarMix?

    init(_ group: GroupPlan, _ program: Program) {
        var named: [CarPlan] = []
        for case .plugInCar(let car?, _) in program.instructions where !named.contains(car) { named.append(car) }
        guard !group.cars.isEmpty || !named.isEmpty else {
            plans = []
            mix = nil
            return
        }
        var shares = group.cars
        if shares.isEmpty {
            // The kind's own car stays the one that comes by itself.
            let own = Kinds.make(group).specification.car
            guard let car = BuiltInCar(rawValue: own) else { preconditionFailure("\(own) is a built-in car") }
            shares = [CarShare(car: CarPlan(car), weight: 1)]
        }
        for car in named where !shares.contains(where: { $0.car == car }) {
            shares.append(CarShare(car: car, weight: 0))
        }
        plans = shares.map(\.car)
        mix = CarMix(shares.map { CarMix.Entry(Self.make($0.car), weight: $0.weight) })
    }

    /// Where a car that a step names stands in the mix.
    func place(of car: CarPlan) -> Int? { plans.firstIndex(of: car) }

    static func make(_ plan: CarPlan) -> Car {
        guard let base = Car.builtIn(named: plan.base.rawValue) else {
            preconditionFailure("the scenario's cars are the charge point model's: \(plan.base.rawValue)")
        }
        var car = base.specification
        car.name = plan.name
        if let value = plan.batteryWattHours { car.batteryWattHours = value }
        if let points = plan.curve { car.curve = points.map { ChargingCurve.Point($0.percent, watts: $0.watts) } }
        if let value = plan.phases { car.phases = value }
        if let value = plan.amperes { car.amperes = value }
        if let value = plan.directWatts { car.directWatts = value }
        if let value = plan.efficiencyPermille { car.efficiencyPermille = value }
        if let value = plan.powerFactorPermille { car.powerFactorPermille = value }
        if let range = plan.arrivalPermille {
            car.arrivalLeastPermille = range.lowerBound
            car.arrivalMostPermille = range.upperBound
        }
        if let value = plan.targetPercent { car.targetPercent = value }
        guard let made = Car(car) else { preconditionFailure("the scenario's limits are those of a car: \(car)") }
        return made
    }
}

/// Makes the hardware that a group asks for.
enum Kinds {
    static func make(_ group: GroupPlan) -> ChargePointKind {
        guard let base = ChargePointKind.builtIn(named: group.kind.rawValue) else {
            preconditionFailure("the scenario's kinds are the charge point model's: \(group.kind.rawValue)")
        }
        guard let plan = group.chargePoint else { return base }
        var kind = base.specification
        kind.name = plan.name
        switch kind.supply {
        case .alternating(let phases, let amperes):
            kind.supply = .alternating(phases: plan.phases ?? phases, amperes: plan.amperes ?? amperes)
        case .direct(let watts, let amperes, let volts):
            kind.supply = .direct(
                watts: plan.watts ?? watts, amperes: plan.amperes ?? amperes, volts: plan.volts ?? volts)
        }
        if let value = plan.connectors { kind.connectors = min(value, ChargePointLimits.connectors) }
        if let value = plan.shared { kind.shared = value }
        if let value = plan.hasFixedCable { kind.hasFixedCable = value }
        if let value = plan.switchesPhases { kind.switchesPhases = value }
        if let value = plan.hasMainMeter { kind.hasMainMeter = value }
        if let value = plan.vendor { kind.vendor = CiString(unchecked: value) }
        if let value = plan.model { kind.model = CiString(unchecked: value) }
        if let value = plan.firmware { kind.firmwareVersion = CiString(unchecked: value) }
        if let value = plan.meter { kind.meterType = CiString(unchecked: value) }
        if let value = plan.closeDelayMilliseconds { kind.closeDelayMilliseconds = value }
        guard let made = ChargePointKind(kind) else {
            preconditionFailure("the scenario's limits are those of a kind: \(kind)")
        }
        return made
    }
}
