/// Hexadecimal digits: bytes and numbers as text, and back.
package enum HexadecimalText {
    /// Two small digits for each byte, or two large ones.
    package static func text(_ bytes: some Sequence<UInt8>, isUppercase: Bool = false) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            text.append(digit(byte >> 4, isUppercase))
            text.append(digit(byte & 15, isUppercase))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A number with zeros in front where it has fewer digits.
    package static func padded(
        _ number: some UnsignedInteger & FixedWidthInteger, to count: Int, isUppercase: Bool = false
    ) -> String {
        let digits = String(number, radix: 16, uppercase: isUppercase)
        return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }

    /// The bytes of an even number of digits, small or large; nil for anything else.
    package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(ofDigit: digits[index]), let low = value(ofDigit: digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// The value of a digit, small or large; nil for another byte.
    package static func value(ofDigit byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func digit(_ value: UInt8, _ isUppercase: Bool) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : (isUppercase ? UInt8(ascii: "A") : UInt8(ascii: "a")) + (value - 10)
    }
}
