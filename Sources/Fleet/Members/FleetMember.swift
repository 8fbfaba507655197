import ChargePointModel
import OCPPTypes
import Scenario

/// One charge point of the fleet with its behaviour: what the load engine and the simulation drive.
///
/// The member sleeps until its arrival, then powers the charge point on. ``nextDeadline`` is the one deadline its driver
/// keeps; ``deadlineReached(at:into:events:)`` handles everything that is due.
package struct FleetMember: Sendable {
    /// The charge point.
    package private(set) var model: ChargePointModel
    private var behaviour: BehaviourInterpreter
    private var clock: DeviceClock
    /// True once the member has the clock that the whole fleet shares.
    package private(set) var hasFleetClock = false
    /// When the plan wants it to connect for the first time.
    package let arrival: Instant
    /// True after the arrival.
    package private(set) var hasStarted = false

    /// True once the run is over: who has not arrived by then stays away.
    private var isOver = false

    /// Makes a member that has not arrived yet.
    package init(
        setup: ChargePointSetup, behaviour: SharedBehaviour, index: Int, seed: UInt64, arrival: Instant
    ) {
        model = ChargePointModel(setup)
        // Different draws than the model's own, from the same seed.
        self.behaviour = BehaviourInterpreter(shared: behaviour, index: index, seed: seed ^ 0xB5AD_4ECE_DA1C_E2A9)
        clock = setup.clock
        self.arrival = arrival
    }

    /// Sets the member's clock to the fleet's, before the answer to its first BootNotification is handled
    /// (guide "LoadEngine").
    package mutating func adopt(_ clock: DeviceClock) {
        self.clock = clock
        model.setClock(clock)
        hasFleetClock = true
    }

    /// The next instant at which the member has something to do by itself.
    package var nextDeadline: Instant {
        if hasStarted { return min(model.nextDeadline, behaviour.nextDeadline) }
        return isOver ? .distantFuture : arrival
    }

    /// The action whose confirmation the id awaits; nil when nobody awaits it.
    package func awaitedAction(for id: UniqueId) -> Action? { model.awaitedAction(for: id) }

    /// Handles everything that is due at `now`.
    package mutating func deadlineReached(
        at now: Instant, into effects: inout [ChargePointEffect], events: inout [BehaviourEvent]
    ) {
        if !hasStarted {
            guard arrival <= now, !isOver else { return }
            hasStarted = true
            handle(.arrival(planned: arrival), at: now, into: &effects, events: &events)
        }
        if model.nextDeadline <= now { handle(.deadline, at: now, into: &effects, events: &events) }
        if behaviour.nextDeadline <= now {
            var orders: [BehaviourInterpreter.Order] = []
            behaviour.deadlineReached(at: now, clock: clock, orders: &orders, events: &events)
            carryOut(orders, at: now, into: &effects, events: &events)
        }
    }

    /// Gives an input to the charge point and lets the behaviour see what comes of it.
    package mutating func handle(
        _ input: ChargePointInput, at now: Instant, into effects: inout [ChargePointEffect],
        events: inout [BehaviourEvent]
    ) {
        switch input {
        case .finishRun, .abandon:
            behaviour.finish()
            isOver = true
            guard hasStarted else { return }
        default: break
        }
        let first = effects.count
        model.handle(input, at: now, into: &effects)
        follow(from: first, at: now, into: &effects, events: &events)
    }

    /// Shows the behaviour the effects from an index on; the commands it gives make more effects, which it sees too.
    private mutating func follow(
        from first: Int, at now: Instant, into effects: inout [ChargePointEffect], events: inout [BehaviourEvent]
    ) {
        var position = first
        while position < effects.count {
            var orders: [BehaviourInterpreter.Order] = []
            switch effects[position] {
            case .commandEnded(let token, let outcome):
                behaviour.commandEnded(token, outcome, at: now, clock: clock, orders: &orders, events: &events)
            case .notice(.booted(.accepted, _)):
                behaviour.begin(at: now, clock: clock, orders: &orders, events: &events)
            default: break
            }
            for order in orders {
                model.handle(.command(order), at: now, into: &effects)
            }
            position += 1
        }
    }

    private mutating func carryOut(
        _ orders: [BehaviourInterpreter.Order], at now: Instant, into effects: inout [ChargePointEffect],
        events: inout [BehaviourEvent]
    ) {
        let first = effects.count
        for order in orders {
            model.handle(.command(order), at: now, into: &effects)
        }
        follow(from: first, at: now, into: &effects, events: &events)
    }
}

extension ChargePointInput {
    /// The input that carries an order of the behaviour.
    fileprivate static func command(_ order: BehaviourInterpreter.Order) -> Self {
        .command(order.command, order.token, intended: order.intended, noticed: order.noticed)
    }
}
