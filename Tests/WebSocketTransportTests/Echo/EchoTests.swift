import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import WebSocketTransport

/// The library behind `wattswarm websocket-echo`.
@Suite(.timeLimit(.minutes(1)))
struct EchoTests {
    @Test func `the echo server answers at any path without sub-protocol until it is cancelled`() async throws {
        let (stream, ready) = AsyncStream<Int>.makeStream()
        let task = Task {
            try await WebSocketEchoServer(host: "127.0.0.1", port: 0).run { _, port in ready.yield(port) }
        }
        var ports = stream.makeAsyncIterator()
        let port = try #require(await ports.next())
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = WebSocketClientConfiguration()
        configuration.subprotocols = []
        configuration.limits = .echo
        let large = [UInt8](repeating: 7, count: 16 << 20)
        for path in ["", "/any/path?x=1"] {
            let events = try await Recorder.run(
                url: "ws://127.0.0.1:\(port)\(path)", identity: nil, group: group, configuration: configuration,
                script: [.send("a"), .sendBinary(large), .close])
            #expect(
                events == [
                    .opened(subprotocol: nil), .text("a"), .binary(large), .closed(.closedByUs(code: .normalClosure)),
                ])
        }
        task.cancel()
        try await task.value
        try await group.shutdownGracefully()
    }

    @Test func `the echo client runs every case and asks for the reports`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let log = Mutex<[String]>([])
        var configuration = WebSocketServerConfiguration()
        configuration.requireSubprotocol = false
        let server = WebSocketServer(configuration: configuration, group: group) { request, _ in
            log.withLock { $0.append(request.path + "?" + (request.query ?? "")) }
            return .accept(owner: FuzzingServer(request.path))
        }
        let port = try await server.start().port
        let client = try WebSocketEchoClient(url: "ws://127.0.0.1:\(port)", agent: "watt swarm")
        let progress = Mutex<[Int]>([])
        let count = try await client.run { done, _ in progress.withLock { $0.append(done) } }
        #expect(count == 2)
        #expect(progress.withLock { $0 } == [1, 2])
        #expect(
            log.withLock { $0 } == [
                "/getCaseCount?", "/runCase?case=1&agent=watt%20swarm", "/runCase?case=2&agent=watt%20swarm",
                "/updateReports?agent=watt%20swarm",
            ])
        await server.shutdown()
        try await group.shutdownGracefully()
    }

    @Test func `an unreachable fuzzing server is told`() async throws {
        let client = try WebSocketEchoClient(url: "ws://127.0.0.1:1")
        await #expect(throws: WebSocketEchoError.noCaseCount(.connectFailed("ECONNREFUSED"))) { try await client.run() }
    }

    /// Plays the Autobahn test suite's server: counts, sends, expects the echo, closes.
    private final class FuzzingServer: WebSocketConnectionOwner {
        private let path: String

        init(_ path: String) {
            self.path = path
        }

        func webSocketOpened(_ connection: WebSocketConnection) {
            switch path {
            case "/getCaseCount":
                "2".utf8.withContiguousStorageIfAvailable { _ = connection.send(text: UnsafeRawBufferPointer($0)) }
                connection.close()
            case "/runCase":
                "case".utf8.withContiguousStorageIfAvailable { _ = connection.send(text: UnsafeRawBufferPointer($0)) }
            default:
                connection.close()
            }
        }

        func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
            #expect(text.elementsEqual("case".utf8))
            connection.close()
        }

        func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
            #expect(reason == .closedByUs(code: .normalClosure))
        }
    }
}
