import OCPPTypes

/// Numbers and strings of JSON (RFC 8259), for readers that keep a document's places or its text and so cannot use the
/// codec of OCPP's own: one reading of what is easy to get wrong.
package enum JSONToken {
    /// Why there is no string.
    package struct StringFault: Error, Equatable {
        /// What is wrong.
        package enum Reason: Equatable, Sendable {
            /// The closing quote is missing.
            case unterminated
            /// A control character that is not escaped.
            case controlCharacter
            /// A backslash with something behind it that JSON does not know.
            case unknownEscape
            /// `\u` without four hexadecimal digits, or half of a surrogate pair.
            case noCharacter
            /// The bytes are no UTF-8.
            case notUTF8
        }

        /// What is wrong.
        package var reason: Reason
        /// Where, as an index of the bytes.
        package var position: Int
    }

    /// Where the number that begins at a position ends; nil where none stands.
    package static func endOfNumber(in bytes: [UInt8], at start: Int) -> Int? {
        var position = start
        func peek() -> UInt8 { position < bytes.count ? bytes[position] : 0 }
        func digits() -> Int {
            let begin = position
            while peek() &- 0x30 < 10 { position += 1 }
            return position - begin
        }
        if peek() == UInt8(ascii: "-") { position += 1 }
        let hasLeadingZero = peek() == UInt8(ascii: "0")
        let whole = digits()
        guard whole == 1 || (whole > 1 && !hasLeadingZero) else { return nil }
        if peek() == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { return nil }
        }
        if peek() | 0x20 == UInt8(ascii: "e") {
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { return nil }
        }
        return position
    }

    /// The string that begins with the quote at a position, and the position behind its closing quote.
    package static func string(in bytes: [UInt8], at start: Int) throws(StringFault) -> (text: String, end: Int) {
        var position = start + 1
        var out: [UInt8] = []
        while true {
            guard position < bytes.count else { throw StringFault(reason: .unterminated, position: start) }
            let byte = bytes[position]
            if byte < 0x20 { throw StringFault(reason: .controlCharacter, position: position) }
            position += 1
            if byte == UInt8(ascii: "\"") { break }
            guard byte == UInt8(ascii: "\\") else {
                out.append(byte)
                continue
            }
            try escape(in: bytes, at: &position, start: start, into: &out)
        }
        guard let text = String(validating: out, as: UTF8.self) else {
            throw StringFault(reason: .notUTF8, position: start)
        }
        return (text, position)
    }

    /// Reads what stands behind a backslash.
    private static func escape(
        in bytes: [UInt8], at position: inout Int, start: Int, into out: inout [UInt8]
    ) throws(StringFault) {
        guard position < bytes.count else { throw StringFault(reason: .unterminated, position: start) }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(letter)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"):
            let begin = position - 2
            guard var code = unit(in: bytes, at: &position) else {
                throw StringFault(reason: .noCharacter, position: begin)
            }
            if code & 0xFC00 == 0xD800, bytes[position...].starts(with: "\\u".utf8) {
                position += 2
                guard let low = unit(in: bytes, at: &position), low & 0xFC00 == 0xDC00 else {
                    throw StringFault(reason: .noCharacter, position: begin)
                }
                code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
            }
            // Half of a pair is no scalar.
            guard let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar) else {
                throw StringFault(reason: .noCharacter, position: begin)
            }
            out.append(contentsOf: encoded)
        default: throw StringFault(reason: .unknownEscape, position: position - 2)
        }
    }

    /// Four hexadecimal digits.
    private static func unit(in bytes: [UInt8], at position: inout Int) -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        var unit: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = HexadecimalText.value(ofDigit: byte) else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }
}
