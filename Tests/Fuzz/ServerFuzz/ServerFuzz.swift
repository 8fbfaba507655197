import OCPPJSON
import OCPPTypes

#if canImport(Glibc)
    import Glibc
#endif

/// Feeds mutated bytes to everything that a hostile peer reaches: the WebSocket handshake, the frame parser, the codec in
/// both modes, the central system's model and the charge point's, and the encoder behind them.
///
/// `server-fuzz [--iterations N] [--seed S] [--corpus FOLDER]`. Build with `--sanitize address`. An input that breaks a
/// promise is written to the folder as `found-server-<seed>-<iteration>.frame` and ends the run with status 1. The models
/// keep their state from input to input, so a trap is repeated by the whole run: `--trace` writes every input to
/// `last.frame` before it is used.
@main
struct ServerFuzz {
    static func main() {
        var options = Options()
        options.read(CommandLine.arguments.dropFirst())
        var random = SeededRandom(seed: options.seed)
        var frames = Mutator(seeds: corpus(in: options.corpus) + SeedFrames.all.map { Array($0.utf8) })
        let streams = StreamMutator()
        var world = ModelWorld(seed: options.seed)
        var counts = (frames: 0, streams: 0, handshakes: 0)
        let started = seconds()
        for iteration in 0..<options.iterations {
            let input: [UInt8]
            let violation: String?
            switch random.nextIndex(below: 8) {
            case 0:
                input = streams.handshake(&random)
                if options.isTracing { write(input, to: options.corpus + "/last.frame") }
                violation = TransportProperty.handshakeViolation(input, &random)
                counts.handshakes += 1
            case 1, 2:
                input = streams.frames(&random)
                if options.isTracing { write(input, to: options.corpus + "/last.frame") }
                violation = TransportProperty.streamViolation(input, &random)
                counts.streams += 1
            default:
                input = frames.next(&random)
                if options.isTracing { write(input, to: options.corpus + "/last.frame") }
                violation = withExactBytes(input) { CodecProperty.violation(in: $0) ?? world.take($0) }
                counts.frames += 1
            }
            if let violation {
                let path = options.corpus + "/found-server-\(options.seed)-\(iteration).frame"
                write(input, to: path)
                print("iteration \(iteration): \(violation); input kept in \(path)")
                print("repeat: server-fuzz --seed \(options.seed) --iterations \(iteration + 1)")
                exit(1)
            }
        }
        print(
            "\(options.iterations) inputs from seed \(options.seed) in \(Int(seconds() - started)) s: "
                + "\(counts.frames) OCPP frames, \(counts.streams) WebSocket streams, \(counts.handshakes) handshakes; "
                + "\(world.callsHandled) CALLs and \(world.answersHandled) answers reached the central system's model, "
                + "\(world.ordersHandled) orders the charge point's; no promise broken")
    }

    /// A copy of exactly the input's size, so that the address sanitizer sees reads beyond it.
    private static func withExactBytes(_ input: [UInt8], _ body: (UnsafeRawBufferPointer) -> String?) -> String? {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count, alignment: 1)
        defer { copy.deallocate() }
        copy.copyBytes(from: input)
        return body(UnsafeRawBufferPointer(copy))
    }

    private static func seconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    private static func corpus(in folder: String) -> [[UInt8]] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".frame"), name != "last.frame" { names.append(name) }
        }
        return names.sorted().map { read(folder + "/" + $0) }
    }

    private static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }

    private static func write(_ bytes: [UInt8], to path: String) {
        guard let file = fopen(path, "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}

private struct Options {
    var iterations = 1_000_000
    var seed: UInt64 = 1
    var corpus = "Tests/OCPPJSONTests/Corpus"
    var isTracing = false

    mutating func read(_ arguments: ArraySlice<String>) {
        var rest = arguments
        while let name = rest.popFirst() {
            switch name {
            case "--trace": isTracing = true
            case "--iterations": iterations = rest.popFirst().flatMap { Int($0) } ?? iterations
            case "--seed": seed = rest.popFirst().flatMap { UInt64($0) } ?? seed
            case "--corpus": corpus = rest.popFirst() ?? corpus
            default:
                print("unknown option \(name): server-fuzz [--iterations N] [--seed S] [--corpus FOLDER] [--trace]")
                exit(2)
            }
        }
    }
}
