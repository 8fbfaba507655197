import Foundation
import TestSupport

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
        let outcome = try ChildProcess.run("/usr/bin/env", arguments, environment: environment, mixed: true)
        guard outcome.status == 0 else {
            throw Failure(text: "\(arguments.joined(separator: " ")): exit \(outcome.status)\n\(outcome.output)")
        }
        return outcome.output
    }
}
