/// The command line of a fuzzer.
package struct FuzzOptions: Equatable {
    /// How many inputs are made.
    package var iterations = 1_000_000
    /// The seed of the run.
    package var seed: UInt64 = 1
    /// The round that the run begins with.
    package var firstRound = 0
    /// The folder of the inputs to begin with, in which finds are kept.
    package var corpus = "Tests/OCPPJSONTests/Corpus"
    /// Whether every input is written to `last.frame` before it is used, so that one that traps is known.
    package var isTracing = false
    /// Longest time of an input, in seconds of the processor.
    package var seconds = 1.0
    /// Most memory above that of the start, in MiB.
    package var mebibytes = 256

    /// A flag that is not known or has no proper value.
    package struct UsageError: Error, Equatable {
        /// What is wrong, and what may be given.
        package var text: String

        /// An error with its text.
        package init(text: String) {
            self.text = text
        }
    }

    package init() {}

    /// Reads the arguments behind the name of the command.
    package init(_ arguments: some Sequence<String>) throws(UsageError) {
        var rest = Array(arguments)[...]
        while let flag = rest.popFirst() {
            switch flag {
            case "--trace": isTracing = true
            case "--iterations": iterations = try Self.number(flag, rest.popFirst())
            case "--mebibytes": mebibytes = try Self.number(flag, rest.popFirst())
            case "--seconds":
                let whole: Int = try Self.number(flag, rest.popFirst())
                seconds = Double(whole)
            case "--seed": seed = try Self.number(flag, rest.popFirst())
            case "--first-round": firstRound = try Self.number(flag, rest.popFirst())
            case "--corpus":
                guard let folder = rest.popFirst() else { throw UsageError(text: "--corpus needs a folder") }
                corpus = folder
            default:
                throw UsageError(
                    text: "unknown option \(flag): there are --iterations N, --seed S, --first-round R, "
                        + "--corpus FOLDER, --seconds N, --mebibytes N and --trace")
            }
        }
    }

    private static func number<Number: FixedWidthInteger>(
        _ flag: String, _ text: String?
    ) throws(UsageError) -> Number {
        guard let text else { throw UsageError(text: "\(flag) needs a number") }
        guard let number = Number(text), number >= 0 else {
            throw UsageError(text: "\(flag) needs a whole number from 0 on, not \(text)")
        }
        return number
    }
}
