import GRDB
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Runs the operator API on an event loop of its own.
final class OperatorAPIServer: Sendable {
    private let api: OperatorAPI
    private let host: String
    private let port: Int
    private let logger: Logger
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let running = Mutex<(services: ServiceGroup, task: Task<Void, any Error>)?>(nil)

    init(
        configuration: CentralSystemServerConfiguration, loop: CentralSystemLoop, writer: StoreWriter,
        pool: DatabasePool, logger: Logger
    ) {
        api = OperatorAPI(
            loop: loop, writer: writer, pool: pool, limits: configuration.limits,
            clock: loop.clock)
        host = configuration.apiHost
        port = configuration.apiPort
        var quiet = logger
        // Hummingbird tells at `info` what the ready line tells.
        quiet.logLevel = max(logger.logLevel, .warning)
        self.logger = quiet
    }

    /// Listens and returns the address.
    ///
    /// - Throws: an error of NIO when the address cannot be had.
    func start() async throws -> (host: String, port: Int) {
        let (ready, continuation) = AsyncThrowingStream<(host: String, port: Int), any Error>.makeStream()
        let host = host
        let application = Application(
            router: api.router(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "wattswarm"),
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
        running.withLock { $0 = (services, task) }
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
            await running.services.triggerGracefulShutdown()
            _ = await running.task.result
        }
        try? await group.shutdownGracefully()
    }
}
