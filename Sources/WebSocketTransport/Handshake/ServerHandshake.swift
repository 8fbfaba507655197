import TextFormats

/// The server's side of the upgrade (RFC 6455 §4.2): bytes in, a request or a refusal out. No I/O.
package struct ServerHandshake {
    /// A refusal: the HTTP status, a text for the body, and a header that the status calls for.
    package struct Refusal: Error, Equatable {
        package var status: Int
        package var text: String
        var extraHeader: String?

        init(_ status: Int, _ text: String, extraHeader: String? = nil) {
            self.status = status
            self.text = text
            self.extraHeader = extraHeader
        }

        /// The answer as it goes out.
        package var bytes: [UInt8] {
            var head = "HTTP/1.1 \(status) \(HTTPStatus.phrase(status))\r\n"
            if let extraHeader {
                head += extraHeader + "\r\n"
            }
            head += "Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
            head += "Content-Length: \(text.utf8.count + 1)\r\n\r\n\(text)\n"
            return [UInt8](head.utf8)
        }
    }

    /// A valid upgrade request.
    package struct Upgrade: Equatable {
        package var request: WebSocketServerRequest
        var key: [UInt8]

        /// The answer that switches protocols.
        package func answer() -> [UInt8] {
            var head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            head += "Sec-WebSocket-Accept: \(String(decoding: WebSocketKey.accept(for: key), as: UTF8.self))\r\n"
            if let subprotocol = request.subprotocol {
                head += "Sec-WebSocket-Protocol: \(subprotocol)\r\n"
            }
            return [UInt8]((head + "\r\n").utf8)
        }
    }

    private var bytes: [UInt8] = []

    /// Nothing read yet.
    package init() {}

    /// Takes what was read. Answers nil while the head is incomplete; else the request and the bytes that follow it.
    package mutating func receive(
        _ input: UnsafeRawBufferPointer, configuration: WebSocketServerConfiguration, remoteAddress: String
    ) throws(Refusal) -> (upgrade: Upgrade, rest: [UInt8])? {
        let searched = bytes.count
        let limit = configuration.limits.maximumHandshakeBytes
        // One byte more than the limit is enough to know that it is exceeded; frames may follow the head at once.
        bytes.append(contentsOf: input)
        // A ClientHello has no end of a head that could be waited for.
        if bytes.first == 0x16 {
            throw Refusal(400, "no TLS is spoken here: use ws:// instead of wss://")
        }
        guard let end = HTTPHead.end(in: bytes, from: searched) else {
            if bytes.count > limit {
                throw Refusal(431, "the request head is longer than \(limit) bytes")
            }
            return nil
        }
        if end > limit {
            throw Refusal(431, "the request head is longer than \(limit) bytes")
        }
        let head: HTTPHead
        do {
            head = try HTTPHead(parsing: bytes[..<end], maximumHeaders: configuration.limits.maximumHandshakeHeaders)
        } catch {
            switch error {
            case .tooManyHeaders: throw Refusal(431, "too many header lines")
            case .malformed(let part): throw Refusal(400, "malformed request: \(part)")
            }
        }
        let upgrade = try Self.check(head, configuration: configuration, remoteAddress: remoteAddress)
        return (upgrade, [UInt8](bytes[end...]))
    }

    /// Every rule of §4.2.1, each with an answer that says what is wrong.
    static func check(
        _ head: HTTPHead, configuration: WebSocketServerConfiguration, remoteAddress: String
    ) throws(Refusal) -> Upgrade {
        try checkStartLine(head)
        guard head.single("host") != nil else {
            throw Refusal(400, "the Host header is missing or repeated")
        }
        guard head.contains("websocket", in: "upgrade") else {
            throw Refusal(
                426, "this is a WebSocket endpoint: send Upgrade: websocket", extraHeader: "Upgrade: websocket")
        }
        guard head.contains("upgrade", in: "connection") else {
            throw Refusal(400, "the header Connection: Upgrade is missing")
        }
        guard head.single("sec-websocket-version") == [UInt8]("13".utf8) else {
            throw Refusal(426, "only WebSocket version 13 is supported", extraHeader: "Sec-WebSocket-Version: 13")
        }
        guard let key = head.single("sec-websocket-key"), WebSocketKey.isValid(key) else {
            throw Refusal(400, "Sec-WebSocket-Key must be the base64 of 16 bytes, once")
        }
        var request = try request(of: head, configuration: configuration)
        request.remoteAddress = remoteAddress
        request.offeredSubprotocols = head.list("sec-websocket-protocol")
        request.subprotocol = request.offeredSubprotocols.first { configuration.subprotocols.contains($0) }
        if request.subprotocol == nil && configuration.requireSubprotocol {
            let known = configuration.subprotocols.joined(separator: ", ")
            throw Refusal(400, "no supported sub-protocol was offered in Sec-WebSocket-Protocol; supported: \(known)")
        }
        if let authorization = head.single("authorization") {
            request.authorization = BasicCredentials(headerValue: authorization, identity: request.identity)
        }
        return Upgrade(request: request, key: key)
    }

    private static func checkStartLine(_ head: HTTPHead) throws(Refusal) {
        let version = head.startLine[2]
        guard version.count == 8, version.starts(with: "HTTP/".utf8) else {
            throw Refusal(400, "malformed request: start line")
        }
        guard head.startLine[0] == [UInt8]("GET".utf8) else {
            throw Refusal(405, "only GET can be upgraded", extraHeader: "Allow: GET")
        }
        guard version == [UInt8]("HTTP/1.1".utf8) else {
            throw Refusal(505, "HTTP/1.1 is required")
        }
    }

    private static func request(
        of head: HTTPHead, configuration: WebSocketServerConfiguration
    ) throws(Refusal) -> WebSocketServerRequest {
        var target = String(decoding: head.startLine[1], as: UTF8.self)
        // RFC 9112 §3.2.2: a server accepts the absolute form although clients send it to proxies only.
        if !target.hasPrefix("/"), let scheme = target.firstRange(of: "://") {
            let rest = target[scheme.upperBound...]
            target = rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
        }
        guard target.hasPrefix("/"), target.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "#") }) else {
            throw Refusal(400, "malformed request: target")
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let raw = parts[0].split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        var segments: [String] = []
        for segment in raw {
            guard let decoded = PercentText.decodeText(segment.utf8) else {
                throw Refusal(400, "malformed request: the path is not percent-encoded UTF-8")
            }
            segments.append(decoded)
        }
        let prefix = configuration.pathPrefix.split(separator: "/").map(String.init)
        if !prefix.isEmpty {
            guard segments.starts(with: prefix), segments.count > prefix.count, segments.last != "" else {
                throw Refusal(404, "the path must be /\(prefix.joined(separator: "/"))/{identity}")
            }
            segments.removeFirst(prefix.count)
        }
        return WebSocketServerRequest(
            path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : nil, pathSegments: segments,
            identity: segments.last ?? "", authorization: nil, offeredSubprotocols: [], subprotocol: nil,
            remoteAddress: "")
    }
}

/// Reason phrases of the statuses that occur here.
enum HTTPStatus {
    static func phrase(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Refused"
        }
    }
}
