import OCPPTypes
import SmartCharging
import Testing

/// The limit at an instant, its next change, time bases, units and the field bugs of smart charging.
@Suite struct LimitTests {
    // MARK: Purposes

    @Test func `field bug: a TxProfile overrules a lower TxDefaultProfile`() {
        var bench = Bench()
        bench.start(1)
        bench.set(1, profile(1, .txDefaultProfile, [0: 10]))
        #expect(bench.limit(1).limit?.limit == decimal(10))
        bench.set(1, profile(2, .txProfile, [0: 32]))
        #expect(bench.limit(1).limit?.limit == decimal(32))
        #expect(bench.limit(1).chargingProfileId == 2)
    }

    @Test func `field bug: seconds without a profile have no limit of 0`() {
        var bench = Bench(phases: 1, limit: ElectricLimit(DecimalNumber(16), .amperes, phases: 1))
        bench.set(1, profile(1, .txDefaultProfile, start: noon.plus(10), duration: 20, [0: 6], phases: 1))
        #expect(bench.composite(1, 60) == [[0, 16], [10, 6], [30, 16]])
        bench.configuration.connectorLimit = nil
        #expect(bench.limit(1) == ConnectorLimit(limit: nil, chargingProfileId: nil, until: noon.plus(10)))
        // Without any limit there is nothing to report in OCPP's words.
        #expect(bench.composite(1, 60) == nil)
    }

    @Test func `field bug: a profile that starts inside the window appears`() {
        var bench = Bench()
        bench.set(0, profile(1, .chargePointMaxProfile, start: noon.plus(100), [0: 20, 50: 10]))
        #expect(bench.composite(1, 200) == [[0, 32], [100, 20], [150, 10]])
    }

    @Test func `field bug: connector 0 sums its connectors under the maximum`() {
        var bench = Bench(connectors: 2)
        bench.set(0, profile(1, .chargePointMaxProfile, [0: 32]))
        bench.set(1, profile(2, .txDefaultProfile, [0: 10]))
        bench.set(2, profile(3, .txDefaultProfile, [0: 10]))
        #expect(bench.composite(0, 60) == [[0, 20]])
        #expect(bench.composite(0, 60, .watts) == [[0, 13_800]])
        bench.set(0, profile(1, .chargePointMaxProfile, [0: 15]))
        #expect(bench.composite(0, 60) == [[0, 15]])
        #expect(bench.composite(1, 60) == [[0, 10]])
    }

    @Test func `field bug: a limit of 0 pauses, on connector 0 too, and a duration of 0 tells the present`() {
        var bench = Bench(connectors: 2)
        bench.set(0, profile(1, .txDefaultProfile, [0: 0]))
        #expect(bench.composite(0, 60) == [[0, 0]])
        #expect(bench.composite(0, 0) == [[0, 0]])
        #expect(bench.composite(2, 0) == [[0, 0]])
        bench.set(0, profile(1, .chargePointMaxProfile, [0: 0, 30: 5]))
        #expect(bench.composite(0, 60) == [[0, 0], [30, 5]])
        #expect(bench.composite(0, 0) == [[0, 0]])
    }

    @Test func `field bug: a Relative profile counts from the start of its transaction, on connector 0 too`() {
        var bench = Bench(connectors: 2)
        bench.start(1, at: noon.plus(-50))
        bench.set(1, profile(1, .txProfile, kind: .relative, start: nil, [0: 10, 100: 16]))
        bench.set(2, profile(2, .txDefaultProfile, kind: .relative, start: nil, [0: 6, 20: 8]))
        #expect(bench.composite(1, 60) == [[0, 10], [50, 16]])
        #expect(bench.composite(0, 60) == [[0, 16], [20, 18], [50, 24]])
    }

    @Test func `while a TxProfile is valid the default stays out even when its schedule is over`() {
        var bench = Bench()
        bench.start(1)
        bench.set(1, profile(1, .txDefaultProfile, [0: 8]))
        bench.set(1, profile(2, .txProfile, duration: 60, to: noon.plus(100), [0: 10]))
        #expect(bench.composite(1, 200) == [[0, 10], [60, 32], [100, 8]])
    }

    @Test func `a connector's default takes the place of the one of connector 0 on its level only, while it holds`() {
        var bench = Bench(connectors: 2)
        bench.set(0, profile(1, .txDefaultProfile, [0: 10]))
        bench.set(0, profile(2, .txDefaultProfile, level: 5, start: noon.plus(60), duration: 60, [0: 20]))
        bench.set(1, profile(3, .txDefaultProfile, duration: 90, [0: 6]))
        // From 90 s on it has run out.
        #expect(bench.composite(1, 200) == [[0, 6], [60, 20], [120, 10]])
        #expect(bench.composite(2, 200) == [[0, 10], [60, 20], [120, 10]])
    }

    @Test func `an equal maximum leaves the transaction's profile behind the limit`() {
        var bench = Bench()
        bench.set(0, profile(1, .chargePointMaxProfile, [0: 10]))
        bench.set(1, profile(2, .txDefaultProfile, [0: 10, 60: 11]))
        #expect(bench.limit(1).chargingProfileId == 2)
        #expect(bench.limit(1, at: noon.plus(60)).chargingProfileId == 1)
        #expect(bench.composite(1, 120) == [[0, 10]])
        #expect(bench.nextChange(1) == nil)
    }

    // MARK: Time

    @Test func `validFrom is inside, validTo outside`() {
        var bench = Bench()
        bench.set(1, profile(1, .txDefaultProfile, from: noon.plus(10), to: noon.plus(20), [0: 6]))
        #expect(bench.limit(1, at: noon.plus(10).adding(milliseconds: -1)).chargingProfileId == nil)
        #expect(bench.limit(1, at: noon.plus(10)).chargingProfileId == 1)
        #expect(bench.limit(1, at: noon.plus(20).adding(milliseconds: -1)).chargingProfileId == 1)
        #expect(bench.limit(1, at: noon.plus(20)).chargingProfileId == nil)
        #expect(bench.limit(1, at: noon.plus(20)).until == nil)
    }

    @Test func `field bug: daily and weekly schedules repeat over midnight in UTC and are cut to their recurrence`() {
        var bench = Bench()
        let evening = noon.plus(-86_400 * 10 + 36_000)
        bench.set(
            1,
            profile(
                1, .txDefaultProfile, kind: .recurring, recurrency: .daily, start: evening, duration: 28_800,
                [0: 6, 14_400: 8]))
        // 22:00 to 02:00 6 A, to 06:00 8 A.
        #expect(bench.composite(1, 86_400) == [[0, 32], [36_000, 6], [50_400, 8], [64_800, 32]])
        bench.set(
            1,
            profile(
                1, .txDefaultProfile, kind: .recurring, recurrency: .daily, start: noon, duration: 90_000,
                [0: 6, 86_399: 7, 86_400: 8]))
        #expect(bench.composite(1, 2 * 86_400) == [[0, 6], [86_399, 7], [86_400, 6], [172_799, 7]])
        bench.set(
            1,
            profile(
                1, .txDefaultProfile, kind: .recurring, recurrency: .weekly, start: noon.plus(-6 * 86_400),
                duration: 3600, [0: 6]))
        #expect(bench.composite(1, 8 * 86_400) == [[0, 32], [86_400, 6], [90_000, 32]])
    }

    @Test func `a recurring schedule does not run before its first start`() {
        var bench = Bench()
        bench.set(
            1,
            profile(
                1, .txDefaultProfile, kind: .recurring, recurrency: .daily, start: noon.plus(3600), [0: 6]))
        #expect(bench.composite(1, 7200) == [[0, 32], [3600, 6]])
    }

    @Test func `an Absolute maximum without start runs from validFrom, else from its reception`() {
        var bench = Bench()
        bench.set(0, profile(1, .chargePointMaxProfile, start: nil, from: noon.plus(-10), [0: 10, 60: 12]))
        #expect(bench.composite(1, 120) == [[0, 10], [50, 12]])
        bench.set(0, profile(1, .chargePointMaxProfile, start: nil, [0: 10, 60: 12]))
        bench.now = noon.plus(20)
        #expect(bench.composite(1, 120) == [[0, 10], [40, 12]])
    }

    @Test func `boundaries between whole seconds show at the next whole second`() {
        var bench = Bench()
        bench.set(1, profile(1, .txDefaultProfile, start: noon.adding(milliseconds: 300), duration: 2, [0: 6]))
        #expect(bench.composite(1, 10) == [[0, 32], [1, 6], [3, 32]])
        #expect(bench.nextChange(1) == noon.adding(milliseconds: 300))
        bench.set(
            1,
            profile(
                1, .txDefaultProfile, start: noon.adding(milliseconds: 300), to: noon.adding(milliseconds: 900), [0: 6])
        )
        #expect(bench.composite(1, 10) == [[0, 32]])
    }

    @Test func `the next change passes boundaries without effect`() {
        var bench = Bench()
        bench.set(1, profile(1, .txDefaultProfile, [0: 6, 10: 6, 20: 6, 30: 7]))
        #expect(bench.limit(1).until == noon.plus(10))
        #expect(bench.nextChange(1) == noon.plus(30))
        #expect(bench.nextChange(1, after: noon.plus(30)) == nil)
        // Not without end: a boundary that changes nothing may be reported after many.
        let many = (0...100).map { ChargingSchedulePeriod(startPeriod: $0, limit: decimal(6)) }
        var long = profile(1, .txDefaultProfile, [0: 6])
        long.chargingSchedule.chargingSchedulePeriod = many
        bench.set(1, long)
        #expect(bench.nextChange(1) == noon.plus(SmartChargingLimits.skippedBoundaries + 1))
    }

    // MARK: Units and phases

    @Test(arguments: [(1, 230, 16, 3680), (3, 230, 16, 11_040), (3, 110, 32, 10_560), (2, 230, 10, 4600)])
    func `amperes and watts convert by voltage and phases`(phases: Int, volts: Int, amperes: Int, watts: Int) {
        let a = ElectricLimit(DecimalNumber(amperes), .amperes, phases: phases)
        let w = ElectricLimit(DecimalNumber(watts), .watts, phases: phases)
        #expect(a.converted(to: .watts, volts: volts) == w)
        #expect(w.converted(to: .amperes, volts: volts) == a)
    }

    @Test func `field bug: no conversion there and back allows more`() {
        for phases in 1...3 {
            for volts in [110, 120, 230, 231, 400] {
                for tenths in stride(from: Int64(0), through: 300_000, by: 77) {
                    let watts = ElectricLimit(DecimalNumber(tenths: tenths), .watts, phases: phases)
                    let amperes = watts.converted(to: .amperes, volts: volts)
                    let back = amperes.converted(to: .watts, volts: volts)
                    #expect(back.limit <= watts.limit)
                    #expect(back.converted(to: .amperes, volts: volts) == amperes)
                }
            }
        }
    }

    @Test func `erratum 3_34: too many phases keep the limit as it is`() {
        var bench = Bench(phases: 1, limit: nil)
        bench.set(1, profile(1, .txDefaultProfile, [0: 16], phases: 3))
        #expect(bench.limit(1).limit == ElectricLimit(DecimalNumber(16), .amperes, phases: 1))
        #expect(bench.composite(1, 60, .watts) == [[0, 3680]])
        bench.set(1, profile(1, .txDefaultProfile, unit: .watts, [0: 2300], phases: 3))
        #expect(bench.limit(1).limit == ElectricLimit(DecimalNumber(10), .amperes, phases: 1))
        bench.configuration.connectorLimit = ElectricLimit(DecimalNumber(32), .amperes)
        bench.store = ChargingProfileStore()
        #expect(bench.limit(1).limit == ElectricLimit(DecimalNumber(32), .amperes, phases: 1))
    }

    @Test func `fewer phases than the charge point has carry through to the answer`() {
        var bench = Bench(limit: nil)
        bench.set(0, profile(1, .chargePointMaxProfile, unit: .watts, [0: 22_000]))
        bench.set(1, profile(2, .txDefaultProfile, [0: 16, 60: 20], phases: 1))
        let answer = bench.store.compositeSchedule(
            .init(connectorId: 1, duration: 100, chargingRateUnit: .watts), transactions: [], at: noon,
            configuration: bench.configuration)
        #expect(
            answer.chargingSchedule?.chargingSchedulePeriod
                == periods([0: 3680, 60: 4600], phases: 1))
    }

    // MARK: The answer

    @Test func `the answer carries the request and no startSchedule`() {
        var bench = Bench()
        let request = GetCompositeSchedule.Request(connectorId: 1, duration: 60, chargingRateUnit: .watts)
        var answer = bench.store.compositeSchedule(
            request, transactions: [], at: noon, configuration: bench.configuration)
        let expected = GetCompositeSchedule.Confirmation(
            status: .accepted, connectorId: 1, scheduleStart: noon,
            chargingSchedule: ChargingSchedule(
                duration: 60, chargingRateUnit: .watts, chargingSchedulePeriod: periods([0: 22_080], phases: 3)))
        #expect(answer == expected)
        bench.configuration.repeatsScheduleStart = true
        bench.configuration.reportsPhases = false
        answer = bench.store.compositeSchedule(
            request, transactions: [], at: noon, configuration: bench.configuration)
        #expect(answer.chargingSchedule?.startSchedule == noon)
        #expect(answer.chargingSchedule?.chargingSchedulePeriod == periods([0: 22_080]))
    }

    @Test func `without a unit in the request the profiles decide if they agree`() {
        var bench = Bench()
        func unit() -> ChargingRateUnit? {
            bench.store.compositeSchedule(
                .init(connectorId: 1, duration: 1), transactions: [], at: noon, configuration: bench.configuration
            ).chargingSchedule?.chargingRateUnit
        }
        #expect(unit() == .amperes)
        bench.set(1, profile(1, .txDefaultProfile, unit: .watts, [0: 6000]))
        #expect(unit() == .watts)
        bench.set(1, profile(2, .txDefaultProfile, level: 1, unit: .amperes, [0: 6]))
        #expect(unit() == .amperes)
    }

    @Test(arguments: [(3, 60), (-1, 60), (1, -1), (.max, .max), (.min, .min)])
    func `what cannot be reported is Rejected`(connectorId: Int, duration: Int) {
        #expect(Bench(connectors: 2).composite(connectorId, duration) == nil)
    }
}
