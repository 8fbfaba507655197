import OCPPTypes
import Scenario
import Testing

@Suite struct HardwareTests {
    static let text = """
        scenario: own hardware
        duration: 10m
        charge-points:
          garage:
            based-on: ac-22kw-two-connectors
            connectors: 4
            phases: 1
            current: 20A
            shared: 63A
            cable: fixed
            phase-switching: false
            main-meter: true
            vendor: Ohm & Sons
            model: G4
            firmware: 2.1
            meter: M-1
            configuration: {MeterValueSampleInterval: 30, BlinkRepeat: 2}
          slow-dc: {based-on: dc-50kw, power: 40kW, current: 100A, voltage: 500V}
        cars:
          van:
            based-on: medium
            battery: 75kWh
            curve: {0%: 60kW, 70%: 60kW, 100%: 5kW}
            phases: 2
            current: 20A
            dc-power: 60kW
            efficiency: 91.5%
            power-factor: 99%
            arrives-at: uniform 12.5%..40%
            leaves-at: 90%
          city: {based-on: small, arrives-at: 10%, dc-power: 0W}
        fleet:
          depot:
            count: 2
            charge-point: garage
            cars: {van: 3, city: 1, large: 0}
            behaviour: visits
            configuration: {BlinkRepeat: 5, LightIntensity: 50}
          street: {count: 1, charge-point: slow-dc, cars: van, behaviour: visits}
          plain: {count: 1, cars: plug-in-hybrid}
        behaviours:
          visits:
            - plug-in: {car: large, soc: uniform 5%..20%}
            - authorize: {idTag: TAG1}
            - charge: {for: 1m}
            - unplug
            - plug-in: {soc: 80%}
            - unplug
            - plug-in: {car: van}
            - unplug
            - plug-in
            - unplug
        """

    private var van: CarPlan {
        var van = CarPlan(name: "van", base: .medium)
        van.batteryWattHours = 75_000
        van.curve = [
            .init(percent: 0, watts: 60_000), .init(percent: 70, watts: 60_000), .init(percent: 100, watts: 5000),
        ]
        van.phases = 2
        van.amperes = 20
        van.directWatts = 60_000
        van.efficiencyPermille = 915
        van.powerFactorPermille = 990
        van.arrivalPermille = 125...400
        van.targetPercent = 90
        return van
    }

    @Test func `own kinds and cars stand in the plan of their groups`() throws {
        let plan = try plan(Self.text)
        var garage = ChargePointPlan(name: "garage", base: .ac22kWTwoConnectors)
        garage.connectors = 4
        garage.phases = 1
        garage.amperes = 20
        garage.shared = 63
        garage.hasFixedCable = true
        garage.switchesPhases = false
        garage.hasMainMeter = true
        garage.vendor = "Ohm & Sons"
        garage.model = "G4"
        garage.firmware = "2.1"
        garage.meter = "M-1"
        var city = CarPlan(name: "city", base: .small)
        city.arrivalPermille = 100...100
        city.directWatts = 0
        #expect(plan.groups[0].chargePoint == garage)
        #expect(plan.groups[0].connectorCount == 4)
        #expect(
            plan.groups[0].cars == [
                CarShare(car: van, weight: 3), CarShare(car: city, weight: 1),
                CarShare(car: CarPlan(.large), weight: 0),
            ])
        #expect(
            plan.groups[0].configuration == [
                ConfigurationSetting(key: "MeterValueSampleInterval", value: "30"),
                ConfigurationSetting(key: "BlinkRepeat", value: "5"),
                ConfigurationSetting(key: "LightIntensity", value: "50"),
            ])
        #expect(plan.groups[1].chargePoint?.watts == 40_000 && plan.groups[1].chargePoint?.volts == 500)
        #expect(plan.groups[1].cars == [CarShare(car: van, weight: 1)])
        #expect(
            plan.groups[2].chargePoint == nil
                && plan.groups[2].cars == [CarShare(car: CarPlan(.plugInHybrid), weight: 1)])
        let plugs = plan.programs[0].instructions.filter {
            switch $0 {
            case .plugIn, .plugInCar: true
            default: false
            }
        }
        #expect(
            plugs == [
                .plugInCar(CarPlan(.large), stateOfCharge: .uniform(low: 5, high: 20)),
                .plugInCar(nil, stateOfCharge: .fixed(80)), .plugInCar(van, stateOfCharge: nil), .plugIn,
            ])
    }

    @Test func `what is inspected reads back, with every key`() throws {
        let plan = try plan(Self.text)
        let text = ScenarioInspector.inspect(plan)
        #expect(try HardwareTests.reread(text) == plan, Comment(rawValue: text))
        for line in [
            "    cable: fixed", "    shared: 63A", "    arrives-at: uniform 12.5%..40%", "    arrives-at: 10%",
            "    curve: {0%: 60kW, 70%: 60kW, 100%: 5kW}", "    cars: {van: 3, city: 1, large: 0}", "    cars: van",
            "    - plug-in: {car: large, soc: uniform 5%..20%}", "    - plug-in: {soc: 80%}", "    efficiency: 91.5%",
        ] { #expect(text.contains(line + "\n"), Comment(rawValue: line)) }
    }

    private static func reread(_ text: String) throws -> Plan { try ScenarioTests.plan(text) }

    @Test func `the digest knows what hardware is, not what it is called`() throws {
        func bytes(_ text: String, group: Int = 0) throws -> [UInt8] {
            try plan(text).memberDescription(group: group, index: 0)
        }
        let whole = try bytes(Self.text)
        #expect(try bytes(Self.text.replacing("garage", with: "cellar").replacing("van", with: "lorry")) == whole)
        for (old, new) in [
            ("current: 20A\n    shared", "current: 21A\n    shared"), ("shared: 63A", "shared: 64A"),
            ("cable: fixed", "cable: detachable"),
            ("phase-switching: false", "phase-switching: true"), ("model: G4", "model: G5"), ("van: 3", "van: 4"),
            ("battery: 75kWh", "battery: 76kWh"), ("70%: 60kW", "71%: 60kW"), ("leaves-at: 90%", "leaves-at: 91%"),
            ("soc: 80%", "soc: 81%"), ("{car: large, soc", "{car: small, soc"), ("city: 1", "city: 2"),
            ("main-meter: true", "main-meter: false"), ("connectors: 4", "connectors: 5"),
        ] {
            let changed = Self.text.replacing(old, with: new)
            #expect(changed != Self.text, Comment(rawValue: old))
            #expect(try bytes(changed) != whole, Comment(rawValue: new))
        }
        // A plan that says nothing of hardware keeps the bytes that it always had.
        let plain = try bytes(smallest)
        #expect(try bytes(smallest.replacing("{count: 1}", with: "{count: 1, cars: medium}")) != plain)
        #expect(plain.suffix(8) == [0, 0, 0, 0, 0, 0, 0, 0], "the number of configuration settings is the end")
    }

    @Test func `the estimate takes the power of an own kind`() throws {
        let head = "scenario: s\nduration: 1h\nfleet: {a: {count: 100, charge-point: %, behaviour: road-trip}}\n"
        let own = "charge-points: {x: {based-on: dc-150kw, power: 50kW}}\n"
        let small = try plan(own + head.replacing("%", with: "x")).estimate
        #expect(small == (try plan(head.replacing("%", with: "dc-50kw")).estimate))
        #expect(small != (try plan(head.replacing("%", with: "dc-150kw")).estimate))
    }
}
