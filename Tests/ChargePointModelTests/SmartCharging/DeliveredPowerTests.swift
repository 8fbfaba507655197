import OCPPTypes
import SmartCharging
import Testing

@testable import ChargePointModel

/// Random stacks against random charge points: at no instant does more flow than `SmartCharging` allows, asked anew for
/// every instant.
@Suite struct DeliveredPowerTests {
    /// What happened, so that a test that checks nothing does not pass.
    struct Tally {
        var checks = 0
        var charging = 0
        var limited = 0
        var paused = 0
    }

    @Test(arguments: 0..<40)
    func `delivered power is never above the composite limit`(_ index: Int) {
        let seed: UInt64 = 20_250_101
        var random = SeededRandom(runSeed: seed, group: "delivered", index: UInt64(index))
        let kind = ChargePointKind.builtIn[index % ChargePointKind.builtIn.count]
        let names = kind.isDirect ? ["small", "medium", "large"] : Car.builtIn.map(\.name)
        let cars = (0..<kind.connectors).map { _ in
            (name: names[random.nextIndex(below: names.count)], percent: random.nextIndex(below: 95))
        }
        var point = DeliveryTests.charging(kind.name, cars, factor: index % 3 == 0 ? 60 : 1)
        let units: [ChargingRateUnit] = [[.amperes], [.watts], [.amperes, .watts]][index % 3]
        var tally = Tally()
        for step in 0..<60 {
            act(&point, &random, units, step)
            for _ in 0..<20 {
                let span = random.nextIndex(below: 4) == 0 ? random.nextIndex(below: 600_000) : 1000
                let pause = Int64(span) * 1_000_000 / point.model.clock.factor
                _ = point.advance(to: point.now.adding(nanoseconds: pause))
                _ = point.answerAll()
                if let fault = fault(point, &tally) {
                    Issue.record("\(fault) at \(point.now), step \(step) of index \(index), seed \(seed)")
                    return
                }
            }
        }
        #expect(tally.checks > 1000)
        #expect(tally.charging > 0 && tally.limited + tally.paused > 0, "index \(index): \(tally)")
    }

    private func act(
        _ point: inout TestPoint, _ random: inout SeededRandom, _ units: [ChargingRateUnit], _ step: Int
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
                connectorId: connectorId, csChargingProfiles: profile(&random, connectorId, unit, point, step))
            _ = point.call(.setChargingProfile(request))
        }
        _ = point.answerAll(Server(transactionId: 200 + step))
    }

    private func profile(
        _ random: inout SeededRandom, _ connectorId: Int, _ unit: ChargingRateUnit, _ point: TestPoint, _ step: Int
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
            start += 1 + random.nextIndex(below: 300)
        }
        let now = point.model.clock.time(at: point.now)
        return ChargingProfile(
            chargingProfileId: random.nextIndex(below: 12), stackLevel: random.nextIndex(below: 3),
            chargingProfilePurpose: purposes[random.nextIndex(below: 2)], chargingProfileKind: kind,
            recurrencyKind: kind == .recurring ? .daily : nil,
            validTo: random.nextIndex(below: 3) == 0 ? now.adding(milliseconds: 400_500) : nil,
            chargingSchedule: ChargingSchedule(
                duration: random.nextIndex(below: 2) == 0 ? start + 60 : nil,
                startSchedule: kind == .relative
                    ? nil : now.adding(milliseconds: Int64(random.nextIndex(below: 60_000)) - 30_000),
                chargingRateUnit: unit, chargingSchedulePeriod: periods,
                minChargingRate: random.nextIndex(below: 4) == 0 ? DecimalNumber(8) : nil))
    }

    private func isBelowHardware(_ limit: ElectricLimit, _ kind: ChargePointKind) -> Bool {
        switch (kind.supply, limit.unit) {
        case (.alternating(_, let amperes), .amperes): limit.limit < DecimalNumber(amperes)
        case (_, .watts): limit.limit < DecimalNumber(kind.watts)
        case (.direct, .amperes): limit.limit < DecimalNumber(kind.watts / kind.specification.nominalVolts)
        }
    }

    /// The first rule that is broken.
    private func fault(_ point: TestPoint, _ tally: inout Tally) -> String? {
        let model = point.model
        // A limit holds in the unit that it is given in: W spread over fewer phases are more A on each of them.
        var units = ChargingRateUnit.allCases.filter { unit in
            model.chargingProfiles.profiles.contains { $0.profile.chargingSchedule.chargingRateUnit == unit }
        }
        if units.isEmpty { units = [.watts] }
        let time = model.clock.time(at: point.now)
        func limit(_ connectorId: Int, _ unit: ChargingRateUnit) -> ElectricLimit? {
            model.chargingProfiles.limit(
                connectorId: connectorId, transactions: model.chargingTransactions, at: time, unit: unit,
                configuration: model.smartChargingConfiguration
            ).limit
        }
        var sums = [0, 0]
        for connectorId in 1...model.connectorCount {
            let reading = model.reading(connectorId, context: .other, at: point.now)
            let current = max(reading.deciamperes.0, reading.deciamperes.1, reading.deciamperes.2)
            sums[0] += reading.watts
            sums[1] += current
            tally.checks += 1
            if reading.watts > 0 { tally.charging += 1 }
            if model.status(of: connectorId) == .suspendedEVSE { tally.paused += 1 }
            if (reading.watts > 0) != (model.status(of: connectorId) == .charging) {
                return "connector \(connectorId): \(model.status(of: connectorId)) with \(reading.watts) W"
            }
            if reading.wattsOffered < reading.watts { return "less offered than delivered on \(connectorId)" }
            for unit in units {
                guard let limit = limit(connectorId, unit) else { return "the hardware has a limit" }
                if reading.watts > 0, isBelowHardware(limit, model.kind) { tally.limited += 1 }
                switch unit {
                case .watts:
                    if reading.watts * 10 > limit.limit.tenths {
                        return "connector \(connectorId): \(reading.watts) W above \(limit)"
                    }
                case .amperes:
                    if current > limit.limit.tenths, !model.kind.isDirect || !model.chargingProfiles.isEmpty {
                        return "connector \(connectorId): \(current) tenths of an ampere above \(limit)"
                    }
                }
            }
        }
        for unit in units {
            guard let total = limit(0, unit) else { return "the hardware has a limit" }
            if unit == .watts, sums[0] * 10 > total.limit.tenths { return "\(sums[0]) W above \(total) in total" }
            if unit == .amperes, !model.kind.isDirect, sums[1] > total.limit.tenths {
                return "\(sums[1]) tenths of an ampere above \(total) in total"
            }
        }
        return nil
    }
}
