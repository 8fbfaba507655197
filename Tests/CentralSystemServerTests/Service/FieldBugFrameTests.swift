import CentralSystemModel
import OCPPTypes
import Testing

@testable import CentralSystemServer

/// Known faults of charge points that show in the frames themselves, over a real socket. The names are those of the
/// guide "What charge points get wrong".
@Suite(.timeLimit(.minutes(3))) struct FieldBugFrameTests {
    /// A frame, the beginning of its answer (nil: none), and the notice it gives.
    struct Fault: Sendable {
        var id: String
        var frame: String
        var answer: String?
        var notice: CentralSystemModel.Notice?

        init(_ id: String, _ frame: String, _ answer: String?, _ notice: CentralSystemModel.Notice? = nil) {
            self.id = id
            self.frame = frame
            self.answer = answer
            self.notice = notice
        }
    }

    private static func start(_ timestamp: String) -> String {
        #"[2,"1","StartTransaction",{"connectorId":1,"idTag":"TAG1","meterStart":1,"timestamp":"\#(timestamp)"}]"#
    }

    private static func meter(_ sample: String) -> String {
        #"[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2025-01-01T12:00:00Z","#
            + #""sampledValue":[{"value":"1",\#(sample)}]}]}]"#
    }

    private static func boot(_ member: String) -> String {
        #"[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M",\#(member)}]"#
    }

    static let faults: [Fault] = [
        Fault("clock-no-zone", start("2025-01-01T12:00:00"), #"[4,"1",""#, .malformedFrame),
        Fault("clock-plus-02", start("2025-01-01T14:00:00+02"), #"[3,"1",{"#),
        Fault("clock-7-decimals", start("2025-01-01T12:00:00.1234567Z"), #"[3,"1",{"#),
        Fault(
            "enum-outside", #"[2,"1","StatusNotification",{"connectorId":1,"errorCode":"Error","status":"Available"}]"#,
            #"[4,"1","PropertyConstraintViolation""#, .malformedFrame),
        Fault(
            "enum-outside", meter(#""measurand":"Request.Energy""#), #"[4,"1","PropertyConstraintViolation""#,
            .malformedFrame),
        Fault("enum-outside", meter(#""unit":"Hz""#), #"[4,"1","PropertyConstraintViolation""#, .malformedFrame),
        Fault(
            "too-long", boot(#""chargeBoxSerialNumber":"012345678901234567890123456789012""#),
            #"[4,"1","PropertyConstraintViolation""#, .malformedFrame),
        Fault("broken-json", #"[2,"1","Heartbeat",{}"#, #"[4,"1","FormationViolation""#, .malformedFrame),
        Fault("broken-json", #"[,{"a":1}]"#, nil, .malformedFrame),
        Fault(
            "broken-json", "[2,\"1\",\"Heartbeat\",{}\u{0}]", #"[4,"1","FormationViolation""#, .malformedFrame),
        Fault(
            "broken-json", #"[2,"1","Authorize",{"idTag":"\x"}]"#, #"[4,"1","FormationViolation""#, .malformedFrame),
        Fault(
            "csms-silent-on-invalid", #"[2,"1","Authorize",{"tag":"x"}]"#, #"[4,"1",""#, .malformedFrame),
        Fault(
            "csms-callerror-on-valid", #"[2,"1","FirmwareStatusNotification",{"status":"Installed"}]"#, #"[3,"1",{}]"#,
            .statusUnsolicited),
        Fault(
            "bad-stop",
            #"[2,"1","StopTransaction",{"transactionId":9,"meterStop":1,"timestamp":"2025-01-01T12:00:00Z","#
                + #""reason":"Unknown"}]"#, #"[3,"1",{}]"#, .callViolation),
        Fault(
            "no-number",
            #"[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2025-01-01T12:00:00Z","#
                + #""sampledValue":[{"value":"-5,3"}]}]}]"#, #"[3,"1",{}]"#, .meterValueUnreadable),
        Fault("short-id", #"[2,"1","Heartbeat",{}]"#, #"[3,"1",{"currentTime""#),
    ]

    @Test func `faults in frames are answered, counted, and end nothing`() async throws {
        try await TestServer.with { server in
            for fault in Self.faults {
                let chargePoint = try await TestChargePoint.booted(server, "CP1")
                let before = try #require(try await server.server.loopCounters()).notices
                chargePoint.send(fault.frame)
                if let answer = fault.answer {
                    guard case .text(let text)? = await chargePoint.next() else {
                        Issue.record("\(fault.id): the connection ended")
                        continue
                    }
                    #expect(text.hasPrefix(answer), "\(fault.id): \(text)")
                }
                guard case .text(let alive)? = await chargePoint.call(#"[2,"alive","Heartbeat",{}]"#) else {
                    Issue.record("\(fault.id): the connection ended")
                    continue
                }
                #expect(alive.hasPrefix(#"[3,"alive","#), "\(fault.id): \(alive)")
                let after = try #require(try await server.server.loopCounters()).notices
                if let notice = fault.notice {
                    let place = Int(notice.rawValue)
                    #expect(after[place] == before[place] + 1, "\(fault.id)")
                }
                chargePoint.close()
                while await chargePoint.next() != nil {}
            }
        }
    }

    @Test func `numbers in place of texts are read in answers`() async throws {
        let id = "wrong-type"
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            async let answer = server.server.order(Command(.typed(.getConfiguration(.init()))), to: "CP1")
            _ = await chargePoint.next()
            chargePoint.send(
                #"[3,"1",{"configurationKey":[{"key":"A","readonly":"true","value":300},"#
                    + #"{"key":"B","readonly":true,"value":true}]}]"#)
            guard case .confirmation(.getConfiguration(let confirmation))? = try await answer else {
                Issue.record("\(id): \(String(describing: try await answer))")
                return
            }
            #expect(confirmation.configurationKey?.map(\.value) == ["300", "true"])
        }
    }
}
