import CentralSystemModel
import Foundation
import GRDB
import Logging
import NIOCore
import NIOPosix
import OCPPTypes
import ServiceLifecycle
import TransferEndpoint
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
        var servers: [WebSocketServer]
        var api: OperatorAPIServer
        var desk: SigningDesk?
        var watch: WatchLog?
        var files: FilesService?
    }

    /// A server that does not listen yet.
    package init(configuration: CentralSystemServerConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Opens the database, takes over its state, enters the configured id tags, and listens.
    ///
    /// - Throws: ``StoreError`` for the database, ``ListenFailure`` for an address that cannot be had.
    package func start() async throws -> ReadyAddresses {
        precondition(running == nil, "the server is running")
        let limits = configuration.limits
        let pool = try DatabaseFile.open(
            path: configuration.databasePath, busyTimeoutMilliseconds: limits.busyTimeoutMilliseconds)
        let workingSet = try await pool.read { [model = configuration.modelLimits] db in
            try WorkingSetReader.read(db, recentTransactions: model.recentTransactions, orders: model.orders)
        }
        let admission: OperatorAPIServer.Admission
        do {
            admission = try OperatorAPIServer.Admission(configuration, pool: pool)
        } catch {
            try? pool.close()
            throw error
        }
        let turns = LoopTurns()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1, metricsDelegate: turns)
        let model = modelConfiguration()
        let watch = watchLog(clock: model.clock)
        let eventLoop = group.next()
        let loop = CentralSystemLoop(
            eventLoop: eventLoop, configuration: model, limits: limits, watch: watch, turn: turns.turn(of: eventLoop))
        let writer = StoreWriter(
            pool: pool, limits: limits, logger: logger, retention: retention(loop.clock)
        ) { loop.finished($0) }
        writer.start()
        var files: FilesService?
        do {
            if configuration.files.isOn {
                files = try await FilesService.start(
                    configuration.files, databasePath: configuration.databasePath, pool: pool, logger: logger)
            }
            let desk = configuration.security.signing.map {
                SigningDesk($0, cpoName: configuration.security.cpoName)
            }
            try await loop.eventLoop.submit { [calibration = configuration.calibration] in
                loop.desk = desk
                loop.restore(workingSet, store: writer)
                loop.calibrate(calibration)
            }.get()
            try await enterIdTags(loop)
            try await enterAuthorizationKeys(loop)
            let (servers, endpoints) = try await listen(loop, group, turns)
            try await loop.eventLoop.submit { loop.servers += servers }.get()
            let api = OperatorAPIServer(
                configuration: configuration, admission: admission, loop: loop, writer: writer, pool: pool,
                watch: watch, files: files, ocppURL: endpoints[0].url, logger: logger)
            let apiAddress: (host: String, port: Int)
            do {
                apiAddress = try await api.start()
            } catch {
                for server in servers { await server.shutdown() }
                throw ListenFailure(
                    "operators", flag: "--api", host: configuration.apiHost, port: configuration.apiPort, error)
            }
            running = Running(
                group: group, loop: loop, writer: writer, pool: pool, servers: servers, api: api, desk: desk,
                watch: watch, files: files)
            return ReadyAddresses(
                ocpp: endpoints[0].url, further: Array(endpoints.dropFirst()),
                api: "\(api.scheme)://\(Self.authority(apiAddress.host, apiAddress.port))",
                httpFiles: files?.readyURL(.http), httpsFiles: files?.readyURL(.https), ftp: files?.readyURL(.ftp),
                ftps: files?.readyURL(.ftps))
        } catch {
            await files?.stop()
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
        for server in running.servers { server.stopAccepting() }
        for server in running.servers { await server.shutdown() }
        await apiStopped
        await running.desk?.stop()
        await running.files?.stop()
        await running.writer.stop()
        running.watch?.flush()
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

    private func watchLog(clock: DeviceClock) -> WatchLog? {
        guard let folder = configuration.watchFolder else { return nil }
        let watch = WatchLog(
            folder: folder, limits: configuration.watchLimits,
            clock: { clock.time(at: CentralSystemLoop.instant(.now())) }, logger: logger)
        for identity in configuration.watchList where !watch.add(identity) {
            logger.error("the watch list is full", metadata: ["charge_point_id": .string(identity)])
        }
        return watch
    }

    private func modelConfiguration() -> CentralSystemConfiguration {
        let wall = DateTime(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
        let clock = DeviceClock(
            epoch: configuration.clockEpoch ?? wall, reference: CentralSystemLoop.instant(.now()),
            factor: configuration.clockFactor)
        var model = CentralSystemConfiguration(
            clock: clock, registration: configuration.registration,
            heartbeatInterval: configuration.heartbeatInterval,
            bootRetryInterval: configuration.bootRetryInterval, limits: configuration.modelLimits,
            signsCertificates: configuration.security.signing != nil)
        model.dataTransferVendors = configuration.dataTransferVendors
        return model
    }

    /// Starts every listener; when one fails, those before it end.
    private func listen(
        _ loop: CentralSystemLoop, _ group: MultiThreadedEventLoopGroup, _ turns: LoopTurns
    ) async throws -> ([WebSocketServer], [ReadyAddresses.Endpoint]) {
        precondition(!configuration.listeners.isEmpty, "a central system listens somewhere")
        var servers: [WebSocketServer] = []
        var endpoints: [ReadyAddresses.Endpoint] = []
        do {
            for listener in configuration.listeners {
                let handshakeGuard = HandshakeGuard(
                    profile: listener.profile, cpoName: configuration.security.cpoName)
                let server = WebSocketServer(
                    configuration: try listener.transport(configuration), group: group, turns: turns
                ) { request, _ in handshakeGuard.decide(request, loop) }
                let (host, port): (String, Int)
                do {
                    (host, port) = try await server.start()
                } catch {
                    throw ListenFailure(
                        "charge points", flag: "--listen", host: listener.host, port: listener.port, error)
                }
                servers.append(server)
                let scheme = listener.profile >= 2 ? "wss" : "ws"
                endpoints.append(
                    ReadyAddresses.Endpoint(
                        profile: listener.profile,
                        url: "\(scheme)://\(Self.authority(host, port))\(configuration.path)"))
            }
        } catch {
            for server in servers { await server.shutdown() }
            throw error
        }
        return (servers, endpoints)
    }

    private func enterAuthorizationKeys(_ loop: CentralSystemLoop) async throws {
        guard !configuration.security.authorizationKeys.isEmpty else { return }
        switch try await loop.enter(configuration.security.authorizationKeys) {
        case .done: break
        case .limitReached:
            throw StoreError.unusable(
                path: configuration.databasePath,
                reason: "more than \(configuration.modelLimits.chargePoints) charge points, or an identity of more "
                    + "than \(configuration.modelLimits.identityBytes) bytes")
        default:
            throw StoreError.unusable(
                path: configuration.databasePath, reason: "the authorization keys could not be stored")
        }
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

    private static func authority(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
