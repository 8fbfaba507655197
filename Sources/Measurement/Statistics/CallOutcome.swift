/// How a planned CALL ended; every planned CALL ends exactly once.
package enum CallOutcome: UInt8, CaseIterable, Hashable, Sendable {
    /// A CALLRESULT came that fits the action.
    case answered
    /// A CALLERROR came.
    case callError
    /// A CALLRESULT came that could not be read as the action's confirmation.
    case invalidAnswer
    /// No answer came within the CALL time-out.
    case timedOut
    /// The connection ended before the answer (or before the CALL could be sent).
    case connectionLost
    /// The run ended, drain included, before the answer.
    case unanswered
    /// It was never made: the charge point had too much overdue (guide "Glossary").
    case dropped
}
