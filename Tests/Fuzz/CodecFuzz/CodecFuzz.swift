import OCPPJSON
import OCPPTypes

#if canImport(Glibc)
    import Glibc
#endif

/// Feeds mutated frames to the codec and checks ``CodecProperty``.
///
/// `codec-fuzz [--iterations N] [--seed S] [--corpus FOLDER]`. Build with `--sanitize address`. An input that breaks a
/// promise is written to the folder as `found-<seed>-<iteration>.frame` and ends the run with status 1; an input that
/// traps is in `last.frame`, which is written anew before every iteration when `--trace` is given.
@main
struct CodecFuzz {
    static func main() {
        var options = Options()
        options.read(CommandLine.arguments.dropFirst())
        var seeds = corpus(in: options.corpus)
        seeds += SeedFrames.all.map { Array($0.utf8) }
        var random = SeededRandom(seed: options.seed)
        var mutator = Mutator(seeds: seeds)
        var counts = Counts()
        for iteration in 0..<options.iterations {
            let input = mutator.next(&random)
            if options.isTracing { write(input, to: options.corpus + "/last.frame") }
            if let violation = check(input, &counts) {
                let path = options.corpus + "/found-\(options.seed)-\(iteration).frame"
                write(input, to: path)
                print("iteration \(iteration): \(violation); input kept in \(path)")
                print("repeat: codec-fuzz --seed \(options.seed) --iterations \(iteration + 1)")
                exit(1)
            }
            counts.iterations += 1
        }
        print(
            "\(counts.iterations) inputs from seed \(options.seed): \(counts.strict) accepted strictly, "
                + "\(counts.scanned) with a readable envelope; no promise broken")
    }

    /// Runs the properties on a copy of exactly the input's size, so that the address sanitizer sees reads beyond it.
    private static func check(_ input: [UInt8], _ counts: inout Counts) -> String? {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count, alignment: 1)
        defer { copy.deallocate() }
        copy.copyBytes(from: input)
        let bytes = UnsafeRawBufferPointer(copy)
        if let envelope = try? FrameScanner.scan(bytes) {
            counts.scanned += 1
            if case .call(_, let action?, _, let payload) = envelope {
                var none = Violations()
                let request = try? PayloadDecoder.request(
                    action, from: bytes, payload: payload, mode: .strict, violations: &none)
                if request != nil { counts.strict += 1 }
            }
        }
        return CodecProperty.violation(in: bytes)
    }

    private static func corpus(in folder: String) -> [[UInt8]] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".frame") { names.append(name) }
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

/// What a run saw.
private struct Counts {
    var iterations = 0
    var scanned = 0
    var strict = 0
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
                print("unknown option \(name): codec-fuzz [--iterations N] [--seed S] [--corpus FOLDER] [--trace]")
                exit(2)
            }
        }
    }
}
