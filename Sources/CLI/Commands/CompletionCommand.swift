import ArgumentParser
import Foundation
import OCPPTypes
import StandardStreams

/// `wattswarm completion [SHELL]`: the completion of a shell, printed or put where the shell finds it.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Completes commands and options in bash, zsh and fish.",
        discussion: """
            `wattswarm completion --install` puts the script of your shell where it is found by itself, for you alone; \
            open a new terminal then. Without --install the script is printed.
            """)

    @Argument(help: ArgumentHelp("bash, zsh or fish (default: by SHELL).", valueName: "shell")) var shell: String?
    @Flag(help: "Puts the script where the shell finds it.") var install = false

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let name = shell ?? (environment["SHELL"] ?? "").split(separator: "/").last.map(String.init) ?? ""
        guard let kind = CompletionShell(rawValue: name) else {
            let hint = DidYouMean.hint(for: name, among: ["bash", "zsh", "fish"], listing: "there are")
            throw ExitStatus.usage(name.isEmpty ? "give a shell: bash, zsh or fish" : "shell `\(name)`: \(hint)")
        }
        let script = Wattswarm.completionScript(for: kind)
        guard install else {
            StandardStream.output.write(script)
            return
        }
        let home = UserFolders(environment)
        let (file, note): (String, String?) =
            switch kind {
            case .zsh:
                (
                    home.data + "/zsh/site-functions/_wattswarm",
                    "zsh looks there when ~/.zshrc has, before compinit: fpath+=(\(home.data)/zsh/site-functions)"
                )
            case .fish: (home.configuration + "/fish/completions/wattswarm.fish", nil)
            default: (home.data + "/bash-completion/completions/wattswarm", nil)
            }
        try UserFolders.write(script, to: file)
        StandardStream.output.line("installed \(file)")
        if let note { StandardStream.output.line(note) }
    }
}

/// `wattswarm man`: the manual page.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "Prints the manual page, or installs it for `man wattswarm`.",
        discussion: "`wattswarm man | man -l -` shows it.")

    @Flag(help: "Puts the page where `man` finds it, for you alone.") var install = false

    func run() throws {
        let page = ManualPage(try ToolHelp.all(), version: Version.current).text
        guard install else {
            StandardStream.output.write(page)
            return
        }
        let file = UserFolders(ProcessInfo.processInfo.environment).data + "/man/man1/wattswarm.1"
        try UserFolders.write(page, to: file)
        StandardStream.output.line("installed \(file)")
    }
}

/// Where a user's own files stand (XDG base directories).
struct UserFolders {
    /// Data of programs.
    let data: String
    /// Settings of programs.
    let configuration: String

    init(_ environment: [String: String]) {
        let home = environment["HOME"] ?? NSHomeDirectory()
        func folder(_ name: String, _ other: String) -> String {
            guard let set = environment[name], set.hasPrefix("/") else { return home + other }
            return set
        }
        data = folder("XDG_DATA_HOME", "/.local/share")
        configuration = folder("XDG_CONFIG_HOME", "/.config")
    }

    /// Writes a file whole, and its folders where they are missing.
    static func write(_ text: String, to path: String) throws(ExitStatus) {
        do {
            let file = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file, options: .atomic)
        } catch {
            throw .notCarriedOut("\(path): cannot be written: \(error.localizedDescription)")
        }
    }
}
