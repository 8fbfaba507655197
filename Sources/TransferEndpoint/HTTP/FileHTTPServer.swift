import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import TransferModel

/// HTTP or HTTPS of the endpoint on one address, on Hummingbird's server.
final class FileHTTPServer: Sendable {
    private let core: EndpointCore
    private let scheme: TransferScheme
    private let group: any EventLoopGroup
    private let service: ListeningService

    init(_ core: EndpointCore, _ scheme: TransferScheme, group: any EventLoopGroup, logger: Logger) {
        self.core = core
        self.scheme = scheme
        self.group = group
        // Hummingbird tells connections that a stop ends as errors; what transfers fail of is counted.
        var quiet = logger
        quiet.logLevel = .critical
        service = ListeningService(logger: quiet)
    }

    /// Listens and returns the address.
    func start(_ address: TransferEndpointConfiguration.Address) async throws -> (host: String, port: Int) {
        let core = core
        let responder = FileHTTPResponder(core: core, scheme: scheme)
        let tls = scheme == .https ? core.configuration.tlsConfiguration : nil
        let builder = HTTPServerBuilder { respond in
            let files = FileHTTPChannel(responder: respond, core: core)
            guard let tls else { return BreakableChannel(base: files) }
            return BreakableChannel(base: try TLSChannel(files, tlsConfiguration: tls))
        }
        return try await service.start(host: address.host, port: address.port) { isListening in
            try builder.buildServer(
                configuration: ServerConfiguration(
                    address: .hostname(address.host, port: address.port), serverName: "wattswarm", backlog: 4096),
                eventLoopGroup: group, logger: service.logger,
                responder: { request, writer, channel in
                    try await responder.respond(to: request, writer, channel)
                },
                onServerRunning: isListening)
        }
    }

    /// Stops listening and ends every connection.
    func stop() async { await service.stop(isCancelling: true) }
}
