import ArgumentParser
import Foundation

/// The command line as data: what `--experimental-dump-help` of the argument parser tells, as far as the manual needs it.
struct ToolHelp: Decodable {
    /// A command with what it takes.
    struct Command: Decodable {
        var superCommands: [String]?
        var shouldDisplay: Bool?
        var commandName: String
        var abstract: String?
        var discussion: String?
        var subcommands: [Command]?
        var arguments: [Argument]?

        /// The words that call it.
        var words: [String] { (superCommands ?? []) + [commandName] }
    }

    /// An argument, an option or a flag.
    struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String

            /// As it is typed.
            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        var kind: String
        var shouldDisplay: Bool
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var abstract: String?
    }

    var command: Command

    /// The whole tool.
    static func all() throws -> ToolHelp {
        try JSONDecoder().decode(ToolHelp.self, from: Data(Wattswarm._dumpHelp().utf8))
    }
}
