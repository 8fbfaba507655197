import OCPPTypes
import SmartCharging
import Testing

/// Limits in A and W on different phases: first the fewest phases of all, then each limit on them, then the lowest.
@Suite struct PhaseTests {
    /// A limit as a profile gives it.
    struct Given: CustomTestStringConvertible, Sendable {
        var limit: Double
        var unit: ChargingRateUnit
        var phases: Int?

        init(_ limit: Double, _ unit: ChargingRateUnit, on phases: Int? = nil) {
            self.limit = limit
            self.unit = unit
            self.phases = phases
        }

        func profile(_ id: Int, _ purpose: ChargingProfilePurpose) -> ChargingProfile {
            SmartChargingTests.profile(id, purpose, unit: unit, [0: limit], phases: phases)
        }

        var testDescription: String { "\(limit) \(unit.rawValue) on \(phases.map { "\($0)" } ?? "any")" }
    }

    /// Limit and numberPhases of the first period of an answer.
    private func answer(_ bench: Bench, _ connectorId: Int, _ unit: ChargingRateUnit) -> [Double]? {
        bench.store.compositeSchedule(
            .init(connectorId: connectorId, duration: 60, chargingRateUnit: unit), transactions: bench.transactions,
            at: noon, configuration: bench.configuration
        ).chargingSchedule?.chargingSchedulePeriod.first.map { [$0.limit.doubleValue, Double($0.numberPhases ?? 0)] }
    }

    /// The table of the guide: maximum, the transaction's limit, phases, A, W.
    static let table: [(Given?, Given?, Int, Double, Double)] = [
        (Given(10, .amperes, on: 3), Given(6900, .watts, on: 1), 1, 10, 2300),
        (Given(6900, .watts, on: 1), Given(10, .amperes, on: 3), 1, 10, 2300),
        (Given(10_000, .watts), Given(32, .amperes, on: 1), 1, 32, 7360),
        (Given(10, .amperes), Given(3680, .watts, on: 1), 1, 10, 2300),
        (Given(6900, .watts), Given(10, .amperes, on: 1), 1, 10, 2300),
        (Given(4600, .watts), Given(10, .amperes, on: 1), 1, 10, 2300),
        (Given(2300, .watts), Given(10, .amperes, on: 1), 1, 10, 2300),
        (Given(2000, .watts), Given(10, .amperes, on: 1), 1, 8.6, 2000),
        (Given(16, .amperes, on: 2), Given(10_000, .watts), 2, 16, 7360),
        (Given(22_000, .watts), Given(16, .amperes, on: 3), 3, 16, 11_040),
        (nil, Given(10_000, .watts, on: 1), 1, 32, 7360),
        (Given(0, .amperes, on: 3), Given(10, .amperes, on: 1), 1, 0, 0),
    ]

    @Test(arguments: table.indices, [ChargingProfilePurpose.txDefaultProfile, .txProfile])
    func `the fewest phases come first, and A and W tell the same power`(
        index: Int, purpose: ChargingProfilePurpose
    ) {
        let (maximum, own, phases, amperes, watts) = Self.table[index]
        var bench = Bench()
        bench.start(1)
        if let maximum { #expect(bench.set(0, maximum.profile(1, .chargePointMaxProfile)) == nil) }
        if let own { #expect(bench.set(1, own.profile(2, purpose)) == nil) }
        for connectorId in 0...1 {
            #expect(answer(bench, connectorId, .amperes) == [amperes, Double(phases)])
            #expect(answer(bench, connectorId, .watts) == [watts, Double(phases)])
        }
        let bounds = bench.store.bounds(of: bench.transactions[0], at: noon, configuration: bench.configuration)
        #expect(bounds.phases == phases)
    }

    @Test(arguments: [
        (Given(32, .amperes), Given(10, .amperes, on: 3), Given(10, .amperes, on: 3), 3, 20.0, 13_800.0),
        (Given(15, .amperes), Given(10, .amperes, on: 1), Given(10, .amperes, on: 3), 3, 13.3, 9200),
        (Given(15, .amperes), Given(10, .amperes, on: 1), Given(10, .amperes, on: 1), 1, 15, 3450),
        (Given(10_000, .watts), Given(32, .amperes, on: 1), Given(32, .amperes, on: 1), 1, 43.4, 10_000),
        (Given(20, .amperes, on: 1), Given(6900, .watts), Given(16, .amperes, on: 3), 1, 20, 4600),
    ])
    func `connector 0 adds up the power of its connectors`(
        maximum: Given, first: Given, second: Given, phases: Int, amperes: Double, watts: Double
    ) {
        var bench = Bench(connectors: 2)
        bench.set(0, maximum.profile(1, .chargePointMaxProfile))
        bench.set(1, first.profile(2, .txDefaultProfile))
        bench.set(2, second.profile(3, .txDefaultProfile))
        #expect(answer(bench, 0, .amperes) == [amperes, Double(phases)])
        #expect(answer(bench, 0, .watts) == [watts, Double(phases)])
    }

    @Test func `the unit of the question never decides which profile is the cause`() {
        // 10 A on 3 phases are 6900 W exactly; 6950 W look the same when cut to a tenth of an ampere.
        var bench = Bench()
        bench.set(0, Given(10, .amperes).profile(1, .chargePointMaxProfile))
        bench.set(1, Given(6950, .watts).profile(2, .txDefaultProfile))
        for unit in ChargingRateUnit.allCases {
            let limit = bench.store.limit(
                connectorId: 1, transactions: [], at: noon, unit: unit, configuration: bench.configuration)
            #expect(limit.chargingProfileId == 1)
            #expect(limit.limit?.limit == decimal(unit == .amperes ? 10 : 6900))
        }
    }

    @Test func `what does not hold takes no part, its phases neither`() {
        var bench = Bench()
        bench.set(0, profile(1, .chargePointMaxProfile, duration: 60, [0: 20], phases: 1))
        bench.set(1, profile(2, .txDefaultProfile, unit: .watts, [0: 11_040]))
        bench.set(1, profile(3, .txDefaultProfile, level: 1, from: noon.plus(120), [0: 10], phases: 2))
        let answer = bench.store.compositeSchedule(
            .init(connectorId: 1, duration: 300, chargingRateUnit: .watts), transactions: [], at: noon,
            configuration: bench.configuration)
        #expect(
            answer.chargingSchedule?.chargingSchedulePeriod
                == periods([0: 4600], phases: 1) + periods([60: 11_040], phases: 3) + periods([120: 4600], phases: 2))
    }

    // MARK: A connector's own TxDefaultProfile

    @Test func `an own default takes the place of connector 0's only while it holds`() {
        let own: [(ChargingProfile, [[Double]])] = [
            (profile(2, .txDefaultProfile, from: noon.plus(60), [0: 8]), [[0, 10], [60, 8]]),
            (profile(2, .txDefaultProfile, to: noon.plus(60), [0: 8]), [[0, 8], [60, 10]]),
            (profile(2, .txDefaultProfile, to: noon.plus(-1), [0: 8]), [[0, 10]]),
            (profile(2, .txDefaultProfile, duration: 60, [0: 8]), [[0, 8], [60, 10]]),
            (
                profile(2, .txDefaultProfile, start: noon.plus(60), duration: 60, [0: 8]),
                [[0, 10], [60, 8], [120, 10]]
            ),
            (profile(2, .txDefaultProfile, kind: .relative, start: nil, duration: 60, [0: 8]), [[0, 8], [60, 10]]),
            (
                profile(
                    2, .txDefaultProfile, kind: .recurring, recurrency: .daily, start: noon.plus(-86_400),
                    duration: 60, [0: 8, 30: 9]),
                [[0, 8], [30, 9], [60, 10], [86_400, 8], [86_430, 9], [86_460, 10]]
            ),
        ]
        for (own, expected) in own {
            var bench = Bench(connectors: 2, limit: nil)
            bench.set(0, profile(1, .txDefaultProfile, [0: 10]))
            bench.set(1, own)
            #expect(bench.composite(1, 2 * 86_400) == expected)
            #expect(bench.composite(2, 2 * 86_400) == [[0, 10]])
        }
    }

    @Test func `an own default that does not hold gives way on its level before lower levels`() {
        var bench = Bench(limit: nil)
        bench.set(0, profile(1, .txDefaultProfile, level: 1, duration: 120, [0: 10]))
        bench.set(0, profile(2, .txDefaultProfile, level: 0, [0: 6]))
        bench.set(1, profile(3, .txDefaultProfile, level: 1, duration: 60, [0: 16]))
        bench.set(1, profile(4, .txDefaultProfile, level: 0, start: noon.plus(180), [0: 7]))
        #expect(bench.composite(1, 300) == [[0, 16], [60, 10], [120, 6], [180, 7]])
        let parts = bench.store.verdicts(
            connectorId: 1, at: noon.plus(60), asked: noon, transactions: [], unit: .amperes,
            configuration: bench.configuration
        ).map { ($0.installed.profile.chargingProfileId, $0.part) }
        #expect(parts.map(\.0) == [3, 1, 4, 2])
        #expect(parts.map(\.1) == [.ranOut, .prevails, .notStarted, .outranked(by: 1)])
    }

    @Test func `what is bounded apart by unit is the limit of both`() {
        var bench = Bench(connectors: 2)
        bench.start(1)
        bench.set(0, Given(20, .amperes).profile(1, .chargePointMaxProfile))
        bench.set(0, profile(2, .txDefaultProfile, unit: .watts, least: 4140, [0: 6900]))
        bench.configuration.phases = 1
        let bounds = bench.store.bounds(of: bench.transactions[0], at: noon, configuration: bench.configuration)
        #expect(
            bounds
                == ChargingBounds(
                    phases: 1, amperes: decimal(20), watts: decimal(6900),
                    least: ElectricLimit(DecimalNumber(4140), .watts, phases: 1)))
        bench.configuration.phases = 3
        bench.configuration.chargePointLimit = ElectricLimit(DecimalNumber(18), .amperes)
        #expect(
            bench.store.sharedBounds(at: noon, configuration: bench.configuration)
                == ChargingBounds(phases: 3, amperes: decimal(18), watts: nil))
    }
}
