import CentralSystemModel
import Foundation
import GRDB
import Logging
import NIOCore
import NIOPosix
import OCPPTypes
import ServiceLifecycle
import WebSocketTransport

/// The included central system: charge points over WebSocket, a durable store, an operator API.
///
/// ```swift
/// let server = CentralSystemServer(configuration: configuration, logger: logger)
/// let ready = try await server.start()  // ready.ocpp == "ws://127.0.0.1:9000/ocpp"
/// await server.stop()
/// ```
package actor CentralSystemServer: Service {
    private let configuration: CentralSystemServerConfiguration
    private let logger: Logger
    private(set) var running: Running?

    /// The parts of a started server.
    struct Running {
        var group: MultiThreadedEventLoopGroup
        var loop: CentralSystemLoop
        var writer: StoreWriter
        var pool: DatabasePool
        var server: WebSocketServer
        var api: OperatorAPIServer
    }

    /// A server that does not listen yet.
    package init(configuration: CentralSystemServerConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Opens the database, takes over its state, enters the configured id tags, and listens.
    ///
    /// - Throws: ``StoreError`` for the database, an error of NIO for an address that cannot be had.
    package func start() async throws -> ReadyAddresses {
        precondition(running == nil, "the server is running")
        let limits = configuration.limits
        let pool = try DatabaseFile.open(
            path: configuration.databasePath, busyTimeoutMilliseconds: limits.busyTimeoutMilliseconds)
        let workingSet = try await pool.read { [model = configuration.modelLimits] db in
            try WorkingSetReader.read(db, recentTransactions: model.recentTransactions, orders: model.orders)
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = CentralSystemLoop(
            eventLoop: group.next(), configuration: modelConfiguration(), limits: limits)
        let writer = StoreWriter(
            pool: pool, limits: limits, logger: logger, retention: retention(loop.clock)
        ) { loop.finished($0) }
        writer.start()
        do {
            try await loop.eventLoop.submit { [calibration = configuration.calibration] in
                loop.restore(workingSet, store: writer)
                loop.calibrate(calibration)
            }.get()
            try await enterIdTags(loop)
            let server = WebSocketServer(configuration: transport(), group: group) { request, _ in
                Self.decide(request, loop)
            }
            let (host, port) = try await server.start()
            try await loop.eventLoop.submit { loop.servers.append(server) }.get()
            let api = OperatorAPIServer(
                configuration: configuration, loop: loop, writer: writer, pool: pool, logger: logger)
            let apiAddress: (host: String, port: Int)
            do {
                apiAddress = try await api.start()
            } catch {
                await server.shutdown()
                throw error
            }
            running = Running(
                group: group, loop: loop, writer: writer, pool: pool, server: server, api: api)
            return ReadyAddresses(
                ocpp: "ws://\(Self.authority(host, port))\(configuration.path)",
                api: "http://\(Self.authority(apiAddress.host, apiAddress.port))")
        } catch {
            await writer.stop()
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// Stops listening, closes every connection with 1001, writes what waits, and prints the exit line on stderr.
    package func stop() async {
        guard let running else { return }
        self.running = nil
        // Together: a request that awaits a command is answered when its charge point's connection ends.
        async let apiStopped: Void = running.api.stop()
        await running.server.shutdown()
        await apiStopped
        await running.writer.stop()
        let snapshot = try? await running.loop.eventLoop.submit {
            running.loop.stopTimer()
            let snapshot = MetricsSnapshot(running.loop)
            // The servers hold the loop.
            running.loop.servers = []
            return snapshot
        }.get()
        try? await running.group.shutdownGracefully()
        let line = ExitLine(store: running.writer.counters, loop: snapshot?.counters).text
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// Runs until the service group shuts down.
    package func run() async throws {
        _ = try await start()
        try? await gracefulShutdown()
        await stop()
    }

    /// What the store did so far; nil while the server is not running.
    package var storeCounters: StoreCounters? { running?.writer.counters }

    // MARK: Parts

    /// The moment before which what is over may be removed.
    private func retention(_ clock: DeviceClock) -> (@Sendable () -> DateTime)? {
        guard let milliseconds = configuration.retentionMilliseconds else { return nil }
        return { clock.time(at: CentralSystemLoop.instant(.now())).adding(milliseconds: -milliseconds) }
    }

    private func modelConfiguration() -> CentralSystemConfiguration {
        let wall = DateTime(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
        let clock = DeviceClock(
            epoch: configuration.clockEpoch ?? wall, reference: CentralSystemLoop.instant(.now()),
            factor: configuration.clockFactor)
        var model = CentralSystemConfiguration(
            clock: clock, registration: configuration.registration,
            heartbeatInterval: configuration.heartbeatInterval,
            bootRetryInterval: configuration.bootRetryInterval, limits: configuration.modelLimits)
        model.dataTransferVendors = configuration.dataTransferVendors
        return model
    }

    private func transport() -> WebSocketServerConfiguration {
        var transport = WebSocketServerConfiguration()
        transport.host = configuration.listenHost
        transport.port = configuration.listenPort
        transport.pathPrefix = configuration.path
        transport.limits = configuration.webSocketLimits
        transport.timing = configuration.webSocketTiming
        return transport
    }

    private func enterIdTags(_ loop: CentralSystemLoop) async throws {
        guard !configuration.idTags.isEmpty else { return }
        let records = configuration.idTags
        switch try await loop.order({ .putIdTags(records, $0) }) {
        case .done: break
        case .limitReached:
            throw StoreError.unusable(
                path: configuration.databasePath,
                reason: "more than \(configuration.modelLimits.idTags) id tags")
        default:
            throw StoreError.unusable(path: configuration.databasePath, reason: "the id tags could not be stored")
        }
    }

    /// Decides on a handshake, on the event loop: 404 for identities that may not connect (OCPP-J errata 3.3).
    private static func decide(
        _ request: WebSocketServerRequest, _ loop: CentralSystemLoop
    ) -> WebSocketServerDecision {
        guard request.pathSegments.count == 1, !request.identity.isEmpty, loop.model.admits(identity: request.identity)
        else { return .reject(status: 404, reason: "unknown charge point") }
        guard loop.takeHandshake(of: request.identity) else {
            return .reject(status: 429, reason: "the charge point connects too often; try again later")
        }
        return .accept(owner: ChargePointSession(loop: loop, identity: request.identity))
    }

    private static func authority(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
