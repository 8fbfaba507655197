import Foundation
import TestSupport
import Testing

/// `wattswarm run` against the included central system, over real sockets and a real database.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(3))) struct RunTests {
    @Test func `ten charge points boot, charge and leave every file of a result`() throws {
        try Tool.withFolder { folder in
            let out = folder.appendingPathComponent("out")
            let outcome = try Tool.run(["run", "scenarios/smoke/ten.yaml", "--out", out.path, "--no-progress"])
            let summary = try Tool.object(out.appendingPathComponent("summary.json"))
            // A machine that is busy with other tests may be too slow for an honest measurement: then the verdict is
            // invalid and says so, but everything that was measured is there all the same.
            let verdict = try #require(summary["verdict"] as? String)
            #expect(outcome.status == (verdict == "pass" ? 0 : 4), "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains(verdict == "pass" ? "PASS" : "INVALID"), "\(outcome.output)")
            #expect(summary["exitCode"] as? Int == Int(outcome.status))
            let expectations = try #require(summary["expectations"] as? [[String: Any]])
            #expect(expectations.count == 7 && expectations.allSatisfy { $0["pass"] as? Bool == true })
            let fleet = try #require(summary["fleet"] as? [String: Any])
            #expect(fleet["planned"] as? Int == 10)
            #expect(fleet["booted"] as? Int == 10)
            #expect(fleet["connected"] as? Int == 10)
            let calls = try #require(summary["calls"] as? [String: [String: Any]])
            #expect(calls["BootNotification"]?["answered"] as? Int == 10)
            #expect((calls["StartTransaction"]?["answered"] as? Int ?? 0) > 0)
            for name in ["manifest.json", "events.jsonl", "scenario.yaml"] {
                #expect(FileManager.default.fileExists(atPath: out.appendingPathComponent(name).path), "\(name)")
            }
        }
    }

    @Test func `the same seed gives the same plan and another seed another`() throws {
        func digest(_ seed: String) throws -> String {
            try Tool.withFolder { folder in
                let out = folder.appendingPathComponent("out")
                _ = try Tool.run([
                    "run", "scenarios/smoke/ten.yaml", "--seed", seed, "--for", "1s", "--out", out.path,
                    "--no-progress",
                ])
                let manifest = try Tool.object(out.appendingPathComponent("manifest.json"))
                return try #require(manifest["planDigest"] as? String)
            }
        }
        let first = try digest("11")
        #expect(try digest("11") == first)
        #expect(try digest("12") != first)
    }

    @Test func `an unreachable target ends with exit code 3 before anything is run`() throws {
        try Tool.withFolder { folder in
            let outcome = try Tool.run([
                "run", "scenarios/smoke/ten.yaml", "--target", "ws://127.0.0.1:1/ocpp", "--out",
                folder.appendingPathComponent("out").path,
            ])
            #expect(outcome.status == 3)
            #expect(outcome.errors.contains("127.0.0.1:1"), "\(outcome.errors)")
        }
    }

    @Test func `an interrupt still writes the whole report and ends with exit code 130`() throws {
        try Tool.withFolder { folder in
            let out = folder.appendingPathComponent("out")
            let run = try Tool.start(["run", "scenarios/smoke/ten.yaml", "--for", "10m", "--out", out.path])
            // Progress is on the screen as soon as the run goes on.
            run.waitForErrors { $0.contains("/") }
            run.signal(SIGINT)
            let outcome = run.end()
            #expect(outcome.status == 130, "\(outcome.output)\(outcome.errors)")
            let summary = try Tool.object(out.appendingPathComponent("summary.json"))
            #expect(summary["verdict"] as? String == "interrupted")
        }
    }

    @Test func `with --json standard output holds the summary and nothing else`() throws {
        try Tool.withFolder { folder in
            let outcome = try Tool.run([
                "run", "scenarios/smoke/ten.yaml", "--json", "--no-progress", "--out",
                folder.appendingPathComponent("out").path,
            ])
            let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            #expect((value as? [String: Any])?["schemaVersion"] as? Int == 1)
            #expect(outcome.errors == "")
        }
    }

    @Test func `a results folder that is not empty is refused and stays as it is`() throws {
        try Tool.withFolder { folder in
            try Data("keep".utf8).write(to: folder.appendingPathComponent("mine"))
            let outcome = try Tool.run(["run", "scenarios/smoke/ten.yaml", "--out", folder.path])
            #expect(outcome.status == 3)
            #expect(outcome.errors.contains("not empty"), "\(outcome.errors)")
        }
    }

    @Test func `more charge points than descriptors are refused before the run`() throws {
        let outcome = try Tool.run([
            "run", "scenarios/smoke/ten.yaml", "--target", "ws://127.0.0.1:1/ocpp", "--set", "fleet.lot.count=900000",
        ])
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("file descriptors"), "\(outcome.errors)")
    }
}
