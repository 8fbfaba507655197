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
                "StopTransaction", "StatusNotification", "StatusNotification",
            ])
    }
}
