import FuzzSupport
import NIOCore
import NIOPosix
import Testing

@testable import WebSocketTransport

/// Client and server of ours over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct LoopbackTests {
    /// Runs `body` against a server on a free port.
    private func withServer(
        _ configuration: WebSocketServerConfiguration = WebSocketServerConfiguration(), loops: Int = 1,
        decide: @escaping WebSocketServer.Decide = { _, _ in .accept(owner: EchoOwner()) },
        _ body: (_ server: WebSocketServer, _ group: any EventLoopGroup, _ url: String) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        let server = WebSocketServer(configuration: configuration, group: group, decide: decide)
        let (host, port) = try await server.start()
        try await body(server, group, "ws://\(host):\(port)/ocpp")
        await server.shutdown()
        try await group.shutdownGracefully()
    }

    @Test func `text and binary go to the server and back`() async throws {
        try await withServer { _, group, url in
            let events = try await Recorder.run(
                url: url, identity: "CP1", group: group,
                script: [.send("hello"), .send("grüße"), .sendBinary([0, 255]), .ping, .send(""), .close])
            #expect(
                events == [
                    .opened(subprotocol: "ocpp1.6"), .text("hello"), .text("grüße"), .binary([0, 255]), .pong,
                    .text(""),
                    .closed(.closedByUs(code: .normalClosure)),
                ])
        }
    }

    @Test(arguments: [125, 126, 65535, 65536, 70000, 1 << 20])
    func `messages of all lengths survive`(count: Int) async throws {
        try await withServer { _, group, url in
            let text = String(repeating: "abcdefg ", count: count / 8) + String(repeating: "x", count: count % 8)
            let events = try await Recorder.run(
                url: url, identity: "CP1", group: group, script: [.send(text), .send("end"), .close])
            #expect(events.dropFirst().first == .text(text))
            #expect(events.dropFirst(2).first == .text("end"))
        }
    }

    @Test(arguments: ["CP1", "RDAM 123", "a/b", "grüße", "100%", "a:b"])
    func `the identity and credentials arrive as they were given`(identity: String) async throws {
        let password: [UInt8] = [0, 58, 255, 10]
        let decide: WebSocketServer.Decide = { request, _ in
            guard request.authorization == BasicCredentials(user: identity, password: password) else {
                return .reject(status: 401, reason: "credentials")
            }
            return request.identity == identity
                ? .accept(owner: EchoOwner()) : .reject(status: 404, reason: "identity")
        }
        try await withServer(decide: decide) { server, group, url in
            let good = try await Recorder.run(
                url: url, identity: identity, group: group,
                authorization: BasicCredentials(user: identity, password: password), script: [.close])
            #expect(good.last == .closed(.closedByUs(code: .normalClosure)))
            let wrong = try await Recorder.run(
                url: url, identity: identity, group: group,
                authorization: BasicCredentials(user: identity, password: [1]), script: [.close])
            #expect(wrong == [.closed(.handshakeRejected(status: 401))])
            let other = try await Recorder.run(
                url: url, identity: identity + "x", group: group,
                authorization: BasicCredentials(user: identity, password: password), script: [.close])
            // With another identity the credentials of `a:b` are split at their first colon.
            #expect(other == [.closed(.handshakeRejected(status: identity.contains(":") ? 401 : 404))])
            #expect(await server.refusedHandshakes() == 2)
        }
    }

    @Test func `a client without a common sub-protocol is rejected with 400`() async throws {
        try await withServer { _, group, url in
            var configuration = WebSocketClientConfiguration()
            configuration.subprotocols = ["ocpp2.0.1"]
            let events = try await Recorder.run(
                url: url, identity: "CP1", group: group, configuration: configuration, script: [])
            #expect(events == [.closed(.handshakeRejected(status: 400))])
        }
    }

    @Test func `the source address can be chosen`() async throws {
        let decide: WebSocketServer.Decide = { request, _ in
            request.remoteAddress.hasPrefix("127.0.0.3:")
                ? .accept(owner: EchoOwner()) : .reject(status: 403, reason: "address")
        }
        try await withServer(decide: decide) { _, group, url in
            let events = try await Recorder.run(
                url: url, identity: "CP1", group: group, from: "127.0.0.3", script: [.close])
            #expect(events.last == .closed(.closedByUs(code: .normalClosure)))
            let wrong = try await Recorder.run(
                url: url, identity: "CP1", group: group, from: "192.0.2.1", script: [])
            #expect(wrong == [.closed(.connectFailed("EADDRNOTAVAIL"))])
        }
    }

    @Test func `a host name is looked up and each of its addresses tried`() async throws {
        try await withServer { _, group, url in
            let named = url.replacing("127.0.0.1", with: "localhost")
            let events = try await Recorder.run(url: named, identity: "CP1", group: group, script: [.close])
            #expect(events.last == .closed(.closedByUs(code: .normalClosure)))
        }
    }

    @Test func `a server that stopped accepting keeps its connections`() async throws {
        try await withServer { server, group, url in
            server.stopAccepting()
            await server.shutdown()
            let events = try await Recorder.run(url: url, identity: "CP1", group: group, script: [])
            #expect(events == [.closed(.connectFailed("ECONNREFUSED"))])
        }
    }

    @Test func `shutting down closes every connection with 1001`() async throws {
        try await withServer(loops: 2) { server, group, url in
            let endpoint = try WebSocketEndpoint(url: url)
            let client = WebSocketClient(configuration: WebSocketClientConfiguration())
            var closed: [EventLoopFuture<[Recorder.Event]>] = []
            for index in 0..<20 {
                let loop = group.next()
                let opened = loop.makePromise(of: Void.self)
                let ended = loop.makePromise(of: [Recorder.Event].self)
                closed.append(ended.futureResult)
                loop.execute {
                    let recorder = Recorder()
                    recorder.onEvent = { _, event in
                        if case .opened = event { opened.succeed(()) }
                    }
                    recorder.whenClosed = { ended.succeed($0) }
                    client.connect(to: endpoint, identity: "CP\(index)", on: loop, owner: recorder)
                }
                try await opened.futureResult.get()
            }
            await server.shutdown()
            for future in closed {
                let last = try await future.get().last
                #expect(last == .closed(.closedByPeer(code: .goingAway, reason: "server shuts down")))
            }
        }
    }

    @Test func `an abort reaches the peer as a reset`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let ended = group.next().makePromise(of: [Recorder.Event].self)
        let decide: WebSocketServer.Decide = { _, _ in
            let recorder = Recorder()
            recorder.whenClosed = { ended.succeed($0) }
            return .accept(owner: recorder)
        }
        let server = WebSocketServer(configuration: WebSocketServerConfiguration(), group: group, decide: decide)
        let port = try await server.start().port
        let events = try await Recorder.run(
            url: "ws://127.0.0.1:\(port)", identity: "CP1", group: group, script: [.abort])
        #expect(events.last == .closed(.aborted))
        #expect(try await ended.futureResult.get().last == .closed(.connectionLost("ECONNRESET")))
        await server.shutdown()
        try await group.shutdownGracefully()
    }

    @Test func `a peer that does not read is dropped at the limit of pending bytes`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let ended = group.next().makePromise(of: [Recorder.Event].self)
        var configuration = WebSocketServerConfiguration()
        configuration.limits.maximumPendingBytes = 1 << 20
        let decide: WebSocketServer.Decide = { _, _ in
            let recorder = Recorder()
            recorder.whenClosed = { ended.succeed($0) }
            recorder.onEvent = { connection, event in
                guard case .text = event else {
                    return
                }
                let block = [UInt8](repeating: 65, count: 1 << 16)
                while block.withUnsafeBytes({ connection.send(text: $0) }) {}
            }
            return .accept(owner: recorder)
        }
        let server = WebSocketServer(configuration: configuration, group: group, decide: decide)
        let port = try await server.start().port
        let peer = try await ClientBootstrap(group: group).channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: port).get()
        let hello = [UInt8](ServerHandshakeTests.request().utf8) + RawFrame.text("go").bytes
        try await peer.writeAndFlush(ByteBuffer(bytes: hello))
        #expect(try await ended.futureResult.get().last == .closed(.pendingBytesExceeded))
        try? await peer.close()
        await server.shutdown()
        try await group.shutdownGracefully()
    }

    @Test func `plain connections give the shared receive buffer back`() async throws {
        let shared = SharedReceiveBuffer()
        let allocator = SharedReceiveAllocator(shared)
        var reading = allocator
        #expect(reading.buffer(allocator: ByteBufferAllocator()).capacity == 16)
        let mayGrow = reading.record(actualReadBytes: 16)
        #expect(mayGrow)
        #expect(reading.nextBufferSize() == nil)
        let first = reading.buffer(allocator: ByteBufferAllocator())
        #expect(first.capacity == SharedReceiveBuffer.capacity)
        let place = first.withVeryUnsafeBytes { $0.baseAddress }
        shared.giveBack(ByteBuffer(repeating: 0, count: 16))
        shared.giveBack(first)
        // Still held by `first`: must not be written to again.
        let second = reading.buffer(allocator: ByteBufferAllocator())
        #expect(second.withVeryUnsafeBytes { $0.baseAddress } != place)
    }
}
