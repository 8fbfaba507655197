import Foundation
import TestSupport
import Testing

/// `wattswarm pki`, the listeners of `csms` and a fleet with passwords and certificates, as a user runs them.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(3))) struct SecurityProfileTests {
    private static func summary(_ folder: URL) throws -> [String: Any] {
        try Tool.object(folder.appendingPathComponent("summary.json"))
    }

    /// Checks a finished run; a machine that is busy with other tests may be too slow for an honest measurement.
    private static func check(_ outcome: ChildProcess.Outcome, _ summary: [String: Any], booted: Int) throws {
        let verdict = try #require(summary["verdict"] as? String)
        #expect(["pass", "invalid"].contains(verdict), "\(outcome.output)\(outcome.errors)")
        let fleet = try #require(summary["fleet"] as? [String: Any])
        #expect(fleet["booted"] as? Int == booted, "\(outcome.output)")
        #expect(fleet["connected"] as? Int == booted, "\(outcome.output)")
        let expectations = try #require(summary["expectations"] as? [[String: Any]])
        #expect(expectations.allSatisfy { $0["pass"] as? Bool == true }, "\(outcome.output)")
    }

    @Test func `every security profile against the included central system`() throws {
        try Tool.withFolder { folder in
            let out = folder.appendingPathComponent("out")
            let outcome = try Tool.run([
                "run", "scenarios/smoke/security-profiles.yaml", "--out", out.path, "--no-progress",
            ])
            try Self.check(outcome, try Self.summary(out), booted: 20)
            // Nothing that the run wrote holds a password or a key.
            for name in try FileManager.default.contentsOfDirectory(atPath: out.path) {
                let text = String(
                    decoding: FileManager.default.contents(atPath: out.appendingPathComponent(name).path) ?? Data(),
                    as: UTF8.self)
                #expect(!text.contains("PRIVATE KEY") && !text.contains("Authorization: Basic"), "\(name)")
            }
        }
    }

    // MARK: The guide

    /// The command lines of the guide that begin so, each as arguments.
    private static func guide(_ command: String) throws -> [[String]] {
        let file = Tool.top.appendingPathComponent(
            "Sources/Credentials/Credentials.docc/SecurityProfilesInPractice.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let blocks = text.components(separatedBy: "```sh\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
        let lines = blocks.flatMap { $0.split(separator: "\n") }.filter { $0.hasPrefix("wattswarm \(command) ") }
        return lines.map { line in
            line.components(separatedBy: " > ")[0].split(separator: " ").dropFirst().map(String.init)
        }
    }

    /// Waits for the ready line; its words by their keys.
    private static func ready(_ csms: ChildProcess) throws -> [String: [String]] {
        let line = try csms.firstLine()
        var words: [String: [String]] = [:]
        for word in line.split(separator: " ").dropFirst() {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            words[parts[0], default: []].append(parts[1])
        }
        return words
    }

    @Test func `the guide's walk from certificates to a fleet`() throws {
        try Tool.withFolder { folder in
            let certificates = folder.appendingPathComponent("certs").path
            func adapted(_ arguments: [String]) -> [String] {
                arguments.map { argument in
                    let isFile = argument.hasPrefix("certs") || argument.hasPrefix("results")
                    let path = isFile ? folder.path + "/" + argument : argument
                    return path.replacing(/127\.0\.0\.1:[0-9]+/, with: "127.0.0.1:0")
                }
            }
            let pki = try Tool.run(adapted(try #require(Self.guide("pki").first)))
            #expect(pki.status == 0, "\(pki.errors)")
            let csms = try Tool.start(adapted(try #require(Self.guide("csms").first)))
            defer { csms.signal(SIGTERM) }
            let words = try Self.ready(csms)
            var text = try String(
                contentsOf: Tool.top.appendingPathComponent("scenarios/security/three-listeners.yaml"), encoding: .utf8)
            for (url, key) in [
                ("ws://127.0.0.1:9001/ocpp", "ocpp"), ("wss://127.0.0.1:9002/ocpp", "ocpp@2"),
                ("wss://127.0.0.1:9003/ocpp", "ocpp@3"),
            ] {
                #expect(text.contains(url))
                text = text.replacingOccurrences(of: url, with: try #require(words[key]?.first))
            }
            text = text.replacingOccurrences(of: ": certs", with: ": \(certificates)")
            let scenario = folder.appendingPathComponent("scenario.yaml")
            try Data(text.utf8).write(to: scenario)
            var run = adapted(try #require(Self.guide("run").last))
            run[1] = scenario.path
            let outcome = try Tool.run(run)
            try Self.check(
                outcome, try Self.summary(folder.appendingPathComponent("results/three-listeners")), booted: 9)

            // With another seed the passwords are others: profiles 1 and 2 are refused, the certificates are not.
            let other = try Tool.run([
                "run", scenario.path, "--seed", "4", "--for", "2s", "--out", folder.path + "/other", "--no-progress",
            ])
            #expect(other.status == 1 || other.status == 4, "\(other.output)\(other.errors)")
            let fleet = try #require(
                try Self.summary(folder.appendingPathComponent("other"))["fleet"] as? [String: Any])
            #expect(fleet["booted"] as? Int == 3)
            let events = try String(contentsOf: folder.appendingPathComponent("other/events.jsonl"), encoding: .utf8)
            #expect(events.contains("401"), "\(events)")

            // A root that the server's certificate does not lead to.
            let distrust = try Tool.run([
                "run", "scenarios/smoke/ten.yaml", "--target", try #require(words["ocpp@2"]?.first), "--tls-ca",
                certificates + "/manufacturer-ca.pem", "--for", "1s", "--out", folder.path + "/distrust",
                "--no-progress",
            ])
            let seen = try String(
                contentsOf: folder.appendingPathComponent("distrust/events.jsonl"), encoding: .utf8)
            #expect(distrust.status != 0 && seen.contains("certificate verify failed"), "\(seen)")
            #expect(seen.contains("--tls-ca"), "\(seen)")
        }
    }

    // MARK: pki

    @Test func `pki writes secrets for the owner alone and never overwrites`() throws {
        try Tool.withFolder { folder in
            let target = folder.appendingPathComponent("pki").path
            let outcome = try Tool.run([
                "pki", target, "--charge-points", "2", "--identity", "CP/{index}", "--identity", "ONE", "--host",
                "csms.example.org",
            ])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("3 certificates"))
            let manager = FileManager.default
            let names = try manager.subpathsOfDirectory(atPath: target).sorted()
            #expect(
                names.filter { $0.hasPrefix("charge-points/") } == [
                    "charge-points/CP%2F1.key", "charge-points/CP%2F1.pem", "charge-points/CP%2F2.key",
                    "charge-points/CP%2F2.pem", "charge-points/ONE.key", "charge-points/ONE.pem",
                ])
            for name in names where name.hasSuffix(".key") {
                let attributes = try manager.attributesOfItem(atPath: target + "/" + name)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
            }
            let before = manager.contents(atPath: target + "/ca.key")
            let again = try Tool.run(["pki", target])
            #expect(again.status == 2 && again.errors.contains("is not empty; nothing was overwritten"))
            #expect(manager.contents(atPath: target + "/ca.key") == before)
        }
    }

    @Test(arguments: [
        (["--host", "a b"], "--host a b: a host name has labels"), (["--days", "0"], "--days 0: give a number from 1"),
        (["--key", "dsa"], "--key dsa: give ecdsa or rsa"),
        (["--charge-points", "0"], "--charge-points 0: give a number from 1"),
        (["--identity", "CP{x}"], "unknown placeholder"), (["--identity", "{group}-1"], "there is no group here"),
        (["--identity", "A", "--identity", "A"], "the identity A is asked for twice"),
        (["--identity", String(repeating: "x", count: 49)], "has more than 48 characters"),
        (["--organization", ""], "--organization: give 1 to 64 characters"),
        (["--scenario", "none.yaml"], "none.yaml"),
    ])
    func `pki tells what is wrong with its flags and writes nothing`(_ flags: [String], _ text: String) throws {
        try Tool.withFolder { folder in
            let target = folder.appendingPathComponent("pki").path
            let outcome = try Tool.run(["pki", target] + flags)
            #expect(outcome.status == 2 && outcome.errors.contains(text), "\(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: target))
        }
    }

    // MARK: Flags of csms and run

    @Test func `csms and run tell what is wrong with certificates and passwords`() throws {
        try Tool.withFolder { folder in
            let pki = folder.appendingPathComponent("pki").path
            #expect(try Tool.run(["pki", pki]).status == 0)
            let certificate = ["--certificate", pki + "/server-ecdsa.pem", "--key", pki + "/server-ecdsa.key"]
            let bad = folder.appendingPathComponent("bad.jsonl").path
            try Data("{\"identity\":\"A\",\"authorizationKey\":\"SECRET\"}".utf8).write(to: URL(fileURLWithPath: bad))
            let cases: [([String], String)] = [
                (["--listen", "4@127.0.0.1:0"], "before @ stand the security profile, 0 to 3"),
                (["--listen", "2@127.0.0.1:0"], "profiles 2 and 3 need --certificate and --key"),
                (certificate, "no listener speaks TLS"),
                (
                    ["--listen", "2@127.0.0.1:0", "--certificate", pki + "/server-rsa.pem"],
                    "each certificate has one key"
                ),
                (
                    ["--listen", "2@127.0.0.1:0", "--certificate", pki + "/server-rsa.pem", "--key", pki + "/ca.key"],
                    "do not fit together"
                ),
                (["--listen", "2@127.0.0.1:0"] + certificate + certificate, "2 of --certificate for 1 listeners"),
                (["--listen", "3@127.0.0.1:0"] + certificate, "profile 3 needs --client-ca"),
                (
                    ["--listen", "3@127.0.0.1:0", "--client-ca", pki + "/server-rsa.pem"] + certificate,
                    "may not sign certificates"
                ),
                (["--authorization-keys", bad], "32 to 40 hexadecimal digits"),
                (["--authorization-keys", "none"], "--authorization-keys none: cannot be read"),
            ]
            for (flags, text) in cases {
                let outcome = try Tool.run(
                    ["csms", "--api", "127.0.0.1:0", "--database", folder.path + "/db.sqlite"] + flags)
                #expect(outcome.status == 2 && outcome.errors.contains(text), "\(flags): \(outcome.errors)")
                #expect(!outcome.errors.contains("SECRET"))
            }
            let run = try Tool.run(["run", "scenarios/smoke/ten.yaml", "--tls-ca", bad])
            #expect(run.status == 2 && run.errors.contains("a certificate cannot be read"), "\(run.errors)")
        }
    }
}
