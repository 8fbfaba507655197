import ChargePointModel
import OCPPTypes
import Scenario

/// Runs a compiled behaviour on one charge point: a pure interpreter of ``Program`` (guide "Scenario").
///
/// It begins when the boot is accepted, gives commands to the charge point and goes on when they end. Waits are in device
/// time, the intervals of open loops in real time. It never reads a clock and draws only from the member's own seed.
struct BehaviourInterpreter: Sendable {
    /// What all members of a group share.
    let shared: SharedBehaviour
    /// 0-based index of the charge point in its group.
    let index: Int
    private var random: SeededRandom
    private(set) var threads: [BehaviourThread] = []
    private var hasBegun = false
    private var isFinished = false
    /// When the open loops of all threads began.
    private var openLoopsBegan: [Instant] = []
    /// Next instant at which ``deadlineReached(at:)`` has something to do.
    private(set) var nextDeadline = Instant.distantFuture

    /// A command for the charge point.
    struct Order: Equatable, Sendable {
        var command: Command
        var token: CommandToken
        var intended: Instant
        /// When it was seen to be due, if it has waited since then for an answer.
        var noticed: Instant?
    }

    init(shared: SharedBehaviour, index: Int, seed: UInt64) {
        self.shared = shared
        self.index = index
        random = SeededRandom(seed: seed)
    }

    /// The boot was accepted for the first time: the behaviour begins.
    mutating func begin(at now: Instant, clock: DeviceClock, orders: inout [Order], events: inout [BehaviourEvent]) {
        guard !hasBegun, !isFinished, !shared.program.instructions.isEmpty else { return }
        hasBegun = true
        for connectorId in shared.connectorIds {
            if shared.program.sequence.isEmpty {
                beginOpenLoops(connectorId: connectorId, at: now)
            } else {
                var thread = BehaviourThread(connectorId: connectorId, openLoop: nil)
                thread.state = .ready
                thread.counter = shared.program.sequence.lowerBound
                thread.intended = now
                threads.append(thread)
                if !shared.beginsWithLoop { events.append(.roundBegan) }
            }
        }
        advance(at: now, clock: clock, orders: &orders, events: &events)
    }

    /// The run is over: no more commands.
    mutating func finish() {
        isFinished = true
        nextDeadline = .distantFuture
    }

    /// A deadline has come; goes on with everything that is due.
    mutating func deadlineReached(
        at now: Instant, clock: DeviceClock, orders: inout [Order], events: inout [BehaviourEvent]
    ) {
        guard !isFinished else { return }
        advance(at: now, clock: clock, orders: &orders, events: &events)
    }

    /// A command ended; the thread that gave it goes on, or ends its round.
    mutating func commandEnded(
        _ token: CommandToken, _ outcome: CommandOutcome, at now: Instant, clock: DeviceClock,
        orders: inout [Order], events: inout [BehaviourEvent]
    ) {
        let index = Int(token.rawValue)
        guard !isFinished, threads.indices.contains(index) else { return }
        switch threads[index].state {
        case .awaiting:
            if case .done = outcome {
                threads[index].counter += 1
                threads[index].intended = now
                threads[index].noticed = nil
                threads[index].state = .ready
            } else {
                fail(index, outcome, at: now, orders: &orders, events: &events)
            }
        case .recovering:
            // Whatever came of it: the connector is as free as it can be, and the pause bounds the rate of failures.
            threads[index].state = .waiting(
                now.adding(milliseconds: ProgramLimits.pauseAfterFailedRoundMilliseconds))
        case .idle, .ready, .waiting, .ended:
            preconditionFailure("a command ended that thread \(index) did not wait for (\(threads[index].state))")
        }
        advance(at: now, clock: clock, orders: &orders, events: &events)
    }

    // MARK: Running

    /// Lets every thread go as far as it can and finds the next deadline.
    private mutating func advance(
        at now: Instant, clock: DeviceClock, orders: inout [Order], events: inout [BehaviourEvent]
    ) {
        var index = 0
        while index < threads.count {
            collectDueRounds(index, at: now, events: &events)
            run(index, at: now, clock: clock, orders: &orders, events: &events)
            index += 1
        }
        nextDeadline = .distantFuture
        for (index, thread) in threads.enumerated() {
            if case .waiting(let until) = thread.state { nextDeadline = min(nextDeadline, until) }
            if thread.openLoop != nil { nextDeadline = min(nextDeadline, due(index, round: thread.nextRound)) }
        }
    }

    private mutating func run(
        _ index: Int, at now: Instant, clock: DeviceClock, orders: inout [Order], events: inout [BehaviourEvent]
    ) {
        // A round made of waits of length zero alone would never end: this many instructions are enough for any other.
        var budget = FleetLimits.instructionsPerStep
        while true {
            if case .waiting(let until) = threads[index].state {
                guard until <= now else { return }
                threads[index].state = .ready
                threads[index].intended = until
            }
            guard threads[index].state == .ready else { return }
            if threads[index].counter == end(of: threads[index]) {
                guard passEnded(index, at: now, events: &events) else { return }
                continue
            }
            budget -= 1
            if budget == 0 {
                threads[index].state = .waiting(now.adding(milliseconds: 1))
                return
            }
            execute(index, at: now, clock: clock, orders: &orders, events: &events)
        }
    }

    private mutating func execute(
        _ index: Int, at now: Instant, clock: DeviceClock, orders: inout [Order], events: inout [BehaviourEvent]
    ) {
        let connectorId = threads[index].connectorId
        switch shared.program.instructions[threads[index].counter] {
        case .wait(let duration):
            let span = clock.realNanoseconds(ofDeviceMilliseconds: duration.sample(using: &random))
            threads[index].counter += 1
            let until = threads[index].intended.adding(nanoseconds: span)
            // A pause that is over before it begins leaves the round as late as it was, by the target's doing.
            threads[index].noticed = until > now ? nil : threads[index].noticed?.adding(nanoseconds: span)
            threads[index].state = .waiting(until)
        case .plugIn:
            give(.plugIn(connectorId: connectorId), index, &orders)
        case .plugInCar(let car, let stateOfCharge):
            let percent = stateOfCharge.map { Int(min(max(0, $0.sample(using: &random).rounded()), 100)) }
            let choice = CarChoice(car: car.flatMap { shared.cars.place(of: $0) }, percent: percent)
            give(.plugInCar(connectorId: connectorId, choice), index, &orders)
        case .unplug:
            give(.unplug(connectorId: connectorId), index, &orders)
        case .authorize(let source):
            let tag = shared.tag(source, index: self.index, connectorId: connectorId, using: &random)
            threads[index].tag = tag
            give(.authorize(tag, connectorId: connectorId), index, &orders)
        case .charge(let goal):
            give(.charge(connectorId: connectorId, until: draw(goal)), index, &orders)
        case .send:
            guard let payload = shared.payloads[threads[index].counter] else {
                preconditionFailure("every send has its payload")
            }
            give(.send(.raw(payload)), index, &orders)
        case .meterValues:
            give(.meterValues(connectorId: connectorId), index, &orders)
        case .repeatBegin(let count, _):
            threads[index].enterLoop(count)
            threads[index].counter += 1
            events.append(.roundBegan)
        case .repeatEnd(let begin):
            roundEnded(index, &events)
            if threads[index].endRound() {
                threads[index].counter = begin + 1
                events.append(.roundBegan)
            } else {
                threads[index].counter += 1
            }
        }
    }

    private mutating func give(_ command: Command, _ index: Int, _ orders: inout [Order]) {
        threads[index].state = .awaiting
        orders.append(
            Order(
                command: command, token: CommandToken(rawValue: UInt32(index)), intended: threads[index].intended,
                noticed: threads[index].noticed))
    }

    /// A step failed at `now`: its round ends, and what follows counts from here.
    private mutating func fail(
        _ index: Int, _ outcome: CommandOutcome, at now: Instant, orders: inout [Order],
        events: inout [BehaviourEvent]
    ) {
        let thread = threads[index]
        if let step = BehaviourStep(shared.program.instructions[thread.counter]) {
            events.append(.stepFailed(step, outcome))
        }
        threads[index].counter = shared.program.failureTarget(of: thread.counter)
        threads[index].hasFailed = true
        threads[index].tag = nil
        threads[index].intended = now
        threads[index].noticed = nil
        if shared.usesConnector {
            give(.unplug(connectorId: thread.connectorId), index, &orders)
            threads[index].state = .recovering
        } else if thread.openLoop == nil {
            threads[index].state = .waiting(
                now.adding(milliseconds: ProgramLimits.pauseAfterFailedRoundMilliseconds))
        } else {
            threads[index].state = .ready
        }
    }

    private mutating func draw(_ goal: Scenario.ChargeGoal) -> ModelChargeGoal {
        switch goal {
        case .energyWattHours(let energy):
            let drawn = energy.sample(using: &random).rounded()
            return .energy(wattHours: Int64(min(drawn, 1e12)))
        case .duration(let duration):
            return .duration(deviceMilliseconds: duration.sample(using: &random))
        case .stateOfChargePercent(let percent):
            return .stateOfCharge(percent: Int(min(percent.sample(using: &random).rounded(), 100)))
        }
    }

    // MARK: Rounds

    private func end(of thread: BehaviourThread) -> Int {
        guard let loop = thread.openLoop else { return shared.program.sequence.upperBound }
        return shared.program.openLoops[loop].body.upperBound
    }

    /// The sequence or a body has ended; true when the thread goes on at once.
    private mutating func passEnded(_ index: Int, at now: Instant, events: inout [BehaviourEvent]) -> Bool {
        guard threads[index].openLoop != nil else {
            if !shared.beginsWithLoop { roundEnded(index, &events) }
            threads[index].state = .ended
            beginOpenLoops(connectorId: threads[index].connectorId, at: now)
            return false
        }
        roundEnded(index, &events)
        threads[index].state = .idle
        guard !threads[index].waitingRounds.isEmpty else { return false }
        let (round, noticed) = threads[index].waitingRounds.removeFirst()
        beginRound(index, round, noticed: noticed, events: &events)
        return true
    }

    /// A round has come to its end; one that a step has ended was told of then.
    private mutating func roundEnded(_ index: Int, _ events: inout [BehaviourEvent]) {
        if threads[index].hasFailed {
            threads[index].hasFailed = false
        } else {
            events.append(.roundDone)
        }
    }

    private mutating func beginOpenLoops(connectorId: Int, at now: Instant) {
        for loop in shared.program.openLoops.indices {
            threads.append(BehaviourThread(connectorId: connectorId, openLoop: loop))
            while openLoopsBegan.count < threads.count { openLoopsBegan.append(now) }
            openLoopsBegan[threads.count - 1] = now
        }
    }

    private mutating func beginRound(
        _ index: Int, _ round: Int64, noticed: Instant?, events: inout [BehaviourEvent]
    ) {
        guard let loop = threads[index].openLoop else { return }
        threads[index].resetLoops()
        threads[index].counter = shared.program.openLoops[loop].body.lowerBound
        threads[index].intended = due(index, round: round)
        threads[index].noticed = noticed
        threads[index].state = .ready
        events.append(.roundBegan)
    }

    /// Begins the rounds that are due, or lets them wait, or drops them.
    private mutating func collectDueRounds(_ index: Int, at now: Instant, events: inout [BehaviourEvent]) {
        guard let loop = threads[index].openLoop else { return }
        while due(index, round: threads[index].nextRound) <= now {
            let round = threads[index].nextRound
            threads[index].nextRound += 1
            if threads[index].state == .idle {
                beginRound(index, round, noticed: nil, events: &events)
            } else if threads[index].waitingRounds.count < ProgramLimits.overdueRounds {
                threads[index].waitingRounds.append((round, now))
            } else {
                events.append(
                    .roundDropped(shared.firstAction(ofOpenLoop: loop), due: due(index, round: round)))
            }
        }
    }

    private func due(_ index: Int, round: Int64) -> Instant {
        guard let loop = threads[index].openLoop else { return .distantFuture }
        let (span, overflow) = round.multipliedReportingOverflow(
            by: shared.program.openLoops[loop].intervalMilliseconds)
        return overflow ? .distantFuture : openLoopsBegan[index].adding(milliseconds: span)
    }
}
