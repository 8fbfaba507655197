import ChargePointModel
import OCPPTypes
import Scenario
import Testing

@testable import Fleet

/// A member with the real charge point model, answered by hand.
@Suite struct FleetMemberTests {
    /// A member, its clock and a target that accepts everything.
    struct World {
        var member: FleetMember
        var now = Instant.zero
        var log: [String] = []

        init(_ steps: String) throws {
            let text = """
                scenario: world
                duration: 1h
                clock: 60x
                fleet: {lot: {count: 1, charge-point: ac-22kw-two-connectors, behaviour: mine}}
                behaviours:
                  mine:
                \(steps.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
                """
            let compiled = ScenarioCompiler.compile(text: text, fileName: "world.yaml")
            let plan = try #require(compiled.plan, "\(compiled.renderedDiagnostics)")
            let factory = MemberFactory(plan: plan, start: .zero, epoch: DateTime(millisecondsSince1970: 0))
            member = factory.make(plan.member(group: 0, index: 0))
        }

        /// Goes on until an instant; every CALL is answered at once.
        mutating func run(untilMilliseconds end: Int64) {
            while member.nextDeadline <= Instant.zero.adding(milliseconds: end) {
                now = max(now, member.nextDeadline)
                var effects: [ChargePointEffect] = []
                var events: [BehaviourEvent] = []
                member.deadlineReached(at: now, into: &effects, events: &events)
                answer(effects, events)
            }
        }

        private mutating func answer(_ effects: [ChargePointEffect], _ events: [BehaviourEvent]) {
            for event in events { log.append("\(event)") }
            for effect in effects {
                var more: [ChargePointEffect] = []
                var told: [BehaviourEvent] = []
                switch effect {
                case .connect:
                    member.handle(.connected, at: now, into: &more, events: &told)
                case .call(let id, let payload):
                    log.append(payload.action.name)
                    member.handle(.confirmation(id, confirmation(payload.action)), at: now, into: &more, events: &told)
                case .close, .ping, .reply, .replyError, .sample, .lateAnswer, .commandEnded, .credentials,
                    .startTransfer, .cancelTransfer, .notice:
                    break
                }
                answer(more, told)
            }
        }

        private func confirmation(_ action: Action) -> OCPPTypes.Confirmation {
            switch action {
            case .bootNotification:
                .bootNotification(.init(status: .accepted, currentTime: .init(millisecondsSince1970: 0), interval: 300))
            case .authorize: .authorize(.init(idTagInfo: .init(status: .accepted)))
            case .startTransaction: .startTransaction(.init(idTagInfo: .init(status: .accepted), transactionId: 1))
            case .stopTransaction: .stopTransaction(.init())
            case .meterValues: .meterValues(.init())
            case .heartbeat: .heartbeat(.init(currentTime: .init(millisecondsSince1970: 0)))
            default: .statusNotification(.init())
            }
        }
    }

    @Test func `a visit boots, plugs in, authorizes, charges and leaves`() throws {
        var world = try World(
            """
            - wait: 10s
            - plug-in
            - authorize: {idTag: TAG1}
            - charge: {for: 90s}
            - unplug
            """)
        world.run(untilMilliseconds: 10_000)
        #expect(
            world.log == [
                "BootNotification", "roundBegan", "StatusNotification", "StatusNotification", "StatusNotification",
                "StatusNotification", "Authorize", "StartTransaction", "StatusNotification", "MeterValues",
                "roundDone", "StopTransaction", "StatusNotification", "StatusNotification",
            ])
    }

    @Test func `the boot is intended for the arrival, however late its driver is`() throws {
        var world = try World("- wait: 1m")
        let late = Instant.zero.adding(milliseconds: 2000)
        var effects: [ChargePointEffect] = []
        var events: [BehaviourEvent] = []
        world.member.deadlineReached(at: late, into: &effects, events: &events)
        world.member.handle(.connected, at: late, into: &effects, events: &events)
        let boot = BootNotification.Confirmation(
            status: .accepted, currentTime: .init(millisecondsSince1970: 0), interval: 300)
        world.member.handle(.confirmation("1", .bootNotification(boot)), at: late, into: &effects, events: &events)
        let samples = effects.compactMap { if case .sample(let sample) = $0 { sample } else { nil } }
        #expect(
            samples == [
                CallSample(
                    action: .bootNotification, intended: .zero, enqueued: late, sent: late, ended: late,
                    outcome: .answered)
            ])
    }

    @Test func `who has not arrived by the end of the run stays away`() throws {
        var world = try World("- wait: 1m")
        var effects: [ChargePointEffect] = []
        var events: [BehaviourEvent] = []
        world.member.handle(.finishRun, at: .zero, into: &effects, events: &events)
        #expect(effects == [])
        #expect(world.member.nextDeadline == .distantFuture)
        world.member.deadlineReached(at: Instant.zero.adding(milliseconds: 3_600_000), into: &effects, events: &events)
        #expect(effects == [])
        #expect(!world.member.hasStarted)
    }
}

@Suite struct GroupHardwareTests {
    private func member(_ head: String, group: String) throws -> FleetMember {
        let text = head + "scenario: s\nduration: 1h\nfleet: {a: {count: 1, \(group)}}\n"
        let plan = try #require(ScenarioCompiler.compile(text: text, fileName: "s.yaml").plan)
        let factory = MemberFactory(plan: plan, start: .zero, epoch: DateTime(millisecondsSince1970: 0))
        return factory.make(plan.member(group: 0, index: 0))
    }

    @Test func `a group gets the hardware and the cars that its scenario defines`() throws {
        let head = """
            charge-points:
              x: {based-on: dc-50kw, power: 30kW, connectors: 3, cable: detachable, model: X3}
            cars:
              van: {based-on: medium, battery: 80kWh, leaves-at: 90%}
            behaviours:
              b:
                - plug-in: {car: van, soc: 30%}

            """
        var member = try member(head, group: "charge-point: x, cars: small, behaviour: b, per: connector")
        #expect(member.model.connectorCount == 3)
        var effects: [ChargePointEffect] = []
        var events: [BehaviourEvent] = []
        member.deadlineReached(at: .zero, into: &effects, events: &events)
        member.handle(.connected, at: .zero, into: &effects, events: &events)
        guard case .call(let id, .typed(.bootNotification(let boot)))? = effects.last else {
            Issue.record("no boot: \(effects)")
            return
        }
        #expect(boot.chargePointModel == "X3")
        member.handle(
            .confirmation(
                id,
                .bootNotification(
                    .init(status: .accepted, currentTime: DateTime(millisecondsSince1970: 0), interval: 300))),
            at: .zero, into: &effects, events: &events)
        for connectorId in 1...3 {
            #expect(member.model.car(on: connectorId)?.name == "van")
            #expect(member.model.car(on: connectorId)?.specification.batteryWattHours == 80_000)
            #expect(member.model.stateOfCharge(of: connectorId) == 30)
        }
    }

    @Test func `without cars of its own a group has those of the kind, and a step may name another`() throws {
        let head = "behaviours: {b: [{plug-in: {car: small}}]}\n"
        for (kind, own) in [("ac-11kw", "medium"), ("dc-350kw-two-connectors", "large")] {
            let text = head + "scenario: s\nduration: 1h\nfleet: {a: {count: 1, charge-point: \(kind), behaviour: b}}\n"
            let plan = try #require(ScenarioCompiler.compile(text: text, fileName: "s.yaml").plan)
            let cars = SharedBehaviour(plan: plan, group: 0).cars
            #expect(cars.mix?.entries.map(\.car.name) == [own, "small"])
            #expect(cars.mix?.entries.map(\.weight) == [1, 0])
            #expect(cars.place(of: CarPlan(.small)) == 1)
        }
        let plain = try #require(
            ScenarioCompiler.compile(text: "scenario: s\nduration: 1h\nfleet: {a: {count: 1}}\n", fileName: "s").plan)
        #expect(SharedBehaviour(plan: plain, group: 0).cars.mix == nil)
    }

    @Test func `every built-in car and kind of a scenario is one of the model`() {
        #expect(BuiltInCar.allCases.map(\.rawValue) == Car.builtIn.map(\.name))
        #expect(BuiltInKind.allCases.map(\.rawValue) == ChargePointKind.builtIn.map(\.name))
        for kind in BuiltInKind.allCases {
            let model = ChargePointKind.builtIn(named: kind.rawValue)
            #expect(model?.connectors == kind.connectorCount && model?.isDirect == kind.isDirectCurrent)
        }
    }
}
