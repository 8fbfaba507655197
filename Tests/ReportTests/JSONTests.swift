import Foundation
import Measurement
import OCPPTypes
import Testing

@testable import Report

@Suite struct SummaryJSONTests {
    static let failed = RunResult(
        statistics: exampleStatistics(failures: true), context: exampleContext(),
        expectations: expectations("p99(StartTransaction) < 5s", "booted == planned", "p99(Authorize) < 1s"))

    private func parse(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func `the summary is JSON with the members of the contract and the named additions`() throws {
        let summary = try parse(SummaryJSON.encode(Self.failed))
        let contract: Set = [
            "schemaVersion", "verdict", "exitCode", "seed", "durationSeconds", "fleet", "calls", "commands",
            "transactions", "transfers", "generator", "expectations",
        ]
        #expect(
            Set(summary.keys)
                == contract.union([
                    "reason", "remedy", "failedExpectations", "scenario", "target", "planDigest", "behaviour",
                    "violations", "unwritten",
                ]))
        #expect(
            keys(summary, "fleet") == [
                "planned", "connected", "peakConnected", "booted", "reconnects", "connectFailures",
                "bootsNotAccepted", "connecting", "connectingPhases", "allBootedSeconds", "outages", "outagesLeftOut",
            ])
        #expect(keys(summary, "transactions") == ["started", "stopped", "lost", "duplicated"])
        #expect(keys(summary, "transfers") == [])
        #expect(
            keys(summary, "generator") == [
                "verdict", "reasons", "slipP99", "loopLagMax", "longestTurn", "cpuPercent", "burstLagMax", "starvedMax",
                "latePercent",
                "advice", "bent",
            ])
        #expect(keys(summary, "behaviour") == ["rounds", "done", "failedRounds", "dropped"])
        let call: Set = [
            "intended", "sent", "answered", "callErrors", "timeouts", "late", "dropped", "response", "service", "slip",
        ]
        let additions: Set = [
            "invalidAnswers", "connectionLost", "unanswered", "overFiveSeconds", "perSecond", "slipOwn", "slipTarget",
            "neverSent", "leastResponse", "leastService",
        ]
        let calls = try #require(summary["calls"] as? [String: Any])
        #expect(calls.count == 4)
        for action in calls.keys {
            #expect(keys(calls, action) == call.union(additions))
            let figures = try #require(calls[action] as? [String: Any])
            for kind in ["response", "leastResponse", "service", "leastService", "slip", "slipOwn", "slipTarget"] {
                #expect(keys(figures, kind) == ["count", "min", "mean", "p50", "p90", "p95", "p99", "p999", "max"])
            }
        }
        #expect(keys(summary, "commands") == ["ChangeConfiguration"])
    }

    private func keys(_ object: [String: Any], _ name: String) -> Set<String> {
        Set((object[name] as? [String: Any])?.keys.map { $0 } ?? ["not an object"])
    }

    @Test func `lines that were not written are told`() throws {
        var result = Self.failed
        #expect(
            try parse(SummaryJSON.encode(result))["unwritten"] as? [String: Int]
                == ["events": 0, "transfers": 0, "standardError": 0])
        result.unwritten.events = 3
        result.unwritten.transfers = 2
        result.unwritten.standardError = 1
        #expect(
            try parse(SummaryJSON.encode(result))["unwritten"] as? [String: Int]
                == ["events": 3, "transfers": 2, "standardError": 1])
    }

    @Test func `values arrive as they were measured`() throws {
        let summary = try parse(SummaryJSON.encode(Self.failed))
        #expect(summary["schemaVersion"] as? Int == 1)
        #expect(summary["verdict"] as? String == "fail")
        #expect(summary["exitCode"] as? Int == 1)
        #expect(summary["target"] as? String == "ws://admin:***@127.0.0.1:9000/ocpp")
        let fleet = try #require(summary["fleet"] as? [String: Any])
        #expect(fleet["connectFailures"] as? [String: Int] == ["refused": 12, "handshake-timeout": 3])
        let calls = try #require(summary["calls"] as? [String: [String: Any]])
        let start = try #require(calls["StartTransaction"])
        #expect(start["timeouts"] as? Int == 2 && start["late"] as? Int == 1 && start["intended"] as? Int == 7)
        #expect((start["response"] as? [String: Double])?["max"] == 30_000)
        #expect((calls["BootNotification"]?["response"] as? [String: Double])?["p99"] == 5.015)
        let list = try #require(summary["expectations"] as? [[String: Any]])
        #expect(list.map { $0["pass"] as? Bool } == [false, true, false, true])
        #expect(list.map { $0["outcome"] as? String } == ["fails", "holds", "fails", "holds"])
        #expect(
            summary["failedExpectations"] as? [String] == ["p99(StartTransaction) < 5s", "p99(Authorize) < 1s"])
        #expect(list[0]["least"] as? Double == 30_000 && list[0]["most"] as? Double == 30_000)
        #expect((start["neverSent"] as? [String: Int])?["overdue"] == 1)
        #expect(list[0]["value"] as? Double == 30_000 && list[0]["unit"] as? String == "ms")
        #expect(list[2]["value"] is NSNull)
        #expect(list[2]["reason"] as? String == "there was no Authorize to measure")
    }

    @Test func `no samples are null and equal results give equal bytes`() throws {
        let empty = RunResult(statistics: RunStatistics(), context: exampleContext(), expectations: [])
        let fleet = try #require(try parse(SummaryJSON.encode(empty))["fleet"] as? [String: Any])
        let connecting = try #require(fleet["connecting"] as? [String: Any])
        #expect(connecting["count"] as? Int == 0)
        #expect(connecting["p99"] is NSNull)
        #expect(SummaryJSON.encode(Self.failed) == SummaryJSON.encode(Self.failed))
    }

    @Test func `any text survives and no number breaks the document`() throws {
        let texts = ["\"\\/\u{0}\u{1F}\u{7F}\n\r\t", "été 🚗 \u{2028}", "]}"]
        var json = JSONWriter()
        json.object { json in
            json.key("texts")
            json.array { json in for text in texts { json.string(text) } }
            json.key("numbers")
            json.array(.compact) { json in
                for number in [0, -0.0001, 1.0005, 1e11, 1e12, .nan, .infinity, -2.5] { json.number(number) }
            }
            json.key("empty")
            json.array { _ in }
            json.key("truth")
            json.boolean(true)
        }
        let bytes = json.finish()
        let object = try parse(bytes)
        #expect(object["texts"] as? [String] == texts)
        let numbers = try #require(object["numbers"] as? [Any])
        #expect(numbers.map { $0 as? Double } == [0, 0, 1.001, 1e11, nil, nil, nil, -2.5])
        #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("\"empty\": [],\n  \"truth\": true\n}\n"))
    }
}

@Suite struct ManifestJSONTests {
    @Test func `the manifest says where a result comes from, without secrets`() {
        let manifest = RunManifest(
            version: "0.1.0", seed: .max, scenarioSHA256: "ab", planDigest: "cd",
            machine: .init(cores: 2, memoryBytes: 25_769_803_776, kernel: "Linux 6.1"),
            shard: .init(index: 1, count: 4), clock: 60, startedAt: "2026-01-02T03:04:05.000Z",
            commandLine: ["wattswarm", "run", "a.yaml", "--password", "hunter2", "--target", "wss://u:p@h/ocpp"])
        let golden = """
            {
              "schemaVersion": 1,
              "version": "0.1.0",
              "seed": 18446744073709551615,
              "scenarioSHA256": "ab",
              "planDigest": "cd",
              "machine": {"cores": 2, "memoryBytes": 25769803776, "kernel": "Linux 6.1"},
              "shard": {"index": 1, "count": 4},
              "clock": 60,
              "startedAt": "2026-01-02T03:04:05.000Z",
              "commandLine": ["wattswarm", "run", "a.yaml", "--password", "***", "--target", "wss://u:***@h/ocpp"]
            }

            """
        #expect(String(decoding: ManifestJSON.encode(manifest), as: UTF8.self) == golden)
    }

    @Test func `secrets are masked wherever a command line may carry them`() {
        let table: [([String], [String])] = [
            (["--password=x", "-v"], ["--password=***", "-v"]),
            (["--set", "basicPassword=x", "--set", "n=3"], ["--set", "basicPassword=***", "--set", "n=3"]),
            (["--authorization-key", "k", "--seed", "7"], ["--authorization-key", "***", "--seed", "7"]),
            (["ws://h/a@b", "ws://a@b@c:1?d=e@f"], ["ws://h/a@b", "ws://***@f"]),
            (["x ws://u:p@h y http://q@z"], ["x ws://u:***@h y http://***@z"]),
            (["--key", "server.pem", "password"], ["--key", "server.pem", "password"]),
        ]
        for (given, masked) in table { #expect(Redaction.commandLine(given) == masked) }
    }
}

@Suite struct EventLineTests {
    private func text(_ event: EventLine) -> String { String(decoding: event.encode(), as: UTF8.self) }

    @Test func `an event is one line`() {
        let event = EventLine(
            kind: .callError, offsetMilliseconds: 1234.5678, chargePoint: "CP1", action: .authorize,
            detail: "InternalError:\nno", frame: Array("[4,\"1\",\"InternalError\"]".utf8))
        #expect(
            text(event) == """
                {"ms":1234.568,"kind":"callError","chargePoint":"CP1","action":"Authorize",\
                "detail":"InternalError:\\nno","frame":"[4,\\"1\\",\\"InternalError\\"]"}

                """)
        let leftOut = EventLine(kind: .leftOut, offsetMilliseconds: 0, detail: "", count: 12)
        #expect(text(leftOut) == "{\"ms\":0,\"kind\":\"leftOut\",\"detail\":\"\",\"count\":12}\n")
    }

    @Test func `a frame at the limit is whole and a longer one is cut before a divided character`() throws {
        let limit = MeasurementLimits.eventFrameBytes
        for (extra, expected) in [(0, limit), (1, limit)] {
            let event = EventLine(
                kind: .violation, offsetMilliseconds: 0, detail: "",
                frame: [UInt8](repeating: 0x61, count: limit + extra))
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(event.encode())) as? [String: Any])
            #expect((object["frame"] as? String)?.utf8.count == expected)
            #expect(object["frameBytes"] as? Int == (extra == 0 ? nil : limit + 1))
        }
        let divided = [UInt8](repeating: 0x61, count: limit - 1) + Array("é€".utf8)
        let event = EventLine(kind: .violation, offsetMilliseconds: 0, detail: "", frame: divided)
        #expect(!text(event).contains("\u{FFFD}") && !text(event).contains("é"))
    }

    @Test func `bytes of any kind give JSON`() throws {
        var random = SeededRandom(seed: 5)
        for length in [0, 1, 7, 2047, 2048, 2049, 5000] {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let event = EventLine(kind: .invalidAnswer, offsetMilliseconds: 1, detail: "x", frame: bytes)
            let line = event.encode()
            #expect(try JSONSerialization.jsonObject(with: Data(line)) is [String: Any], "seed 5, length \(length)")
            #expect(line.filter { $0 == 0x0A }.count == 1)
        }
    }

    @Test func `long texts of a peer are cut`() throws {
        let event = EventLine(
            kind: .violation, offsetMilliseconds: 0, chargePoint: String(repeating: "c", count: 9999),
            detail: String(repeating: "é", count: 9999))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(event.encode())) as? [String: Any])
        #expect((object["chargePoint"] as? String)?.utf8.count == MeasurementLimits.eventTextBytes)
        #expect((object["detail"] as? String)?.utf8.count == MeasurementLimits.eventTextBytes)
    }
}
