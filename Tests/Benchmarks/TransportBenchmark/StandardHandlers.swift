import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The other side of the comparison: NIO's HTTP upgrade and WebSocket frame coders with a plain handler behind them.
func serveWithNIO(_ group: MultiThreadedEventLoopGroup) async throws -> Int {
    let upgrader = NIOWebSocketServerUpgrader(
        shouldUpgrade: { channel, _ in
            channel.eventLoop.makeSucceededFuture(["Sec-WebSocket-Protocol": "ocpp1.6"])
        },
        upgradePipelineHandler: { channel, _ in channel.pipeline.addHandler(StandardAnswerer()) })
    let channel = try await ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 4096)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
            channel.pipeline.configureHTTPServerPipeline(
                withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
        }
        .bind(host: "127.0.0.1", port: 0).get()
    return channel.localAddress!.port!
}

func connectWithNIO(_ loop: any EventLoop, port: Int, source: String, index: Int, _ meter: Meter) {
    let upgrader = NIOWebSocketClientUpgrader(upgradePipelineHandler: { channel, _ in
        channel.pipeline.addHandler(StandardAsker(meter))
    })
    let bootstrap = ClientBootstrap(group: loop)
        .channelOption(
            ChannelOptions.Types.SocketOption(level: .init(rawValue: 0), name: .init(rawValue: 24)), value: 1
        )
        .channelInitializer { channel in
            let request = UpgradeRequest(path: "/ocpp/CP\(index)")
            let configuration: NIOHTTPClientUpgradeSendableConfiguration = (
                upgraders: [upgrader],
                completionHandler: { context in
                    context.pipeline.context(handlerType: UpgradeRequest.self).whenSuccess { _ in
                        channel.pipeline.removeHandler(name: "request", promise: nil)
                    }
                }
            )
            return channel.pipeline.addHTTPClientHandlers(withClientUpgrade: configuration).flatMap {
                channel.pipeline.addHandler(request, name: "request")
            }
        }
    do {
        try bootstrap.bind(to: SocketAddress(ipAddress: source, port: 0))
            .connect(to: SocketAddress(ipAddress: "127.0.0.1", port: port)).whenFailure { print("failed: \($0)") }
    } catch {
        print("failed: \(error)")
    }
}

private final class UpgradeRequest: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let path: String

    init(path: String) {
        self.path = path
    }

    func channelActive(context: ChannelHandlerContext) {
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: path,
            headers: ["Host": "127.0.0.1", "Content-Length": "0", "Sec-WebSocket-Protocol": "ocpp1.6"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

private final class StandardAnswerer: ChannelInboundHandler, Sendable {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard unwrapInboundIn(data).opcode == .text else {
            return
        }
        let buffer = context.channel.allocator.buffer(bytes: answerText)
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .text, data: buffer)), promise: nil)
    }
}

private final class StandardAsker: ChannelInboundHandler, Asker, @unchecked Sendable {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let meter: Meter
    private var context: ChannelHandlerContext?

    init(_ meter: Meter) {
        self.meter = meter
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        meter.add(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        _ = unwrapInboundIn(data)
        meter.answers.add(1, ordering: .relaxed)
        if meter.isRunning.load(ordering: .relaxed) {
            ask()
        }
    }

    func ask() {
        guard let context else {
            return
        }
        let buffer = context.channel.allocator.buffer(bytes: requestText)
        let frame = WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: buffer)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }
}
