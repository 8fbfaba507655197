import Crypto
import FileTransfer
import Foundation
import Measurement
import OCPPTypes
import Scenario
import Synchronization
import TestSupport
import Testing

@testable import LoadEngine

/// Orders of a central system, carried out by a running fleet against a server of HTTP.
@Suite(.timeLimit(.minutes(3)), .ownThread) struct FileOrderRunTests {
    /// Runs a fleet of ten until every charge point has told its last status, and gives what there is to see.
    static func run(
        transfers: String,
        orders: @escaping @Sendable (_ files: String, _ identity: String) -> [OrderingCentralSystem.Order],
        until isDone: @escaping @Sendable ([String: [String]]) -> Bool,
        _ body: (LoadEngine.Outcome, OrderingCentralSystem, [TransferLine], URL) throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wattswarm-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try FileServer(root: folder)
        defer { files.stop() }
        let system = OrderingCentralSystem()
        let place = "http://cp:secret@127.0.0.1:\(files.port)"
        let endpoint = try await system.start { orders(place, $0) }
        let text = """
            scenario: orders
            duration: 60s
            fleet: {cp: {count: 10, transfers: \(transfers)}}
            """
        let compiled = ScenarioCompiler.compile(text: text, fileName: "t.yaml")
        let plan = try #require(compiled.plan, Comment(rawValue: compiled.renderedDiagnostics))
        let image = try #require(FirmwareHeader.image(version: "2.0.0", body: Array(repeating: 7, count: 200_000)))
        try Data(image).write(to: folder.appendingPathComponent("fw.bin"))
        let engine = try LoadEngine(
            plan: plan, options: RunOptions(endpoint: endpoint, epoch: DateTime(millisecondsSince1970: 0)))
        let lines = Mutex<[TransferLine]>([])
        let outcome = try await engine.run(interval: 50) { _, new in
            lines.withLock { $0 += new.transfers }
            if isDone(system.told.withLock { $0 }) { engine.stop() }
        }
        await system.stop()
        try body(outcome, system, lines.withLock { $0 }, folder)
    }

    static func all(_ told: [String: [String]], end: [String]) -> Bool {
        told.count == 10 && told.values.allSatisfy { lines in end.allSatisfy(lines.contains) }
    }

    @Test func `a fleet updates its firmware and uploads diagnostics, and every hash is that of the file`() async throws
    {
        try await Self.run(
            transfers: "{installation: 100ms, parallel: 3, frames: 20}",
            orders: { files, _ in
                [
                    ("GetDiagnostics", #"{"location":"\#(files)"}"#),
                    (
                        "UpdateFirmware",
                        #"{"location":"\#(files)/fw.bin","retrieveDate":"2020-01-01T00:00:00Z","retries":2}"#
                    ),
                ]
            },
            until: {
                Self.all(
                    $0, end: ["FirmwareStatusNotification Installed", "DiagnosticsStatusNotification Uploaded"])
            }
        ) { outcome, system, lines, folder in
            let told = system.told.withLock { $0 }
            #expect(told.count == 10)
            for (identity, lines) in told {
                #expect(
                    lines.filter { $0.hasPrefix("Firmware") || $0.hasPrefix("boot") } == [
                        "boot 1.0.0", "FirmwareStatusNotification Downloading", "FirmwareStatusNotification Downloaded",
                        "FirmwareStatusNotification Installing", "boot 2.0.0", "FirmwareStatusNotification Installed",
                    ], "\(identity)")
                #expect(
                    lines.filter { $0.hasPrefix("Diagnostics") } == [
                        "DiagnosticsStatusNotification Uploading", "DiagnosticsStatusNotification Uploaded",
                    ], "\(identity)")
            }
            #expect(lines.count == 20 && lines.allSatisfy { $0.outcome == TransferLine.done })
            for line in lines {
                let name =
                    line.kind == .firmware ? "fw.bin" : "diagnostics-\(line.chargePoint)-1.tar.gz"
                let data = try Data(contentsOf: folder.appendingPathComponent(name))
                #expect(line.sha256 == HexadecimalText.text(SHA256.hash(data: data)))
                #expect(line.size == Int64(data.count) && line.scheme == .http && !line.place.contains("secret"))
            }
            let transfers = outcome.statistics.transfers
            #expect(transfers.all(.firmware).succeeded == 10 && transfers.all(.diagnostics).succeeded == 10)
            #expect(transfers.all(nil).failed == 0)
            #expect(transfers[orders: .firmware].done == 10 && transfers[orders: .diagnostics].done == 10)
            try Self.expectContents(of: folder.appendingPathComponent("diagnostics-cp-00001-1.tar.gz"), folder)
        }
    }

    /// The archive holds what the charge point is and did, and not its passwords.
    static func expectContents(of archive: URL, _ folder: URL) throws {
        #expect(try ChildProcess.run("tar", ["-xzf", archive.path, "-C", folder.path]).status == 0)
        func text(_ name: String) throws -> String {
            try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        }
        #expect(try text("charge-point.txt").hasPrefix("identity: cp-00001\n"))
        #expect(
            try text("configuration.txt").contains("SupportedFileTransferProtocols (read-only): FTP,FTPS,HTTP,HTTPS"))
        #expect(try text("transactions.txt") == "started so far: 0\n")
        let frames = try text("frames.log")
        #expect(
            frames.contains("\"BootNotification\"") && frames.contains(" < [2,") && frames.contains("GetDiagnostics"))
        #expect(!frames.contains("secret"))
    }

    @Test func `failures are repeated as ordered, counted by cause, and told once`() async throws {
        try await Self.run(
            transfers: "{}",
            orders: { files, identity in
                let path =
                    identity.hasSuffix("1") ? "missing" : identity.hasSuffix("2") ? "status-503/x" : "short-9/fw.bin"
                return [
                    (
                        "UpdateFirmware",
                        #"{"location":"\#(files)/\#(path)","retrieveDate":"2020-01-01T00:00:00Z","retries":1,"retryInterval":0}"#
                    ),
                    ("GetDiagnostics", #"{"location":"\#(files)/status-507","retries":0}"#),
                    ("GetLog", #"{"log":{"remoteLocation":"sftp://x/y"},"logType":"DiagnosticsLog","requestId":1}"#),
                ]
            },
            until: {
                Self.all(
                    $0,
                    end: [
                        "FirmwareStatusNotification DownloadFailed", "DiagnosticsStatusNotification UploadFailed",
                        "LogStatusNotification NotSupportedOperation",
                    ])
            }
        ) { outcome, system, lines, _ in
            let transfers = outcome.statistics.transfers
            #expect(transfers.all(.firmware).started == 20 && transfers.all(.firmware).failed == 20)
            #expect(transfers.all(.firmware).failures["not found"] == 2)
            #expect(transfers.all(.firmware).failures["server busy"] == 2)
            // The second attempt goes on behind the first.
            #expect(transfers.all(.firmware).resumed == 8)
            #expect(transfers.all(.diagnostics).failures["no space"] == 10)
            #expect(transfers[.log, .other].failures["not supported"] == 10)
            for kind in TransferKind.allCases {
                #expect(transfers[orders: kind].failures["transfer failed"] == 10)
            }
            for lines in system.told.withLock({ $0 }).values {
                #expect(lines.count { $0.hasPrefix("Firmware") } == 2)
                #expect(lines.count { $0.hasPrefix("Diagnostics") } == 2)
                #expect(
                    lines.filter { $0.hasPrefix("Log") } == [
                        "LogStatusNotification Uploading", "LogStatusNotification NotSupportedOperation",
                    ])
            }
            #expect(lines.count == 40)
        }
    }

    @Test func `a new order gives the old transfer up, and what is under way at the end is counted`() async throws {
        try await Self.run(
            transfers: "{}",
            orders: { files, _ in
                [1, 2].map { _ in
                    ("UpdateFirmware", #"{"location":"\#(files)/stall/fw.bin","retrieveDate":"2020-01-01T00:00:00Z"}"#)
                }
            },
            until: { told in
                told.count == 10 && told.values.allSatisfy { $0.count { $0.hasSuffix("Downloading") } == 2 }
            }
        ) { outcome, _, _, _ in
            let firmware = outcome.statistics.transfers.all(.firmware)
            #expect(firmware.started == 20 && firmware.succeeded == 0)
            #expect(firmware.failures["cancelled"] + firmware.failures[LoopDriver.runEnded] == 20)
            #expect(firmware.failures[LoopDriver.runEnded] >= 10)
            #expect(outcome.statistics.transfers[orders: .firmware].failures["replaced"] == 10)
        }
    }
}
