import OCPPTypes

/// Percent-encoding (RFC 3986 §2.1) of one path segment or one value of a query.
package enum PercentText {
    /// What stays as it is.
    package enum Plain: Sendable {
        /// Unreserved characters (RFC 3986 §2.3): letters, digits, `-`, `.`, `_`, `~`.
        case unreserved
        /// Letters, digits, `-` and `_`, for names of files: no name is hidden or leads to another folder, and `~` is free
        /// for what is added behind.
        case fileName
    }

    /// Encodes everything but the plain characters.
    package static func encode(_ bytes: some Sequence<UInt8>, plain: Plain = .unreserved) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.underestimatedCount)
        for byte in bytes {
            if isUnreserved(byte), plain == .unreserved || (byte != UInt8(ascii: ".") && byte != UInt8(ascii: "~")) {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                result += HexadecimalText.padded(byte, to: 2, isUppercase: true).utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Takes the encoding off; nil where a percent sign has no two hexadecimal digits behind it.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        decode(text, keepsMalformed: false)
    }

    /// Takes the encoding off; nil where a percent sign has no two hexadecimal digits behind it, or what comes out is not
    /// UTF-8.
    package static func decodeText(_ text: some Collection<UInt8>) -> String? {
        decode(text, keepsMalformed: false).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Takes the encoding off where there is one; a percent sign without two hexadecimal digits behind it stays.
    package static func decodeWhatIsEncoded(_ text: some Collection<UInt8>) -> [UInt8] {
        decode(text, keepsMalformed: true) ?? []
    }

    private static func decode(_ text: some Collection<UInt8>, keepsMalformed: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            let digits = rest.prefix(2).compactMap(HexadecimalText.value(ofDigit:))
            if digits.count == 2 {
                result.append(digits[0] << 4 | digits[1])
                rest = rest.dropFirst(2)
            } else if keepsMalformed {
                result.append(byte)
            } else {
                return nil
            }
        }
        return result
    }

    /// Letters, digits, `-`, `.`, `_`, `~`.
    package static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}
