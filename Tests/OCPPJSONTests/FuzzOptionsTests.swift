import FuzzSupport
import OCPPTypes
import Testing

/// What the fuzzers are made of: their flags, and that a round is the same whenever it is run.
@Suite struct FuzzOptionsTests {
    @Test func `flags are read`() throws {
        let options = try FuzzOptions([
            "--iterations", "7", "--seed", "8", "--first-round", "9", "--corpus", "here", "--trace",
            "--seconds", "3", "--mebibytes", "64",
        ])
        #expect(options.seconds == 3 && options.mebibytes == 64)
        #expect(options.iterations == 7 && options.seed == 8 && options.firstRound == 9)
        #expect(options.corpus == "here" && options.isTracing)
        #expect(try FuzzOptions([String]()) == FuzzOptions())
    }

    @Test(arguments: [
        (["--seed"], "--seed needs a number"), (["--seed", "x"], "--seed needs a whole number from 0 on, not x"),
        (["--iterations", "-1"], "--iterations needs a whole number from 0 on, not -1"),
        (["--corpus"], "--corpus needs a folder"),
        (
            ["--rounds"],
            "unknown option --rounds: there are --iterations N, --seed S, --first-round R, --corpus FOLDER, --seconds N, "
                + "--mebibytes N and --trace"
        ),
    ])
    func `a wrong flag is named`(arguments: [String], text: String) {
        #expect(throws: FuzzOptions.UsageError(text: text)) { try FuzzOptions(arguments) }
    }

    @Test func `an input that takes too long is told`() {
        let watch = FuzzWatch(seconds: 1, mebibytes: 1 << 20)
        #expect(watch.violation(seconds: 0.9) == nil)
        #expect(watch.violation(seconds: 1.1) == "it took 1100 ms, the limit is 1000 ms")
        #expect(
            FuzzWatch(seconds: 1, mebibytes: -1).violation(seconds: 0) == "0 MiB above the start, the limit is -1 MiB")
    }

    @Test func `the same round makes the same inputs, and every kind of message is among its seeds`() {
        let seeds = FuzzFiles.corpus(in: CorpusTests.folder.path)
        // Six payloads of each kind, and what was found.
        #expect(seeds.count > 400)
        let frames = FrameMutator(seeds: seeds + SeedFrames.all)
        var inputs: [[[UInt8]]] = []
        for _ in 0..<2 {
            var random = SeededRandom(runSeed: 1, group: "test", index: 3)
            inputs.append((0..<200).map { _ in frames.next(&random) })
        }
        #expect(inputs[0] == inputs[1])
        #expect(Set(inputs[0]).count > 100)
    }
}
