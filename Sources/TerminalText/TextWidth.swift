/// How much room text takes on a terminal.
package enum TextWidth {
    /// Columns of a text without control characters.
    package static func columns(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + columns($1) } }

    /// Columns of a character: 0, 1, or 2 for East Asian letters and pictures.
    package static func columns(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        let value = scalar.value
        if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) ? 0 : 1 }
        if scalar.properties.generalCategory == .nonspacingMark || scalar.properties.generalCategory == .format {
            return 0
        }
        let isWide =
            (0x1100...0x115F).contains(value) || (0x2E80...0xA4CF).contains(value)
            || (0xAC00...0xD7A3).contains(value) || (0xF900...0xFAFF).contains(value)
            || (0xFE30...0xFE6F).contains(value) || (0xFF00...0xFF60).contains(value)
            || (0xFFE0...0xFFE6).contains(value) || (0x1F300...0x1FAFF).contains(value)
            || (0x20000...0x3FFFD).contains(value)
        return isWide ? 2 : 1
    }
}

extension String {
    /// The text without anything that could steer a terminal: control characters become `?`.
    package var harmless: String {
        var out = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let value = scalar.value
            let steers =
                value < 0x20 || (0x7F...0x9F).contains(value) || (0x202A...0x202E).contains(value)
                || (0x2066...0x2069).contains(value)
            out.append(steers ? "?" : scalar)
        }
        return String(out)
    }

    /// The text behind blanks up to a width in columns.
    package func paddedLeft(to width: Int) -> String { blanks(to: width) + self }

    /// The text and blanks up to a width in columns.
    package func paddedRight(to width: Int) -> String { self + blanks(to: width) }

    private func blanks(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - TextWidth.columns(self)))
    }

    /// At most `width` columns; what is cut ends in `…`.
    package func cut(to width: Int) -> String {
        TextWidth.columns(self) <= width ? self : width <= 1 ? begin(width) : begin(width - 1) + "…"
    }

    /// As many characters from the front as fit into the columns.
    private func begin(_ width: Int) -> String {
        var columns = 0
        return String(
            prefix {
                columns += TextWidth.columns($0)
                return columns <= width
            })
    }

    /// Lines of at most `width` columns, broken at blanks where there are any. One character may be wider than that.
    package func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            var word = String(word)
            if !line.isEmpty, TextWidth.columns(line) + 1 + TextWidth.columns(word) > width {
                lines.append(line)
                line = ""
            }
            while TextWidth.columns(word) > width, word.count > 1 {
                let head = word.begin(width)
                let count = max(1, head.count)
                lines.append(String(word.prefix(count)))
                word = String(word.dropFirst(count))
            }
            line += line.isEmpty ? word : " " + word
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }
}
