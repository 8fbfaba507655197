import Foundation
import NIOCore
import NIOPosix

/// Sends a handmade WebSocket upgrade and gives the head of the answer, line by line.
enum RawUpgrade {
    static func answer(
        host: String, port: Int, path: String, subprotocols: String?, authorization: String? = nil
    ) async throws -> [String] {
        let received = ScriptedChargePoint.group.next().makePromise(of: String.self)
        let channel = try await ClientBootstrap(group: ScriptedChargePoint.group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(HeadCollector(received))
                }
            }
            .connect(host: host, port: port).get()
        var request = "GET \(path) HTTP/1.1\r\nHost: \(host):\(port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        request += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        if let subprotocols { request += "Sec-WebSocket-Protocol: \(subprotocols)\r\n" }
        if let authorization { request += "Authorization: \(authorization)\r\n" }
        try await channel.writeAndFlush(ByteBuffer(string: request + "\r\n"))
        let head = try await received.futureResult.get()
        try? await channel.close()
        return head.split(separator: "\r\n").map(String.init)
    }

    /// Collects bytes up to the empty line, or to the end of the stream.
    private final class HeadCollector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private var text = ""
        private var promise: EventLoopPromise<String>?

        init(_ promise: EventLoopPromise<String>) {
            self.promise = promise
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            if let end = text.range(of: "\r\n\r\n") { finish(String(text[..<end.lowerBound])) }
        }

        func channelInactive(context: ChannelHandlerContext) { finish(text) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            finish(text)
            context.close(promise: nil)
        }

        private func finish(_ head: String) {
            promise?.succeed(head)
            promise = nil
        }
    }
}
