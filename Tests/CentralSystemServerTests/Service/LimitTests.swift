import CentralSystemModel
import Foundation
import TestSupport
import Testing
import WebSocketTransport

@testable import CentralSystemServer

/// Every limit of the server on real sockets: what happens at it, that it is counted, and that others are served on.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(3))) struct LimitTests {
    private static let heartbeat = #"[2,"h","Heartbeat",{}]"#
    /// A rate so slow that no test lasts long enough to be given another event.
    private static let never = 1e-6

    private func peer(_ server: TestServer, _ identity: String, source: String? = nil) throws -> RawPeer {
        let peer = try RawPeer(url: server.ready.ocpp, source: source)
        #expect(try peer.upgrade(identity) == 101)
        return peer
    }

    private func booted(_ server: TestServer, _ identity: String) throws -> RawPeer {
        let peer = try peer(server, identity)
        peer.send(text: #"[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#)
        #expect(try peer.nextMessage().isText(#"[3,"b",{"status":"Accepted""#))
        return peer
    }

    private func count(_ server: TestServer, _ metric: String) async throws -> Int {
        let lines = try await server.http("GET", "/metrics").body.split(separator: "\n")
        let line = lines.first { $0.hasPrefix("wattswarm_csms_\(metric) ") }
        return line?.split(separator: " ").last.flatMap { Int($0) } ?? 0
    }

    private func limit(_ server: TestServer, _ name: String) async throws -> Int {
        try await count(server, "limits_total{limit=\"\(name)\"}")
    }

    /// A count that comes with the end of a connection, which the peer may see first.
    private func expect(_ server: TestServer, _ metric: String, _ value: Int) async throws {
        for _ in 0..<5000 {
            if try await count(server, metric) == value { return }
        }
        Issue.record("\(metric) never became \(value)")
    }

    /// A place that was given up is free as soon as the server has noticed.
    private func expectPlace(_ server: TestServer, _ identity: String, source: String? = nil) throws {
        for _ in 0..<5000 {
            if try RawPeer(url: server.ready.ocpp, source: source).upgrade(identity) == 101 { return }
            sched_yield()
        }
        Issue.record("the place never became free")
    }

    /// Somebody else is served whatever a peer did.
    private func expectService(_ server: TestServer, _ identity: String = "INNOCENT") throws {
        let other = try booted(server, identity)
        other.send(text: Self.heartbeat)
        #expect(try other.nextMessage().isText(#"[3,"h",{"currentTime""#))
    }

    // MARK: One charge point

    @Test func `CALLs beyond the rate get InternalError, and a flood ends the connection`() async throws {
        try await TestServer.with(configure: {
            $0.limits.framesPerSecond = Self.never
            $0.limits.frameBurst = 5
            $0.limits.faultyFramesPerSecond = Self.never
            $0.limits.faultyFrameBurst = 3
        }) { server in
            let flooder = try booted(server, "FLOOD")
            for _ in 0..<8 { flooder.send(text: Self.heartbeat) }
            for _ in 0..<4 { #expect(try flooder.nextMessage().isText(#"[3,"h",{"currentTime""#)) }
            for _ in 0..<3 { #expect(try flooder.nextMessage().isText(#"[4,"h","InternalError","too many CALLs"#)) }
            #expect(try flooder.nextMessage() == .close(1008))
            #expect(try await limit(server, "frame_rate") == 4)
            #expect(try await limit(server, "fault_rate") == 1)
            try expectService(server)
        }
    }

    @Test func `a flood of malformed frames ends the connection`() async throws {
        try await TestServer.with(configure: {
            $0.limits.faultyFramesPerSecond = Self.never
            $0.limits.faultyFrameBurst = 4
        }) { server in
            let flooder = try booted(server, "FLOOD")
            // One of each kind of fault, then one too many.
            for frame in ["nonsense", #"[2,"1"]"#, #"[2,"2","Authorize",{}]"#, #"[2,"3","Odd",{}]"#, "nonsense"] {
                flooder.send(text: frame)
            }
            #expect(try flooder.nextMessage().isText(#"[4,"1","FormationViolation""#))
            #expect(try flooder.nextMessage().isText(#"[4,"2","ProtocolError""#))
            #expect(try flooder.nextMessage().isText(#"[4,"3","NotImplemented""#))
            #expect(try flooder.nextMessage() == .close(1008))
            #expect(try await limit(server, "fault_rate") == 1)
            try expectService(server)
        }
    }

    @Test func `answers to nothing are faults too`() async throws {
        try await TestServer.with(configure: {
            $0.limits.faultyFramesPerSecond = Self.never
            $0.limits.faultyFrameBurst = 2
        }) { server in
            let flooder = try booted(server, "FLOOD")
            for frame in [#"[3,"1",{}]"#, #"[4,"1","GenericError","",{}]"#] { flooder.send(text: frame) }
            flooder.send(text: Self.heartbeat)
            #expect(try flooder.nextMessage().isText(#"[3,"h",{"currentTime""#))
            flooder.send(text: #"[3,"1",{}]"#)
            #expect(try flooder.nextMessage() == .close(1008))
            #expect(try await count(server, "notices_total{kind=\"unexpected_answer\"}") == 3)
            try expectService(server)
        }
    }

    @Test func `an identity that connects too often is answered 429`() async throws {
        try await TestServer.with(configure: {
            $0.limits.handshakesPerSecondOfIdentity = Self.never
            $0.limits.handshakeBurstOfIdentity = 2
        }) { server in
            let first = try peer(server, "FLAP")
            let second = try peer(server, "FLAP")
            #expect(try first.nextMessage() == .close(1008), "the younger connection replaces the older")
            #expect(try RawPeer(url: server.ready.ocpp).upgrade("FLAP") == 429)
            #expect(try await limit(server, "handshake_rate_of_identity") == 1)
            second.send(text: Self.heartbeat)
            #expect(try second.nextMessage().isText(#"[4,"h","SecurityError""#))
            try expectService(server)
        }
    }

    // MARK: One address

    @Test func `connections from one address are limited`() async throws {
        try await TestServer.with(configure: { $0.webSocketLimits.maximumConnectionsOfAddress = 2 }) { server in
            var held = [try peer(server, "A", source: "127.0.0.2"), try peer(server, "B", source: "127.0.0.2")]
            #expect(try RawPeer(url: server.ready.ocpp, source: "127.0.0.2").upgrade("C") == 0)
            #expect(try await limit(server, "connections_of_address") == 1)
            try expectService(server)
            held.removeLast()
            try expectPlace(server, "C", source: "127.0.0.2")
        }
    }

    @Test func `handshakes from one address have a rate`() async throws {
        try await TestServer.with(configure: {
            $0.webSocketLimits.maximumHandshakesPerSecondOfAddress = Self.never
            $0.webSocketLimits.maximumHandshakeBurstOfAddress = 2
        }) { server in
            for identity in ["A", "B"] { _ = try peer(server, identity, source: "127.0.0.2") }
            #expect(try RawPeer(url: server.ready.ocpp, source: "127.0.0.2").upgrade("C") == 429)
            #expect(try await limit(server, "handshake_rate_of_address") == 1)
            _ = try peer(server, "C", source: "127.0.0.3")
        }
    }

    // MARK: All together

    @Test func `connections are limited`() async throws {
        try await TestServer.with(configure: { $0.webSocketLimits.maximumConnections = 2 }) { server in
            var held = [try booted(server, "A"), try booted(server, "B")]
            #expect(try RawPeer(url: server.ready.ocpp).upgrade("C") == 0)
            #expect(try await limit(server, "connections") == 1)
            held[0].send(text: Self.heartbeat)
            #expect(try held[0].nextMessage().isText(#"[3,"h",{"currentTime""#))
            held.removeLast()
            try expectPlace(server, "C")
        }
    }

    @Test func `connections that say nothing are limited and time out`() async throws {
        try await TestServer.with(configure: {
            $0.webSocketLimits.maximumUnfinishedHandshakes = 3
            $0.webSocketTiming.handshakeTimeout = .milliseconds(300)
            $0.webSocketTiming.tick = .milliseconds(20)
        }) { server in
            let silent = try (0..<3).map { _ in try RawPeer(url: server.ready.ocpp) }
            silent[0].send(Array("GET /ocpp/SLOW HTTP/1.1\r\nHost: ".utf8))
            let refused = try RawPeer(url: server.ready.ocpp)
            #expect(try refused.upgrade("D") == 0)
            #expect(try await limit(server, "unfinished_handshakes") == 1)
            for peer in silent { #expect(try peer.next() == .reset) }
            #expect(try await limit(server, "handshake_time_out") == 3)
            try expectService(server)
        }
    }

    @Test func `a head that comes byte by byte does not outlast the time-out`() async throws {
        try await TestServer.with(configure: {
            $0.webSocketTiming.handshakeTimeout = .milliseconds(300)
            $0.webSocketTiming.tick = .milliseconds(20)
        }) { server in
            let loris = try RawPeer(url: server.ready.ocpp)
            // Header lines without end; every byte that is taken must not win time.
            var sent = 0
            while loris.send([sent % 8 == 7 ? 10 : 0x61]) {
                sent += 1
                if sent > 100_000 { break }
                sched_yield()
            }
            let status = try loris.status()
            #expect(status == 0 || status == 400 || status == 431)
            try expectService(server)
        }
    }

    @Test func `unfinished messages of all connections together are limited`() async throws {
        try await TestServer.with(configure: { $0.webSocketLimits.maximumHeldBytes = 150_000 }) { server in
            let first = try booted(server, "A")
            let second = try peer(server, "B")
            let padding = String(repeating: " ", count: 80_000)
            let message = RawPeer.frame(Array((Self.heartbeat + padding).utf8))
            first.send(Array(message.dropLast()))
            // Answers on the other connection: in between the server has read all of the first one's bytes.
            for _ in 0..<5 {
                second.send(text: Self.heartbeat)
                #expect(try second.nextMessage().isText(#"[4,"h","SecurityError""#))
            }
            second.send(Array(message.dropLast()))
            #expect(try second.nextMessage() == .close(1013))
            second.shutdownSending()
            try await expect(server, "closes_total{reason=\"held_bytes_exceeded\"}", 1)
            first.send([message.last!])
            #expect(try first.nextMessage().isText(#"[3,"h",{"currentTime""#))
            let third = try booted(server, "C")
            third.send(message)
            #expect(try third.nextMessage().isText(#"[3,"h",{"currentTime""#))
        }
    }

    // MARK: Peers that are not there

    @Test func `a half-open connection is found by a Ping`() async throws {
        try await TestServer.with(configure: {
            $0.webSocketTiming.pingInterval = .milliseconds(100)
            $0.webSocketTiming.pongTimeout = .milliseconds(100)
            $0.webSocketTiming.tick = .milliseconds(20)
        }) { server in
            let dead = try peer(server, "DEAD")
            #expect(try dead.next() == .control(9))
            #expect(try dead.next() == .reset)
            try await expect(server, "closes_total{reason=\"pong_timed_out\"}", 1)
        }
    }

    @Test func `a charge point that talks but answers no Ping stays`() async throws {
        try await TestServer.with(configure: {
            $0.webSocketTiming.pingInterval = .milliseconds(50)
            $0.webSocketTiming.tick = .milliseconds(20)
        }) { server in
            let talker = try booted(server, "TALK")
            // Without the sign of life there would be no second Ping before a Pong, only the end.
            for _ in 0..<3 {
                #expect(try talker.next() == .control(9))
                talker.send(text: Self.heartbeat)
                #expect(try talker.nextMessage().isText(#"[3,"h",{"currentTime""#))
            }
        }
    }

    @Test func `a peer that does not read is not read from, and misses nothing`() async throws {
        try await TestServer.with(configure: {
            $0.limits.frameBurst = 10_000_000
        }) { server in
            let url = server.ready.ocpp
            let answers = try await blocking { try SlowReader.run(url) }
            #expect(answers > 100, "the server took hardly anything")
            try expectService(server)
        }
    }
}

/// A peer that asks and asks and does not read, until nobody takes its questions any more; then it reads.
private enum SlowReader {
    struct Failure: Error {
        var text: String
    }

    private static let id = String(repeating: "i", count: 36)

    /// - Returns: how many questions were taken, each of which was answered.
    static func run(_ url: String) throws -> Int {
        let reader = try RawPeer(url: url, receiveBuffer: 4096)
        guard try reader.upgrade("SLOW") == 101 else { throw Failure(text: "no upgrade") }
        // Not accepted, so that the answers are long: the buffers between are full soon.
        let question = "[2,\"\(id)\",\"Heartbeat\",{}]" + String(repeating: " ", count: 800)
        let frame = RawPeer.frame(Array(question.utf8))
        let batch = (0..<20).flatMap { _ in frame }
        var sent = 0
        var refusals = 0
        while refusals < 20_000 {
            guard sent < 200 << 20 else { throw Failure(text: "the server took everything") }
            let count = reader.sendWithoutWaiting(Array(batch[(sent % batch.count)...]))
            if count > 0 {
                sent += count
                refusals = 0
            } else {
                refusals += 1
                sched_yield()
            }
        }
        for _ in 0..<(sent / frame.count) { try expectAnswer(reader) }
        if sent % frame.count > 0 {
            reader.send(Array(frame.dropFirst(sent % frame.count)))
            try expectAnswer(reader)
        }
        return sent / frame.count
    }

    private static func expectAnswer(_ reader: RawPeer) throws {
        let event = try reader.nextMessage()
        guard event.isText("[4,\"\(id)\",\"SecurityError\"") else { throw Failure(text: "\(event)") }
    }
}

extension RawPeer.Event {
    /// True for a text message that begins so.
    func isText(_ beginning: String) -> Bool {
        if case .text(let text) = self { return text.hasPrefix(beginning) }
        return false
    }
}
