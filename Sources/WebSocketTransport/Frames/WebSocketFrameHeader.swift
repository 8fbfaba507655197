/// The opcodes of RFC 6455 §5.2; the other ten are reserved.
package enum WebSocketOpcode: UInt8, Sendable {
    /// A further fragment of the message in progress.
    case continuation = 0x0
    /// A text message or its first fragment.
    case text = 0x1
    /// A binary message or its first fragment.
    case binary = 0x2
    /// The start or the answer of the close handshake.
    case close = 0x8
    /// A request for a Pong with the same payload.
    case ping = 0x9
    /// The answer to a Ping, or an unsolicited sign of life.
    case pong = 0xA

    /// Whether frames with this opcode are control frames (§5.5).
    package var isControl: Bool {
        rawValue & 0x8 != 0
    }
}

/// The head of one frame (RFC 6455 §5.2), reading and writing.
struct WebSocketFrameHeader: Equatable {
    var isFinal: Bool
    var opcode: WebSocketOpcode
    /// The masking key as it lies in memory, little endian, or nil for an unmasked frame.
    var maskingKey: UInt32?
    var payloadCount: Int

    /// The longest header: two bytes, a 64-bit length and a masking key.
    static let maximumSize = 14

    enum ParseResult: Equatable {
        case incomplete
        case header(WebSocketFrameHeader, size: Int)
        case violation(WebSocketViolation)
    }

    /// Reads a header from the first bytes of a frame. Rules that the first two bytes can break are reported as soon as
    /// these are there.
    static func parse(_ bytes: UnsafeRawBufferPointer, isMaskExpected: Bool) -> ParseResult {
        guard bytes.count >= 2 else {
            return .incomplete
        }
        let first = bytes[0]
        let second = bytes[1]
        if first & 0x70 != 0 {
            return .violation(.reservedBits)
        }
        guard let opcode = WebSocketOpcode(rawValue: first & 0x0F) else {
            return .violation(.reservedOpcode)
        }
        let isFinal = first & 0x80 != 0
        let isMasked = second & 0x80 != 0
        if isMasked != isMaskExpected {
            return .violation(isMasked ? .maskedServerFrame : .unmaskedClientFrame)
        }
        var payloadCount = Int(second & 0x7F)
        if opcode.isControl {
            if !isFinal {
                return .violation(.fragmentedControlFrame)
            }
            if payloadCount > 125 {
                return .violation(.controlFrameTooLong)
            }
        }
        var size = 2
        switch payloadCount {
        case 126:
            guard bytes.count >= 4 else { return .incomplete }
            payloadCount = Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
            if payloadCount < 126 {
                return .violation(.lengthNotMinimal)
            }
            size = 4
        case 127:
            guard bytes.count >= 10 else { return .incomplete }
            let long = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt64.self))
            if long > UInt64(Int64.max) {
                return .violation(.lengthTopBitSet)
            }
            if long < 0x1_0000 {
                return .violation(.lengthNotMinimal)
            }
            payloadCount = Int(long)
            size = 10
        default:
            break
        }
        var maskingKey: UInt32?
        if isMasked {
            guard bytes.count >= size + 4 else { return .incomplete }
            maskingKey = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: size, as: UInt32.self))
            size += 4
        }
        let header = WebSocketFrameHeader(
            isFinal: isFinal, opcode: opcode, maskingKey: maskingKey, payloadCount: payloadCount)
        return .header(header, size: size)
    }

    /// Bytes of the header of a frame with that payload.
    @inline(__always)
    static func size(payloadCount: Int, isMasked: Bool) -> Int {
        (payloadCount < 126 ? 2 : payloadCount < 0x1_0000 ? 4 : 10) + (isMasked ? 4 : 0)
    }

    /// Writes header and payload, masked where a key is given, to `target`, which must have room for
    /// `size(payloadCount:isMasked:)` plus the payload. Returns the bytes written.
    @inline(__always)
    static func writeFrame(
        opcode: WebSocketOpcode, payload: UnsafeRawBufferPointer, maskingKey: UInt32?,
        to target: UnsafeMutableRawPointer
    ) -> Int {
        let count = payload.count
        let maskBit: UInt8 = maskingKey == nil ? 0 : 0x80
        target.storeBytes(of: 0x80 | opcode.rawValue, as: UInt8.self)
        var size: Int
        if count < 126 {
            target.storeBytes(of: maskBit | UInt8(truncatingIfNeeded: count), toByteOffset: 1, as: UInt8.self)
            size = 2
        } else if count < 0x1_0000 {
            target.storeBytes(of: maskBit | 126, toByteOffset: 1, as: UInt8.self)
            target.storeBytes(of: UInt16(truncatingIfNeeded: count).bigEndian, toByteOffset: 2, as: UInt16.self)
            size = 4
        } else {
            target.storeBytes(of: maskBit | 127, toByteOffset: 1, as: UInt8.self)
            target.storeBytes(of: UInt64(count).bigEndian, toByteOffset: 2, as: UInt64.self)
            size = 10
        }
        if let maskingKey {
            target.storeBytes(of: maskingKey.littleEndian, toByteOffset: size, as: UInt32.self)
            size += 4
            WebSocketMask.copy(payload, to: target + size, key: maskingKey, offset: 0)
        } else if let base = payload.baseAddress {
            (target + size).copyMemory(from: base, byteCount: count)
        }
        return size + count
    }
}
