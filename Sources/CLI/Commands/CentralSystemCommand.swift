import ArgumentParser
import CentralSystemModel
import CentralSystemServer
import Foundation
import LoadEngine
import Logging
import OCPPTypes

/// `wattswarm csms`: the included central system and what is done to its database. It has no options of its own: an
/// option of the group would take `--database` away from the command behind it.
struct CentralSystemCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "csms", abstract: "The included central system; without a further word it runs until it is stopped.",
        subcommands: [
            CentralSystemRunCommand.self, DatabaseBackupCommand.self, DatabasePruneCommand.self,
            DatabaseAuditCommand.self,
        ], defaultSubcommand: CentralSystemRunCommand.self)
}

/// `wattswarm csms serve`, the default: runs the central system.
struct CentralSystemRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Runs the included central system until it is stopped.",
        discussion: """
            When it is ready it prints one line on standard output: ready ocpp=URL api=URL, and for every listener \
            after the first ocpp@PROFILE=URL in their order.
            """)

    @OptionGroup var listeners: ListenerOptions
    @Option(help: ArgumentHelp("Address of the operator API.", valueName: "HOST:PORT")) var api = "127.0.0.1:8080"
    @Option(help: ArgumentHelp("SQLite database; made when it does not exist.", valueName: "FILE"))
    var database = "wattswarm.sqlite"
    @Option(help: "Which charge points may register: accept, known or pending.") var registration = "accept"
    @Option(help: ArgumentHelp("Heartbeat interval given to charge points, in seconds.", valueName: "SECONDS"))
    var heartbeatInterval = 300
    @Option(help: ArgumentHelp("Runs the clock FACTOR times faster from a time on.", valueName: "FACTORx@RFC3339"))
    var clock: String?
    @Option(help: ArgumentHelp("Id tags to enter, JSON, one object a line or an array.", valueName: "FILE"))
    var idTags: String?
    @Option(help: ArgumentHelp("How long what is over is kept; without it for ever.", valueName: "90d"))
    var retention: String?
    @Option(help: ArgumentHelp("A vendor whose DataTransfer is accepted; may be repeated.", valueName: "VENDORID"))
    var dataTransferVendor: [String] = []
    @Option(help: ArgumentHelp("Delays and faults on purpose, YAML or JSON.", valueName: "FILE"))
    var calibration: String?
    @Flag(help: .hidden) var untilInputCloses = false
    @Option(help: .hidden) var httpFiles: String?
    @Option(help: .hidden) var ftp: String?
    @Option(help: .hidden) var config: String?

    func run() async throws {
        try refuseUnbuilt()
        // The soft limit of a shell is 1,024 on many systems, far below the charge points that may connect.
        _ = ResourceBudget.ofThisProcess()
        let server = CentralSystemServer(configuration: try serverConfiguration(), logger: Self.logger())
        let stopped = StopSignal()
        let signals = SignalStop { stopped.fire() }
        defer { signals.cancel() }
        if untilInputCloses { Self.watchInput { stopped.fire() } }
        do {
            let ready = try await server.start()
            print(ready.line)
            fflush(nil)
        } catch {
            throw ExitStatus.notCarriedOut("\(error)")
        }
        await stopped.wait()
        await server.stop()
    }

    private func refuseUnbuilt() throws(ExitStatus) {
        for (flag, value) in [("--http-files", httpFiles), ("--ftp", ftp), ("--config", config)] where value != nil {
            throw .usage("\(flag) is not built yet in version \(Version.current)")
        }
    }

    private func serverConfiguration() throws(ExitStatus) -> CentralSystemServerConfiguration {
        var configuration = CentralSystemServerConfiguration()
        try listeners.apply(to: &configuration)
        (configuration.apiHost, configuration.apiPort) = try HostPort.parse(api, flag: "--api")
        configuration.databasePath = database
        guard let policy = RegistrationPolicy(rawValue: registration) else {
            throw .usage("--registration \(registration): give accept, known or pending")
        }
        configuration.registration = policy
        guard (1...86_400).contains(heartbeatInterval) else {
            throw .usage("--heartbeat-interval \(heartbeatInterval): give 1 to 86400 seconds")
        }
        configuration.heartbeatInterval = heartbeatInterval
        if let clock {
            let parts = clock.split(separator: "@", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[0].hasSuffix("x"), let factor = Int64(parts[0].dropLast()),
                (1...100_000).contains(factor), let epoch = DateTime(parts[1])
            else { throw .usage("--clock \(clock): write for example 60x@2030-01-01T12:00:00Z") }
            configuration.clockFactor = factor
            configuration.clockEpoch = epoch
        }
        if let retention {
            configuration.retentionMilliseconds = try RetentionSpan.milliseconds(retention, flag: "--retention")
        }
        for vendor in dataTransferVendor {
            guard let vendorId = CiString<255>(vendor), !vendor.isEmpty else {
                throw .usage("--data-transfer-vendor \(vendor): a vendorId has 1 to 255 characters")
            }
            configuration.dataTransferVendors.append(DataTransferVendor(vendorId: vendorId))
        }
        if let idTags {
            guard let data = FileManager.default.contents(atPath: idTags) else {
                throw .usage("--id-tags \(idTags): cannot be read")
            }
            do {
                configuration.idTags = try IdTagFile.parse(String(decoding: data, as: UTF8.self))
            } catch {
                throw .usage("--id-tags \(idTags): \(error)")
            }
        }
        if let calibration { configuration.calibration = try Self.calibration(calibration) }
        return configuration
    }

    private static func calibration(_ path: String) throws(ExitStatus) -> Calibration {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .usage("--calibration \(path): cannot be read")
        }
        do {
            return try CalibrationFile.parse(String(decoding: data, as: UTF8.self))
        } catch {
            let faults = error.faults.map { "\(path):\($0.line):\($0.column): error: \($0.text)" }
            throw .usage(faults.joined(separator: "\n"))
        }
    }

    private static func logger() -> Logger {
        Logger(label: "csms") { StreamLogHandler.standardError(label: $0) }
    }

    /// Calls back when standard input ends: the process that started us is gone.
    private static func watchInput(_ ended: @escaping @Sendable () -> Void) {
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while true {
                let count = read(0, &byte, 1)
                if count == 0 || (count < 0 && errno != EINTR) { break }
            }
            ended()
        }
    }
}

/// Something that happens once and can be waited for.
final class StopSignal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// It happens.
    func fire() {
        continuation.yield()
        continuation.finish()
    }

    /// Waits until it has happened.
    func wait() async {
        for await _ in stream { return }
    }
}
