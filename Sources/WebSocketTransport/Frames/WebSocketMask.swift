/// The masking of RFC 6455 §5.3: payload byte i is combined with key byte i modulo 4.
enum WebSocketMask {
    /// Copies `source` to `target` and masks or unmasks it on the way, eight bytes at a time: byte by byte this was the
    /// largest single cost of a message.
    ///
    /// - Parameter key: the four key bytes as they lie in memory, little endian.
    /// - Parameter offset: how many bytes of the frame's payload came before `source`.
    @inline(__always)
    static func copy(
        _ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer, key: UInt32, offset: Int
    ) {
        guard let base = source.baseAddress else {
            return
        }
        let shift = UInt32(truncatingIfNeeded: offset & 3) * 8
        let turned = shift == 0 ? key : (key >> shift) | (key << (32 - shift))
        let wide = (UInt64(turned) | UInt64(turned) << 32).littleEndian
        let count = source.count
        var index = 0
        while index &+ 8 <= count {
            let word = (base + index).loadUnaligned(as: UInt64.self) ^ wide
            (target + index).storeBytes(of: word, as: UInt64.self)
            index &+= 8
        }
        while index < count {
            let byte = UInt8(truncatingIfNeeded: turned >> (UInt32(truncatingIfNeeded: index & 3) * 8))
            (target + index).storeBytes(of: (base + index).load(as: UInt8.self) ^ byte, as: UInt8.self)
            index &+= 1
        }
    }
}

/// A source of masking keys: SplitMix64, one 64-bit state per connection.
///
/// RFC 6455 §10.3 asks for unpredictable keys so that a script in a browser cannot choose the bytes that an
/// intermediary sees. Here the payload and the endpoint belong to the same person, nobody else chooses payloads, so a
/// cheap seeded generator is enough, and a run stays repeatable.
struct MaskingKeys {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    @inline(__always)
    mutating func next() -> UInt32 {
        UInt32(truncatingIfNeeded: nextWord() >> 32)
    }

    @inline(__always)
    mutating func nextWord() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
