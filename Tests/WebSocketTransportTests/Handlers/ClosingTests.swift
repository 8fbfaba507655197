import FuzzSupport
import NIOCore
import NIOEmbedded
import Testing

@testable import WebSocketTransport

/// RFC 6455 §7: the close handshake in both roles.
struct ClosingTests {
    @Test func `a server answers a close frame and ends its direction first`() throws {
        let harness = try Harness.server()
        try harness.receive(.close(4001, [UInt8]("bye".utf8)))
        #expect(try harness.sentFrames() == [.close(4001, [])])
        #expect(harness.closes.modes == ["output"])
        harness.endOfStream()
        #expect(harness.events.last == .closed(.closedByPeer(code: .init(rawValue: 4001), reason: "bye")))
    }

    @Test func `an empty close frame is answered with an empty one`() throws {
        let harness = try Harness.server()
        try harness.receive(.close(nil))
        #expect(try harness.sentFrames() == [.close(nil, [])])
        harness.endOfStream()
        #expect(harness.events.last == .closed(.closedByPeer(code: .noStatusReceived, reason: "")))
    }

    @Test func `a client answers a close frame and waits for the server to end the connection`() throws {
        let harness = try Harness.client()
        try harness.receive(.close(1001, masked: false))
        #expect(try harness.sentFrames() == [.close(1001, [])])
        #expect(harness.closes.modes.isEmpty)
        harness.endOfStream()
        #expect(harness.events.last == .closed(.closedByPeer(code: .goingAway, reason: "")))
    }

    @Test func `a close of ours is done when the peer has answered`() throws {
        let harness = try Harness.server()
        harness.connection.close(code: .serviceRestart, reason: "restart")
        harness.connection.close(code: .normalClosure)
        #expect(try harness.sentFrames() == [.close(1012, [UInt8]("restart".utf8))])
        #expect(!harness.connection.isOpen)
        #expect(harness.closes.modes.isEmpty)
        try harness.receive(.close(1012))
        #expect(try harness.sent().isEmpty)
        #expect(harness.closes.modes == ["output"])
        harness.endOfStream()
        #expect(harness.events.last == .closed(.closedByUs(code: .serviceRestart)))
    }

    @Test func `messages after our close frame are dropped, pings not answered`() throws {
        let harness = try Harness.client()
        harness.connection.close()
        _ = try harness.sent()
        try harness.receive(
            .text("late", masked: false), RawFrame(9, [], masked: false), RawFrame(10, [], masked: false))
        #expect(try harness.sent().isEmpty)
        #expect(harness.events == [.opened(subprotocol: "ocpp1.6")])
    }

    @Test func `whatever follows a close frame is ignored`() throws {
        let harness = try Harness.server()
        try harness.receive(.close(1000), .text("late"), RawFrame(3), .close(1001))
        try harness.receive(.text("later"))
        #expect(try harness.sentFrames() == [.close(1000, [])])
        #expect(harness.events == [.opened(subprotocol: "ocpp1.6")])
    }

    @Test func `a broken rule is told to the peer and to the owner`() throws {
        let harness = try Harness.server()
        try harness.receive(.text("ok"), RawFrame(3), .text("never"))
        #expect(try harness.sentFrames() == [.close(1002, [UInt8]("reserved opcode".utf8))])
        #expect(harness.closes.modes == ["output"])
        harness.endOfStream()
        #expect(
            harness.events == [
                .opened(subprotocol: "ocpp1.6"), .text("ok"), .closed(.protocolError("reserved opcode")),
            ])
    }

    @Test func `invalid UTF-8 is answered with 1007`() throws {
        let harness = try Harness.server()
        try harness.receive(RawFrame(1, [0xFF]))
        #expect(try harness.sentFrames() == [.close(1007, [UInt8]("text is not valid UTF-8".utf8))])
    }

    @Test func `a message beyond the limit is answered with 1009`() throws {
        var limits = WebSocketLimits()
        limits.maximumMessageSize = 10
        let harness = try Harness.server(limits: limits)
        try harness.receive(RawFrame(1, [UInt8](repeating: 65, count: 11)))
        #expect(try harness.sentFrames() == [.close(1009, [UInt8]("message is larger than the limit".utf8))])
        harness.endOfStream()
        #expect(harness.events.last == .closed(.messageTooLarge))
    }

    @Test func `the end of the stream without a close frame is an abnormal closure`() throws {
        let harness = try Harness.client()
        harness.endOfStream()
        #expect(harness.events.last == .closed(.endOfStream))
    }

    @Test func `a reset is told with its cause`() throws {
        let harness = try Harness.client()
        harness.channel.pipeline.fireErrorCaught(IOError(errnoCode: 104, reason: "read"))
        harness.loop.run()
        #expect(harness.events.last == .closed(.connectionLost("ECONNRESET")))
    }

    @Test func `a peer that ends the connection instead of answering our close frame is no failure`() throws {
        let harness = try Harness.client()
        harness.connection.close()
        harness.endOfStream()
        #expect(harness.events.last == .closed(.closedByUs(code: .normalClosure)))
    }
}
