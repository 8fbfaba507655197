import Credentials
import Crypto
import FileTransfer
import Fleet
import Foundation
import Measurement
import NIOConcurrencyHelpers
import OCPPTypes
import Report
import Scenario
import TextFormats
import WebSocketTransport

/// One `wattswarm run`: target, engine, results folder, verdict.
package final class ScenarioRun: Sendable {
    /// What the command line asks for beside the scenario itself.
    package struct Request: Sendable {
        /// The scenario as it is run: its text, or with overrides the plan in the language.
        package var scenario: [UInt8]
        /// Results folder; nil for the default one.
        package var out: String?
        /// Event loops.
        package var loops = 1
        /// Shard, from 0.
        package var shard: (index: Int, count: Int) = (0, 1)
        /// Source addresses; empty lets the engine choose.
        package var sourceAddresses: [String] = []
        /// File with roots that charge points without own ones trust (`--tls-ca`); nil: the system's.
        package var trustedRoots: String?
        /// When to start; nil for at once.
        package var startAt: DateTime?
        /// The tool's version.
        package var version: String
        /// The command line, for the manifest.
        package var commandLine: [String] = []
        /// How many lines of progress could not be shown so far.
        package var unshown: @Sendable () -> UInt64 = { 0 }

        /// A request for a scenario.
        package init(scenario: [UInt8], version: String) {
            self.scenario = scenario
            self.version = version
        }
    }

    /// What a run leaves.
    package struct Finished: Sendable {
        /// Everything that the summary says.
        package var result: RunResult
        /// The mass close.
        package var close: LoadEngine.CloseOutcome
        /// Folder of the results.
        package var directory: String
        /// False when the disk did not take `summary.json`: then standard output has to.
        package var isSummaryWritten = true
        /// What the folder lacks because the disk did not take it, a sentence each.
        package var shortfalls: [String] = []
    }

    private let plan: Plan
    private let request: Request
    private let stopRequest = StopRequest()
    private let running = NIOLockedValueBox<(engine: LoadEngine?, isStopped: Bool)>((nil, false))

    /// Prepares a run of a plan.
    package init(plan: Plan, request: Request) {
        self.plan = plan
        self.request = request
    }

    /// What the plan asks of its charge points that they cannot do, one line each; nothing should be run then.
    package var refusals: [String] {
        var refusals = MemberFactory.refusedSettings(of: plan) + FleetTransfers.problems(of: plan)
        refusals += request.sourceAddresses.compactMap(SourceAddress.refusal)
        for target in plan.targets {
            guard case .url(let url) = target.destination else { continue }
            do {
                _ = try WebSocketEndpoint(url: url)
            } catch {
                refusals.append("target \(url): \(error)")
            }
        }
        return refusals
    }

    /// Asks the run to end gracefully; before the engine has started it ends without having sent anything.
    package func stop() {
        stopRequest.request()
        let engine = running.withLockedValue { state in
            state.isStopped = true
            return state.engine
        }
        engine?.stop()
    }

    /// Runs to the end and writes the results.
    ///
    /// - Parameter progress: called about once a second on a background task.
    package func run(progress: @escaping @Sendable (RunProgress) -> Void) async throws(RunFailure) -> Finished {
        let startedAt = Self.wallClock()
        let directory = try ResultDirectory(
            path: request.out ?? ResultDirectory.makeDefault(scenario: plan.name, startedAt: startedAt),
            isOurs: request.out == nil)
        var included: IncludedCentralSystem?
        let finished: Result<Finished, RunFailure>
        do throws(RunFailure) {
            let engine: LoadEngine
            do throws(RunFailure) {
                engine = try await prepare(directory, epoch: startedAt, included: &included)
                try await waitForStart()
            } catch {
                directory.discard()
                throw error
            }
            finished = .success(
                try await finish(engine, directory: directory, startedAt: startedAt, included: included, progress))
        } catch {
            finished = .failure(error)
        }
        await included?.stop()
        return try finished.get()
    }

    /// Makes the engine, and the central system before it where the scenario wants the included one.
    private func prepare(
        _ directory: ResultDirectory, epoch: DateTime, included: inout IncludedCentralSystem?
    ) async throws(RunFailure) -> LoadEngine {
        try directory.write("scenario.yaml", request.scenario)
        var options = RunOptions(endpoint: "", epoch: epoch)
        options.loops = request.loops
        options.shard = request.shard
        options.sourceAddresses = request.sourceAddresses
        options.trustedRoots = request.trustedRoots
        switch plan.targets[0].destination {
        case .url(let url):
            options.endpoint = url
        case .included:
            // The descriptors are checked before a process is started in vain.
            options.endpoint = "ws://127.0.0.1:1/ocpp"
            options.network = try makeNetwork(epoch: epoch)
            _ = try LoadEngine(plan: plan, options: options)
            let child = try await startIncluded(directory: directory, epoch: epoch, network: options.network)
            included = child
            options.endpoint = child.endpoint
            options.endpoints = child.endpoints
        }
        let engine = try LoadEngine(plan: plan, options: options)
        let isStopped = running.withLockedValue { state in
            state.engine = engine
            return state.isStopped
        }
        if isStopped { engine.stop() }
        return engine
    }

    private func finish(
        _ engine: LoadEngine, directory: ResultDirectory, startedAt: DateTime, included: IncludedCentralSystem?,
        _ progress: @escaping @Sendable (RunProgress) -> Void
    ) async throws(RunFailure) -> Finished {
        let failure = NIOLockedValueBox<RunFailure?>(nil)
        let outcome: LoadEngine.Outcome
        do throws(RunFailure) {
            outcome = try await engine.run { look, lines in
                // At every look, so that a run that is killed leaves what it saw.
                directory.append(lines.events)
                do throws(RunFailure) {
                    try directory.append(lines.transfers)
                } catch {
                    failure.withLockedValue { $0 = $0 ?? error }
                }
                progress(look)
            }
        } catch {
            directory.discard()
            throw error
        }
        var ending = outcome.ending
        if let included, !included.isRunning {
            ending = .failed("the included central system ended during the run: see \(directory.path)/csms.log")
        }
        directory.finish(
            leftOut: outcome.eventsLeftOut, offsetMilliseconds: outcome.durationSeconds * 1000)
        let context = RunContext(
            scenario: plan.name, target: targetName, seed: plan.seed, durationSeconds: outcome.durationSeconds,
            planDigest: engine.digest.hexadecimal, ending: ending, largestBurst: outcome.largestBurst,
            cpuPercent: outcome.cpuPercent, peakConnected: outcome.peakConnected,
            callTimeoutMilliseconds: plan.groups.map(\.callTimeoutMilliseconds).min())
        let result = RunResult(
            statistics: outcome.statistics, context: context, expectations: plan.expectations)
        var finished = Finished(result: result, close: outcome.close, directory: directory.path)
        if let failure = failure.withLockedValue({ $0 }) { finished.shortfalls.append(failure.description) }
        do throws(RunFailure) {
            try directory.write("manifest.json", manifest(engine, startedAt: startedAt))
        } catch {
            finished.shortfalls.append(error.description)
        }
        // Last, because it tells what the disk did not take.
        do throws(RunFailure) {
            try directory.write("summary.json") { lines in
                finished.result.unwritten = lines
                finished.result.unwritten.standardError = request.unshown()
                return SummaryJSON.encode(finished.result)
            }
        } catch {
            finished.isSummaryWritten = false
            finished.shortfalls.append(error.description)
        }
        finished.shortfalls += directory.shortfalls
        return finished
    }

    private var targetName: String {
        switch plan.targets[0].destination {
        case .included: "included"
        case .url(let url): url
        }
    }

    /// A throw-away authority when any group has `security`. Its certificates outlive every device clock.
    private func makeNetwork(epoch: DateTime) throws(RunFailure) -> TestNetwork? {
        guard plan.groups.contains(where: { $0.security != nil }) else { return nil }
        do {
            return try TestNetwork(TestNetwork.Request(now: epoch))
        } catch {
            throw RunFailure("no certificates can be made: \(error.rawValue)")
        }
    }

    private func startIncluded(
        directory: ResultDirectory, epoch: DateTime, network: TestNetwork?
    ) async throws(RunFailure) -> IncludedCentralSystem {
        var options = IncludedCentralSystem.Options(logFile: directory.path + "/csms.log")
        options.idTags = plan.idTags.map { "{\"idTag\":\(JSONString.quoted($0.value))}\n" }.joined()
        if plan.clockFactor > 1 { options.clock = "\(plan.clockFactor)x@\(epoch)" }
        if let network {
            options.security = IncludedCentralSystem.Security(
                network: network, authorizationKeys: FleetCredentials.authorizationKeyLines(of: plan))
        }
        do {
            return try await IncludedCentralSystem.start(options)
        } catch {
            throw RunFailure("\(error)")
        }
    }

    private func waitForStart() async throws(RunFailure) {
        guard let startAt = request.startAt else { return }
        let wait = startAt.millisecondsSince1970 - Self.wallClock().millisecondsSince1970
        guard wait >= 0 else { throw Self.tooLate(startAt, byMilliseconds: -wait) }
        _ = await stopRequest.wait(milliseconds: wait)
    }

    static func tooLate(_ startAt: DateTime, byMilliseconds late: Int64) -> RunFailure {
        let age = late < 1000 ? "\(late) ms" : FigureText.span(seconds: Double(late) / 1000)
        return RunFailure(
            "--start-at \(startAt) is \(age) in the past: give a time that all shards can still reach")
    }

    private func manifest(_ engine: LoadEngine, startedAt: DateTime) -> [UInt8] {
        let hash = SHA256.hash(data: request.scenario)
        return ManifestJSON.encode(
            RunManifest(
                version: request.version, seed: plan.seed,
                scenarioSHA256: HexadecimalText.text(hash),
                planDigest: engine.digest.hexadecimal, machine: Self.machine(),
                shard: .init(index: request.shard.index, count: request.shard.count), clock: Double(plan.clockFactor),
                startedAt: startedAt.description, commandLine: request.commandLine))
    }

    private static func machine() -> RunManifest.Machine {
        RunManifest.Machine(
            cores: ProcessInfo.processInfo.processorCount, memoryBytes: ProcessInfo.processInfo.physicalMemory,
            kernel: (SmallFile.read("/proc/sys/kernel/osrelease") ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        )
    }

    /// The machine's clock.
    static func wallClock() -> DateTime {
        DateTime(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
