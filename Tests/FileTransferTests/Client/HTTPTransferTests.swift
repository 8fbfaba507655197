import Crypto
import Foundation
import TestSupport
import Testing

@testable import FileTransfer

/// Against a server of Python's standard library.
@Suite(.ownThread) struct HTTPTransferTests {
    static let image = noise(300_000)
    static let hash = SHA256.hash(data: image)

    @Test(arguments: [false, true])
    func `a file is got and looked at`(_ isSecure: Bool) async throws {
        try await withServer("http_server", isSecure ? ["--tls", TestCertificate.file] : []) { server, client in
            try server.put("fw.bin", Self.image)
            let report = await client.get(try server.location(isSecure ? "https" : "http", "fw.bin"))
            #expect(report.facts == FileFacts(bytes: 300_000, sha256: Self.hash, firmware: .none))
            #expect(report.bytesMoved == 300_000)
            #expect(report.requestedNanoseconds <= report.startedNanoseconds)
            #expect(report.startedNanoseconds < report.endedNanoseconds)
            #expect(report.progress == nil && !report.wentOn)
        }
    }

    @Test func `a file that is kept gets its name when it is whole`() async throws {
        try await withServer("http_server") { server, client in
            try server.put("fw.bin", Self.image)
            let path = server.root.appendingPathComponent("kept.bin").path
            let failed = await client.get(try server.location("http", "short-1000/fw.bin"), to: .file(path))
            #expect(failed.failure?.cause == .incomplete)
            #expect(!FileManager.default.fileExists(atPath: path))
            #expect(server.get("kept.bin.part") == Array(Self.image[..<1000]))
            let report = await client.get(try server.location("http", "fw.bin"), to: .file(path))
            #expect(report.facts?.sha256 == Self.hash)
            #expect(server.get("kept.bin") == Self.image)
            #expect(server.get("kept.bin.part") == nil)
        }
    }

    @Test func `a folder that is not there does not keep a file`() async throws {
        try await withServer("http_server") { server, client in
            try server.put("fw.bin", Self.image)
            let report = await client.get(
                try server.location("http", "fw.bin"), to: .file(server.root.path + "/no/such/folder/x"))
            #expect(report.failure == FileTransferFailure(.localFile))
        }
    }

    @Test(arguments: [
        ("missing.bin", FileTransferFailure.Cause.notFound, 404), ("status-401/fw.bin", .loginDenied, 401),
        ("status-403/fw.bin", .permissionDenied, 403), ("status-500/fw.bin", .serverError, 500),
        ("status-503/fw.bin", .serverBusy, 503), ("short-10/fw.bin", .incomplete, 200),
    ])
    func `a download that fails says why`(
        _ path: String, _ cause: FileTransferFailure.Cause, _ response: Int
    ) async throws {
        try await withServer("http_server") { server, client in
            try server.put("fw.bin", Self.image)
            let report = await client.get(try server.location("http", path))
            #expect(report.failure == FileTransferFailure(cause, response: response))
        }
    }

    @Test func `a server that wants fewer requests says for how long`() async throws {
        try await withServer("http_server") { server, client in
            let report = await client.get(try server.location("http", "retry-7/fw.bin"))
            #expect(report.failure == FileTransferFailure(.tooManyRequests, response: 429, retryAfterSeconds: 7))
        }
    }

    @Test func `a download goes on where it broke off`() async throws {
        try await withServer("http_server") { server, client in
            let image = try #require(FirmwareHeader.image(version: "3.1", body: Self.image))
            try server.put("fw.bin", image)
            let location = try server.location("http", "cut-100000/fw.bin")
            let first = await client.get(location)
            #expect(first.failure?.cause == .incomplete)
            #expect(first.progress?.bytes == 100_000)
            let second = await client.get(location, from: first.progress)
            #expect(second.facts?.sha256 == SHA256.hash(data: image))
            #expect(second.facts?.firmware == .image(version: "3.1"))
            #expect(second.wentOn)
            #expect(second.bytesMoved == Int64(image.count) - 100_000)
        }
    }

    @Test func `a server without ranges sends the whole again`() async throws {
        try await withServer("http_server") { server, client in
            try server.put("fw.bin", Self.image)
            let first = await client.get(try server.location("http", "short-1000/fw.bin"))
            let second = await client.get(try server.location("http", "no-range/fw.bin"), from: first.progress)
            #expect(second.facts?.sha256 == Self.hash)
            #expect(second.bytesMoved == 300_000 && !second.wentOn)
        }
    }

    @Test func `a file that has changed meanwhile is got from its beginning`() async throws {
        try await withServer("http_server") { server, client in
            try server.put("fw.bin", Self.image)
            let location = try server.location("http", "cut-100000/fw.bin")
            let first = await client.get(location)
            for size in [250_000, 50_000] {
                let other = noise(size, seed: 9)
                try server.put("fw.bin", other)
                let second = await client.get(location, from: first.progress)
                #expect(second.facts?.sha256 == SHA256.hash(data: other), "\(size) bytes")
            }
        }
    }

    @Test func `with resume off an attempt leaves nothing behind`() async throws {
        try await withServer("http_server") { server, client in
            try server.put("fw.bin", Self.image)
            var settings = FileTransferSettings.trusting
            settings.resumes = false
            let report = await client.get(try server.location("http", "short-10/fw.bin"), settings)
            #expect(report.failure?.cause == .incomplete && report.progress == nil)
        }
    }

    @Test func `a redirection is followed, a circle is not`() async throws {
        try await withServer("http_server") { server, client in
            try server.put("fw.bin", Self.image)
            #expect(await client.get(try server.location("http", "redirect/fw.bin")).facts?.sha256 == Self.hash)
            try server.put("redirect", [])
            let circle = await client.get(
                try server.location("http", "redirect/redirect/redirect/redirect/redirect/redirect/redirect/fw.bin"))
            #expect(circle.failure?.cause == .serverError)
        }
    }

    @Test func `a file larger than is taken ends the transfer`() async throws {
        try await withServer("http_server") { server, client in
            try server.put("fw.bin", Self.image)
            var settings = FileTransferSettings.trusting
            settings.largestBytes = 299_999
            #expect(await client.get(try server.location("http", "fw.bin"), settings).failure?.cause == .tooLarge)
            settings.largestBytes = 300_000
            #expect(await client.get(try server.location("http", "fw.bin"), settings).facts != nil)
        }
    }

    // MARK: Uploads

    @Test(arguments: [false, true])
    func `a file is put`(_ isSecure: Bool) async throws {
        try await withServer("http_server", isSecure ? ["--tls", TestCertificate.file] : []) { server, client in
            let directory = try server.location(isSecure ? "https" : "http", "")
            let report = await client.put(directory.appending(fileName: "d.bin"), Self.image)
            #expect(report.facts?.sha256 == Self.hash)
            #expect(report.bytesMoved == 300_000)
            #expect(server.get("d.bin") == Self.image)
            #expect(await client.put(directory.appending(fileName: "empty.bin"), []).facts?.bytes == 0)
            #expect(server.get("empty.bin") == [])
        }
    }

    @Test func `a form carries the file where the location asks for it`() async throws {
        try await withServer("http_server") { server, client in
            let report = await client.put(try server.location("http", "", words: "multipart"), Self.image)
            #expect(report.facts == FileFacts(bytes: 300_000, sha256: Self.hash, firmware: .none))
            #expect(server.get("form.bin") == Self.image)
        }
    }

    @Test(arguments: [
        ("status-413/d.bin", FileTransferFailure.Cause.noSpace), ("status-507/d.bin", .noSpace),
        ("status-401/d.bin", .loginDenied), ("no/such/folder/d.bin", .rejected), ("status-500/d.bin", .serverError),
    ])
    func `an upload that fails says why`(_ path: String, _ cause: FileTransferFailure.Cause) async throws {
        try await withServer("http_server") { server, client in
            let report = await client.put(try server.location("http", path), Self.image)
            #expect(report.failure?.cause == cause)
        }
    }

    @Test func `content that cannot be made ends an upload`() async throws {
        struct NoContent: Error {}
        final class Breaking: UploadStream {
            var left = 3
            func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
                left -= 1
                if left < 0 { throw NoContent() }
                return buffer.count
            }
        }
        try await withServer("http_server") { server, client in
            for recipe in [
                UploadRecipe(fileName: "a") { throw NoContent() }, UploadRecipe(fileName: "a") { Breaking() },
            ] {
                let report = await client.move(
                    FileTransferRequest(try server.location("http", "a"), .upload(FileUpload(recipe))))
                #expect(report.failure == FileTransferFailure(.localFile))
            }
        }
    }

    @Test func `user and password come from the location`() async throws {
        try await withServer("http_server", ["--user", "cp:s ecret/@"]) { server, client in
            try server.put("fw.bin", Self.image)
            let good = await client.get(try server.location("http", "fw.bin", user: "cp:s%20ecret%2F%40"))
            #expect(good.facts?.sha256 == Self.hash)
            for user in [nil, "cp:wrong", "other:s%20ecret%2F%40"] {
                let report = await client.get(try server.location("http", "fw.bin", user: user))
                #expect(report.failure?.cause == .loginDenied)
            }
        }
    }

    // MARK: Connections

    @Test func `a certificate must be good unless nobody asks`() async throws {
        try await withServer("http_server", ["--tls", TestCertificate.other]) { server, client in
            try server.put("fw.bin", Self.image)
            let location = try server.location("https", "fw.bin")
            #expect(await client.get(location).failure?.cause == .tls)
            var named = FileTransferSettings()
            named.certificateAuthorities = TestCertificate.other  // The name is not that of the host.
            #expect(await client.get(location, named).failure?.cause == .tls)
            var careless = FileTransferSettings()
            careless.verifiesServer = false
            #expect(await client.get(location, careless).facts?.sha256 == Self.hash)
            var broken = FileTransferSettings()
            broken.certificateAuthorities = server.root.path + "/none.pem"
            #expect(await client.get(location, broken).failure?.cause == .tls)
        }
    }

    @Test func `a server without TLS, a closed port and an unknown host are told apart`() async throws {
        try await withServer("http_server") { server, client in
            #expect(await client.get(try server.location("https", "fw.bin")).failure?.cause == .tls)
            let host = try FileTransferLocation("http://no-such-host.invalid/x")
            #expect(await client.get(host).failure?.cause == .hostNotFound)
            server.stop()
            #expect(await client.get(try server.location("http", "fw.bin")).failure?.cause == .refused)
        }
    }

    @Test func `a stall and the total time end a transfer`() async throws {
        try await withServer("http_server") { server, client in
            try server.put("fw.bin", Self.image)
            let location = try server.location("http", "stall/fw.bin")
            var settings = FileTransferSettings.trusting
            settings.stallSeconds = 1
            let stalled = await client.get(location, settings)
            #expect(stalled.failure?.cause == .stalled)
            #expect(stalled.progress?.bytes == 10)
            settings.stallSeconds = 30
            settings.totalSeconds = 1
            #expect(await client.get(location, settings).failure?.cause == .timedOut)
        }
    }

    @Test func `a modem's speed bounds a transfer`() async throws {
        try await withServer("http_server") { server, client in
            try server.put("fw.bin", Self.image)
            var settings = FileTransferSettings.trusting
            settings.bytesPerSecond = 200_000
            let report = await client.get(try server.location("http", "fw.bin"), settings)
            #expect(report.facts?.sha256 == Self.hash)
            // It cannot be faster; slower it may be.
            let seconds = Double(report.endedNanoseconds - report.startedNanoseconds) / 1e9
            #expect(300_000 / seconds < 400_000)
        }
    }
}
