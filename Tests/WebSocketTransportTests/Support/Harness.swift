import FuzzSupport
import NIOCore
import NIOEmbedded

@testable import WebSocketTransport

/// One connection on an `EmbeddedChannel`, past its handshake.
final class Harness {
    let channel: EmbeddedChannel
    let shared: WebSocketLoop
    let connection: WebSocketConnection
    let recorder = Recorder()
    let closes = CloseObserver()

    var events: [Recorder.Event] {
        recorder.events
    }

    /// The virtual event loop.
    var loop: EmbeddedEventLoop {
        channel.embeddedEventLoop
    }

    private init(
        _ role: WebSocketLoop.Role, isServer: Bool, sharing other: Harness? = nil,
        turn: ((EmbeddedEventLoop) -> LoopTurn)? = nil
    ) throws {
        channel = other.map { EmbeddedChannel(loop: $0.loop) } ?? EmbeddedChannel()
        shared =
            other?.shared
            ?? WebSocketLoop(
                eventLoop: channel.embeddedEventLoop, role: role, seed: 1, turn: turn?(channel.embeddedEventLoop))
        connection = WebSocketConnection(loop: shared, owner: isServer ? nil : recorder, isTLS: false)
        if !isServer {
            connection.handshake = WebSocketConnection.Handshake(
                .client(
                    ClientHandshake(
                        target: "/ocpp/CP1", host: "h", key: [UInt8](ServerHandshakeTests.key.utf8),
                        authorization: nil, configuration: WebSocketClientConfiguration())))
            shared.arm(connection, .handshake)
        }
        try channel.pipeline.syncOperations.addHandlers([closes, connection])
    }

    deinit {
        // The loop must not leave memory with a sweep outstanding.
        endOfStream()
        loop.advanceTime(by: .seconds(1))
    }

    /// A server that has accepted the TCP connection.
    static func acceptedServer(
        limits: WebSocketLimits = WebSocketLimits(), timing: WebSocketTiming = WebSocketTiming(),
        decide: @escaping (Recorder) -> WebSocketServerDecision = { .accept(owner: $0) },
        turn: ((EmbeddedEventLoop) -> LoopTurn)? = nil
    ) throws -> Harness {
        var configuration = WebSocketServerConfiguration()
        configuration.limits = limits
        configuration.timing = timing
        let box = Box(decide)
        let harness = try Harness(
            .server(configuration, decide: { _, _ in box.decide(box.recorder!) }), isServer: true, turn: turn)
        box.recorder = harness.recorder
        harness.channel.pipeline.fireChannelActive()
        return harness
    }

    /// Connections of one server on one event loop, after the upgrade, the answers taken off. The first one's recorder
    /// owns them all.
    static func connections(
        _ count: Int, turn: ((EmbeddedEventLoop) -> LoopTurn)? = nil
    ) throws -> [Harness] {
        let first = try server(turn: turn)
        var harnesses = [first]
        while harnesses.count < count { harnesses.append(try connection(sharing: first)) }
        return harnesses
    }

    /// One more connection of a server, after the upgrade, on the same event loop.
    static func connection(sharing first: Harness) throws -> Harness {
        let harness = try Harness(first.shared.role, isServer: true, sharing: first)
        harness.channel.pipeline.fireChannelActive()
        try harness.receive([UInt8](ServerHandshakeTests.request().utf8))
        _ = try harness.sent()
        return harness
    }

    /// A server after the upgrade, the answer taken off.
    static func server(
        limits: WebSocketLimits = WebSocketLimits(), timing: WebSocketTiming = WebSocketTiming(),
        script: [Recorder.Step] = [], turn: ((EmbeddedEventLoop) -> LoopTurn)? = nil
    ) throws -> Harness {
        let harness = try acceptedServer(limits: limits, timing: timing, turn: turn)
        harness.recorder.script = script
        try harness.receive([UInt8](ServerHandshakeTests.request().utf8))
        _ = try harness.channel.readOutbound(as: ByteBuffer.self)
        return harness
    }

    /// A client that has sent its request.
    static func startedClient(timing: WebSocketTiming = WebSocketTiming()) throws -> Harness {
        var configuration = WebSocketClientConfiguration()
        configuration.timing = timing
        let harness = try Harness(.client(configuration), isServer: false)
        harness.channel.pipeline.fireChannelActive()
        return harness
    }

    static let upgradeAnswer = [UInt8](
        """
        HTTP/1.1 101 Switching Protocols\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
        Sec-WebSocket-Protocol: ocpp1.6\r
        \r

        """.utf8)

    /// A client after the upgrade, its request taken off.
    static func client(timing: WebSocketTiming = WebSocketTiming()) throws -> Harness {
        let harness = try startedClient(timing: timing)
        _ = try harness.channel.readOutbound(as: ByteBuffer.self)
        try harness.receive(upgradeAnswer)
        return harness
    }

    /// Hands in bytes and lets the event loop's turn end.
    func receive(_ bytes: [UInt8]) throws {
        try channel.writeInbound(ByteBuffer(bytes: bytes))
        loop.run()
    }

    func receive(_ frames: RawFrame...) throws {
        try receive(frames.flatMap(\.bytes))
    }

    /// All bytes sent since the last call.
    func sent() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            bytes += buffer.readableBytesView
        }
        return bytes
    }

    /// All frames sent since the last call, as the peer reads them.
    func sentFrames() throws -> [Parsed] {
        parse([try sent()], server: !(connection.parser.isMaskExpected)).events
    }

    /// The peer ends the TCP connection.
    func endOfStream() {
        channel.pipeline.fireChannelInactive()
        loop.run()
    }

    /// Carries the test's decision; everything here happens in the test's own thread.
    private final class Box: @unchecked Sendable {
        let decide: (Recorder) -> WebSocketServerDecision
        weak var recorder: Recorder?

        init(_ decide: @escaping (Recorder) -> WebSocketServerDecision) {
            self.decide = decide
        }
    }
}

/// Stands between connection and channel; notes how the connection closes it and keeps the channel alive.
final class CloseObserver: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private(set) var modes: [String] = []
    private(set) var flushes = 0
    /// Keeps the channel open, as TLS does until its farewell has been exchanged.
    var delaysClose = false

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .all:
            modes.append("all")
            if !delaysClose {
                context.close(mode: .all, promise: promise)
            }
        case .output:
            modes.append("output")
            promise?.succeed(())
        case .input:
            modes.append("input")
            promise?.succeed(())
        }
    }

    func flush(context: ChannelHandlerContext) {
        flushes += 1
        context.flush()
    }
}
