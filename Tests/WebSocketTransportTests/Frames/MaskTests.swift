import FuzzSupport
import Testing

@testable import WebSocketTransport

/// RFC 6455 §5.3 and what goes out.
struct MaskTests {
    @Test func `masking eight bytes at a time equals masking byte by byte`() {
        let key: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        let word = UInt32(key[0]) | UInt32(key[1]) << 8 | UInt32(key[2]) << 16 | UInt32(key[3]) << 24
        for count in 0..<40 {
            for offset in 0..<9 {
                let source = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                var target = [UInt8](repeating: 0, count: count + 1)
                source.withUnsafeBytes { bytes in
                    target.withUnsafeMutableBytes {
                        WebSocketMask.copy(bytes, to: $0.baseAddress!, key: word, offset: offset)
                    }
                }
                let expected = source.enumerated().map { $1 ^ key[($0 + offset) % 4] }
                #expect([UInt8](target[..<count]) == expected)
                #expect(target[count] == 0, "wrote behind the end")
            }
        }
    }

    @Test(arguments: [0, 1, 125, 126, 65535, 65536], [nil, UInt32(0x7856_3412)])
    func `a written frame has the shortest length and reads back`(count: Int, key: UInt32?) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let size = WebSocketFrameHeader.size(payloadCount: count, isMasked: key != nil) + count
        var frame = [UInt8](repeating: 0, count: size)
        let written = payload.withUnsafeBytes { bytes in
            frame.withUnsafeMutableBytes {
                WebSocketFrameHeader.writeFrame(
                    opcode: .binary, payload: bytes, maskingKey: key, to: $0.baseAddress!)
            }
        }
        #expect(written == size)
        var expected = RawFrame(2, payload, masked: false)
        if key != nil {
            expected.mask = [0x12, 0x34, 0x56, 0x78]
        }
        #expect(frame == expected.bytes)
    }

    @Test func `every frame of a connection has another masking key`() {
        var keys = MaskingKeys(seed: 1)
        let drawn = (0..<1000).map { _ in keys.next() }
        #expect(Set(drawn).count == 1000)
        var again = MaskingKeys(seed: 1)
        #expect(drawn == (0..<1000).map { _ in again.next() })
    }
}
