import CentralSystemModel
import Foundation
import Logging
import OCPPJSON
import Synchronization
import TestSupport
import Testing

@testable import CentralSystemServer

/// CALLs that break a rule, on a strict and on a forgiving listener, and what is told of them.
@Suite(.timeLimit(.minutes(3))) struct CallPolicyServerTests {
    /// Keeps what is logged.
    private struct Handler: LogHandler {
        final class Lines: Sendable {
            let all = Mutex<[String]>([])
        }

        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let keys = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.all.withLock { $0.append("\(event.level) \(event.message): \(keys.joined(separator: " "))") }
        }
    }

    private static let badStop =
        #"[2,"9","StopTransaction",{"transactionId":1,"meterStop":200,"timestamp":"2025-01-01T13:00:00Z","#
        + #""idTag":"123456789012345678901","reason":"Unknown","transactionData":["#
        + #"{"timestamp":"2025-01-01T13:00:00Z","sampledValue":[{"value":200},{"value":[]}]}]}]"#

    private static func text(_ event: TestChargePoint.Event?) -> String {
        if case .text(let text)? = event { text } else { "" }
    }

    @Test(arguments: CallPolicy.allCases)
    func `a stop with a good id, meter and time is booked under either policy`(_ policy: CallPolicy) async throws {
        try await TestServer.with {
            $0.listeners[0].policy = policy
        } _: { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("1"))
            #expect(Self.text(await chargePoint.call(Self.badStop)).hasPrefix(#"[3,"9",{"#))
            let body = try await server.http("GET", "/api/v1/transactions/1").body
            #expect(
                body.contains(#""meterStop":200"#) && body.contains(#""reason":"Other""#)
                    && body.contains(#""stopIdTag":"123456789012345678901""#)
                    && body.contains(#"[{"value":"200"}]"#), "\(body)")
            let events = try await server.http("GET", "/api/v1/recent-events?kind=call_violation").body
            #expect(
                events.contains("StopTransaction 9, idTag: too long; reason: unknown value; ")
                    && events.contains("sampledValue[1].value: wrong type"), "\(events)")
            let metrics = try await server.http("GET", "/metrics").body
            #expect(metrics.contains("wattswarm_csms_call_violations_total 4\n"))
            #expect(
                try await server.http("GET", "/charge-points/CP1").body.contains("call violation (StopTransaction 9"))
        }
    }

    @Test func `one bad value among good ones, and a time without zone, are a matter of the policy`() async throws {
        let values =
            #"[2,"5","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":[{"timestamp":"2025-01-01T12:05:00","#
            + #""sampledValue":[{"value":"150"},{"value":null}]}]}]"#
        let stop = #"[2,"6","StopTransaction",{"transactionId":1,"meterStop":200,"timestamp":"2025-01-01T13:00:00"}]"#
        for policy in CallPolicy.allCases {
            try await TestServer.with {
                $0.listeners[0].policy = policy
            } _: { server in
                let chargePoint = try await TestChargePoint.booted(server, "CP1")
                _ = await chargePoint.call(startFrame("1"))
                let kind = policy == .strict ? 4 : 3
                #expect(Self.text(await chargePoint.call(values)).hasPrefix(#"[\#(kind),"5","#))
                #expect(Self.text(await chargePoint.call(stop)).hasPrefix(#"[\#(kind),"6","#))
                let body = try await server.http("GET", "/api/v1/transactions/1").body
                #expect(body.contains(#""meterStop":200"#) == (policy == .forgiving))
                #expect(body.contains(#"[{"value":"150"}]"#) == (policy == .forgiving))
                // Visible either way.
                let kinds = policy == .strict ? "malformed_frame" : "call_violation"
                let events = try await server.http("GET", "/api/v1/recent-events?kind=\(kinds)").body
                #expect(
                    events.contains("MeterValues 5") && events.contains("StopTransaction 6")
                        && events.contains("missing time zone"), "\(events)")
            }
        }
    }

    @Test func `notices are logged at the level debug with charge point, message and rule`() async throws {
        let lines = Handler.Lines()
        let directory = TestDirectory()
        let logger = Logger(label: "test") { _ in Handler(lines: lines) }
        let server = CentralSystemServer(configuration: TestServer.configuration(directory), logger: logger)
        let test = TestServer(directory: directory, server: server, ready: try await server.start())
        let chargePoint = try await TestChargePoint.booted(test, "CP1")
        _ = await chargePoint.call(startFrame("1"))
        _ = await chargePoint.call(Self.badStop)
        _ = await chargePoint.call(stopFrame("7", 77))
        _ = await chargePoint.call(
            #"[2,"8","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2025-01-01T12:05:00Z","#
                + #""sampledValue":[{"value":"-5,3"}]}]}]"#)
        async let answer = server.order(Command(.typed(.getConfiguration(.init()))), to: "CP1")
        _ = await chargePoint.next()
        chargePoint.send(#"[3,"1",{"configurationKey":[{"key":"A","readonly":"true","value":"1"}]}]"#)
        _ = try await answer
        await server.stop()
        let notices = lines.all.withLock { $0.filter { $0.contains("notice: ") } }
        #expect(
            notices.contains("debug notice: action=StopTransaction charge_point_id=CP1 rule=stop_unknown unique_id=7"),
            "\(notices)")
        #expect(
            notices.contains(
                "debug notice: action=MeterValues charge_point_id=CP1 detail=value \"-5,3\" rule=meter_value_unreadable "
                    + "unique_id=8"))
        #expect(
            notices.contains {
                $0.hasPrefix(
                    "debug notice: action=GetConfiguration charge_point_id=CP1 detail=configurationKey[0].readonly")
                    && $0.hasSuffix("rule=answer_violation unique_id=1")
            })
        #expect(notices.contains { $0.contains("rule=call_violation unique_id=9") })
    }

    @Test func `at higher levels nothing is logged per message`() async throws {
        let lines = Handler.Lines()
        let directory = TestDirectory()
        let logger = Logger(label: "test") { _ in Handler(lines: lines, logLevel: .info) }
        let server = CentralSystemServer(configuration: TestServer.configuration(directory), logger: logger)
        let test = TestServer(directory: directory, server: server, ready: try await server.start())
        let chargePoint = try await TestChargePoint.booted(test, "CP1")
        _ = await chargePoint.call(stopFrame("7", 77))
        await server.stop()
        #expect(lines.all.withLock { $0.filter { $0.contains("notice: ") } } == [])
    }

    @Test func `any tag is accepted where the start says so, and the page says it`() async throws {
        try await TestServer.with {
            $0.acceptsAnyIdTag = true
        } _: { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            #expect(
                Self.text(await chargePoint.call(#"[2,"1","Authorize",{"idTag":"NOBODY"}]"#)).contains("Accepted"))
            #expect(Self.text(await chargePoint.call(startFrame("2", idTag: "NOBODY"))).contains("Accepted"))
            _ = try await server.http("PUT", "/api/v1/id-tags/NOBODY", body: #"{"status":"Blocked"}"#)
            #expect(Self.text(await chargePoint.call(#"[2,"3","Authorize",{"idTag":"NOBODY"}]"#)).contains("Blocked"))
            for path in ["/", "/id-tags"] {
                #expect(try await server.http("GET", path).body.contains("Any id tag is accepted"))
            }
        }
        try await TestServer.with { server in
            let page = try await server.http("GET", "/").body
            #expect(!page.contains("Any id tag is accepted"))
        }
    }
}
