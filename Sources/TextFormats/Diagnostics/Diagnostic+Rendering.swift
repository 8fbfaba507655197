extension Diagnostic {
    /// The diagnostic as text of several lines without a final line feed:
    ///
    /// ```text
    /// rush.yaml:9:12: error: a duration needs a unit
    ///     duration: 10
    ///               ^~
    /// hint: write `10s`, `10m` or `10ms`
    /// ```
    ///
    /// A long source line is cut around the column; tabs stay tabs, also in the line of the caret.
    package var rendered: String {
        var text = line > 0 ? "\(file):\(line):\(column): " : "\(file): "
        text += "\(severity.rawValue): \(message)"
        if let sourceLine, sourceLine.contains(where: { $0 != " " }) {
            text += "\n" + excerpt(of: sourceLine)
        }
        if let hint { text += "\nhint: \(hint)" }
        return text
    }

    private func excerpt(of line: String) -> String {
        let scalars = line.unicodeScalars.map { $0 != "\t" && Self.isUnprintable($0) ? "\u{FFFD}" : $0 }
        let width = TextLimits.shownLineLength
        // Places count from the start of the whole line.
        let count = leftOutBefore + scalars.count + leftOutBehind
        let caret = max(0, min(column - 1, count))
        var start = 0
        var end = count
        if end > width {
            start = max(0, min(caret - width / 3, end - width))
            end = min(end, start + width)
        }
        var shown = String.UnicodeScalarView()
        var marks = String.UnicodeScalarView()
        if start > 0 {
            shown.append("…")
            marks.append(" ")
        }
        shown.append(contentsOf: scalars[(start - leftOutBefore)..<(end - leftOutBefore)])
        if end < count { shown.append("…") }
        for index in start..<max(start, caret) { marks.append(scalars[index - leftOutBefore] == "\t" ? "\t" : " ") }
        let underlined = max(1, min(length, end - caret))
        return "    " + String(shown) + "\n    " + String(marks) + "^" + String(repeating: "~", count: underlined - 1)
    }

    /// Controls, and characters that turn the direction of writing, must not reach a terminal.
    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
