import TerminalText

/// The help, from the table of verbs.
enum HelpText {
    /// Where the summaries begin.
    private static let column = 40

    /// All commands, or one.
    static func lines(_ name: String?, width: Int, paint: Paint) -> [String] {
        if let name, let verb = Verb.named(name) {
            var lines = [paint(verb.name, .bold) + (verb.usage.isEmpty ? "" : " " + verb.usage), "  " + verb.summary]
            if !verb.more.isEmpty { lines += wrapped(verb.more, width: min(100, width - 2)).map { "  " + $0 } }
            return lines
        }
        var lines: [String] = []
        for group in Verb.Group.allCases {
            if !lines.isEmpty { lines.append("") }
            lines.append(paint(group.rawValue, .bold))
            for verb in Verb.all where verb.group == group {
                let head = verb.name + (verb.usage.isEmpty ? "" : " " + verb.usage)
                let column = String(repeating: " ", count: Self.column)
                var summary = wrapped(verb.summary, width: max(30, width - Self.column)).map { column + $0 }
                if head.count + 4 <= Self.column, let first = summary.first {
                    summary[0] = ("  " + head).paddedRight(to: Self.column) + first.dropFirst(Self.column)
                } else {
                    lines.append("  " + head)
                }
                lines += summary
            }
        }
        return lines
    }

    private static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
