import Foundation
import TestSupport
import Testing

/// Exit codes and messages of the command line.
@Suite(.ownThread, .timeLimit(.minutes(3))) struct CommandLineTests {
    @Test(arguments: [
        "certify", "simulate", "record", "replay", "capacity", "report", "merge", "compare", "sink",
    ])
    func `a command that is not built yet says so and ends with exit code 2`(name: String) throws {
        let outcome = try Tool.run([name, "anything", "--flag"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("`wattswarm \(name)`"), "\(outcome.errors)")
        #expect(outcome.errors.contains("not built yet"))
    }

    @Test(arguments: [
        ["run"], ["run", "no-such-file.yaml"], ["run", "scenarios"], ["nonsense"], ["run", "--bogus"],
        ["run", "scenarios/smoke/ten.yaml", "--set", "novalue"], ["run", "scenarios/smoke/ten.yaml", "--for", "90"],
        ["run", "scenarios/smoke/ten.yaml", "--shard", "4/4"], ["run", "scenarios/smoke/ten.yaml", "--loops", "0"],
        ["run", "scenarios/smoke/ten.yaml", "--start-at", "noon"], ["csms", "--listen", "nowhere"],
        ["run", "scenarios/smoke/ten.yaml", "--source", "192.0.2.1"], ["charge-point", "http://127.0.0.1:1"],
        ["csms", "--clock", "fast"], ["csms", "--registration", "never"],
    ])
    func `wrong usage ends with exit code 2 and a message`(arguments: [String]) throws {
        let outcome = try Tool.run(arguments)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(!outcome.errors.isEmpty)
        #expect(outcome.output.isEmpty)
    }

    @Test func `help and version end with exit code 0`() throws {
        for arguments in [["--help"], ["run", "--help"], ["--version"]] {
            let outcome = try Tool.run(arguments)
            #expect(outcome.status == 0)
            #expect(!outcome.output.isEmpty)
        }
    }

    @Test(arguments: [
        (["runn"], "did you mean `run`?"), (["chekc", "a.yaml"], "did you mean `check`?"),
        (["csms", "audti"], "did you mean `audit`?"), (["csms", "token", "creat"], "did you mean `create`?"),
        (["websocket-echo", "serv"], "did you mean `serve`?"), (["xyzzy"], "`wattswarm --help` lists them"),
    ])
    func `a misspelt command is told with what was meant`(arguments: [String], hint: String) throws {
        let outcome = try Tool.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("error: `wattswarm"), "\(outcome.errors)")
        #expect(outcome.errors.contains(hint), "\(outcome.errors)")
    }

    @Test func `completion and the manual page are in the help and installed by one command each`() throws {
        let help = try Tool.run(["--help"]).output
        #expect(help.contains("wattswarm completion --install") && help.contains("wattswarm man --install"))
        try Tool.withFolder { folder in
            func install(_ arguments: [String]) throws -> String {
                let outcome = try ChildProcess.run(
                    Tool.executable.path, arguments + ["--install"],
                    environment: [
                        "HOME": folder.path, "SHELL": "/usr/bin/bash", "XDG_DATA_HOME": nil, "XDG_CONFIG_HOME": nil,
                    ])
                #expect(outcome.status == 0, "\(outcome.errors)")
                let file = try #require(outcome.output.split(separator: "\n").first).dropFirst("installed ".count)
                return try String(contentsOfFile: String(file), encoding: .utf8)
            }
            for (arguments, word) in [
                (["completion"], "complete -o"), (["completion", "zsh"], "#compdef wattswarm"),
                (["completion", "fish"], "complete -c"),
            ] {
                #expect(try install(arguments).contains(word), "\(arguments)")
            }
            let page = try install(["man"])
            #expect(page.hasPrefix(".TH WATTSWARM 1"))
            for word in [".SS wattswarm run", ".SS wattswarm csms audit", "\\-\\-no\\-progress", ".B 130"] {
                #expect(page.contains(word), "\(word)")
            }
            #expect(!page.contains("throw\\-away") && !page.contains("certify"), "hidden words stay hidden")
        }
        #expect(try Tool.run(["completion", "bahs"]).status == 2)
        // What is installed for bash completes a command.
        let completed = try ChildProcess.run(
            "/bin/bash",
            [
                "-c",
                "source <(\"$0\" completion bash); COMP_WORDS=(wattswarm che); COMP_CWORD=1; COMP_LINE='wattswarm che'; "
                    + "COMP_POINT=13; _wattswarm wattswarm che wattswarm; echo \"${COMPREPLY[@]}\"",
                Tool.executable.path,
            ])
        #expect(completed.output.split(whereSeparator: \.isWhitespace) == ["check"], "\(completed)")
    }

    /// Eight levels of eight references each.
    static let aliasBomb: String = {
        var text = "scenario: a\nx: &a0 [1,1,1,1,1,1,1,1]\n"
        for level in 1...8 {
            let references = Array(repeating: "*a\(level - 1)", count: 8).joined(separator: ",")
            text += "y\(level): &a\(level) [\(references)]\n"
        }
        return text
    }()

    /// Each: a name, the text, what the message must point at.
    static let badScenarios: [(name: String, text: String, place: String)] = [
        ("unknown key", "scenario: a\nduration: 1s\nfleet:\n  a:\n    cuont: 1\n", ":5:5: error:"),
        ("duplicate key", "scenario: a\nduration: 1s\nduration: 2s\nfleet: {a: {count: 1}}\n", ":3:1: error:"),
        ("missing unit", "scenario: a\nduration: 10\nfleet: {a: {count: 1}}\n", ":2:11: error:"),
        ("bad number", "scenario: a\nduration: 1s\nfleet:\n  a:\n    count: 1o\n", ":5:13: error:"),
        ("wrong type", "scenario: a\nduration: 1s\nfleet: [1]\n", ":3:8: error:"),
        ("tabs", "scenario: a\nduration: 1s\nfleet:\n\ta:\n\t\tcount: 1\n", ":4:"),
        ("huge file", "scenario: a\n#" + String(repeating: "x", count: 2 << 20) + "\n", "error:"),
        (
            "alias bomb",
            aliasBomb,
            "error:"
        ),
        ("not built yet", "scenario: a\nduration: 1s\nfleet: {a: {count: 1}}\nfaults: []\n", ":4:1: error:"),
    ]

    @Test(arguments: badScenarios.indices)
    func `a bad scenario ends with exit code 2 and a message that points at the place`(index: Int) throws {
        let bad = Self.badScenarios[index]
        for command in [["check", "-"], ["run", "-"]] {
            let outcome = try Tool.run(command, input: bad.text)
            #expect(outcome.status == 2, "\(bad.name): \(outcome.errors)")
            #expect(outcome.errors.contains(bad.place), "\(bad.name): \(outcome.errors)")
            #expect(
                outcome.errors.utf8.count < 8000, "\(bad.name): the message is \(outcome.errors.utf8.count) bytes long")
        }
    }

    @Test func `every scenario of the repository passes check and inspect parses back`() throws {
        let folder = Tool.top.appendingPathComponent("scenarios")
        let names = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
            .filter { $0.hasSuffix(".yaml") }.sorted()
        #expect(names.count >= 3)
        for name in names {
            let outcome = try Tool.run(["check", "scenarios/" + name])
            #expect(outcome.status == 0, "\(name): \(outcome.errors)")
            let inspected = try Tool.run(["inspect", "scenarios/" + name])
            #expect(inspected.status == 0, "\(name): \(inspected.errors)")
            let again = try Tool.run(["inspect", "-"], input: inspected.output)
            #expect(again.status == 0, "\(name): \(again.errors)")
            #expect(again.output == inspected.output, "\(name)")
        }
    }
}
