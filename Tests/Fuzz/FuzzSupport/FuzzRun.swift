import OCPPTypes

#if canImport(Glibc)
    import Glibc
#endif

/// A run of a fuzzer from its command line to its exit code.
package enum FuzzRun {
    /// Inputs of one round.
    package static let roundLength = 5000
    /// Rounds between two lines of progress.
    private static let roundsPerLine = 20

    /// Runs `target` with the options of the process and ends the process: 0 where no promise was broken, 1 with a find,
    /// 2 for wrong options.
    package static func main(_ name: String, _ makeTarget: (FuzzOptions) -> some FuzzTarget & ~Copyable) -> Never {
        do throws(FuzzOptions.UsageError) {
            let options = try FuzzOptions(CommandLine.arguments.dropFirst())
            var target = makeTarget(options)
            exit(run(name, options, &target))
        } catch {
            say("error: \(error.text)")
            exit(2)
        }
    }

    private static func run(_ name: String, _ options: FuzzOptions, _ target: inout some FuzzTarget & ~Copyable)
        -> Int32
    {
        let started = seconds()
        let watch = FuzzWatch(seconds: options.seconds, mebibytes: options.mebibytes)
        var longest = 0.0
        watch.start { violation, input, kind in
            tell(violation, input, kind, name, options, nil)
            _exit(1)
        }
        var done = 0
        var round = options.firstRound
        while done < options.iterations {
            var random = SeededRandom(runSeed: options.seed, group: name, index: UInt64(round))
            target.beginRound(&random)
            for _ in 0..<min(roundLength, options.iterations - done) {
                let (input, kind) = target.nextInput(&random)
                if options.isTracing, !FuzzFiles.write(input, to: options.corpus + "/" + FuzzFiles.traced) {
                    say("error: cannot write into the folder \(options.corpus)")
                    return 2
                }
                watch.begin(input, kind: kind)
                let before = FuzzWatch.seconds(CLOCK_THREAD_CPUTIME_ID)
                var violation = target.violation(in: input, &random)
                let taken = FuzzWatch.seconds(CLOCK_THREAD_CPUTIME_ID) - before
                longest = max(longest, taken)
                violation = violation ?? watch.violation(seconds: taken)
                if let violation {
                    tell(violation, input, kind, name, options, round)
                    return 1
                }
                done += 1
            }
            round += 1
            if (round - options.firstRound) % roundsPerLine == 0 {
                let rate = Double(done) / max(seconds() - started, 1e-9)
                say("\(done) inputs, next round \(round), \(Int(rate)) inputs/s")
            }
        }
        say(
            "\(done) inputs from seed \(options.seed), rounds \(options.firstRound)..<\(round), "
                + "in \(Int(seconds() - started)) s: \(target.summary); longest \(Int(longest * 1000)) ms; no promise broken"
        )
        return 0
    }

    private static func tell(
        _ violation: String, _ input: [UInt8], _ kind: String, _ name: String, _ options: FuzzOptions, _ round: Int?
    ) {
        let place = round.map(String.init) ?? "stuck"
        let path = options.corpus + "/found-\(name)-\(options.seed)-\(place).\(kind)"
        let kept = FuzzFiles.write(input, to: path) ? "input kept in \(path)" : "input not kept: cannot write \(path)"
        say("round \(place): \(violation); \(kept)")
        guard let round else { return }
        say("repeat: \(name) --seed \(options.seed) --first-round \(round) --iterations \(roundLength)")
    }

    /// Prints a line that a log shows at once.
    private static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    private static func seconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    /// A copy of exactly the input's size, so that the address sanitizer sees reads beyond it.
    package static func withExactBytes<Result>(
        _ input: [UInt8], _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count, alignment: 1)
        defer { copy.deallocate() }
        copy.copyBytes(from: input)
        return body(UnsafeRawBufferPointer(copy))
    }
}
