import Testing

@testable import WebSocketTransport

/// RFC 6455 §4.1: what a client sends and which answers it takes.
struct ClientHandshakeTests {
    private static let key = [UInt8]("dGhlIHNhbXBsZSBub25jZQ==".utf8)
    private static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    private static func answer(
        _ start: String = "HTTP/1.1 101 Switching Protocols", replacing changes: [String: String?] = [:],
        adding extra: String = ""
    ) -> String {
        let lines = [
            ("Upgrade", "websocket" as String?), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept),
            ("Sec-WebSocket-Protocol", "ocpp1.6"),
        ]
        var text = start + "\r\n"
        for (name, value) in lines {
            if let value = changes[name, default: value] {
                text += "\(name): \(value)\r\n"
            }
        }
        return text + extra + "\r\n"
    }

    private func result(
        _ text: String, _ configuration: WebSocketClientConfiguration = WebSocketClientConfiguration()
    ) -> Result<String?, ClientHandshake.Refusal>? {
        var handshake = ClientHandshake(
            target: "/ocpp/CP1", host: "h", key: Self.key, authorization: nil, configuration: configuration)
        for byte in text.utf8 {
            let result = withUnsafeBytes(of: byte) { bytes in
                Result { () throws(ClientHandshake.Refusal) in
                    try handshake.receive(bytes, configuration: configuration).map(\.subprotocol)
                }
            }
            switch result {
            case .success(nil): continue
            case .success(let subprotocol?): return .success(subprotocol)
            case .failure(let refusal): return .failure(refusal)
            }
        }
        return nil
    }

    @Test func `the request names everything that the RFC asks for`() {
        let handshake = ClientHandshake(
            target: "/ocpp/CP1", host: "example.com:9000", key: Self.key,
            authorization: BasicCredentials(user: "CP1", password: [1]), configuration: WebSocketClientConfiguration())
        #expect(
            String(decoding: handshake.requestBytes, as: UTF8.self) == """
                GET /ocpp/CP1 HTTP/1.1\r
                Host: example.com:9000\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Protocol: ocpp1.6\r
                Authorization: Basic Q1AxOgE=\r
                \r

                """)
    }

    @Test func `keys are the base64 of 16 bytes and differ`() {
        var keys = MaskingKeys(seed: 3)
        let drawn = (0..<100).map { _ in WebSocketKey.make(from: &keys) }
        #expect(drawn.allSatisfy(WebSocketKey.isValid))
        #expect(Set(drawn).count == 100)
    }

    @Test func `a right answer is taken`() {
        #expect(result(Self.answer()) == .success("ocpp1.6"))
        #expect(
            result(Self.answer(replacing: ["Upgrade": "WebSocket", "Connection": "keep-alive, upgrade"]))
                == .success("ocpp1.6"))
    }

    @Test(arguments: [200, 301, 400, 401, 404, 426, 503])
    func `another status is a rejection`(status: Int) {
        #expect(result(Self.answer("HTTP/1.1 \(status) Whatever it is")) == .failure(.rejected(status: status)))
        #expect(result("HTTP/1.1 \(status)\r\n\r\n") == .failure(.rejected(status: status)))
    }

    @Test(arguments: [
        ("Upgrade", String?.none, "the header Upgrade is not websocket"),
        ("Upgrade", "h2c", "the header Upgrade is not websocket"),
        ("Connection", nil, "the header Connection: Upgrade is missing"),
        ("Connection", "close", "the header Connection: Upgrade is missing"),
        ("Sec-WebSocket-Accept", nil, "Sec-WebSocket-Accept does not fit the key"),
        ("Sec-WebSocket-Accept", "S3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "Sec-WebSocket-Accept does not fit the key"),
        ("Sec-WebSocket-Protocol", nil, "the server chose no sub-protocol"),
        ("Sec-WebSocket-Protocol", "ocpp2.0.1", "the server chose a sub-protocol that was not offered"),
        ("Sec-WebSocket-Protocol", "OCPP1.6", "the server chose a sub-protocol that was not offered"),
        ("Sec-WebSocket-Protocol", "ocpp1.6, ocpp1.6", "the server chose a sub-protocol that was not offered"),
    ])
    func `a wrong header makes the answer invalid`(name: String, value: String?, text: String) {
        #expect(result(Self.answer(replacing: [name: value])) == .failure(.invalid(text)))
    }

    @Test func `an extension that was not offered makes the answer invalid`() {
        let answer = Self.answer(adding: "Sec-WebSocket-Extensions: permessage-deflate\r\n")
        #expect(result(answer) == .failure(.invalid("an extension was accepted that was not offered")))
    }

    @Test func `a client that offers no sub-protocol takes none`() {
        var configuration = WebSocketClientConfiguration()
        configuration.subprotocols = []
        let none = Self.answer(replacing: ["Sec-WebSocket-Protocol": nil])
        #expect(result(none, configuration) == .success(nil))
        #expect(
            result(Self.answer(), configuration)
                == .failure(.invalid("the server chose a sub-protocol that was not offered")))
        configuration.subprotocols = ["ocpp1.6"]
        configuration.requireSubprotocol = false
        #expect(result(none, configuration) == .success(nil))
    }

    @Test(arguments: ["HTTP/1.0 101 X", "HTTP/1.1 1O1 X", "HTTP/1.1 99 X", "ICY 101 X", "garbage"])
    func `a malformed status line makes the answer invalid`(line: String) {
        guard case .failure(.invalid) = result(Self.answer(line)) else {
            Issue.record("taken: \(line)")
            return
        }
    }

    @Test(arguments: [
        (
            "HTTP/1.0 404 File not found", "HTTP/1.0 404 File not found",
            "a web server, and no WebSocket endpoint of OCPP"
        ),
        (
            "HTTP/1.0 200 " + String(repeating: "x", count: 99), "HTTP/1.0 200 " + String(repeating: "x", count: 27),
            "a web server, and no WebSocket endpoint of OCPP"
        ),
        ("SSH-2.0-OpenSSH_9.6", "SSH-2.0-OpenSSH_9.6", "no WebSocket endpoint of OCPP"),
        ("220\u{1B}[2J\u{7}`é hi", "220.[2J.... hi", "no WebSocket endpoint of OCPP"),
        ("", "", "no WebSocket endpoint of OCPP"),
    ])
    func `an answer that is none is told with its first characters, and no others than harmless ones`(
        line: String, told: String, what: String
    ) {
        #expect(
            result(line + "\r\nServer: x\r\n\r\n")
                == .failure(.invalid("malformed answer, it begins with `\(told)`: \(what)")))
    }

    @Test func `an endless answer is cut off`() {
        let text = "HTTP/1.1 101 X\r\nA: " + String(repeating: "x", count: 9000)
        #expect(result(text) == .failure(.invalid("the answer's head is longer than 8192 bytes")))
    }
}
