import CentralSystemSettings
import CentralSystemStore
import Foundation
import OperatorInterface
import TestSupport
import Testing

@testable import CentralSystemServer
@testable import OperatorAPI

@Suite(.timeLimit(.minutes(3))) struct AccessTests {
    private static func token(_ name: String, _ role: Role) -> AccessToken {
        AccessToken(name: name, role: role, hash: AccessToken.hash(of: "ww_\(name)"))
    }

    private static func bearer(_ name: String) -> [String: String] { ["Authorization": "Bearer ww_\(name)"] }

    private static func with(
        configure: (inout CentralSystemServerConfiguration) -> Void = { _ in },
        _ body: (TestServer) async throws -> Void
    ) async throws {
        try await TestServer.with(
            configure: { configuration in
                configuration.api.tokens = [
                    token("reader", .read), token("operator", .operate), token("admin", .admin),
                ]
                configure(&configuration)
            }, body)
    }

    @Test func `each operation asks for its role`() async throws {
        try await Self.with { server in
            let cases: [(method: String, path: String, caller: String?, status: Int)] = [
                ("GET", "/api/v1/charge-points", nil, 401), ("GET", "/api/v1/charge-points", "nobody", 401),
                ("GET", "/api/v1/charge-points", "reader", 200), ("GET", "/api/v1/charge-points", "admin", 200),
                ("PUT", "/api/v1/id-tags/A", "reader", 403), ("PUT", "/api/v1/id-tags/A", "operator", 200),
                ("GET", "/healthz", nil, 200), ("GET", "/readyz", nil, 200), ("GET", "/openapi.json", nil, 200),
                ("GET", "/metrics", nil, 401), ("GET", "/metrics", "reader", 200),
            ]
            for (method, path, caller, status) in cases {
                let answer = try await server.exchange(
                    method, path, body: method == "PUT" ? "{}" : nil, headers: caller.map(Self.bearer) ?? [:])
                #expect(answer.response.statusCode == status, "\(method) \(path) \(caller ?? "-"): \(answer.body)")
                if status == 401 { #expect(answer.response.value(forHTTPHeaderField: "WWW-Authenticate") == "Bearer") }
            }
            let refused = try await server.http("GET", "/metrics", headers: Self.bearer("reader")).body
            #expect(refused.contains(#"wattswarm_csms_api_refused_total{reason="unauthorized"} 1"#))
            #expect(refused.contains(#"wattswarm_csms_api_refused_total{reason="forbidden"} 1"#))
        }
    }

    @Test func `guessing is slowed down, also for the right token`() async throws {
        try await Self.with(configure: { $0.api.limits.failedTokensPerMinute = 3 }) { server in
            for _ in 0..<3 {
                #expect(try await server.http("GET", "/metrics", headers: Self.bearer("guess")).status == 401)
            }
            let answer = try await server.exchange("GET", "/metrics", headers: Self.bearer("reader"))
            #expect(answer.response.statusCode == 429)
            #expect(answer.response.value(forHTTPHeaderField: "Retry-After") == "60")
        }
    }

    @Test func `a caller who comes too often is told when to come again`() async throws {
        try await Self.with(configure: {
            $0.api.limits.requestsPerSecond = 0.1
            $0.api.limits.requestBurst = 2
        }) { server in
            for _ in 0..<2 {
                #expect(
                    try await server.http("GET", "/api/v1/transactions", headers: Self.bearer("reader")).status == 200)
            }
            let answer = try await server.exchange("GET", "/api/v1/transactions", headers: Self.bearer("reader"))
            #expect(answer.response.statusCode == 429)
            #expect(answer.body.contains(#""error":"tooManyRequests""#))
            #expect((Int(answer.response.value(forHTTPHeaderField: "Retry-After") ?? "") ?? 0) >= 9)
            #expect(try await server.http("GET", "/api/v1/transactions", headers: Self.bearer("admin")).status == 200)
        }
    }

    @Test func `without a token the machine itself has every right, other pages and other names have none`()
        async throws
    {
        try await TestServer.with { server in
            #expect(try await server.http("PUT", "/api/v1/id-tags/A", body: "{}").status == 200)
            let foreign = try await server.http(
                "PUT", "/api/v1/id-tags/A", body: "{}", headers: ["Origin": "http://evil.example"])
            #expect(foreign.status == 403)
            #expect(foreign.body.contains("the request came from another page"))
            let site = try await server.http(
                "PUT", "/api/v1/id-tags/A", body: "{}", headers: ["Sec-Fetch-Site": "cross-site"])
            #expect(site.status == 403)
            #expect(
                try await server.http("PUT", "/api/v1/id-tags/A", body: "{}", headers: ["Origin": server.ready.api])
                    .status == 200)
        }
    }

    @Test func `every answer carries the headers that tie browsers down`() async throws {
        try await TestServer.with { server in
            for path in ["/", "/healthz", "/nothing", "/api/v1/charge-points/NONE", "/page.js"] {
                let headers = try await server.exchange("GET", path).response
                let policy = headers.value(forHTTPHeaderField: "Content-Security-Policy") ?? ""
                #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "\(path)")
                #expect(headers.value(forHTTPHeaderField: "X-Content-Type-Options") == "nosniff", "\(path)")
                #expect(headers.value(forHTTPHeaderField: "X-Frame-Options") == "DENY", "\(path)")
                #expect(headers.value(forHTTPHeaderField: "Access-Control-Allow-Origin") == nil, "\(path)")
            }
        }
    }

    @Test func `a browser logs in with a token, acts from its own page only, and logs out`() async throws {
        try await Self.with { server in
            let origin = ["Origin": server.ready.api, "Content-Type": "application/x-www-form-urlencoded"]
            let stranger = try await server.exchange("GET", "/charge-points?search=x", headers: ["Accept": "text/html"])
            #expect(stranger.response.statusCode == 303)
            #expect(
                stranger.response.value(forHTTPHeaderField: "Location") == "/login?next=%2Fcharge-points%3Fsearch%3Dx")
            #expect(try await server.http("GET", "/login?next=%2Fid-tags").body.contains("value=\"/id-tags\""))
            let wrong = try await server.http("POST", "/login", body: "token=ww_guess", headers: origin)
            #expect(wrong.status == 401 && wrong.body.contains("This token is not known."))
            let login = try await server.exchange(
                "POST", "/login", body: "token=ww_operator&next=%2Fid-tags", headers: origin)
            #expect(login.response.statusCode == 303)
            #expect(login.response.value(forHTTPHeaderField: "Location") == "/id-tags")
            let cookie = try #require(login.response.value(forHTTPHeaderField: "Set-Cookie"))
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
            let session = ["Cookie": String(cookie.prefix { $0 != ";" })]
            let page = try await server.http("GET", "/id-tags", headers: session)
            #expect(page.status == 200 && page.body.contains("Log out"))
            let entry = "idTag=NEW+1&status=Blocked&parentIdTag=&expiryDate=&maxActiveTransactions=2"
            #expect(
                try await server.http(
                    "POST", "/id-tags", body: entry, headers: session.merging(["Origin": "http://evil.example"]) { $1 }
                ).status == 403)
            let saved = try await server.http("POST", "/id-tags", body: entry, headers: session.merging(origin) { $1 })
            #expect(saved.status == 303)
            #expect(
                try await server.http("GET", "/api/v1/id-tags/NEW%201", headers: session).body.contains(
                    #""maxActiveTransactions":2"#))
            let out = try await server.exchange("POST", "/logout", headers: session.merging(origin) { $1 })
            #expect(out.response.value(forHTTPHeaderField: "Set-Cookie")?.contains("Max-Age=0") == true)
            #expect(try await server.http("GET", "/api/v1/id-tags", headers: session).status == 401)
        }
    }

    @Test func `tokens of the database hold, and a revoked one is refused without a restart`() async throws {
        let directory = TestDirectory()
        let path = directory.file("csms.sqlite")
        let reader = try OperatorTokenStore.create(name: "reader", role: .read, at: path)
        try await TestServer.with(directory) { server in
            let headers = ["Authorization": "Bearer \(reader)"]
            #expect(try await server.http("GET", "/api/v1/transactions").status == 401)
            #expect(try await server.http("GET", "/api/v1/transactions", headers: headers).status == 200)
            #expect(try await server.http("PUT", "/api/v1/id-tags/A", body: "{}", headers: headers).status == 403)
            let other = try OperatorTokenStore.create(name: "other", role: .admin, at: path)
            try OperatorTokenStore.revoke(name: "reader", at: path)
            try await server.server.refreshTokens()
            #expect(try await server.http("GET", "/api/v1/transactions", headers: headers).status == 401)
            #expect(
                try await server.http("GET", "/metrics", headers: ["Authorization": "Bearer \(other)"]).status == 200)
            // Without any token left nobody gets in: who revokes the last one wants to keep its holder out.
            try OperatorTokenStore.revoke(name: "other", at: path)
            try await server.server.refreshTokens()
            #expect(try await server.http("GET", "/metrics").status == 401)
        }
        #expect(try OperatorTokenStore.list(at: path).isEmpty)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.range(of: Data(reader.utf8)) == nil)
    }
}

extension CentralSystemServer {
    /// What the server does once a second by itself.
    func refreshTokens() async throws { try await running?.api?.refreshTokens() }
}
