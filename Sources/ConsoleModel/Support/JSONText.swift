import TerminalText
import TextFormats

/// A JSON value as the text that it came as: what laying out, comparing and masking of a payload need, and no more.
indirect enum JSONText: Equatable, Sendable {
    /// Names with their quotes, in order.
    case object([Member])
    case list([JSONText])
    /// A string with its quotes, a number, true, false or null.
    case scalar(String)

    struct Member: Equatable, Sendable {
        var name: String
        var value: JSONText
    }

    /// Reads one value that fills the bytes; nil when they are no JSON or nest too deep.
    init?(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        // The outermost value is no level of nesting.
        guard let value = try? PlacedJSON.read(bytes, depth: ConsoleLimits.depth + 1, repeatedNames: true) else {
            return nil
        }
        self.init(value, in: bytes)
    }

    private init(_ value: PlacedJSON, in bytes: [UInt8]) {
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        switch value.kind {
        case .object(let members):
            self = .object(
                members.map { Member(name: text($0.nameRange), value: JSONText($0.value, in: bytes)) })
        case .list(let items): self = .list(items.map { JSONText($0, in: bytes) })
        case .string, .number, .boolean, .null: self = .scalar(text(value.range))
        }
    }

    /// The value in one line without white space.
    var compact: String {
        switch self {
        case .scalar(let text): text
        case .list(let elements): "[" + elements.map(\.compact).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { $0.name + ":" + $0.value.compact }.joined(separator: ",") + "}"
        }
    }

    /// Lines of at most `width` columns where that is possible; the first one is not indented, and `lead` columns stand
    /// before it.
    func lines(width: Int, indent: Int = 0, lead: Int = 0) -> [String] {
        let compact = compact
        let blanks = String(repeating: " ", count: indent)
        // Inside of something a comma may follow.
        if indent + lead + TextWidth.columns(compact) + (indent > 0 ? 1 : 0) <= width { return [compact] }
        switch self {
        case .scalar: return [compact]
        case .list(let elements):
            return Self.block("[", "]", elements.map { ("", $0) }, blanks, width, indent)
        case .object(let members):
            return Self.block("{", "}", members.map { ($0.name + ": ", $0.value) }, blanks, width, indent)
        }
    }

    private static func block(
        _ open: String, _ close: String, _ parts: [(name: String, value: JSONText)], _ blanks: String, _ width: Int,
        _ indent: Int
    ) -> [String] {
        guard !parts.isEmpty else { return [open + close] }
        var lines = [open]
        for (index, part) in parts.enumerated() {
            var inner = part.value.lines(width: width, indent: indent + 2, lead: part.name.count)
            inner[0] = blanks + "  " + part.name + inner[0]
            if index < parts.count - 1 { inner[inner.count - 1] += "," }
            lines += inner
        }
        lines.append(blanks + close)
        return lines
    }

    /// The value at a path of names and places such as `idTagInfo.status` or `meterValue.0.timestamp`.
    subscript(path: String) -> JSONText? {
        var value = self
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            switch value {
            case .object(let members):
                guard let found = members.last(where: { $0.name == "\"\(part)\"" }) else { return nil }
                value = found.value
            case .list(let elements):
                guard let index = Int(part), elements.indices.contains(index) else { return nil }
                value = elements[index]
            case .scalar: return nil
            }
        }
        return value
    }

    /// The text that a person compares with: a string without its quotes and escapes, everything else as it stands.
    var plain: String {
        guard case .scalar(let text) = self, text.hasPrefix("\""), text.hasSuffix("\""), text.count >= 2 else {
            return compact
        }
        return (try? JSONToken.string(in: Array(text.utf8), at: 0).text) ?? compact
    }
}
