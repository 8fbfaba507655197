import OCPPTypes
import SmartCharging
import Testing

/// How connectors share the ChargePointMaxProfile.
@Suite struct ShareTests {
    private func shares(_ bench: Bench, _ unit: ChargingRateUnit = .amperes) -> [Double?] {
        bench.store.shares(of: bench.transactions, at: noon, unit: unit, configuration: bench.configuration)
            .map { $0.limit?.limit.doubleValue }
    }

    private func charging(_ count: Int, limit: ElectricLimit? = ElectricLimit(DecimalNumber(32), .amperes)) -> Bench {
        var bench = Bench(connectors: count, limit: limit)
        for connectorId in 1...count { bench.start(connectorId, id: connectorId) }
        return bench
    }

    @Test func `field bug: two connectors together never take more than the maximum`() {
        var bench = charging(2)
        bench.set(0, profile(1, .chargePointMaxProfile, unit: .watts, [0: 10_000]))
        #expect(shares(bench, .watts) == [5000, 5000])
        // 5,000 W for both: one phase current of 3.6 A each is too little, so the first one charges.
        bench.set(0, profile(1, .chargePointMaxProfile, unit: .watts, [0: 5000]))
        #expect(shares(bench, .watts) == [5000, 0])
        bench.configuration.leastAmperes = DecimalNumber(0)
        #expect(shares(bench, .watts) == [2500, 2500])
    }

    @Test func `without a maximum everybody has its own limit`() {
        var bench = charging(2)
        bench.set(1, profile(1, .txDefaultProfile, [0: 10]))
        #expect(shares(bench) == [10, 32])
        bench.configuration.connectorLimit = nil
        #expect(shares(bench) == [10, nil])
    }

    @Test func `what one cannot use goes to the others`() {
        var bench = charging(3)
        bench.set(0, profile(1, .chargePointMaxProfile, [0: 40]))
        bench.set(2, profile(2, .txProfile, [0: 8]))
        #expect(shares(bench) == [16, 8, 16])
        bench.set(0, profile(1, .chargePointMaxProfile, [0: 15]))
        #expect(shares(bench) == [7.5, 7.5, 0])
        bench.set(0, profile(1, .chargePointMaxProfile, [0: 5]))
        #expect(shares(bench) == [5, 0, 0])
        bench.set(0, profile(1, .chargePointMaxProfile, [0: 0]))
        #expect(shares(bench) == [0, 0, 0])
    }

    @Test func `minChargingRate raises the least part`() {
        var bench = charging(2)
        bench.set(0, profile(1, .chargePointMaxProfile, [0: 16]))
        #expect(shares(bench) == [8, 8])
        bench.set(2, profile(2, .txProfile, least: 10, [0: 32]))
        #expect(shares(bench) == [16, 0])
    }

    @Test func `a hardware limit of the whole charge point is shared like a maximum`() {
        var bench = charging(2)
        bench.configuration.chargePointLimit = ElectricLimit(DecimalNumber(40), .amperes)
        #expect(shares(bench) == [20, 20])
        bench.set(0, profile(1, .chargePointMaxProfile, [0: 30]))
        #expect(shares(bench) == [15, 15])
        #expect(bench.composite(0, 10) == [[0, 30]])
    }

    @Test func `no limit anywhere but the maximum is shared equally`() {
        var bench = charging(2, limit: nil)
        bench.set(0, profile(1, .chargePointMaxProfile, unit: .watts, [0: 22_080]))
        #expect(shares(bench) == [16, 16])
    }

    @Test func `shares add up to no more than the maximum, whatever the units`() {
        let seed: UInt64 = 0x5EED
        var random = SeededRandom(seed: seed)
        for round in 0..<2000 {
            var bench = charging(1 + random.nextIndex(below: 4))
            let units = ChargingRateUnit.allCases
            bench.configuration.phases = 1 + random.nextIndex(below: 3)
            let unit = units[random.nextIndex(below: 2)]
            let most = Double(random.nextIndex(below: unit == .watts ? 300_000 : 1000)) / 10
            bench.set(0, profile(1, .chargePointMaxProfile, unit: unit, [0: most]))
            for transaction in bench.transactions where random.nextIndex(below: 3) > 0 {
                let own = units[random.nextIndex(below: 2)]
                let limit = Double(random.nextIndex(below: own == .watts ? 120_000 : 320)) / 10
                bench.set(
                    transaction.connectorId,
                    profile(
                        transaction.connectorId + 1, .txProfile, unit: own, [0: limit],
                        phases: 1 + random.nextIndex(below: 3)))
            }
            let shares = bench.store.shares(
                of: bench.transactions, at: noon, unit: units[random.nextIndex(below: 2)],
                configuration: bench.configuration)
            var sum: Double = 0
            for share in shares {
                guard let limit = share.limit else { continue }
                // Counted apart from the code under test: tenths of A or W in the maximum's unit.
                let volts = Double(bench.configuration.volts * limit.phases)
                switch (limit.unit, unit) {
                case (.amperes, .watts): sum += limit.limit.doubleValue * volts
                case (.watts, .amperes): sum += limit.limit.doubleValue / volts
                default: sum += limit.limit.doubleValue
                }
            }
            #expect(sum <= most + 1e-6, "seed \(seed) round \(round): \(sum) of \(most)")
        }
    }
}
