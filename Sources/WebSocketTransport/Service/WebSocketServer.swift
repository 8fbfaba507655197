import NIOCore
import NIOPosix
import Synchronization

/// Accepts WebSocket connections on one address.
///
///     let server = WebSocketServer(configuration: configuration, group: group) { request, eventLoop in
///         .accept(owner: Session(request.identity))
///     }
///     let (host, port) = try await server.start()
package final class WebSocketServer: Sendable {
    /// Decides on the event loop of the connection whether it is upgraded; called for valid requests only.
    package typealias Decide = @Sendable (WebSocketServerRequest, any EventLoop) -> WebSocketServerDecision

    private let configuration: WebSocketServerConfiguration
    private let group: any EventLoopGroup
    private let loops: [ObjectIdentifier: WebSocketLoop]
    private let listener = Mutex<(any Channel)?>(nil)
    private let whenNotAccepted: (@Sendable (String) -> Void)?

    /// A server that does not listen yet.
    ///
    /// - `turns`: those of the group, so that several servers and other work share a loop's turns; nil: the server has
    ///   them for itself.
    /// - `whenNotAccepted`: is told why connections that wait cannot be taken, such as for want of file descriptors; at
    ///   most once a minute.
    package init(
        configuration: WebSocketServerConfiguration, group: any EventLoopGroup, turns: LoopTurns? = nil,
        whenNotAccepted: (@Sendable (String) -> Void)? = nil, decide: @escaping Decide
    ) {
        self.whenNotAccepted = whenNotAccepted
        self.configuration = configuration
        self.group = group
        var loops: [ObjectIdentifier: WebSocketLoop] = [:]
        for eventLoop in group.makeIterator() {
            loops[ObjectIdentifier(eventLoop)] = WebSocketLoop(
                eventLoop: eventLoop, role: .server(configuration, decide: decide), seed: 0,
                turn: turns?.turn(of: eventLoop))
        }
        self.loops = loops
    }

    /// Listens and returns the address; the port is the real one where 0 was configured.
    package func start() async throws -> (host: String, port: Int) {
        let loops = loops
        let tls = configuration.tls
        let limits = configuration.limits
        let accepted = tls == nil ? limits.maximumAcceptedOfTurn : limits.maximumAcceptedOfTurnWithTLS
        let whenNotAccepted = whenNotAccepted
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let whenNotAccepted else { return }
                    try channel.pipeline.syncOperations.addHandler(AcceptWatch(tell: whenNotAccepted))
                }
            }
            .serverChannelOption(.backlog, value: configuration.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Thousands may come at once. Each turn takes as many as leave time for those that are there, and often
            // enough that the kernel's queue does not overflow: who finds it full comes back after ever longer pauses.
            .serverChannelOption(.maxMessagesPerRead, value: UInt(max(1, accepted)))
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)] else {
                        preconditionFailure("a connection on an event loop outside the server's group")
                    }
                    loop.enterTurn()
                    let connection = WebSocketConnection(loop: loop, owner: nil, isTLS: tls != nil)
                    try ChannelSetup.prepare(channel, for: connection, tls: tls, tlsHost: nil)
                }
            }
        let channel = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
        listener.withLock { $0 = channel }
        let address = channel.localAddress
        return (address?.ipAddress ?? configuration.host, address?.port ?? configuration.port)
    }

    /// Stops listening; connections stay.
    package func stopAccepting() {
        let channel = listener.withLock { listener in
            let channel = listener
            listener = nil
            return channel
        }
        channel?.close(promise: nil)
    }

    /// Stops listening, closes every connection with 1001, and returns when all have ended, `closeTimeout` later at
    /// most.
    package func shutdown() async {
        stopAccepting()
        let ended = loops.values.map { loop in
            let promise = loop.eventLoop.makePromise(of: Void.self)
            loop.eventLoop.execute { loop.closeAll(promise) }
            return promise.futureResult
        }
        for future in ended {
            try? await future.get()
        }
    }

    /// How many handshakes were refused so far: malformed, of another kind, or by decision.
    package func refusedHandshakes() async -> Int {
        await counters().refusedHandshakes
    }

    /// What connections without an owner came to so far.
    package func counters() async -> WebSocketCounters {
        var sum = WebSocketCounters()
        for loop in loops.values {
            if let counters = try? await loop.eventLoop.submit({ loop.counters }).get() { sum += counters }
        }
        return sum
    }

    /// The same of one event loop of the server's group; call it on that loop.
    package func counters(on eventLoop: any EventLoop) -> WebSocketCounters {
        eventLoop.preconditionInEventLoop()
        return loops[ObjectIdentifier(eventLoop)]?.counters ?? WebSocketCounters()
    }
}
