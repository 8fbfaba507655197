import Foundation
import TestSupport
import Testing

/// `wattswarm charge-point` as a user and a script run it, against the included central system.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(3))) struct ChargePointCommandTests {
    /// Runs the body beside a central system that knows TAG1; the body gets the endpoint.
    private static func withCentralSystem<R>(_ body: (URL, String) throws -> R) throws -> R {
        try Tool.withFolder { folder in
            let tags = folder.appendingPathComponent("tags.jsonl")
            try Data("{\"idTag\":\"TAG1\"}\n".utf8).write(to: tags)
            let csms = try CentralSystemProcess(folder: folder, extra: ["--id-tags", tags.path])
            defer { csms.stop() }
            return try body(folder, csms.ocpp)
        }
    }

    private static let guide = Tool.top.appendingPathComponent("Sources/Console/Console.docc/ChargePointConsole.md")
    private static let session = Tool.top.appendingPathComponent("Sources/Console/Console.docc/Resources/session.txt")

    @Test func `the session of the guide runs, and the guide shows what it does`() throws {
        let script = try String(contentsOf: Self.session, encoding: .utf8)
        try Self.withCentralSystem { folder, endpoint in
            let transcript = folder.appendingPathComponent("transcript.jsonl")
            let outcome = try Tool.run(
                ["charge-point", endpoint, "--seed", "7", "--transcript", transcript.path], input: script)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.isEmpty, "\(outcome.errors)")
            // The recording has the same commands in the same order, and the same frames of the charge point.
            let guide = try String(contentsOf: Self.guide, encoding: .utf8)
            let recorded = try #require(
                guide.components(separatedBy: "<!-- recording -->\n```text\n").dropFirst().first?
                    .components(separatedBy: "\n```")[0])
            #expect(Self.commands(in: outcome.output) == Self.commands(in: recorded))
            #expect(Self.frames(in: outcome.output) == Self.frames(in: recorded))
            // Every line of the transcript is JSON with a time and a kind.
            let lines = try String(contentsOf: transcript, encoding: .utf8).split(separator: "\n")
            #expect(lines.count > 20)
            for line in lines {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                #expect(object?["time"] is String && object?["kind"] is String, "\(line)")
            }
        }
    }

    private static func commands(in text: String) -> [Substring] {
        text.split(separator: "\n").filter { $0.hasPrefix("> ") }
    }

    /// Names of the CALLs that the charge point sent, as a set: the order of some depends on the machine.
    private static func frames(in text: String) -> Set<Substring> {
        Set(
            text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                return words.count > 2 && words[1] == "→" ? words[2] : nil
            })
    }

    @Test func `an expectation that fails ends with exit code 1 and names what came`() throws {
        try Self.withCentralSystem { _, endpoint in
            let outcome = try Tool.run(
                ["charge-point", endpoint], input: "plug\nexpect Charging within 200ms\nplug 2\n")
            #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("! expected Charging within 200 ms; what came: "), "\(outcome.output)")
            #expect(!outcome.output.contains("> plug 2"))
            let onwards = try Tool.run(
                ["charge-point", endpoint, "--keep-going"], input: "expect Charging within 200ms\nstatus\n")
            #expect(onwards.status == 1)
            #expect(onwards.output.contains("connector 2: Available"), "\(onwards.output)")
        }
    }

    @Test func `a line that is no command ends with exit code 2 and its number`() throws {
        try Self.withCentralSystem { _, endpoint in
            let outcome = try Tool.run(["charge-point", endpoint], input: "status\nplgu\n")
            #expect(outcome.status == 2)
            #expect(outcome.errors == "error: line 2: unknown command `plgu`: did you mean `plug`?\n")
        }
    }

    @Test func `a target that is not there ends with exit code 3`() throws {
        let outcome = try Tool.run(["charge-point", "ws://127.0.0.1:1/ocpp"], input: "plug\n")
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("127.0.0.1:1"), "\(outcome.errors)")
        // Without network there is nothing to reach.
        let offline = try Tool.run(
            ["charge-point", "ws://127.0.0.1:1/ocpp", "--offline"], input: "plug\nexpect Preparing\n")
        #expect(offline.status == 0, "\(offline.output)\(offline.errors)")
    }

    @Test(arguments: [
        ["--kind", "ac"], ["--connectors", "0"], ["--identity", ""], ["--set", "novalue"], ["--set", "Foo=1"],
        ["--set", "MeterValueSampleInterval=x"], ["--seed", "x"], ["--security-profile", "4"],
        ["--authorization-key", "00"], ["--ca", "no-such.pem"], ["--ca", "README.md"],
        ["--certificate", "README.md"], ["--certificate", "README.md", "--key", "README.md"],
        ["--password", ""], ["--password", "x", "--authorization-key", "000102030405060708090a0b0c0d0e0f"],
        ["--user", ""], ["--user", "a:b"], ["--boot", "novalue"], ["--boot", "iccd=1"],
        ["--boot", "iccid=123456789012345678901"],
    ])
    func `wrong usage ends with exit code 2 and a message`(arguments: [String]) throws {
        let outcome = try Tool.run(["charge-point"] + arguments, input: "")
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(!outcome.errors.isEmpty && outcome.output.isEmpty)
    }

    @Test func `on a terminal lines are completed, edited and kept below what happens`() throws {
        try Self.withCentralSystem { folder, endpoint in
            let terminal = try PseudoTerminal(columns: 100, rows: 30)
            let point = try terminal.run(["charge-point", endpoint], environment: ["NO_COLOR": "1"])
            terminal.read(until: "CP1> ")
            terminal.write("pl\t car=lrage")
            // Back over `rage`, and the right letters: large.
            terminal.write("\u{7F}\u{7F}\u{7F}\u{7F}arge soc=30\r")
            terminal.read(until: "connector 1: Preparing")
            terminal.write("status\r")
            terminal.read(until: "car large at 30 %")
            terminal.write("nonsense\r")
            terminal.read(until: "unknown command `nonsense`")
            terminal.write("\u{1B}[A\u{15}quit\r")
            point.waitUntilExit()
            terminal.readRest()
            #expect(point.terminationStatus == 0, "\(terminal.text)")
            #expect(!terminal.text.contains("\u{1B}[36m"), "NO_COLOR is honoured")
            #expect(terminal.isCooked, "the terminal is what it was")
        }
    }

    @Test func `Ctrl-C on an empty line ends with exit code 130, colours are shown`() throws {
        try Self.withCentralSystem { _, endpoint in
            let terminal = try PseudoTerminal(columns: 100, rows: 30)
            let point = try terminal.run(["charge-point", endpoint], environment: [:])
            terminal.read(until: "boot Accepted")
            terminal.write("wait 1h\r")
            terminal.read(until: "wait 1h")
            terminal.write("\u{3}")
            terminal.read(until: "(given up)")
            terminal.write("\u{3}")
            point.waitUntilExit()
            terminal.readRest()
            #expect(point.terminationStatus == 130, "\(terminal.text)")
            #expect(terminal.text.contains("\u{1B}[36m→ BootNotification"))
            #expect(terminal.isCooked)
        }
    }
}
