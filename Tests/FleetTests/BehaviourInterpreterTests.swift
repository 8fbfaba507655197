import ChargePointModel
import OCPPTypes
import Scenario
import Testing

@testable import Fleet

/// The interpreter against the semantics of the guide "Scenario"; commands are answered by hand.
@Suite struct BehaviourInterpreterTests {
    /// An interpreter with what it ordered and told since the last look.
    struct Bench {
        var interpreter: BehaviourInterpreter
        var orders: [BehaviourInterpreter.Order] = []
        var events: [BehaviourEvent] = []
        let clock: DeviceClock

        init(_ steps: String, perConnector: Bool = false, factor: Int64 = 1) throws {
            let text = """
                scenario: bench
                duration: 1h
                fleet:
                  lot:
                    count: 1
                    charge-point: ac-22kw-two-connectors
                    behaviour: mine
                    \(perConnector ? "per: connector" : "arrive: at once")
                behaviours:
                  mine:
                \(steps.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
                """
            let compiled = ScenarioCompiler.compile(text: text, fileName: "bench.yaml")
            let plan = try #require(compiled.plan, "\(compiled.renderedDiagnostics)")
            interpreter = BehaviourInterpreter(shared: SharedBehaviour(plan: plan, group: 0), index: 0, seed: 1)
            clock = DeviceClock(epoch: DateTime(millisecondsSince1970: 0), reference: .zero, factor: factor)
        }

        mutating func begin(_ milliseconds: Int64) {
            interpreter.begin(at: at(milliseconds), clock: clock, orders: &orders, events: &events)
        }

        mutating func deadline(_ milliseconds: Int64) {
            interpreter.deadlineReached(at: at(milliseconds), clock: clock, orders: &orders, events: &events)
        }

        mutating func end(_ token: UInt32, _ outcome: CommandOutcome = .done, _ milliseconds: Int64) {
            interpreter.commandEnded(
                CommandToken(rawValue: token), outcome, at: at(milliseconds), clock: clock, orders: &orders,
                events: &events)
        }

        /// Takes the orders so far.
        mutating func taken() -> [BehaviourInterpreter.Order] {
            defer { orders = [] }
            return orders
        }

        mutating func told() -> [BehaviourEvent] {
            defer { events = [] }
            return events
        }
    }

    private static func order(
        _ command: Command, _ milliseconds: Int64, token: UInt32 = 0
    ) -> BehaviourInterpreter.Order {
        BehaviourInterpreter.Order(
            command: command, token: CommandToken(rawValue: token), intended: at(milliseconds))
    }

    @Test func `steps run one after the other and waits count from the end of the step before`() throws {
        var bench = try Bench(
            """
            - plug-in
            - wait: 2s
            - authorize: {idTag: TAG1}
            - charge: {for: 1m}
            - unplug
            """)
        bench.begin(100)
        #expect(bench.taken() == [Self.order(.plugIn(connectorId: 1), 100)])
        bench.end(0, .done, 150)
        #expect(bench.taken() == [])
        #expect(bench.interpreter.nextDeadline == at(2150))
        bench.deadline(2170)
        // The wait was over at 2150: that is when the plan wanted the CALL, whatever the driver made of it.
        #expect(bench.taken() == [Self.order(.authorize("TAG1", connectorId: 1), 2150)])
        bench.end(0, .done, 2300)
        #expect(
            bench.taken() == [Self.order(.charge(connectorId: 1, until: .duration(deviceMilliseconds: 60_000)), 2300)])
        bench.end(0, .done, 9000)
        #expect(bench.taken() == [Self.order(.unplug(connectorId: 1), 9000)])
        bench.end(0, .done, 9001)
        #expect(bench.taken() == [])
        #expect(bench.interpreter.nextDeadline == .distantFuture)
        #expect(bench.told() == [.roundBegan, .roundDone])
    }

    @Test func `waits are in device time`() throws {
        var bench = try Bench("- wait: 2m\n- plug-in", factor: 60)
        bench.begin(0)
        #expect(bench.interpreter.nextDeadline == at(2000))
    }

    @Test func `a closed loop repeats so often and then goes on`() throws {
        var bench = try Bench(
            """
            - repeat: 2
              steps:
                - authorize: {idTag: TAG1}
            - plug-in
            """)
        bench.begin(0)
        for round in 1...2 {
            #expect(bench.taken() == [Self.order(.authorize("TAG1", connectorId: 1), Int64(round - 1) * 10)])
            bench.end(0, .done, Int64(round) * 10)
        }
        #expect(bench.taken() == [Self.order(.plugIn(connectorId: 1), 20)])
        #expect(bench.told() == [.roundBegan, .roundDone, .roundBegan, .roundDone])
    }

    @Test func `a failed step ends its round, frees the connector and pauses`() throws {
        var bench = try Bench(
            """
            - repeat: forever
              steps:
                - plug-in
                - authorize: {idTag: TAG1}
                - charge: {for: 1m}
                - unplug
            """)
        bench.begin(0)
        bench.end(0, .done, 1)
        _ = bench.taken()
        bench.end(0, .refused(.invalid), 5)
        #expect(bench.taken() == [Self.order(.unplug(connectorId: 1), 5)])
        bench.end(0, .failed(.notPluggedIn), 6)
        #expect(bench.taken() == [])
        #expect(bench.interpreter.nextDeadline == at(1006))
        bench.deadline(1006)
        #expect(bench.taken() == [Self.order(.plugIn(connectorId: 1), 1006)])
        #expect(bench.told() == [.roundBegan, .stepFailed(.authorize, .refused(.invalid)), .roundBegan])
        for instant in [1007, 1008, 1009, 1010] as [Int64] { bench.end(0, .done, instant) }
        #expect(bench.told() == [.roundDone, .roundBegan])
    }

    @Test func `an open loop is due by its own plan, whatever the answers do`() throws {
        var bench = try Bench("- every: 100ms\n  steps:\n    - send: {Heartbeat: {}}")
        bench.begin(1000)
        let first = bench.taken()
        #expect(first.map(\.intended) == [at(1000)])
        #expect(bench.interpreter.nextDeadline == at(1100))
        // The answer takes 350 ms: three rounds wait meanwhile and then follow with their own due instants.
        for due in [1100, 1200, 1300] {
            bench.deadline(Int64(due))
            #expect(bench.taken() == [])
        }
        // That they waited was seen at once, so the wait is the target's doing.
        bench.end(0, .done, 1350)
        let late = bench.taken()
        #expect(late.map(\.intended) == [at(1100)])
        #expect(late.map(\.noticed) == [at(1100)])
        bench.end(0, .done, 1360)
        #expect(bench.taken().map(\.intended) == [at(1200)])
        bench.end(0, .done, 1370)
        #expect(bench.taken().map(\.intended) == [at(1300)])
        bench.end(0, .done, 1380)
        #expect(bench.taken() == [])
        bench.deadline(1400)
        #expect(bench.taken().map(\.intended) == [at(1400)])
    }

    @Test func `a round that begins late by the target's doing stays so after a pause that is over`() throws {
        var bench = try Bench("- every: 100ms\n  steps:\n    - wait: 30ms\n    - send: {Heartbeat: {}}")
        bench.begin(0)
        bench.deadline(30)
        #expect(bench.taken().map(\.intended) == [at(30)])
        bench.deadline(102)
        // Seen two milliseconds late, then held back: intended 130, seen 132, given 500.
        bench.end(0, .done, 500)
        let late = bench.taken()
        #expect(late.map(\.intended) == [at(130)])
        #expect(late.map(\.noticed) == [at(132)])
    }

    @Test func `a closed loop pauses after the failure, however long that took`() throws {
        var bench = try Bench("- repeat: forever\n  steps:\n    - send: {Heartbeat: {}}")
        bench.begin(0)
        _ = bench.taken()
        bench.end(0, .failed(.timedOut), 30_000)
        #expect(bench.taken() == [])
        #expect(bench.interpreter.nextDeadline == at(31_000))
        bench.deadline(31_000)
        #expect(bench.taken().map(\.intended) == [at(31_000)])
    }

    @Test func `more overdue rounds than the limit are dropped and told`() throws {
        var bench = try Bench("- every: 10ms\n  steps:\n    - send: {Heartbeat: {}}")
        bench.begin(0)
        _ = bench.told()
        let limit = Int64(ProgramLimits.overdueRounds)
        bench.deadline(10 * limit)
        #expect(bench.told() == [])
        bench.deadline(10 * limit + 10)
        #expect(bench.told() == [.roundDropped(.heartbeat, due: at(10 * limit + 10))])
    }

    @Test func `a failed round of an open loop ends there and the next one keeps its time`() throws {
        var bench = try Bench("- every: 100ms\n  steps:\n    - send: {Heartbeat: {}}\n    - authorize: {idTag: TAG1}")
        bench.begin(0)
        _ = bench.taken()
        bench.end(0, .failed(.timedOut), 40)
        #expect(bench.taken() == [])
        #expect(bench.interpreter.nextDeadline == at(100))
    }

    @Test func `each connector runs the behaviour by itself where the scenario says so`() throws {
        var bench = try Bench("- plug-in", perConnector: true)
        bench.begin(0)
        #expect(
            bench.taken() == [
                Self.order(.plugIn(connectorId: 1), 0), Self.order(.plugIn(connectorId: 2), 0, token: 1),
            ])
    }

    @Test func `after the end of the run no command follows`() throws {
        var bench = try Bench("- plug-in\n- unplug")
        bench.begin(0)
        _ = bench.taken()
        bench.interpreter.finish()
        bench.end(0, .done, 10)
        #expect(bench.taken() == [])
        #expect(bench.interpreter.nextDeadline == .distantFuture)
    }

    @Test func `a long loop of empty waits pauses now and then so that the driver goes on`() throws {
        var bench = try Bench("- repeat: 100000\n  steps:\n    - wait: 0s")
        bench.begin(0)
        #expect(bench.interpreter.nextDeadline == at(1))
    }
}

private func at(_ milliseconds: Int64) -> Instant { Instant.zero.adding(milliseconds: milliseconds) }
