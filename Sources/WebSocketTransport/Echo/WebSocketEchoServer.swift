import NIOCore
import NIOPosix

/// An echo server at any path, with any sub-protocol or none, for the Autobahn test suite's fuzzing client and for
/// trying out other clients. Messages up to 16 MiB.
package struct WebSocketEchoServer: Sendable {
    /// Name or address to listen on.
    package var host: String
    /// 0 picks a free one.
    package var port: Int

    /// A server that does not run yet.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Serves until the task is cancelled, then closes all connections with 1001.
    ///
    /// - Parameter whenReady: gets the address it listens on.
    package func run(whenReady: @Sendable (_ host: String, _ port: Int) -> Void = { _, _ in }) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = WebSocketServerConfiguration()
        configuration.host = host
        configuration.port = port
        configuration.subprotocols = []
        configuration.requireSubprotocol = false
        configuration.limits = .echo
        let server = WebSocketServer(configuration: configuration, group: group) { _, _ in
            .accept(owner: EchoOwner())
        }
        do {
            let address = try await server.start()
            whenReady(address.host, address.port)
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(3600))
            }
            await server.shutdown()
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }
}
