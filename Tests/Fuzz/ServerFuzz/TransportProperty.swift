import FuzzSupport
import OCPPTypes
import WebSocketTransport

/// What must hold for any bytes on a connection: nothing traps, and what is seen does not depend on how they are cut.
enum TransportProperty {
    private static let limits = {
        var limits = WebSocketLimits()
        limits.maximumFrameSize = 4096
        limits.maximumMessageSize = 6000
        limits.maximumHandshakeBytes = 600
        limits.maximumHandshakeHeaders = 8
        return limits
    }()

    static func streamViolation(_ bytes: [UInt8], _ random: inout SeededRandom) -> String? {
        for isServer in [true, false] {
            let whole = parse([bytes], server: isServer, limits: limits)
            let cut = parse(pieces(of: bytes, &random), server: isServer, limits: limits)
            if whole.events != cut.events { return "the frames depend on the cuts: \(whole.events), \(cut.events)" }
            for event in whole.events {
                if case .text(let text) = event, String(validating: text, as: UTF8.self) == nil {
                    return "a text that is not UTF-8"
                }
            }
        }
        return nil
    }

    static func handshakeViolation(_ bytes: [UInt8], _ random: inout SeededRandom) -> String? {
        var server = WebSocketServerConfiguration()
        server.pathPrefix = "/ocpp"
        server.limits = limits
        let whole = serverOutcome([bytes], server)
        let cut = serverOutcome(pieces(of: bytes, &random), server)
        if whole != cut { return "the server's handshake depends on the cuts: \(whole), \(cut)" }
        var client = WebSocketClientConfiguration()
        client.limits = limits
        let answer = clientOutcome([bytes], client)
        let again = clientOutcome(pieces(of: bytes, &random), client)
        return answer == again ? nil : "the client's handshake depends on the cuts: \(answer), \(again)"
    }

    /// What a server makes of a head, as text; the bytes behind the head are counted with what came after it.
    private static func serverOutcome(_ pieces: [[UInt8]], _ configuration: WebSocketServerConfiguration) -> String {
        var handshake = ServerHandshake()
        for (index, piece) in pieces.enumerated() {
            do {
                let done = try piece.withUnsafeBytes {
                    try handshake.receive($0, configuration: configuration, remoteAddress: "192.0.2.1:1")
                }
                if let done {
                    let rest = done.rest.count + pieces[(index + 1)...].reduce(0) { $0 + $1.count }
                    return "\(done.upgrade.request) \(done.upgrade.answer().count) rest \(rest)"
                }
            } catch let refusal as ServerHandshake.Refusal {
                return "\(refusal.status) \(refusal.text) \(refusal.bytes.count)"
            } catch {
                return "\(error)"
            }
        }
        return "incomplete"
    }

    private static func clientOutcome(_ pieces: [[UInt8]], _ configuration: WebSocketClientConfiguration) -> String {
        var handshake = ClientHandshake(
            target: "/ocpp/CP1", host: "localhost", key: Array("dGhlIHNhbXBsZSBub25jZQ==".utf8), authorization: nil,
            configuration: configuration)
        for (index, piece) in pieces.enumerated() {
            do {
                let done = try piece.withUnsafeBytes { try handshake.receive($0, configuration: configuration) }
                if let done {
                    let rest = done.rest.count + pieces[(index + 1)...].reduce(0) { $0 + $1.count }
                    return "\(done.subprotocol ?? "none") rest \(rest)"
                }
            } catch {
                return "\(error)"
            }
        }
        return "incomplete"
    }

    private static func pieces(of bytes: [UInt8], _ random: inout SeededRandom) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + random.nextIndex(below: random.nextIndex(below: 2) == 0 ? 4 : 200))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}
