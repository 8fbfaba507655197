/// User and password of the header Authorization (RFC 7617).
package struct BasicAuthorization: Hashable, Sendable {
    /// The name, before the first colon.
    package var user: String
    /// The rest.
    package var password: String

    /// Makes credentials.
    package init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// Reads the header's value; nil for another scheme and anything malformed.
    package init?(_ value: some StringProtocol) {
        let text = Array(value.utf8)
        let scheme = Array("basic ".utf8)
        guard text.count > scheme.count, zip(text, scheme).allSatisfy({ $0 | 0x20 == $1 | 0x20 }),
            let decoded = Self.decode(text[scheme.count...].drop { $0 == 0x20 }),
            let colon = decoded.firstIndex(of: 0x3A),
            let user = String(validating: decoded[..<colon], as: UTF8.self),
            let password = String(validating: decoded[(colon + 1)...], as: UTF8.self)
        else { return nil }
        self.init(user: user, password: password)
    }

    /// Base64 (RFC 4648 §4), with or without the padding; nil for anything else.
    private static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let digits = text.prefix { $0 != 0x3D }
        guard text.count - digits.count <= 2, text[digits.endIndex...].allSatisfy({ $0 == 0x3D }),
            digits.count % 4 != 1
        else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(digits.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for byte in digits {
            let value: UInt8
            switch byte {
            case 0x41...0x5A: value = byte - 0x41
            case 0x61...0x7A: value = byte - 0x61 + 26
            case 0x30...0x39: value = byte - 0x30 + 52
            case 0x2B: value = 62
            case 0x2F: value = 63
            default: return nil
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }
}
