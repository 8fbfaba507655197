import OCPPTypes

/// Strings of JSON (RFC 8259 §7), written.
package enum JSONString {
    /// Who else reads the text, and so what is escaped beyond quotes, backslashes and control characters.
    package enum Reader: Sendable {
        /// Readers of JSON alone.
        case json
        /// YAML's double quotes too: whatever YAML would not read back as it is.
        case yaml
        /// A browser that finds the text inside of HTML or a script: `<`, `>`, `&` and the two line ends of JavaScript.
        case html
    }

    /// A text in quotes.
    package static func quoted(_ text: String, for reader: Reader = .json) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 2)
        append(text, to: &bytes, for: reader)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a text in quotes.
    package static func append(_ text: String, to bytes: inout [UInt8], for reader: Reader = .json) {
        bytes.append(UInt8(ascii: "\""))
        if reader == .json {
            // Whatever is escaped for JSON alone is ASCII.
            for byte in text.utf8 where !appendEscape(of: UInt32(byte), to: &bytes, for: reader) { bytes.append(byte) }
        } else {
            for scalar in text.unicodeScalars where !appendEscape(of: scalar.value, to: &bytes, for: reader) {
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// False for a character that stands for itself.
    private static func appendEscape(of value: UInt32, to bytes: inout [UInt8], for reader: Reader) -> Bool {
        switch value {
        case 0x22: bytes += "\\\"".utf8
        case 0x5C: bytes += "\\\\".utf8
        case 0x0A: bytes += "\\n".utf8
        case 0x0D: bytes += "\\r".utf8
        case 0x09: bytes += "\\t".utf8
        case _ where isEscaped(value, for: reader):
            bytes += "\\u".utf8
            bytes += HexadecimalText.padded(value, to: 4).utf8
        default: return false
        }
        return true
    }

    private static func isEscaped(_ value: UInt32, for reader: Reader) -> Bool {
        switch value {
        case 0..<0x20, 0x7F: true
        case 0x2028, 0x2029: reader != .json
        case 0x80..<0xA0, 0xFEFF, 0xFFFE, 0xFFFF: reader == .yaml
        // The signs `&`, `<` and `>`.
        case 0x26, 0x3C, 0x3E: reader == .html
        default: false
        }
    }
}
