import ChargePointModel
import OCPPTypes

/// A line that a person or a script wrote, understood.
package enum ConsoleCommand: Equatable, Sendable {
    /// Something happens at the charge point; `announces` when its end is news of its own.
    case act(Command, announces: Bool = false)
    /// A CALL of any action with a payload of one JSON object.
    case send(Action, payload: [UInt8])
    /// A frame as it stands.
    case frame([UInt8])
    /// Shows configuration keys: all, or those that contain one of the words.
    case configuration([String])
    /// Shows the state.
    case status
    /// Does nothing for so many milliseconds.
    case wait(milliseconds: Int64)
    /// Waits for something, or for its absence.
    case expect(Expected)
    /// How frames are shown from now on.
    case frames(FrameStyle)
    /// Shows all commands, or one.
    case help(String?)
    /// Shows the lines so far.
    case history
    /// Ends.
    case quit
}

/// How frames are shown.
package enum FrameStyle: String, CaseIterable, Sendable {
    /// One line where it fits, else the payload laid out below.
    case wrapped
    /// One line each, however long.
    case line
    /// Without payload.
    case names
}

/// What the words of a line are held against.
package struct ConsoleContext: Equatable, Sendable {
    /// Number of connectors.
    package var connectors: Int
    /// Names of the cars, in the order of the charge point's `CarMix`.
    package var cars: [String]

    /// Makes a context.
    package init(connectors: Int, cars: [String]) {
        self.connectors = connectors
        self.cars = cars
    }
}

/// Why a line was not understood, for the person who wrote it.
package struct ConsoleCommandError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong, and what to write instead.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
