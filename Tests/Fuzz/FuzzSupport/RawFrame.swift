/// A frame written by hand, so that tests do not trust the code under test and can break any rule.
package struct RawFrame {
    /// The first byte: FIN, the reserved bits and the opcode.
    package var first: UInt8
    /// The payload before it is masked.
    package var payload: [UInt8]
    /// The masking key; nil where the frame is not masked.
    package var mask: [UInt8]? = [0x37, 0xFA, 0x21, 0x3D]
    /// Overrides the length field: 7 bits, and the bytes that follow.
    package var length: (UInt8, [UInt8])?

    /// A frame that keeps the rules unless told otherwise.
    package init(_ opcode: UInt8, _ payload: [UInt8] = [], fin: Bool = true, reserved: UInt8 = 0, masked: Bool = true) {
        first = (fin ? 0x80 : 0) | reserved | opcode
        self.payload = payload
        if !masked {
            mask = nil
        }
    }

    /// A text frame.
    package static func text(_ text: String, fin: Bool = true, masked: Bool = true) -> RawFrame {
        RawFrame(1, [UInt8](text.utf8), fin: fin, masked: masked)
    }

    /// A close frame; without a code its payload is the reason alone.
    package static func close(_ code: UInt16?, _ reason: [UInt8] = [], masked: Bool = true) -> RawFrame {
        let bytes = code.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? []
        return RawFrame(8, bytes + reason, masked: masked)
    }

    /// The frame with another length field.
    package func withLength(_ field: UInt8, _ extended: [UInt8]) -> RawFrame {
        var copy = self
        copy.length = (field, extended)
        return copy
    }

    /// The frame as it goes over the wire.
    package var bytes: [UInt8] {
        var result = [first]
        let count = payload.count
        var (field, extended): (UInt8, [UInt8]) =
            count < 126
            ? (UInt8(count), [])
            : count < 65536
                ? (126, [UInt8(count >> 8), UInt8(count & 0xFF)])
                : (127, (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) })
        if let length {
            (field, extended) = length
        }
        result.append(field | (mask == nil ? 0 : 0x80))
        result += extended
        if let mask {
            result += mask
            result += payload.enumerated().map { $1 ^ mask[$0 % 4] }
        } else {
            result += payload
        }
        return result
    }
}
