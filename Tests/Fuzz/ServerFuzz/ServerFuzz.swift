import FuzzSupport
import OCPPJSON
import OCPPTypes

/// Feeds mutated bytes to everything that a hostile peer reaches: the WebSocket handshake, the frame parser, the codec in
/// both modes, the central system's model and the charge point's, and the encoder behind them. Build with
/// `--sanitize address`.
///
/// `server-fuzz [--iterations N] [--seed S] [--first-round R] [--corpus FOLDER] [--trace]`. An input that breaks a promise
/// is kept in the folder as `found-server-fuzz-<seed>-<round>` and ends the run with status 1. The models keep their state
/// within a round, so a find is repeated by its round: the command is printed. For an input that traps run its round
/// again with `--trace`.
@main
struct ServerFuzz: FuzzTarget, ~Copyable {
    private enum Kind: String {
        case frame, stream, handshake
    }

    private let frames: FrameMutator
    private let streams = StreamMutator()
    private var world = ModelWorld()
    private var kind = Kind.frame
    private var counts = (frames: 0, streams: 0, handshakes: 0)

    private init(corpus: String) {
        frames = FrameMutator(seeds: FuzzFiles.corpus(in: corpus) + SeedFrames.all)
    }

    static func main() {
        FuzzRun.main("server-fuzz") { ServerFuzz(corpus: $0.corpus) }
    }

    mutating func beginRound(_ random: inout SeededRandom) {
        world.begin(seed: random.next())
    }

    mutating func nextInput(_ random: inout SeededRandom) -> (bytes: [UInt8], kind: String) {
        let input: [UInt8]
        switch random.nextIndex(below: 8) {
        case 0: (kind, input) = (.handshake, streams.handshake(&random))
        case 1, 2: (kind, input) = (.stream, streams.frames(&random))
        default: (kind, input) = (.frame, frames.next(&random))
        }
        return (input, kind.rawValue)
    }

    mutating func violation(in input: [UInt8], _ random: inout SeededRandom) -> String? {
        switch kind {
        case .handshake:
            counts.handshakes += 1
            return TransportProperty.handshakeViolation(input, &random)
        case .stream:
            counts.streams += 1
            return TransportProperty.streamViolation(input, &random)
        case .frame:
            counts.frames += 1
            return FuzzRun.withExactBytes(input) { CodecProperty.violation(in: $0) ?? world.take($0) }
        }
    }

    var summary: String {
        "\(counts.frames) OCPP frames, \(counts.streams) WebSocket streams, \(counts.handshakes) handshakes; "
            + "\(world.callsHandled) CALLs and \(world.answersHandled) answers reached the central system's model, "
            + "\(world.ordersHandled) orders the charge point's"
    }
}
