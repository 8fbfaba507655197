import CentralSystemSettings
import Foundation
import TestSupport
import Testing
import TransferEndpoint
import TransferModel

@testable import CentralSystemServer

/// Fetching from and passing on to vendors' servers; the vendor is a second central system's endpoint.
@Suite(.timeLimit(.minutes(3)), .ownThread) struct VendorTests {
    private static func ended(_ server: TestServer, _ id: Any?) async throws -> [String: Any] {
        while true {
            let job = jsonObject(try await server.http("GET", "/api/v1/file-jobs/\(id ?? "")").body)
            if job["state"] as? String != "running" { return job }
        }
    }

    @Test(arguments: ["http", "ftp"]) func `an image is fetched from a vendor and served on`(scheme: String)
        async throws
    {
        try await TestServer.withFiles { vendor in
            let image = String(repeating: "vendor image ", count: 20_000)
            let put = try await vendor.http("PUT", "/api/v1/firmware/v.bin", body: image)
            let sum = try #require(jsonObject(put.body)["sha256"] as? String)
            let url = try await vendor.fileUser(#"{"user":"csms","read":["/firmware/v.bin"]}"#, scheme)
            try await TestServer.withFiles { server in
                let body = #"{"url":"\#(url)","sha256":"\#(sum)"}"#
                let started = try await server.http("POST", "/api/v1/firmware/own.bin/fetch", body: body)
                #expect(started.status == 202, "\(started.body)")
                let job = try await Self.ended(server, jsonObject(started.body)["id"])
                #expect(job["state"] as? String == "succeeded" && job["sha256"] as? String == sum, "\(job)")
                #expect(job["bytes"] as? Int == image.utf8.count)
                let record = jsonObject(try await server.http("GET", "/api/v1/firmware/own.bin").body)
                #expect(record["sha256"] as? String == sum && record["size"] as? Int == image.utf8.count)
                let source = try #require(record["source"] as? String)
                #expect(source.hasPrefix("\(scheme)://127.0.0.1:") && source.hasSuffix("/firmware/v.bin"))
                let content = try await server.http("GET", "/api/v1/firmware/own.bin/content")
                #expect(content.body == image)
                let history = try await server.items("/api/v1/file-transfers", count: 1)
                #expect(history[0]["remote"] as? String == source && history[0]["user"] as? String == "central-system")

                // Another hash than the operator's: nothing is stored.
                let wrong = #"{"url":"\#(url)","sha256":"\#(String(repeating: "0", count: 64))"}"#
                let refused = try await server.http("POST", "/api/v1/firmware/other.bin/fetch", body: wrong)
                let failed = try await Self.ended(server, jsonObject(refused.body)["id"])
                #expect(failed["state"] as? String == "failed")
                #expect((failed["failure"] as? String)?.contains("SHA-256") == true, "\(failed)")
                #expect(try await server.http("GET", "/api/v1/firmware/other.bin").status == 404)
                let password = try #require(url.firstMatch(of: /:([^:@]*)@/)?.1)
                for path in ["/api/v1/file-jobs", "/api/v1/file-transfers", "/api/v1/files", "/files"] {
                    let shown = try await server.http("GET", path).body
                    #expect(!shown.contains(password), "\(path)")
                }
                let left = try FileManager.default.contentsOfDirectory(
                    atPath: server.databasePath + "-files/.incoming")
                #expect(left.isEmpty, "\(left)")
            }
        }
    }

    @Test(arguments: ["http", "ftp"]) func `diagnostics are passed on`(scheme: String) async throws {
        try await TestServer.withFiles { vendor in
            let url = try await vendor.fileUser(#"{"user":"csms","read":["/inbox"],"write":["/inbox"]}"#, scheme)
            try await TestServer.withFiles { server in
                let upload = try await server.fileUser(#"{"user":"cp","identity":"CP1"}"#, "http")
                try Data("diagnostics".utf8).write(to: URL(fileURLWithPath: server.directory.file("d.gz")))
                #expect(try await server.curl(["-f", "-T", "d.gz", upload + "/diagnostics/d.gz"]).code == 0)
                let path = "/charge-points/CP1/diagnostics/d.gz"
                _ = try await server.items("/api/v1/diagnostics", count: 1)
                let body = #"{"path":"\#(path)","url":"\#(url)/"}"#
                let started = try await server.http("POST", "/api/v1/file-forwards", body: body)
                #expect(started.status == 202, "\(started.body)")
                let job = try await Self.ended(server, jsonObject(started.body)["id"])
                #expect(job["state"] as? String == "succeeded", "\(job)")
                let arrived = try await vendor.items("/api/v1/files", count: 1)
                #expect(arrived[0]["path"] as? String == "/inbox/d.gz")
                #expect(arrived[0]["sha256"] as? String == job["sha256"] as? String)
                let missing = try await server.http(
                    "POST", "/api/v1/file-forwards", body: #"{"path":"/none","url":"\#(url)/"}"#)
                #expect(missing.status == 404 && missing.body.contains("there is no file /none"))
                let strange = try await server.http(
                    "POST", "/api/v1/file-forwards", body: #"{"path":"\#(path)","url":"file:///etc/"}"#)
                #expect(strange.status == 400 && strange.body.contains("url must be like"), "\(strange.body)")
            }
        }
    }

    /// Ways of a fetch to fail: what the vendor does, and what the own store takes.
    enum Failing: CaseIterable {
        case cut, shortened, tooLarge, quota, wrongHash, folder

        var fault: String? {
            switch self {
            case .cut: #"{"rules":[{"fault":"cut","at":150000}]}"#
            case .shortened: #"{"rules":[{"fault":"wrongLength","by":1000}]}"#
            case .tooLarge, .quota, .wrongHash, .folder: nil
            }
        }

        func limit(_ limits: inout FileStoreLimits) {
            switch self {
            case .tooLarge: limits.fileBytes = 100_000
            case .quota: limits.firmwareBytes = 100_000
            case .cut, .shortened, .wrongHash, .folder: break
            }
        }

        /// Where the file is to go; a folder cannot be replaced by it.
        var target: String { self == .folder ? "taken" : "own.bin" }
    }

    @Test(arguments: Failing.allCases, ["http", "ftp"]) func `a fetch that fails leaves neither bytes nor a count`(
        failing: Failing, scheme: String
    ) async throws {
        try await TestServer.withFiles { vendor in
            let image = String(repeating: "vendor image ", count: 20_000)
            _ = try await vendor.http("PUT", "/api/v1/firmware/v.bin", body: image)
            if let fault = failing.fault {
                #expect(try await vendor.http("PUT", "/api/v1/file-faults", body: fault).status == 200)
            }
            let url = try await vendor.fileUser(#"{"user":"csms","read":["/firmware/v.bin"]}"#, scheme)
            try await TestServer.withFiles(configure: { failing.limit(&$0.storeLimits) }) { server in
                let files = try await server.server.filesService()
                try files.store.makeDirectory(StorePath(literal: "firmware/taken"))
                let sum = String(repeating: "0", count: 64)
                let body = failing == .wrongHash ? #"{"url":"\#(url)","sha256":"\#(sum)"}"# : #"{"url":"\#(url)"}"#
                let started = try await server.http(
                    "POST", "/api/v1/firmware/\(failing.target)/fetch", body: body)
                #expect(started.status == 202, "\(started.body)")
                let job = try await Self.ended(server, jsonObject(started.body)["id"])
                #expect(job["state"] as? String == "failed", "\(job)")
                let left = try FileManager.default.contentsOfDirectory(
                    atPath: server.databasePath + "-files/.incoming")
                #expect(left.isEmpty, "\(left)")
                #expect(files.store.usage(of: .root) == (0, 0))
                #expect(files.store.unfinished == (0, 0))
            }
        }
    }

    @Test func `a fetch counts towards the quota while it runs, and a stop of the central system leaves nothing of it`()
        async throws
    {
        let directory = TestDirectory()
        try await TestServer.withFiles { vendor in
            let image = String(repeating: "vendor image ", count: 20_000)
            _ = try await vendor.http("PUT", "/api/v1/firmware/v.bin", body: image)
            let faults = #"{"rules":[{"fault":"stall","at":150000}]}"#
            #expect(try await vendor.http("PUT", "/api/v1/file-faults", body: faults).status == 200)
            let url = try await vendor.fileUser(#"{"user":"csms","read":["/firmware/v.bin"]}"#, "http")
            try await TestServer.withFiles(directory) { server in
                let started = try await server.http(
                    "POST", "/api/v1/firmware/own.bin/fetch", body: #"{"url":"\#(url)"}"#)
                #expect(started.status == 202, "\(started.body)")
                let store = try await server.server.filesService().store
                while store.usage(of: StoreLayout.firmware).bytes < 100_000 { await Task.yield() }
                #expect(store.usage(of: StoreLayout.firmware).files == 1)
            }
        }
        let left = try FileManager.default.contentsOfDirectory(
            atPath: directory.file("csms.sqlite-files/.incoming"))
        #expect(left.isEmpty, "\(left)")
    }

    @Test func `an unreachable vendor fails the job, and more jobs than allowed are refused`() async throws {
        let configure = { (files: inout FilesConfiguration) in files.limits.vendorJobs = 1 }
        try await TestServer.withFiles(configure: configure) { server in
            let body = #"{"url":"http://127.0.0.1:9/x"}"#
            let started = try await server.http("POST", "/api/v1/firmware/a/fetch", body: body)
            let job = try await Self.ended(server, jsonObject(started.body)["id"])
            #expect(job["state"] as? String == "failed" && job["failure"] != nil, "\(job)")
            // A job that is over makes room.
            let faults = #"{"rules":[{"fault":"stall","at":0}]}"#
            #expect(try await server.http("PUT", "/api/v1/file-faults", body: faults).status == 200)
            _ = try await server.http("PUT", "/api/v1/firmware/b", body: "abc")
            let url = try await server.fileUser(#"{"user":"u","read":["/firmware/b"]}"#, "http")
            let stalled = try await server.http("POST", "/api/v1/firmware/c/fetch", body: #"{"url":"\#(url)"}"#)
            #expect(stalled.status == 202)
            #expect(try await server.items("/api/v1/file-jobs").count == 1)
            let refused = try await server.http("POST", "/api/v1/firmware/d/fetch", body: body)
            #expect(refused.status == 409 && refused.body.contains("limitReached"), "\(refused.body)")
        }
    }
}
