import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization
import TransferModel

/// A port that waits for one data connection, from the address of the control connection only: another host that
/// guesses the port gets nothing.
///
/// Lives on the control connection's event loop, hence `@unchecked Sendable`.
final class FTPDataPort: @unchecked Sendable {
    private let core: EndpointCore
    private let peer: String
    private let eventLoop: any EventLoop
    private var listener: (any Channel)?
    private var accepted: FTPDataConnection?
    private var isAcceptedReady = false
    private var waiting: EventLoopPromise<FTPDataConnection>?
    private var isClosed = false
    /// Ports of a configured range are tried in turn.
    private static let lastPort = Atomic<Int>(0)

    init(_ core: EndpointCore, peer: String, eventLoop: any EventLoop) {
        self.core = core
        self.peer = peer
        self.eventLoop = eventLoop
    }

    /// Opens the port and gives its number.
    func listen(on host: String) -> EventLoopFuture<Int> {
        guard let range = core.configuration.passivePorts else { return bind(host, 0) }
        return bind(host, in: range, attempts: range.count)
    }

    private func bind(_ host: String, in range: ClosedRange<Int>, attempts: Int) -> EventLoopFuture<Int> {
        let (turn, _) = Self.lastPort.add(1, ordering: .relaxed)
        let port = range.lowerBound + turn % range.count
        return bind(host, port).flatMapError { error in
            guard attempts > 1 else { return self.eventLoop.makeFailedFuture(error) }
            return self.bind(host, in: range, attempts: attempts - 1)
        }
    }

    private func bind(_ host: String, _ port: Int) -> EventLoopFuture<Int> {
        ServerBootstrap(group: eventLoop)
            .serverChannelOption(.backlog, value: 4)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // At its end NIO reads all that the kernel holds: that must not be much.
            .serverChannelOption(
                .socketOption(.so_rcvbuf), value: ChannelOptions.Types.SocketOption.Value(2 * core.limits.chunkBytes)
            )
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.arrived(channel) }
            }
            .bind(host: host, port: port)
            .flatMapThrowing { channel in
                guard !self.isClosed else {
                    channel.close(promise: nil)
                    throw ChannelError.ioOnClosedChannel
                }
                self.listener = channel
                return channel.localAddress?.port ?? 0
            }
    }

    private func arrived(_ channel: any Channel) throws {
        guard FTPHosts.text(channel.remoteAddress) == peer else {
            core.counters.withLock { $0.violations[FTPViolation.foreignAddress.rawValue, default: 0] += 1 }
            channel.close(promise: nil)
            return
        }
        guard accepted == nil, !isClosed else {
            channel.close(promise: nil)
            return
        }
        // While the connection is set up it is not usable yet, and NIO would close it together with the listener.
        accepted = try FTPDataConnection(channel, core.limits) { [weak self] in self?.isReady() }
    }

    private func isReady() {
        isAcceptedReady = true
        closeListener()
        guard let accepted, let waiting else { return }
        self.waiting = nil
        waiting.succeed(accepted)
    }

    private func closeListener() {
        listener?.close(promise: nil)
        listener = nil
    }

    /// The connection, now or when it has come.
    func connection() -> EventLoopFuture<FTPDataConnection> {
        if let accepted, isAcceptedReady { return eventLoop.makeSucceededFuture(accepted) }
        let promise = eventLoop.makePromise(of: FTPDataConnection.self)
        waiting = promise
        return promise.futureResult
    }

    /// Nothing is awaited any more; a connection that nobody took is closed.
    func close() {
        isClosed = true
        closeListener()
        if let waiting {
            self.waiting = nil
            waiting.fail(ChannelError.ioOnClosedChannel)
        }
        accepted?.channel.close(promise: nil)
    }
}

/// A data connection: holds what comes in until somebody takes it.
final class FTPDataConnection: @unchecked Sendable {
    /// What the owner hears.
    enum Event {
        case bytes(ByteBuffer)
        /// All bytes came; the peer ended the connection as it should.
        case ended
        /// The connection broke.
        case broken
        /// The TLS handshake is done.
        case secured
    }

    let channel: any Channel
    private let bottom = ResetHandler()
    private var held: [Event] = []
    private var isBroken = false
    /// Takes what comes in.
    var owner: ((Event) -> Void)? {
        didSet {
            guard let owner else { return }
            let events = held
            held = []
            for event in events { owner(event) }
        }
    }

    /// - Parameter ready: called when the connection can be used, for one that is being set up.
    init(_ channel: any Channel, _ limits: TransferEndpointLimits, ready: @escaping () -> Void = {}) throws {
        self.channel = channel
        try channel.pipeline.syncOperations.addHandler(bottom)
        try channel.pipeline.syncOperations.addHandler(Handler(self, ready))
        if let options = channel.syncOptions {
            try options.setOption(.maxMessagesPerRead, value: 1)
            try options.setOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 16_384, maximum: limits.chunkBytes))
        }
    }

    /// Puts TLS onto the connection; reads go on by themselves until the handshake is done.
    func secure(_ handler: NIOSSLServerHandler) throws {
        try channel.pipeline.syncOperations.addHandler(handler, position: .after(bottom))
        try channel.syncOptions?.setOption(.autoRead, value: true)
    }

    /// The handshake is done: one read at a time from now on.
    func readOneByOne() {
        try? channel.syncOptions?.setOption(.autoRead, value: false)
    }

    /// Ends the connection without a farewell; what was written goes out.
    func cut() { bottom.cut() }

    /// Breaks the connection.
    func reset() { bottom.reset() }

    private func heard(_ event: Event) {
        if let owner { owner(event) } else { held.append(event) }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private weak var connection: FTPDataConnection?
        private let ready: () -> Void

        init(_ connection: FTPDataConnection, _ ready: @escaping () -> Void) {
            self.connection = connection
            self.ready = ready
        }

        func channelActive(context: ChannelHandlerContext) {
            ready()
            context.fireChannelActive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            connection?.heard(.bytes(unwrapInboundIn(data)))
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if let event = event as? TLSUserEvent, case .handshakeCompleted = event { connection?.heard(.secured) }
            context.fireUserInboundEventTriggered(event)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            connection?.isBroken = true
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            guard let connection else { return }
            connection.heard(connection.isBroken ? .broken : .ended)
        }
    }
}
