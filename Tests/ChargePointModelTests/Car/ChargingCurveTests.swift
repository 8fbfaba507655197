import Foundation
import Testing

@testable import ChargePointModel

@Suite struct ChargingCurveTests {
    @Test func `power lies on straight lines between the points and stays before and after them`() {
        let curve = ChargingCurve([.init(10, watts: 1000), .init(20, watts: 2000), .init(60, watts: 1200)])!
        for (percent, watts) in [
            (-5, 1000), (0, 1000), (9, 1000), (10, 1000), (11, 1100), (15, 1500), (19, 1900), (20, 2000), (21, 1980),
            (40, 1600), (59, 1220), (60, 1200), (99, 1200), (100, 0), (140, 0),
        ] {
            #expect(curve.watts(atPercent: percent) == watts, "\(percent) %")
        }
        #expect(curve.greatestWatts == 2000)
    }

    @Test func `a battery that is not full takes something`() {
        let curve = ChargingCurve([.init(0, watts: 5000), .init(100, watts: 0)])!
        #expect(curve.watts(atPercent: 97) == 150)
        #expect(curve.watts(atPercent: 99) == ChargingCurve.leastWatts)
        #expect(ChargingCurve([.init(0, watts: 0)])!.watts(atPercent: 50) == ChargingCurve.leastWatts)
    }

    @Test func `tables that are none are refused`() {
        let tables: [[ChargingCurve.Point]] = [
            [], [.init(10, watts: 1), .init(10, watts: 2)], [.init(20, watts: 1), .init(10, watts: 2)],
            [.init(-1, watts: 1)], [.init(101, watts: 1)], [.init(0, watts: -1)],
            [.init(0, watts: ChargingCurve.greatestWatts + 1)],
        ]
        for table in tables { #expect(ChargingCurve(table) == nil, "\(table)") }
        let full = (0...100).map { ChargingCurve.Point($0, watts: 1000 + $0) }
        #expect(ChargingCurve(full)?.watts(atPercent: 77) == 1077)
        #expect(ChargingCurve(full)?.points == full)
    }

    @Test func `every built-in car is one, with its own name`() {
        #expect(Car.builtIn.map(\.name) == ["small", "medium", "large", "plug-in-hybrid"])
        for car in Car.builtIn {
            #expect(Car.builtIn(named: car.name) == car)
            #expect(car.curve.watts(atPercent: 99) < car.curve.greatestWatts, "a taper")
            #expect(car.canCharge(from: .alternating(phases: 3, amperes: 16)))
        }
        #expect(!Car.builtIn(named: "plug-in-hybrid")!.canCharge(from: .direct(watts: 1, amperes: 1, volts: 1000)))
        #expect(!Car.builtIn(named: "large")!.canCharge(from: .direct(watts: 50_000, amperes: 125, volts: 500)))
    }

    @Test func `a specification out of its limits makes no car`() {
        let changes: [(inout Car.Specification) -> Void] = [
            { $0.batteryWattHours = 0 }, { $0.curve = [] }, { $0.phases = 4 }, { $0.phases = -1 },
            { $0.amperes = 5 }, { $0.amperes = 81 }, { $0.directWatts = -1 }, { $0.emptyVolts = 99 },
            { $0.emptyVolts = 406 }, { $0.fullVolts = 1501 }, { $0.efficiencyPermille = 499 },
            { $0.efficiencyPermille = 1001 }, { $0.directEfficiencyPermille = 0 }, { $0.powerFactorPermille = 1001 },
            { $0.arrivalLeastPermille = 601 }, { $0.arrivalMostPermille = 1001 }, { $0.arrivalLeastPermille = -1 },
            { $0.targetPercent = 0 }, { $0.targetPercent = 101 },
        ]
        #expect(Car(Car.Specification(name: "x")) != nil)
        for (index, change) in changes.enumerated() {
            var specification = Car.Specification(name: "x")
            change(&specification)
            #expect(Car(specification) == nil, "change \(index)")
        }
    }

    @Test func `reactive power follows the power factor in whole numbers`() {
        for (cosine, tangent) in [(1000, 0), (990, 142), (980, 202), (800, 750), (600, 1333), (500, 1732)] {
            var specification = Car.Specification(name: "x")
            specification.powerFactorPermille = cosine
            #expect(Car(specification)!.reactivePermille == tangent, "\(cosine)")
        }
    }

    @Test func `the table of curves in the guide is that of the built-in cars`() throws {
        let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
        let guide = try String(
            contentsOfFile: root + "/Sources/ChargePointModel/ChargePointModel.docc/TheCar.md", encoding: .utf8)
        for car in Car.builtIn {
            let points = car.specification.curve.map { point in
                let watts = point.watts % 1000 == 0 ? "\(point.watts / 1000)" : "\(Double(point.watts) / 1000)"
                return "\(point.percent) %: \(watts)"
            }
            let row = "| `\(car.name)` | \(points.joined(separator: ", ")) |"
            #expect(guide.contains(row), Comment(rawValue: row))
        }
    }
}
