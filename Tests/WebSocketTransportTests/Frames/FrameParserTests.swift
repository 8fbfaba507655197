import FuzzSupport
import Testing

@testable import WebSocketTransport

/// The rules of RFC 6455 §5 for what comes in, each with the input whole, byte by byte, and cut in two everywhere.
struct FrameParserTests {
    private func expect(
        _ frames: [RawFrame], server: Bool = true, limits: WebSocketLimits = WebSocketLimits(),
        gives expected: [Parsed],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for pieces in cuts(frames.flatMap(\.bytes)) {
            let result = parse(pieces, server: server, limits: limits)
            #expect(result.events == expected, "cut into \(pieces.map(\.count))", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [UInt8(0x40), 0x20, 0x10, 0x70])
    func `a reserved bit fails the connection`(bits: UInt8) {
        expect([RawFrame(1, [65], reserved: bits)], gives: [.violation(.reservedBits)])
        expect([RawFrame(9, reserved: bits)], gives: [.violation(.reservedBits)])
    }

    @Test(arguments: [UInt8(3), 4, 5, 6, 7, 11, 12, 13, 14, 15])
    func `a reserved opcode fails the connection`(opcode: UInt8) {
        expect([RawFrame(opcode, [65])], gives: [.violation(.reservedOpcode)])
        expect([.text("before"), RawFrame(opcode)], gives: [.text("before"), .violation(.reservedOpcode)])
    }

    @Test(arguments: [UInt8(1), 2, 8, 9, 10])
    func `an unmasked client frame fails the connection`(opcode: UInt8) {
        expect([RawFrame(opcode, [], masked: false)], gives: [.violation(.unmaskedClientFrame)])
    }

    @Test(arguments: [UInt8(1), 2, 8, 9, 10])
    func `a masked server frame fails the connection`(opcode: UInt8) {
        expect([RawFrame(opcode, [])], server: false, gives: [.violation(.maskedServerFrame)])
    }

    @Test(arguments: [UInt8(8), 9, 10])
    func `a fragmented control frame fails the connection`(opcode: UInt8) {
        expect([RawFrame(opcode, [], fin: false)], gives: [.violation(.fragmentedControlFrame)])
    }

    @Test(arguments: [UInt8(8), 9, 10])
    func `a control frame of 126 bytes fails the connection`(opcode: UInt8) {
        let payload = [UInt8](repeating: 1, count: 126)
        expect([RawFrame(opcode, payload)], gives: [.violation(.controlFrameTooLong)])
    }

    @Test func `a control frame of 125 bytes is taken`() {
        let payload = [UInt8](repeating: 1, count: 125)
        expect([RawFrame(9, payload), RawFrame(10, payload)], gives: [.ping(payload), .pong(payload)])
    }

    @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 127, 128, 65535, 65536, 65537], [true, false])
    func `all three forms of the length are read`(count: Int, server: Bool) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let result = parse([RawFrame(2, payload, masked: server).bytes], server: server)
        #expect(result.events == [.binary(payload)])
        let dripped = parse(RawFrame(2, payload, masked: server).bytes.map { [$0] }, server: server)
        #expect(dripped.events == [.binary(payload)])
    }

    @Test func `a 16-bit length below 126 fails the connection`() {
        let frame = RawFrame(1, [UInt8](repeating: 65, count: 125)).withLength(126, [0, 125])
        expect([frame], gives: [.violation(.lengthNotMinimal)])
    }

    @Test func `a 64-bit length below 65536 fails the connection`() {
        let frame = RawFrame(1, [UInt8](repeating: 65, count: 10)).withLength(127, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
        expect([frame], gives: [.violation(.lengthNotMinimal)])
    }

    @Test func `a 64-bit length with its top bit set fails the connection`() {
        let frame = RawFrame(1).withLength(127, [0x80, 0, 0, 0, 0, 1, 0, 0])
        expect([frame], gives: [.violation(.lengthTopBitSet)])
    }

    @Test func `fragments are put together, empty ones too`() {
        expect(
            [.text("ab", fin: false), RawFrame(0, [], fin: false), RawFrame(0, [99], fin: false), RawFrame(0)],
            gives: [.text("abc")])
        expect([RawFrame(2, [], fin: false), RawFrame(0, [])], gives: [.binary([])])
    }

    @Test func `control frames between fragments come at once and in order`() {
        expect(
            [
                .text("a", fin: false), RawFrame(9, [1, 2]), RawFrame(0, [98], fin: false), RawFrame(10, [3]),
                RawFrame(9), RawFrame(0, [99]), .text("next"),
            ],
            gives: [.ping([1, 2]), .pong([3]), .ping([]), .text("abc"), .text("next")])
    }

    @Test func `a close frame between fragments is read`() {
        expect([.text("a", fin: false), .close(1000)], gives: [.close(1000, [])])
    }

    @Test func `a continuation without a message fails the connection`() {
        expect([RawFrame(0, [65])], gives: [.violation(.continuationWithoutMessage)])
        expect([RawFrame(0, [65], fin: false)], gives: [.violation(.continuationWithoutMessage)])
        expect([.text("a"), RawFrame(0)], gives: [.text("a"), .violation(.continuationWithoutMessage)])
    }

    @Test(arguments: [UInt8(1), 2], [true, false])
    func `a new message before the end of the last fails the connection`(opcode: UInt8, fin: Bool) {
        expect(
            [.text("a", fin: false), RawFrame(opcode, [65], fin: fin)], gives: [.violation(.messageInsideMessage)])
    }

    @Test func `ping and pong keep their payload, unsolicited pongs are taken`() {
        expect([RawFrame(9, [0, 255]), RawFrame(10, [254])], gives: [.ping([0, 255]), .pong([254])])
    }

    @Test func `glued frames come one after another`() {
        expect(
            [.text("a"), .text(""), RawFrame(2, [7]), .text("ü")],
            gives: [.text("a"), .text(""), .binary([7]), .text("ü")])
    }

    @Test func `a message at the limit is taken, one byte more is refused`() {
        var limits = WebSocketLimits()
        limits.maximumFrameSize = 100
        limits.maximumMessageSize = 150
        let hundred = [UInt8](repeating: 65, count: 100)
        expect([RawFrame(1, hundred)], limits: limits, gives: [.text(hundred)])
        expect([RawFrame(1, hundred + [65])], limits: limits, gives: [.violation(.frameTooLarge)])
        let fifty = [UInt8](hundred[..<50])
        expect(
            [RawFrame(1, hundred, fin: false), RawFrame(0, fifty)], limits: limits, gives: [.text(hundred + fifty)])
        expect(
            [RawFrame(1, hundred, fin: false), RawFrame(0, fifty + [65])], limits: limits,
            gives: [.violation(.messageTooLarge)])
    }

    @Test func `a length beyond the limit is refused before its payload comes`() {
        let header = [UInt8](RawFrame(2).withLength(127, [0x7F, 255, 255, 255, 255, 255, 255, 255]).bytes)
        #expect(parse([header]).events == [.violation(.frameTooLarge)])
    }

    @Test func `nothing is held between complete messages`() {
        let bytes = [RawFrame.text("a", fin: false), RawFrame(9), RawFrame(0, [66])].flatMap(\.bytes)
        for pieces in cuts(bytes) {
            // The parser frees at its next call, which the connection makes until it needs more data.
            #expect(!parse(pieces + [[]]).holdsPartialInput)
        }
        #expect(parse([[UInt8](bytes.dropLast())]).holdsPartialInput)
    }

    @Test(arguments: 0..<20)
    func `random streams in random cuts give the messages that were written`(round: UInt64) {
        var random = SeededGenerator(seed: round)
        var bytes: [UInt8] = []
        var expected: [Parsed] = []
        for _ in 0..<40 {
            let payload = (0..<Int.random(in: 0...400, using: &random)).map { _ in
                UInt8.random(in: 32...126, using: &random)
            }
            let isText = Bool.random(using: &random)
            let split = Int.random(in: 0...payload.count, using: &random)
            if Bool.random(using: &random) {
                bytes += RawFrame(isText ? 1 : 2, [UInt8](payload[..<split]), fin: false).bytes
                if Bool.random(using: &random) {
                    bytes += RawFrame(9, [UInt8(split & 127)]).bytes
                    expected.append(.ping([UInt8(split & 127)]))
                }
                bytes += RawFrame(0, [UInt8](payload[split...])).bytes
            } else {
                bytes += RawFrame(isText ? 1 : 2, payload).bytes
            }
            expected.append(isText ? .text(payload) : .binary(payload))
        }
        var pieces: [[UInt8]] = []
        while !bytes.isEmpty {
            let count = min(bytes.count, Int.random(in: 1...300, using: &random))
            pieces.append([UInt8](bytes[..<count]))
            bytes.removeFirst(count)
        }
        #expect(parse(pieces).events == expected, "seed \(round); repeat: swift test --filter FrameParserTests")
    }
}
