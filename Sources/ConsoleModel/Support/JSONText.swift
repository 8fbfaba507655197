import OCPPJSON
import TerminalText

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
        var reader = JSONTextReader(Array(bytes))
        guard let value = reader.wholeValue() else { return nil }
        self = value
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

/// Reads JSON (RFC 8259) into ``JSONText``.
private struct JSONTextReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func wholeValue() -> JSONText? {
        guard let value = value(depth: 0) else { return nil }
        skipSpace()
        return position == bytes.count ? value : nil
    }

    private var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while [0x20, 0x09, 0x0A, 0x0D].contains(peek), position < bytes.count { position += 1 }
    }

    private mutating func take(_ byte: Character) -> Bool {
        skipSpace()
        guard peek == byte.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) -> JSONText? {
        guard depth <= ConsoleLimits.depth else { return nil }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return list(depth: depth)
        case UInt8(ascii: "\""): return string().map { .scalar($0) }
        default: return word().map { .scalar($0) }
        }
    }

    private mutating func object(depth: Int) -> JSONText? {
        position += 1
        var members: [JSONText.Member] = []
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\""), let name = string(), take(":"), let value = value(depth: depth + 1)
            else { return nil }
            members.append(JSONText.Member(name: name, value: value))
            if take("}") { return .object(members) }
            guard take(",") else { return nil }
        }
    }

    private mutating func list(depth: Int) -> JSONText? {
        position += 1
        var elements: [JSONText] = []
        if take("]") { return .list(elements) }
        while true {
            guard let value = value(depth: depth + 1) else { return nil }
            elements.append(value)
            if take("]") { return .list(elements) }
            guard take(",") else { return nil }
        }
    }

    /// A string with its quotes; nil when it is none of JSON.
    private mutating func string() -> String? {
        guard let (_, end) = try? JSONToken.string(in: bytes, at: position) else { return nil }
        defer { position = end }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    /// A number or one of the three words.
    private mutating func word() -> String? {
        for word in ["true", "false", "null"] where bytes[position...].starts(with: word.utf8) {
            position += word.utf8.count
            return word
        }
        guard let end = JSONToken.endOfNumber(in: bytes, at: position) else { return nil }
        defer { position = end }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }
}
