import ChargePointModel
import Fleet
import Measurement
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import OCPPTypes
import TestSupport
import Testing
import WebSocketTransport

@testable import LoadEngine

/// What a loop counts of its members, on real sockets.
@Suite(.ownThread, .timeLimit(.minutes(1))) struct LoopDriverTests {
    /// One charge point on a loop of its own.
    private struct World: Sendable {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop: any EventLoop
        let monitor = LoopMonitor()
        private let box: NIOLoopBoundBox<LoopDriver?>

        init(port: Int) async throws {
            let eventLoop = group.next()
            let monitor = monitor
            let endpoint = try WebSocketEndpoint(url: "ws://127.0.0.1:\(port)/ocpp")
            let box = NIOLoopBoundBox<LoopDriver?>.makeEmptyBox(valueType: LoopDriver.self, eventLoop: eventLoop)
            try await eventLoop.submit {
                let kind = ChargePointKind.builtIn(named: "ac-11kw")!
                let now = LoopDriver.now()
                let setup = ChargePointSetup(
                    kind: kind, identity: "CP1", connectors: 1,
                    configuration: SharedConfiguration(kind: kind, connectors: 1), seed: 1,
                    clock: DeviceClock(epoch: DateTime(millisecondsSince1970: 0), reference: now))
                let driver = LoopDriver(
                    eventLoop: eventLoop,
                    setup: LoopDriver.Setup(
                        endpoint: endpoint, sourceAddresses: [], identities: ["CP1"], groups: [0],
                        transfers: nil, start: now, fleetClock: nil, tickNanoseconds: 1_000_000, eventLimit: 10),
                    client: WebSocketClient(configuration: WebSocketClientConfiguration()),
                    members: [FleetMember(setup: setup, behaviour: .none, index: 0, seed: 1, arrival: now)],
                    monitor: monitor)
                box.value = driver
                driver.begin()
            }.get()
            self.eventLoop = eventLoop
            self.box = box
        }

        func ask<Answer: Sendable>(_ body: @escaping @Sendable (LoopDriver) -> Answer) async throws -> Answer {
            try await eventLoop.submit { body(box.value!) }.get()
        }

        func wait(until isSo: @escaping @Sendable (LoopDriver) -> Bool) async throws {
            while try await !ask(isSo) {}
        }

        func end() async throws {
            try await ask { driver in
                driver.abortAll()
                driver.end()
            }
            try await group.shutdownGracefully()
        }
    }

    @Test func `a member that was accepted once and is not on its new connection drops its CALLs as not registered`()
        async throws
    {
        let system = try SlowCentralSystem()
        let world = try await World(port: system.port)
        try await blocking { try system.accept() }
        try await world.wait { $0.connections[0]?.connection != nil }
        let before = try await world.ask { driver in
            driver.booted[0] = true
            return driver.neverSent(0)
        }
        #expect(before == .notRegistered)
        try await blocking {
            guard case .text(let boot) = try system.next() else {
                throw SlowCentralSystem.Failure(description: "no boot")
            }
            system.answer(boot)
        }
        try await world.wait { $0.members.with(0) { $0.model.isAccepted } }
        #expect(try await world.ask { $0.neverSent(0) } == .queueFull)
        try await world.end()
    }

    @Test func `an attempt that the end of the run has counted as failed is not counted again when it ends`()
        async throws
    {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let accepted = group.next().makePromise(of: (any Channel).self)
        // Takes the connection and never answers the upgrade.
        let channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { child in
                accepted.succeed(child)
                return child.eventLoop.makeSucceededVoidFuture()
            }.bind(host: "127.0.0.1", port: 0).get()
        let world = try await World(port: try #require(channel.localAddress?.port))
        let peer = try await accepted.futureResult.get()
        try await world.ask { driver in
            driver.isOver = true
            driver.countUnfinishedAttempts(at: LoopDriver.now().adding(milliseconds: 1_000))
        }
        let (counted, attempt) = try await world.ask { driver in
            (driver.statistics.fleet.connectFailures.total, ObjectIdentifier(driver.connections[0]!))
        }
        #expect(counted == 1)
        try await peer.close()
        try await world.wait { $0.connections[0].map(ObjectIdentifier.init) != attempt }
        let (failures, events) = try await world.ask {
            ($0.statistics.fleet.connectFailures.total, $0.events.take().count)
        }
        #expect(failures == 1 && events == 1)
        try await world.end()
        try await channel.close()
        try await group.shutdownGracefully()
    }

    @Test func `a refused CALL of the central system has an error bar for the time that it lay in the kernel`()
        async throws
    {
        let system = try SlowCentralSystem()
        let world = try await World(port: system.port)
        try await blocking { try system.accept() }
        try await world.wait { $0.connections[0]?.connection != nil }
        try await world.ask { driver in
            world.monitor.begin()
            // Work of the loop, in which nothing is read.
            let end = LoopDriver.now().adding(milliseconds: 3)
            while LoopDriver.now() < end {}
            var frame = #"[2,"r","Reset",{"type":"Lukewarm"}]"#
            frame.withUTF8 { driver.received(UnsafeRawBufferPointer($0), on: driver.connections[0]!) }
        }
        try await world.wait { !$0.statistics.commands(.reset).isEmpty }
        let reset = try await world.ask { $0.statistics.commands(.reset) }
        #expect(reset.callErrors == 1)
        #expect(reset.response.maxMilliseconds > reset.leastResponse.maxMilliseconds)
        try await world.end()
    }
}
