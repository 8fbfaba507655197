import FuzzSupport
import OCPPJSON
import OCPPTypes

/// Feeds mutated frames to the codec and checks ``CodecProperty``. Build with `--sanitize address`.
///
/// `codec-fuzz [--iterations N] [--seed S] [--first-round R] [--corpus FOLDER] [--trace]`. An input that breaks a promise
/// is kept in the folder as `found-codec-fuzz-<seed>-<round>.frame` and ends the run with status 1; for an input that traps
/// run its round again with `--trace`.
@main
struct CodecFuzz: FuzzTarget {
    private let frames: FrameMutator
    private var strict = 0
    private var scanned = 0

    private init(corpus: String) {
        frames = FrameMutator(seeds: FuzzFiles.corpus(in: corpus) + SeedFrames.all)
    }

    static func main() {
        FuzzRun.main("codec-fuzz") { CodecFuzz(corpus: $0.corpus) }
    }

    mutating func beginRound(_ random: inout SeededRandom) {}

    mutating func nextInput(_ random: inout SeededRandom) -> (bytes: [UInt8], kind: String) {
        (frames.next(&random), "frame")
    }

    mutating func violation(in input: [UInt8], _ random: inout SeededRandom) -> String? {
        FuzzRun.withExactBytes(input) { bytes in
            if let envelope = try? FrameScanner.scan(bytes) {
                scanned += 1
                if case .call(_, let action?, _, let payload) = envelope {
                    var none = Violations()
                    let request = try? PayloadDecoder.request(
                        action, from: bytes, payload: payload, mode: .strict, violations: &none)
                    if request != nil { strict += 1 }
                }
            }
            return CodecProperty.violation(in: bytes)
        }
    }

    var summary: String {
        "\(strict) accepted strictly, \(scanned) with a readable envelope"
    }
}
