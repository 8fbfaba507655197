import FuzzSupport
import NIOCore
import NIOEmbedded
import Testing

@testable import WebSocketTransport

/// Time-outs and Pings, on virtual time.
struct TimeoutTests {
    private static func timing(ping: Duration = .zero) -> WebSocketTiming {
        var timing = WebSocketTiming()
        timing.handshakeTimeout = .seconds(10)
        timing.closeTimeout = .seconds(5)
        timing.pingInterval = ping
        timing.pongTimeout = .seconds(3)
        timing.tick = .milliseconds(100)
        return timing
    }

    @Test func `a server drops a connection that does not finish its handshake`() throws {
        let harness = try Harness.acceptedServer(timing: Self.timing())
        try harness.receive([UInt8]("GET / HTTP/1.1\r\n".utf8))
        harness.loop.advanceTime(by: .milliseconds(9900))
        #expect(harness.closes.modes.isEmpty)
        harness.loop.advanceTime(by: .milliseconds(200))
        #expect(harness.closes.modes == ["all"])
    }

    @Test func `a client gives up on a server that does not answer the handshake`() throws {
        let harness = try Harness.startedClient(timing: Self.timing())
        harness.loop.advanceTime(by: .milliseconds(9900))
        #expect(harness.events.isEmpty)
        harness.loop.advanceTime(by: .milliseconds(200))
        #expect(harness.events == [.closed(.handshakeTimedOut)])
    }

    @Test func `an unanswered close frame ends in a reset`() throws {
        let harness = try Harness.client(timing: Self.timing())
        harness.connection.close()
        harness.loop.advanceTime(by: .milliseconds(4900))
        #expect(harness.closes.modes.isEmpty)
        harness.loop.advanceTime(by: .milliseconds(200))
        #expect(harness.closes.modes == ["all"])
        #expect(harness.events.last == .closed(.closeTimedOut))
    }

    @Test func `a server does not wait for ever for the client to end the connection`() throws {
        let harness = try Harness.server(timing: Self.timing())
        try harness.receive(.close(1000))
        harness.loop.advanceTime(by: .milliseconds(5100))
        #expect(harness.closes.modes == ["output", "all"])
        #expect(harness.events.last == .closed(.closedByPeer(code: .normalClosure, reason: "")))
    }

    @Test(arguments: [true, false])
    func `pings are sent in the interval and a pong starts it anew`(isServer: Bool) throws {
        let timing = Self.timing(ping: .seconds(20))
        let harness = isServer ? try Harness.server(timing: timing) : try Harness.client(timing: timing)
        harness.loop.advanceTime(by: .milliseconds(19900))
        #expect(try harness.sent().isEmpty)
        harness.loop.advanceTime(by: .milliseconds(200))
        #expect(try harness.sentFrames() == [.ping([])])
        try harness.receive(RawFrame(10, [], masked: isServer))
        harness.loop.advanceTime(by: .milliseconds(19800))
        #expect(try harness.sent().isEmpty)
        harness.loop.advanceTime(by: .milliseconds(400))
        #expect(try harness.sentFrames() == [.ping([])])
        #expect(harness.connection.isOpen)
    }

    @Test func `a missing pong ends the connection`() throws {
        let harness = try Harness.client(timing: Self.timing(ping: .seconds(20)))
        harness.loop.advanceTime(by: .milliseconds(22900))
        #expect(harness.connection.isOpen)
        harness.loop.advanceTime(by: .milliseconds(400))
        #expect(harness.events.last == .closed(.pongTimedOut))
    }

    @Test func `an owner's ping has a deadline too`() throws {
        let harness = try Harness.client(timing: Self.timing())
        harness.connection.ping()
        try harness.receive(RawFrame(10, [], masked: false))
        harness.loop.advanceTime(by: .seconds(10))
        #expect(harness.connection.isOpen)
        harness.connection.ping()
        harness.loop.advanceTime(by: .milliseconds(3200))
        #expect(harness.events.last == .closed(.pongTimedOut))
    }

    @Test func `without time-outs nothing is scheduled`() throws {
        let harness = try Harness.server(timing: Self.timing())
        harness.loop.advanceTime(by: .seconds(1))
        #expect(harness.connection.timerLink.timer == .none)
        #expect(harness.connection.isOpen)
    }

    @Test func `many connections leave the queues in any order`() throws {
        let seed: UInt64 = 11
        var random = SeededGenerator(seed: seed)
        let eventLoop = EmbeddedEventLoop()
        let loop = WebSocketLoop(eventLoop: eventLoop, role: .client(WebSocketClientConfiguration()), seed: 0)
        var timers = ConnectionTimers(Self.timing(ping: .seconds(2)))
        let connections = (0..<50).map { _ in WebSocketConnection(loop: loop, owner: nil, isTLS: false) }
        var expected: [ObjectIdentifier: (ConnectionTimer, NIODeadline)] = [:]
        var now = NIODeadline.uptimeNanoseconds(0)
        let delays: [ConnectionTimer: TimeAmount] = [
            .handshake: .seconds(10), .ping: .seconds(2), .pong: .seconds(3), .close: .seconds(5),
        ]
        for _ in 0..<5000 {
            now = now + .milliseconds(Int64.random(in: 0...200, using: &random))
            let connection = connections.randomElement(using: &random)!
            if Int.random(in: 0..<4, using: &random) == 0 {
                timers.disarm(connection)
                expected[ObjectIdentifier(connection)] = nil
            } else {
                let timer: ConnectionTimer = [.handshake, .ping, .pong, .close].randomElement(using: &random)!
                timers.arm(connection, timer, now: now)
                expected[ObjectIdentifier(connection)] = (timer, now + delays[timer]!)
            }
            while let due = timers.popDue(now: now) {
                let wanted = expected.removeValue(forKey: ObjectIdentifier(due.connection))
                #expect(wanted?.0 == due.timer && wanted!.1 <= now, "seed \(seed)")
            }
            #expect(expected.values.allSatisfy { $0.1 > now }, "a time-out was missed; seed \(seed)")
            #expect(timers.count == expected.count)
        }
        for connection in connections {
            timers.disarm(connection)
        }
        #expect(timers.count == 0)
    }
}
