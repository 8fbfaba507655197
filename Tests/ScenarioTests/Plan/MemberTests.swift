import Foundation
import OCPPTypes
import Scenario
import Testing

@Suite struct MemberTests {
    private func text(_ arrive: String, count: Int = 500, other: Int = 10) -> String {
        "scenario: s\nduration: 1h\nseed: 42\nfleet:\n  first: {count: \(other), arrive: 10/s poisson}\n"
            + "  second: {count: \(count), arrive: \(arrive)}\n"
    }

    @Test(arguments: ["at once", "over 60s", "100/s", "100/s poisson", "7/m"])
    func `growing one group shifts no other and none of its own but the spread ones`(_ arrive: String) throws {
        let small = try plan(text(arrive))
        let large = try plan(text(arrive, other: 1000))
        #expect(Array(small.members(of: 1)) == Array(large.members(of: 1)))
        #expect(Array(small.members(of: 0)) == Array(large.members(of: 0).prefix(10)))
        let grown = try plan(text(arrive, count: 700))
        for (before, after) in zip(small.members(of: 1), grown.members(of: 1)) {
            #expect(before.seed == after.seed && before.identity == after.identity)
            if arrive != "over 60s" { #expect(before.arrivalNanoseconds == after.arrivalNanoseconds) }
        }
    }

    @Test(arguments: ["at once", "over 60s", "100/s", "100/s poisson"])
    func `one member is the same alone and in the pass`(_ arrive: String) throws {
        let plan = try plan(text(arrive, count: 50))
        for member in plan.members(of: 1) { #expect(plan.member(group: 1, index: member.index) == member) }
    }

    @Test func `arrivals come when they are due`() throws {
        func arrivals(_ arrive: String) throws -> [Int64] {
            try plan(text(arrive, count: 4)).members(of: 1).map(\.arrivalNanoseconds)
        }
        #expect(try arrivals("at once") == [0, 0, 0, 0])
        #expect(try arrivals("over 60s") == [0, 15_000_000_000, 30_000_000_000, 45_000_000_000])
        #expect(try arrivals("8/s") == [0, 125_000_000, 250_000_000, 375_000_000])
        #expect(try arrivals("1000000/s") == [0, 1000, 2000, 3000])
    }

    @Test(arguments: ["at once", "over 60s", "100/s", "100/s poisson", "7/m poisson"], [1, 2, 500])
    func `the last arrival of a group is that of its last member`(_ arrive: String, count: Int) throws {
        let plan = try plan(text(arrive, count: count))
        #expect(
            plan.groups[1].lastArrivalNanoseconds(runSeed: plan.seed)
                == plan.member(group: 1, index: count - 1).arrivalNanoseconds)
    }

    @Test func `only a run that ends before its last arrival is warned of`() {
        let table: [(count: Int, duration: String, hint: String?)] = [
            (1, "1s", nil), (2, "2s", nil), (3, "2s", "the last one is due 2s after the start"),
            (2, "1s", "the last one is due 2s after the start"),
        ]
        for (count, duration, hint) in table {
            let text = "scenario: s\nduration: \(duration)\nfleet: {lot: {count: \(count), arrive: over 3s}}\n"
            #expect(
                ScenarioCompiler.compile(text: text, fileName: "s.yaml").diagnostics.map(\.hint)
                    == (hint.map { [$0] } ?? []), "\(count) \(duration)")
        }
    }

    @Test func `Poisson arrivals rise and have exponential gaps`() throws {
        let arrivals = try plan(text("100/s poisson", count: 20_000)).members(of: 1).map(\.arrivalNanoseconds)
        #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0 <= $1 })
        let mean = Double(arrivals[19_999]) / 20_000
        #expect(abs(mean - 10_000_000) < 300_000)
        // An exponential gap is longer than its mean with probability 1/e.
        let long = zip(arrivals, arrivals.dropFirst()).filter { $1 - $0 > 10_000_000 }.count
        #expect(abs(Double(long) / 20_000 - 0.3679) < 0.015)
    }

    @Test func `a rate so low that its arrivals never come saturates`() throws {
        let plan = try plan(text("0.000001/h", count: 100_000))
        let last = plan.member(group: 1, index: 99_999)
        #expect(last.arrivalNanoseconds == .max)
    }

    @Test func `the scale shrinks counts and rates alike`() throws {
        let plan = try plan(
            "scenario: s\nduration: 1h\nfleet:\n  a: {count: 1000, arrive: 100/s}\n  b: {count: 3, arrive: over 5s}\n",
            overrides: ScenarioOverrides(scale: 0.1))
        #expect(plan.groups.map(\.count) == [100, 1])
        #expect(plan.groups.map(\.arrival) == [.rate(perSecond: 10, poisson: false), .over(milliseconds: 5000)])
    }

    // MARK: Digest

    /// FNV-1a, enough to pin bytes.
    private func digest(_ plan: Plan) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for group in plan.groups.indices {
            let describer = plan.memberDescriber(of: group)
            for member in plan.members(of: group) {
                for byte in describer.describe(member) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            }
        }
        return hash
    }

    @Test func `the canonical bytes are the same in every run and on every machine`() throws {
        let found = digest(try plan(morningRush))
        #expect(found == pinnedDigest)
        let plan = try plan(morningRush)
        let describer = plan.memberDescriber(of: 0)
        for member in plan.members(of: 0).prefix(20) {
            #expect(plan.memberDescription(group: 0, index: member.index) == describer.describe(member))
        }
    }

    @Test(arguments: [
        ("seed: 7", "seed: 8"), ("count: 2000", "count: 2001"), ("ac-22kw-two-connectors", "ac-11kw"),
        ("100/s poisson", "100/s"), ("dc-150kw", "dc-50kw"), ("exponential 20m", "uniform 20m..20m"),
        ("until: 80%", "until: 81%"), ("{pool: commuters}", "{pool: others}"),
        ("- plug-in", "- plug-in\n        - wait: 1s"),
        ("every: 200ms", "every: 201ms"), ("TAG1", "TAG2"), ("{Heartbeat: {}}", "{Heartbeat: {a: 1}}"),
        ("MeterValueSampleInterval: 60", "MeterValueSampleInterval: 61"), ("call-timeout: 10s", "call-timeout: 11s"),
        ("per: connector", "per: charge-point"), ("connectors: 4", "connectors: 5"), ("CP{index", "CQ{index"),
        ("pulse, per", "idle, per"), ("repeat: forever", "repeat: 5"),
    ])
    func `whatever changes what a charge point does changes the digest`(_ before: String, _ after: String) throws {
        let text = morningRush
        let range = try #require(text.range(of: before))
        let changed = text.replacingCharacters(in: range, with: after)
        #expect(digest(try plan(changed)) != digest(try plan(text)))
    }

    @Test(arguments: [("10m", "20m"), ("clock: 60x", "clock: 30x"), ("target: included", "target: ws://h/p")])
    func `what is not a charge point's own does not`(_ before: String, _ after: String) throws {
        let range = try #require(morningRush.range(of: before))
        let changed = morningRush.replacingCharacters(in: range, with: after)
        #expect(digest(try plan(changed)) == digest(try plan(morningRush)))
    }
}

private let pinnedDigest: UInt64 = 11_658_133_131_274_300_080
