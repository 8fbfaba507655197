import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import TransferModel

/// HTTP or HTTPS of the endpoint on one address, on Hummingbird's server.
final class FileHTTPServer: Sendable {
    private let core: EndpointCore
    private let scheme: TransferScheme
    private let group: any EventLoopGroup
    private let logger: Logger
    private let running = Mutex<(services: ServiceGroup, task: Task<Void, any Error>)?>(nil)
    private let channels = Mutex<(any Channel)?>(nil)

    init(_ core: EndpointCore, _ scheme: TransferScheme, group: any EventLoopGroup, logger: Logger) {
        self.core = core
        self.scheme = scheme
        self.group = group
        // Hummingbird tells at `info` what the ready line tells.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        self.logger = quiet
    }

    /// Listens and returns the address.
    func start(_ address: TransferEndpointConfiguration.Address) async throws -> (host: String, port: Int) {
        let (ready, continuation) = AsyncThrowingStream<(host: String, port: Int), any Error>.makeStream()
        let core = core
        let responder = FileHTTPResponder(core: core, scheme: scheme)
        let tls = scheme == .https ? core.configuration.tlsConfiguration : nil
        let builder = HTTPServerBuilder { respond in
            let files = FileHTTPChannel(responder: respond, core: core)
            guard let tls else { return BreakableChannel(base: files) }
            return BreakableChannel(base: try TLSChannel(files, tlsConfiguration: tls))
        }
        let server = try builder.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(address.host, port: address.port), serverName: "wattswarm", backlog: 4096),
            eventLoopGroup: group, logger: logger,
            responder: { request, writer, channel in
                try await responder.respond(to: request, writer, channel)
            },
            onServerRunning: { channel in
                continuation.yield(
                    (channel.localAddress?.ipAddress ?? address.host, channel.localAddress?.port ?? address.port))
            })
        let services = ServiceGroup(services: [server], logger: logger)
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

    /// Stops listening and ends every connection.
    func stop() async {
        let running = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let running else { return }
        await running.services.triggerGracefulShutdown()
        running.task.cancel()
        _ = await running.task.result
    }
}
