import Foundation
import NIOCore
import NIOPosix

/// A TCP connection to the operator API that sends text and reads what comes, for streams and broken requests.
final class RawConnection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private let continuation: AsyncStream<String>.Continuation
    private var chunks: AsyncStream<String>.Iterator
    private var channel: (any Channel)?
    /// Everything that came.
    private(set) var text = ""

    private init() {
        let (stream, continuation) = AsyncStream<String>.makeStream()
        self.continuation = continuation
        chunks = stream.makeAsyncIterator()
    }

    /// Connects to the address in an URL like `http://127.0.0.1:8080`.
    static func open(_ url: String, receiveBuffer: Int32? = nil) async throws -> RawConnection {
        let connection = RawConnection()
        guard let components = URLComponents(string: url), let host = components.host, let port = components.port else {
            throw URLError(.badURL)
        }
        var bootstrap = ClientBootstrap(group: group).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(connection) }
        }
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: Int(receiveBuffer))
                .channelOption(.autoRead, value: false)
        }
        connection.channel = try await bootstrap.connect(host: host, port: port).get()
        return connection
    }

    /// Sends the head of a GET.
    func get(_ path: String, headers: [String: String] = [:]) {
        let fields = headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        send("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(fields)\r\n")
    }

    func send(_ text: String) {
        channel?.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    /// Reads until the text holds a part; false when the connection ends before.
    func read(until part: String) async -> Bool {
        while !text.contains(part) {
            guard let chunk = await chunks.next() else { return false }
            text += chunk
        }
        return true
    }

    /// Reads until the other side closes.
    func readToEnd() async {
        while let chunk = await chunks.next() { text += chunk }
    }

    func close() { channel?.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        continuation.yield(String(buffer: unwrapInboundIn(data)))
    }

    func channelInactive(context: ChannelHandlerContext) { continuation.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
