import OCPPTypes

/// A behaviour compiled for an interpreter with a program counter (guide "Scenario").
///
/// The interpreter starts once the boot is accepted, once per charge point on connector 1 or once per connector
/// (``GroupPlan/perConnector``), and never starts anew: after a lost connection it goes on where it was.
///
/// - It runs ``instructions`` from ``sequence``'s lower bound to its upper bound. An instruction is done when its
///   effect is complete: a wait has passed, a CALL is answered, a charging session has reached its goal.
/// - When the sequence has ended, all ``openLoops`` start at the same instant. Round k of an open loop (k = 0, 1, …)
///   is due k intervals of *real* time after that instant, whatever became of the rounds before; that due instant is
///   the intended instant of the round's first CALL. A round starts when it is due and the round before has ended; at
///   most ``ProgramLimits/overdueRounds`` due rounds wait, one more counts as dropped. Open loops run to the end of
///   the run.
/// - An instruction that fails (CALLERROR, time-out, an idTag that is not accepted, a lost connection) ends its round
///   and is counted: the interpreter goes to ``failureTarget(of:)``. In an open loop that is the end of the body.
///   Before the next round it puts the connector in order: it stops a running transaction and takes the plug out; the next
///   round of a `repeat` starts no sooner than ``ProgramLimits/pauseAfterFailedRoundMilliseconds`` of real time after
///   the failure.
package struct Program: Equatable, Sendable {
    /// The behaviour's name.
    package var name: String
    /// All instructions: the sequence first, then the bodies of the open loops.
    package var instructions: [Instruction]
    /// The part that runs in order, from 0; empty for `idle` and for a behaviour of open loops alone.
    package var sequence: Range<Int>
    /// The open loops, which run side by side after the sequence.
    package var openLoops: [OpenLoop]

    /// Makes one of its parts.
    package init(name: String, instructions: [Instruction], sequence: Range<Int>, openLoops: [OpenLoop] = []) {
        self.name = name
        self.instructions = instructions
        self.sequence = sequence
        self.openLoops = openLoops
    }

    /// One `every`.
    package struct OpenLoop: Equatable, Sendable {
        /// Real milliseconds from one due instant to the next; at least 1.
        package var intervalMilliseconds: Int64
        /// The instructions of one round; never empty.
        package var body: Range<Int>

        /// Makes one of its parts.
        package init(intervalMilliseconds: Int64, body: Range<Int>) {
            self.intervalMilliseconds = intervalMilliseconds
            self.body = body
        }
    }

    /// Where the interpreter goes on when the instruction at an index fails: the `repeatEnd` of the innermost loop
    /// around it (which then counts the round and decides), else the end of the sequence or of the open loop's body.
    package func failureTarget(of index: Int) -> Int {
        var depth = 0
        let end = openLoops.first { $0.body.contains(index) }?.body.upperBound ?? sequence.upperBound
        var at = index
        while at < end {
            switch instructions[at] {
            case .repeatBegin where at != index: depth += 1
            case .repeatEnd:
                if depth == 0 { return at }
                depth -= 1
            case .repeatBegin, .wait, .plugIn, .plugInCar, .unplug, .authorize, .charge, .send, .meterValues: break
            }
            at += 1
        }
        return end
    }
}

/// Limits of a program at run time.
package enum ProgramLimits {
    /// How many due rounds of one open loop may wait for the round before; one more is counted as dropped.
    package static let overdueRounds = 100
    /// Least real time between a failed step and the next round of a `repeat`, so that a target that refuses everything
    /// does not make the fleet spin.
    package static let pauseAfterFailedRoundMilliseconds: Int64 = 1000
    /// How deep loops may stand inside each other.
    package static let repeatDepth = 4
}

/// One instruction of a ``Program``.
package enum Instruction: Equatable, Sendable {
    /// Does nothing for a time in device time.
    case wait(DurationDistribution)
    /// Plugs the cable in; fails when the connector is not free.
    case plugIn
    /// The same with a car that is named, or a state of charge in percent that is, or both.
    case plugInCar(CarPlan?, stateOfCharge: NumberDistribution?)
    /// Takes the cable out; a running transaction ends first. Without a cable it does nothing.
    case unplug
    /// Presents a tag and awaits the decision; fails unless it is accepted.
    case authorize(TagSource)
    /// Starts a transaction with the tag authorized last in this round, charges until the goal or until the transaction
    /// ends for another reason, and stops the transaction. Fails when no transaction can start.
    case charge(ChargeGoal)
    /// Sends a CALL with exactly this payload, UTF-8 JSON of one object, and awaits its answer.
    case send(action: Action, payloadJSON: [UInt8])
    /// Sends `MeterValues.req` with the connector's present readings and awaits its answer.
    case meterValues
    /// Begins a loop of so many rounds, or without end; `end` is the index of its ``repeatEnd(begin:)``.
    case repeatBegin(count: Int?, end: Int)
    /// Ends a round: goes on behind it when the rounds of the loop are used up, else at the instruction after `begin`.
    case repeatEnd(begin: Int)
}

/// Where `authorize` takes its tag from.
package enum TagSource: Equatable, Sendable {
    /// A tag as it stands in the scenario.
    case literal(IdTag)
    /// A pool, by index into ``Plan/tagPools``; see ``Plan/tag(pool:group:index:connectorId:using:)``.
    case pool(Int)
}

/// When a charging session ends.
package enum ChargeGoal: Equatable, Sendable {
    /// So much energy has been delivered, in watt-hours.
    case energyWattHours(NumberDistribution)
    /// So much device time has passed since the start of the transaction.
    case duration(DurationDistribution)
    /// The battery has reached this state of charge, in percent (0 to 100; a draw above 100 counts as 100).
    case stateOfChargePercent(NumberDistribution)
}
