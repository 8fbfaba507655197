import CentralSystemModel
import CentralSystemSettings
import OCPPTypes
import TestSupport
import Testing

@testable import CentralSystemServer
@testable import OperatorAPI

/// Transactions whose StopTransaction never comes, over sockets, the database and the operator API.
@Suite(.timeLimit(.minutes(3))) struct LostStopTests {
    private static func single(_ configuration: inout CentralSystemServerConfiguration) {
        configuration.idTags = [IdTagRecord(idTag: "TAG1", maxActiveTransactions: 1)]
    }

    private static func meter(_ value: String, transactionId: Int = 1) -> String {
        #"[2,"m","MeterValues",{"connectorId":1,"transactionId":\#(transactionId),"meterValue":["#
            + #"{"timestamp":"2025-01-01T12:05:00Z","sampledValue":[{"value":"\#(value)"}]}]}]"#
    }

    private static func text(_ event: TestChargePoint.Event?) -> String {
        if case .text(let text)? = event { text } else { "" }
    }

    @Test func `a lost stop is ended by the next start, also over a restart, and corrected by a late stop`()
        async throws
    {
        let directory = TestDirectory()
        try await TestServer.with(directory, configure: Self.single) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("1", second: 10))
            _ = await chargePoint.call(Self.meter("150"))
        }
        try await TestServer.with(directory, configure: Self.single) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let answer = Self.text(await chargePoint.call(startFrame("2", second: 50)))
            #expect(answer.contains(#""status":"Accepted""#) && answer.contains(#""transactionId":2"#), "\(answer)")
            let ended = try await server.http("GET", "/api/v1/transactions/1").body
            #expect(
                ended.contains(#""centralSystemReason":"LaterStart""#) && ended.contains(#""meterStop":150"#)
                    && ended.contains(#""stopTimestamp":"2025-01-01T12:05:00.000Z""#), "\(ended)")
            #expect(!ended.contains(#""reason""#))
            let page = try await server.http("GET", "/transactions/1").body
            #expect(page.contains("no stop: a later start") && !page.contains("End it in the books"))
            let events = try await server.http("GET", "/api/v1/recent-events?identity=CP1").body
            #expect(
                events.contains(#""kind":"transaction_ended_by_central_system""#)
                    && events.contains(#""kind":"start_over_open_transaction""#), "\(events)")

            _ = await chargePoint.call(stopFrame("3", 1))
            let corrected = try await server.http("GET", "/api/v1/transactions/1").body
            #expect(
                !corrected.contains("centralSystemReason")
                    && corrected.contains(#""stopTimestamp":"2025-01-01T13:00:00.000Z""#), "\(corrected)")
            #expect(try await server.http("GET", "/api/v1/recent-events?kind=late_stop").body.contains("transaction 1"))
        }
        // What the correction left is what a restart finds.
        try await TestServer.with(directory, configure: Self.single) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(stopFrame("4", 1))
            let counters = try #require(try await server.server.loopCounters())
            #expect(counters.notices[Int(CentralSystemModel.Notice.repeatedStop.rawValue)] == 1)
        }
    }

    @Test func `a free connector after a boot ends its transaction in the database`() async throws {
        try await TestServer.with(configure: Self.single) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("1"))
            _ = await chargePoint.call(
                #"[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#)
            _ = await chargePoint.call(
                #"[2,"s","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]"#)
            // Answered behind the end: it waits for the same slot.
            let answer = Self.text(await chargePoint.call(startFrame("2", connectorId: 2, second: 30)))
            #expect(answer.contains(#""status":"Accepted""#), "\(answer)")
            let body = try await server.http("GET", "/api/v1/transactions/1").body
            #expect(body.contains(#""centralSystemReason":"IdleAfterBoot""#), "\(body)")
        }
    }

    @Test func `an operator ends a transaction by the API and by the page`() async throws {
        try await TestServer.with(configure: Self.single) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("1"))
            #expect(try await server.http("GET", "/transactions/1").body.contains("End it in the books"))
            let ended = try await server.http("POST", "/api/v1/transactions/1/end")
            #expect(ended.status == 200 && ended.body.contains(#""centralSystemReason":"EndedByOperator""#), "\(ended)")
            let again = try await server.http("POST", "/api/v1/transactions/1/end")
            #expect(again.status == 409 && again.body.contains("transaction 1 has ended"), "\(again)")
            #expect(try await server.http("POST", "/api/v1/transactions/9/end").status == 404)
            #expect(try await server.http("POST", "/api/v1/transactions/x/end").status == 400)
            let answer = Self.text(await chargePoint.call(startFrame("2", second: 30)))
            #expect(answer.contains(#""status":"Accepted""#), "\(answer)")
            let form = try await server.exchange("POST", "/transactions/2/end")
            #expect(form.response.statusCode == 303)
            #expect(form.response.value(forHTTPHeaderField: "Location") == "/transactions/2")
            #expect(try await server.http("GET", "/transactions/2").body.contains("no stop: ended by hand"))
        }
    }

    @Test func `an operator ends one that left memory with the last register of the database, however far back`()
        async throws
    {
        try await TestServer.with(configure: { $0.modelLimits.openTransactions = 1 }) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("1"))
            _ = await chargePoint.call(Self.meter("150"))
            for minute in 10..<30 {
                _ = await chargePoint.call(
                    #"[2,"p","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":[{"timestamp":"#
                        + #""2025-01-01T12:\#(minute):00Z","sampledValue":[{"value":"7","measurand":"Voltage"}]}]}]"#)
            }
            _ = await chargePoint.call(startFrame("2", connectorId: 2, second: 30))
            let ended = try await server.http("POST", "/api/v1/transactions/1/end")
            #expect(ended.status == 200 && ended.body.contains(#""meterStop":150"#), "\(ended)")
            #expect(ended.body.contains(#""stopTimestamp":"2025-01-01T12:29:00.000Z""#), "\(ended)")
        }
    }

    @Test func `only who may operate ends a transaction`() async throws {
        let table = try await TestServer.with { try await $0.server.table() }
        for path in ["/api/v1/transactions/{transactionId}/end", "/transactions/{transactionId}/end"] {
            #expect(table.routes.first { $0.operation.path == path }?.operation.role == .operate)
        }
    }
}
