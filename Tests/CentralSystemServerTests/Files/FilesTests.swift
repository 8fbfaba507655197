import CentralSystemModel
import Foundation
import OCPPTypes
import TestSupport
import Testing
import TransferEndpoint
import TransferModel

@testable import CentralSystemServer

/// The file endpoint inside the central system, with curl as the charge point's end.
@Suite(.timeLimit(.minutes(3)), .ownThread) struct FilesTests {
    @Test func `an image goes in by the API and out to the charge point that was ordered to take it`() async throws {
        try await TestServer.withFiles { server in
            let image = String(repeating: "firmware ", count: 30_000)
            let put = try await server.http("PUT", "/api/v1/firmware/v2.bin", body: image)
            #expect(put.status == 201, "\(put.body)")
            let sum = jsonObject(put.body)["sha256"] as? String
            #expect(sum?.count == 64)
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            for (via, scheme) in [("ftp", "ftp://"), ("http", "http://")] {
                let (call, status, text) = try await server.order(
                    chargePoint, "UpdateFirmware?image=v2.bin&via=\(via)", body: "{}", answer: "{}")
                #expect(status == 200, "\(text)")
                let location = try #require(call["location"] as? String)
                #expect(location.hasPrefix(scheme) && location.hasSuffix("/firmware/v2.bin"))
                #expect((call["retrieveDate"] as? String).flatMap { DateTime($0) } != nil)
                #expect(try await server.curl(["-f", "-o", "got", location]).code == 0)
                #expect(FileManager.default.contents(atPath: server.directory.file("got")) == Data(image.utf8))
                // The credentials were good for one transfer.
                #expect(
                    try await server.curl(["-f", "-o", "got", location]).code == (via == "ftp" ? 67 : 22))
            }
            let history = try await server.items("/api/v1/file-transfers?identity=CP1", count: 2)
            #expect(history.map { $0["scheme"] as? String } == ["http", "ftp"])
            #expect(history.allSatisfy { $0["failure"] == nil && $0["bytes"] as? Int == image.utf8.count })
            let missing = try await server.http(
                "POST", "/api/v1/charge-points/CP1/commands/UpdateFirmware?image=none", body: "{}")
            #expect(missing.status == 404 && missing.body.contains("no image"), "\(missing.body)")
            let unnamed = try await server.http("POST", "/api/v1/charge-points/CP1/commands/UpdateFirmware", body: "{}")
            #expect(unnamed.status == 400 && unnamed.body.contains("?image=NAME"), "\(unnamed.body)")
        }
    }

    @Test func `diagnostics and logs go into the charge point's own folder only`() async throws {
        try await TestServer.withFiles { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            try Data(repeating: 65, count: 50_000).write(to: URL(fileURLWithPath: server.directory.file("d.gz")))
            let (diagnostics, _, text) = try await server.order(
                chargePoint, "GetDiagnostics?via=ftp", body: "{}", answer: #"{"fileName":"d.gz"}"#)
            let location = try #require(diagnostics["location"] as? String, "\(text)")
            #expect(location.hasSuffix("/charge-points/CP1/diagnostics"))
            // Another charge point's folder is out of reach, and so is the library.
            for other in ["/charge-points/CP2/diagnostics", "/firmware", ""] {
                let url = location.replacing("/charge-points/CP1/diagnostics", with: other)
                #expect(try await server.curl(["-T", "d.gz", url + "/d.gz"]).code != 0, "\(other)")
            }
            #expect(try await server.curl(["-f", "-T", "d.gz", location + "/d.gz"]).code == 0)
            let (log, _, logText) = try await server.order(
                chargePoint, "GetLog?via=http",
                body: #"{"logType":"DiagnosticsLog","requestId":7,"log":{}}"#,
                answer: #"{"status":"Accepted","filename":"l.gz"}"#)
            let remote = try #require((log["log"] as? [String: Any])?["remoteLocation"] as? String, "\(logText)")
            #expect(try await server.curl(["-f", "-F", "file=@d.gz;filename=l.gz", remote]).code == 0)
            let stored = try await server.items("/api/v1/diagnostics?identity=CP1", count: 2)
            #expect(
                stored.map { $0["path"] as? String } == [
                    "/charge-points/CP1/diagnostics/d.gz", "/charge-points/CP1/logs/l.gz",
                ])
            #expect(stored.allSatisfy { $0["size"] as? Int == 50_000 && ($0["sha256"] as? String)?.count == 64 })
            let content = try await server.http("GET", "/api/v1/file-content?path=/charge-points/CP1/logs/l.gz")
            #expect(content.status == 200 && content.body == String(repeating: "A", count: 50_000))
            #expect(try await server.http("DELETE", "/api/v1/files?path=/charge-points/CP1/logs/l.gz").status == 204)
            #expect(
                try await server.http("GET", "/api/v1/file-content?path=/charge-points/CP1/logs/l.gz").status == 404)
        }
    }

    @Test func `library, users and history outlive a restart`() async throws {
        let directory = TestDirectory()
        var user: [String: Any] = [:]
        try await TestServer.withFiles(directory) { server in
            #expect(try await server.http("PUT", "/api/v1/firmware/a", body: "abc").status == 201)
            user = jsonObject(
                try await server.http("POST", "/api/v1/file-users", body: #"{"user":"cp1","identity":"CP1","uses":3}"#)
                    .body)
            let url = try #require((user["urls"] as? [String: String])?["http"])
            let firmware = url.replacing("/charge-points/CP1", with: "/firmware/a")
            #expect(try await server.curl(["-f", firmware]).output == "abc")
            _ = try await server.items("/api/v1/file-transfers", count: 1)
        }
        try await TestServer.withFiles(directory) { server in
            #expect(
                try await server.items("/api/v1/firmware").first?["sha256"] as? String
                    == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
            #expect(try await server.items("/api/v1/file-transfers").count == 1)
            #expect(try await server.items("/api/v1/file-users").first?["uses"] as? Int == 2)
            let password = try #require(user["password"] as? String)
            let base = try #require(server.ready.httpFiles)
            for code in [0, 0, 22] as [Int32] {
                #expect(try await server.curl(["-f", "-u", "cp1:\(password)", base + "/firmware/a"]).code == code)
            }
            let database = try Data(contentsOf: URL(fileURLWithPath: directory.file("csms.sqlite")))
            #expect(database.range(of: Data(password.utf8)) == nil)
        }
    }

    @Test func `faults are set at run time and shown`() async throws {
        try await TestServer.withFiles { server in
            _ = try await server.http("PUT", "/api/v1/firmware/a", body: "abc")
            let user = jsonObject(
                try await server.http("POST", "/api/v1/file-users", body: #"{"user":"u","read":["/firmware"]}"#).body)
            let url = try #require((user["urls"] as? [String: String])?["http"]) + "/a"
            let put = try await server.http(
                "PUT", "/api/v1/file-faults", body: #"{"seed":3,"rules":[{"fault":"503","retryAfter":4,"attempts":1}]}"#
            )
            #expect(put.status == 200, "\(put.body)")
            let status = ["-o", "got", "-w", "%{http_code}", url]
            #expect(try await server.curl(status).output == "503")
            #expect(try await server.curl(status).output == "200")
            #expect(try await server.http("GET", "/api/v1/file-faults").body.contains(#""shown":{"503":1}"#))
            let endpoint = try await server.http("GET", "/api/v1/file-endpoint").body
            #expect(endpoint.contains(#""failures":{"503":1}"#) && endpoint.contains(#""succeeded":1"#), "\(endpoint)")
            for (body, text) in [
                ("[]", "is not an object"), (#"{"rules":[{}]}"#, "rule 1: fault is missing"),
                (#"{"rules":[{"fault":"cut","share":2}]}"#, "share must be a number from 0 to 1"),
                (#"{"rules":[{"fault":"bang"}]}"#, "rule 1: fault must be one of"), (#"{"rule":[]}"#, "unknown member"),
                (#"{"rules":[{"fault":"cut","at":-1}]}"#, "rule 1: at must be a whole number"),
            ] {
                let wrong = try await server.http("PUT", "/api/v1/file-faults", body: body)
                #expect(wrong.status == 400 && wrong.body.contains(text), "\(wrong.body)")
            }
        }
    }

    @Test func `wrong requests get precise errors and leave nothing`() async throws {
        try await TestServer.withFiles(configure: { $0.storeLimits.fileBytes = 100 }) { server in
            let cases: [(String, String, String?, Int, String)] = [
                ("PUT", "/api/v1/firmware/..%2Fx", "x", 400, "refused"),
                ("PUT", "/api/v1/firmware/.x", "x", 400, "dot"),
                ("PUT", "/api/v1/firmware/a", String(repeating: "x", count: 101), 413, "larger than allowed"),
                ("PUT", "/api/v1/firmware/a?sha256=12", "x", 400, "64 hexadecimal digits"),
                ("PUT", "/api/v1/firmware/a?sha256=" + String(repeating: "0", count: 64), "x", 422, "SHA-256"),
                ("GET", "/api/v1/firmware/a", nil, 404, "no file"),
                ("DELETE", "/api/v1/firmware/a", nil, 404, "no such file"),
                ("POST", "/api/v1/file-users", #"{"user":"order-1"}"#, 400, "order-"),
                ("POST", "/api/v1/file-users", #"{"user":"u"}"#, 400, "give read, write or remove"),
                ("POST", "/api/v1/file-users", #"{"user":"u","read":["/../x"]}"#, 400, "no path of the store"),
                ("DELETE", "/api/v1/file-users/none", nil, 404, "no file user"),
                ("GET", "/api/v1/file-content?path=/.incoming/1", nil, 400, "dot"),
                ("GET", "/api/v1/file-content", nil, 400, "path is missing"),
            ]
            for (method, path, body, status, text) in cases {
                let answer = try await server.http(method, path, body: body)
                #expect(answer.status == status && answer.body.contains(text), "\(method) \(path): \(answer)")
            }
            #expect(try await server.items("/api/v1/files").isEmpty)
        }
        try await TestServer.with { server in
            let off = try await server.http("GET", "/api/v1/firmware")
            #expect(off.status == 404 && off.body.contains("--http-files"), "\(off.body)")
        }
    }
}
