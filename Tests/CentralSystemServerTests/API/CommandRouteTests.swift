import Foundation
import OperatorInterface
import Testing
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@testable import CentralSystemServer

@Suite(.timeLimit(.minutes(3))) struct CommandRouteTests {
    private static let path = "/api/v1/charge-points/CP1/commands"

    /// Sends a command and lets the charge point answer its CALL; the CALL and the API's answer.
    private func command(
        _ server: TestServer, _ chargePoint: TestChargePoint, _ action: String, _ body: String?,
        answer: @escaping @Sendable (String) -> String
    ) async throws -> (call: String, status: Int, body: String) {
        async let outcome = server.http("POST", "\(Self.path)/\(action)", body: body)
        guard case .text(let call)? = await chargePoint.next() else { throw CancellationError() }
        let id = try #require(call.firstMatch(of: /^\[2,"([^"]*)"/)).1
        chargePoint.send(answer(String(id)))
        let (status, body) = try await outcome
        return (call, status, body)
    }

    @Test func `a command is sent and its confirmation is the answer`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let reset = try await command(server, chargePoint, "Reset", #"{"type":"Soft"}"#) {
                #"[3,"\#($0)",{"status":"Accepted"}]"#
            }
            #expect(reset.call.hasSuffix(#","Reset",{"type":"Soft"}]"#), "\(reset.call)")
            #expect(reset.status == 200)
            #expect(reset.body == #"{"result":"confirmation","payload":{"status":"Accepted"}}"#)
            let cache = try await command(server, chargePoint, "ClearCache", nil) {
                #"[4,"\#($0)","NotSupported","no cache",{"a":1}]"#
            }
            #expect(cache.status == 200)
            #expect(
                cache.body
                    == #"{"result":"callError","code":"NotSupported","description":"no cache","details":{"a":1}}"#)
            let broken = try await command(server, chargePoint, "ClearCache", "{}") { #"[3,"\#($0)",{"status":7}]"# }
            #expect(broken.status == 502)
            #expect(broken.body.contains(#""error":"invalidAnswer""#), "\(broken.body)")
        }
    }

    @Test func `wrong payloads are refused by the name of the member, unchecked ones are sent as they are`()
        async throws
    {
        let cases: [(action: String, body: String, status: Int, part: String)] = [
            ("Reset", "{}", 400, #""field":"type","message":"type: missing field"#),
            ("Reset", #"{"type":"Gentle"}"#, 400, "type: unknown value"),
            ("Reset", #"{"type":"Soft","x":1}"#, 400, "x: unknown field"),
            ("Reset", "[", 400, "the payload: payload is not an object"),
            ("ReserveNow", #"{"connectorId":1}"#, 400, "expiryDate: missing field"),
            ("Nonsense", "{}", 404, #"there is no command \"Nonsense\"; known are CancelReservation"#),
            ("BootNotification", "{}", 404, #"there is no command \"BootNotification\""#),
            ("Reset?timeout=0", #"{"type":"Soft"}"#, 400, "timeout must be from 1 to 3600, it is 0"),
            ("Reset?unchecked=maybe", "{}", 400, "unchecked must be true or false"),
            ("Reset?unchecked=true", "{", 400, "the payload is not JSON"),
        ]
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            for (action, body, status, part) in cases {
                let answer = try await server.http("POST", "\(Self.path)/\(action)", body: body)
                #expect(answer.status == status, "\(action): \(answer.body)")
                #expect(answer.body.contains(part), "\(action): \(answer.body)")
            }
            let raw = try await command(server, chargePoint, "Reset?unchecked=true", #"{"type": 7, "x":[1]}"#) {
                #"[3,"\#($0)",{"status":"Rejected"}]"#
            }
            #expect(raw.call.hasSuffix(#","Reset",{"type": 7, "x":[1]}]"#), "\(raw.call)")
            #expect(raw.body == #"{"result":"confirmation","payload":{"status":"Rejected"}}"#)
        }
    }

    @Test func `numbers that the central system chooses may be left out`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let body = #"{"connectorId":1,"idTag":"TAG1","expiryDate":"2025-01-01T13:00:00Z"}"#
            let reserve = try await command(server, chargePoint, "ReserveNow", body) {
                #"[3,"\#($0)",{"status":"Accepted"}]"#
            }
            #expect(reserve.call.contains(#""reservationId":1"#), "\(reserve.call)")
            let list = try await server.http("GET", "/api/v1/charge-points/CP1/reservations").body
            #expect(list.contains(#""state":"Active""#) && list.contains(#""idTag":"TAG1""#), "\(list)")
            #expect(try await server.http("GET", "/api/v1/reservations").body.contains(#""identity":"CP1""#))
        }
    }

    @Test func `each way a command ends without an answer has its status`() async throws {
        try await TestServer.with(configure: { $0.modelLimits.queuedCommands = 1 }) { server in
            let body = #"{"type":"Soft"}"#
            #expect(try await server.http("POST", "\(Self.path)/Reset", body: body).status == 404)
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let late = try await server.http("POST", "\(Self.path)/Reset?timeout=1", body: body)
            #expect(late.status == 504)
            #expect(late.body.contains(#""error":"timeout""#), "\(late.body)")
            _ = await chargePoint.next()
            try await expectFullQueue(server, chargePoint)
            async let outstanding = server.http("POST", "\(Self.path)/Reset", body: body)
            _ = await chargePoint.next()
            chargePoint.close()
            let lost = try await outstanding
            #expect(lost.status == 502 && lost.body.contains(#""error":"connectionLost""#), "\(lost.body)")
            let offline = try await server.http("POST", "\(Self.path)/Reset", body: body)
            #expect(offline.status == 409 && offline.body.contains(#""error":"notConnected""#), "\(offline.body)")
        }
    }

    /// While one command is on its way and one may wait, two more come: one waits and is sent afterwards, one is refused.
    private func expectFullQueue(_ server: TestServer, _ chargePoint: TestChargePoint) async throws {
        let send: @Sendable () async throws -> (response: HTTPURLResponse, body: String) = {
            try await server.exchange("POST", "\(Self.path)/Reset", body: #"{"type":"Soft"}"#)
        }
        try await withThrowingTaskGroup(of: (response: HTTPURLResponse, body: String).self) { group in
            group.addTask { try await send() }
            let first = try #require(await nextCallID(chargePoint))
            for _ in 0..<2 { group.addTask { try await send() } }
            // Neither of the sent ones is answered yet, so the first answer is the refusal.
            let full = try #require(try await group.next())
            #expect(full.response.statusCode == 429 && full.body.contains(#""error":"queueFull""#), "\(full.body)")
            #expect(full.response.value(forHTTPHeaderField: "Retry-After") == "5")
            chargePoint.send(#"[3,"\#(first)",{"status":"Accepted"}]"#)
            let second = try #require(await nextCallID(chargePoint))
            chargePoint.send(#"[3,"\#(second)",{"status":"Rejected"}]"#)
            var answers: [String] = []
            while let answer = try await group.next() {
                #expect(answer.response.statusCode == 200)
                answers.append(answer.body)
            }
            #expect(
                answers.sorted()
                    == ["Accepted", "Rejected"].map { #"{"result":"confirmation","payload":{"status":"\#($0)"}}"# })
        }
    }

    private func nextCallID(_ chargePoint: TestChargePoint) async -> String? {
        guard case .text(let call)? = await chargePoint.next() else { return nil }
        return call.firstMatch(of: /^\[2,"([^"]*)"/).map { String($0.1) }
    }

    @Test func `what charge points told is kept and shown`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = try await command(server, chargePoint, "GetConfiguration", "{}") {
                #"[3,"\#($0)",{"configurationKey":[{"key":"HeartbeatInterval","readonly":false,"value":"60"}]}]"#
            }
            let configuration = try await server.http("GET", "/api/v1/charge-points/CP1/configuration").body
            #expect(
                configuration
                    == #"{"items":[{"key":"HeartbeatInterval","value":"60","readonly":false,"#
                    + #""pendingValue":null}],"next":null}"#
            )
            let profile =
                #"{"connectorId":0,"csChargingProfiles":{"chargingProfileId":5,"stackLevel":0,"#
                + #""chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","#
                + #""chargingSchedule":{"startSchedule":"2025-01-01T00:00:00Z","chargingRateUnit":"W","#
                + #""chargingSchedulePeriod":[{"startPeriod":0,"limit":7400}]}}}"#
            _ = try await command(server, chargePoint, "SetChargingProfile", profile) {
                #"[3,"\#($0)",{"status":"Accepted"}]"#
            }
            let profiles = try await server.http("GET", "/api/v1/charge-points/CP1/charging-profiles").body
            #expect(profiles.contains(#""chargingProfileId":5"#), "\(profiles)")
            let composite = try await command(
                server, chargePoint, "GetCompositeSchedule", #"{"connectorId":1,"duration":60,"chargingRateUnit":"W"}"#
            ) {
                #"[3,"\#($0)",{"status":"Accepted","connectorId":1,"scheduleStart":"2025-01-01T12:00:00Z","#
                    + #""chargingSchedule":{"duration":60,"chargingRateUnit":"W","#
                    + #""chargingSchedulePeriod":[{"startPeriod":0,"limit":11000}]}}]"#
            }
            #expect(composite.body.contains(#""expected":{"status":"Accepted""#), "\(composite.body)")
            #expect(!composite.body.contains(#""differences":[]"#), "\(composite.body)")
            _ = try await command(
                server, chargePoint, "GetDiagnostics", #"{"location":"ftp://127.0.0.1/up"}"#
            ) { #"[3,"\#($0)",{"fileName":"diag.zip"}]"# }
            let orders = try await server.http("GET", "/api/v1/charge-points/CP1/diagnostics").body
            #expect(
                orders.contains(#""answer":"diag.zip""#) && orders.contains(#""kind":"GetDiagnostics""#), "\(orders)")
            #expect(
                try await server.http("GET", "/api/v1/charge-points/CP1/firmware").body == #"{"items":[],"next":null}"#)
            let list = try await server.http("GET", "/api/v1/charge-points/CP1/local-list").body
            #expect(list == #"{"listVersion":null,"entries":null,"isUpdating":false}"#)
            let page = try await server.http("GET", "/charge-points/CP1").body
            for part in ["HeartbeatInterval", "TxDefaultProfile", "0 s: 7400 W", "GetDiagnostics"] {
                #expect(page.contains(part), "\(part)")
            }
        }
    }

    @Test func `a form of the page sends its command and shows how it ended`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let headers = ["Content-Type": "application/x-www-form-urlencoded", "Origin": server.ready.api]
            async let page = server.http(
                "POST", "/charge-points/CP1/commands", body: "action=UnlockConnector&connectorId=2", headers: headers)
            guard case .text(let call)? = await chargePoint.next() else { throw CancellationError() }
            #expect(call.hasSuffix(#","UnlockConnector",{"connectorId":2}]"#), "\(call)")
            let id = try #require(call.firstMatch(of: /^\[2,"([^"]*)"/)).1
            chargePoint.send(#"[3,"\#(id)",{"status":"UnlockFailed"}]"#)
            let shown = try await page.body
            #expect(shown.contains("the charge point confirmed") && shown.contains("UnlockFailed"), "\(shown)")
            let wrong = try await server.http(
                "POST", "/charge-points/CP1/commands", body: "action=UnlockConnector&connectorId=two", headers: headers)
            #expect(wrong.status == 200 && wrong.body.contains("connectorId: wrong type"), "\(wrong.body)")
        }
    }
}
