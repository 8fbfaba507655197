/// A model of car, as far as charging goes: what all cars of that model have in common.
package final class Car: Sendable {
    /// What a car is made from; the members have the values of `medium` unless changed.
    package struct Specification: Equatable, Sendable {
        /// Name in a scenario.
        package var name: String
        /// Energy between 0 and 100 %, in Wh.
        package var batteryWattHours = 60_000
        /// Power into the car over its state of charge.
        package var curve: [ChargingCurve.Point] = Car.mediumCurve
        /// Phases of the on-board charger, 1 to 3; 0: no charging from AC.
        package var phases = 3
        /// Greatest current of the on-board charger per phase, in A.
        package var amperes = 16
        /// Greatest power from a DC charge point, in W; 0: no charging from DC.
        package var directWatts = 120_000
        /// Voltage of the empty battery, in V.
        package var emptyVolts = 330
        /// Voltage of the full battery, in V.
        package var fullVolts = 405
        /// Share of the energy from AC that reaches the battery, in thousandths.
        package var efficiencyPermille = 900
        /// Share of the energy from DC that reaches the battery, in thousandths.
        package var directEfficiencyPermille = 970
        /// Power factor of the on-board charger, in thousandths.
        package var powerFactorPermille = 1000
        /// Least state of charge on arrival, in thousandths.
        package var arrivalLeastPermille = 200
        /// Greatest state of charge on arrival, in thousandths.
        package var arrivalMostPermille = 600
        /// State of charge at which the car ends charging by itself, in percent.
        package var targetPercent = 100

        /// Takes the values of `medium`.
        package init(name: String) {
            self.name = name
        }
    }

    /// Bounds of a specification; ``init(_:)`` refuses what is outside.
    package enum Limits {
        /// Battery in Wh.
        package static let batteryWattHours = 1_000...2_000_000
        /// Current per phase in A.
        package static let amperes = 6...80
        /// Power from DC in W.
        package static let directWatts = 0...ChargingCurve.greatestWatts
        /// Battery voltage in V.
        package static let volts = 100...1500
        /// Efficiencies in thousandths.
        package static let efficiencyPermille = 500...1000
        /// Power factor in thousandths.
        package static let powerFactorPermille = 500...1000
        /// Where a car ends charging by itself, in percent.
        package static let targetPercent = 1...100
    }

    /// What the car was made from.
    package let specification: Specification
    /// The compiled curve.
    let curve: ChargingCurve
    /// Reactive power for each W of active power, in thousandths.
    let reactivePermille: Int

    /// Makes a car; nil when a value is out of ``Limits`` or the curve is none.
    package init?(_ specification: Specification) {
        guard let curve = ChargingCurve(specification.curve),
            Limits.batteryWattHours.contains(specification.batteryWattHours),
            (0...3).contains(specification.phases), Limits.amperes.contains(specification.amperes),
            Limits.directWatts.contains(specification.directWatts),
            Limits.volts.contains(specification.emptyVolts), Limits.volts.contains(specification.fullVolts),
            specification.emptyVolts <= specification.fullVolts,
            Limits.efficiencyPermille.contains(specification.efficiencyPermille),
            Limits.efficiencyPermille.contains(specification.directEfficiencyPermille),
            Limits.powerFactorPermille.contains(specification.powerFactorPermille),
            specification.arrivalLeastPermille >= 0,
            specification.arrivalLeastPermille <= specification.arrivalMostPermille,
            specification.arrivalMostPermille <= 1000, Limits.targetPercent.contains(specification.targetPercent)
        else { return nil }
        self.specification = specification
        self.curve = curve
        // tan φ = √(1 - cos²φ) / cos φ, in whole numbers.
        let cosine = specification.powerFactorPermille
        reactivePermille = Self.squareRoot(1_000_000 - cosine * cosine) * 1000 / cosine
    }

    /// Name in a scenario.
    package var name: String { specification.name }
    /// One percent of the battery, in mWh.
    var percentMilliwattHours: Int64 { Int64(specification.batteryWattHours) * 10 }

    /// Voltage of the battery at a state of charge, in V.
    func volts(atPercent percent: Int) -> Int {
        let part = min(max(percent, 0), 100)
        return specification.emptyVolts + (specification.fullVolts - specification.emptyVolts) * part / 100
    }

    /// Whether the car can charge from a supply at all.
    package func canCharge(from supply: ChargePointKind.Supply) -> Bool {
        switch supply {
        case .alternating: specification.phases > 0
        case .direct(_, _, let volts): specification.directWatts > 0 && specification.emptyVolts <= volts
        }
    }

    /// The largest whole number whose square is not above the argument.
    private static func squareRoot(_ value: Int) -> Int {
        guard value > 0 else { return 0 }
        var root = 0
        var bit = 1 << 20
        while bit > 0 {
            let candidate = root + bit
            if candidate * candidate <= value { root = candidate }
            bit >>= 1
        }
        return root
    }
}

extension Car: Equatable {
    package static func == (a: Car, b: Car) -> Bool { a === b || a.specification == b.specification }
}

extension Car {
    /// Every built-in car.
    package static let builtIn: [Car] = specifications.map { specification in
        guard let car = Car(specification) else { preconditionFailure("\(specification.name) is a built-in car") }
        return car
    }

    /// The built-in car of that name.
    package static func builtIn(named name: String) -> Car? {
        builtIn.first { $0.name == name }
    }

    /// The specifications of the built-in cars.
    package static let specifications: [Specification] = [small, medium, large, plugInHybrid]

    private static let small: Specification = {
        var car = Specification(name: "small")
        car.batteryWattHours = 40_000
        car.curve = [
            .init(0, watts: 42_000), .init(10, watts: 50_000), .init(55, watts: 46_000), .init(80, watts: 24_000),
            .init(90, watts: 12_000), .init(100, watts: 3_000),
        ]
        car.phases = 1
        car.amperes = 32
        car.directWatts = 50_000
        car.emptyVolts = 310
        car.fullVolts = 395
        car.efficiencyPermille = 880
        car.powerFactorPermille = 990
        return car
    }()

    private static let medium = Specification(name: "medium")

    static let mediumCurve: [ChargingCurve.Point] = [
        .init(0, watts: 95_000), .init(10, watts: 120_000), .init(35, watts: 110_000), .init(60, watts: 78_000),
        .init(80, watts: 45_000), .init(90, watts: 22_000), .init(100, watts: 4_000),
    ]

    private static let large: Specification = {
        var car = Specification(name: "large")
        car.batteryWattHours = 100_000
        car.curve = [
            .init(0, watts: 190_000), .init(8, watts: 270_000), .init(45, watts: 240_000), .init(60, watts: 175_000),
            .init(80, watts: 95_000), .init(90, watts: 42_000), .init(100, watts: 6_000),
        ]
        car.amperes = 32
        car.directWatts = 270_000
        car.emptyVolts = 640
        car.fullVolts = 830
        car.efficiencyPermille = 920
        return car
    }()

    private static let plugInHybrid: Specification = {
        var car = Specification(name: "plug-in-hybrid")
        car.batteryWattHours = 14_000
        car.curve = [.init(0, watts: 3_700), .init(92, watts: 3_700), .init(100, watts: 800)]
        car.phases = 1
        car.amperes = 16
        car.directWatts = 0
        car.emptyVolts = 300
        car.fullVolts = 360
        car.efficiencyPermille = 870
        car.powerFactorPermille = 980
        car.arrivalLeastPermille = 50
        return car
    }()
}
