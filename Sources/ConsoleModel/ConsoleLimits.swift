/// Every bound that the console keeps; reaching one is told to the user or cuts the oldest off.
package enum ConsoleLimits {
    /// Longest line of a script or of the editor, in bytes.
    package static let lineBytes = 262_144
    /// Lines that wait while a `wait` or an `expect` goes on; more are refused.
    package static let waitingLines = 1000
    /// Events that an `expect` can look back on; older ones are forgotten.
    package static let events = 10_000
    /// Lines of the history.
    package static let history = 500
    /// CALLs per direction whose answers are matched with them.
    package static let openCalls = 100
    /// How deep the payload of a frame may nest to be laid out.
    package static let depth = 32
    /// Candidates that the completion lists.
    package static let candidates = 100
    /// Events that a failed `expect` names.
    package static let namedEvents = 12
    /// How long an `expect` waits unless it says so, in milliseconds.
    package static let expectMilliseconds: Int64 = 10_000
    /// Longest wait in milliseconds.
    package static let longestWaitMilliseconds: Int64 = 86_400_000
    /// How long a script waits for the first answer to BootNotification, in milliseconds.
    package static let bootMilliseconds: Int64 = 60_000
    /// Longest string that a key press leads to: bytes of an unfinished escape sequence.
    package static let escapeBytes = 32
}
