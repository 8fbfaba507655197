import CentralSystemModel
import GRDB
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import OperatorInterface
import ServiceLifecycle
import Synchronization

/// Runs the operator API on an event loop of its own.
final class OperatorAPIServer: Sendable {
    private let api: OperatorAPI
    /// Everything that is served.
    let table: APIRouteTable
    private let host: String
    private let port: Int
    private let limits: OperatorAPILimits
    private let tls: TLSConfiguration?
    private let configuredTokens: [AccessToken]
    private let logger: Logger
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let running = Mutex<Running?>(nil)

    private struct Running {
        var services: ServiceGroup
        var task: Task<Void, any Error>
        var tokenWatch: Task<Void, Never>
    }

    /// What the API needs before it may serve, checked before anything listens.
    struct Admission: Sendable {
        /// The settings of TLS; nil without a certificate.
        var tls: TLSConfiguration?
        /// Tokens of the database.
        var stored: [AccessToken]

        /// - Throws: ``OperatorAPIStartError`` when the API would serve strangers unprotected, or a file is wrong.
        init(_ configuration: CentralSystemServerConfiguration, pool: DatabasePool) throws {
            tls = try configuration.api.tlsConfiguration()
            stored = try pool.read(OperatorTokenStore.tokens)
            try configuration.api.checkExposure(host: configuration.apiHost, hasStoredTokens: !stored.isEmpty)
        }
    }

    init(
        configuration: CentralSystemServerConfiguration, admission: Admission, loop: CentralSystemLoop,
        writer: StoreWriter, pool: DatabasePool, watch: WatchLog?, ocppURL: String, logger: Logger
    ) {
        tls = admission.tls
        configuredTokens = configuration.api.tokens
        limits = configuration.api.limits
        api = OperatorAPI(
            loop: loop, writer: writer, pool: pool, limits: limits, clock: loop.clock,
            access: AccessControl(
                tokens: AccessTokens(configuredTokens + admission.stored), limits: limits, isTLS: tls != nil,
                isLoopback: Origin.isLoopback(address: configuration.apiHost)),
            version: configuration.version, ocppURL: ocppURL, watch: watch,
            streams: StreamCount(limit: limits.eventStreams))
        table = api.table
        host = configuration.apiHost
        port = configuration.apiPort
        var quiet = logger
        // Hummingbird tells at `info` what the ready line tells.
        quiet.logLevel = max(logger.logLevel, .warning)
        self.logger = quiet
    }

    /// `http` or `https`.
    var scheme: String { tls == nil ? "http" : "https" }

    /// Listens and returns the address.
    ///
    /// - Throws: an error of NIO when the address cannot be had.
    func start() async throws -> (host: String, port: Int) {
        let (ready, continuation) = AsyncThrowingStream<(host: String, port: Int), any Error>.makeStream()
        let host = host
        let http1 = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                idleTimeout: .nanoseconds(limits.idleTimeout.components.seconds * 1_000_000_000),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 100)))
        let application = Application(
            router: table.router(access: api.access, limits: limits),
            server: try tls.map { try .tls(http1, tlsConfiguration: $0) } ?? http1,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "wattswarm",
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            onServerRunning: { channel in
                continuation.yield((channel.localAddress?.ipAddress ?? host, channel.localAddress?.port ?? 0))
            },
            eventLoopGroupProvider: .shared(group), logger: logger)
        let services = ServiceGroup(services: [application], logger: logger)
        let task = Task {
            do {
                try await services.run()
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        let watch = Task { await watchTokens() }
        running.withLock { $0 = Running(services: services, task: task, tokenWatch: watch) }
        do {
            for try await address in ready { return address }
            throw CancellationError()
        } catch {
            await stop()
            throw error
        }
    }

    /// Stops listening, lets requests in flight be answered, and ends the connections.
    func stop() async {
        let running = running.withLock { running in
            defer { running = nil }
            return running
        }
        if let running {
            running.tokenWatch.cancel()
            await running.services.triggerGracefulShutdown()
            // Readers that wait for news see that it is over.
            let loop = api.loop
            loop.eventLoop.execute { loop.live.wakeAll() }
            _ = await running.task.result
        }
        try? await group.shutdownGracefully()
    }

    /// Takes over what `csms token` did to the database, once a second.
    private func watchTokens() async {
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .seconds(1))
                try await refreshTokens()
            } catch {
                // A database that cannot be read now keeps the tokens that are known; the next look may succeed.
                continue
            }
        }
    }

    /// Takes over the tokens of the database.
    func refreshTokens() async throws {
        let stored = try await api.pool.read(OperatorTokenStore.tokens)
        api.access.set(AccessTokens(configuredTokens + stored))
    }
}
