import ChargePointModel
import Credentials
import Fleet
import NIOCore
import NIOPosix
import OCPPTypes
import WebSocketTransport

/// One charge point, driven as a fleet's are, that a person operates. Everything happens on its loop.
///
/// ```swift
/// let point = SingleChargePoint(endpoint: endpoint, setup: setup, on: loop, watcher: console)
/// point.begin()
/// point.perform(.plugIn(connectorId: 1), token: CommandToken(rawValue: 1))
/// ```
package final class SingleChargePoint {
    private let driver: LoopDriver

    /// Makes a charge point that is switched off.
    ///
    /// - `endpoint`: of the central system, without the identity.
    /// - `setup`: what the charge point is; its clock's reference is the instant at which it is switched on.
    /// - `key`: the private key of the certificate in `setup`.
    /// - `watcher`: sees everything; held until ``end()``.
    package init(
        endpoint: WebSocketEndpoint, setup: ChargePointSetup, key: KeyPair? = nil, on eventLoop: any EventLoop,
        watcher: any ChargePointWatcher
    ) {
        let start = setup.clock.reference
        var configuration = WebSocketClientConfiguration()
        configuration.seed = setup.seed
        let member = FleetMember(setup: setup, behaviour: .none, index: 0, seed: setup.seed, arrival: start)
        driver = LoopDriver(
            eventLoop: eventLoop,
            setup: LoopDriver.Setup(
                endpoint: endpoint, sourceAddresses: [], identities: [setup.identity], groups: [0],
                transfers: FleetTransfers.ofOne(), start: start, fleetClock: nil, tickNanoseconds: 1_000_000,
                eventLimit: 0),
            client: WebSocketClient(configuration: configuration), members: [member],
            keys: key.map { [0: KeyRing(factoryKey: $0)] } ?? [:])
        driver.watcher = watcher
    }

    /// The loop's clock.
    package static func now() -> Instant { LoopDriver.now() }

    /// Tells whether the target takes TCP connections at all; throws a failure that names the address and the cause.
    package static func probe(_ endpoint: WebSocketEndpoint, on group: any EventLoopGroup) async throws(RunFailure) {
        try await TargetProbe.run(endpoint, on: group)
    }

    /// Switches the charge point on, with or without a network.
    package func begin(isOffline: Bool = false) {
        if isOffline { perform(.goOffline, token: CommandToken(rawValue: 0)) }
        driver.begin()
    }

    /// Does something at the charge point; it ends with exactly one `ChargePointEffect.commandEnded`.
    package func perform(_ command: Command, token: CommandToken) {
        driver.handle(0, .chargePoint(.command(command, token, intended: LoopDriver.now())))
    }

    /// Writes a frame as it is, past the charge point; false without a connection.
    package func send(frame: [UInt8]) -> Bool {
        guard driver.connections[0]?.connection != nil else { return false }
        driver.send(0) { output in frame.withUnsafeBytes { output.append($0) } }
        return true
    }

    /// The charge point as it is now.
    package var model: ChargePointModel {
        let now = LoopDriver.now()
        return driver.members.with(0) { $0.model.broughtUp(to: now) }
    }

    /// Ends the charge point's own plan; what is queued is still sent.
    package func finish() { driver.tellAll(.finishRun) }

    /// True when nothing waits for an answer and nothing waits to be sent.
    package var isDrained: Bool {
        driver.connections[0]?.connection == nil || !driver.members.with(0) { $0.model.hasOpenCalls }
    }

    /// Gives up what is still open and closes the connection.
    package func close() {
        driver.tellAll(.abandon)
        driver.closeAll()
    }

    /// True once the connection is closed.
    package var isClosed: Bool { driver.connections[0] == nil }

    /// Resets the connection if it is still open, ends the wake-ups, and lets the watcher go.
    package func end() {
        driver.abortAll()
        driver.giveUpTransfers()
        driver.setup.transfers?.client.stop()
        driver.end()
        driver.watcher = nil
    }
}
