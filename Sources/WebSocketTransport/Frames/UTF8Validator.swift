/// Validates UTF-8 (RFC 3629) piece by piece and fails at the first byte that cannot be right, as RFC 6455 §8.1 asks of
/// text that may arrive in fragments cut anywhere.
struct UTF8Validator: Equatable {
    /// How many continuation bytes the current character still needs.
    private var missing: UInt8 = 0
    /// The range that the next continuation byte must lie in; narrower than 80...BF after E0, ED, F0 and F4.
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// Whether the bytes so far end at the end of a character.
    var isComplete: Bool {
        missing == 0
    }

    /// Takes further bytes. Returns false at the first wrong one; the validator is of no use after that.
    mutating func consume(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else {
            return true
        }
        let count = bytes.count
        var index = 0
        while index < count {
            if missing == 0 {
                while index &+ 8 <= count,
                    (base + index).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
                {
                    index &+= 8
                }
                if index == count {
                    return true
                }
            }
            let byte = (base + index).load(as: UInt8.self)
            index &+= 1
            if byte < 0x80 && missing == 0 {
                continue
            }
            if !take(byte) {
                return false
            }
        }
        return true
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        if missing > 0 {
            guard byte >= lowest && byte <= highest else {
                return false
            }
            missing -= 1
            lowest = 0x80
            highest = 0xBF
            return true
        }
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0:
            missing = 2
            lowest = 0xA0
        case 0xE1...0xEC, 0xEE...0xEF: missing = 2
        case 0xED:
            missing = 2
            highest = 0x9F
        case 0xF0:
            missing = 3
            lowest = 0x90
        case 0xF1...0xF3: missing = 3
        case 0xF4:
            missing = 3
            highest = 0x8F
        default: return false
        }
        return true
    }

    /// Whether `bytes` as a whole are UTF-8.
    @inline(__always)
    static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var validator = UTF8Validator()
        return validator.consume(bytes) && validator.isComplete
    }
}
