import NIOCore
import Testing

@testable import WebSocketTransport

@Suite struct RateLimitTests {
    private static let second: Int64 = 1_000_000_000

    @Test func `a burst passes at once, then the average rate`() {
        let limit = RateLimit(perSecond: 10, burst: 3)
        var state: Int64 = 0
        let start = 5 * Self.second
        #expect((0..<5).map { _ in limit.take(&state, at: start) } == [true, true, true, false, false])
        #expect(limit.take(&state, at: start + Self.second / 10 - 1) == false)
        #expect(limit.take(&state, at: start + Self.second / 10) == true)
        #expect(limit.take(&state, at: start + Self.second / 10) == false)
        // A second's pause brings ten events' worth, of which the burst remains.
        let later = start + 2 * Self.second
        #expect((0..<5).map { _ in limit.take(&state, at: later) } == [true, true, true, false, false])
    }

    @Test func `over a long time the average is kept to the event`() {
        let limit = RateLimit(perSecond: 1000, burst: 20)
        var state: Int64 = 0
        var passed = 0
        for step in 0..<100_000 where limit.take(&state, at: Self.second + Int64(step) * 100_000) { passed += 1 }
        // Ten seconds at 1,000 and the burst, less the one that its own instant pays.
        #expect(passed == 10_000 + 19)
    }

    @Test func `very slow rates and very large bursts do not overflow`() {
        var state: Int64 = 0
        let slow = RateLimit(perSecond: 1e-12, burst: .max)
        for _ in 0..<1000 { #expect(slow.take(&state, at: 1) == true) }
        let single = RateLimit(perSecond: 1e-12, burst: 1)
        state = 0
        #expect(single.take(&state, at: 1) == true)
        #expect(single.take(&state, at: 7200 * Self.second) == false)
    }

    @Test func `keys have rates of their own and are forgotten after their pause`() {
        var ledger = RateLedger<String>(RateLimit(perSecond: 1, burst: 1), capacity: 2)
        #expect(ledger.take("a", at: Self.second) == true)
        #expect(ledger.take("a", at: Self.second) == false)
        #expect(ledger.take("b", at: Self.second) == true)
        #expect(ledger.take("c", at: Self.second) == false, "two keys are in use")
        #expect(ledger.take("c", at: Self.second + 1) == false, "keys are looked through once a second")
        #expect(ledger.take("c", at: 3 * Self.second) == true)
        #expect(ledger.count == 1)
    }
}

@Suite struct ConnectionGateTests {
    private func gate(_ change: (inout WebSocketLimits) -> Void) -> ConnectionGate {
        var limits = WebSocketLimits()
        change(&limits)
        return ConnectionGate(limits)
    }

    private let now = NIODeadline.uptimeNanoseconds(1_000_000_000)

    @Test func `connections are counted until they leave`() {
        var gate = gate { $0.maximumConnections = 2 }
        #expect(gate.enter(1, at: now) == .admitted)
        #expect(gate.enter(2, at: now) == .admitted)
        #expect(gate.enter(3, at: now) == .refused(.connections))
        gate.left(1)
        #expect(gate.enter(3, at: now) == .admitted)
        #expect(gate.connections == 2)
    }

    @Test func `connections of an address are counted apart`() {
        var gate = gate { $0.maximumConnectionsOfAddress = 1 }
        #expect(gate.enter(1, at: now) == .admitted)
        #expect(gate.enter(1, at: now) == .refused(.connectionsOfAddress))
        #expect(gate.enter(2, at: now) == .admitted)
        gate.left(1)
        #expect(gate.enter(1, at: now) == .admitted)
    }

    @Test func `unfinished handshakes are counted until they end`() {
        var gate = gate { $0.maximumUnfinishedHandshakes = 1 }
        #expect(gate.enter(1, at: now) == .admitted)
        #expect(gate.enter(2, at: now) == .refused(.handshakes))
        gate.handshakeEnded()
        #expect(gate.enter(2, at: now) == .admitted)
        #expect(gate.handshakes == 1)
    }

    @Test func `handshakes from one address have a rate`() {
        var gate = gate {
            $0.maximumHandshakeBurstOfAddress = 2
            $0.maximumHandshakesPerSecondOfAddress = 1
        }
        #expect(gate.enter(1, at: now) == .admitted)
        #expect(gate.enter(1, at: now) == .admitted)
        #expect(gate.enter(1, at: now) == .tooSoon)
        #expect(gate.enter(2, at: now) == .admitted)
        #expect(gate.enter(1, at: now + .seconds(1)) == .admitted)
        #expect(gate.connections == 5)
    }

    @Test func `an IPv6 network of 64 bits counts as one address, and a mapped IPv4 address as itself`() throws {
        func key(_ text: String) throws -> UInt64 { ConnectionGate.key(try SocketAddress(ipAddress: text, port: 1)) }
        #expect(try key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9"))
        #expect(try key("2001:db8:1:2::1") != key("2001:db8:1:3::1"))
        #expect(try key("192.0.2.7") == key("::ffff:192.0.2.7"))
        #expect(try key("192.0.2.7") != key("192.0.2.8"))
        #expect(try key("192.0.2.7") != key("::1"))
        #expect(ConnectionGate.key(nil) == 0)
    }
}
