import Testing

@testable import CentralSystemServer

/// Requests that come slowly, never end, or are no requests.
@Suite(.timeLimit(.minutes(3))) struct SlowRequestTests {
    @Test func `a head that never ends is cut off`() async throws {
        try await TestServer.with(configure: { $0.api.limits.idleTimeout = .seconds(1) }) { server in
            let connection = try await RawConnection.open(server.ready.api)
            connection.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
            await connection.readToEnd()
            #expect(connection.text == "")
        }
    }

    @Test func `a body that does not arrive is answered with a time-out`() async throws {
        try await TestServer.with(configure: { $0.api.limits.requestBodyTimeout = .milliseconds(100) }) { server in
            let connection = try await RawConnection.open(server.ready.api)
            connection.send("PUT /api/v1/id-tags/A HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
            #expect(await connection.read(until: "the body did not arrive within"))
            #expect(connection.text.hasPrefix("HTTP/1.1 408 "), "\(connection.text)")
            connection.close()
        }
    }

    @Test(arguments: [
        "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: \(String(repeating: "y", count: 40_000))\r\n\r\n",
        "GET /healthz HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 2_000) + "\r\n",
        "nonsense\r\n\r\n", "GET  HTTP/9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}",
    ])
    func `what is no request ends its own connection only`(_ text: String) async throws {
        try await TestServer.with(configure: { $0.api.limits.idleTimeout = .seconds(1) }) { server in
            let connection = try await RawConnection.open(server.ready.api)
            connection.send(text)
            await connection.readToEnd()
            #expect(!connection.text.contains(" 200 "), "\(connection.text)")
            #expect(try await server.http("GET", "/healthz").status == 200)
        }
    }

    @Test func `a request for another name is refused while there is no token`() async throws {
        try await TestServer.with { server in
            let connection = try await RawConnection.open(server.ready.api)
            connection.send("GET /api/v1/charge-points HTTP/1.1\r\nHost: evil.example\r\n\r\n")
            #expect(await connection.read(until: "names of this machine only"))
            #expect(connection.text.hasPrefix("HTTP/1.1 403 "))
            connection.close()
        }
    }
}
