import Credentials
import Foundation

/// The included central system as a child process on loopback with a throw-away database (`target: included`).
///
/// The child ends when this process closes the pipe to its standard input, so it never outlives the run, however the run
/// ends, and takes its folder with it.
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
    private let ended: Occurrence<Void>
    private let input: Pipe
    private let folder: ThrowAwayFolder

    /// What the names of the throw-away folders begin with.
    package static let folderPrefix = "wattswarm-csms-"

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
        /// Where the folder with the child's database, keys and passwords is made; it goes with the child.
        package var temporaryDirectory = FileManager.default.temporaryDirectory

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

    private init(_ addresses: Addresses, _ child: Child, folder: consuming ThrowAwayFolder) {
        endpoint = addresses.endpoint
        endpoints = addresses.endpoints
        api = addresses.api
        process = child.process
        ended = child.ended
        input = child.input
        self.folder = folder
    }

    /// Starts the child and waits for its `ready` line for at most the start time-out. When it throws, nothing is left:
    /// neither the child nor the folder with its keys and passwords.
    package static func start(_ options: Options) async throws -> IncludedCentralSystem {
        guard FileManager.default.createFile(atPath: options.logFile, contents: nil) else {
            throw StartFailure(description: "cannot write the central system's log \(options.logFile)")
        }
        // Thrown errors take the folder along.
        let folder = try ThrowAwayFolder(prefix: folderPrefix, in: options.temporaryDirectory)
        let child = try Child(options, arguments: arguments(options, folder.url))
        let addresses = try await child.ready(options)
        return IncludedCentralSystem(addresses, child, folder: folder)
    }

    private static func arguments(_ options: Options, _ directory: URL) throws -> [String] {
        var arguments = [
            "csms", "--api", "127.0.0.1:0", "--until-input-closes", "--throw-away", directory.path,
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
        return arguments
    }

    /// True while the child runs.
    package var isRunning: Bool { process.isRunning }

    /// Asks the child to end (SIGTERM), waits for it, and deletes its database; ends it by force after ten seconds.
    package func stop() async {
        try? input.fileHandleForWriting.close()
        if process.isRunning { process.terminate() }
        let child = process.processIdentifier
        await ended.wait(.seconds(10)) { kill(child, SIGKILL) }
        folder.remove()
    }

    /// What the `ready` line tells.
    private struct Addresses {
        var endpoint: String
        var endpoints: [Int: String] = [:]
        var api: String

        /// Nil for a line that is none.
        init?(line: String, hasProfiles: Bool) {
            let words = line.split(separator: " ")
            func word(_ key: String) -> String? {
                words.first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
            }
            guard words.first == "ready", let endpoint = word("ocpp"), let api = word("api") else { return nil }
            self.endpoint = endpoint
            self.api = api
            guard hasProfiles else { return }
            endpoints[0] = endpoint
            for profile in 1...3 { endpoints[profile] = word("ocpp@\(profile)") }
        }
    }

    /// The process.
    private struct Child {
        let process = Process()
        let ended = Occurrence<Void>()
        let input = Pipe()
        private let firstLine = Occurrence<FirstLine>()

        private enum FirstLine {
            case line(String)
            case outputEnded
            case late
        }

        init(_ options: Options, arguments: [String]) throws {
            let executable =
                (try? FileManager.default.destinationOfSymbolicLink(atPath: options.executable)) ?? options.executable
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments = arguments
            let output = Pipe()
            process.standardInput = input
            process.standardOutput = output
            process.standardError = FileHandle(forWritingAtPath: options.logFile) ?? FileHandle.nullDevice
            process.terminationHandler = { [ended] _ in ended.happen(()) }
            do {
                try process.run()
            } catch {
                throw StartFailure(description: "cannot start the included central system (\(executable)): \(error)")
            }
            let thread = Thread { [firstLine] in firstLine.happen(Self.first(of: output.fileHandleForReading)) }
            thread.name = "ready line"
            thread.start()
        }

        /// Waits for the `ready` line; without one the child is ended.
        func ready(_ options: Options) async throws -> Addresses {
            let first = await firstLine.wait(.seconds(options.startTimeout)) { [firstLine] in firstLine.happen(.late) }
            let reason: String
            switch first {
            case .line(let line):
                if let addresses = Addresses(line: line, hasProfiles: options.security != nil) { return addresses }
                reason = "said \"\(line.prefix(200))\" instead of being ready"
            case .outputEnded: reason = "ended before it was ready"
            case .late: reason = "did not become ready within \(options.startTimeout) s"
            }
            if process.isRunning { process.terminate() }
            try? input.fileHandleForWriting.close()
            let child = process.processIdentifier
            await ended.wait(.seconds(10)) { kill(child, SIGKILL) }
            let log = (try? String(contentsOfFile: options.logFile, encoding: .utf8)) ?? ""
            let tail = log.split(separator: "\n").suffix(5).joined(separator: "\n  ")
            throw StartFailure(
                description: "the included central system \(reason)"
                    + (tail.isEmpty ? "" : "; its last words:\n  \(tail)"))
        }

        /// Reads the first line; the thread is the caller's own.
        private static func first(of handle: FileHandle) -> FirstLine {
            var bytes: [UInt8] = []
            while bytes.count < 4096 {
                var byte: UInt8 = 0
                let count = read(handle.fileDescriptor, &byte, 1)
                if count < 0, errno == EINTR { continue }
                guard count == 1 else { return .outputEnded }
                if byte == 0x0A { break }
                bytes.append(byte)
            }
            return .line(String(decoding: bytes, as: UTF8.self))
        }
    }
}
