import Foundation
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import WebSocketTransport

/// Our client and server against implementations of others; `scripts/interop-websocket` installs them.
@Suite(.ownThread, .timeLimit(.minutes(2)))
struct InteropTests {
    // MARK: Their clients, our server

    private func withEchoServer(_ body: (_ port: Int) throws -> String) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = WebSocketServer(configuration: WebSocketServerConfiguration(), group: group) { _, _ in
            .accept(owner: EchoOwner())
        }
        let port = try await server.start().port
        let output = try body(port)
        #expect(output.contains("ok"), "\(output)")
        await server.shutdown()
        try await group.shutdownGracefully()
    }

    @Test(.enabled(if: Peers.hasWebsockets, "Python's websockets is not installed: run scripts/interop-websocket"))
    func `the client of Python's websockets`() async throws {
        try await withEchoServer { port in
            try Command.run(Peers.python, Peers.path("python_client.py"), "ws://127.0.0.1:\(port)/ocpp/CP1")
        }
    }

    @Test(.enabled(if: Peers.hasNodeWS, "Node's ws is not installed: apt-get install node-ws"))
    func `the client of Node's ws`() async throws {
        try await withEchoServer { port in
            try Command.run(
                ["node", Peers.path("node_client.js"), "ws://127.0.0.1:\(port)/ocpp/CP1"], environment: Peers.node)
        }
    }

    @Test(.enabled(if: Command.exists("python3"), "python3 is not installed"))
    func `a client that breaks the rules gets the right close code`() async throws {
        try await withEchoServer { port in
            try Command.run("python3", Peers.path("raw_client.py"), "127.0.0.1", "\(port)")
        }
    }

    @Test(.enabled(if: Command.exists("curl"), "curl is not installed"))
    func `the upgrade by curl`() async throws {
        try await withEchoServer { port in
            let upgrade = [
                "-H", "Connection: keep-alive, Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13",
                "-H", "Sec-WebSocket-Key: \(ServerHandshakeTests.key)", "-H", "Sec-WebSocket-Protocol: ocpp1.6",
            ]
            let base = ["curl", "-s", "-i", "-N", "--http1.1", "--max-time", "1"]
            let url = "http://127.0.0.1:\(port)/ocpp/CP1"
            let upgraded = try? Command.run(["sh", "-c", "\"$@\" || true", "curl"] + base + upgrade + [url])
            #expect(upgraded?.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") == true)
            let plain = try Command.run(base + [url])
            #expect(plain.hasPrefix("HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\n"))
            return "ok"
        }
    }

    // MARK: Their servers, our client

    /// Plays the common script against a server that reads from its path what to do.
    private func playWith(_ peer: Peers.Server) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let url = "ws://127.0.0.1:\(try #require(Int(peer.readLine())))"
        func run(_ name: String, _ script: [Recorder.Step]) async throws -> [Recorder.Event] {
            let events = try await Recorder.run(url: url, identity: name, group: group, script: script)
            #expect(events.first == .opened(subprotocol: "ocpp1.6"))
            return [Recorder.Event](events.dropFirst())
        }
        let closed = Recorder.Event.closed(.closedByUs(code: .normalClosure))
        let texts = ["hello", "grüße 𝄞"] + [125, 126, 65535, 65536, 900_000].map { String(repeating: "x", count: $0) }
        #expect(
            try await run("echo", texts.map { .send($0) } + [.sendBinary([0, 255]), .ping, .close])
                == texts.map { .text($0) } + [.binary([0, 255]), .pong, closed])
        let fragments = try await run("fragments", [.send("after"), .send("last"), .close])
        #expect(fragments.contains(.text("fragmented ü")))
        #expect(try await run("ping", [.send("x"), .send("y"), .close]).contains(.text("ponged")))
        #expect(
            try await run("close", [])
                == [.closed(.closedByPeer(code: .init(rawValue: 4001), reason: "bye ü"))])
        #expect(
            try await run("large", []) == [.closed(.messageTooLarge)])
        try await group.shutdownGracefully()
    }

    @Test(.enabled(if: Peers.hasWebsockets, "Python's websockets is not installed: run scripts/interop-websocket"))
    func `the server of Python's websockets`() async throws {
        let peer = try Peers.Server([Peers.python, Peers.path("python_server.py")])
        try await playWith(peer)
        peer.end()
    }

    @Test(.enabled(if: Peers.hasNodeWS, "Node's ws is not installed: apt-get install node-ws"))
    func `the server of Node's ws`() async throws {
        let peer = try Peers.Server(["node", Peers.path("node_server.js")])
        try await playWith(peer)
        peer.end()
    }

    @Test(.enabled(if: Command.exists("python3"), "python3 is not installed"))
    func `a server that breaks the rules gets the right close code`() async throws {
        let peer = try Peers.Server(["python3", Peers.path("raw_server.py")])
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let url = "ws://127.0.0.1:\(try #require(Int(peer.readLine())))"
        let rules: [(name: String, code: String, label: String)] = [
            ("masked", "1002", "protocol error"), ("reserved-bit", "1002", "protocol error"),
            ("reserved-opcode", "1002", "protocol error"), ("fragmented-ping", "1002", "protocol error"),
            ("long-ping", "1002", "protocol error"), ("length-not-minimal", "1002", "protocol error"),
            ("continuation-first", "1002", "protocol error"), ("invalid-utf8", "1007", "protocol error"),
            ("close-one-byte", "1002", "protocol error"), ("close-code-1006", "1002", "protocol error"),
            ("too-large", "1009", "message too large"), ("close-1001", "1001", "closed by peer"),
            ("eof", "eof", "end of stream"), ("wrong-accept", "eof", "handshake invalid"),
            ("wrong-protocol", "eof", "handshake invalid"), ("extension", "eof", "handshake invalid"),
            ("redirect", "eof", "handshake rejected"),
        ]
        for rule in rules {
            let events = try await Recorder.run(url: url, identity: rule.name, group: group, script: [])
            guard case .closed(let reason) = events.last else {
                Issue.record("\(rule.name): not closed")
                continue
            }
            #expect(reason.label.description == rule.label, "\(rule.name): \(reason)")
            #expect(peer.readLine() == "\(rule.name) \(rule.code)")
        }
        peer.end()
        try await group.shutdownGracefully()
    }
}

/// Where the peers are and which can run.
enum Peers {
    static let python = ProcessInfo.processInfo.environment["WATTSWARM_INTEROP_PYTHON"] ?? "python3"
    static let node = ["NODE_PATH": ProcessInfo.processInfo.environment["NODE_PATH"] ?? "/usr/share/nodejs"]
    static let hasWebsockets = (try? Command.run(python, "-c", "import websockets.asyncio.client")) != nil
    static let hasNodeWS = (try? Command.run(["node", "-e", "require('ws')"], environment: node)) != nil

    static func path(_ name: String) -> String {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 {
            folder.deleteLastPathComponent()
        }
        return folder.appending(path: "scripts/interop-websocket-peers/\(name)").path
    }

    /// A peer that serves; it ends when its input does.
    final class Server {
        private let process: ChildProcess
        /// How much of its output was given away.
        private var taken = 0

        init(_ arguments: [String]) throws {
            process = try ChildProcess("/usr/bin/env", arguments, environment: Peers.node, input: .open)
        }

        /// The next line of its output; empty at the end.
        func readLine() -> String {
            let taken = taken
            guard process.waitForOutput({ $0.dropFirst(taken).contains("\n") }) else { return "" }
            let line = process.output.dropFirst(taken).prefix { $0 != "\n" }
            self.taken += line.count + 1
            return String(line)
        }

        func end() {
            process.end()
        }
    }
}
