import Measurement
import OCPPTypes
import Scenario
import Testing

/// The scenario that fixes the language, without the words that are not built yet.
let morningRush = """
    scenario: morning rush
    seed: 7
    duration: 10m
    clock: 60x                    # device time runs 60 times faster
    target: included              # or ws://host:port/path

    fleet:
      depot:
        count: 2000
        charge-point: ac-22kw-two-connectors
        arrive: 100/s poisson     # or: at once | over 60s | 5/s
        behaviour: commuter
      highway:
        count: 200
        charge-point: dc-150kw
        arrive: over 60s
        behaviour: road-trip
      office: {count: 3, behaviour: pulse, per: connector, connectors: 4, call-timeout: 10s}
      lab:
        count: 2
        identity: "CP{index:05}"
        arrive: 5/s
        behaviour: chatter
        configuration: {MeterValueSampleInterval: 60, LocalPreAuthorize: true, CpoName: "A & B"}

    behaviours:
      commuter:
        - repeat: forever
          steps:
            - wait: exponential 20m
            - plug-in
            - authorize: {pool: commuters}
            - charge: {until: 80%}          # or {for: 45m} | {energy: 20kWh}
            - unplug
      pulse:
        - every: 200ms                      # open loop
          steps:
            - send: {Heartbeat: {}}         # any action with any payload
      chatter:
        - repeat: forever                   # closed loop
          steps:
            - authorize: {idTag: TAG1}

    expect:
      - p99(Authorize) < 5s
      - p99.9(BootNotification) < 5s
      - count(connected) == 2205
      - lost(transactions) == 0
      - share(errors) < 0.1%
    """

@Suite struct PlanTests {
    private let defaultPattern = IdentityPattern(
        text: "{group}-{index:05}", pieces: [.group, .text("-"), .number(minimumDigits: 5)])

    private var groups: [GroupPlan] {
        [
            GroupPlan(
                name: "depot", count: 2000, kind: .ac22kWTwoConnectors, connectors: nil,
                identityPattern: defaultPattern, arrival: .rate(perSecond: 100, poisson: true), program: 0,
                perConnector: false, configuration: [], callTimeoutMilliseconds: 30_000),
            GroupPlan(
                name: "highway", count: 200, kind: .dc150kW, connectors: nil, identityPattern: defaultPattern,
                arrival: .over(milliseconds: 60_000), program: 1, perConnector: false, configuration: [],
                callTimeoutMilliseconds: 30_000),
            GroupPlan(
                name: "office", count: 3, kind: .ac11kW, connectors: 4, identityPattern: defaultPattern,
                arrival: .atOnce, program: 2, perConnector: true, configuration: [], callTimeoutMilliseconds: 10_000),
            GroupPlan(
                name: "lab", count: 2, kind: .ac11kW, connectors: nil,
                identityPattern: IdentityPattern(
                    text: "CP{index:05}", pieces: [.text("CP"), .number(minimumDigits: 5)]),
                arrival: .rate(perSecond: 5, poisson: false), program: 3, perConnector: false,
                configuration: [
                    ConfigurationSetting(key: "MeterValueSampleInterval", value: "60"),
                    ConfigurationSetting(key: "LocalPreAuthorize", value: "true"),
                    ConfigurationSetting(key: "CpoName", value: "A & B"),
                ], callTimeoutMilliseconds: 30_000),
        ]
    }

    private func session(wait minutes: Double, pool: Int, goal: ChargeGoal) -> [Instruction] {
        [
            .repeatBegin(count: nil, end: 6),
            .wait(DurationDistribution(milliseconds: .exponential(mean: minutes * 60_000))), .plugIn,
            .authorize(.pool(pool)), .charge(goal), .unplug, .repeatEnd(begin: 0),
        ]
    }

    @Test func `the scenario of the design becomes its plan`() throws {
        let expected = Plan(
            name: "morning rush", seed: 7, durationMilliseconds: 600_000, clockFactor: 60,
            targets: [TargetPlan(destination: .included, weight: 1)], groups: groups,
            programs: [
                Program(
                    name: "commuter",
                    instructions: session(wait: 20, pool: 0, goal: .stateOfChargePercent(.fixed(80))),
                    sequence: 0..<7, openLoops: []),
                Program(
                    name: "road-trip",
                    instructions: session(
                        wait: 30, pool: 1, goal: .energyWattHours(.normal(mean: 30_000, deviation: 8000))),
                    sequence: 0..<7, openLoops: []),
                Program(
                    name: "pulse", instructions: [.send(action: .heartbeat, payloadJSON: Array("{}".utf8))],
                    sequence: 0..<0, openLoops: [Program.OpenLoop(intervalMilliseconds: 200, body: 0..<1)]),
                Program(
                    name: "chatter",
                    instructions: [
                        .repeatBegin(count: nil, end: 2), .authorize(.literal("TAG1")), .repeatEnd(begin: 0),
                    ], sequence: 0..<3, openLoops: []),
            ],
            tagPools: [
                TagPool(name: "commuters", tags: .perConnector), TagPool(name: "road-trip", tags: .perConnector),
            ],
            expectations: try [
                "p99(Authorize) < 5s", "p99.9(BootNotification) < 5s", "count(connected) == 2205",
                "lost(transactions) == 0", "share(errors) < 0.1%",
            ].map { try Measurement.Expectation.parse($0) })
        #expect(messages(morningRush) == "")
        let plan = try plan(morningRush)
        #expect(plan == expected)
        #expect(plan.plannedChargePoints == 2205)
    }

    @Test func `the smallest scenario has every default`() throws {
        let plan = try plan(smallest)
        #expect(plan.seed == 1)
        #expect(plan.clockFactor == 1)
        #expect(plan.targets == [TargetPlan(destination: .included, weight: 1)])
        #expect(plan.programs == [Program(name: "idle", instructions: [], sequence: 0..<0, openLoops: [])])
        #expect(plan.groups[0].arrival == .atOnce)
        #expect(plan.groups[0].kind == .ac11kW)
        #expect(plan.groups[0].connectorCount == 1)
        #expect(plan.expectations.isEmpty)
    }

    @Test func `a behaviour of one's own takes the place of a built-in one`() throws {
        let text = "scenario: s\nduration: 1s\nfleet: {a: {count: 1, behaviour: commuter}}\n"
        #expect(try plan(text).programs[0].instructions.count == 7)
        #expect(try plan(text + "behaviours: {commuter: [unplug]}\n").programs[0].instructions == [.unplug])
    }

    @Test func `a target may be a URL`() throws {
        let plan = try plan(smallest + "target: wss://csms.example:443/ocpp/1.6\n")
        #expect(plan.targets == [TargetPlan(destination: .url("wss://csms.example:443/ocpp/1.6"), weight: 1)])
    }

    // MARK: Identities

    @Test(arguments: [
        ("CP{index:05}", "CP00001", "CP12346"), ("{group}/{index}", "g/1", "g/12346"),
        ("{index:02}-{group}-x", "01-g-x", "12346-g-x"), ("ü{index:3}", "ü001", "ü12346"),
    ])
    func `identities count from one`(_ pattern: String, _ first: String, _ later: String) throws {
        let text = "scenario: s\nduration: 10s\nfleet: {g: {count: 20000, identity: \"\(pattern)\"}}\n"
        let identity = try plan(text).groups[0].identityPattern
        #expect(identity.identity(group: "g", index: 0) == first)
        #expect(identity.identity(group: "g", index: 12345) == later)
    }

    @Test func `a single charge point may have a fixed identity`() throws {
        let text = "scenario: s\nduration: 10s\nfleet: {g: {count: 1, identity: CP-ONE}}\n"
        #expect(try plan(text).member(group: 0, index: 0).identity == "CP-ONE")
    }

    @Test func `patterns that look alike but cannot meet are allowed`() throws {
        let text = """
            scenario: s
            duration: 10s
            fleet:
              a: {count: 9, identity: "CP{index}"}
              b: {count: 5, identity: "CP1{index}"}
              c: {count: 5, identity: "{index}CP"}
            """
        #expect(try plan(text).plannedChargePoints == 19)
    }

    // MARK: Tags

    @Test func `a pool nobody declared has a tag for each connector that uses it`() throws {
        let text = """
            scenario: s
            duration: 10s
            fleet:
              a: {count: 2, behaviour: commuter, charge-point: ac-22kw-two-connectors, per: connector}
              b: {count: 3, behaviour: commuter, charge-point: ac-22kw-two-connectors}
              c: {count: 5}
            """
        let plan = try plan(text)
        #expect(
            plan.idTags.map(\.value) == [
                "POOL0-0-1-1", "POOL0-0-1-2", "POOL0-0-2-1", "POOL0-0-2-2", "POOL0-1-1-1", "POOL0-1-2-1", "POOL0-1-3-1",
            ])
        var random = SeededRandom(seed: 1)
        #expect(plan.tag(pool: 0, group: 0, index: 1, connectorId: 2, using: &random) == "POOL0-0-2-2")
        #expect(random == SeededRandom(seed: 1))
    }

    @Test func `declared pools are drawn from and entered once`() throws {
        let text = """
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            pools:
              vip: [ALPHA, beta, BETA, "0815", 4711]
              many: {tags: 100, prefix: T}
              plain: {tags: 2}
            behaviours:
              b:
                - authorize: {idTag: alpha}
                - authorize: {pool: vip}
                - authorize: {pool: many}
                - authorize: {pool: plain}
            """
        let plan = try plan(text)
        #expect(plan.tagPools[0].tags == .listed(["ALPHA", "beta", "BETA", "0815", "4711"]))
        #expect(plan.idTags.count == 1 + 3 + 100 + 2)
        #expect(plan.idTags.prefix(5).map(\.value) == ["alpha", "beta", "0815", "4711", "T001"])
        #expect(plan.idTags.suffix(3).map(\.value) == ["T100", "PLAIN-1", "PLAIN-2"])
        var random = SeededRandom(seed: 3)
        var drawn: Set<IdTag> = []
        for _ in 0..<2000 { drawn.insert(plan.tag(pool: 1, group: 0, index: 0, connectorId: 1, using: &random)) }
        #expect(drawn.count == 100)
        #expect(drawn.isSubset(of: plan.idTags))
    }

    @Test func `the longest tag of a connector has twenty characters`() {
        let tag = TagPool.tag(
            pool: ScenarioLimits.pools - 1, group: ScenarioLimits.groups - 1, index: ScenarioLimits.chargePoints - 1,
            connectorId: ScenarioLimits.connectors)
        #expect(tag.value.utf8.count == 20)
        #expect(tag.isValid)
    }
}
