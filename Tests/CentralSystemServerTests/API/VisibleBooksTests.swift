import CentralSystemModel
import Testing

@testable import CentralSystemServer

/// What is stored or held can be seen: in the API, on the page, in events.
@Suite(.timeLimit(.minutes(3))) struct VisibleBooksTests {
    @Test func `stops that ended nothing are listed and shown`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let other = try await TestChargePoint.booted(server, "CP2")
            let before = try await server.http("GET", "/transactions").body
            #expect(!before.contains("Stops that ended nothing"))
            _ = await chargePoint.call(stopFrame("1", 77))
            _ = await chargePoint.call(stopFrame("2", 78))
            _ = await other.call(stopFrame("3", 79))
            let first = try await server.http("GET", "/api/v1/unmatched-stops?limit=2").body
            #expect(
                first.contains(#""transactionId":79"#) && first.contains(#""transactionId":78"#)
                    && first.contains(#""kind":"stop_unknown""#) && first.hasSuffix(#""next":"2"}"#), "\(first)")
            let rest = try await server.http("GET", "/api/v1/unmatched-stops?limit=2&cursor=2").body
            #expect(rest.contains(#""transactionId":77"#) && rest.hasSuffix(#""next":null}"#))
            let own = try await server.http("GET", "/api/v1/unmatched-stops?identity=CP1").body
            #expect(!own.contains("CP2") && own.contains(#""transactionId":77"#))
            let page = try await server.http("GET", "/charge-points/CP1").body
            #expect(page.contains("Stops that ended nothing") && page.contains("stop unknown") && page.contains("77"))
            #expect(try await server.http("GET", "/transactions").body.contains("Stops that ended nothing"))
        }
    }

    @Test func `values that are no numbers are kept, told and shown`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("1"))
            _ = await chargePoint.call(
                #"[2,"2","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":["#
                    + #"{"timestamp":"2025-01-01T12:05:00Z","sampledValue":[{"value":"NaN"},{"value":"-5,3"}]}]}]"#)
            let events = try await server.http("GET", "/api/v1/recent-events?kind=meter_value_unreadable").body
            #expect(events.contains(#"MeterValues 2, value \"NaN\" and 1 more"#), "\(events)")
            let one = try await server.http("GET", "/api/v1/transactions/1").body
            #expect(one.contains(#""value":"NaN""#) && one.contains(#""value":"-5,3""#))
            let page = try await server.http("GET", "/transactions/1").body
            #expect(
                page.contains("Values that are no numbers") && page.contains("<code>NaN</code><code>-5,3</code>"),
                "\(page)")
            // Without power there is no picture of zeros.
            #expect(page.contains("No power was measured.") && !page.contains("<polyline") && !page.contains("tick"))
        }
    }

    @Test func `repeated starts are events that can be asked for later`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("1"))
            _ = await chargePoint.call(startFrame("2"))
            let events = try await server.http("GET", "/api/v1/recent-events?identity=CP1&kind=repeated_start").body
            #expect(events.contains("CP1: repeated start (StartTransaction 2)"), "\(events)")
            #expect(
                try await server.http("GET", "/charge-points/CP1").body.contains("repeated start (StartTransaction 2)"))
            #expect(try await server.http("GET", "/").body.contains("repeated start (StartTransaction 2)"))
        }
    }

    @Test func `events are listed in pages, newest first`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            for number in 1...3 { _ = await chargePoint.call(stopFrame("\(number)", 70 + number)) }
            let query = "/api/v1/recent-events?kind=stop_unknown&limit=2"
            let first = try await server.http("GET", query).body
            #expect(first.contains("StopTransaction 3") && first.contains("StopTransaction 2"))
            let next = try #require(first.split(separator: #""next":""#).last?.prefix { $0.isNumber })
            let rest = try await server.http("GET", "\(query)&cursor=\(next)").body
            #expect(rest.contains("StopTransaction 1") && !rest.contains("StopTransaction 2"), "\(rest)")
            #expect(rest.hasSuffix(#""next":null}"#))
        }
    }

    @Test func `the page shows the messages that are held, and its stream goes on behind them`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(#"[2,"before","Heartbeat",{}]"#)
            let page = try await server.http("GET", "/charge-points/CP1").body
            #expect(page.contains("[2,&quot;before&quot;,&quot;Heartbeat&quot;,{}]"), "\(page)")
            let part = try #require(page.split(separator: "messages/stream?after=").last?.prefix { $0.isNumber })
            let position = try #require(Int(part))
            #expect(position > 0)
            let reader = try await RawConnection.open(server.ready.api)
            reader.get("/api/v1/charge-points/CP1/messages/stream?after=\(position)")
            #expect(await reader.read(until: "retry: 2000"))
            _ = await chargePoint.call(#"[2,"behind","Heartbeat",{}]"#)
            #expect(await reader.read(until: "behind"))
            #expect(!reader.text.contains("before"))
            reader.close()
            let all = try await RawConnection.open(server.ready.api)
            all.get("/api/v1/charge-points/CP1/messages/stream?after=0")
            #expect(await all.read(until: "behind"))
            #expect(all.text.contains("before"))
            all.close()
        }
    }

    @Test func `an unknown parameter is named with those that there are`() async throws {
        try await TestServer.with { server in
            let cases = [
                (
                    "GET", "/api/v1/charge-points?foo=1",
                    #"unknown parameter \"foo\"; known are limit, cursor, connected"#
                ),
                ("GET", "/api/v1/charge-points/CP1?limit=1", #"unknown parameter \"limit\"; this resource takes none"#),
                ("GET", "/api/v1/events?Identity=CP1", #"unknown parameter \"Identity\"; known are identity, after"#),
                ("DELETE", "/api/v1/id-tags/A?force", #"unknown parameter \"force\""#),
                ("GET", "/api/v1/transactions?open=true&%6Fpem=1", #"unknown parameter \"opem\""#),
            ]
            for (method, path, text) in cases {
                let answer = try await server.http(method, path)
                #expect(answer.status == 400 && answer.body.contains(text), "\(path): \(answer)")
            }
            // A page is for people, who come by links of others.
            #expect(try await server.http("GET", "/transactions?utm=1").status == 200)
        }
    }
}
