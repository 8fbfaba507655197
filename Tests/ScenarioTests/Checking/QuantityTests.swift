import OCPPTypes
import Testing

@testable import Scenario

@Suite struct QuantityTests {
    @Test(
        arguments: [
            ("1ms", 1), ("90s", 90_000), ("1.5s", 1500), ("20m", 1_200_000), ("2h", 7_200_000), ("1d", 86_400_000),
            ("1h30m", 5_400_000), ("1m30s500ms", 90_500), ("0s", 0), ("10 s", 10_000), ("3650d", 315_360_000_000),
            ("0.001s", 1), ("007s", 7000),
        ] as [(String, Int64)])
    func `durations are milliseconds`(_ text: String, _ milliseconds: Int64) throws {
        #expect(try Quantity.duration(text) == milliseconds)
    }

    @Test(arguments: [
        "", " ", "s", "1", "1 ", "-1s", "1x", "1s2", "1s1s", "1m1h", "1e3s", "1.s", ".5s", "1..2s", "0.5ms", "3651d",
        "99999999999999999999s", "1_0s", "1,0s", "१s", "1s\u{301}", "∞",
    ])
    func `what is no duration throws`(_ text: String) {
        #expect(throws: QuantityProblem.self) { try Quantity.duration(text) }
    }

    @Test(
        arguments: [
            ("20m", .fixed(1_200_000)), ("exponential 20m", .exponential(mean: 1_200_000)),
            ("uniform 5m..20m", .uniform(low: 300_000, high: 1_200_000)),
            ("uniform 5m .. 20m", .uniform(low: 300_000, high: 1_200_000)),
            ("uniform 1.5s..1.5s", .uniform(low: 1500, high: 1500)),
            ("normal 20m ± 5m", .normal(mean: 1_200_000, deviation: 300_000)),
            ("normal 20m +- 5m", .normal(mean: 1_200_000, deviation: 300_000)),
            ("normal 20m+/-5m", .normal(mean: 1_200_000, deviation: 300_000)),
        ] as [(String, NumberDistribution)])
    func `distributions of durations`(_ text: String, _ expected: NumberDistribution) throws {
        #expect(try Quantity.distribution(text, .duration) == expected)
    }

    @Test(
        arguments: [
            ("20kWh", .fixed(20_000)), ("0.5Wh", .fixed(0.5)), ("1.25MWh", .fixed(1_250_000)),
            ("uniform 500Wh..20.1kWh", .uniform(low: 500, high: 20_100)),
        ] as [(String, NumberDistribution)])
    func `distributions of energies`(_ text: String, _ expected: NumberDistribution) throws {
        #expect(try Quantity.distribution(text, .energy) == expected)
    }

    @Test(
        arguments: [
            ("at once", .atOnce), ("at  once", .atOnce), ("over 60s", .over(milliseconds: 60_000)),
            ("100/s", .rate(perSecond: 100, poisson: false)), ("5/s poisson", .rate(perSecond: 5, poisson: true)),
            ("0.1/s", .rate(perSecond: 0.1, poisson: false)), ("30/m", .rate(perSecond: 0.5, poisson: false)),
            ("1/h", .rate(perSecond: 1.0 / 3600, poisson: false)),
        ] as [(String, Arrival)])
    func `arrivals`(_ text: String, _ expected: Arrival) throws {
        #expect(try Quantity.arrival(text) == expected)
    }

    @Test func `what is written reads back to the same bits`() throws {
        var random = SystemSeed.random(name: "quantities")
        for _ in 0..<2000 {
            let milliseconds = Int64(random.nextUniform(0, 1e9))
            #expect(try Quantity.duration(Format.duration(Double(milliseconds))) == milliseconds)
            let digits = Decimal(mantissa: Int64(random.nextUniform(1, 1e9)), scale: random.nextIndex(below: 7))
            let energy = NumberDistribution.fixed(digits.value())
            #expect(try Quantity.distribution(Format.distribution(energy, .energy), .energy) == energy)
            let percent = NumberDistribution.normal(mean: digits.value(), deviation: digits.value(over: 1))
            #expect(try Quantity.distribution(Format.distribution(percent, .percent), .percent) == percent)
            for seconds in [Int64(1), 60, 3600] {
                let perSecond = digits.value(over: seconds)
                guard perSecond <= 1_000_000 else { continue }
                let arrival = Arrival.rate(perSecond: perSecond, poisson: false)
                #expect(try Quantity.arrival(Format.arrival(arrival)) == arrival)
            }
        }
    }
}
