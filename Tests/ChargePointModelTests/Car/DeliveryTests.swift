import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct DeliveryTests {
    static let quiet = [("MeterValueSampleInterval", "0"), ("HeartbeatInterval", "0")]

    /// A charge point with cars of a name plugged in and charging on its first connectors, from a state of charge.
    static func charging(
        _ kind: String, _ cars: [(name: String, percent: Int)], settings: [(String, String)] = quiet,
        factor: Int64 = 1
    ) -> TestPoint {
        var point = TestPoint(
            kind, connectors: cars.count, settings: settings, factor: factor,
            cars: CarMix(Car.builtIn.map { CarMix.Entry($0) }))
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        _ = point.answerAll(Server(interval: 0))
        for (index, car) in cars.enumerated() {
            let place = Car.builtIn.firstIndex { $0.name == car.name }
            _ = point.command(.plugInCar(connectorId: index + 1, CarChoice(car: place, percent: car.percent)))
            _ = point.answerAll()
            _ = point.command(.authorize(tag, connectorId: index + 1))
            _ = point.answerAll(Server(transactionId: 100 + index))
        }
        return point
    }

    @Test(arguments: [
        // kind, car, percent, watts, offered watts
        ("ac-11kw", "medium", 50, 11_040, 11_040), ("ac-22kw-two-connectors", "medium", 50, 11_040, 22_080),
        ("ac-22kw-two-connectors", "large", 50, 22_080, 22_080), ("ac-11kw", "large", 20, 11_040, 11_040),
        // One phase: 16 A of 32 A that the car could take, and its power factor.
        ("ac-11kw", "small", 50, 3643, 3680), ("ac-22kw-two-connectors", "small", 50, 7286, 7360),
        ("ac-11kw", "plug-in-hybrid", 30, 3606, 3680),
        // 125 A at the voltage of the battery, and the curve of the car.
        ("dc-50kw", "medium", 0, 41_250, 50_000), ("dc-50kw", "medium", 98, 7600, 50_000),
        ("dc-50kw", "large", 50, 50_000, 50_000), ("dc-150kw", "medium", 10, 120_000, 150_000),
        ("dc-150kw", "small", 55, 46_000, 150_000), ("dc-350kw-two-connectors", "large", 10, 268_379, 350_000),
        ("dc-150kw", "plug-in-hybrid", 10, 0, 150_000),
    ])
    func `power is the least of car, connector and battery`(
        _ kind: String, _ car: String, _ percent: Int, _ watts: Int, _ offered: Int
    ) {
        let point = Self.charging(kind, [(car, percent)])
        #expect(point.model.watts(of: 1) == watts)
        #expect(point.model.offeredWatts(of: 1) == offered)
        #expect(point.model.stateOfCharge(of: 1) == percent)
        #expect(point.model.status(of: 1) == (watts > 0 ? .charging : .suspendedEV))
        #expect(point.model.car(on: 1)?.name == car)
    }

    /// The register at every second of a whole charge beside the sum of the reported power, nanosecond by nanosecond.
    @Test(arguments: [
        ("ac-11kw", "medium", 80), ("ac-22kw-two-connectors", "small", 70), ("dc-50kw", "medium", 40),
        ("dc-150kw", "large", 5), ("dc-350kw-two-connectors", "large", 0), ("ac-11kw", "plug-in-hybrid", 0),
    ])
    func `the register is the integral of the power exactly, and never falls`(
        _ kind: String, _ car: String, _ percent: Int
    ) {
        var point = Self.charging(kind, [(car, percent)])
        let start = point.model.energyMilliwattHours(of: 1)!
        var nanojoules: Int128 = 0
        var last = start
        var now = point.now
        var percentages: [Int] = []
        var power: [Int] = []
        while point.model.status(of: 1) == .charging {
            // Steps of 7 s, cut where something happens: the power is constant inside.
            let next = min(now.adding(seconds: 7), point.model.nextDeadline)
            nanojoules += Int128(point.model.watts(of: 1)) * Int128(next.nanoseconds(since: now))
            power.append(point.model.watts(of: 1))
            now = next
            _ = point.advance(to: now)
            _ = point.answerAll()
            _ = point.model.readings(
                for: MeasurandList("", kind: point.model.kind)!, context: .other, connector: 1, at: now)
            let register = point.model.energyMilliwattHours(of: 1)!
            #expect(register >= last)
            #expect(Int128(register - start) == nanojoules / 3_600_000_000)
            last = register
            percentages.append(point.model.stateOfCharge(of: 1)!)
        }
        #expect(point.model.status(of: 1) == .suspendedEV)
        #expect(percentages == percentages.sorted() && percentages.last == 100)
        #expect(power.last! < power.max()!, "a taper")
        let battery = Double(Car.builtIn(named: car)!.specification.batteryWattHours)
        let efficiency =
            Double(
                point.model.kind.isDirect
                    ? point.model.connectors[1].car!.car.specification.directEfficiencyPermille
                    : point.model.connectors[1].car!.car.specification.efficiencyPermille) / 1000
        let expected = battery * Double(100 - percent) / 100 / efficiency
        #expect(abs(Double(last - start) / 1000 - expected) < 0.01)
    }

    @Test func `the steps of one percent follow the continuous curve`() {
        // Euler's method in steps of a second over the same table, linear between its points.
        var point = Self.charging("dc-150kw", [("medium", 10)])
        let table = Car.mediumCurve
        func linear(_ percent: Double) -> Double {
            let after = table.firstIndex { Double($0.percent) > percent } ?? table.count - 1
            let (a, b) = (table[after - 1], table[after])
            return Double(a.watts) + Double(b.watts - a.watts) * (percent - Double(a.percent))
                / Double(b.percent - a.percent)
        }
        var stored = 6000.0
        var seconds = 0.0
        while stored < 48_000 {
            stored += linear(stored / 600) * 0.97 / 3600
            seconds += 1
        }
        let begin = point.now
        while point.model.stateOfCharge(of: 1)! < 80 {
            _ = point.advance(to: point.model.nextDeadline)
            _ = point.answerAll()
        }
        let taken = Double(point.now.nanoseconds(since: begin)) / 1e9
        #expect(abs(taken - seconds) < seconds * 0.02, "\(taken) s, and by the continuous curve \(seconds) s")
    }

    @Test func `a car that is full suspends, and power changes only at deadlines`() {
        var point = Self.charging("ac-11kw", [("medium", 95)])
        var watts: [Int] = [point.model.watts(of: 1)]
        var instants = 0
        while point.model.status(of: 1) == .charging {
            _ = point.advance(to: point.model.nextDeadline)
            _ = point.answerAll()
            watts.append(point.model.watts(of: 1))
            instants += 1
        }
        #expect(watts == [11_040, 9400, 7600, 5800, 0])
        #expect(instants == 4)
        #expect(point.model.nextDeadline == .distantFuture)
    }

    @Test func `the driver's own limit ends charging before the battery is full`() {
        var specification = Car.Specification(name: "careful")
        specification.targetPercent = 80
        var point = TestPoint("ac-11kw", settings: Self.quiet, cars: CarMix(Car(specification)!))
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        _ = point.answerAll(Server(interval: 0))
        _ = point.command(.plugInCar(connectorId: 1, CarChoice(percent: 79)))
        _ = point.answerAll()
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.answerAll()
        let effects = point.wait(3600)
        #expect(effects.requests.map(\.action) == [.statusNotification])
        #expect(point.model.status(of: 1) == .suspendedEV && point.model.stateOfCharge(of: 1) == 80)
        #expect(point.model.offeredWatts(of: 1) == 11_040 && point.model.watts(of: 1) == 0)
    }

    @Test func `two cars share the cabinet and what one leaves the other takes`() {
        var point = Self.charging("dc-350kw-two-connectors", [("large", 10), ("large", 10)])
        #expect((1...2).map { point.model.watts(of: $0) } == [175_000, 175_000])
        #expect((1...2).map { point.model.offeredWatts(of: $0) } == [175_000, 175_000])
        var seen: Set<Int> = []
        while point.model.status(of: 1) == .charging {
            _ = point.advance(to: point.model.nextDeadline)
            _ = point.answerAll()
            let sum = point.model.watts(of: 1) + point.model.watts(of: 2)
            let offered = point.model.offeredWatts(of: 1) + point.model.offeredWatts(of: 2)
            #expect(sum <= 350_000 && offered <= 350_000)
            seen.insert(sum)
        }
        #expect(seen.count > 10)

        var pair = Self.charging("dc-350kw-two-connectors", [("large", 10), ("medium", 85)])
        // The medium car wants 33,500 W; the large one gets what it wants and no more.
        #expect((1...2).map { pair.model.watts(of: $0) } == [268_379, 33_500])
        _ = pair.command(.stopTransaction(connectorId: 1, .local))
        _ = pair.answerAll()
        #expect(pair.model.offeredWatts(of: 2) == 350_000)
        #expect(pair.model.watts(of: 1) == 0 && pair.model.offeredWatts(of: 1) == 0)
    }

    @Test func `shares are equal, leave nothing, and let the last wait where a part is too small`() {
        typealias Demand = PowerShares.Demand
        let cases: [(Int64?, [Demand], [Int64], [Int64])] = [
            (nil, [Demand(wanted: 5, cap: 9, least: 1), Demand(wanted: 9, cap: 7, least: 1)], [5, 7], [9, 7]),
            (320, [Demand(wanted: 160, cap: 320, least: 60)], [160], [320]),
            (
                100, [Demand(wanted: 100, cap: 100, least: 0), Demand(wanted: 100, cap: 100, least: 0)], [50, 50],
                [50, 50]
            ),
            (
                101, [Demand(wanted: 100, cap: 100, least: 0), Demand(wanted: 20, cap: 50, least: 0)], [81, 20],
                [81, 20]
            ),
            (
                200, [Demand(wanted: 90, cap: 160, least: 60), Demand(wanted: 30, cap: 60, least: 60)], [90, 30],
                [140, 60]
            ),
            (
                100, [Demand(wanted: 160, cap: 160, least: 60), Demand(wanted: 160, cap: 160, least: 60)], [100, 0],
                [100, 0]
            ),
            (0, [Demand(wanted: 160, cap: 160, least: 60)], [0], [0]),
            (-4, [Demand(wanted: 160, cap: 160, least: 0)], [0], [0]),
            (7, [], [], []),
        ]
        for (budget, demands, granted, offered) in cases {
            let parts = PowerShares.divide(budget, among: demands)
            #expect(parts.map(\.granted) == granted, "\(String(describing: budget)) among \(demands)")
            #expect(parts.map(\.offered) == offered, "\(String(describing: budget)) among \(demands)")
        }
    }

    @Test func `a car is gone with its plug and drawn again with the next`() {
        var point = TestPoint.booted(settings: Self.quiet)
        #expect(point.model.stateOfCharge(of: 1) == nil && point.model.car(on: 1) == nil)
        var seen: Set<Int64> = []
        for _ in 0..<20 {
            _ = point.command(.plugIn(connectorId: 1))
            _ = point.answerAll()
            seen.insert(point.model.connectors[1].car!.storedOnArrival)
            #expect((20...60).contains(point.model.stateOfCharge(of: 1)!))
            _ = point.command(.unplug(connectorId: 1))
            _ = point.answerAll()
            #expect(point.model.connectors[1].cars.isEmpty)
        }
        #expect(seen.count == 20)
    }

    @Test func `a mix draws its cars by weight and a weight of 0 never`() {
        let mix = CarMix([
            .init(Car.builtIn(named: "small")!, weight: 3), .init(Car.builtIn(named: "medium")!, weight: 1),
            .init(Car.builtIn(named: "large")!, weight: 0),
        ])!
        var random = SeededRandom(seed: 5)
        var counts: [String: Int] = [:]
        for _ in 0..<4000 { counts[mix.draw(using: &random).name, default: 0] += 1 }
        #expect(counts["large"] == nil)
        #expect((2850...3150).contains(counts["small"]!))
        #expect(CarMix([]) == nil)
    }

    @Test func `the connector warms up with its load and cools down afterwards`() {
        var warmth = Warmth()
        #expect(warmth.tenths(at: at(1e6), clockFactor: 1) == 200)
        warmth.follow(watts: 11_040, of: 11_040, at: at(0), clockFactor: 1)
        for (seconds, tenths) in [(0.0, 200), (6, 201), (600, 300), (1500, 450), (9000, 450)] {
            #expect(warmth.tenths(at: at(seconds), clockFactor: 1) == tenths)
        }
        warmth.follow(watts: 0, of: 11_040, at: at(600), clockFactor: 1)
        #expect(warmth.tenths(at: at(660), clockFactor: 1) == 290)
        #expect(warmth.tenths(at: at(601), clockFactor: 60) == 290)
        #expect(warmth.tenths(at: at(5000), clockFactor: 1) == 200)
    }
}
