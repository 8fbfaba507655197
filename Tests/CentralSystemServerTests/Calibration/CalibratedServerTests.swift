import CentralSystemModel
import CentralSystemSettings
import CentralSystemStore
import OCPPTypes
import TestSupport
import Testing
import WebSocketTransport

@testable import CentralSystemServer

/// Calibrations over real sockets and the real API.
@Suite(.timeLimit(.minutes(3))) struct CalibratedServerTests {
    private static let heartbeat = #"[2,"h","Heartbeat",{}]"#

    @Test func `the API sets, shows and ends a calibration`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let path = "/api/v1/calibration"
            #expect(try await server.http("GET", path).body.hasPrefix(#"{"seed":1,"actions":{},"#))
            let wrong = try await server.http("PUT", path, body: "{\"seed\": \"x\"}")
            #expect(wrong.status == 400 && wrong.body.contains("1:10: `seed` is a whole number"), "\(wrong)")
            let put = try await server.http(
                "PUT", path,
                body:
                    #"{"actions":{"Heartbeat":{"call-error":"100%","code":"GenericError"},"Authorize":{"silence":"100%"}}}"#
            )
            #expect(put.status == 200, "\(put)")
            #expect(try await server.http("GET", path).body == put.body)
            // Silence first: the answer that follows it is the Heartbeat's.
            chargePoint.send(#"[2,"a","Authorize",{"idTag":"TAG1"}]"#)
            let failed = #"[4,"h","GenericError","the central system is calibrated to fail",{}]"#
            #expect(await chargePoint.call(Self.heartbeat) == .text(failed))
            let metrics = try await server.http("GET", "/metrics").body
            #expect(metrics.contains(#"wattswarm_csms_calibration_total{kind="silence"} 1"#))
            #expect(metrics.contains(#"wattswarm_csms_calibration_total{kind="call_error"} 1"#))
            #expect(try await server.http("DELETE", path).status == 204)
            let event = await chargePoint.call(Self.heartbeat)
            guard case .text(let text)? = event else { return #expect(event == nil) }
            #expect(text.hasPrefix(#"[3,"h",{"currentTime":"#))
        }
    }

    @Test func `no answer leaves before it is due`() async throws {
        let hour = 3_600_000_000_000 as Int64
        let calibration = Calibration(rules: [.authorize: .init(delay: .fixed(nanoseconds: hour))])
        try await TestServer.with(configure: { $0.calibration = calibration }) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            chargePoint.send(#"[2,"a","Authorize",{"idTag":"TAG1"}]"#)
            for _ in 0..<20 {
                guard case .text(let text)? = await chargePoint.call(Self.heartbeat) else {
                    Issue.record("no answer to Heartbeat")
                    return
                }
                #expect(text.hasPrefix(#"[3,"h",{"currentTime":"#), "\(text)")
            }
            let metrics = try await server.http("GET", "/metrics").body
            #expect(metrics.contains(#"wattswarm_csms_calibration_total{kind="delayed"} 1"#), "\(metrics)")
        }
    }

    @Test func `boots are pending, transaction ids reused, answers delayed`() async throws {
        let calibration = Calibration(
            otherwise: .init(delay: .fixed(nanoseconds: 2_000_000)), pendingBoots: 1, reusedTransactionIds: 1)
        try await TestServer.with(configure: { $0.calibration = calibration }) { server in
            let boot = #"[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#
            let chargePoint = try await TestChargePoint.connect(server, "CP1")
            #expect(await chargePoint.next() == .opened)
            for status in ["Pending", "Accepted"] {
                let event = await chargePoint.call(boot)
                guard case .text(let text)? = event else { return #expect(event == nil) }
                #expect(text.hasPrefix(#"[3,"b",{"status":"\#(status)""#), "\(text)")
            }
            #expect(await chargePoint.call(startFrame("1", second: 10)) == startAnswer("1", 1))
            #expect(await chargePoint.call(startFrame("2", connectorId: 2, second: 11)) == startAnswer("2", 1))
            let metrics = try await server.http("GET", "/metrics").body
            #expect(metrics.contains(#"wattswarm_csms_calibration_total{kind="pending_boot"} 1"#), "\(metrics)")
            #expect(metrics.contains(#"wattswarm_csms_calibration_total{kind="reused_transaction_id"} 1"#))
            // The Pending answer is held for certain; the others leave at once where a commit took longer.
            #expect(!metrics.contains(#"wattswarm_csms_calibration_total{kind="delayed"} 0"#))
        }
    }

    @Test(arguments: Calibration.Ending.allCases)
    func `a connection ends in place of the answer, and the CALL was handled`(ending: Calibration.Ending) async throws {
        let directory = TestDirectory()
        let rule = Calibration.Rule(disconnects: 1, ending: ending)
        try await TestServer.with(
            directory, configure: { $0.calibration = Calibration(rules: [.startTransaction: rule]) }
        ) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let event = await chargePoint.call(startFrame("1"))
            switch ending {
            case .close:
                #expect(event == .closed(.closedByPeer(code: .goingAway, reason: "calibrated disconnect")))
            case .reset: #expect(event == .closed(.connectionLost("ECONNRESET")))
            }
        }
        #expect(try DatabaseAudit.transactions(at: directory.file("csms.sqlite")).count == 1)
    }
}
