import CentralSystemSettings
import CentralSystemStore
import Foundation
import OCPPTypes
import TestSupport
import Testing
import TransferEndpoint
import TransferModel

@testable import CentralSystemServer
@testable import FileService

/// What the central system keeps of files: lists that follow the disk, users of orders, limits.
@Suite(.timeLimit(.minutes(3)), .ownThread) struct FileBookTests {
    @Test func `files that the database does not know are hashed at the start, and gone ones leave the list`()
        async throws
    {
        let directory = TestDirectory()
        let folder = directory.file("csms.sqlite-files")
        try await TestServer.withFiles(directory) { server in
            for name in ["kept", "gone", "changed"] {
                let put = try await server.http("PUT", "/api/v1/firmware/\(name)", body: "abc")
                #expect(put.status == 201)
            }
        }
        try FileManager.default.removeItem(atPath: folder + "/firmware/gone")
        try Data("other".utf8).write(to: URL(fileURLWithPath: folder + "/firmware/changed"))
        let logs = folder + "/charge-points/CP%2F1/logs"
        try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
        try Data("abc".utf8).write(to: URL(fileURLWithPath: logs + "/l.gz"))
        try await TestServer.withFiles(directory) { server in
            let files = try await server.items("/api/v1/files")
            #expect(
                files.map { $0["path"] as? String } == [
                    "/charge-points/CP%2F1/logs/l.gz", "/firmware/changed", "/firmware/kept",
                ])
            let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            #expect(files[0]["sha256"] as? String == abc && files[0]["chargePoint"] as? String == "CP/1")
            #expect(files[1]["sha256"] as? String != abc && files[1]["size"] as? Int == 5)
            #expect(files[2]["sha256"] as? String == abc && files[2]["source"] as? String == "api")
        }
    }

    @Test func `an order's credentials are good for its retries too, and until after its retrieve date`() async throws {
        try await TestServer.withFiles { server in
            _ = try await server.http("PUT", "/api/v1/firmware/a", body: "abc")
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let (call, status, _) = try await server.order(
                chargePoint, "UpdateFirmware?image=a&via=http", body: #"{"retries":2}"#, answer: "{}")
            #expect(status == 200)
            // The server's device time is 2025.
            #expect((call["retrieveDate"] as? String)?.hasPrefix("2025-01-01T12:") == true, "\(call)")
            let location = try #require(call["location"] as? String)
            for code in [0, 0, 0, 22] as [Int32] { #expect(try await server.curl(["-f", location]).code == code) }
            let (later, _, _) = try await server.order(
                chargePoint, "UpdateFirmware?image=a", body: #"{"retrieveDate":"2025-02-01T12:00:00Z"}"#, answer: "{}")
            #expect(later["retrieveDate"] as? String == "2025-02-01T12:00:00.000Z", "\(later)")
            let user = try await server.items("/api/v1/file-users")[0]
            let expires = try #require((user["expires"] as? String).flatMap { DateTime($0) })
            let created = try #require((user["created"] as? String).flatMap { DateTime($0) })
            let days = (expires.millisecondsSince1970 - created.millisecondsSince1970) / 86_400_000
            #expect((37...38).contains(days), "\(user)")
            // The book and the log have no password.
            for path in ["firmware", "messages"] {
                let shown = try await server.http("GET", "/api/v1/charge-points/CP1/\(path)").body
                #expect(shown.contains(":***@") && !shown.contains(location), "\(shown)")
            }
        }
    }

    @Test(arguments: [
        (
            "UpdateFirmware?image=a", #"{"location":"http://x/a","retrieveDate":"2025-01-01T00:00:00Z"}"#, 400,
            "leave one"
        ),
        ("GetDiagnostics?via=ftps", "{}", 400, "via=ftps is not served here; served are http, ftp"),
        ("UpdateFirmware?image=..", "{}", 400, "image: "), ("UpdateFirmware", "[]", 400, "payload"),
        ("UpdateFirmware?via=gopher&image=a", "{}", 400, "via must be one of"),
    ])
    func `orders that do not fit are refused before anything is sent`(
        _ command: String, _ body: String, _ status: Int, _ text: String
    ) async throws {
        try await TestServer.withFiles { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let answer = try await server.http("POST", "/api/v1/charge-points/CP1/commands/\(command)", body: body)
            #expect(answer.status == status && answer.body.contains(text), "\(answer)")
            #expect(try await server.items("/api/v1/file-users").isEmpty)
            chargePoint.close()
        }
    }

    @Test func `a signed update takes its image from the library too`() async throws {
        try await TestServer.withFiles { server in
            _ = try await server.http("PUT", "/api/v1/firmware/a", body: "abc")
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let (call, status, text) = try await server.order(
                chargePoint, "SignedUpdateFirmware?image=a&via=ftp",
                body: #"{"firmware":{"signingCertificate":"c","signature":"s"}}"#, answer: #"{"status":"Accepted"}"#)
            #expect(status == 200, "\(text)")
            let firmware = try #require(call["firmware"] as? [String: Any])
            let location = try #require(firmware["location"] as? String)
            #expect(location.hasPrefix("ftp://order-") && location.hasSuffix("/firmware/a"))
            #expect((firmware["retrieveDateTime"] as? String).flatMap { DateTime($0) } != nil)
            #expect(try await server.curl([location]).output == "abc")
        }
    }

    @Test func `an order that needs the endpoint says so where none runs`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let answer = try await server.http(
                "POST", "/api/v1/charge-points/CP1/commands/GetDiagnostics?via=ftp", body: "{}")
            #expect(answer.status == 404 && answer.body.contains("--http-files"), "\(answer.body)")
            let page = try await server.http("GET", "/files").body
            #expect(page.contains("No file endpoint runs"))
            chargePoint.close()
        }
    }

    @Test func `the oldest order's user makes room, operators' users do not`() async throws {
        let configure = { (files: inout FilesConfiguration) in files.limits.users = 3 }
        try await TestServer.withFiles(configure: configure) { server in
            let users = try await server.server.filesService().users
            func order(_ identity: String) throws -> String {
                try users.make(chargePoint: identity, rights: [], expires: nil, uses: 1).user
            }
            _ = try users.make(name: "kept", chargePoint: nil, rights: [], expires: nil, uses: nil)
            let names = try ["CP1", "CP1", "CP2"].map(order)
            #expect(names[0].hasSuffix("-1") && names[1].hasSuffix("-2") && names[2].hasSuffix("-1"))
            #expect(names[0].dropLast() == names[1].dropLast() && names[0] != names[2])
            #expect(users.all.map(\.user) == (["kept"] + names[1...]).sorted())
            #expect(users.displaced == 1)
            for name in ["b", "c"] {
                _ = try users.make(name: name, chargePoint: nil, rights: [], expires: nil, uses: nil)
            }
            let full = try await server.http("POST", "/api/v1/file-users", body: #"{"user":"d","read":["/"]}"#)
            #expect(full.status == 409 && full.body.contains("limitReached"), "\(full.body)")
            let metrics = try await server.http("GET", "/metrics").body
            #expect(metrics.contains("wattswarm_csms_file_users_displaced_total 3"), "\(metrics)")
        }
    }

    @Test func `records beyond the limit are lost and counted, and the history keeps the youngest`() async throws {
        let configure = { (files: inout FilesConfiguration) in
            files.limits.waitingRecords = 4
            files.limits.history = 2
            files.limits.commitRecords = 2
        }
        try await TestServer.withFiles(configure: configure) { server in
            let files = try await server.server.filesService()
            let record = TransferRecord(
                user: "u", chargePoint: nil, scheme: .http, direction: .download, path: StoreLayout.firmware,
                failure: nil, fault: nil, offset: 0, bytes: 1, isWhole: true, size: 1, sha256: nil,
                started: FileUsers.now(), durationMilliseconds: 1)
            files.ledger.submit(Array(repeating: .transfer(FileTransferRecord(record)), count: 5))
            #expect(files.ledger.lost == 5)
            files.ledger.submit(Array(repeating: .transfer(FileTransferRecord(record)), count: 4))
            await files.ledger.drain()
            #expect(try await server.items("/api/v1/file-transfers").compactMap { $0["id"] as? Int } == [4, 3])
            let first = jsonObject(try await server.http("GET", "/api/v1/file-transfers?limit=1").body)
            #expect(first["next"] as? String == "4")
            #expect(try await server.items("/api/v1/file-transfers?cursor=4").compactMap { $0["id"] as? Int } == [3])
            #expect(try await server.http("GET", "/metrics").body.contains("wattswarm_csms_file_records_lost_total 5"))
        }
    }

    @Test func `quotas refuse by the API as over the wire, and leave nothing`() async throws {
        let configure = { (files: inout FilesConfiguration) in
            files.storeLimits.firmwareBytes = 10
            files.storeLimits.firmwareFiles = 2
        }
        try await TestServer.withFiles(configure: configure) { server in
            #expect(try await server.http("PUT", "/api/v1/firmware/a", body: "12345678").status == 201)
            let full = try await server.http("PUT", "/api/v1/firmware/b", body: "123")
            #expect(full.status == 507 && full.body.contains("noRoom"), "\(full)")
            #expect(try await server.http("PUT", "/api/v1/firmware/b", body: "12").status == 201)
            #expect(try await server.http("PUT", "/api/v1/firmware/c", body: "").status == 507)
            #expect(try await server.items("/api/v1/firmware").count == 2)
            #expect(try await server.http("DELETE", "/api/v1/firmware/a").status == 204)
            let usage = jsonObject(try await server.http("GET", "/api/v1/file-endpoint").body)
            #expect(usage["bytes"] as? Int == 2 && usage["files"] as? Int == 1 && usage["uploads"] as? Int == 0)
        }
    }
}
