import FuzzProperties
import FuzzSupport
import OCPPTypes

/// Feeds mutated documents to the readers that need no server: scenarios, schedules and lines of the console.
///
/// `document-fuzz [--iterations N] [--seed S] [--first-round R] [--corpus FOLDER] [--trace]`, from the top of the
/// repository. An input that breaks a promise, takes more than a second or more than 256 MiB is kept in the folder as
/// `found-document-fuzz-<seed>-<round>.<kind>` and ends the run with status 1.
@main
struct DocumentFuzz: FuzzTarget {
    private typealias Kind = DocumentProperty.Kind

    private let inputs: DocumentInputs
    private var kind = Kind.scenario
    private var counts: [Kind: (inputs: Int, accepted: Int)] = [:]

    private init(corpus: String) {
        inputs = DocumentInputs(top: ".", corpus: corpus)
    }

    static func main() {
        FuzzRun.main("document-fuzz") { DocumentFuzz(corpus: $0.corpus) }
    }

    mutating func beginRound(_ random: inout SeededRandom) {}

    mutating func nextInput(_ random: inout SeededRandom) -> (bytes: [UInt8], kind: String) {
        // A schedule is explained whole, which takes longest.
        kind = [.scenario, .scenario, .scenario, .console, .console, .schedule][random.nextIndex(below: 6)]
        return (inputs.next(kind, &random), kind.rawValue)
    }

    mutating func violation(in input: [UInt8], _ random: inout SeededRandom) -> String? {
        counts[kind, default: (0, 0)].inputs += 1
        switch DocumentProperty.outcome(of: input, kind) {
        case .accepted: counts[kind, default: (0, 0)].accepted += 1
        case .refused: break
        case .broken(let text): return text
        }
        return nil
    }

    var summary: String {
        Kind.allCases.map { "\(counts[$0]?.inputs ?? 0) \($0.rawValue) (\(counts[$0]?.accepted ?? 0) accepted)" }
            .joined(separator: ", ")
    }
}
