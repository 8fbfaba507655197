import ArgumentParser
import Foundation
import LoadEngine
import Measurement
import OCPPTypes
import Report
import Scenario
import StandardStreams
import WebSocketTransport

/// `wattswarm run SCENARIO`: runs a fleet.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs the fleet of a scenario against its target.",
        discussion: """
            Exit codes: 0 passed, 1 an expectation failed, 2 wrong usage or scenario, 3 the run could not be carried \
            out or its results not be written whole, 4 invalid (the generator itself was too slow to tell), \
            130 interrupted by SIGINT, SIGTERM or SIGHUP.
            """)

    @Argument(help: "Scenario file; - is standard input.") var scenario: String
    @OptionGroup var overrides: OverrideOptions
    @Option(help: ArgumentHelp("Runs shard I (from 0) of N.", valueName: "I/N")) var shard: String?
    @Option(help: ArgumentHelp("Starts at that time.", valueName: "RFC3339")) var startAt: String?
    @Option(help: ArgumentHelp("Folder for the results; must be new or empty.", valueName: "DIR")) var out: String?
    @Option(help: ArgumentHelp("Event loops.", valueName: "N")) var loops = 1
    @Option(help: ArgumentHelp("Source addresses, separated by commas.", valueName: "ADDRESSES")) var source: String?
    @Option(help: ArgumentHelp("Root certificates that wss targets are checked against, PEM.", valueName: "FILE"))
    var tlsCa: String?
    @Flag(help: "Shows no progress.") var noProgress = false
    @Flag(help: "Prints the summary as JSON on standard output, and nothing else there.") var json = false

    func run() async throws {
        let overrides = try overrides.overrides()
        let (plan, loaded) = try ScenarioFile.plan(scenario, overrides: overrides)
        // What the results keep is what was run: with overrides that is not what the file says.
        let isAsWritten = overrides == ScenarioOverrides()
        let run = ScenarioRun(
            plan: plan,
            request: try request(isAsWritten ? loaded.bytes : Array(ScenarioInspector.inspect(plan).utf8)))
        guard run.refusals.isEmpty else { throw ExitStatus.usage(run.refusals.joined(separator: "\nerror: ")) }
        let screen = ProgressScreen(isOn: !noProgress)
        let signals = SignalStop { run.stop() }
        defer { signals.cancel() }
        let finished: ScenarioRun.Finished
        do {
            finished = try await run.run { screen.show($0) }
        } catch {
            screen.clear()
            throw ExitStatus.notCarriedOut(error.description)
        }
        screen.clear()
        if json {
            StandardStream.output.write(SummaryJSON.encode(finished.result))
        } else {
            let terminal = Terminal.standardOutput
            StandardStream.output.write(
                SummaryText.render(
                    finished.result, width: terminal.width, color: terminal.color, directory: finished.directory,
                    files: ["summary.json", "manifest.json", "events.jsonl", "scenario.yaml"]
                        + ["transfers.jsonl", "csms.log"].filter {
                            FileManager.default.fileExists(atPath: finished.directory + "/" + $0)
                        }))
            StandardStream.output.line(Self.closeLine(finished.close))
            let untold = StandardStream.error.unwritten
            if untold.texts > 0 {
                StandardStream.output.line("Not shown      \(untold.texts) lines of standard error: \(untold.reason)")
            }
            if !finished.isSummaryWritten {
                StandardStream.output.write(SummaryJSON.encode(finished.result))
            }
        }
        for shortfall in finished.shortfalls { StandardStream.error.write("error: \(shortfall)\n") }
        // A pass whose results are not whole is none; everything else is told by its own code.
        let code = finished.result.exitCode
        throw code == 0 && !finished.shortfalls.isEmpty ? ExitStatus.notCarriedOut("") : ExitStatus.code(code)
    }

    private static func closeLine(_ close: LoadEngine.CloseOutcome) -> String {
        let seconds = (close.seconds * 100).rounded() / 100
        return close.reset == 0
            ? "Closed         \(close.open) connections in \(seconds) s, all by the closing handshake"
            : "Closed         \(close.open) connections in \(seconds) s, \(close.reset) of them reset"
    }

    private func request(_ text: [UInt8]) throws(ExitStatus) -> ScenarioRun.Request {
        var request = ScenarioRun.Request(scenario: text, version: Version.current)
        request.out = out
        guard (1...256).contains(loops) else { throw .usage("--loops \(loops): give a number from 1 to 256") }
        request.loops = loops
        request.unshown = { StandardStream.error.unwritten.texts }
        request.commandLine = Redaction.commandLine(CommandLine.arguments)
        if let source {
            request.sourceAddresses = source.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        if let tlsCa {
            let pem = try ListenerOptions.text(tlsCa, "--tls-ca")
            do {
                _ = try WebSocketTLS.clientContext(trustedRoots: [pem])
            } catch {
                throw .usage("--tls-ca \(tlsCa): \(error)")
            }
            request.trustedRoots = pem
        }
        if let shard {
            let parts = shard.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
            guard parts.count == 2, let index = parts[0], let count = parts[1], count >= 1, (0..<count).contains(index)
            else { throw .usage("--shard \(shard): write I/N with I from 0 to N-1, for example 0/4") }
            request.shard = (index, count)
        }
        if let startAt {
            guard let time = DateTime(startAt) else {
                throw .usage("--start-at \(startAt): write a time with zone, for example 2030-01-01T12:00:00Z")
            }
            request.startAt = time
        }
        return request
    }
}
