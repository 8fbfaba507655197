import Scenario
import Testing

@Suite struct OverrideTests {
    private let text = """
        scenario: s
        duration: 10s
        fleet:
          depot: {count: 10, behaviour: pulse}
          street: {count: 20, arrive: 5/s}
        behaviours:
          pulse:
            - every: 200ms
              steps:
                - meter-values
        """

    private func changed(_ set: String...) throws -> Plan {
        try plan(text, overrides: ScenarioOverrides(set: set))
    }

    @Test func `a path names a value of the document`() throws {
        #expect(try changed("fleet.depot.count=500").groups[0].count == 500)
        #expect(try changed("fleet.depot.charge-point=dc-50kw").groups[0].kind == .dc50kW)
        #expect(try changed("behaviours.pulse.0.every=1s").programs[0].openLoops[0].intervalMilliseconds == 1000)
        #expect(try changed("fleet.depot.count=1", "fleet.depot.count=2").groups[0].count == 2)
        #expect(try changed("fleet.new={count: 3}").groups.map(\.name) == ["depot", "street", "new"])
        #expect(try changed("expect=[\"count(connected) == 5\"]").expectations.count == 1)
        #expect(try changed("fleet.depot.configuration={BlinkRepeat: 3}").groups[0].configuration.count == 1)
    }

    @Test func `a single key stands for itself where it is unique`() throws {
        #expect(try changed("arrive=9/s").groups[1].arrival == .rate(perSecond: 9, poisson: false))
        #expect(try changed("every=1s").programs[0].openLoops[0].intervalMilliseconds == 1000)
        #expect(try changed("seed=5").seed == 5)
        #expect(try changed("clock=60x").clockFactor == 60)
        #expect(try changed("scenario=a=b").name == "a=b")
        let one = try plan(smallest, overrides: ScenarioOverrides(set: ["count=500", "per=connector"]))
        #expect(one.groups[0].count == 500)
        #expect(one.groups[0].perConnector)
    }

    @Test func `the other options take the place of their keys`() throws {
        let plan = try plan(
            text, overrides: ScenarioOverrides(seed: .max, duration: "1h30m", target: "ws://h:9/p"))
        #expect(plan.seed == .max)
        #expect(plan.durationMilliseconds == 5_400_000)
        #expect(plan.targets == [TargetPlan(destination: .url("ws://h:9/p"), weight: 1)])
    }

    @Test(arguments: [
        (
            "count=5",
            "--set:1:1: error: `count` stands in 2 places of the scenario\n    count=5\n    ^~~~~\n"
                + "hint: write one of `fleet.depot.count`, `fleet.street.count`\n"
        ),
        (
            "cuont=5",
            "--set:1:1: error: the scenario has no key `cuont`\n    cuont=5\n    ^~~~~\n"
                + "hint: did you mean `count`?\n"
        ),
        (
            "wibble=5",
            "--set:1:1: error: the scenario has no key `wibble`\n    wibble=5\n    ^~~~~~\n"
                + "hint: write its whole path, such as `fleet.depot.wibble`\n"
        ),
        (
            "fleet.depto.count=5",
            "--set:1:1: error: the scenario has no `depto` there\n    fleet.depto.count=5\n"
                + "    ^~~~~~~~~~~~~~~~~\nhint: did you mean `depot`?\n"
        ),
        (
            "fleet.depot.count.x=5",
            "--set:1:1: error: there is nothing below `10` that `x` could name\n"
                + "    fleet.depot.count.x=5\n    ^~~~~~~~~~~~~~~~~~~\n"
        ),
        (
            "behaviours.pulse.7.every=5s",
            "--set:1:1: error: `7` is no item of the list\n    behaviours.pulse.7.every=5s\n"
                + "    ^~~~~~~~~~~~~~~~~~~~~~~~\nhint: its items are 0 to 0\n"
        ),
        (
            "fleet.depot.count=5x",
            "--set:1:20: error: `count` is a plain number; `x` does not belong to it\n"
                + "    fleet.depot.count=5x\n                       ^\n"
        ),
        (
            "fleet.depot.cuont=5",
            "--set:1:1: error: unknown key `cuont` in a group\n    fleet.depot.cuont=5\n"
                + "    ^~~~~~~~~~~~~~~~~\nhint: did you mean `count`?\n"
        ),
        (
            "count",
            "--set:1:1: error: expected name=value\n    count\n    ^~~~~\n"
                + "hint: write such as `--set fleet.depot.count=500`\n"
        ),
        (
            "fleet.depot.identity={",
            "--set:1:22: error: the value is not valid YAML\n    fleet.depot.identity={\n"
                + "                         ^\nhint: put a text with special characters in double quotes\n"
        ),
    ])
    func `what is wrong with a change is told at its place`(_ set: String, _ expected: String) {
        #expect(messages(text, overrides: ScenarioOverrides(set: [set])) == expected)
    }

    @Test func `faults of the other options name the option`() {
        #expect(
            messages(text, overrides: ScenarioOverrides(duration: "90"))
                == "--for:1:1: error: a duration needs a unit\n    90\n    ^~\nhint: write `90s`, `90m` or `90ms`\n")
        #expect(messages(text, overrides: ScenarioOverrides(target: "host")).hasPrefix("--target:1:1: error: "))
        for scale in [0, -1, .nan, .infinity, 1001] {
            #expect(messages(text, overrides: ScenarioOverrides(scale: scale)).hasPrefix("--scale:1:1: error: "))
        }
    }

    @Test func `a scale that makes the fleet too large is an error`() {
        let text = "scenario: s\nduration: 1h\nfleet: {a: {count: 1000000}}\n"
        #expect(messages(text, overrides: ScenarioOverrides(scale: 1000)).contains("more than 1000000 charge points"))
    }

    @Test func `a number that does not follow the scale draws a warning`() {
        let text = smallest + "expect:\n  - count(connected) == 1\n  - count(booted) == planned\n  - booted > 5\n"
        #expect(
            messages(text, overrides: ScenarioOverrides(scale: 2))
                == "s.yaml:5:11: warning: the number does not follow the scale of the run\n"
                + "      - count(connected) == 1\n              ^~~~~~~~~\nhint: compare with `planned`\n"
                + "s.yaml:7:5: warning: the number does not follow the scale of the run\n"
                + "      - booted > 5\n        ^~~~~~\nhint: compare with `planned`\n")
    }
}
