import OCPPTypes

/// What a fuzzer gives its inputs to.
///
/// A run is cut into rounds of ``FuzzRun/roundLength`` inputs. Each round has its own seed and begins with a target as
/// new, so a find is repeated by its round alone.
package protocol FuzzTarget: ~Copyable {
    /// Forgets everything that earlier inputs left behind.
    mutating func beginRound(_ random: inout SeededRandom)

    /// The next input, and the word for its kind that the name of a kept find ends with.
    mutating func nextInput(_ random: inout SeededRandom) -> (bytes: [UInt8], kind: String)

    /// Gives the input of ``nextInput(_:)`` to what is tested; the broken promise, or nil.
    mutating func violation(in input: [UInt8], _ random: inout SeededRandom) -> String?

    /// What became of the inputs so far, for the last line of the run.
    var summary: String { get }
}
