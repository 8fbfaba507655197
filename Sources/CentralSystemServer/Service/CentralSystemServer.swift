import CentralSystemDriver
import CentralSystemModel
import CentralSystemSettings
import CentralSystemStore
import FileService
import Foundation
import Logging
import NIOCore
import NIOPosix
import OCPPTypes
import OperatorAPI
import ServiceLifecycle
import StandardStreams
import TextFormats
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
    private let storeLimits: StoreLimits
    private let logger: Logger
    private(set) var running: Running?

    /// The parts of a started server, or of one that starts.
    struct Running {
        var group: MultiThreadedEventLoopGroup
        var turns: LoopTurns
        var loop: CentralSystemLoop
        var writer: StoreWriter
        var lock: DatabaseLock
        /// What a start of this or an earlier central system found to be lost.
        var lost: [LostTransactions]
        var servers: [WebSocketServer] = []
        var api: OperatorAPIServer?
        var desk: SigningDesk?
        var watch: WatchLog?
        var files: FilesService?
    }

    /// A server that does not listen yet.
    ///
    /// - `storeLimits`: bounds of the store; no flag sets them.
    package init(
        configuration: CentralSystemServerConfiguration, storeLimits: StoreLimits = StoreLimits(), logger: Logger
    ) {
        self.configuration = configuration
        self.storeLimits = storeLimits
        self.logger = logger
    }

    /// Opens the database, takes over its state, enters the configured id tags, and listens.
    ///
    /// - Throws: `StoreError` for the database, `ListenFailure` for an address that cannot be had; then nothing is
    ///   left of the attempt.
    package func start() async throws -> ReadyAddresses { try await start { _ in } }

    /// - Parameter watching: for tests: sees the parts before they listen.
    func start(watching: @Sendable (Running) -> Void) async throws -> ReadyAddresses {
        precondition(running == nil, "the server is running")
        var store = try await openStore()
        let admission: OperatorAPIServer.Admission
        do {
            admission = try OperatorAPIServer.Admission(configuration, stored: store.tokens)
        } catch {
            store.close()
            throw error
        }
        let limits = configuration.limits
        let turns = LoopTurns()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1, metricsDelegate: turns)
        let model = modelConfiguration()
        let watch = watchLog(clock: model.clock)
        let eventLoop = group.next()
        let loop = CentralSystemLoop(
            eventLoop: eventLoop, configuration: model, limits: limits, watch: watch, turn: turns.turn(of: eventLoop),
            logger: logger)
        if let gap = store.gap { store.tell(gap, at: Self.wallTime(), logger) }
        let writer = store.writer(
            logger: logger, retention: retention(loop.clock), isOfInterest: OperatorEvent.isOfInterest
        ) { loop.finished(StoreOutcome(tokens: $0.tokens, isStored: $0.isStored, events: $0.events)) }
        writer.start()
        var parts = Running(
            group: group, turns: turns, loop: loop, writer: writer, lock: store.lock, lost: store.lost, watch: watch)
        watching(parts)
        do {
            let ready = try await listen(&parts, store, admission)
            running = parts
            return ready
        } catch {
            await end(parts)
            throw error
        }
    }

    private func openStore() async throws -> OpenStore {
        try await OpenStore.open(
            path: configuration.databasePath, limits: storeLimits, model: configuration.modelLimits)
    }

    /// Brings everything up behind the store: the model's state, files, the listeners, the operator API.
    private func listen(
        _ parts: inout Running, _ store: OpenStore, _ admission: OperatorAPIServer.Admission
    ) async throws -> ReadyAddresses {
        if configuration.files.isOn {
            parts.files = try await FilesService.start(
                configuration.files, databasePath: configuration.databasePath, records: store.files, logger: logger)
        }
        parts.desk = configuration.security.signing.map { SigningDesk($0, cpoName: configuration.security.cpoName) }
        let (loop, desk, writer) = (parts.loop, parts.desk, parts.writer)
        try await loop.eventLoop.submit { [calibration = configuration.calibration, workingSet = store.workingSet] in
            loop.desk = desk
            loop.restore(workingSet, store: StoreMailbox { writer.submit($0, $1) })
            loop.calibrate(calibration)
        }.get()
        try await enterIdTags(loop)
        try await enterAuthorizationKeys(loop)
        let (servers, endpoints) = try await listen(loop, parts.group, parts.turns)
        parts.servers = servers
        try await loop.eventLoop.submit { loop.servers += servers }.get()
        let api = OperatorAPIServer(
            configuration: configuration, admission: admission, loop: loop, writer: writer, store: store.reader,
            lost: parts.lost, watch: parts.watch, files: parts.files, ocppURL: endpoints[0].url, logger: logger)
        let apiAddress: (host: String, port: Int)
        do {
            apiAddress = try await api.start()
        } catch {
            throw ListenFailure(
                "operators", flag: "--api", host: configuration.apiHost, port: configuration.apiPort, error)
        }
        parts.api = api
        let files = parts.files
        return ReadyAddresses(
            ocpp: endpoints[0].url, further: Array(endpoints.dropFirst()),
            api: "\(api.scheme)://\(HostPort(host: apiAddress.host, port: apiAddress.port))",
            httpFiles: files?.readyURL(.http), httpsFiles: files?.readyURL(.https), ftp: files?.readyURL(.ftp),
            ftps: files?.readyURL(.ftps))
    }

    /// Stops listening, closes every connection with 1001, writes what waits, and prints the exit line on stderr.
    package func stop() async {
        guard let running else { return }
        self.running = nil
        let counters = await end(running)
        let line = ExitLine(store: running.writer.counters, loop: counters).text
        StandardStream.error.writePassing(line + "\n")
    }

    /// Ends the parts of a server, also of one that has not come up; what the loop counted.
    @discardableResult
    private func end(_ parts: Running) async -> CentralSystemLoop.Counters? {
        // Together: a request that awaits a command is answered when its charge point's connection ends.
        async let apiStopped: Void? = parts.api?.stop()
        for server in parts.servers { server.stopAccepting() }
        for server in parts.servers { await server.shutdown() }
        _ = await apiStopped
        await parts.desk?.stop()
        await parts.files?.stop()
        await parts.writer.stop()
        parts.watch?.flush()
        let loop = parts.loop
        let counters = try? await loop.eventLoop.submit {
            var counters = loop.counters
            counters.longestTurnMicroseconds = Int(loop.turn.longestNanoseconds / 1000)
            loop.release()
            return counters
        }.get()
        try? await parts.group.shutdownGracefully()
        parts.lock.release()
        return counters
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

    private static func wallTime() -> DateTime {
        DateTime(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
    }

    private func modelConfiguration() -> CentralSystemConfiguration {
        let clock = DeviceClock(
            epoch: configuration.clockEpoch ?? Self.wallTime(), reference: CentralSystemLoop.instant(.now()),
            factor: configuration.clockFactor)
        var model = CentralSystemConfiguration(
            clock: clock, registration: configuration.registration,
            heartbeatInterval: configuration.heartbeatInterval,
            bootRetryInterval: configuration.bootRetryInterval, limits: configuration.modelLimits,
            signsCertificates: configuration.security.signing != nil)
        model.dataTransferVendors = configuration.dataTransferVendors
        model.acceptsAnyIdTag = configuration.acceptsAnyIdTag
        model.authorizationKeyGraceMilliseconds = Int64(configuration.authorizationKeyGraceSeconds) * 1_000
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
                    profile: listener.profile, cpoName: configuration.security.cpoName, policy: listener.policy)
                let server = WebSocketServer(
                    configuration: try listener.transport(configuration), group: group, turns: turns,
                    whenNotAccepted: { [logger] in
                        logger.error("charge points that connect cannot be taken", metadata: ["error": .string($0)])
                    }
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
                        url: "\(scheme)://\(HostPort(host: host, port: port))\(configuration.path)"))
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
        if configuration.acceptsAnyIdTag {
            logger.notice(
                "any id tag is accepted; leave out --id-tags accept to accept only those that are entered")
        }
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
}
