/// The help, from the table of verbs.
enum HelpText {
    /// All commands, or one.
    static func lines(_ name: String?, paint: Paint) -> [String] {
        if let name, let verb = Verb.named(name) {
            var lines = [paint(verb.name, .bold) + (verb.usage.isEmpty ? "" : " " + verb.usage), "  " + verb.summary]
            if !verb.more.isEmpty { lines += wrapped(verb.more, width: 76).map { "  " + $0 } }
            return lines
        }
        var lines: [String] = []
        for group in Verb.Group.allCases {
            if !lines.isEmpty { lines.append("") }
            lines.append(paint(group.rawValue, .bold))
            for verb in Verb.all where verb.group == group {
                let head = verb.name + (verb.usage.isEmpty ? "" : " " + verb.usage)
                if head.count > 42 {
                    lines.append("  " + head)
                    lines.append(String(repeating: " ", count: 46) + verb.summary)
                } else {
                    lines.append("  " + head.padded(to: 44) + verb.summary)
                }
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
