import CentralSystemModel
import CentralSystemStore
import Testing

@testable import CentralSystemServer

@Suite(.timeLimit(.minutes(3))) struct OperatorAPITests {
    @Test func `charge points are listed in pages and shown one by one`() async throws {
        try await TestServer.with { server in
            for identity in ["CP1", "CP 2", "CP/3"] { _ = try await TestChargePoint.booted(server, identity) }
            let first = try await server.http("GET", "/api/v1/charge-points?limit=2")
            #expect(first.status == 200)
            #expect(first.body.contains(#""identity":"CP1""#) && first.body.hasSuffix(#""next":"2"}"#), "\(first.body)")
            let second = try await server.http("GET", "/api/v1/charge-points?limit=2&cursor=2")
            #expect(second.body.contains(#""identity":"CP/3""#) && second.body.hasSuffix(#""next":null}"#))
            let one = try await server.http("GET", "/api/v1/charge-points/CP%202")
            #expect(one.body.contains(#""connected":true"#) && one.body.contains(#""registration":"Accepted""#))
            #expect(one.body.contains(#""chargePointVendor":"V""#), "\(one.body)")
            #expect(try await server.http("GET", "/api/v1/charge-points/CP%2F3").status == 200)
            let none = try await server.http("GET", "/api/v1/charge-points/NONE")
            #expect(none.status == 404)
            #expect(none.body == #"{"error":"notFound","message":"there is no charge point \"NONE\""}"#)
        }
    }

    @Test func `transactions are listed in pages, by charge point and while open`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let other = try await TestChargePoint.booted(server, "CP2")
            _ = await chargePoint.call(startFrame("1", second: 10))
            _ = await chargePoint.call(stopFrame("2", 1))
            _ = await chargePoint.call(startFrame("3", second: 11))
            _ = await other.call(startFrame("4", second: 12))
            func ids(_ query: String) async throws -> String {
                let body = try await server.http("GET", "/api/v1/transactions" + query).body
                let numbers = body.split(separator: "\"transactionId\":").dropFirst().map { $0.prefix { $0.isNumber } }
                return numbers.joined(separator: ",") + " " + (body.split(separator: "\"next\":").last ?? "")
            }
            #expect(try await ids("") == "1,2,3 null}")
            #expect(try await ids("?limit=1&cursor=1") == "2 \"2\"}")
            #expect(try await ids("?identity=CP1") == "1,2 null}")
            #expect(try await ids("?open=true") == "2,3 null}")
            let body = try await server.http("GET", "/api/v1/transactions?limit=1").body
            #expect(body.contains(#""stopTimestamp":"2025-01-01T13:00:00.000Z""#), "\(body)")
        }
    }

    @Test func `id tags are entered, replaced, listed and removed`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let put = try await server.http(
                "PUT", "/api/v1/id-tags/Card%201",
                body: #"{"status":"Blocked","parentIdTag":"P","expiryDate":"2030-01-01T00:00:00+01:00"}"#)
            #expect(put.status == 200)
            #expect(
                put.body
                    == #"{"expiryDate":"2029-12-31T23:00:00.000Z","idTag":"Card 1","parentIdTag":"P","#
                    + #""status":"Blocked"}"#
            )
            let event = await chargePoint.call(#"[2,"1","Authorize",{"idTag":"CARD 1"}]"#)
            guard case .text(let text)? = event else { return #expect(event == nil) }
            #expect(text.contains(#""status":"Blocked""#))
            #expect(try await server.http("GET", "/api/v1/id-tags/card%201").status == 200)
            let list = try await server.http("GET", "/api/v1/id-tags?limit=1")
            #expect(list.body.hasSuffix(#""next":"Card 1"}"#), "\(list.body)")
            let rest = try await server.http("GET", "/api/v1/id-tags?cursor=Card%201")
            #expect(rest.body.contains("TAG1") && !rest.body.contains("Card 1"))
            #expect(try await server.http("DELETE", "/api/v1/id-tags/card%201").status == 204)
            #expect(try await server.http("DELETE", "/api/v1/id-tags/card%201").status == 404)
        }
    }

    @Test func `wrong requests get precise errors`() async throws {
        let cases: [(String, String, String?, Int, String)] = [
            ("GET", "/nothing", nil, 404, #"{"error":"notFound","message":"no such resource"}"#),
            ("DELETE", "/api/v1/charge-points", nil, 405, "this resource takes GET"),
            (
                "GET", "/api/v1/charge-points?connected=yes", nil, 400,
                #"connected must be true or false, it is \"yes\""#
            ),
            ("GET", "/api/v1/charge-points?status=Broken", nil, 400, "status must be one of Available"),
            ("GET", "/api/v1/transactions?since=yesterday", nil, 400, "since must be a date and time"),
            ("GET", "/api/v1/transactions?order=best", nil, 400, "order must be one of oldest, newest"),
            ("GET", "/api/v1/transactions?identity=%FF", nil, 400, "is not percent-encoded UTF-8"),
            ("GET", "/api/v1/transactions/x", nil, 400, "transactionId must be a whole number"),
            ("GET", "/api/v1/transactions/77", nil, 404, "there is no transaction 77"),
            ("PUT", "/api/v1/id-tags", #"[{"idTag":"A"},{"idTag":"a"}]"#, 400, "was given before, in entry 1"),
            ("PUT", "/api/v1/id-tags", "{\"idTag\":\"A\"}\n{", 400, "line 2: not a JSON object"),
            ("GET", "/api/v1/charge-points?limit=0", nil, 400, "limit must be from 1 to 1000, it is 0"),
            ("GET", "/api/v1/charge-points?limit=1001", nil, 400, "limit must be from 1 to 1000, it is 1001"),
            ("GET", "/api/v1/transactions?cursor=x", nil, 400, #"cursor must be a whole number, it is \"x\""#),
            ("GET", "/api/v1/transactions?open=yes", nil, 400, #"open must be true or false, it is \"yes\""#),
            ("PUT", "/api/v1/id-tags/A", "{", 400, "the body is not JSON"),
            ("PUT", "/api/v1/id-tags/A", "[]", 400, "not a JSON object"),
            ("PUT", "/api/v1/id-tags/A", #"{"status":"ConcurrentTx"}"#, 400, "must be Accepted, Blocked"),
            ("PUT", "/api/v1/id-tags/A", #"{"idTag":"A"}"#, 400, #"unknown member \"idTag\""#),
            ("PUT", "/api/v1/id-tags/012345678901234567890", "{}", 400, "at most 20 characters, this one has 21"),
            ("PUT", "/api/v1/id-tags/A", String(repeating: " ", count: 70_000), 413, "more than 65536 bytes"),
            ("PUT", "/api/v1/charge-points/A", #"{"registration":"Yes"}"#, 400, "the body must be"),
        ]
        try await TestServer.with { server in
            for (method, path, body, status, text) in cases {
                let answer = try await server.http(method, path, body: body)
                #expect(answer.status == status, "\(method) \(path)")
                #expect(answer.body.contains(text), "\(method) \(path): \(answer.body)")
            }
        }
    }

    @Test func `metrics count calls, commits and notices`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("1"))
            _ = await chargePoint.call(startFrame("2"))
            let text = try await server.http("GET", "/metrics").body
            for line in [
                "wattswarm_csms_connected 1", #"wattswarm_csms_calls_total{action="StartTransaction"} 2"#,
                #"wattswarm_csms_notices_total{kind="repeated_start"} 1"#, "wattswarm_csms_starts_total 1",
                "wattswarm_csms_open_transactions 1", "wattswarm_csms_store_failing 0",
            ] {
                #expect(text.contains("\n\(line)\n"), "\(line)")
            }
            #expect(!text.contains("\nwattswarm_csms_commits_total 0\n"))
        }
    }

    @Test func `orders fail while the database is locked`() async throws {
        try await TestServer.with(store: { $0.busyTimeoutMilliseconds = 20 }) { server in
            let stranger = try server.stranger()
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let put = try await server.http("PUT", "/api/v1/id-tags/A", body: "{}")
            #expect(put.status == 503)
            #expect(put.body.contains(#""error":"storeFailed""#), "\(put.body)")
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            #expect(try await server.http("PUT", "/api/v1/id-tags/A", body: "{}").status == 200)
        }
    }

    @Test func `the exit line is one JSON object`() {
        var store = StoreCounters()
        store.commits = 3
        #expect(
            ExitLine(store: store, loop: nil).text
                == "csms exit {\"commits\":3,\"failedCommits\":0,\"records\":0,\"starts\":0,\"stops\":0,"
                + "\"meterValues\":0,\"failedStores\":0,\"lostStores\":0}")
    }
}
