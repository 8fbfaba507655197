import FuzzSupport
import NIOCore
import NIOEmbedded
import Testing

@testable import WebSocketTransport

/// One connection driven by hand: order of calls, re-entrancy, flushing, limits.
struct ConnectionTests {
    private func send(_ text: String, on connection: WebSocketConnection) -> Bool {
        var text = text
        return text.withUTF8 { connection.send(text: UnsafeRawBufferPointer($0)) }
    }

    @Test func `a server answers the upgrade and frees its handshake`() throws {
        let harness = try Harness.acceptedServer()
        try harness.receive([UInt8](ServerHandshakeTests.request().utf8))
        #expect(harness.events == [.opened(subprotocol: "ocpp1.6")])
        #expect(String(decoding: try harness.sent(), as: UTF8.self).hasPrefix("HTTP/1.1 101 "))
        #expect(harness.connection.handshake == nil)
        #expect(harness.connection.isOpen)
        #expect(harness.connection.timerLink.timer == .none)
    }

    @Test func `frames glued to the upgrade request are read`() throws {
        let harness = try Harness.acceptedServer()
        try harness.receive([UInt8](ServerHandshakeTests.request().utf8) + RawFrame.text("first").bytes)
        #expect(harness.events == [.opened(subprotocol: "ocpp1.6"), .text("first")])
    }

    @Test func `frames glued to the upgrade answer are read`() throws {
        let harness = try Harness.startedClient()
        try harness.receive(Harness.upgradeAnswer + RawFrame.text("first", masked: false).bytes)
        #expect(harness.events == [.opened(subprotocol: "ocpp1.6"), .text("first")])
        #expect(harness.connection.handshake == nil)
    }

    @Test func `upgrade and frames may come byte by byte`() throws {
        let harness = try Harness.acceptedServer()
        let frames = [RawFrame.text("a", fin: false), RawFrame(9, [1]), RawFrame(0, [98])].flatMap(\.bytes)
        for byte in [UInt8](ServerHandshakeTests.request().utf8) + frames {
            try harness.receive([byte])
        }
        #expect(harness.events == [.opened(subprotocol: "ocpp1.6"), .text("ab")])
        #expect(!harness.connection.parser.holdsPartialInput)
    }

    @Test func `a client masks each frame with another key, a server masks none`() throws {
        let client = try Harness.client()
        #expect(send("same", on: client.connection))
        #expect(send("same", on: client.connection))
        let sent = try client.sent()
        #expect(sent.count == 20)
        #expect(sent[1] & 0x80 != 0 && sent[11] & 0x80 != 0)
        #expect(sent[2..<6] != sent[12..<16])
        #expect(parse([sent]).events == [.text("same"), .text("same")])
        let server = try Harness.server()
        #expect(send("same", on: server.connection))
        #expect(try server.sent() == RawFrame.text("same", masked: false).bytes)
    }

    @Test func `answers to one read leave with one flush`() throws {
        let harness = try Harness.server()
        harness.recorder.script = [.send("1"), .send("2"), .send("3")]
        let before = harness.closes.flushes
        try harness.receive(.text("a"), .text("b"), .text("c"))
        #expect(harness.closes.flushes == before + 1)
        #expect(try harness.sentFrames() == [.text("1"), .text("2"), .text("3")])
        #expect(send("outside", on: harness.connection))
        #expect(harness.closes.flushes == before + 2)
    }

    @Test func `an owner hears when what it sent within a read has left, and of nothing else`() throws {
        let harness = try Harness.server()
        var waited: [Bool] = []
        harness.recorder.onEvent = { connection, _ in
            harness.recorder.script = [.send("1")]
            waited.append(connection.awaitsFlush)
        }
        let before = harness.recorder.flushes
        try harness.channel.writeInbound(ByteBuffer(bytes: RawFrame.text("a").bytes + RawFrame.text("b").bytes))
        #expect(waited == [false, true])
        #expect(harness.connection.awaitsFlush && harness.recorder.flushes == before)
        harness.loop.run()
        #expect(!harness.connection.awaitsFlush && harness.recorder.flushes == before + 1)
        // Outside of reads everything leaves at once, and what waited goes along.
        #expect(send("outside", on: harness.connection))
        #expect(harness.recorder.flushes == before + 1)
        harness.recorder.script = [.send("2")]
        try harness.channel.writeInbound(ByteBuffer(bytes: RawFrame.text("c").bytes))
        #expect(send("outside", on: harness.connection))
        #expect(!harness.connection.awaitsFlush && harness.recorder.flushes == before + 2)
        harness.loop.run()
        #expect(harness.recorder.flushes == before + 2)
    }

    @Test func `answers of one turn leave together, at most a batch of them at once`() throws {
        let batch = WebSocketLoop.flushBatch
        let harnesses = try Harness.connections(batch + 3)
        let before = harnesses.map(\.closes.flushes)
        func flushed() -> Int { zip(harnesses, before).filter { $0.closes.flushes > $1 }.count }
        for (index, harness) in harnesses.enumerated() {
            #expect(flushed() == (index < batch ? 0 : batch))
            try harness.channel.writeInbound(ByteBuffer(bytes: RawFrame(9, [1]).bytes))
        }
        #expect(flushed() == batch)
        harnesses[0].loop.run()
        #expect(flushed() == batch + 3)
        for harness in harnesses { #expect(try harness.sentFrames() == [.pong([1])]) }
    }

    @Test func `bytes that arrive while a message is handled keep their order`() throws {
        let harness = try Harness.server()
        var isFirst = true
        harness.recorder.onEvent = { _, event in
            if event == .text("a"), isFirst {
                isFirst = false
                try? harness.receive(.text("c"))
            }
        }
        try harness.receive(.text("a"), .text("b"))
        #expect(harness.events == [.opened(subprotocol: "ocpp1.6"), .text("a"), .text("b"), .text("c")])
    }

    @Test func `an owner may close while it handles a message`() throws {
        let harness = try Harness.server()
        harness.recorder.script = [.close]
        try harness.receive(.text("a"), .text("dropped"), .close(1000), .text("ignored"))
        #expect(harness.events == [.opened(subprotocol: "ocpp1.6"), .text("a")])
        #expect(try harness.sentFrames() == [.close(1000, [])])
        harness.endOfStream()
        #expect(harness.events.last == .closed(.closedByUs(code: .normalClosure)))
    }

    @Test func `an owner may abort while it handles a message`() throws {
        let harness = try Harness.server()
        harness.recorder.script = [.abort]
        let frames = RawFrame.text("a").bytes + RawFrame.text("dropped").bytes
        try harness.channel.writeInbound(ByteBuffer(bytes: frames))
        #expect(harness.closes.modes == ["all"])
        #expect(harness.events.count == 2, "the last call must not come within another")
        harness.loop.run()
        #expect(harness.events.last == .closed(.aborted))
    }

    @Test func `an owner may close while the connection opens`() throws {
        let harness = try Harness.server(script: [.close])
        #expect(!harness.connection.isOpen)
        #expect(try harness.sentFrames() == [.close(1000, [])])
    }

    @Test func `nothing can be sent after the end, and the owner is let go`() throws {
        let harness = try Harness.server()
        harness.endOfStream()
        #expect(harness.events.last == .closed(.endOfStream))
        #expect(!send("late", on: harness.connection))
        harness.connection.close()
        harness.connection.abort()
        harness.connection.ping()
        harness.endOfStream()
        #expect(harness.events.filter { if case .closed = $0 { true } else { false } }.count == 1)
        #expect(harness.connection.owner == nil)
    }

    @Test func `binary messages are refused unless the owner takes them`() throws {
        final class TextOnly: WebSocketConnectionOwner {
            var reason: WebSocketCloseReason?
            func webSocketOpened(_ connection: WebSocketConnection) {}
            func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {}
            func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
                self.reason = reason
            }
        }
        let owner = TextOnly()
        let harness = try Harness.acceptedServer { _ in .accept(owner: owner) }
        try harness.receive([UInt8](ServerHandshakeTests.request().utf8))
        _ = try harness.sent()
        try harness.receive(RawFrame(2, [1]))
        let text = [UInt8]("binary messages are not accepted".utf8)
        #expect(try harness.sentFrames() == [.close(1003, text)])
        harness.endOfStream()
        #expect(owner.reason == .unsupportedData)
    }

    @Test func `pings are answered with their payload, in order`() throws {
        let harness = try Harness.server()
        try harness.receive(RawFrame(9, [1, 2]), .text("a", fin: false), RawFrame(9, []), RawFrame(0, [98]))
        #expect(try harness.sentFrames() == [.pong([1, 2]), .pong([])])
        #expect(harness.events.last == .text("ab"))
    }

    @Test func `an unsolicited pong is told and changes nothing`() throws {
        let harness = try Harness.server()
        try harness.receive(RawFrame(10, [1]))
        #expect(harness.events.last == .pong)
        #expect(try harness.sent().isEmpty)
        #expect(harness.connection.isOpen)
    }

    @Test func `a slow peer makes a server stop reading until it drains`() throws {
        let harness = try Harness.server()
        harness.channel.isWritable = false
        harness.channel.pipeline.fireChannelWritabilityChanged()
        #expect(harness.events.last == .writability(false))
        #expect(harness.connection.flags.contains(.inputPaused))
        harness.channel.isWritable = true
        harness.channel.pipeline.fireChannelWritabilityChanged()
        #expect(harness.events.last == .writability(true))
        #expect(!harness.connection.flags.contains(.inputPaused))
    }

    @Test func `a client goes on reading while its peer is slow`() throws {
        let harness = try Harness.client()
        harness.channel.isWritable = false
        harness.channel.pipeline.fireChannelWritabilityChanged()
        #expect(harness.events.last == .writability(false))
        #expect(!harness.connection.flags.contains(.inputPaused))
    }

    @Test func `too many pending bytes end the connection`() throws {
        var limits = WebSocketLimits()
        limits.maximumPendingBytes = 20
        let harness = try Harness.server(limits: limits)
        harness.recorder.onEvent = { connection, event in
            guard case .text = event else {
                return
            }
            harness.channel.isWritable = false
            #expect(self.send(String(repeating: "x", count: 8), on: connection))
            harness.channel.pipeline.fireChannelWritabilityChanged()
            // Unflushed within the read: 10 bytes wait, 10 more are at the limit, another is beyond.
            connection.flags.insert(.inRead)
            #expect(self.send(String(repeating: "x", count: 8), on: connection))
            #expect(self.send(String(repeating: "x", count: 8), on: connection))
            #expect(!self.send("x", on: connection))
        }
        try harness.receive(.text("go"))
        harness.loop.run()
        #expect(harness.events.last == .closed(.pendingBytesExceeded))
    }

    @Test func `a refused request gets its answer and no owner`() throws {
        let harness = try Harness.acceptedServer { _ in .reject(status: 401, reason: "unknown charge point") }
        try harness.receive([UInt8](ServerHandshakeTests.request().utf8))
        let answer = String(decoding: try harness.sent(), as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"OCPP\""))
        #expect(answer.hasSuffix("\r\n\r\nunknown charge point\n"))
        #expect(answer.contains("\r\nConnection: close\r\n"))
        #expect(harness.closes.modes == ["output"])
        harness.endOfStream()
        #expect(harness.events.isEmpty)
        #expect(harness.connection.loop.counters.refusedHandshakes == 1)
    }

    @Test func `an answer that is no upgrade ends the client`() throws {
        let harness = try Harness.startedClient()
        try harness.receive([UInt8]("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".utf8))
        harness.loop.run()
        #expect(harness.events == [.closed(.handshakeRejected(status: 401))])
    }

    @Test func `the end of the stream within the handshake is told`() throws {
        let harness = try Harness.startedClient()
        harness.endOfStream()
        #expect(
            harness.events == [
                .closed(
                    .handshakeInvalid(
                        "the connection ended during the handshake (is TLS spoken there? then use wss://)"))
            ])
    }

    @Test func `an upgrade that comes after our close changes nothing`() throws {
        let harness = try Harness.startedClient()
        harness.closes.delaysClose = true
        harness.connection.close()
        try harness.receive(Harness.upgradeAnswer + RawFrame.text("late", masked: false).bytes)
        #expect(harness.events.isEmpty)
        harness.endOfStream()
        #expect(harness.events == [.closed(.closedByUs(code: .normalClosure))])
    }
}
