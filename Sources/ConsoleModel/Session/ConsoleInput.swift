import ChargePointModel
import OCPPTypes

/// Everything that can happen to a console.
package enum ConsoleInput: Sendable {
    /// Bytes of a terminal in raw mode.
    case keys([UInt8])
    /// A line of a script.
    case line(String)
    /// Standard input has ended.
    case endOfInput
    /// The terminal has so many columns now.
    case resized(columns: Int)
    /// A frame passed.
    case frame(FrameDirection, [UInt8])
    /// The charge point wants something done, or tells something.
    case effect(ChargePointEffect)
    /// The central system broke a rule that the charge point's model never saw.
    case violation(String)
    /// The connection is open.
    case connected
    /// The connection ended, or none came about.
    case disconnected(reason: String, wasOpen: Bool)
    /// The answer to ``ConsoleEffect/look``.
    case picture(ChargePointPicture)
    /// ``ConsoleSession/nextDeadline`` has come.
    case deadline
    /// SIGINT or SIGTERM.
    case interrupt
}

/// What is to be done, in order.
package enum ConsoleEffect: Equatable, Sendable {
    /// Write this to standard output.
    case write(String)
    /// Write this to standard error.
    case writeError(String)
    /// Do this at the charge point.
    case perform(Command, CommandToken)
    /// Send a frame as it is.
    case sendFrame([UInt8])
    /// Look at the charge point; ``ConsoleInput/picture(_:)`` follows at once.
    case look
    /// Write a line into the transcript.
    case record(String)
    /// Await what is on its way, close the connection, and end with this exit code.
    case end(Int32)
}
