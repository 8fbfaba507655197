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
            let isInvalid = try expectSoundVerdict(summary, outcome)
            #expect(outcome.output.contains(isInvalid ? "INVALID" : "PASS"), "\(outcome.output)")
            let expectations = try #require(summary["expectations"] as? [[String: Any]])
            #expect(expectations.count == 8)
            #expect(isInvalid || expectations.allSatisfy { $0["pass"] as? Bool == true })
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

    /// A machine that is busy with other tests may keep the generator from its work. Then the run is invalid, for a
    /// reason that its own figures show, and else never.
    private func expectSoundVerdict(
        _ summary: [String: Any], _ outcome: ChildProcess.Outcome, otherwise status: Int32 = 0
    ) throws -> Bool {
        let generator = try #require(summary["generator"] as? [String: Any])
        let expectations = try #require(summary["expectations"] as? [[String: Any]])
        let undecided = expectations.contains { $0["outcome"] as? String == "undecided" }
        let isInvalid = undecided || (generator["loopLagMax"] as? Double ?? 0) > 100
        #expect(summary["verdict"] as? String == (isInvalid ? "invalid" : status == 0 ? "pass" : "fail"))
        #expect(outcome.status == (isInvalid ? 4 : status), "\(outcome.output)\(outcome.errors)")
        #expect(summary["exitCode"] as? Int == Int(outcome.status))
        return isInvalid
    }

    @Test(arguments: [10, 100]) func `charge points that all arrive at once are no fault of the generator`(count: Int)
        throws
    {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("smallest.yaml")
            try Data("scenario: smallest\nduration: 2s\nfleet: {depot: {count: \(count)}}\n".utf8).write(to: file)
            let out = folder.appendingPathComponent("out")
            let outcome = try Tool.run(["run", file.path, "--out", out.path, "--no-progress"])
            _ = try expectSoundVerdict(Tool.object(out.appendingPathComponent("summary.json")), outcome)
        }
    }

    @Test func `a central system that does not know the tags fails a run and the summary says what to do`() throws {
        try Tool.withFolder { folder in
            let system = try CentralSystemProcess(folder: folder)
            defer { system.stop() }
            let file = folder.appendingPathComponent("talk.yaml")
            let scenario = """
                scenario: talk
                duration: 3s
                fleet: {depot: {count: 5, behaviour: talk}}
                behaviours:
                  talk:
                    - repeat: forever
                      steps:
                        - authorize: {idTag: NOBODY}
                """
            try Data(scenario.utf8).write(to: file)
            for (position, expect) in ["", "\nexpect: [lost(transactions) == 0]"].enumerated() {
                try Data((scenario + expect).utf8).write(to: file)
                let out = folder.appendingPathComponent("out\(position)")
                let outcome = try Tool.run([
                    "run", file.path, "--target", system.ocpp, "--out", out.path, "--no-progress",
                ])
                let summary = try Tool.object(out.appendingPathComponent("summary.json"))
                _ = try expectSoundVerdict(summary, outcome, otherwise: 1)
                #expect(
                    summary["failedExpectations"] as? [String]
                        == ["share(failed rounds) < \(position == 0 ? "1%" : "100%")"])
                #expect(
                    outcome.output.contains("authorize: refused: Invalid: the central system does not know the tags"))
            }
        }
    }

    @Test func `a central system that keeps charge points waiting fails a list that speaks of other things`() throws {
        try Tool.withFolder { folder in
            let system = try CentralSystemProcess(folder: folder, extra: ["--registration", "pending"])
            defer { system.stop() }
            let file = folder.appendingPathComponent("wait.yaml")
            try Data(
                """
                scenario: wait
                duration: 2s
                fleet: {depot: {count: 3}}
                expect: [lost(transactions) == 0]
                """.utf8
            ).write(to: file)
            let out = folder.appendingPathComponent("out")
            let outcome = try Tool.run(["run", file.path, "--target", system.ocpp, "--out", out.path, "--no-progress"])
            let summary = try Tool.object(out.appendingPathComponent("summary.json"))
            _ = try expectSoundVerdict(summary, outcome, otherwise: 1)
            #expect(summary["failedExpectations"] as? [String] == ["booted == planned"])
            #expect(outcome.output.contains("3 BootNotifications were not accepted: Pending"), "\(outcome.output)")
            let events = try String(contentsOf: out.appendingPathComponent("events.jsonl"), encoding: .utf8)
            #expect(events.contains("\"kind\":\"bootNotAccepted\"") && !events.contains("\"kind\":\"violation\""))
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
