/// The client's side of the upgrade (RFC 6455 §4.1): the request out, the answer in. No I/O.
package struct ClientHandshake {
    /// The server's answer was not an upgrade.
    package enum Refusal: Error, Equatable {
        case rejected(status: Int)
        case invalid(String)
    }

    private let request: [UInt8]
    private let expectedAccept: [UInt8]
    private var bytes: [UInt8] = []

    /// - `target`: path and query.
    package init(
        target: String, host: String, key: [UInt8], authorization: BasicCredentials?,
        configuration: WebSocketClientConfiguration
    ) {
        var head = "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        head += "Sec-WebSocket-Key: \(String(decoding: key, as: UTF8.self))\r\nSec-WebSocket-Version: 13\r\n"
        if !configuration.subprotocols.isEmpty {
            head += "Sec-WebSocket-Protocol: \(configuration.subprotocols.joined(separator: ", "))\r\n"
        }
        if let authorization {
            head += "Authorization: \(String(decoding: authorization.headerValue, as: UTF8.self))\r\n"
        }
        request = [UInt8]((head + "\r\n").utf8)
        expectedAccept = WebSocketKey.accept(for: key)
    }

    /// The upgrade request as it goes out.
    var requestBytes: [UInt8] {
        request
    }

    /// Takes what was read. Answers nil while the head is incomplete; else the sub-protocol and the bytes that follow.
    package mutating func receive(
        _ input: UnsafeRawBufferPointer, configuration: WebSocketClientConfiguration
    ) throws(Refusal) -> (subprotocol: String?, rest: [UInt8])? {
        let searched = bytes.count
        let limit = configuration.limits.maximumHandshakeBytes
        bytes.append(contentsOf: input)
        // A record of TLS, an alert or a handshake (RFC 8446 §5.1): nothing of HTTP begins so.
        if let first = bytes.first, first == 0x15 || first == 0x16 {
            throw .invalid(WebSocketCloseReason.speaksTLS)
        }
        guard let end = HTTPHead.end(in: bytes, from: searched) else {
            if bytes.count > limit {
                throw .invalid("the answer's head is longer than \(limit) bytes")
            }
            return nil
        }
        if end > limit {
            throw .invalid("the answer's head is longer than \(limit) bytes")
        }
        let head: HTTPHead
        do {
            head = try HTTPHead(parsing: bytes[..<end], maximumHeaders: configuration.limits.maximumHandshakeHeaders)
        } catch {
            switch error {
            case .tooManyHeaders: throw .invalid("too many header lines")
            case .malformed("start line"): throw .invalid(Self.noUpgrade(bytes[..<end]))
            case .malformed(let part): throw .invalid("malformed answer: \(part)")
            }
        }
        return (try check(head, bytes[..<end], configuration: configuration), [UInt8](bytes[end...]))
    }

    /// Bytes of a strange answer that are told, at most.
    private static let toldBytes = 40

    /// What is said of an answer that begins like no upgrade: the beginning of its first line, and what that looks like.
    private static func noUpgrade(_ answer: ArraySlice<UInt8>) -> String {
        let line = answer.prefix { $0 != 13 && $0 != 10 }.prefix(toldBytes)
        // Text of a stranger: nothing in it may move a cursor or end the quotation.
        let told = line.map { (0x20...0x7E).contains($0) && $0 != 0x60 ? $0 : 0x2E }
        let isHTTP = line.starts(with: Array("HTTP/".utf8))
        return "malformed answer, it begins with `\(String(decoding: told, as: UTF8.self))`: "
            + (isHTTP ? "a web server, and no WebSocket endpoint of OCPP" : "no WebSocket endpoint of OCPP")
    }

    private func check(
        _ head: HTTPHead, _ answer: ArraySlice<UInt8>, configuration: WebSocketClientConfiguration
    ) throws(Refusal) -> String? {
        let code = head.startLine[1]
        guard head.startLine[0] == [UInt8]("HTTP/1.1".utf8), code.count == 3,
            let status = Int(String(decoding: code, as: UTF8.self)), (100...599).contains(status)
        else {
            throw .invalid(Self.noUpgrade(answer))
        }
        guard status == 101 else {
            throw .rejected(status: status)
        }
        guard let upgrade = head.single("upgrade"),
            String(decoding: upgrade, as: UTF8.self).lowercased() == "websocket"
        else {
            throw .invalid("the header Upgrade is not websocket")
        }
        guard head.contains("upgrade", in: "connection") else {
            throw .invalid("the header Connection: Upgrade is missing")
        }
        guard head.single("sec-websocket-accept") == expectedAccept else {
            throw .invalid("Sec-WebSocket-Accept does not fit the key")
        }
        guard head.values("sec-websocket-extensions").isEmpty else {
            throw .invalid("an extension was accepted that was not offered")
        }
        let chosen = head.values("sec-websocket-protocol").map { String(decoding: $0, as: UTF8.self) }
        guard let subprotocol = chosen.first else {
            if configuration.requireSubprotocol && !configuration.subprotocols.isEmpty {
                throw .invalid("the server chose no sub-protocol")
            }
            return nil
        }
        guard chosen.count == 1, configuration.subprotocols.contains(subprotocol) else {
            throw .invalid("the server chose a sub-protocol that was not offered")
        }
        return subprotocol
    }
}
