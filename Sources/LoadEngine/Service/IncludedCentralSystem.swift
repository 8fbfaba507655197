import Credentials
import Foundation

/// The included central system as a child process on loopback with a throw-away database (`target: included`).
///
/// The child ends when this process closes the pipe to its standard input, so it never outlives the run, however the run
/// ends.
package final class IncludedCentralSystem: Sendable {
    /// Why the child could not serve.
    package struct StartFailure: Error, CustomStringConvertible, Sendable {
        /// The reason and what to change, for an operator.
        package let description: String
    }

    /// Endpoint of OCPP, without the identity.
    package let endpoint: String
    /// Endpoints by security profile; empty when only profile 0 was asked for.
    package let endpoints: [Int: String]
    /// Address of the operator API.
    package let api: String
    /// Process id of the child.
    package var processIdentifier: Int32 { process.processIdentifier }
    private let process: Process
    private let input: Pipe
    private let directory: URL

    /// What the child is started with.
    package struct Options: Sendable {
        /// Path of the `wattswarm` executable; by default the running one.
        package var executable = "/proc/self/exe"
        /// Entries of the id-tag list as JSON text, one object a line.
        package var idTags: String = ""
        /// Device clock as `60x@RFC3339`, absent for real time.
        package var clock: String?
        /// Heartbeat interval in seconds that the child gives.
        package var heartbeatInterval: Int?
        /// What the child needs to serve every security profile; nil for profile 0 alone.
        package var security: Security?
        /// File that takes the child's standard error.
        package var logFile: String
        /// Seconds until the child must be ready.
        package var startTimeout: Double = 30

        /// Options with a log file.
        package init(logFile: String) {
            self.logFile = logFile
        }
    }

    /// Certificates and passwords for all security profiles.
    package struct Security: Sendable {
        /// The throw-away authority.
        package var network: TestNetwork
        /// Passwords, one JSON object a line.
        package var authorizationKeys: String

        /// Makes the value from its parts.
        package init(network: TestNetwork, authorizationKeys: String) {
            self.network = network
            self.authorizationKeys = authorizationKeys
        }

        /// Writes the files that the child reads, for nobody else's eyes, and gives the flags that name them.
        func write(to directory: URL) throws -> [String] {
            let server = try network.server(.ecdsa)
            func file(_ name: String, _ text: String) throws -> String {
                let path = directory.appendingPathComponent(name).path
                guard
                    FileManager.default.createFile(
                        atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
                else { throw StartFailure(description: "cannot write \(path)") }
                return path
            }
            let authority = try file("ca.pem", network.authority.certificatePEM)
            var flags = ["--listen", "127.0.0.1:0"]
            for profile in 1...3 { flags += ["--listen", "\(profile)@127.0.0.1:0"] }
            flags += ["--certificate", try file("server.pem", server.certificate)]
            flags += ["--key", try file("server.key", server.key), "--client-ca", authority]
            flags += ["--charge-point-ca", authority]
            flags += ["--charge-point-ca-key", try file("ca.key", network.authority.keyPEM)]
            return flags + ["--authorization-keys", try file("authorization-keys.jsonl", authorizationKeys)]
        }
    }

    private init(endpoint: String, endpoints: [Int: String], api: String, process: Process, input: Pipe, directory: URL)
    {
        self.endpoint = endpoint
        self.endpoints = endpoints
        self.api = api
        self.process = process
        self.input = input
        self.directory = directory
    }

    /// Starts the child and waits for its `ready` line; blocks the calling thread for at most the start time-out.
    package static func start(_ options: Options) throws -> IncludedCentralSystem {
        guard FileManager.default.createFile(atPath: options.logFile, contents: nil) else {
            throw StartFailure(description: "cannot write the central system's log \(options.logFile)")
        }
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent(
                "wattswarm-csms-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var arguments = [
            "csms", "--api", "127.0.0.1:0", "--until-input-closes",
            "--database", directory.appendingPathComponent("run.sqlite").path,
        ]
        arguments += try options.security?.write(to: directory) ?? ["--listen", "127.0.0.1:0"]
        if !options.idTags.isEmpty {
            let file = directory.appendingPathComponent("id-tags.jsonl")
            try options.idTags.write(to: file, atomically: true, encoding: .utf8)
            arguments += ["--id-tags", file.path]
        }
        if let clock = options.clock { arguments += ["--clock", clock] }
        if let interval = options.heartbeatInterval { arguments += ["--heartbeat-interval", String(interval)] }

        let process = Process()
        let executable =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: options.executable)) ?? options.executable
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: options.logFile) ?? FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw StartFailure(description: "cannot start the included central system (\(executable)): \(error)")
        }
        let line = readyLine(of: output.fileHandleForReading, timeout: options.startTimeout)
        let words = (line ?? "").split(separator: " ")
        func word(_ key: String) -> String? {
            words.first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
        }
        guard words.first == "ready", let endpoint = word("ocpp"), let api = word("api") else {
            process.terminate()
            try? FileManager.default.removeItem(at: directory)
            let log = (try? String(contentsOfFile: options.logFile, encoding: .utf8)) ?? ""
            let tail = log.split(separator: "\n").suffix(5).joined(separator: "\n  ")
            throw StartFailure(
                description: "the included central system did not become ready within \(Int(options.startTimeout)) s"
                    + (tail.isEmpty ? "" : "; its last words:\n  \(tail)"))
        }
        var endpoints: [Int: String] = [:]
        if options.security != nil {
            endpoints[0] = endpoint
            for profile in 1...3 { endpoints[profile] = word("ocpp@\(profile)") }
        }
        return IncludedCentralSystem(
            endpoint: endpoint, endpoints: endpoints, api: api, process: process, input: input, directory: directory)
    }

    /// True while the child runs.
    package var isRunning: Bool { process.isRunning }

    /// Asks the child to end (SIGTERM), waits for it, and deletes its database; ends it by force after ten seconds.
    package func stop() {
        if process.isRunning { process.terminate() }
        try? input.fileHandleForWriting.close()
        let deadline = Date().addingTimeInterval(10)
        while process.isRunning, Date() < deadline { usleep(20_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: directory)
    }

    /// The first line that the child writes, or nil when none comes in time or it ends before.
    private static func readyLine(of handle: FileHandle, timeout: Double) -> String? {
        var bytes: [UInt8] = []
        let deadline = Date().addingTimeInterval(timeout)
        while bytes.count < 4096 {
            var poller = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
            let remaining = deadline.timeIntervalSinceNow
            guard remaining > 0, poll(&poller, 1, Int32(min(remaining, 60) * 1000)) > 0 else { return nil }
            var byte: UInt8 = 0
            guard read(handle.fileDescriptor, &byte, 1) == 1 else { return nil }
            if byte == 0x0A { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }
}
