import ArgumentParser
import Foundation
import StandardStreams

/// The one executable. Its exit codes are part of the contract: see ``ExitStatus``.
@main
struct Wattswarm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wattswarm",
        abstract: "A fleet of virtual OCPP 1.6J charge points, a load tester, and a central system.",
        discussion: """
            Completion in your shell: `wattswarm completion --install`. Manual page: `wattswarm man --install`.
            """,
        version: Version.current,
        subcommands: [
            RunCommand.self, CheckCommand.self, InspectCommand.self, TagsCommand.self, SchemaCommand.self,
            CentralSystemCommand.self, ChargePointCommand.self, ScheduleCommand.self, PKICommand.self,
            WebSocketEchoCommand.self, CompletionCommand.self, ManualCommand.self,
        ] + NotBuiltYet.commands)

    /// Parses and runs; whatever goes wrong ends in one of the documented exit codes.
    static func main() async {
        StandardStream.prepare()
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let message = UnknownCommand.message(for: arguments, in: Self.self) { ExitStatus.usage(message).end() }
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            ExitStatus.passed.end()
        } catch let status as ExitStatus {
            status.end()
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if code == .success {
                StandardStream.output.write(text + "\n")
                ExitStatus.passed.end()
            }
            StandardStream.error.write(text + "\n")
            ExitStatus.code(code == .validationFailure ? ExitStatus.usage("").code : code.rawValue).end()
        }
    }
}

/// The version that manifests and `--version` name.
enum Version {
    static let current = "0.1.0"
}

/// How the process ends (README.md).
enum ExitStatus: Error {
    /// 0: passed.
    case passed
    /// 0: served until it was stopped; standard output took nothing but an announcement.
    case served
    /// 1: an expectation or a test case failed.
    case failed
    /// 2: wrong usage or scenario; nothing was run.
    case usage(String)
    /// 3: the run could not be carried out.
    case notCarriedOut(String)
    /// 4: invalid, the generator itself was too slow to tell.
    case invalid
    /// 130: interrupted.
    case interrupted
    /// A code that a finished run decided.
    case code(Int32)

    /// The process's exit code.
    var code: Int32 {
        switch self {
        case .passed, .served: 0
        case .failed: 1
        case .usage: 2
        case .notCarriedOut: 3
        case .invalid: 4
        case .interrupted: 130
        case .code(let code): code
        }
    }

    /// Prints the reason, if there is one, and ends the process. A success whose output is not written whole is none: 3.
    func end() -> Never {
        switch self {
        case .usage(let text), .notCarriedOut(let text):
            if !text.isEmpty { StandardStream.error.write("error: \(text)\n") }
        case .served:
            Foundation.exit(code)
        case .passed, .failed, .invalid, .interrupted, .code:
            break
        }
        StandardStream.output.close()
        let unwritten = StandardStream.output.unwritten
        guard unwritten.texts > 0 else { Foundation.exit(code) }
        let bytes = unwritten.bytes == 0 ? "the end" : "\(unwritten.bytes) bytes"
        StandardStream.error.write("error: standard output is incomplete, \(bytes) are missing: \(unwritten.reason)\n")
        Foundation.exit(code == 0 ? ExitStatus.notCarriedOut("").code : code)
    }
}
