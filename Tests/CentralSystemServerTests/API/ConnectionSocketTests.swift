import CentralSystemSettings
import TestSupport
import Testing

@testable import CentralSystemServer

/// Who may hold a connection to the operator API, on sockets.
@Suite(.ownThread, .timeLimit(.minutes(3))) struct ConnectionSocketTests {
    @Test func `idle connections of one address keep nobody from the operator API, however many they are`() async throws
    {
        try await TestServer.with(configure: { $0.api.limits.connectionsPerAddress = 16 }) { server in
            var held: [RawConnection] = []
            for number in 0..<100 {
                let connection = try await RawConnection.open(server.ready.api)
                // Every other one begins a request and goes no further.
                if number % 2 == 0 { connection.send("GET /api/v1/charge-points HTTP/1.1\r\nHost: 127.0.0.1\r\n") }
                held.append(connection)
            }
            let health = try await server.http("GET", "/healthz")
            #expect(health.status == 200)
            let list = try await server.http("GET", "/api/v1/charge-points")
            #expect(list.status == 200)
            let metrics = try await server.http("GET", "/metrics").body
            let displaced = try #require(
                metrics.firstMatch(of: /wattswarm_csms_api_connections_total\{kind="displaced"\} (\d+)/)?.1)
            #expect(try #require(Int(displaced)) >= 100 - 16)
            for connection in held { connection.close() }
        }
    }

    @Test func `while all connections are busy health is answered, and all else is told to come again`() async throws {
        let configure: (inout CentralSystemServerConfiguration) -> Void = {
            $0.api.limits.connections = 4
            $0.api.limits.healthConnections = 2
        }
        try await TestServer.with(configure: configure) { server in
            var held: [RawConnection] = []
            for _ in 0..<4 {
                let connection = try await RawConnection.open(server.ready.api)
                connection.get("/api/v1/events")
                #expect(await connection.read(until: "200 OK"))
                held.append(connection)
            }
            for _ in 0..<20 {
                // Idle ones of the places for health give way.
                held.append(try await RawConnection.open(server.ready.api))
                let health = try await RawConnection.open(server.ready.api)
                health.get("/healthz")
                #expect(await health.read(until: #"{"status":"ok"}"#))
                health.get("/api/v1/charge-points")
                #expect(await health.read(until: "503 Service Unavailable"))
                await health.readToEnd()
                #expect(health.text.contains("too many connections are busy"))
            }
            held[0].close()
            await held[0].readToEnd()
            while try await server.http("GET", "/api/v1/charge-points").status != 200 { await Task.yield() }
            for connection in held { connection.close() }
        }
    }

    @Test(arguments: ["", "Host: 127.0.0.1\r\nHost: 127.0.0.1\r\n"])
    func `a request with no Host or with two is answered 400`(hosts: String) async throws {
        try await TestServer.with { server in
            let connection = try await RawConnection.open(server.ready.api)
            connection.send("GET /healthz HTTP/1.1\r\n\(hosts)\r\n")
            await connection.readToEnd()
            #expect(connection.text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(connection.text)")
        }
    }

    @Test func `health is answered whatever an address asks, beyond the limit of its rate`() async throws {
        let configure: (inout CentralSystemServerConfiguration) -> Void = {
            $0.api.limits.requestsPerSecond = 0.001
            $0.api.limits.requestBurst = 1
        }
        try await TestServer.with(configure: configure) { server in
            _ = try await server.http("GET", "/metrics")
            #expect(try await server.http("GET", "/metrics").status == 429)
            for _ in 0..<5 { #expect(try await server.http("GET", "/healthz").status == 200) }
            #expect(try await server.http("GET", "/readyz").status == 200)
        }
    }
}
