import ArgumentParser
import CentralSystemModel
import CentralSystemServer
import CentralSystemSettings
import Foundation
import LoadEngine
import Logging
import OCPPTypes
import OperatorAPI
import StandardStreams

/// `wattswarm csms`: the included central system and what is done to its database. It has no options of its own: an
/// option of the group would take `--database` away from the command behind it.
struct CentralSystemCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "csms",
        abstract: "The included central system; without a further word it runs until it is stopped.",
        discussion: "`wattswarm csms serve --help` lists its options; they may stand right after `csms` too.",
        subcommands: [
            CentralSystemRunCommand.self, OperatorTokenCommand.self, DatabaseBackupCommand.self,
            DatabasePruneCommand.self,
            DatabaseAuditCommand.self,
        ], defaultSubcommand: CentralSystemRunCommand.self)
}

/// `wattswarm csms serve`, the default: runs the central system.
struct CentralSystemRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Runs the included central system until it is stopped.",
        discussion: """
            When it is ready it prints one line on standard output: ready ocpp=URL api=URL, then http-files=URL, \
            https-files=URL, ftp=URL and ftps=URL of what is served, and for every listener after the first \
            ocpp@PROFILE=URL in their order.
            """)

    @Option(help: ArgumentHelp("Settings in YAML or JSON; flags win over them.", valueName: "FILE"))
    var config: String?
    @OptionGroup var listeners: ListenerOptions
    @Option(help: ArgumentHelp("Address of the operator API (127.0.0.1:8080).", valueName: "HOST:PORT"))
    var api: String?
    @Option(help: ArgumentHelp("Certificate chain of the operator API, PEM: https.", valueName: "FILE"))
    var apiCertificate: String?
    @Option(help: ArgumentHelp("Private key of that certificate, PEM.", valueName: "FILE")) var apiKey: String?
    @Option(help: ArgumentHelp("SQLite database (wattswarm.sqlite); made when it does not exist.", valueName: "FILE"))
    var database: String?
    @Option(help: "Which charge points may register: accept (default), known or pending.") var registration: String?
    @Option(help: ArgumentHelp("Heartbeat interval given to charge points, in seconds (300).", valueName: "SECONDS"))
    var heartbeatInterval: String?
    @Option(help: ArgumentHelp("Runs the clock FACTOR times faster from a time on.", valueName: "FACTORx@RFC3339"))
    var clock: String?
    @Option(
        help: ArgumentHelp(
            "Id tags to enter, JSON, one object a line or an array; accept: any tag is accepted; may be repeated.",
            valueName: "FILE|accept"))
    var idTags: [String] = []
    @Option(
        help: ArgumentHelp(
            "How long the old AuthorizationKey opens a connection after a new one was accepted (60).",
            valueName: "SECONDS"))
    var authorizationKeyGrace: String?
    @Option(help: ArgumentHelp("How long what is over is kept; without it for ever.", valueName: "90d"))
    var retention: String?
    @Option(help: ArgumentHelp("A vendor whose DataTransfer is accepted; may be repeated.", valueName: "VENDORID"))
    var dataTransferVendor: [String] = []
    @Option(help: ArgumentHelp("Delays and faults on purpose, YAML or JSON.", valueName: "FILE"))
    var calibration: String?
    @Option(help: "How log lines look: text (default) or json.") var logFormat: String?
    @Option(help: "From which level on lines are logged: debug, info (default), warning or error.")
    var logLevel: String?
    @Option(help: ArgumentHelp("Folder for the frames of charge points on the watch list.", valueName: "DIR"))
    var watchFolder: String?
    @Option(help: ArgumentHelp("Puts a charge point on the watch list; may be repeated.", valueName: "IDENTITY"))
    var watch: [String] = []
    @Flag(help: .hidden) var untilInputCloses = false
    /// Folder that goes when this process ends: who made it may be gone by then.
    @Option(help: .hidden) var throwAway: String?
    @OptionGroup(title: "File endpoint") var fileEndpoint: FileEndpointOptions

    func run() async throws {
        // The soft limit of a shell is 1,024 on many systems, far below the charge points that may connect.
        _ = ResourceBudget.ofThisProcess()
        // Also when it cannot start. The name is looked at, so that a slip of the hand removes nothing.
        defer {
            if let throwAway {
                let folder = URL(fileURLWithPath: throwAway)
                if folder.lastPathComponent.hasPrefix(IncludedCentralSystem.folderPrefix) {
                    try? FileManager.default.removeItem(at: folder)
                }
            }
        }
        let configuration = try serverConfiguration()
        let server = CentralSystemServer(configuration: configuration, logger: Self.logger(configuration))
        let stopped = StopSignal()
        let signals = SignalStop { stopped.fire() }
        defer { signals.cancel() }
        if untilInputCloses { Self.watchInput { stopped.fire() } }
        do {
            let ready = try await server.start()
            if !StandardStream.output.write(ready.line + "\n") {
                let reason = StandardStream.output.unwritten.reason
                StandardStream.error.writePassing(
                    "standard output does not take this line (\(reason)): \(ready.line)\n")
            }
        } catch let error as OperatorAPIStartError {
            throw ExitStatus.usage("\(error)")
        } catch {
            throw ExitStatus.notCarriedOut("\(error)")
        }
        await stopped.wait()
        await server.stop()
        throw ExitStatus.served
    }

    /// What the command line gives, by the names of ``CentralSystemSetting``.
    private var given: [(name: String, values: [String])] {
        let single: [(String, String?)] = [
            ("api", api), ("api-certificate", apiCertificate), ("api-key", apiKey),
            ("database", database), ("registration", registration), ("heartbeat-interval", heartbeatInterval),
            ("clock", clock), ("authorization-key-grace", authorizationKeyGrace), ("log-format", logFormat),
            ("log-level", logLevel),
            ("watch-folder", watchFolder), ("retention", retention),
        ]
        let all = single + fileEndpoint.given
        let repeated: [(name: String, values: [String])] = [
            ("watch", watch), ("id-tags", idTags), ("data-transfer-vendor", dataTransferVendor),
        ]
        return all.compactMap { name, value in value.map { (name: name, values: [$0]) } }
            + repeated.filter { !$0.values.isEmpty }
    }

    private func serverConfiguration() throws(ExitStatus) -> CentralSystemServerConfiguration {
        var configuration = CentralSystemServerConfiguration()
        configuration.version = Version.current
        let given = given
        if let config { try readFile(config, overridden: Set(given.map(\.name)), into: &configuration) }
        for (name, values) in given {
            guard let setting = CentralSystemSetting.named(name) else {
                preconditionFailure("--\(name) has no row in the table of settings")
            }
            do {
                try setting.apply(values, to: &configuration)
            } catch {
                throw .usage("--\(name) \(values.joined(separator: " ")): \(error.text)")
            }
        }
        if let calibration { configuration.calibration = try Self.calibration(calibration) }
        var listeners = listeners
        listeners.fill(from: configuration.listenerTexts)
        try listeners.apply(to: &configuration)
        if let fault = configuration.files.fault { throw .usage(fault) }
        if !configuration.watchList.isEmpty, configuration.watchFolder == nil {
            throw .usage("--watch needs --watch-folder DIR: where the frames are written")
        }
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

    private func readFile(
        _ path: String, overridden: Set<String>, into configuration: inout CentralSystemServerConfiguration
    ) throws(ExitStatus) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .usage("--config \(path): cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .usage("--config \(path): is not UTF-8")
        }
        do {
            try ConfigurationFile.apply(text, name: path, overridden: overridden, to: &configuration)
        } catch {
            StandardStream.error.write(error.text)
            throw .usage("")
        }
    }

    private static func logger(_ configuration: CentralSystemServerConfiguration) -> Logger {
        var logger = Logger(label: "csms") { label in
            switch configuration.logFormat {
            case .text: StandardErrorLog<TextLogFormat>(label: label)
            case .json: StandardErrorLog<JSONLogFormat>(label: label)
            }
        }
        logger.logLevel = Logger.Level(rawValue: configuration.logLevel.rawValue) ?? .info
        return logger
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
