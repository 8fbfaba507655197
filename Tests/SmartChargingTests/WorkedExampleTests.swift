import OCPPTypes
import SmartCharging
import Testing

/// The vectors of the certification cases (TC_066_CS, TC_067_CS, TC_072_CS) and the examples of the specification.
@Suite struct WorkedExampleTests {
    /// Profiles that are `age` seconds old when the schedule is asked for.
    private static func scale(_ unit: ChargingRateUnit) -> Double { unit == .amperes ? 1 : 1000 }

    @Test(arguments: [0, 1, 13, 45], [ChargingRateUnit.amperes, .watts])
    func `TC_066_CS composite schedule of three purposes`(age: Int, unit: ChargingRateUnit) {
        let k = Self.scale(unit)
        var bench = Bench(limit: ElectricLimit(DecimalNumber(100_000), unit))
        bench.start(1, id: 7, at: noon.plus(-30))
        let to = noon.plus(401)
        #expect(bench.set(0, profile(1, .chargePointMaxProfile, duration: 86_400, unit: unit, [0: 10 * k])) == nil)
        #expect(
            bench.set(
                1,
                profile(
                    2, .txDefaultProfile, duration: 300, from: noon, to: to, unit: unit,
                    [0: 6 * k, 60: 10 * k, 120: 8 * k, 180: 15 * k, 260: 8 * k])) == nil)
        #expect(
            bench.set(
                1,
                profile(
                    3, .txProfile, duration: 260, from: noon, to: to, unit: unit, transactionId: 7,
                    [0: 8 * k, 50: 11 * k, 140: 16 * k, 200: 6 * k, 240: 12 * k])) == nil)
        bench.now = noon.plus(age)
        let x = Double(age)
        // From validTo on (only in view when x > 1) the defaults' schedule is over as well: the maximum stays.
        #expect(
            bench.composite(1, 400, unit)
                == [[0, 8 * k], [50 - x, 10 * k], [200 - x, 6 * k], [240 - x, 10 * k]])
    }

    @Test(arguments: [0, 1, 20, 48], [ChargingRateUnit.amperes, .watts])
    func `TC_067_CS clearing by id, by purpose and level, and all`(age: Int, unit: ChargingRateUnit) {
        let k = Self.scale(unit)
        var bench = Bench(limit: ElectricLimit(decimal(32 * k), unit))
        let to = noon.plus(401)
        bench.set(
            1,
            profile(
                1, .txDefaultProfile, level: 1, duration: 400, unit: unit, [0: 6 * k, 60: 8 * k, 200: 10 * k]))
        bench.set(
            1, profile(2, .txDefaultProfile, duration: 400, from: noon, to: to, unit: unit, [0: 7 * k, 100: 9 * k]))
        bench.set(
            0,
            profile(
                3, .chargePointMaxProfile, duration: 86_400, from: noon, to: to, unit: unit,
                [0: 11 * k, 200: 12 * k]))
        bench.now = noon.plus(age)
        let x = Double(age)
        #expect(bench.composite(1, 350, unit) == [[0, 6 * k], [60 - x, 8 * k], [200 - x, 10 * k]])
        #expect(bench.store.clear(.init(id: 1)) == .accepted)
        #expect(bench.composite(1, 350, unit) == [[0, 7 * k], [100 - x, 9 * k]])
        #expect(bench.store.clear(.init(chargingProfilePurpose: .txDefaultProfile, stackLevel: 0)) == .accepted)
        #expect(bench.composite(1, 350, unit) == [[0, 11 * k], [200 - x, 12 * k]])
        #expect(bench.store.clear(.init()) == .accepted)
        #expect(bench.composite(1, 350, unit) == [[0, 32 * k]])
        #expect(bench.store == ChargingProfileStore())
        #expect(bench.store.clear(.init()) == .unknown)
    }

    @Test(arguments: [0, 1, 20, 48], [ChargingRateUnit.amperes, .watts])
    func `TC_072_CS a higher level that has run out falls back`(age: Int, unit: ChargingRateUnit) {
        let k = Self.scale(unit)
        var bench = Bench(limit: nil)
        bench.set(1, profile(1, .txDefaultProfile, duration: 400, unit: unit, [0: 6 * k, 100: 8 * k, 200: 10 * k]))
        bench.set(1, profile(2, .txDefaultProfile, level: 1, duration: 150, unit: unit, [0: 7 * k, 100: 9 * k]))
        bench.now = noon.plus(age)
        let x = Double(age)
        #expect(
            bench.composite(1, 350, unit)
                == [[0, 7 * k], [100 - x, 9 * k], [150 - x, 8 * k], [200 - x, 10 * k]])
    }

    @Test(arguments: [ChargingProfilePurpose.txDefaultProfile, .txProfile], [noon, nil])
    func `TC_056_CS, TC_057_CS, TC_082_CS one period from the start of the schedule`(
        purpose: ChargingProfilePurpose, startSchedule: DateTime?
    ) {
        var bench = Bench()
        bench.start(1, id: 5)
        let one = profile(1, purpose, start: startSchedule, duration: 300, transactionId: nil, [0: 6], phases: 3)
        #expect(bench.set(1, one) == nil)
        #expect(bench.composite(1, 300) == [[0, 6]])
        #expect(bench.composite(1, 301) == [[0, 6], [300, 32]])
    }

    @Test func `TC_058_1_CS, TC_058_2_CS a TxProfile needs its running transaction`() {
        var bench = Bench()
        let one = profile(1, .txProfile, transactionId: 5, [0: 6])
        #expect(bench.set(1, one) == .noTransaction)
        bench.start(1, id: 4)
        #expect(bench.set(1, one) == .wrongTransaction)
        #expect(bench.store.isEmpty)
    }

    @Test func `TC_059_CS, TC_060_CS a remote start brings a TxProfile`() {
        var bench = Bench()
        let one = profile(1, .txProfile, kind: .relative, start: nil, [0: 6])
        #expect(bench.store.refusal(ofRemoteStart: one, configuration: bench.configuration) == nil)
        for purpose in [ChargingProfilePurpose.chargePointMaxProfile, .txDefaultProfile] {
            let wrong = profile(1, purpose, kind: .relative, start: nil, [0: 6])
            #expect(
                bench.store.refusal(ofRemoteStart: wrong, configuration: bench.configuration) == .remoteStartPurpose)
        }
        let running = ChargingTransaction(connectorId: 1, transactionId: nil, start: noon)
        bench.transactions = [running]
        #expect(
            bench.store.install(
                remoteStart: one, transaction: running, at: noon, configuration: bench.configuration) == nil)
        #expect(bench.composite(1, 60) == [[0, 6]])
        // The id arrives: the same level replaces, another one stacks (errata v4.0 §3.42).
        bench.transactions[0].transactionId = 9
        #expect(bench.set(1, profile(2, .txProfile, transactionId: 9, [0: 8])) == nil)
        #expect(bench.store.count == 1)
        #expect(bench.set(1, profile(3, .txProfile, level: 1, duration: 30, transactionId: 9, [0: 7])) == nil)
        #expect(bench.composite(1, 60) == [[0, 7], [30, 8]])
        let ended = (bench.store.transactionEnded(connectorId: 1), bench.store.transactionEnded(connectorId: 1))
        #expect(ended == (true, false))
        #expect(bench.store.isEmpty)
    }

    @Test func `the daily profile of section 3_13_7 limits to 6 kW from 8 to 20 o'clock`() {
        var bench = Bench(limit: nil)
        let start = DateTime("2013-01-01T00:00Z") ?? DateTime("2013-01-01T00:00:00Z")
        bench.set(
            0,
            profile(
                100, .txDefaultProfile, kind: .recurring, recurrency: .daily, start: start, duration: 86_400,
                unit: .watts, [0: 11_000, 28_800: 6000, 72_000: 11_000], phases: 3))
        // Noon: 8 hours of 6 kW are left; the night's 11 kW go on over midnight.
        #expect(
            bench.composite(1, 86_400, .watts) == [[0, 6000], [28_800, 11_000], [72_000, 6000]])
        #expect(bench.limit(1).limit == ElectricLimit(DecimalNumber(tenths: 86), .amperes))
        #expect(bench.nextChange(1) == noon.plus(28_800))
    }

    @Test func `stacked calendars of section 3_13_2: weekly below, an exception above`() {
        var bench = Bench(limit: nil)
        let monday = noon.plus(-2 * 86_400 - 43_200)
        bench.set(
            0,
            profile(
                1, .txDefaultProfile, kind: .recurring, recurrency: .weekly, start: monday, [0: 6, 5 * 86_400: 32]))
        let friday = monday.plus(4 * 86_400)
        bench.set(
            0, profile(2, .txDefaultProfile, level: 1, start: friday, duration: 86_400, from: friday, [0: 10]))
        // Wednesday noon to Monday of the week after next.
        #expect(
            bench.composite(1, 12 * 86_400)
                == [[0, 6], [129_600, 10], [216_000, 32], [388_800, 6], [820_800, 32], [993_600, 6]])
    }
}
