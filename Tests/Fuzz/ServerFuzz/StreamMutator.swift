import FuzzSupport
import OCPPTypes

/// Makes byte streams as a hostile peer sends them: heads of upgrade requests, and WebSocket frames.
struct StreamMutator {
    private static let lines = [
        "Host: localhost", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: ocpp1.6",
        "Authorization: Basic Q1AxOnNlY3JldA==", "Authorization: Basic Q1Ax", "Connection: keep-alive, Upgrade",
        "Sec-WebSocket-Protocol: ocpp2.0.1, ocpp1.6", "Content-Length: 5", "Transfer-Encoding: chunked", "X: ",
        " folded", ":", "Sec-WebSocket-Key: short", "Host", "Cookie: a=b; c=d",
    ]
    private static let starts = [
        "GET /ocpp/CP1 HTTP/1.1", "GET /ocpp/CP%201 HTTP/1.1", "GET /ocpp/%zz HTTP/1.1", "GET /ocpp/ HTTP/1.1",
        "GET http://localhost/ocpp/CP1?a=b HTTP/1.1", "POST /ocpp/CP1 HTTP/1.1", "GET /ocpp/CP1 HTTP/1.0", "GET",
        "GET /ocpp/%F0%9F%98%80 HTTP/1.1", "HTTP/1.1 101 Switching Protocols", "HTTP/1.1 401 Unauthorized",
    ]

    func handshake(_ random: inout SeededRandom) -> [UInt8] {
        var text = Self.starts[random.nextIndex(below: Self.starts.count)] + "\r\n"
        // The six lines that are needed, then any.
        for line in Self.lines.prefix(6) where random.nextIndex(below: 20) > 0 { text += line + "\r\n" }
        for _ in 0..<random.nextIndex(below: 4) {
            text += Self.lines[random.nextIndex(below: Self.lines.count)] + "\r\n"
        }
        var bytes = Array((text + "\r\n").utf8)
        if random.nextIndex(below: 3) == 0 { bytes += frames(&random) }
        damage(&bytes, &random)
        return bytes
    }

    func frames(_ random: inout SeededRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0...random.nextIndex(below: 4) {
            let opcodes: [UInt8] = [1, 1, 1, 2, 0, 8, 9, 10, 3]
            let opcode = opcodes[random.nextIndex(below: opcodes.count)]
            var frame = RawFrame(
                opcode, payload(opcode, &random), fin: random.nextIndex(below: 4) > 0,
                reserved: random.nextIndex(below: 30) == 0 ? 0x40 : 0, masked: random.nextIndex(below: 30) > 0)
            if random.nextIndex(below: 25) == 0 {
                let field = UInt8(125 + random.nextIndex(below: 3))
                let count = field == 125 ? 0 : field == 126 ? 2 : 8
                frame = frame.withLength(field, (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            }
            bytes += frame.bytes
        }
        damage(&bytes, &random)
        return bytes
    }

    private func payload(_ opcode: UInt8, _ random: inout SeededRandom) -> [UInt8] {
        if opcode == 8, random.nextIndex(below: 2) == 0 {
            return [3, UInt8(truncatingIfNeeded: random.next())] + Array("bye é".utf8)
        }
        let lengths = [0, 1, 5, 124, 125, 126, 127, 300, 5000]
        let length = lengths[random.nextIndex(below: lengths.count)]
        if random.nextIndex(below: 3) == 0 {
            return (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }
        return Array(Array("[2,\"1\",\"Heartbeat\",{}] é😀".utf8).prefix(length))
    }

    private func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        for _ in 0..<random.nextIndex(below: 3) where !bytes.isEmpty {
            let place = random.nextIndex(below: bytes.count)
            switch random.nextIndex(below: 4) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
            default: bytes.removeSubrange(place...)
            }
        }
    }
}
