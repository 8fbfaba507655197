import ChargePointModel
import Fleet
import Measurement
import NIOCore
import NIOPosix
import OCPPTypes
import Scenario
import Synchronization
import Testing
import WebSocketTransport

@testable import LoadEngine

/// Connects, boots and losses of a fleet on real sockets.
@Suite(.timeLimit(.minutes(1))) struct OutageRunTests {
    /// Accepts every boot; on demand it resets all connections once.
    private final class Target: WebSocketConnectionOwner, @unchecked Sendable {
        // On the server's one loop only.
        private var connections: [ObjectIdentifier: WebSocketConnection] = [:]
        let boots = Mutex(0)
        let opened = Mutex(0)

        func webSocketOpened(_ connection: WebSocketConnection) {
            connections[ObjectIdentifier(connection)] = connection
            opened.withLock { $0 += 1 }
        }

        func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
            connections[ObjectIdentifier(connection)] = nil
        }

        func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
            let words = String(decoding: text, as: UTF8.self).split(separator: "\"")
            guard words.count > 3 else { return }
            var payload = "{}"
            if words[3] == "BootNotification" {
                payload =
                    "{\"status\":\"Accepted\",\"currentTime\":\"2030-01-01T00:00:00.000Z\",\"interval\":3600}"
                boots.withLock { $0 += 1 }
            }
            var answer = "[3,\"\(words[1])\",\(payload)]"
            answer.withUTF8 { _ = connection.send(text: UnsafeRawBufferPointer($0)) }
        }

        func resetAll() {
            for connection in connections.values { connection.abort() }
        }
    }

    private func plan(_ count: Int) throws -> Plan {
        let text = "{scenario: outage, duration: 60s, fleet: {cp: {count: \(count), behaviour: idle}}}"
        let compiled = ScenarioCompiler.compile(text: text, fileName: "outage.yaml")
        return try #require(compiled.plan, Comment(rawValue: compiled.renderedDiagnostics))
    }

    /// The loss of a connection, not that of a CALL that was open on it.
    private static func isLoss(_ line: EventLine) -> Bool { line.kind == .connectionLost && line.action == nil }

    @Test(arguments: [1, 2]) func `a loss of all connections is one outage that ends when all are back`(
        loops: Int
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let target = Target()
        let server = WebSocketServer(configuration: WebSocketServerConfiguration(), group: group) { _, _ in
            .accept(owner: target)
        }
        let port = try await server.start().port
        var options = RunOptions(endpoint: "ws://127.0.0.1:\(port)/ocpp", epoch: DateTime(millisecondsSince1970: 0))
        options.loops = loops
        options.drainSeconds = 1
        let engine = try LoadEngine(plan: try plan(6), options: options)
        let state = Mutex((hasReset: false, lines: [EventLine]()))
        let outcome = try await engine.run(interval: 10) { progress, lines in
            let isBooted = progress.booted == 6
            let (reset, stop) = state.withLock { state in
                state.lines += lines.events
                defer { if isBooted { state.hasReset = true } }
                // Lines of one loop may be written a look later than those of the other.
                let lost = state.lines.filter(Self.isLoss).count
                let connected = state.lines.filter { $0.kind == .connected }.count
                let isBack = connected == 12 && lost >= 6 && progress.connected == 6
                return (isBooted && !state.hasReset, isBack)
            }
            if reset { group.next().execute { target.resetAll() } }
            if stop { engine.stop() }
        }
        await server.shutdown()
        try await group.shutdownGracefully()

        let fleet = outcome.statistics.fleet
        #expect(fleet.outages.all.count == 1)
        #expect(fleet.outages.all.first?.lost == 6)
        let recovery = try #require(fleet.outages.worstRecovery)
        #expect(recovery > 0)
        #expect(fleet.reconnects == 6)
        #expect(fleet.phases.tcp.count == 12 && fleet.phases.upgrade.count == 12 && fleet.phases.waiting.count == 12)
        #expect(fleet.phases.boot.count == 6 && fleet.phases.tls.count == 0)
        #expect(fleet.allBooted != nil)
        #expect(outcome.statistics.longestTurnNanoseconds > 0)

        // The same from the events: who was lost, and when the last of them was back.
        let lines = state.withLock { $0.lines }
        let lost = lines.filter(Self.isLoss)
        let connected = lines.filter { $0.kind == .connected }
        #expect(lines.filter { $0.kind == .booted }.count == 6)
        #expect(lost.count == 6 && connected.count == 12)
        let began = try #require(lost.map(\.offsetMilliseconds).min())
        let ended = try #require(connected.map(\.offsetMilliseconds).max())
        #expect(abs(ended - began - Double(recovery) / 1e6) < 0.01)
    }

    @Test func `connects and boots beyond their limit are counted, and leave room for what goes wrong`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let target = Target()
        let server = WebSocketServer(configuration: WebSocketServerConfiguration(), group: group) { _, _ in
            .accept(owner: target)
        }
        let port = try await server.start().port
        var options = RunOptions(endpoint: "ws://127.0.0.1:\(port)/ocpp", epoch: DateTime(millisecondsSince1970: 0))
        options.connectionEventLimit = 5
        options.drainSeconds = 1
        let engine = try LoadEngine(plan: try plan(8), options: options)
        let lines = Mutex([EventLine]())
        let outcome = try await engine.run(interval: 10) { progress, new in
            lines.withLock { $0 += new.events }
            if progress.booted == 8 { engine.stop() }
        }
        await server.shutdown()
        try await group.shutdownGracefully()
        #expect(lines.withLock { $0.filter { $0.kind == .connected || $0.kind == .booted }.count } == 5)
        #expect(outcome.eventsLeftOut == EventsLeftOut(events: 0, connections: 11))
    }

    @Test func `a peer that takes TCP and never answers is named as what keeps charge points away`() async throws {
        let silent = try SlowCentralSystem()
        let url = "ws://127.0.0.1:\(silent.port)/ocpp"
        var options = RunOptions(endpoint: url, epoch: DateTime(millisecondsSince1970: 0))
        options.drainSeconds = 0.1
        options.closeSeconds = 1
        let engine = try LoadEngine(plan: try plan(1), options: options)
        let lines = Mutex([EventLine]())
        let outcome = try await engine.run(interval: 10) { progress, new in
            lines.withLock { $0 += new.events }
            if progress.elapsedSeconds > 1.5 { engine.stop() }
        }
        withExtendedLifetime(silent) {}
        let cause = "no answer to the upgrade to WebSocket until the run ended"
        #expect(outcome.statistics.fleet.connectFailures.sorted == [LabelCount(label: cause, count: 1)])
        #expect(lines.withLock { $0.filter { $0.kind == .connectFailed }.map(\.detail) } == [cause])
        #expect(
            FailureAdvice.commonest(outcome.statistics)
                == "1 attempt to connect failed: \(cause): something listens there and says nothing: is it the central "
                + "system's port, and has it room?")
    }

    @Test func `an attempt that the charge point gives up itself is no failure`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        let accepted = eventLoop.makePromise(of: Void.self)
        // Takes the connection and never answers the upgrade.
        let channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { child in
                accepted.succeed(())
                return child.eventLoop.makeSucceededVoidFuture()
            }.bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port)
        let endpoint = try WebSocketEndpoint(url: "ws://127.0.0.1:\(port)/ocpp")
        let box = NIOLoopBoundBox<LoopDriver?>.makeEmptyBox(valueType: LoopDriver.self, eventLoop: eventLoop)
        try await eventLoop.submit {
            let driver = Self.driver(endpoint, eventLoop)
            box.value = driver
            driver.begin()
        }.get()
        try await accepted.futureResult.get()
        try await eventLoop.submit {
            box.value?.handle(
                0,
                .chargePoint(
                    .command(.goOffline, CommandToken(rawValue: 1), intended: LoopDriver.now())))
        }.get()
        // The end is told from a later turn of the loop.
        var isOver = false
        while !isOver { isOver = try await eventLoop.submit { box.value?.connections[0] == nil }.get() }
        let (failures, events) = try await eventLoop.submit {
            let driver = box.value
            driver?.end()
            box.value = nil
            return (driver?.statistics.fleet.connectFailures.total, driver?.events.take().count)
        }.get()
        #expect(failures == 0 && events == 0)
        try await channel.close()
        try await group.shutdownGracefully()
    }

    private static func driver(_ endpoint: WebSocketEndpoint, _ eventLoop: any EventLoop) -> LoopDriver {
        let kind = ChargePointKind.builtIn(named: "ac-11kw")!
        let now = LoopDriver.now()
        let setup = ChargePointSetup(
            kind: kind, identity: "CP1", connectors: 1,
            configuration: SharedConfiguration(kind: kind, connectors: 1), seed: 1,
            clock: DeviceClock(epoch: DateTime(millisecondsSince1970: 0), reference: now))
        return LoopDriver(
            eventLoop: eventLoop,
            setup: LoopDriver.Setup(
                endpoint: endpoint, sourceAddresses: [], identities: ["CP1"], groups: [0],
                transfers: nil, start: now, fleetClock: nil, tickNanoseconds: 1_000_000, eventLimit: 10),
            client: WebSocketClient(configuration: WebSocketClientConfiguration()),
            members: [FleetMember(setup: setup, behaviour: .none, index: 0, seed: 1, arrival: now)])
    }
}
