/// The manual page of the whole tool in the language of `man` (roff with the man macros), made from the same declarations
/// as the help.
struct ManualPage {
    private(set) var text = ""

    init(_ help: ToolHelp, version: String) {
        let root = help.command
        line(".TH WATTSWARM 1 \"\" \"wattswarm \(version)\" \"User Commands\"")
        section("NAME")
        paragraph("wattswarm \u{2014} \(root.abstract ?? "")", isPlain: true)
        section("SYNOPSIS")
        line(".B wattswarm")
        line(".I COMMAND")
        line("[\\fIARGUMENT\\fR]...")
        section("COMMANDS")
        for command in commands(below: root) { write(command) }
        section("EXIT STATUS")
        for (code, meaning) in Self.exitCodes {
            line(".TP")
            line(".B \(code)")
            paragraph(meaning, isPlain: true)
        }
        section("FILES")
        paragraph(
            "A run leaves summary.json (its JSON Schema: wattswarm schema --summary), manifest.json, events.jsonl and "
                + "scenario.yaml in the folder of --out.", isPlain: true)
        section("ENVIRONMENT")
        line(".TP")
        line(".B NO_COLOR")
        paragraph("Output has no colours when it is set.", isPlain: true)
    }

    private static let exitCodes: [(String, String)] = [
        ("0", "Passed."), ("1", "An expectation or a test case failed."),
        ("2", "Wrong usage or scenario; nothing was run."),
        ("3", "It could not be carried out, or its output or results not be written whole."),
        ("4", "Invalid: the generator itself was too slow to tell."),
        ("130", "Interrupted by SIGINT, SIGTERM or SIGHUP; the report is still written."),
    ]

    /// Every command that does something, in the order of the help.
    private func commands(below command: ToolHelp.Command) -> [ToolHelp.Command] {
        (command.subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }.flatMap {
            [$0] + commands(below: $0)
        }
    }

    private mutating func write(_ command: ToolHelp.Command) {
        line(".SS \(Self.escaped(command.words.joined(separator: " ")))")
        paragraph(command.abstract ?? "", isPlain: true)
        if let discussion = command.discussion { paragraph(discussion) }
        for argument in command.arguments ?? []
        where argument.shouldDisplay && !["help", "version"].contains(argument.valueName ?? "") {
            line(".TP")
            line(Self.head(argument))
            var about = argument.abstract ?? ""
            if let value = argument.defaultValue, !value.isEmpty { about += " (default: \(value))" }
            paragraph(about, isPlain: true)
        }
    }

    private static func head(_ argument: ToolHelp.Argument) -> String {
        let value = "\\fI\(escaped(argument.valueName ?? ""))\\fR"
        guard argument.kind != "positional" else { return value + (argument.isRepeating ? "..." : "") }
        let names = (argument.names ?? []).map { "\\fB\(escaped($0.text))\\fR" }.joined(separator: ", ")
        return names + (argument.kind == "option" ? " " + value : "")
    }

    private mutating func section(_ name: String) {
        line(".SH \(name)")
    }

    /// Text; a blank line in it begins a new paragraph.
    private mutating func paragraph(_ content: String, isPlain: Bool = false) {
        if !isPlain { line(".PP") }
        for part in content.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = part.drop { $0 == " " }
            line(trimmed.isEmpty ? ".PP" : Self.escaped(String(trimmed)))
        }
    }

    private mutating func line(_ content: String) {
        text += content + "\n"
    }

    /// Backslashes, hyphens and dots that roff would take for its own.
    private static func escaped(_ content: String) -> String {
        let text = content.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
    }
}
