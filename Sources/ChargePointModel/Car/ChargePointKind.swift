import OCPPTypes

/// A kind of charge point hardware: what all points of that kind have in common.
package final class ChargePointKind: Sendable {
    /// How the energy gets into the car.
    package enum Supply: Equatable, Sendable {
        /// Alternating current with so many phases, and the largest current per phase in A.
        case alternating(phases: Int, amperes: Int)
        /// Direct current up to so many W, so many A and so many V.
        case direct(watts: Int, amperes: Int, volts: Int)
    }

    /// What a kind is made from.
    package struct Specification: Equatable, Sendable {
        /// Name in a scenario.
        package var name: String
        /// `chargePointVendor`
        package var vendor: CiString<20> = "Wattswarm"
        /// `chargePointModel`
        package var model: CiString<20>
        /// `firmwareVersion`
        package var firmwareVersion: CiString<50> = "1.0.0"
        /// `meterType`
        package var meterType: CiString<25>?
        /// What a connector delivers.
        package var supply: Supply
        /// Voltage of the grid between phase and neutral, in V.
        package var gridVolts = 230
        /// Frequency of the grid in Hz.
        package var gridHertz = 50
        /// Voltage that limits in W and A are converted with at DC connectors, in V.
        package var nominalVolts = 400
        /// Number of connectors unless a scenario says otherwise.
        package var connectors = 1
        /// What all connectors together deliver at most: W with DC, A per phase with AC; nil: as much as they can.
        package var shared: Int?
        /// True when the cable cannot be taken off the charge point, so there is nothing to unlock.
        package var hasFixedCable: Bool
        /// True when the charge point can use one phase of three while a car charges.
        package var switchesPhases = false
        /// True when a main meter reports the whole charge point as connector 0.
        package var hasMainMeter = false
        /// How long the connection stays open after the last answer before a restart or a change of credentials closes
        /// it, in milliseconds of real time: an answer that the close overtakes is lost.
        package var closeDelayMilliseconds = 1000
        /// The cars that charge here unless a scenario says otherwise.
        package var car = "medium"
        /// Default of MeterValuesSampledData.
        package var sampledData: String

        /// Makes a specification; the rest has the defaults above.
        package init(
            name: String, model: CiString<20>, supply: Supply, hasFixedCable: Bool, sampledData: String
        ) {
            self.name = name
            self.model = model
            self.supply = supply
            self.hasFixedCable = hasFixedCable
            self.sampledData = sampledData
        }
    }

    /// Bounds of a specification; ``init(_:)`` refuses what is outside.
    package enum Limits {
        /// Current of a connector in A, per phase with AC.
        package static let amperes = 6...1000
        /// Power of a DC connector in W.
        package static let watts = 1_000...4_000_000
        /// Voltages in V.
        package static let volts = 100...1500
        /// Time between the last answer and a close, in milliseconds.
        package static let closeDelayMilliseconds = 200...60_000
    }

    /// What the kind was made from.
    package let specification: Specification
    /// The cars that charge here unless a scenario says otherwise.
    package let cars: CarMix

    /// Makes a kind; nil when a value is out of ``Limits`` or the car is not built in.
    package init?(_ specification: Specification) {
        switch specification.supply {
        case .alternating(let phases, let amperes):
            guard (1...3).contains(phases), Limits.amperes.contains(amperes) else { return nil }
            if let shared = specification.shared, shared < 6 { return nil }
        case .direct(let watts, let amperes, let volts):
            guard Limits.watts.contains(watts), Limits.amperes.contains(amperes), Limits.volts.contains(volts)
            else { return nil }
            if let shared = specification.shared, !Limits.watts.contains(shared) { return nil }
        }
        guard Limits.volts.contains(specification.gridVolts), Limits.volts.contains(specification.nominalVolts),
            (1...ChargePointLimits.connectors).contains(specification.connectors),
            Limits.closeDelayMilliseconds.contains(specification.closeDelayMilliseconds),
            specification.gridHertz == 50 || specification.gridHertz == 60,
            let car = Car.builtIn(named: specification.car)
        else { return nil }
        self.specification = specification
        cars = CarMix(car)
    }

    /// Name in a scenario.
    package var name: String { specification.name }
    /// `chargePointVendor`
    package var vendor: CiString<20> { specification.vendor }
    /// `chargePointModel`
    package var model: CiString<20> { specification.model }
    /// `firmwareVersion`
    package var firmwareVersion: CiString<50> { specification.firmwareVersion }
    /// What a connector delivers.
    package var supply: Supply { specification.supply }
    /// Voltage of the grid between phase and neutral, in V.
    package var gridVolts: Int { specification.gridVolts }
    /// Number of connectors unless a scenario says otherwise.
    package var connectors: Int { specification.connectors }
    /// True when the cable cannot be taken off the charge point, so there is nothing to unlock.
    package var hasFixedCable: Bool { specification.hasFixedCable }
    /// Default of MeterValuesSampledData.
    package var sampledData: String { specification.sampledData }

    /// Largest power of a connector, in W.
    package var watts: Int {
        switch supply {
        case .alternating(let phases, let amperes): phases * amperes * gridVolts
        case .direct(let watts, _, _): watts
        }
    }

    /// True when a connector delivers direct current.
    package var isDirect: Bool {
        switch supply {
        case .alternating: false
        case .direct: true
        }
    }

    /// Phases of a connector; 0 with direct current.
    package var phases: Int {
        switch supply {
        case .alternating(let phases, _): phases
        case .direct: 0
        }
    }
}

extension ChargePointKind {
    /// Every built-in kind.
    package static let builtIn: [ChargePointKind] = specifications.map { specification in
        guard let kind = ChargePointKind(specification) else {
            preconditionFailure("\(specification.name) is a built-in kind")
        }
        return kind
    }

    /// The built-in kind of that name.
    package static func builtIn(named name: String) -> ChargePointKind? {
        builtIn.first { $0.name == name }
    }

    /// The specifications of the built-in kinds.
    package static let specifications: [Specification] = [
        alternating("ac-11kw", "WS-AC11", amperes: 16, connectors: 1),
        alternating("ac-22kw-two-connectors", "WS-AC22-2", amperes: 32, connectors: 2),
        direct("dc-50kw", "WS-DC50", .direct(watts: 50_000, amperes: 125, volts: 920)),
        direct("dc-150kw", "WS-DC150", .direct(watts: 150_000, amperes: 400, volts: 920)),
        direct(
            "dc-350kw-two-connectors", "WS-DC350-2", .direct(watts: 350_000, amperes: 500, volts: 1000),
            nominalVolts: 800, connectors: 2, shared: 350_000, car: "large"),
    ]

    private static func alternating(
        _ name: String, _ model: CiString<20>, amperes: Int, connectors: Int
    ) -> Specification {
        var kind = Specification(
            name: name, model: model, supply: .alternating(phases: 3, amperes: amperes), hasFixedCable: false,
            sampledData: alternatingData)
        kind.connectors = connectors
        kind.switchesPhases = true
        return kind
    }

    private static func direct(
        _ name: String, _ model: CiString<20>, _ supply: Supply, nominalVolts: Int = 400, connectors: Int = 1,
        shared: Int? = nil, car: String = "medium"
    ) -> Specification {
        var kind = Specification(
            name: name, model: model, supply: supply, hasFixedCable: true, sampledData: directData)
        kind.nominalVolts = nominalVolts
        kind.connectors = connectors
        kind.shared = shared
        kind.hasMainMeter = connectors > 1
        kind.car = car
        return kind
    }

    /// Default of MeterValuesSampledData with AC: with three phases eight values, energy, power, three currents and
    /// three voltages.
    package static let alternatingData = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage"
    /// Default of MeterValuesSampledData with DC.
    package static let directData = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC"
}
