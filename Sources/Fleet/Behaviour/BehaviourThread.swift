import ChargePointModel
import OCPPTypes
import Scenario

/// One line of execution of a behaviour: the sequence of a connector, or one open loop of it.
///
/// ```text
///            begin                  wait instruction
///   idle ───────────▶ ready ───────────────────────────▶ waiting(until)
///    ▲                 │  ▲ ◀───────────────────────────────┘ deadline
///    │ body ends       │  │ commandEnded(done)
///    └─────────────────┤  └────────────── awaiting(token)
///                      │  command ─────────▲      │ commandEnded(failed)
///                      │                          ▼
///                      └────────────────── recovering (takes the plug out, then waits a second)
/// ```
///
/// A sequence that has ended is `ended`; an open loop goes back to `idle` after each round and begins the next when due.
struct BehaviourThread: Sendable {
    enum State: Equatable, Sendable {
        /// Not begun: waits for the boot, or for the next due instant.
        case idle
        /// The instruction at `counter` is next.
        case ready
        /// A pause ends at this instant.
        case waiting(Instant)
        /// A command is being carried out.
        case awaiting
        /// The command that puts the connector in order after a failure is being carried out.
        case recovering
        /// Nothing more to do.
        case ended
    }

    /// Connector the thread acts on, from 1.
    let connectorId: Int
    /// Index into the program's open loops; nil for the sequence.
    let openLoop: Int?
    var state = State.idle
    /// Index of the next or current instruction.
    var counter = 0
    /// Rounds left of the loops around `counter`, outermost first; `.max` is endless.
    private var roundsLeft: (Int, Int, Int, Int) = (0, 0, 0, 0)
    private var depth = 0
    /// When the plan wanted the next CALL.
    var intended = Instant.zero
    /// When it was seen that the next CALL was due, if its round has waited since then for the one before; nil when
    /// nothing held it back.
    var noticed: Instant?
    /// True from a failed step until the end of the round that it ended.
    var hasFailed = false
    /// Tag authorized last in this round.
    var tag: IdTag?

    /// Index of the open loop's next round that is not yet due.
    var nextRound: Int64 = 0
    /// Rounds that are due and wait for the one that runs, with the instants at which that was seen.
    var waitingRounds: [(round: Int64, noticed: Instant)] = []

    init(connectorId: Int, openLoop: Int?) {
        self.connectorId = connectorId
        self.openLoop = openLoop
    }

    /// Enters a loop of so many rounds; nil is endless. The scenario's limits keep the depth within bounds.
    mutating func enterLoop(_ rounds: Int?) {
        precondition(depth < ProgramLimits.repeatDepth, "the scenario compiler bounds the depth of loops")
        setRoundsLeft(rounds ?? .max, at: depth)
        depth += 1
    }

    /// Ends a round of the innermost loop; true when another one follows, else the loop is left.
    mutating func endRound() -> Bool {
        precondition(depth > 0, "repeatEnd outside a loop")
        let left = roundsLeft(at: depth - 1)
        if left == .max { return true }
        if left > 1 {
            setRoundsLeft(left - 1, at: depth - 1)
            return true
        }
        depth -= 1
        return false
    }

    /// Forgets all loops; an open loop's body begins without any.
    mutating func resetLoops() {
        depth = 0
    }

    private func roundsLeft(at level: Int) -> Int {
        switch level {
        case 0: roundsLeft.0
        case 1: roundsLeft.1
        case 2: roundsLeft.2
        default: roundsLeft.3
        }
    }

    private mutating func setRoundsLeft(_ value: Int, at level: Int) {
        switch level {
        case 0: roundsLeft.0 = value
        case 1: roundsLeft.1 = value
        case 2: roundsLeft.2 = value
        default: roundsLeft.3 = value
        }
    }
}
