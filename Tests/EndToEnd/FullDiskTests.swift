import Foundation
import TestSupport
import Testing

/// A run whose results folder takes no more, and runs that are ended from outside.
@Suite(.ownThread, .timeLimit(.minutes(5))) struct FullDiskTests {
    /// A closed loop whose every CALL is answered by CALLERROR, which is an event each.
    private static let noisy = """
        scenario: noisy
        duration: 3s
        target: included
        fleet: {a: {count: 20, behaviour: errors}}
        behaviours:
          errors:
            - repeat: forever
              steps:
                - send: {Authorize: {wrong: true}}
        expect:
          - count(booted) == planned
        """

    /// Whether a file system of a given size can be mounted, in a name space that others do not see.
    private static let canMount =
        (try? ChildProcess.shell("unshare -m mount -t tmpfs -o size=64k none /mnt").status) == 0

    @Test(.enabled(if: canMount, "a small file system can be mounted by root alone"), arguments: [1100, 1104])
    func `a disk that fills keeps the summary whole and counts the events that gave way`(_ kibibytes: Int) throws {
        try Tool.withFolder { folder in
            let copy = folder.appendingPathComponent("copy").path
            let line = """
                mount -t tmpfs -o size=\(kibibytes)k none /mnt && "$0" run - --no-progress --out /mnt/out
                status=$?; cp -r /mnt/out "$1"; exit $status
                """
            let outcome = try ChildProcess.run(
                "unshare", ["-m", "/bin/bash", "-c", line, Tool.executable.path, copy], directory: Tool.top,
                input: .text(Self.noisy))
            let results = URL(fileURLWithPath: copy)
            let summary = try Tool.object(results.appendingPathComponent("summary.json"))
            let code = try #require(summary["exitCode"] as? Int)
            #expect(Int(outcome.status) == (code == 0 ? 3 : code), "\(outcome.errors)")
            #expect(outcome.errors.contains("events.jsonl lacks"), "\(outcome.errors)")
            #expect(outcome.errors.contains("No space left on device"))
            let unwritten = try #require((summary["unwritten"] as? [String: Int])?["events"])
            #expect(unwritten > 0)
            #expect(outcome.errors.contains("events.jsonl lacks \(unwritten) lines"), "\(outcome.errors)")
            _ = try Tool.object(results.appendingPathComponent("manifest.json"))
            let events = try String(contentsOf: results.appendingPathComponent("events.jsonl"), encoding: .utf8)
                .split(separator: "\n")
            let objects = try events.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
            let last = try #require(objects.last ?? nil)
            #expect((last["count"] as? Int ?? 0) > 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: copy).allSatisfy { !$0.hasPrefix(".") })
        }
    }

    @Test(.enabled(if: canMount, "a small file system can be mounted by root alone"))
    func `a disk without room for the summary is refused before anything is run`() throws {
        let line = "mount -t tmpfs -o size=512k none /mnt && exec \"$0\" run - --no-progress --out /mnt/out"
        let outcome = try ChildProcess.run(
            "unshare", ["-m", "/bin/bash", "-c", line, Tool.executable.path], directory: Tool.top,
            input: .text(Self.noisy))
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("No space left on device"), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func `a limit on the size of files is refused in words`() throws {
        try Tool.withFolder { folder in
            let out = folder.appendingPathComponent("out").path
            let outcome = try ChildProcess.run(
                "/bin/bash", ["-c", "ulimit -f 64; exec \"$0\" run - --out \"$1\"", Tool.executable.path, out],
                directory: Tool.top, input: .text(Self.noisy))
            #expect(outcome.status == 3)
            #expect(outcome.errors.contains("File too large"), "\(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: out))
        }
    }

    @Test func `a summary that has no place left goes to standard output`() throws {
        try Tool.withFolder { folder in
            let out = folder.appendingPathComponent("out")
            let run = try Tool.start(["run", "scenarios/smoke/ten.yaml", "--for", "3s", "--out", out.path])
            run.waitForErrors { $0.contains("/") }
            try FileManager.default.removeItem(at: out)
            let outcome = run.end()
            #expect(outcome.errors.contains("summary.json: No such file or directory"), "\(outcome.errors)")
            let begin = try #require(outcome.output.range(of: "{\n")).lowerBound
            let summary = try JSONSerialization.jsonObject(with: Data(outcome.output[begin...].utf8)) as? [String: Any]
            let code = try #require(summary?["exitCode"] as? Int)
            #expect(Int(outcome.status) == (code == 0 ? 3 : code))
        }
    }

    @Test func `SIGHUP ends a run with its summary however often it comes, and one that was ignored stays ignored`()
        throws
    {
        try Tool.withFolder { folder in
            let out = folder.appendingPathComponent("out")
            let run = try Tool.start(["run", "scenarios/smoke/ten.yaml", "--for", "10m", "--out", out.path])
            run.waitForErrors { $0.contains("/") }
            // The shell passes it on, and the kernel sends it again.
            while run.isRunning {
                run.signal(SIGHUP)
                sched_yield()
            }
            #expect(run.end().status == 130)
            let summary = try Tool.object(out.appendingPathComponent("summary.json"))
            #expect(summary["verdict"] as? String == "interrupted")

            let kept = folder.appendingPathComponent("kept")
            let ignoring = try ChildProcess(
                "/bin/bash",
                [
                    "-c", "trap '' HUP; exec \"$0\" run scenarios/smoke/ten.yaml --for 10m --out \"$1\"",
                    Tool.executable.path, kept.path,
                ], directory: Tool.top)
            ignoring.waitForErrors { $0.contains("/") }
            ignoring.signal(SIGHUP)
            ignoring.signal(SIGTERM)
            #expect(ignoring.end().status == 130)
        }
    }

    @Test func `a run that is killed leaves no temporary folder`() throws {
        try Tool.withFolder { folder in
            let temporary = folder.appendingPathComponent("tmp")
            try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
            let run = try ChildProcess(
                Tool.executable.path,
                [
                    "run", "scenarios/smoke/ten.yaml", "--for", "10m", "--out",
                    folder.appendingPathComponent("out").path,
                ], directory: Tool.top, environment: ["TMPDIR": temporary.path])
            run.waitForErrors { $0.contains("/") }
            // A child belongs to the thread that started it.
            let tasks = "/proc/\(run.identifier)/task/"
            let children = try FileManager.default.contentsOfDirectory(atPath: tasks).map {
                (try? String(contentsOfFile: tasks + $0 + "/children", encoding: .utf8)) ?? ""
            }.joined(separator: " ").split(whereSeparator: \.isWhitespace)
            #expect(children.count == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).count == 1)
            run.signal(SIGKILL)
            run.end()
            for child in children {
                _ = try ChildProcess.run("tail", ["--pid=\(child)", "-f", "/dev/null"])
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == [])
        }
    }
}
