/// The text of an AuthorizationKey.
package enum AuthorizationKeyText {
    /// Reads an AuthorizationKey as OCPP writes it: 32 to 40 hexadecimal digits, an even number (white paper A01).
    package static func password(hex: String) -> [UInt8]? {
        let digits = hex.utf8.map { digit -> UInt8? in
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x41...0x46: digit - 0x37
            case 0x61...0x66: digit - 0x57
            default: nil
            }
        }
        guard digits.count % 2 == 0, (32...40).contains(digits.count), !digits.contains(nil) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0) }
    }
}
