import Foundation
import TestSupport
import Testing

@testable import CentralSystemServer

/// Values that a charge point or a caller chooses, and that no page and no route may fail on.
@Suite(.timeLimit(.minutes(3))) struct HostileValueTests {
    private static func meterValues(_ id: String, _ transaction: Int, _ value: String, _ measurand: String) -> String {
        let sample = #"{"value":"\#(value)","measurand":"\#(measurand)"}"#
        return #"[2,"\#(id)","MeterValues",{"connectorId":1,"transactionId":\#(transaction),"#
            + #""meterValue":[{"timestamp":"2025-01-01T12:00:0\#(id.count)Z","sampledValue":[\#(sample)]}]}]"#
    }

    @Test(arguments: ["nan", "inf", "-inf", "1e300", "1e18", "-1e300", "9223372036854775808", "x", "0x1p900"])
    func `a transaction's page is there whatever its meter values are`(_ value: String) async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("s"))
            for measurand in ["Energy.Active.Import.Register", "Power.Active.Import"] {
                for id in ["a", "bb"] {
                    _ = await chargePoint.call(Self.meterValues(id, 1, value, measurand))
                }
            }
            let page = try await server.http("GET", "/transactions/1", headers: ["Accept": "text/html"])
            #expect(page.status == 200 && page.body.contains("4 messages"), "\(page.body.prefix(400))")
        }
    }

    @Test func `registers at the ends of their range break no page`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(
                #"[2,"1","StartTransaction",{"connectorId":1,"idTag":"TAG1","meterStart":\#(Int.min),"#
                    + #""timestamp":"2025-01-01T12:00:00Z"}]"#)
            _ = await chargePoint.call(
                #"[2,"2","StopTransaction",{"transactionId":1,"meterStop":\#(Int.max),"#
                    + #""timestamp":"2025-01-01T13:00:00Z"}]"#)
            for path in ["/transactions", "/transactions/1", "/charge-points/CP1"] {
                #expect(try await server.http("GET", path, headers: ["Accept": "text/html"]).status == 200, "\(path)")
            }
        }
    }

    @Test(arguments: ["9223372036854775807", "9223372036854775806", "1", "2"])
    func `a cursor beyond the end gives an empty page`(_ cursor: String) async throws {
        try await TestServer.with { server in
            _ = try await TestChargePoint.booted(server, "CP1")
            for path in [
                "/api/v1/charge-points?cursor=\(cursor)", "/api/v1/charge-points?connected=true&cursor=\(cursor)",
                "/api/v1/reservations?cursor=\(cursor)",
            ] {
                let answer = try await server.http("GET", path)
                #expect(answer.status == 200 && answer.body == #"{"items":[],"next":null}"#, "\(path): \(answer)")
            }
            #expect(try await server.http("GET", "/charge-points?cursor=\(cursor)").status == 200)
        }
    }

    @Test func `a transaction shows the meter values of its own charge point only`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("s"))
            _ = await chargePoint.call(Self.meterValues("a", 1, "1500", "Energy.Active.Import.Register"))
            let other = try await TestChargePoint.booted(server, "CP2")
            _ = await other.call(Self.meterValues("a", 1, "987654", "Energy.Active.Import.Register"))
            let transaction = try await server.http("GET", "/api/v1/transactions/1").body
            #expect(transaction.contains("1500") && !transaction.contains("987654"), "\(transaction)")
            #expect(try await server.http("GET", "/transactions/1").body.contains("1 messages"))
        }
    }

    @Test func `a connection that was replaced tells nobody that the charge point is gone`() async throws {
        try await TestServer.with { server in
            let old = try await TestChargePoint.booted(server, "CP1")
            let new = try await TestChargePoint.booted(server, "CP1")
            while let event = await old.next() {
                if case .closed = event { break }
            }
            // The server has seen the end of the old one when both have answered after it.
            _ = await new.call(#"[2,"h","Heartbeat",{}]"#)
            let reader = try await RawConnection.open(server.ready.api)
            reader.get("/api/v1/events", headers: ["Last-Event-ID": "1"])
            #expect(await reader.read(until: "retry: 2000"))
            _ = await new.call(startFrame("s"))
            #expect(await reader.read(until: "transaction_started"))
            #expect(reader.text.components(separatedBy: #""kind":"connected""#).count == 3, "\(reader.text)")
            #expect(!reader.text.contains(#""kind":"disconnected""#), "\(reader.text)")
            reader.close()
        }
    }

    @Test func `passwords of locations are in no log, no list and no database`() async throws {
        let directory = TestDirectory()
        try await TestServer.with(directory) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            async let answer = server.http(
                "POST", "/api/v1/charge-points/CP1/commands/GetDiagnostics",
                body: #"{"location":"ftp://cp:s3cret@127.0.0.1/up"}"#)
            guard case .text(let frame) = await chargePoint.next() else {
                Issue.record("no command came")
                return
            }
            #expect(frame.contains("s3cret"))
            chargePoint.send(#"[3,"1",{"fileName":"a.gz"}]"#)
            #expect(try await answer.status == 200)
            for path in ["/api/v1/messages", "/api/v1/charge-points/CP1/diagnostics", "/charge-points/CP1"] {
                let shown = try await server.http("GET", path)
                #expect(shown.status == 200 && !shown.body.contains("s3cret"), "\(path): \(shown.body)")
            }
            let list = try await server.http("GET", "/api/v1/charge-points/CP1/diagnostics").body
            #expect(
                list.contains("ftp://cp:***@127.0.0.1/up") || list.contains(#"ftp:\/\/cp:***@127.0.0.1\/up"#), "\(list)"
            )
        }
        for name in ["csms.sqlite", "csms.sqlite-wal"] {
            guard let bytes = FileManager.default.contents(atPath: directory.file(name)) else { continue }
            #expect(bytes.range(of: Data("s3cret".utf8)) == nil, "\(name)")
        }
    }

    @Test func `updates of local lists leave room for questions`() async throws {
        try await TestServer.with(configure: { $0.limits.operatorRequests = 1 }) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            async let update = server.http("POST", "/api/v1/charge-points/CP1/local-list/update?updateType=Full")
            guard case .text = await chargePoint.next() else {
                Issue.record("no command came")
                return
            }
            #expect(try await server.http("GET", "/metrics").status == 200)
            #expect(try await server.http("GET", "/api/v1/charge-points").status == 200)
            chargePoint.send(#"[4,"1","InternalError","",{}]"#)
            _ = try await update
        }
    }
}
