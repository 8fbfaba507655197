/// The password of HTTP Basic authentication: 16 to 20 bytes, on the wire 32 to 40 hexadecimal digits
/// (security white paper A01, OCPP-J 1.6 §6.2).
package struct AuthorizationKey: Equatable, Sendable {
    /// The bytes as they go into the Authorization header.
    package let bytes: [UInt8]

    /// Reads hexadecimal digits; nil unless they are 32 to 40, an even number.
    package init?(hex: String) {
        guard let bytes = HexadecimalText.bytes(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// Takes bytes; nil unless they are 16 to 20.
    package init?(bytes: [UInt8]) {
        guard Self.lengths.contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    /// Takes the bytes of a password that only the factory gives, of any length above 0: ChangeConfiguration takes none
    /// of fewer than 16 bytes, central systems exist that do.
    package init?(password bytes: [UInt8]) {
        guard !bytes.isEmpty else { return nil }
        self.bytes = bytes
    }

    /// The bytes as hexadecimal digits, two for each.
    package var hex: String { HexadecimalText.text(bytes, isUppercase: true) }

    /// Allowed numbers of bytes.
    package static let lengths = 16...20
}
