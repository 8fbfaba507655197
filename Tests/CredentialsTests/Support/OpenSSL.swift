import Foundation
import TestSupport
import Testing

/// The openssl program: the independent oracle of these tests.
struct OpenSSL {
    struct Failure: Error {
        var text: String
    }

    /// Whether the program is there; tests that need it say so when they are skipped.
    static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")
    static let hint: Comment = "needs /usr/bin/openssl (Debian package openssl)"

    private let folder: URL

    /// Runs a body with files in a folder of its own.
    static func with<R>(_ body: (OpenSSL) throws -> R) throws -> R {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wattswarm-openssl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(OpenSSL(folder: folder))
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    func data(_ name: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: name))
    }

    func write(_ name: String, bytes: [UInt8]) throws {
        try Data(bytes).write(to: folder.appending(path: name))
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Runs `openssl ARGUMENTS` in the folder; both outputs together.
    @discardableResult
    func callAsFunction(_ arguments: String) throws -> String {
        let outcome = try ChildProcess.run(
            "/usr/bin/openssl", arguments.split(separator: " ").map(String.init), directory: folder, mixed: true)
        guard outcome.status == 0 else {
            throw Failure(text: "openssl \(arguments): exit \(outcome.status)\n\(outcome.output)")
        }
        return outcome.output
    }
}
