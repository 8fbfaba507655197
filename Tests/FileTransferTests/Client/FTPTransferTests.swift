import Crypto
import Foundation
import TestSupport
import Testing

@testable import FileTransfer

/// Against pyftpdlib.
@Suite(.ownThread, .enabled(if: TestServer.hasFTP, TestServer.missingFTP)) struct FTPTransferTests {
    static let image = noise(300_000)
    static let hash = SHA256.hash(data: image)

    @Test(arguments: ["ftp", "ftps"], ["passive", "active"])
    func `files go both ways`(_ scheme: String, _ mode: String) async throws {
        try await withServer("ftp_server", scheme == "ftps" ? ["--tls", TestCertificate.file] : []) { server, client in
            try server.put("fw.bin", Self.image)
            let words = scheme == "ftps" ? "explicit,\(mode)" : mode
            let down = await client.get(try server.location(scheme, "fw.bin", user: "cp:secret", words: words))
            if scheme == "ftps", mode == "active" {
                // libcurl 7.88 breaks off there, so it is refused before it begins.
                #expect(down.failure == FileTransferFailure(.notSupported))
                return
            }
            #expect(down.facts == FileFacts(bytes: 300_000, sha256: Self.hash, firmware: .none))
            let up = await client.put(
                try server.location(scheme, "up.bin", user: "cp:secret", words: words), Self.image)
            #expect(up.facts?.sha256 == Self.hash)
            #expect(server.get("up.bin") == Self.image)
        }
    }

    @Test func `implicit TLS against a server that waits for AUTH ends in a failure`() async throws {
        try await withServer("ftp_server", ["--tls", TestCertificate.file]) { server, client in
            var settings = FileTransferSettings.trusting
            settings.connectTimeoutMilliseconds = 2000
            let report = await client.get(
                try server.location("ftps", "fw.bin", user: "cp:secret"), settings)
            #expect(report.failure?.cause == .tls)
            let plain = await client.get(try server.location("ftp", "fw.bin", user: "cp:secret"), settings)
            #expect(plain.facts == nil)  // The server wants TLS.
        }
    }

    @Test(arguments: [
        ("missing.bin", "cp:secret", FileTransferFailure.Cause.notFound), ("no/folder.bin", "cp:secret", .notFound),
        ("fw.bin", "cp:wrong", .loginDenied), ("fw.bin", "nobody:secret", .loginDenied),
    ])
    func `a download that fails says why`(
        _ path: String, _ user: String, _ cause: FileTransferFailure.Cause
    ) async throws {
        try await withServer("ftp_server") { server, client in
            try server.put("fw.bin", Self.image)
            #expect(await client.get(try server.location("ftp", path, user: user)).failure?.cause == cause)
        }
    }

    @Test(arguments: [
        ("GREETING=421 too many connections", FileTransferFailure.Cause.serverBusy),
        ("RETR=450 busy", .serverBusy), ("RETR=550 no", .notFound), ("RETR=421 going down", .serverBusy),
    ])
    func `replies to a download are understood`(
        _ reply: String, _ cause: FileTransferFailure.Cause
    ) async throws {
        try await withServer("ftp_server", ["--reply", reply]) { server, client in
            try server.put("fw.bin", Self.image)
            let report = await client.get(try server.location("ftp", "fw.bin", user: "cp:secret"))
            #expect(report.failure?.cause == cause)
        }
    }

    @Test(arguments: [
        ("STOR=452 no space", FileTransferFailure.Cause.noSpace), ("STOR=553 name not allowed", .permissionDenied),
        ("STOR=550 no", .permissionDenied), ("STOR=532 need account", .loginDenied), ("END=552 disk full", .noSpace),
        ("END=451 local error", .serverError), ("STOR=502 not here", .notSupported),
    ])
    func `replies to an upload are understood`(_ reply: String, _ cause: FileTransferFailure.Cause) async throws {
        try await withServer("ftp_server", ["--reply", reply]) { server, client in
            let report = await client.put(try server.location("ftp", "up.bin", user: "cp:secret"), Self.image)
            #expect(report.failure?.cause == cause)
        }
    }

    @Test func `a download goes on where it broke off`() async throws {
        try await withServer("ftp_server", ["--cut-after", "100000"]) { server, client in
            try server.put("fw.bin", Self.image)
            let location = try server.location("ftp", "fw.bin", user: "cp:secret")
            let first = await client.get(location)
            let got = try #require(first.progress?.bytes)
            #expect(got >= 1 && got < 300_000)
            #expect([.incomplete, .connectionLost].contains(first.failure?.cause))
            let second = await client.get(location, from: first.progress)
            #expect(second.facts?.sha256 == Self.hash)
            #expect(second.wentOn && second.bytesMoved == 300_000 - got)
        }
    }

    @Test func `a server without REST sends the whole again`() async throws {
        try await withServer("ftp_server", ["--cut-after", "100000", "--no-rest"]) { server, client in
            try server.put("fw.bin", Self.image)
            let location = try server.location("ftp", "fw.bin", user: "cp:secret")
            let first = await client.get(location)
            let second = await client.get(location, from: first.progress)
            #expect(second.facts?.sha256 == Self.hash)
            #expect(second.bytesMoved == 300_000 && !second.wentOn)
        }
    }

    @Test func `a file that is shorter now is got from its beginning`() async throws {
        try await withServer("ftp_server", ["--cut-after", "200000"]) { server, client in
            try server.put("fw.bin", Self.image)
            let location = try server.location("ftp", "fw.bin", user: "cp:secret")
            let first = await client.get(location)
            let other = noise(50, seed: 5)
            try server.put("fw.bin", other)
            #expect(await client.get(location, from: first.progress).facts?.sha256 == SHA256.hash(data: other))
        }
    }

    @Test func `an upload goes on behind what is there`() async throws {
        try await withServer("ftp_server") { server, client in
            let location = try server.location("ftp", "up.bin", user: "cp:secret")
            // What an attempt before has left.
            try server.put("up.bin", Array(Self.image[..<120_000]))
            let report = await client.put(location, Self.image, goesOn: true)
            #expect(report.facts == FileFacts(bytes: 300_000, sha256: Self.hash, firmware: .none))
            #expect(report.bytesMoved == 180_000 && report.wentOn)
            #expect(server.get("up.bin") == Self.image)
            // Nothing there, and all of it there.
            let fresh = await client.put(
                try server.location("ftp", "new.bin", user: "cp:secret"), Self.image, goesOn: true)
            #expect(fresh.facts?.sha256 == Self.hash && server.get("new.bin") == Self.image)
            // A longer file is not ours: it is written anew.
            try server.put("up.bin", noise(400_000, seed: 4))
            let anew = await client.put(location, Self.image, goesOn: true)
            #expect(anew.facts?.sha256 == Self.hash && server.get("up.bin") == Self.image)
        }
    }

    @Test func `an upload that breaks off can go on`() async throws {
        try await withServer("ftp_server", ["--cut-after", "100000"]) { server, client in
            let location = try server.location("ftp", "up.bin", user: "cp:secret")
            let first = await client.put(location, Self.image)
            #expect(first.failure != nil)
            let second = await client.put(location, Self.image, goesOn: true)
            #expect(second.facts?.sha256 == Self.hash)
            #expect(server.get("up.bin") == Self.image)
        }
    }
}
