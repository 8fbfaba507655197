import Foundation
import Testing

/// The built executable, run as a user would.
enum Tool {
    /// What a run of the tool left.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

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

    /// A started tool whose output goes to files, so that no pipe can fill up.
    final class Running {
        let process = Process()
        private let outputFile: URL
        private let errorFile: URL
        private let folder: URL

        init(_ arguments: [String], input: String? = nil, folder: URL) throws {
            self.folder = folder
            let tag = UInt64.random(in: 0 ... .max)
            outputFile = folder.appendingPathComponent("stdout-\(tag)")
            errorFile = folder.appendingPathComponent("stderr-\(tag)")
            for file in [outputFile, errorFile] where !FileManager.default.createFile(atPath: file.path, contents: nil)
            {
                throw CocoaError(.fileWriteUnknown)
            }
            process.executableURL = Tool.executable
            process.arguments = arguments
            process.currentDirectoryURL = Tool.top
            process.standardOutput = FileHandle(forWritingAtPath: outputFile.path)
            process.standardError = FileHandle(forWritingAtPath: errorFile.path)
            if let input {
                let file = folder.appendingPathComponent("stdin-\(tag)")
                try Data(input.utf8).write(to: file)
                process.standardInput = FileHandle(forReadingAtPath: file.path)
            } else {
                process.standardInput = FileHandle.nullDevice
            }
            try process.run()
        }

        var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }
        var errors: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

        /// Waits for the end of the process.
        func end() -> Outcome {
            process.waitUntilExit()
            return Outcome(status: process.terminationStatus, output: output, errors: errors)
        }
    }

    /// Runs the tool to its end.
    static func run(_ arguments: [String], input: String? = nil) throws -> Outcome {
        try withFolder { try Running(arguments, input: input, folder: $0).end() }
    }

    /// A JSON object of a results folder.
    static func object(_ file: URL) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        return try #require(value as? [String: Any])
    }
}
