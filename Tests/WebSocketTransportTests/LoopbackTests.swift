import NIOCore
import NIOPosix
import Testing

@testable import WebSocketTransport

/// Client and server of ours over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct LoopbackTests {
    @Test func `text goes from client to server and back`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = WebSocketServer(configuration: WebSocketServerConfiguration(), group: group) { _, _ in
            .accept(owner: EchoingOwner())
        }
        let (host, port) = try await server.start()
        let events = try await Recorder.run(
            url: "ws://\(host):\(port)/ocpp", identity: "RDAM 123", group: group,
            script: [.send("hello"), .send("grüße"), .close])
        #expect(
            events == [
                .opened(subprotocol: "ocpp1.6"), .text("hello"), .text("grüße"),
                .closed(.closedByUs(code: .normalClosure)),
            ])
        await server.shutdown()
        try await group.shutdownGracefully()
    }
}
