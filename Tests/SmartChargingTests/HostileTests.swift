import OCPPTypes
import SmartCharging
import Testing

/// Numbers at the ends of their ranges: nothing traps, and the limits of the target hold.
@Suite struct HostileTests {
    private static let years = [
        DateTime(millisecondsSince1970: DateTime.range.lowerBound),
        DateTime(millisecondsSince1970: DateTime.range.upperBound), DateTime(millisecondsSince1970: .min),
        DateTime(millisecondsSince1970: .max), noon,
    ]

    @Test func `extreme numbers in every field never trap`() {
        let numbers = [0, 1, Int(Int32.max), Int.max / 1000, Int.max / 1000 + 1, .max]
        for start in Self.years {
            for duration in numbers {
                for kind in ChargingProfileKind.allCases {
                    var bench = Bench(connectors: 2, limit: ElectricLimit(DecimalNumber(tenths: .max), .amperes))
                    bench.start(1, id: .max, at: start)
                    bench.now = start
                    for purpose in ChargingProfilePurpose.allCases {
                        var one = profile(
                            purpose == .txProfile ? .max : .min, purpose, kind: kind,
                            recurrency: kind == .recurring ? .weekly : nil, start: start, duration: duration,
                            unit: purpose == .txProfile ? .watts : .amperes, [0: 1])
                        one.chargingSchedule.chargingSchedulePeriod = [
                            ChargingSchedulePeriod(startPeriod: 0, limit: DecimalNumber(tenths: .max)),
                            ChargingSchedulePeriod(
                                startPeriod: .max, limit: DecimalNumber(tenths: .max), numberPhases: .max),
                        ]
                        bench.set(purpose == .txProfile ? 1 : 0, one)
                    }
                    for time in Self.years {
                        for connectorId in 0...1 {
                            _ = bench.limit(connectorId, at: time)
                            _ = bench.nextChange(connectorId, after: time)
                        }
                        bench.now = time
                        for duration in numbers {
                            for connectorId in 0...1 {
                                for unit in ChargingRateUnit.allCases {
                                    _ = bench.store.compositeSchedule(
                                        .init(
                                            connectorId: connectorId, duration: min(duration, 10_000_000),
                                            chargingRateUnit: unit),
                                        transactions: bench.transactions, at: time, configuration: bench.configuration)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Test func `100,000 periods are refused even where the keys would allow them`() {
        var bench = Bench()
        bench.configuration.maxPeriods = .max
        bench.configuration.maxInstalled = .max
        var one = profile(1, .txDefaultProfile, [0: 6])
        one.chargingSchedule.chargingSchedulePeriod = (0..<100_000).map {
            ChargingSchedulePeriod(startPeriod: $0, limit: decimal(6))
        }
        #expect(bench.set(1, one) == .tooManyPeriods)
        one.chargingSchedule.chargingSchedulePeriod.removeLast(100_000 - SmartChargingLimits.schedulePeriods)
        #expect(bench.set(1, one) == nil)
    }

    @Test func `the store holds no more than its limit whatever the key says`() {
        var bench = Bench()
        bench.configuration.maxInstalled = .max
        bench.configuration.maxStackLevel = .max
        for level in 0..<SmartChargingLimits.installedProfiles {
            #expect(bench.set(1, profile(level, .txDefaultProfile, level: level, [0: 6])) == nil)
        }
        #expect(bench.set(1, profile(-1, .txDefaultProfile, level: .max, [0: 6])) == .tooManyProfiles)
    }

    @Test func `a composite schedule of too many periods is Rejected, one at the limit is not`() {
        var bench = Bench()
        bench.configuration.maxPeriods = .max
        // Every second another limit, every day again.
        var one = profile(1, .txDefaultProfile, kind: .recurring, recurrency: .daily, [0: 6])
        one.chargingSchedule.chargingSchedulePeriod = (0..<SmartChargingLimits.schedulePeriods).map {
            ChargingSchedulePeriod(startPeriod: $0, limit: decimal(Double(6 + $0 % 2)))
        }
        #expect(bench.set(1, one) == nil)
        #expect(bench.composite(1, 86_400 + 9999)?.count == 19_999)
        #expect(bench.composite(1, 86_400 + 10_000)?.count == SmartChargingLimits.compositePeriods)
        #expect(bench.composite(1, 86_400 * 2 + 1)?.count == nil)
        #expect(throws: CompositeScheduleRefusal.tooManyPeriods) {
            _ = try bench.store.compositePeriods(
                .init(connectorId: 1, duration: .max), transactions: [], at: noon,
                configuration: bench.configuration)
        }
    }

    @Test func `boundaries without effect are bounded too`() {
        var bench = Bench()
        bench.set(
            0, profile(1, .txDefaultProfile, kind: .recurring, recurrency: .daily, duration: 60, [0: 6]))
        bench.set(0, profile(2, .chargePointMaxProfile, [0: 5]))
        #expect(bench.composite(1, 86_400 * 1000) == [[0, 5]])
        #expect(bench.composite(1, 86_400 * 1_000_000) == nil)
    }
}
