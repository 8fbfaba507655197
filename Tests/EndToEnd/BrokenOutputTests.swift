import Foundation
import TestSupport
import Testing

/// Standard output and standard error that take nothing: a full disk, a closed descriptor, a pipe that nobody reads.
@Suite(.ownThread, .timeLimit(.minutes(5))) struct BrokenOutputTests {
    /// How a stream is broken. `N` stands for its number.
    enum Break: String, CaseIterable {
        case fullDisk = "N>/dev/full"
        case closed = "N>&-"
        /// A FIFO whose last reader is gone.
        case brokenPipe = "N>&7"

        /// What the system calls it.
        var reason: String {
            switch self {
            case .fullDisk: "No space left on device"
            case .closed: "Bad file descriptor"
            case .brokenPipe: "Broken pipe"
            }
        }
    }

    /// Runs the tool with one of its streams broken.
    static func run(_ arguments: [String], _ stream: Int, _ how: Break, input: String? = nil) throws
        -> ChildProcess.Outcome
    {
        try ChildProcess.run(
            "/bin/bash", ["-c", line(stream, how), Tool.executable.path] + arguments, directory: Tool.top,
            input: input.map { .text($0) } ?? .none)
    }

    /// A line of the shell that becomes the tool.
    static func line(_ stream: Int, _ how: Break) -> String {
        let pipe =
            "f=$(mktemp -u); mkfifo $f; exec 8<>$f 7>$f 8<&-; rm $f; "
        let redirection = how.rawValue.replacing("N", with: "\(stream)")
        return (how == .brokenPipe ? pipe : "") + "exec \"$0\" \"$@\" " + redirection
            + (how == .brokenPipe ? " 7>&-" : "")
    }

    /// Commands that end with 0 when their output is written.
    static let commands: [[String]] = [
        ["check", "scenarios/smoke/ten.yaml"], ["inspect", "scenarios/smoke/ten.yaml"], ["schema"],
        ["schema", "--summary"],
        ["schedule", "Sources/SmartCharging/SmartCharging.docc/Resources/six-amperes.json"],
        ["schedule", "--json", "Sources/SmartCharging/SmartCharging.docc/Resources/six-amperes.json"],
        ["--help"], ["help", "run"], ["--version"], ["csms", "--help"], ["--generate-completion-script", "bash"],
    ]

    @Test(arguments: commands, Break.allCases)
    func `a command whose standard output takes nothing ends with 3 and says why`(_ command: [String], _ how: Break)
        throws
    {
        let outcome = try Self.run(command, 1, how)
        #expect(outcome.status == 3, "\(outcome.errors)")
        #expect(outcome.errors.contains("standard output is incomplete"), "\(outcome.errors)")
        #expect(outcome.errors.contains(how.reason), "\(outcome.errors)")
    }

    @Test(arguments: Break.allCases)
    func `commands on the database tell that their output is lost`(_ how: Break) throws {
        try Tool.withFolder { folder in
            let database = folder.appendingPathComponent("books.sqlite").path
            let create = ["csms", "token", "create", "--database", database, "--role", "read", "--name"]
            #expect(try Tool.run(create + ["first"]).status == 0)
            for command in [
                create + ["second"], ["csms", "token", "list", "--database", database],
                ["csms", "audit", "--database", database],
                ["csms", "backup", "--database", database, "--to", database + ".copy"],
                ["csms", "prune", "--database", database, "--older-than", "90d"],
                ["pki", folder.appendingPathComponent("pki").path],
            ] {
                let outcome = try Self.run(command, 1, how)
                #expect(outcome.status == 3, "\(command): \(outcome.errors)")
                #expect(outcome.errors.contains("standard output is incomplete"), "\(command): \(outcome.errors)")
            }
        }
    }

    @Test(arguments: Break.allCases)
    func `diagnostics that cannot be shown leave the exit code what it is`(_ how: Break) throws {
        for command in [["check", "-"], ["inspect", "-"], ["run", "-"], ["schedule", "-"], ["nonsense"], ["run"]] {
            #expect(try Self.run(command, 2, how, input: "scenario: a\nsead: 1\n").status == 2, "\(command)")
        }
        #expect(try Self.run(["check", "scenarios/smoke/ten.yaml"], 2, how).status == 0)
    }

    @Test(arguments: Break.allCases)
    func `a run whose progress cannot be shown goes on to its summary`(_ how: Break) throws {
        try Tool.withFolder { folder in
            let out = folder.appendingPathComponent("out")
            let outcome = try Self.run(
                ["run", "scenarios/smoke/ten.yaml", "--for", "2s", "--out", out.path], 2, how)
            let summary = try Tool.object(out.appendingPathComponent("summary.json"))
            #expect(summary["exitCode"] as? Int == Int(outcome.status))
            #expect(outcome.output.contains("lines of standard error: \(how.reason)"), "\(outcome.output)")
            #expect(try #require((summary["unwritten"] as? [String: Int])?["standardError"]) > 0)
            // No file of the run has taken the number of the closed descriptor.
            let events = try String(contentsOf: out.appendingPathComponent("events.jsonl"), encoding: .utf8)
            #expect(!events.contains("\u{1B}") && !events.contains("connected "))
        }
    }

    @Test(arguments: Break.allCases)
    func `a run whose standard output takes nothing leaves its results and ends without success`(_ how: Break) throws {
        try Tool.withFolder { folder in
            for (index, flags) in [[], ["--json"]].enumerated() {
                let out = folder.appendingPathComponent("out\(index)")
                let outcome = try Self.run(
                    ["run", "scenarios/smoke/ten.yaml", "--for", "2s", "--no-progress", "--out", out.path] + flags, 1,
                    how)
                let summary = try Tool.object(out.appendingPathComponent("summary.json"))
                let code = try #require(summary["exitCode"] as? Int)
                #expect(Int(outcome.status) == (code == 0 ? 3 : code))
                #expect(outcome.errors.contains("standard output is incomplete"), "\(outcome.errors)")
            }
        }
    }

    @Test(arguments: Break.allCases, ["text", "json"])
    func `the central system serves and stops with a log that takes nothing`(_ how: Break, _ format: String) throws {
        try Tool.withFolder { folder in
            let database = folder.appendingPathComponent("csms.sqlite").path
            let arguments = [
                "csms", "--listen", "127.0.0.1:0", "--api", "127.0.0.1:0", "--database", database, "--log-format",
                format, "--log-level", "debug",
            ]
            let server = try ChildProcess(
                "/bin/bash", ["-c", Self.line(2, how), Tool.executable.path] + arguments, directory: Tool.top)
            let words = try server.firstLine().split(separator: " ")
            let ocpp = try #require(words.first { $0.hasPrefix("ocpp=") }).dropFirst(5)
            let point = try Tool.run(
                ["charge-point", String(ocpp), "--identity", "CP1"], input: "status\nexit\n")
            #expect(point.status == 0, "\(point.errors)")
            server.signal(SIGTERM)
            #expect(server.end().status == 0)
            #expect(try Tool.run(["csms", "audit", "--database", database]).status == 0)
        }
    }

    @Test func `a ready line that cannot be written is told, and the central system serves`() throws {
        try Tool.withFolder { folder in
            let arguments = [
                "csms", "--listen", "127.0.0.1:0", "--api", "127.0.0.1:0", "--database",
                folder.appendingPathComponent("csms.sqlite").path,
            ]
            let server = try ChildProcess(
                "/bin/bash", ["-c", Self.line(1, .fullDisk), Tool.executable.path] + arguments, directory: Tool.top)
            server.waitForErrors { $0.contains("ready ocpp=") && $0.contains("\n") }
            server.signal(SIGTERM)
            let outcome = server.end()
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("No space left on device"))
        }
    }

    @Test(arguments: Break.allCases)
    func `a console tells what its outputs and its transcript lack`(_ how: Break) throws {
        let script = "help\nexit\n"
        let outcome = try Self.run(["charge-point", "--offline"], 1, how, input: script)
        #expect(outcome.status == 3, "\(outcome.errors)")
        #expect(outcome.errors.contains("standard output is incomplete"))
        #expect(try Self.run(["charge-point", "--offline"], 2, how, input: script).status == 0)
        let transcript = try Tool.run(["charge-point", "--offline", "--transcript", "/dev/full"], input: script)
        #expect(transcript.status == 3)
        #expect(transcript.errors.contains("the transcript is incomplete"), "\(transcript.errors)")
    }

    @Test func `closed standard input is an error with its reason`() throws {
        for command in ["check", "run", "inspect", "schedule"] {
            let outcome = try ChildProcess.run(
                "/bin/bash", ["-c", "exec \"$0\" \(command) - <&-", Tool.executable.path], directory: Tool.top)
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("Bad file descriptor"), "\(outcome.errors)")
        }
        let folder = try ChildProcess.run(
            "/bin/bash", ["-c", "exec \"$0\" check - < /tmp", Tool.executable.path], directory: Tool.top)
        #expect(folder.status == 2)
        #expect(folder.errors.contains("Is a directory"), "\(folder.errors)")
        let endless = try Tool.run(["check", "/dev/zero"])
        #expect(endless.status == 2)
        #expect(endless.errors.contains("too many for a scenario file"), "\(endless.errors)")
    }
}
