import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Opens WebSocket connections. One client serves any number of connections on any number of event loops.
///
///     let client = WebSocketClient(configuration: WebSocketClientConfiguration())
///     let endpoint = try WebSocketEndpoint(url: "ws://127.0.0.1:9000/ocpp")
///     loop.execute { _ = client.connect(to: endpoint, identity: "CP1", on: loop, owner: session) }
///
/// There are no futures: all that happens is told to the owner.
package final class WebSocketClient: Sendable {
    /// Linux's IP_BIND_ADDRESS_NO_PORT, which Glibc's module does not name.
    private static let bindAddressNoPort: CInt = 24

    private let configuration: WebSocketClientConfiguration
    private let resolver = HostResolver()
    private let turns: LoopTurns?
    private let loops = Mutex<[ObjectIdentifier: WebSocketLoop]>([:])
    private let defaultTLS = Mutex<NIOSSLContext?>(nil)

    /// A client without connections.
    ///
    /// - `turns`: those of the group whose loops it will use; nil: the client has them for itself.
    package init(configuration: WebSocketClientConfiguration, turns: LoopTurns? = nil) {
        self.configuration = configuration
        self.turns = turns
    }

    /// Starts a connection; call it on `eventLoop`, where the connection then lives.
    ///
    /// - `identity`: appended to the path as a percent-encoded segment; nil: the path as it is.
    /// - `authorization`: for HTTP Basic authentication; nil: the configuration's, if any.
    /// - `tls`: for this connection; nil: the configuration's.
    /// - `sourceAddress`: the local address to connect from; nil: the kernel's choice.
    /// - `owner`: held until it got `webSocketClosed`.
    /// - Returns: the connection, not open yet; it can be closed already.
    @discardableResult
    package func connect(
        to endpoint: WebSocketEndpoint, identity: String?, authorization: BasicCredentials? = nil,
        tls: NIOSSLContext? = nil, from sourceAddress: String? = nil, on eventLoop: any EventLoop,
        owner: any WebSocketConnectionOwner
    ) -> WebSocketConnection {
        eventLoop.preconditionInEventLoop()
        let loop = loop(for: eventLoop)
        let connection = WebSocketConnection(loop: loop, owner: owner, isTLS: endpoint.isSecure)
        let key = WebSocketKey.make(from: &connection.maskingKeys)
        connection.handshake = WebSocketConnection.Handshake(
            .client(
                ClientHandshake(
                    target: endpoint.requestTarget(identity: identity), host: endpoint.hostHeader, key: key,
                    authorization: authorization ?? configuration.basicAuthorization, configuration: configuration)))
        loop.arm(connection, .handshake)
        let dial = Dial(endpoint: endpoint, tls: tls, sourceAddress: sourceAddress, connection: connection)
        resolver.resolve(endpoint.host, port: endpoint.port, on: eventLoop) { result in
            switch result {
            case .success(let addresses): self.dial(dial, addresses[...])
            case .failure(let error): dial.fail(.connectFailed(error.text))
            }
        }
        return connection
    }

    /// One attempt to connect, over all addresses of the host.
    private struct Dial {
        var endpoint: WebSocketEndpoint
        var tls: NIOSSLContext?
        var sourceAddress: String?
        var connection: WebSocketConnection

        /// Tells the owner, from a later turn of the loop: `connect` has not returned yet.
        func fail(_ reason: WebSocketCloseReason) {
            connection.record(reason)
            connection.finish()
        }
    }

    private func dial(_ dial: Dial, _ addresses: ArraySlice<SocketAddress>) {
        let connection = dial.connection
        guard connection.phase == .connecting, let address = addresses.first else {
            return
        }
        let eventLoop = connection.loop.eventLoop
        let tls: NIOSSLContext?
        var bootstrap: ClientBootstrap
        do {
            tls = dial.endpoint.isSecure ? try dial.tls ?? tlsContext() : nil
            bootstrap = try self.bootstrap(dial, eventLoop)
        } catch {
            dial.fail(
                dial.endpoint.isSecure ? .tlsFailed(TLSFailure(error)) : .connectFailed(ErrnoName.text(of: error)))
            return
        }
        let bound = NIOLoopBound(connection, eventLoop: eventLoop)
        let host = dial.endpoint.host
        bootstrap = bootstrap.channelInitializer { channel in
            eventLoop.makeCompletedFuture {
                try ChannelSetup.prepare(channel, for: bound.value, tls: tls, tlsHost: host)
            }
        }
        let boundDial = NIOLoopBound(dial, eventLoop: eventLoop)
        let rest = addresses.dropFirst()
        bootstrap.connect(to: address).whenComplete { result in
            switch result {
            case .success:
                self.resolver.prefer(address, for: host, port: boundDial.value.endpoint.port)
            case .failure(let error):
                self.failed(boundDial.value, error, rest)
            }
        }
    }

    private func bootstrap(_ dial: Dial, _ eventLoop: any EventLoop) throws -> ClientBootstrap {
        // The loop's sweep ends attempts that last too long; NIO's own timer must only not come first.
        let patience = TimeAmount(configuration.timing.handshakeTimeout) + .seconds(5)
        let bootstrap = ClientBootstrap(group: eventLoop).connectTimeout(patience)
        guard let sourceAddress = dial.sourceAddress else {
            return bootstrap
        }
        // IP_BIND_ADDRESS_NO_PORT leaves the choice of the port to connect(2), which may then use a port once per
        // target; without it thousands of binds search ever longer.
        return bootstrap.bind(to: try SocketAddress(ipAddress: sourceAddress, port: 0))
            .channelOption(
                ChannelOptions.Types.SocketOption(
                    level: .init(rawValue: CInt(IPPROTO_IP)), name: .init(rawValue: Self.bindAddressNoPort)),
                value: 1)
    }

    private func failed(_ dial: Dial, _ error: any Error, _ rest: ArraySlice<SocketAddress>) {
        guard dial.connection.phase == .connecting else {
            return
        }
        if rest.isEmpty {
            dial.fail(.connectFailed(ErrnoName.text(of: error)))
        } else {
            self.dial(dial, rest)
        }
    }

    private func tlsContext() throws -> NIOSSLContext {
        if let tls = configuration.tls {
            return tls
        }
        return try defaultTLS.withLock { cached in
            if let cached {
                return cached
            }
            let made = try WebSocketTLS.clientContext()
            cached = made
            return made
        }
    }

    private func loop(for eventLoop: any EventLoop) -> WebSocketLoop {
        loops.withLock { loops in
            if let known = loops[ObjectIdentifier(eventLoop)] {
                return known
            }
            var seeds = MaskingKeys(seed: configuration.seed &+ UInt64(loops.count))
            let made = WebSocketLoop(
                eventLoop: eventLoop, role: .client(configuration), seed: seeds.nextWord(),
                turn: turns?.turn(of: eventLoop))
            loops[ObjectIdentifier(eventLoop)] = made
            return made
        }
    }
}
