import Foundation

/// Starts other programs.
enum Command {
    struct Failure: Error {
        var text: String
    }

    static func exists(_ name: String) -> Bool {
        (try? run("which", name)) != nil
    }

    /// Runs a program to its end; throws with its error output where it fails.
    @discardableResult
    static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> String {
        try run(arguments, environment: environment)
    }

    @discardableResult
    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(text: "\(arguments.joined(separator: " ")): exit \(process.terminationStatus)\n\(text)")
        }
        return text
    }
}
