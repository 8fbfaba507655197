import Testing

@testable import WebSocketTransport

/// RFC 6455 §4.2: what a server takes and what it refuses, each refusal with its status.
struct ServerHandshakeTests {
    static let key = "dGhlIHNhbXBsZSBub25jZQ=="

    /// A valid request; lines can be replaced (nil: left out) and added.
    static func request(
        _ start: String = "GET /ocpp/CP1 HTTP/1.1", replacing changes: [String: String?] = [:],
        adding extra: String = ""
    ) -> String {
        let lines = [
            ("Host", "example.com" as String?), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
            ("Sec-WebSocket-Key", key),
            ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Protocol", "ocpp1.6"),
        ]
        var text = start + "\r\n"
        for (name, value) in lines {
            if let value = changes[name, default: value] {
                text += "\(name): \(value)\r\n"
            }
        }
        return text + extra + "\r\n"
    }

    private func answer(
        _ text: String, _ configuration: WebSocketServerConfiguration = WebSocketServerConfiguration(),
        byteByByte: Bool = false
    ) -> Result<ServerHandshake.Upgrade, ServerHandshake.Refusal>? {
        var handshake = ServerHandshake()
        let bytes = [UInt8](text.utf8)
        for piece in byteByByte ? bytes.map({ [$0] }) : [bytes] {
            let result = piece.withUnsafeBytes { bytes in
                Result { () throws(ServerHandshake.Refusal) in
                    try handshake.receive(bytes, configuration: configuration, remoteAddress: "1.2.3.4:5")?.upgrade
                }
            }
            switch result {
            case .success(nil): continue
            case .success(let upgrade?): return .success(upgrade)
            case .failure(let refusal): return .failure(refusal)
            }
        }
        return nil
    }

    private func status(
        _ text: String, _ configuration: WebSocketServerConfiguration = WebSocketServerConfiguration()
    ) -> Int? {
        guard case .failure(let refusal) = answer(text, configuration) else {
            return nil
        }
        return refusal.status
    }

    @Test func `the answer to the RFC's own key is the RFC's own`() throws {
        let upgrade = try #require(answer(Self.request())).get()
        let text = String(decoding: upgrade.answer(), as: UTF8.self)
        #expect(
            text == """
                HTTP/1.1 101 Switching Protocols\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
                Sec-WebSocket-Protocol: ocpp1.6\r
                \r

                """)
    }

    @Test func `a request may come byte by byte`() throws {
        let whole = try #require(answer(Self.request())).get()
        let dripped = try #require(answer(Self.request(), byteByByte: true)).get()
        #expect(whole == dripped)
        #expect(whole.request.identity == "CP1")
        #expect(whole.request.pathSegments == ["ocpp", "CP1"])
        #expect(whole.request.remoteAddress == "1.2.3.4:5")
    }

    @Test(arguments: ["keep-alive, Upgrade", "Upgrade,keep-alive", "UPGRADE", " keep-alive ,upgrade "])
    func `upgrade is found in a list of connection tokens`(value: String) throws {
        _ = try #require(answer(Self.request(replacing: ["Connection": value]))).get()
    }

    @Test func `header names and the word websocket may be in any case`() throws {
        let text = Self.request(replacing: ["Upgrade": "WebSocket"]).replacing("Sec-WebSocket", with: "sec-websocket")
        _ = try #require(answer(text)).get()
    }

    @Test func `only GET is upgraded`() {
        #expect(status(Self.request("POST /ocpp/CP1 HTTP/1.1")) == 405)
        #expect(status(Self.request("HEAD /ocpp/CP1 HTTP/1.1")) == 405)
    }

    @Test func `HTTP 1-1 is required`() {
        #expect(status(Self.request("GET /ocpp/CP1 HTTP/1.0")) == 505)
        #expect(status(Self.request("GET /ocpp/CP1 HTTP/2.0")) == 505)
        #expect(status(Self.request("GET /ocpp/CP1 FTP/1.1")) == 400)
        #expect(status(Self.request("GET /ocpp/CP1")) == 400)
    }

    @Test func `a request without Host is refused`() {
        #expect(status(Self.request(replacing: ["Host": nil])) == 400)
        #expect(status(Self.request(adding: "Host: other\r\n")) == 400)
    }

    @Test func `a request without Upgrade is answered with 426`() {
        #expect(status(Self.request(replacing: ["Upgrade": nil])) == 426)
        #expect(status(Self.request(replacing: ["Upgrade": "h2c"])) == 426)
    }

    @Test func `a request without Connection is refused and told why`() {
        let result = answer(Self.request(replacing: ["Connection": nil]))
        #expect(result == .failure(.init(400, "the header Connection: Upgrade is missing")))
        #expect(status(Self.request(replacing: ["Connection": "keep-alive"])) == 400)
    }

    @Test(arguments: ["8", "12", "14", "13, 8", ""])
    func `another version is answered with 426 and ours`(version: String) {
        guard case .failure(let refusal) = answer(Self.request(replacing: ["Sec-WebSocket-Version": version])) else {
            Issue.record("version \(version) was taken")
            return
        }
        #expect(refusal.status == 426)
        #expect(String(decoding: refusal.bytes, as: UTF8.self).contains("\r\nSec-WebSocket-Version: 13\r\n"))
    }

    @Test(arguments: ["", "short", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25j", "*GhlIHNhbXBsZSBub25jZQ=="])
    func `a key that is not the base64 of 16 bytes is refused`(key: String) {
        #expect(status(Self.request(replacing: ["Sec-WebSocket-Key": key])) == 400)
    }

    @Test func `a repeated key is refused`() {
        #expect(status(Self.request(adding: "Sec-WebSocket-Key: \(Self.key)\r\n")) == 400)
    }

    @Test func `the first offered sub-protocol that the server speaks is chosen`() throws {
        var configuration = WebSocketServerConfiguration()
        configuration.subprotocols = ["ocpp1.6", "ocpp2.0.1"]
        let text = Self.request(
            replacing: ["Sec-WebSocket-Protocol": "ocpp9, ocpp2.0.1"], adding: "Sec-WebSocket-Protocol: ocpp1.6\r\n")
        let request = try #require(answer(text, configuration)).get().request
        #expect(request.subprotocol == "ocpp2.0.1")
        #expect(request.offeredSubprotocols == ["ocpp9", "ocpp2.0.1", "ocpp1.6"])
    }

    @Test(arguments: [String?.none, "OCPP1.6", "ocpp2.0"])
    func `without a known sub-protocol the answer is 400`(offered: String?) {
        #expect(status(Self.request(replacing: ["Sec-WebSocket-Protocol": offered])) == 400)
    }

    @Test func `a server that does not insist upgrades without sub-protocol`() throws {
        var configuration = WebSocketServerConfiguration()
        configuration.requireSubprotocol = false
        let upgrade = try #require(
            answer(Self.request(replacing: ["Sec-WebSocket-Protocol": "chat"]), configuration)
        ).get()
        #expect(upgrade.request.subprotocol == nil)
        #expect(!String(decoding: upgrade.answer(), as: UTF8.self).contains("Sec-WebSocket-Protocol"))
    }

    @Test func `an offered extension is not accepted`() throws {
        let upgrade = try #require(
            answer(Self.request(adding: "Sec-WebSocket-Extensions: permessage-deflate\r\n"))
        ).get()
        #expect(!String(decoding: upgrade.answer(), as: UTF8.self).contains("Extensions"))
    }

    @Test(arguments: [
        ("/ocpp/RDAM%20123", "RDAM 123"), ("/ocpp/a%2Fb", "a/b"), ("/ocpp/gr%C3%BC%C3%9Fe", "grüße"),
        ("/ocpp/CP1?x=y", "CP1"),
        ("ws://example.com/ocpp/CP1", "CP1"), ("/ocpp/tenant/CP1", "CP1"),
    ])
    func `the identity is the last segment, percent-decoded`(target: String, identity: String) throws {
        var configuration = WebSocketServerConfiguration()
        configuration.pathPrefix = "/ocpp"
        let upgrade = try #require(answer(Self.request("GET \(target) HTTP/1.1"), configuration)).get()
        #expect(upgrade.request.identity == identity)
    }

    @Test(arguments: ["/", "/ocpp", "/ocpp/", "/other/CP1", "/ocppx/CP1"])
    func `a path outside the prefix is answered with 404`(path: String) {
        var configuration = WebSocketServerConfiguration()
        configuration.pathPrefix = "/ocpp"
        #expect(status(Self.request("GET \(path) HTTP/1.1"), configuration) == 404)
    }

    @Test(arguments: ["/ocpp/%", "/ocpp/%4", "/ocpp/%GG", "/ocpp/%FF", "ocpp", "*"])
    func `a malformed target is refused`(target: String) {
        #expect(status(Self.request("GET \(target) HTTP/1.1")) == 400)
    }

    @Test(arguments: [
        "Folded: a\r\n b\r\n", "No colon\r\n", " Leading: x\r\n", "Space : x\r\n", ": x\r\n", "Bell: \u{7}\r\n",
        "Feed: a\nb\r\n",
    ])
    func `a malformed header is refused`(line: String) {
        #expect(status(Self.request(adding: line)) == 400)
    }

    @Test func `a head beyond its limits is answered with 431`() {
        var configuration = WebSocketServerConfiguration()
        configuration.limits.maximumHandshakeBytes = 400
        configuration.limits.maximumHandshakeHeaders = 8
        let length = Self.request(adding: "X: \r\n").utf8.count
        #expect(
            status(Self.request(adding: "X: \(String(repeating: "x", count: 400 - length))\r\n"), configuration) == nil)
        #expect(
            status(Self.request(adding: "X: \(String(repeating: "x", count: 401 - length))\r\n"), configuration) == 431)
        #expect(status(String(repeating: "x", count: 401), configuration) == 431)
        #expect(status(Self.request(adding: "A: 1\r\nB: 2\r\n"), configuration) == nil)
        #expect(status(Self.request(adding: "A: 1\r\nB: 2\r\nC: 3\r\n"), configuration) == 431)
    }

    @Test func `credentials keep a binary password`() throws {
        let password: [UInt8] = [0, 255, 58, 13, 10, 200]
        let credentials = BasicCredentials(user: "CP1", password: password)
        let line = "Authorization: \(String(decoding: credentials.headerValue, as: UTF8.self))\r\n"
        let request = try #require(answer(Self.request(adding: line))).get().request
        #expect(request.authorization == credentials)
        let lower = line.replacing("Basic", with: "basic")
        #expect(try #require(answer(Self.request(adding: lower))).get().request.authorization == credentials)
    }

    @Test func `an identity with a colon is split from its password`() throws {
        let value = [UInt8]("Basic ".utf8) + Base64.encode([UInt8]("a:b:secret".utf8))
        #expect(BasicCredentials(headerValue: value, identity: "a:b")?.user == [UInt8]("a:b".utf8))
        #expect(BasicCredentials(headerValue: value, identity: "other")?.user == [UInt8]("a".utf8))
    }

    @Test(arguments: ["Bearer abc", "Basic", "Basic ***", "Basic bm9jb2xvbg=="])
    func `malformed credentials read as none`(value: String) {
        #expect(BasicCredentials(headerValue: [UInt8](value.utf8), identity: "x") == nil)
    }
}
