import FuzzSupport
import Testing

@testable import WebSocketTransport

/// RFC 6455 §8.1 and RFC 3629: text is valid UTF-8, and wrong text fails at its first wrong byte.
struct UTF8Tests {
    private static let wrong: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xE2, 0x82, 0x41],
    ]

    @Test(arguments: wrong)
    func `invalid UTF-8 in text fails the connection`(bytes: [UInt8]) {
        for prefix in ["", "a", "12345678", "grüße"] {
            let payload = [UInt8](prefix.utf8) + bytes + [65]
            let frame = RawFrame(1, payload)
            #expect(parse([frame.bytes]).events == [.violation(.invalidUTF8)])
            #expect(parse(frame.bytes.map { [$0] }).events == [.violation(.invalidUTF8)])
        }
    }

    @Test(arguments: wrong)
    func `invalid UTF-8 fails before its frame is complete`(bytes: [UInt8]) {
        let frame = RawFrame(1, bytes + [UInt8](repeating: 65, count: 50)).bytes
        let incomplete = [UInt8](frame[..<(6 + bytes.count)])
        #expect(parse([incomplete]).events == [.violation(.invalidUTF8)])
    }

    @Test func `a character may be cut by a fragment's end`() {
        let euro = [UInt8]("€𝄞".utf8)
        for cut in 0...euro.count {
            let frames = [RawFrame(1, [UInt8](euro[..<cut]), fin: false), RawFrame(0, [UInt8](euro[cut...]))]
            for pieces in cuts(frames.flatMap(\.bytes)) {
                #expect(parse(pieces).events == [.text("€𝄞")])
            }
        }
    }

    @Test func `text that ends within a character fails the connection`() {
        #expect(parse([RawFrame(1, [0xE2, 0x82]).bytes]).events == [.violation(.invalidUTF8)])
        let frames = [RawFrame(1, [0xE2], fin: false), RawFrame(0, [0x82])]
        #expect(parse([frames.flatMap(\.bytes)]).events == [.violation(.invalidUTF8)])
    }

    @Test func `binary messages may hold any bytes`() {
        #expect(parse([RawFrame(2, [0xFF, 0xC0, 0x80]).bytes]).events == [.binary([0xFF, 0xC0, 0x80])])
    }

    @Test func `the validator agrees with the standard library`() {
        let seed: UInt64 = 7
        var random = SeededGenerator(seed: seed)
        var valid = 0
        for _ in 0..<20000 {
            var bytes = [UInt8](
                ["", "abcdefgh", "ü", "€", "𝄞", "\u{D7FF}\u{E000}"].randomElement(using: &random)!.utf8)
            for _ in 0..<Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let expected = String(validating: bytes, as: UTF8.self) != nil
            valid += expected ? 1 : 0
            let whole = bytes.withUnsafeBytes { UTF8Validator.isValid($0) }
            #expect(whole == expected, "\(bytes), seed \(seed); repeat: swift test --filter UTF8Tests")
        }
        #expect(valid > 2000 && valid < 19000)
    }
}
