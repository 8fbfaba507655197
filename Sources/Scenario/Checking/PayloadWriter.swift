import TextFormats

/// Writes the payload of `send` as JSON. Texts in quotes are strings; plain values are typed by YAML's core schema
/// (1.2, §10.3.2): `null`, `true`, `false`, whole numbers, fractions; anything else is a string.
struct PayloadWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ node: SyntaxNode, into sink: inout DiagnosticSink) {
        switch node.content {
        case .mapping(let entries):
            bytes.append(UInt8(ascii: "{"))
            for (index, entry) in entries.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                writeString(entry.key)
                bytes.append(UInt8(ascii: ":"))
                write(entry.value, into: &sink)
            }
            bytes.append(UInt8(ascii: "}"))
        case .sequence(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(item, into: &sink)
            }
            bytes.append(UInt8(ascii: "]"))
        case .scalar(let text, isPlain: false, _):
            writeString(text)
        case .scalar(let text, isPlain: true, _):
            writePlain(text, node, into: &sink)
        }
    }

    private mutating func writePlain(_ text: String, _ node: SyntaxNode, into sink: inout DiagnosticSink) {
        switch text {
        case "", "~", "null", "Null", "NULL": bytes += "null".utf8
        case "true", "True", "TRUE": bytes += "true".utf8
        case "false", "False", "FALSE": bytes += "false".utf8
        default:
            switch Self.number(text) {
            case .json(let number): bytes += number.utf8
            case .unwritable:
                sink.error(
                    "`\(shortened(text))` is no number that JSON can carry", at: node.place,
                    hint: "put it in quotes if a text is meant")
                bytes += "null".utf8
            case nil:
                warnOfTraps(text, node, into: &sink)
                writeString(text)
            }
        }
    }

    private func warnOfTraps(_ text: String, _ node: SyntaxNode, into sink: inout DiagnosticSink) {
        let lowered = text.lowercased()
        if ["yes", "no", "on", "off"].contains(lowered) {
            sink.warning(
                "`\(text)` is sent as a text, not as a boolean", at: node.place,
                hint: "write `\(lowered == "yes" || lowered == "on" ? "true" : "false")`, or put the text in quotes")
        } else if lowered.contains(":"),
            lowered.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 == UInt8(ascii: ":") })
        {
            sink.warning(
                "`\(shortened(text))` is sent as a text, not as a number", at: node.place,
                hint: "put it in quotes if a text is meant")
        }
    }

    private enum PlainNumber {
        case json(String)
        case unwritable
    }

    /// A plain value as JSON's number; nil when it is none.
    private static func number(_ text: String) -> PlainNumber? {
        let lowered = text.lowercased()
        if [".inf", "+.inf", "-.inf", ".nan"].contains(lowered) { return .unwritable }
        if text.hasPrefix("0x") || text.hasPrefix("0o") {
            let digits = text.dropFirst(2)
            let radix = text.hasPrefix("0x") ? 16 : 8
            let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { Self.value(ofDigit: $0) < radix }
            guard isNumber else { return nil }
            return UInt64(digits, radix: radix).map { .json(String($0)) } ?? .unwritable
        }
        var cursor = TextCursor(text)
        let isNegative = cursor.take("-")
        if !isNegative { _ = cursor.take("+") }
        let whole = cursor.take(while: TextCursor.isDigit)
        var fraction: String?
        if cursor.take(".") { fraction = cursor.take(while: TextCursor.isDigit) }
        guard !whole.isEmpty || fraction?.isEmpty == false else { return nil }
        var exponent = ""
        if cursor.take("e") || cursor.take("E") {
            let sign = cursor.take("-") ? "-" : ""
            if sign.isEmpty { _ = cursor.take("+") }
            let digits = cursor.take(while: TextCursor.isDigit)
            guard !digits.isEmpty else { return nil }
            exponent = "e" + sign + digits
        }
        guard cursor.isAtEnd else { return nil }
        let significant = whole.drop { $0 == "0" }
        var json = (isNegative ? "-" : "") + (significant.isEmpty ? "0" : String(significant))
        if let fraction { json += "." + (fraction.isEmpty ? "0" : fraction) }
        return .json(json + exponent)
    }

    private static func value(ofDigit byte: UInt8) -> Int {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x41 + 10
        case 0x61...0x66: Int(byte) - 0x61 + 10
        default: .max
        }
    }

    private mutating func writeString(_ text: String) {
        JSONString.append(text, to: &bytes, for: .yaml)
    }
}
