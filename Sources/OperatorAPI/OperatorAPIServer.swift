import CentralSystemDriver
import CentralSystemModel
import CentralSystemSettings
import CentralSystemStore
import FileService
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import OperatorInterface
import Synchronization
import TransferEndpoint

/// Runs the operator API on an event loop of its own.
package final class OperatorAPIServer: Sendable {
    private let api: OperatorAPI
    /// Everything that is served.
    let table: APIRouteTable
    private let host: String
    private let port: Int
    private let limits: OperatorAPILimits
    private let tls: TLSConfiguration?
    private let configuredTokens: [AccessToken]
    private let service: ListeningService
    /// The loop of all operator APIs of the process, which has one. It is never shut down: see `ListeningService`.
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let tokenWatch = Mutex<Task<Void, Never>?>(nil)

    /// What the API needs before it may serve, checked before anything listens.
    package struct Admission: Sendable {
        /// The settings of TLS; nil without a certificate.
        var tls: TLSConfiguration?
        /// Tokens of the database.
        var stored: [AccessToken]

        /// Looks at the settings.
        ///
        /// - `stored`: tokens of the database.
        /// - Throws: ``OperatorAPIStartError`` when the API would serve strangers unprotected, or a file is wrong.
        package init(_ configuration: CentralSystemServerConfiguration, stored: [AccessToken]) throws {
            tls = try configuration.api.tlsConfiguration()
            self.stored = stored
            try configuration.api.checkExposure(host: configuration.apiHost, hasStoredTokens: !stored.isEmpty)
        }
    }

    /// An API that does not listen yet.
    ///
    /// - `loop`: owns the model that is asked and ordered.
    /// - `writer`: tells of its commits.
    /// - `store`: answers what the model does not hold.
    /// - `lost`: transaction ids that starts found to be lost.
    /// - `ocppURL`: where charge points connect, for people.
    package init(
        configuration: CentralSystemServerConfiguration, admission: Admission, loop: CentralSystemLoop,
        writer: StoreWriter, store: StoreReader, lost: [LostTransactions], watch: WatchLog?, files: FilesService?,
        ocppURL: String, logger: Logger
    ) {
        tls = admission.tls
        configuredTokens = configuration.api.tokens
        limits = configuration.api.limits
        api = OperatorAPI(
            loop: loop, writer: writer, store: store, limits: limits, clock: loop.clock,
            access: AccessControl(
                tokens: AccessTokens(configuredTokens + admission.stored), limits: limits, isTLS: tls != nil,
                isLoopback: Origin.isLoopback(address: configuration.apiHost)),
            version: configuration.version, ocppURL: ocppURL, lost: lost, watch: watch, files: files,
            streams: StreamCount(limit: limits.eventStreams),
            gate: ConnectionGate(limits: limits))
        table = api.table
        host = configuration.apiHost
        port = configuration.apiPort
        service = ListeningService(logger: logger)
    }

    /// `http` or `https`.
    package var scheme: String { tls == nil ? "http" : "https" }

    /// Listens and returns the address.
    ///
    /// - Throws: an error of NIO when the address cannot be had.
    package func start() async throws -> (host: String, port: Int) {
        let (gate, limits, tls) = (api.gate, limits, tls)
        let server = HTTPServerBuilder { respond in
            let connections = OperatorHTTPChannel(responder: respond, gate: gate, limits: limits)
            guard let tls else { return connections }
            return try TLSChannel(connections, tlsConfiguration: tls)
        }
        let address = try await service.start(host: host, port: port) { isListening in
            Application(
                router: table.router(access: api.access, limits: limits), server: server,
                configuration: ApplicationConfiguration(
                    address: .hostname(host, port: port), serverName: "wattswarm"),
                onServerRunning: isListening, eventLoopGroupProvider: .shared(Self.group), logger: service.logger)
        }
        let watch = Task { await watchTokens() }
        tokenWatch.withLock { $0 = watch }
        return address
    }

    /// Stops listening, lets requests in flight be answered, and ends the connections.
    package func stop() async {
        tokenWatch.withLock { $0?.cancel() }
        let loop = api.loop
        await service.stop(isCancelling: false) {
            // Readers that wait for news see that it is over.
            loop.eventLoop.execute { loop.live.wakeAll() }
        }
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
        let stored = try await api.store.operatorTokens()
        api.access.set(AccessTokens(configuredTokens + stored))
    }
}
