import ArgumentParser
import OCPPTypes

/// A word that stands where a command should, and is none: what was meant.
enum UnknownCommand {
    /// The message for the arguments behind the program's name; nil when the first words are commands or options.
    static func message(for arguments: [String], in root: any ParsableCommand.Type) -> String? {
        var command = root
        var path = [root._commandName]
        for word in arguments {
            let known = command.configuration.subcommands
            guard !known.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            if let next = known.first(where: { names($0).contains(word) }) {
                command = next
                path.append(word)
                continue
            }
            let shown = known.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
            let prefix = path.joined(separator: " ")
            let hint = DidYouMean.hint(for: word, among: shown, otherwise: "`\(prefix) --help` lists them")
            return "`\(prefix)` has no command `\(word)`; \(hint)"
        }
        return nil
    }

    private static func names(_ command: any ParsableCommand.Type) -> [String] {
        [command._commandName] + command.configuration.aliases
    }
}
