import CentralSystemSettings
import Foundation
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Synchronization
import Testing

@testable import OperatorAPI

/// Who may hold a connection to the operator API.
@Suite(.timeLimit(.minutes(3))) struct ConnectionGateTests {
    private static func limits(_ all: Int, ofAddress: Int, health: Int = 2) -> OperatorAPILimits {
        var limits = OperatorAPILimits()
        limits.connections = all
        limits.connectionsPerAddress = ofAddress
        limits.healthConnections = health
        return limits
    }

    /// Names of connections that were closed.
    private final class Closed: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    @Test func `beyond the bound of an address its own oldest idle connection makes room`() {
        let gate = ConnectionGate(limits: Self.limits(10, ofAddress: 2))
        let closed = Closed()
        let other = gate.enter(from: "other") { closed.add("other") }
        let first = gate.enter(from: "a") { closed.add("first") }
        let second = gate.enter(from: "a") { closed.add("second") }
        #expect(first?.place == .ordinary && other?.place == .ordinary)
        // The first has just been used, so the second is idle longer.
        gate.busy(first!)
        gate.idle(first!)
        #expect(gate.enter(from: "a") { closed.add("third") }?.place == .ordinary)
        #expect(closed.all == ["second"])
        gate.leave(second!)
        #expect(gate.counters.open == 3 && gate.counters.displaced == 1)
    }

    @Test func `a connection that closes before its handlers are there gives its place back`() throws {
        let gate = ConnectionGate(limits: Self.limits(10, ofAddress: 2))
        let channel = EmbeddedChannel()
        _ = try channel.finish(acceptAlreadyClosed: true)
        let setup = OperatorHTTPChannel(
            responder: { _, _, _ in throw CancellationError() }, gate: gate, limits: OperatorAPILimits())
        #expect(throws: ChannelError.self) { try setup.setup(channel: channel, logger: Logger(label: "test")).wait() }
        #expect(gate.counters.open == 0)
    }

    @Test func `beyond the bound of all the oldest idle connection of any address makes room`() {
        let gate = ConnectionGate(limits: Self.limits(3, ofAddress: 3))
        let closed = Closed()
        for name in ["a", "b", "c"] { _ = gate.enter(from: name) { closed.add(name) } }
        #expect(gate.enter(from: "d") {}?.place == .ordinary)
        #expect(closed.all == ["a"])
    }

    @Test func `where all are busy a connection may ask for health, and an idle one of these makes room`() {
        let gate = ConnectionGate(limits: Self.limits(2, ofAddress: 2, health: 2))
        let closed = Closed()
        for _ in 0..<2 { gate.busy(gate.enter(from: "a") { closed.add("busy") }!) }
        let first = gate.enter(from: "a") { closed.add("first") }
        let second = gate.enter(from: "b") { closed.add("second") }
        #expect(first?.place == .health && second?.place == .health)
        gate.busy(first!)
        #expect(gate.enter(from: "c") { closed.add("third") }?.place == .health)
        #expect(closed.all == ["second"])
        gate.leave(second!)
        #expect(gate.counters.open == 4)
    }

    @Test func `only where all places for health are busy too is a connection refused`() {
        let gate = ConnectionGate(limits: Self.limits(1, ofAddress: 1, health: 1))
        let ordinary = gate.enter(from: "a") {}!
        gate.busy(ordinary)
        let health = gate.enter(from: "a") {}!
        gate.busy(health)
        #expect(gate.enter(from: "a") {} == nil)
        #expect(gate.counters.refused == 1)
        // What ends gives its place back.
        gate.leave(health)
        gate.leave(ordinary)
        #expect(gate.counters.open == 0)
        #expect(gate.enter(from: "a") {}?.place == .ordinary)
    }
}

/// One connection: its heads, its Hosts, its time.
@Suite(.timeLimit(.minutes(3))) struct OperatorConnectionTests {
    private let gate: ConnectionGate
    private let channel = EmbeddedChannel()

    init() throws {
        var limits = OperatorAPILimits()
        limits.connections = 1
        gate = ConnectionGate(limits: limits)
    }

    private func add(_ ticket: ConnectionGate.Ticket?) throws {
        let connection = OperatorConnection(gate, ticket)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HeadTimer(connection, timeout: .seconds(10)))
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try pipeline.addHandler(connection)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

    private func answered() throws -> String {
        var text = ""
        while let part = try channel.readOutbound(as: IOData.self) {
            if case .byteBuffer(let buffer) = part { text += String(buffer: buffer) }
        }
        return text
    }

    private func heads() throws -> [String] {
        var uris: [String] = []
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            if case .head(let head) = part { uris.append(head.uri) }
        }
        return uris
    }

    private func answer() throws {
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "0"])
        try channel.writeOutbound(HTTPServerResponsePart.head(head))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
    }

    @Test(arguments: [
        ("GET /healthz HTTP/1.1\r\n\r\n", 0), ("GET /x HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 2),
        ("GET /x HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nhOST: b\r\n\r\n", 2),
    ]) func `a request of HTTP 1.1 with no Host or with two is answered 400 and the connection ends`(
        request: String, count: Int
    ) throws {
        try add(gate.enter(from: "a") {})
        try send(request + "GET /second HTTP/1.1\r\nHost: a\r\n\r\n")
        let text = try answered()
        #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n") && text.contains("Connection: close"), "\(text)")
        let json = Data((text.split(separator: "\r\n\r\n").last ?? "").utf8)
        let body = try JSONSerialization.jsonObject(with: json) as? [String: Any] ?? [:]
        #expect(body["error"] as? String == "badRequest")
        #expect(body["message"] as? String == "HTTP/1.1 needs exactly one Host, this request has \(count)")
        #expect(try heads() == [])
        #expect(!channel.isActive)
        #expect(gate.counters.open == 0)
    }

    @Test(arguments: ["GET /x HTTP/1.0\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"])
    func `with one Host, or before HTTP 1.1, it goes on`(request: String) throws {
        try add(gate.enter(from: "a") {})
        try send(request)
        #expect(try heads() == ["/x"])
        #expect(try answered() == "")
    }

    @Test func `a refusal waits for the answers before it`() throws {
        try add(gate.enter(from: "a") {})
        try send("GET /x HTTP/1.1\r\nHost: a\r\n\r\nGET /y HTTP/1.1\r\n\r\n")
        #expect(try heads() == ["/x"])
        #expect(try answered() == "" && channel.isActive)
        try answer()
        let text = try answered()
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.contains("HTTP/1.1 400 Bad Request\r\n"), "\(text)")
        #expect(!channel.isActive)
    }

    @Test func `a connection for health alone is answered for health and refused for all else`() throws {
        gate.busy(gate.enter(from: "a") {}!)
        let ticket = gate.enter(from: "a") {}
        #expect(ticket?.place == .health)
        try add(ticket)
        try send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try heads() == ["/healthz"])
        try answer()
        try send("GET /readyz?x=1 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try heads() == ["/readyz?x=1"])
        try answer()
        _ = try answered()
        try send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
        let text = try answered()
        #expect(text.hasPrefix("HTTP/1.1 503 ") && text.contains("Retry-After: 1") && text.contains("\"busy\""))
        #expect(!channel.isActive)
    }

    @Test func `a head that begins has to end in time, whatever drips in; a silent connection is not meant`() throws {
        try add(gate.enter(from: "a") {})
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
        try send("GET /x HTTP/1.1\r\nHost: a\r\n")
        for _ in 0..<9 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try send("X: y\r\n")
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        #expect(gate.counters.slowHeads == 1)
    }

    @Test func `the time ends with the head, and the next request has its own`() throws {
        try add(gate.enter(from: "a") {})
        for _ in 0..<3 {
            try send("GET /x HTTP/1.1\r\n")
            channel.embeddedEventLoop.advanceTime(by: .seconds(9))
            try send("Host: a\r\n\r\n")
            channel.embeddedEventLoop.advanceTime(by: .seconds(60))
            #expect(channel.isActive)
            try answer()
        }
    }
}
