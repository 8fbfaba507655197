/// A decimal number as charge points write it: `[+-] digits [. digits] [e [+-] digits]`. Leading zeros are allowed, and so is
/// a point with digits on one side only. What JSON does not know of this still says what is meant.
struct DecimalText: Equatable {
    /// True with a minus in front.
    private(set) var isNegative = false
    /// The digits that count, without the point; at most ``mostDigits``.
    private var digits = 0
    /// The power of ten that the last of ``digits`` stands for.
    private var power = 0

    /// Digits behind these do not change a register in Wh.
    private static let mostDigits = 17
    /// Beyond this no number has a meaning, and none is larger than an `Int`.
    private static let mostExponent = 9_999

    /// Reads a text; nil where it is no decimal number.
    init?(_ text: String) {
        var bytes = Substring(text).utf8
        isNegative = Self.sign(&bytes)
        var count = 0
        var kept = 0
        var hasPoint = false
        while let byte = bytes.first {
            if byte == 0x2E, !hasPoint {
                hasPoint = true
            } else if let digit = Self.digit(byte) {
                count += 1
                if kept < Self.mostDigits {
                    digits = digits * 10 + digit
                    if digits > 0 { kept += 1 }
                    if hasPoint { power -= 1 }
                } else if !hasPoint {
                    power += 1
                }
            } else {
                break
            }
            bytes.removeFirst()
        }
        guard count > 0 else { return nil }
        guard let mark = bytes.popFirst() else { return }
        guard mark | 0x20 == 0x65 else { return nil }
        let isSmall = Self.sign(&bytes)
        guard !bytes.isEmpty else { return nil }
        var exponent = 0
        for byte in bytes {
            guard let digit = Self.digit(byte) else { return nil }
            exponent = min(Self.mostExponent, exponent * 10 + digit)
        }
        power += isSmall ? -exponent : exponent
    }

    /// The number, without its sign, times a power of ten, in whole; nil where it is larger than an `Int`.
    func whole(times tens: Int) -> Int? {
        var value = digits
        var left = power + tens
        while left > 0, value > 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
            left -= 1
        }
        while left < 0, value > 0 {
            value /= 10
            left += 1
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> Int? { (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil }

    /// Steps over a sign; true for a minus.
    private static func sign(_ bytes: inout Substring.UTF8View) -> Bool {
        guard let first = bytes.first, first == 0x2B || first == 0x2D else { return false }
        bytes.removeFirst()
        return first == 0x2D
    }
}
