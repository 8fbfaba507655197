/// Colours of a terminal; without colour they leave the text as it is.
struct Paint {
    let isOn: Bool

    /// The looks in use.
    enum Look: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case boldRed = "1;31"
        case boldGreen = "1;32"
        case boldYellow = "1;33"
    }

    func callAsFunction(_ text: String, _ look: Look?) -> String {
        guard isOn, let look, !text.isEmpty else { return text }
        return "\u{1B}[\(look.rawValue)m\(text)\u{1B}[0m"
    }
}

extension String {
    /// The text without anything that could steer a terminal: control characters become `?`.
    var harmless: String {
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

    func paddedLeft(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

    func paddedRight(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// At most `width` columns; what is cut ends in `…`.
    func cut(to width: Int) -> String {
        count <= width ? self : width <= 1 ? String(prefix(max(0, width))) : prefix(width - 1) + "…"
    }

    /// Lines of at most `width` columns, broken at blanks where there are any.
    func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            var word = String(word)
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            while word.count > width {
                lines.append(String(word.prefix(width)))
                word = String(word.dropFirst(width))
            }
            line += line.isEmpty ? word : " " + word
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }
}
