import Foundation
import TestSupport
import Testing

/// `wattswarm csms` with its file endpoint and `wattswarm run` against it: firmware down, diagnostics up, over every
/// scheme.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(10))) struct FileEndpointTests {
    private static let schemes = ["http", "https", "ftp", "ftps"]

    /// A central system with its API, and a fleet beside it.
    private struct World {
        let folder: URL
        let csms: CentralSystemProcess

        /// The answer of the API to a request as an object.
        func api(_ method: String, _ path: String, body: String? = nil, file: URL? = nil) throws -> [String: Any] {
            var arguments = ["-sS", "--max-time", "120", "-X", method, csms.api + path]
            if let body { arguments += ["-d", body] }
            if let file { arguments += ["-T", file.path] }
            let text = try FileEndpointTests.curl(arguments)
            let value = try? JSONSerialization.jsonObject(with: Data(text.utf8))
            return try #require(value as? [String: Any], "\(method) \(path): \(text)")
        }

        func items(_ path: String) throws -> [[String: Any]] {
            try #require(try api("GET", path)["items"] as? [[String: Any]])
        }

        /// The youngest order of a charge point: its state and the statuses that were told.
        func order(_ kind: String, _ identity: String) throws -> (state: String, steps: [String]) {
            let orders = try items("/api/v1/charge-points/\(identity)/\(kind)")
            guard let order = orders.last, let state = order["state"] as? String else { return ("none", []) }
            return (state, (order["steps"] as? [[String: Any]] ?? []).compactMap { $0["status"] as? String })
        }
    }

    static func curl(_ arguments: [String]) throws -> String {
        try ChildProcess.run("/usr/bin/curl", arguments, mixed: true).output
    }

    /// Starts the central system with all four schemes.
    private static func withWorld(_ extra: [String] = [], _ body: (World, _ ca: String) throws -> Void) throws {
        try Tool.withFolder { folder in
            let pki = folder.appendingPathComponent("pki").path
            let made = try Tool.run(["pki", pki])
            #expect(made.status == 0, "\(made.errors)")
            var flags = ["--files-certificate", pki + "/server-ecdsa.pem", "--files-key", pki + "/server-ecdsa.key"]
            for flag in ["--http-files", "--https-files", "--ftp", "--ftps"] { flags += [flag, "127.0.0.1:0"] }
            let csms = try CentralSystemProcess(folder: folder, extra: flags + extra)
            defer { csms.stop() }
            try body(World(folder: folder, csms: csms), pki + "/ca.pem")
        }
    }

    private static func scenario(count: Int, ca: String) -> String {
        """
        scenario: files
        duration: 10m
        fleet:
          CP:
            count: \(count)
            identity: "CP{index}"
            transfers: {ca: \(ca), installation: 100ms, frames: 10}
        """
    }

    /// Looks again and again until something holds, each time through the API of the central system; the suite's time
    /// limit ends what never does.
    private static func wait(_ what: String, _ run: ChildProcess, _ condition: () throws -> Bool) throws {
        while try !condition() {
            try #require(run.isRunning, "\(what): \(run.output)\(run.errors)")
        }
    }

    @Test func `a fleet updates its firmware and sends diagnostics and logs over every scheme`() throws {
        try Self.withWorld { world, ca in
            let count = 8
            let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            let sum = try Self.sum(body, world.folder)
            let head = "wattswarm-firmware 1 version=2.5.0 size=\(body.count) sha256=\(sum)\n"
            let image = world.folder.appendingPathComponent("image")
            try Data(head.utf8 + body).write(to: image)
            let stored = try world.api("PUT", "/api/v1/firmware/fw-2.5.0.bin", file: image)
            let hash = try #require(stored["sha256"] as? String, "\(stored)")
            #expect(hash == (try Self.sum(Array(head.utf8) + body, world.folder)))

            let out = world.folder.appendingPathComponent("out")
            let run = try Tool.start(
                ["run", "-", "--target", world.csms.ocpp, "--no-progress", "--out", out.path],
                input: Self.scenario(count: count, ca: ca))
            defer { run.signal(SIGKILL) }
            try Self.wait("boot", run) {
                try world.items("/api/v1/charge-points?connected=true").count == count
            }
            let identities = (1...count).map { "CP\($0)" }
            // One after the other: a restart after an installation ends uploads.
            for (number, (command, body)) in [
                ("GetDiagnostics?", "{}"), ("GetLog?", #"{"logType":"DiagnosticsLog","requestId":7}"#),
                ("UpdateFirmware?image=fw-2.5.0.bin&", "{}"),
            ].enumerated() {
                for (index, identity) in identities.enumerated() {
                    let path = "/api/v1/charge-points/\(identity)/commands/\(command)via=\(Self.schemes[index % 4])"
                    let answer = try world.api("POST", path, body: body)
                    #expect(answer["result"] as? String == "confirmation", "\(command): \(answer)")
                }
                try Self.wait(command, run) {
                    try identities.allSatisfy { identity in
                        let orders =
                            try world.items("/api/v1/charge-points/\(identity)/diagnostics")
                            + world.items("/api/v1/charge-points/\(identity)/firmware")
                        let states = orders.map { "\($0["state"] ?? "")" }
                        return states.count == number + 1
                            && states.allSatisfy(["Succeeded", "Failed", "Refused"].contains)
                    }
                }
            }
            for identity in identities {
                let firmware = try world.order("firmware", identity)
                #expect(firmware.state == "Succeeded")
                #expect(firmware.steps == ["Downloading", "Downloaded", "Installing", "Installed"], "\(identity)")
                for upload in try world.items("/api/v1/charge-points/\(identity)/diagnostics") {
                    let steps = (upload["steps"] as? [[String: Any]] ?? []).compactMap { $0["status"] as? String }
                    #expect(steps == ["Uploading", "Uploaded"], "\(identity): \(upload)")
                }
                let boot = try world.api("GET", "/api/v1/charge-points/\(identity)")["boot"] as? [String: Any]
                #expect("\(boot ?? [:])".contains("2.5.0"), "\(boot ?? [:])")
            }
            try Self.wait("history", run) { try world.items("/api/v1/file-transfers").count == 3 * count }
            run.signal(SIGINT)
            #expect(run.end().status == 130)
            try Self.compareHashes(world, out: out, image: hash, count: count)
        }
    }

    /// Every transfer that the fleet told, against what the endpoint keeps and told.
    private static func compareHashes(_ world: World, out: URL, image: String, count: Int) throws {
        var sums: [String: String] = [:]
        for file in try world.items("/api/v1/files?limit=1000") {
            sums[try #require(file["path"] as? String)] = file["sha256"] as? String
        }
        #expect(sums.count == 2 * count + 1)
        let lines = try String(contentsOf: out.appendingPathComponent("transfers.jsonl"), encoding: .utf8)
            .split(separator: "\n").map {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
            }
        #expect(lines.count == 3 * count)
        var kinds: [String: Int] = [:]
        for line in lines {
            #expect(line["outcome"] as? String == "done", "\(line)")
            let place = try #require(line["place"] as? String)
            let kind = try #require(line["kind"] as? String)
            let path = try #require(URL(string: place)?.path)
            #expect(sums[path] != nil && line["sha256"] as? String == sums[path], "\(line)")
            if kind == "firmware" { #expect(sums[path] == image) }
            kinds["\(kind) \(line["scheme"] ?? "")", default: 0] += 1
        }
        var expected: [String: Int] = [:]
        for kind in ["firmware", "diagnostics", "log"] {
            for scheme in schemes { expected["\(kind) \(scheme)"] = count / 4 }
        }
        #expect(kinds == expected)
        for transfer in try world.items("/api/v1/file-transfers?limit=1000") {
            #expect(transfer["failure"] == nil && transfer["fault"] == nil, "\(transfer)")
        }
        // No password of an order is shown anywhere.
        let messages = try curl(["-sS", world.csms.api + "/api/v1/charge-points/CP1/messages?limit=100"])
        #expect(messages.contains(":***@") && !messages.contains("location\\\":\\\"\\\""))
    }

    @Test func `a planned fault ends in a failed order after its retries, and the next order succeeds`() throws {
        try Self.withWorld { world, ca in
            let image = world.folder.appendingPathComponent("image")
            try Data(repeating: 7, count: 100_000).write(to: image)
            _ = try world.api("PUT", "/api/v1/firmware/fw-3.0.0.bin", file: image)
            let plan = #"{"seed":5,"rules":[{"fault":"550","file":"firmware"},{"fault":"404","file":"firmware"}]}"#
            _ = try world.api("PUT", "/api/v1/file-faults", body: plan)
            let run = try Tool.start(
                [
                    "run", "-", "--target", world.csms.ocpp, "--no-progress", "--out",
                    world.folder.appendingPathComponent("out").path,
                ], input: Self.scenario(count: 4, ca: ca))
            defer { run.signal(SIGKILL) }
            try Self.wait("boot", run) { try world.items("/api/v1/charge-points?connected=true").count == 4 }
            let identities = (1...4).map { "CP\($0)" }
            func update(expecting state: String, _ steps: [String]) throws {
                for (identity, scheme) in zip(identities, Self.schemes) {
                    let command = "UpdateFirmware?image=fw-3.0.0.bin&via=\(scheme)"
                    let answer = try world.api(
                        "POST", "/api/v1/charge-points/\(identity)/commands/\(command)",
                        body: #"{"retries":1,"retryInterval":1}"#)
                    #expect(answer["result"] as? String == "confirmation", "\(answer)")
                }
                try Self.wait(state, run) {
                    try identities.allSatisfy { try world.order("firmware", $0).state == state }
                }
                for identity in identities {
                    #expect(try world.order("firmware", identity).steps == steps, "\(identity)")
                }
            }
            try update(expecting: "Failed", ["Downloading", "DownloadFailed"])
            let failed = try world.items("/api/v1/file-transfers?kind=firmware&limit=1000")
            // One attempt and one retry of each.
            #expect(failed.count == 8 && failed.allSatisfy { $0["failure"] != nil }, "\(failed)")
            _ = try world.api("PUT", "/api/v1/file-faults", body: #"{"rules":[]}"#)
            try update(expecting: "Succeeded", ["Downloading", "Downloaded", "Installing", "Installed"])
            run.signal(SIGINT)
            #expect(run.end().status == 130)
        }
    }

    /// SHA-256 by another's hand.
    private static func sum(_ bytes: [UInt8], _ folder: URL) throws -> String {
        let file = folder.appendingPathComponent("summed")
        try Data(bytes).write(to: file)
        return String(try ChildProcess.run("sha256sum", [file.path]).output.prefix(64))
    }

    // MARK: Flags

    @Test(arguments: [
        (["--https-files", "127.0.0.1:0"], "--https-files needs --files-certificate and --files-key"),
        (["--ftps", "127.0.0.1:0"], "--ftps needs --files-certificate and --files-key"),
        (["--ftp", "127.0.0.1:0", "--ftp-requires-tls"], "--ftp-requires-tls needs --files-certificate"),
        (["--http-files", "127.0.0.1"], "--http-files 127.0.0.1: write HOST:PORT"),
        (["--http-files", "0.0.0.0:0"], "--http-files 0.0.0.0: charge points need a host in their URLs"),
        (["--files", "files"], "--files needs --http-files, --https-files, --ftp or --ftps"),
        (["--ftp", "127.0.0.1:0", "--ftp-passive-ports", "9-8"], "--ftp-passive-ports 9-8: write for example"),
        (
            ["--ftp", "127.0.0.1:0", "--files-retention", "7"],
            "--files-retention 7: write a whole number and m, h or d"
        ),
        (["--ftp", "127.0.0.1:0", "--files-certificate", "/none"], "--files-certificate /none: cannot be read"),
        (["--ftp", "127.0.0.1:0", "--files-certificate", "README.md"], "--files-certificate needs --files-key"),
        (
            ["--ftp", "127.0.0.1:0", "--files-certificate", "README.md", "--files-key", "README.md"],
            "--files-certificate README.md and --files-key README.md cannot be used"
        ),
        (["--ftp", "127.0.0.1:0", "--file-faults", "README.md"], "--file-faults README.md: the plan of faults"),
        (["--ftp", "127.0.0.1:0", "--files-host", "a/b"], "--files-host a/b: give a host name"),
    ])
    func `wrong flags are told and nothing is started`(_ flags: [String], _ text: String) throws {
        try Tool.withFolder { folder in
            let outcome = try Tool.run(
                [
                    "csms", "--listen", "127.0.0.1:0", "--api", "127.0.0.1:0", "--database",
                    folder.appendingPathComponent("csms.sqlite").path,
                ] + flags)
            #expect(outcome.status == 2 && outcome.errors.contains(text), "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
    }
}
