import Foundation
import TestSupport
import Testing

/// The built executable, run as a user would.
enum Tool {
    /// The folder of the build's products: the executable stands beside the test bundle.
    static let products = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent()
    static let executable = products.appendingPathComponent("wattswarm")
    /// Top of the repository.
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A new folder that is removed when the body has ended.
    static func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("wattswarm-test-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// Starts the tool.
    static func start(_ arguments: [String], input: String? = nil) throws -> ChildProcess {
        try ChildProcess(executable.path, arguments, directory: top, input: input.map { .text($0) } ?? .none)
    }

    /// Runs the tool to its end.
    static func run(_ arguments: [String], input: String? = nil) throws -> ChildProcess.Outcome {
        try start(arguments, input: input).end()
    }

    /// A JSON object of a results folder.
    static func object(_ file: URL) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        return try #require(value as? [String: Any])
    }
}
