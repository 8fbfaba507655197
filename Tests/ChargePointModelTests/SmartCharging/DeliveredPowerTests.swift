import OCPPTypes
import Testing

@testable import ChargePointModel

/// Random stacks against random charge points: at no instant does more flow than any limit allows.
@Suite struct DeliveredPowerTests {
    private static let seed: UInt64 = 20_250_101

    @Test(arguments: 0..<40)
    func `delivered power is never above a limit`(_ index: Int) {
        var random = SeededRandom(runSeed: Self.seed, group: "delivered", index: UInt64(index))
        let kind = ChargePointKind.builtIn[index % ChargePointKind.builtIn.count]
        let names = kind.isDirect ? ["small", "medium", "large"] : Car.builtIn.map(\.name)
        let cars = (0..<kind.connectors).map { _ in
            (name: names[random.nextIndex(below: names.count)], percent: random.nextIndex(below: 95))
        }
        var point = DeliveryTests.charging(kind.name, cars, factor: index % 3 == 0 ? 60 : 1)
        let units: [ChargingRateUnit] = [[.amperes], [.watts], [.amperes, .watts]][index % 3]
        var watch = PowerWatch()
        for step in 0..<60 {
            act(&point, &random, units, step, span: 300)
            for _ in 0..<20 {
                let span = random.nextIndex(below: 4) == 0 ? random.nextIndex(below: 600_000) : 1000
                let pause = Int64(span) * 1_000_000 / point.model.clock.factor
                _ = point.advance(to: point.now.adding(nanoseconds: pause))
                _ = point.answerAll()
                if let fault = watch.fault(point) {
                    Issue.record("\(fault) at \(point.now), step \(step) of index \(index), seed \(Self.seed)")
                    return
                }
            }
        }
        #expect(watch.tally.checks > 1000)
        #expect(watch.tally.charging > 0 && watch.tally.paused > 0, "index \(index): \(watch.tally)")
    }

    /// A day of one charge point after the other, looked at whenever anything changes and at random instants between.
    @Test(arguments: 0..<8)
    func `over a simulated day every phase stays below every limit on every level`(_ part: Int) {
        var watch = PowerWatch()
        for number in 0..<6 {
            let index = part * 6 + number
            var random = SeededRandom(runSeed: Self.seed, group: "day", index: UInt64(index))
            var point = Self.site(&random, index)
            var step = 0
            var next = point.now
            let end = point.now.adding(seconds: 86_400)
            while point.now < end {
                let due = min(next, point.model.nextDeadline)
                if due > point.now, random.nextIndex(below: 3) == 0 {
                    let between = Int64(random.nextIndex(below: Int(clamping: due.nanoseconds(since: point.now))))
                    _ = point.advance(to: point.now.adding(nanoseconds: between))
                } else if due < next {
                    _ = point.advance(to: due)
                } else {
                    _ = point.advance(to: next)
                    _ = point.answerAll()
                    act(&point, &random, ChargingRateUnit.allCases, step, span: 7200)
                    step += 1
                    next = point.now.adding(seconds: Int64(60 + random.nextIndex(below: 1500)))
                }
                _ = point.answerAll()
                if let fault = watch.fault(point) {
                    Issue.record("\(fault) at \(point.now), step \(step) of index \(index), seed \(Self.seed)")
                    return
                }
            }
        }
        let tally = watch.tally
        #expect(tally.checks > 3000 && tally.mixed > 1000, "\(tally)")
        #expect(tally.charging > 1000 && tally.alone > 200 && tally.limited > 50 && tally.paused > 100, "\(tally)")
    }

    /// A charge point of 1 to 3 phases, or of direct current, with cars of 1 to 3 phases at its connectors.
    private static func site(_ random: inout SeededRandom, _ index: Int) -> TestPoint {
        let cars = (0..<6).compactMap { number -> CarMix.Entry? in
            var car = Car.Specification(name: "car-\(number)")
            car.batteryWattHours = 100_000
            car.phases = 1 + number % 3
            car.amperes = number < 3 ? 16 : 32
            car.powerFactorPermille = number == 4 ? 960 : 1000
            return Car(car).map { CarMix.Entry($0) }
        }
        let connectors = 1 + index % 3
        let isDirect = index % 6 == 5
        var kind = ChargePointKind.Specification(
            name: "site", model: "SITE",
            supply: isDirect
                ? .direct(watts: 150_000, amperes: 400, volts: 920)
                : .alternating(phases: [3, 3, 1, 2][random.nextIndex(below: 4)], amperes: index % 2 == 0 ? 32 : 16),
            hasFixedCable: false, sampledData: "")
        kind.connectors = connectors
        kind.switchesPhases = random.nextIndex(below: 4) > 0
        if random.nextIndex(below: 4) == 0 { kind.shared = isDirect ? 180_000 : 40 }
        guard let made = ChargePointKind(kind), let mix = CarMix(cars) else { preconditionFailure("a site") }
        var setup = ChargePointSetup(
            kind: made, identity: "CP1", connectors: connectors,
            configuration: SharedConfiguration(
                kind: made, connectors: connectors,
                settings: DeliveryTests.quiet + [("ConnectorPhaseRotation", "1.RST, 2.STR, 3.TRS")]),
            seed: UInt64(index), clock: DeviceClock(epoch: testEpoch, reference: .zero, factor: 1),
            limits: .withoutJitter)
        setup.cars = mix
        var point = TestPoint()
        point.model = ChargePointModel(setup)
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        _ = point.answerAll(Server(interval: 0))
        for connectorId in 1...connectors where random.nextIndex(below: 4) > 0 {
            _ = point.command(.plugIn(connectorId: connectorId))
            _ = point.answerAll()
            _ = point.command(.authorize(tag, connectorId: connectorId))
            _ = point.answerAll(Server(transactionId: 100 + connectorId))
        }
        return point
    }

    private func act(
        _ point: inout TestPoint, _ random: inout SeededRandom, _ units: [ChargingRateUnit], _ step: Int, span: Int
    ) {
        let connectorId = random.nextIndex(below: point.model.connectorCount + 1)
        switch random.nextIndex(below: 10) {
        case 0:
            _ = point.call(.clearChargingProfile(.init(connectorId: connectorId)))
        case 1 where connectorId > 0:
            _ = point.command(.stopTransaction(connectorId: connectorId, .local))
            _ = point.answerAll()
            _ = point.command(.authorize(tag, connectorId: connectorId))
        case 2 where connectorId > 0:
            _ = point.command(.unplug(connectorId: connectorId))
            _ = point.command(.plugIn(connectorId: connectorId))
            _ = point.answerAll()
            _ = point.command(.authorize(tag, connectorId: connectorId))
        default:
            let unit = units[random.nextIndex(below: units.count)]
            let request = SetChargingProfile.Request(
                connectorId: connectorId, csChargingProfiles: profile(&random, connectorId, unit, point, span))
            _ = point.call(.setChargingProfile(request))
        }
        _ = point.answerAll(Server(transactionId: 200 + step))
    }

    private func profile(
        _ random: inout SeededRandom, _ connectorId: Int, _ unit: ChargingRateUnit, _ point: TestPoint, _ span: Int
    ) -> ChargingProfile {
        let purposes: [ChargingProfilePurpose] =
            connectorId == 0 ? [.chargePointMaxProfile, .txDefaultProfile] : [.txProfile, .txDefaultProfile]
        let kind: ChargingProfileKind = [.absolute, .relative, .recurring][random.nextIndex(below: 3)]
        let greatest = unit == .amperes ? 40 : point.model.kind.watts + 1000
        var start = 0
        var periods: [ChargingSchedulePeriod] = []
        for _ in 0...random.nextIndex(below: 4) {
            let limit = random.nextIndex(below: 6) == 0 ? 0 : random.nextIndex(below: greatest * 10)
            periods.append(
                ChargingSchedulePeriod(
                    startPeriod: start, limit: DecimalNumber(tenths: Int64(limit)),
                    numberPhases: [nil, 1, 2, 3][random.nextIndex(below: 4)]))
            start += 1 + random.nextIndex(below: span)
        }
        let now = point.model.clock.time(at: point.now)
        func near(_ random: inout SeededRandom) -> DateTime {
            now.adding(milliseconds: Int64(random.nextIndex(below: 200 * span)) - 100 * Int64(span))
        }
        return ChargingProfile(
            chargingProfileId: random.nextIndex(below: 12), stackLevel: random.nextIndex(below: 3),
            chargingProfilePurpose: purposes[random.nextIndex(below: 2)], chargingProfileKind: kind,
            recurrencyKind: kind == .recurring ? .daily : nil,
            validFrom: random.nextIndex(below: 4) == 0 ? near(&random) : nil,
            validTo: random.nextIndex(below: 3) == 0 ? near(&random).adding(milliseconds: 1000 * Int64(span)) : nil,
            chargingSchedule: ChargingSchedule(
                duration: random.nextIndex(below: 2) == 0 ? start + 60 : nil,
                startSchedule: kind == .relative ? nil : near(&random), chargingRateUnit: unit,
                chargingSchedulePeriod: periods,
                // No schema bounds it from above.
                minChargingRate: [
                    DecimalNumber(8), DecimalNumber(tenths: .max), DecimalNumber(tenths: 14_000_000_000_000_000), nil,
                ][random.nextIndex(below: 4)]))
    }
}
