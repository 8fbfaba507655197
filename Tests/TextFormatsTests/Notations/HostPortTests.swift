import Testing
import TextFormats

@Suite struct HostPortTests {
    @Test(arguments: [
        ("127.0.0.1:9000", "127.0.0.1", 9000, "127.0.0.1:9000"), ("[::1]:80", "::1", 80, "[::1]:80"),
        ("csms.example:0", "csms.example", 0, "csms.example:0"), ("h:65535", "h", 65_535, "h:65535"),
        // Brackets may be left out, as the last colon parts host and port.
        ("::1:9000", "::1", 9000, "[::1]:9000"),
    ])
    func `host and port are read, and written with brackets around an IPv6 address`(
        text: String, host: String, port: Int, written: String
    ) throws {
        let address = try #require(HostPort(text))
        #expect(address == HostPort(host: host, port: port))
        #expect("\(address)" == written)
        #expect(written.hasPrefix(address.urlHost + ":"))
    }

    @Test(arguments: ["", "h", "h:", ":80", "h:65536", "h:-1", "h:8o", "[::1]"])
    func `no host or no port is refused`(_ text: String) {
        #expect(HostPort(text) == nil)
    }
}
