import OCPPTypes
import Scenario
import Testing

@Suite struct ProgramTests {
    @Test func `loops become begin and end with each other's index`() throws {
        let program = try program(
            """
            - wait: 1s
            - repeat: 3
              steps:
                - repeat: forever
                  steps:
                    - meter-values
                - authorize: {idTag: TAG1}
            - unplug:
            """)
        #expect(
            program.instructions == [
                .wait(.fixed(milliseconds: 1000)), .repeatBegin(count: 3, end: 6), .repeatBegin(count: nil, end: 4),
                .meterValues, .repeatEnd(begin: 2), .authorize(.literal("TAG1")), .repeatEnd(begin: 1), .unplug,
            ])
        #expect(program.sequence == 0..<8)
        #expect(program.openLoops.isEmpty)
    }

    @Test func `a failure goes to the end of the innermost round`() throws {
        let program = try program(
            """
            - wait: 1s
            - repeat: 3
              steps:
                - meter-values
                - repeat: 2
                  steps:
                    - meter-values
                - meter-values
            - meter-values
            - every: 1s
              steps:
                - meter-values
                - repeat: 2
                  steps:
                    - meter-values
                - meter-values
            - every: 2s
              steps:
                - meter-values
            """)
        // 0 wait, 1 repeat, 2 meter, 3 repeat, 4 meter, 5 end, 6 meter, 7 end, 8 meter,
        // 9 meter, 10 repeat, 11 meter, 12 end, 13 meter, 14 meter
        #expect(program.instructions.count == 15)
        #expect(program.sequence == 0..<9)
        #expect(program.openLoops.map(\.body) == [9..<14, 14..<15])
        #expect(program.openLoops.map(\.intervalMilliseconds) == [1000, 2000])
        let targets = program.instructions.indices.map { program.failureTarget(of: $0) }
        #expect(targets[0] == 9)
        #expect(targets[2] == 7)
        #expect(targets[4] == 5)
        #expect(targets[6] == 7)
        #expect(targets[8] == 9)
        #expect(targets[9] == 14)
        #expect(targets[11] == 12)
        #expect(targets[13] == 14)
        #expect(targets[14] == 15)
    }

    @Test func `every goal of a charging session`() throws {
        let program = try program(
            """
            - plug-in
            - authorize: {pool: p}
            - charge: {until: uniform 60%..90%}
            - authorize: {pool: q}
            - charge: {for: normal 45m ± 5m}
            - authorize: {pool: p}
            - charge: {energy: exponential 20kWh}
            """)
        #expect(
            program.instructions == [
                .plugIn, .authorize(.pool(0)), .charge(.stateOfChargePercent(.uniform(low: 60, high: 90))),
                .authorize(.pool(1)),
                .charge(.duration(DurationDistribution(milliseconds: .normal(mean: 2_700_000, deviation: 300_000)))),
                .authorize(.pool(0)), .charge(.energyWattHours(.exponential(mean: 20_000))),
            ])
    }

    @Test func `draws are never negative and never out of range`() {
        var random = SystemSeed.random(name: "draws")
        let distributions: [NumberDistribution] = [
            .fixed(5), .exponential(mean: 1e15), .uniform(low: 0, high: 1e15), .normal(mean: 1, deviation: 1e15),
        ]
        for distribution in distributions {
            for _ in 0..<1000 {
                #expect(distribution.sample(using: &random) >= 0)
                let drawn = DurationDistribution(milliseconds: distribution).sample(using: &random)
                #expect((0...DurationDistribution.maximumMilliseconds).contains(drawn))
            }
        }
    }

    @Test func `distributions have their mean`() {
        var random = SeededRandom(seed: 7)
        let distributions: [NumberDistribution] = [
            .fixed(50), .exponential(mean: 50), .uniform(low: 20, high: 80), .normal(mean: 50, deviation: 5),
        ]
        for distribution in distributions {
            let sum = (0..<20_000).reduce(0.0) { sum, _ in sum + distribution.sample(using: &random) }
            #expect(abs(sum / 20_000 - distribution.mean) < 1.5)
        }
    }
}
