import Foundation
import TestSupport
import Testing

@testable import FileTransfer

/// A server of the folder `Servers` as a child process on a free port; it ends with its input.
final class TestServer: Sendable {
    /// Why a server is not there.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    let port: Int
    let root: URL
    private let process: ChildProcess

    /// Starts `name.py` on a root folder.
    init(_ name: String, root: URL, _ arguments: [String] = []) throws {
        self.root = root
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Servers/\(name).py")
        process = try ChildProcess("python3", [script.path, root.path] + arguments, input: .open)
        guard let port = try process.firstLine().split(separator: " ").last.flatMap({ Int($0) }) else {
            throw Missing(description: "\(name).py did not become ready")
        }
        self.port = port
    }

    func stop() {
        process.end()
    }

    /// A location on the server.
    func location(_ scheme: String, _ path: String, user: String? = nil, words: String = "") throws
        -> FileTransferLocation
    {
        let name = user.map { $0 + "@" } ?? ""
        return try FileTransferLocation(
            "\(scheme)://\(name)localhost:\(port)/\(path)\(words.isEmpty ? "" : "#" + words)")
    }

    /// Puts a file into the root folder.
    func put(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: root.appendingPathComponent(name))
    }

    /// Reads a file of the root folder; nil when there is none.
    func get(_ name: String) -> [UInt8]? {
        (try? Data(contentsOf: root.appendingPathComponent(name))).map(Array.init)
    }

    /// True when the FTP server's package is there.
    static let hasFTP =
        (try? ChildProcess.run("python3", ["-c", "import pyftpdlib, OpenSSL"]).status) == 0
    static let missingFTP: Comment = "needs Python's pyftpdlib and pyopenssl: pip install pyftpdlib pyopenssl"
}

/// Runs a body with a folder that is gone afterwards.
func withFolder<R>(_ body: (URL) async throws -> R) async throws -> R {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("wattswarm-files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

/// Runs a body with a server and a client.
func withServer<R>(
    _ name: String, _ arguments: [String] = [], parallel: [Int] = [20],
    _ body: (TestServer, FileTransferClient) async throws -> R
) async throws -> R {
    try await withFolder { folder in
        let server = try TestServer(name, root: folder, arguments)
        defer { server.stop() }
        let client = try FileTransferClient(FileTransferConfiguration(parallel: parallel))
        defer { client.stop() }
        return try await body(server, client)
    }
}

/// A certificate for `localhost` that signs itself, with its key, in one file; made once.
enum TestCertificate {
    static let file: String = make("localhost")
    static let other: String = make("example.org")

    private static func make(_ name: String) -> String {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("wattswarm-certificate-\(name)-\(ProcessInfo.processInfo.processIdentifier).pem")
            .path
        _ = try? ChildProcess.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", path + ".key", "-out",
                path + ".crt",
            ])
        let parts = [".key", ".crt"].compactMap { try? String(contentsOfFile: path + $0, encoding: .utf8) }
        try? parts.joined().write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}

extension FileTransferClient {
    /// Moves a file and waits for the end.
    func move(_ request: FileTransferRequest) async -> FileTransferReport {
        await withCheckedContinuation { continuation in
            start(request) { continuation.resume(returning: $0) }
        }
    }

    /// Gets a file.
    func get(
        _ location: FileTransferLocation, to destination: FileDownload.Destination = .discard,
        from progress: DownloadProgress? = nil, _ settings: FileTransferSettings = .trusting
    ) async -> FileTransferReport {
        await move(
            FileTransferRequest(location, .download(FileDownload(to: destination, from: progress)), settings: settings))
    }

    /// Puts bytes to a location that has the file's name already.
    func put(
        _ location: FileTransferLocation, _ bytes: [UInt8], goesOn: Bool = false,
        _ settings: FileTransferSettings = .trusting
    ) async -> FileTransferReport {
        await move(
            FileTransferRequest(
                location, .upload(FileUpload(UploadRecipe(fileName: "form.bin", bytes: bytes), goesOn: goesOn)),
                settings: settings))
    }
}

extension FileTransferSettings {
    /// The defaults with the tests' certificate.
    static var trusting: FileTransferSettings {
        var settings = FileTransferSettings()
        settings.certificateAuthorities = TestCertificate.file
        return settings
    }
}

extension FileTransferReport {
    var facts: FileFacts? { try? outcome.get() }
    var failure: FileTransferFailure? {
        if case .failure(let failure) = outcome { failure } else { nil }
    }
}

/// Bytes from a seed.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var generator = NoiseGenerator(seed: seed)
    generator.fill(&bytes, count)
    return bytes
}
