import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct DiagnosticsTests {
    @Test func `the status tells hardware, firmware, registration and every connector`() {
        var point = TestPoint.ready()
        _ = point.command(.plugIn(connectorId: 1))
        let diagnostics = point.model.diagnostics(at: point.now)
        #expect(diagnostics.identity == "CP1")
        #expect(diagnostics.time == time(0))
        let lines = diagnostics.status.split(separator: "\n").map(String.init)
        for line in [
            "identity: CP1", "time: 2025-01-01T00:00:10.000Z", "firmwareVersion: 1.0.0", "registration: Accepted",
            "connection: open", "connector 0: Available", "connector 1: Preparing, register 0 Wh, 0 W, plugged in",
            "connector 2: Available, register 0 Wh, 0 W",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func `the configuration has every key that can be read, and no secret`() {
        let point = TestPoint.ready(security: TestCredentials.complete)
        let text = point.model.diagnostics(at: point.now).configuration
        #expect(text.contains("HeartbeatInterval: 300\n"))
        #expect(text.contains("NumberOfConnectors (read-only): 2\n"))
        #expect(!text.contains("AuthorizationKey:"))
        #expect(!text.contains("000102030405060708090a0b0c0d0e0f"))
    }

    @Test func `running transactions and the security log of a period are told`() {
        var point = TestPoint.charging()
        _ = point.wait(5)
        let text = point.model.diagnostics(at: point.now).transactions
        #expect(text.hasPrefix("started so far: 1\nconnector 1: transactionId 100, since "))
        var secured = TestPoint.ready(settings: [("SecurityProfile", "1")], security: TestCredentials.complete)
        _ = secured.wait(100)
        _ = secured.command(.securityEvent(.tamperDetectionActivated))
        let diagnostics = secured.model.diagnostics(at: secured.now)
        #expect(diagnostics.securityLog(from: time(50), to: nil) == "\(time(100)) TamperDetectionActivated\n")
        #expect(diagnostics.securityLog(from: nil, to: nil).split(separator: "\n").count == 2)
        #expect(TestPoint.ready().model.diagnostics(at: .zero).securityLog(from: nil, to: nil) == "")
    }

    @Test func `a snapshot stays as it is while the charge point goes on`() {
        var point = TestPoint.ready()
        let diagnostics = point.model.diagnostics(at: point.now)
        let before = diagnostics.status
        _ = point.command(.plugIn(connectorId: 1))
        #expect(diagnostics.status == before)
        #expect(point.model.diagnostics(at: point.now).status != before)
    }
}
