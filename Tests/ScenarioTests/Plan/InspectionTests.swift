import Measurement
import OCPPTypes
import Scenario
import Testing

@Suite struct InspectionTests {
    private func expectParsesBack(_ plan: Plan, _ comment: Comment? = nil) {
        let text = ScenarioInspector.inspect(plan)
        let again = ScenarioCompiler.compile(text: text, fileName: "inspected.yaml")
        #expect(again.plan == plan, comment ?? Comment(rawValue: text + again.renderedDiagnostics))
        // Showing it once more changes nothing.
        #expect(again.plan.map(ScenarioInspector.inspect) == text)
    }

    @Test func `the scenario of the design reads back`() throws {
        expectParsesBack(try plan(morningRush))
    }

    @Test func `every kind of scenario file reads back`() throws {
        for file in try ScenarioFiles.all() {
            let compiled = ScenarioCompiler.compile(bytes: file.bytes, fileName: file.name)
            expectParsesBack(try #require(compiled.plan), Comment(rawValue: file.name))
        }
    }

    @Test(arguments: [
        [], ["lost(transactions) == 0"], ["booted >= 5"], ["share(failed rounds) < 5%"],
        ["booted == 1", "failedRounds < 2"],
    ]) func `what is expected is all that a run is judged by`(written: [String]) throws {
        let expect = written.isEmpty ? "" : "expect: [\(written.joined(separator: ", "))]\n"
        let plan = try plan("scenario: s\nduration: 5s\nfleet: {a: {count: 1}}\n" + expect)
        let mark = "# expected without being written: "
        let shown = ScenarioInspector.inspect(plan).split(separator: "\n").filter { $0.hasPrefix(mark) }
            .map { String($0.dropFirst(mark.count)) }
        let condition = " (once a round has come to its end)"
        for done in [0, 1] as [UInt64] {
            var rounds = BehaviourStatistics()
            rounds.rounds = done
            rounds.done = done
            let judged = Expectation.judged(plan.expectations, rounds: rounds).map(\.text).dropFirst(written.count)
            let expected = shown.filter { done > 0 || !$0.hasSuffix(condition) }.map {
                $0.replacing(condition, with: "")
            }
            #expect(Array(judged) == expected, "\(written) \(done)")
        }
        expectParsesBack(plan)
    }

    @Test func `overrides and scale are written into the scenario`() throws {
        let overrides = ScenarioOverrides(
            seed: 99, duration: "45s", scale: 0.37, set: ["fleet.depot.arrive=33.3/s", "fleet.lab.count=7"],
            target: "ws://h:1/p")
        let plan = try plan(morningRush, overrides: overrides)
        #expect(plan.seed == 99)
        #expect(plan.durationMilliseconds == 45_000)
        #expect(plan.groups.map(\.count) == [740, 74, 1, 3])
        #expect(plan.groups[0].arrival == .rate(perSecond: 12.321, poisson: false))
        expectParsesBack(plan)
    }

    @Test func `texts that look like something else read back`() throws {
        var random = SystemSeed.random(name: "texts")
        let alphabet = Array("abc:#-{}[]&*!|>'\"%@`,?=<~ \\0é🔌\u{2028}\u{A0}".unicodeScalars)
        for name in ["true", "null", "1:30", "no", "- a", "a: b", "a #b", "0x1F", "\"", "'", "a:", "=", "<<", "~", "é"]
        {
            expectParsesBack(try named(name))
        }
        for _ in 0..<500 {
            var view = String.UnicodeScalarView()
            for _ in 0...random.nextIndex(below: 12) { view.append(alphabet[random.nextIndex(below: alphabet.count)]) }
            let name = String(view)
            guard !name.unicodeScalars.contains("\u{2028}") else { continue }
            expectParsesBack(try named(name))
        }
    }

    /// The smallest plan under another name and with it in a payload, a configuration value and a tag.
    private func named(_ name: String) throws -> Plan {
        var plan = try plan(smallest)
        plan.name = name
        plan.groups[0].configuration = [ConfigurationSetting(key: "CpoName", value: name)]
        plan.programs[0].name = "b"
        let quoted = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        plan.programs[0].instructions = [
            .authorize(.literal(IdTag(unchecked: name))),
            .send(action: .dataTransfer, payloadJSON: Array("{\"\(quoted)\":[\"\(quoted)\",1.50,null]}".utf8)),
        ]
        plan.programs[0].sequence = 0..<2
        return plan
    }

    @Test(arguments: [
        ("3/m", "3/m"), ("0.05/s", "3/m"), ("0.5/m", "30/h"), ("1/s", "1/s"), ("60/m", "1/s"),
        ("33.3/s", "33.3/s"), ("7/h", "7/h"), ("0.1/h", "0.1/h"), ("100/s poisson", "100/s poisson"),
        ("over 2030ms", "over 2.03s"), ("over 1.5m", "over 90s"), ("over 90m", "over 90m"),
        ("over 999ms", "over 999ms"),
    ])
    func `an arrival is shown as one would write it`(written: String, shown: String) throws {
        let text = "scenario: s\nduration: 1h\nfleet: {a: {count: 1, arrive: \(written)}}\n"
        let plan = try plan(text)
        #expect(ScenarioInspector.inspect(plan).contains("    arrive: \(shown)\n"))
        expectParsesBack(plan)
    }

    @Test(arguments: [
        ("wait: 1500ms", "wait: 1.5s"), ("charge: {energy: 1500Wh}", "charge: {energy: 1.5kWh}"),
        ("charge: {energy: 20000Wh}", "charge: {energy: 20kWh}"),
        ("charge: {energy: 999Wh}", "charge: {energy: 999Wh}"),
        ("charge: {energy: uniform 0.5kWh..7.25kWh}", "charge: {energy: uniform 500Wh..7.25kWh}"),
    ])
    func `a quantity is shown in the unit that one would write`(written: String, shown: String) throws {
        let text =
            "scenario: s\nduration: 1h\nfleet: {a: {count: 1, behaviour: b}}\n"
            + "behaviours: {b: [plug-in, {authorize: {idTag: A}}, {\(written)}, unplug]}\n"
        let plan = try plan(text)
        #expect(ScenarioInspector.inspect(plan).contains("- \(shown)\n"))
        expectParsesBack(plan)
    }

    @Test func `the estimate stands below as comments`() throws {
        let lines = ScenarioInspector.inspect(try plan(morningRush)).split(separator: "\n").map(String.init)
        #expect(lines.contains("# planned charge points: 2205 in 4 groups"))
        #expect(lines.contains("# connections: 2205, file descriptors of the fleet: 2405"))
        #expect(lines.contains("# duration: 10m of real time"))
        #expect(lines.contains("# device time: 10h"))
        #expect(lines.contains("# arrival of depot: 2000 in about 20s"))
    }

    @Test func `the estimate of open and closed loops`() throws {
        let text = """
            scenario: s
            duration: 10s
            clock: 10x
            fleet: {a: {count: 100, behaviour: b, connectors: 2, per: connector}, c: {count: 10, behaviour: d}}
            behaviours:
              b:
                - every: 500ms
                  steps:
                    - send: {Heartbeat: {}}
                    - meter-values
              d:
                - wait: 1h
                - repeat: forever
                  steps:
                    - repeat: 5
                      steps:
                        - wait: 10s
                    - send: {DataTransfer: {vendorId: v}}
            """
        let rates = try plan(text).estimate.callsPerSecond
        let byAction = Dictionary(uniqueKeysWithValues: rates.map { ($0.action, $0.rate) })
        #expect(byAction[.meterValues] == 400)
        let heartbeats: Double = 400 + 110.0 / 300
        let transfers: Double = 10 / 5.005
        #expect(abs(try #require(byAction[.heartbeat]) - heartbeats) < 0.001)
        #expect(abs(try #require(byAction[.dataTransfer]) - transfers) < 0.001)
        #expect(rates.map(\.rate) == rates.map(\.rate).sorted(by: >))
    }
}
