import ChargePointModel
import OCPPTypes

/// What a behaviour did that a report wants to know.
package enum BehaviourEvent: Equatable, Sendable {
    /// A round of a loop (or the one pass of a sequence without loop) began.
    case roundBegan
    /// A round came to its end and no step of it failed.
    case roundDone
    /// A step failed and ended its round.
    case stepFailed(BehaviourStep, CommandOutcome)
    /// A due round of an open loop was given up because `ProgramLimits.overdueRounds` were waiting; the action is that
    /// of the round's first CALL, if it has one, `due` the instant that the plan wanted it at.
    case roundDropped(Action?, due: Instant)
}

/// The kind of a step, as a label without dynamic text.
package enum BehaviourStep: String, CaseIterable, Hashable, Sendable {
    /// `plug-in`
    case plugIn = "plug-in"
    /// `unplug`
    case unplug
    /// `authorize`
    case authorize
    /// `charge`
    case charge
    /// `send`
    case send
    /// `meter-values`
    case meterValues = "meter-values"
}
