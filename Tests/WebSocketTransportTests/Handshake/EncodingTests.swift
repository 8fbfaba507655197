import Testing

@testable import WebSocketTransport

struct EncodingTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64 follows the vectors of RFC 4648`(plain: String, encoded: String) {
        #expect(String(decoding: Base64.encode([UInt8](plain.utf8)), as: UTF8.self) == encoded)
        #expect(Base64.decode([UInt8](encoded.utf8)) == [UInt8](plain.utf8))
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm9 ", "Zm-v"])
    func `wrong base64 is refused`(text: String) {
        #expect(Base64.decode([UInt8](text.utf8)) == nil)
    }

    @Test(arguments: [
        ("ws://h", false, "h", 80, "/CP%201"), ("wss://h", true, "h", 443, "/CP%201"),
        ("ws://h:9000/", false, "h", 9000, "/CP%201"),
        ("WS://H:1/a/b", false, "H", 1, "/a/b/CP%201"), ("ws://[::1]:65535/a/", false, "::1", 65535, "/a/CP%201"),
        ("ws://127.0.0.1/a?t=1", false, "127.0.0.1", 80, "/a/CP%201?t=1"),
        ("ws://h?t=1", false, "h", 80, "/CP%201?t=1"),
    ])
    func `URLs are taken apart`(url: String, isSecure: Bool, host: String, port: Int, target: String) throws {
        let endpoint = try WebSocketEndpoint(url: url)
        #expect(endpoint.isSecure == isSecure)
        #expect(endpoint.host == host)
        #expect(endpoint.port == port)
        #expect(endpoint.requestTarget(identity: "CP 1") == target)
    }

    @Test(arguments: [
        ("http://h", WebSocketEndpointError.scheme), ("h:9000", .scheme), ("", .scheme), ("ws://", .host),
        ("ws:///a", .host),
        ("ws://:80", .host), ("ws://[::1", .host), ("ws://[::1]x", .host), ("ws://a b/", .host), ("ws://h:0", .port),
        ("ws://h:65536", .port), ("ws://h:", .port), ("ws://h:+80", .port), ("ws://h:8o", .port),
        ("ws://h/a#b", .fragment),
        ("ws://u:p@h/", .userInformation), ("ws://h/a b", .path), ("ws://h/ü", .path),
    ])
    func `wrong URLs are refused with their cause`(url: String, cause: WebSocketEndpointError) {
        #expect(throws: cause) { try WebSocketEndpoint(url: url) }
    }

    @Test func `the Host header names the port only where it must`() throws {
        #expect(try WebSocketEndpoint(url: "ws://h:80/").hostHeader == "h")
        #expect(try WebSocketEndpoint(url: "wss://h:80/").hostHeader == "h:80")
        #expect(try WebSocketEndpoint(url: "ws://[::1]:9/").hostHeader == "[::1]:9")
    }
}
