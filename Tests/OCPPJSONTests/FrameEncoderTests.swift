import OCPPJSON
import OCPPTypes
import Testing

@Suite struct FrameEncoderTests {
    @Test func `a CALL without fields is written with an empty object`() {
        #expect(
            encoded { FrameEncoder.call(UniqueId(counter: 17), .heartbeat(.init()), into: &$0) }
                == #"[2,"17","Heartbeat",{}]"#)
    }

    @Test func `a CALL is written with its members in the order of the specification`() {
        let request = Request.meterValues(
            .init(
                connectorId: 1, transactionId: -1,
                meterValue: [
                    MeterValue(
                        timestamp: DateTime(millisecondsSince1970: 0),
                        sampledValue: [
                            SampledValue(value: "12.5", measurand: .energyActiveImportRegister, unit: .kWh),
                            SampledValue(value: "a\"\\\n\u{1}é", phase: .l1N),
                        ])
                ]))
        #expect(
            encoded { FrameEncoder.call("a", request, into: &$0) }
                == #"[2,"a","MeterValues",{"connectorId":1,"transactionId":-1,"meterValue":[{"timestamp":"#
                + #""1970-01-01T00:00:00.000Z","sampledValue":[{"value":"12.5","measurand":"Energy.Active.Import.Register","#
                + #""unit":"kWh"},{"value":"a\"\\\n\u0001é","phase":"L1-N"}]}]}]"#)
    }

    @Test(arguments: [
        (0, "0"), (5, "0.5"), (-5, "-0.5"), (160, "16"), (-165, "-16.5"), (Int64.max, "922337203685477580.7"),
        (Int64.min, "-922337203685477580.8"),
    ])
    func `a decimal is written without a fraction of zero`(tenths: Int64, text: String) {
        let schedule = ChargingSchedule(
            chargingRateUnit: .watts, chargingSchedulePeriod: [.init(startPeriod: 0, limit: .init(tenths: tenths))])
        let confirmation = Confirmation.getCompositeSchedule(.init(status: .accepted, chargingSchedule: schedule))
        #expect(
            encoded { FrameEncoder.callResult("1", confirmation, into: &$0) }
                == #"[3,"1",{"status":"Accepted","chargingSchedule":{"chargingRateUnit":"W","#
                + #""chargingSchedulePeriod":[{"startPeriod":0,"limit":\#(text)}]}}]"#)
    }

    @Test(arguments: [
        0, 9, 10, 99, 100, 12345, -1, -10, 999_999_999_999_999_999, 1_000_000_000_000_000_000, Int.max, Int.min,
    ])
    func `every integer is written as Swift writes it`(number: Int) throws {
        let text = encoded { FrameEncoder.call("1", .unlockConnector(.init(connectorId: number)), into: &$0) }
        #expect(text == #"[2,"1","UnlockConnector",{"connectorId":\#(number)}]"#)
        #expect(
            try decodeRequest(.unlockConnector, #"{"connectorId":\#(number)}"#)
                == .unlockConnector(.init(connectorId: number)))
    }

    @Test func `a list without elements is written as brackets`() {
        #expect(
            encoded { FrameEncoder.call("1", .getConfiguration(.init(key: [])), into: &$0) }
                == #"[2,"1","GetConfiguration",{"key":[]}]"#)
    }

    @Test func `a raw payload is written unchanged`() {
        #expect(
            encoded { FrameEncoder.rawCall("1", action: "Odd\"Name", payload: "[1,}", into: &$0) }
                == #"[2,"1","Odd\"Name",[1,}]"#)
        #expect(encoded { FrameEncoder.rawCallResult("1", payload: "null", into: &$0) } == #"[3,"1",null]"#)
    }

    @Test func `the description of a CALLERROR is cut at 255 characters`() {
        let long = CallError(.securityError, String(repeating: "é", count: 300), details: #"{"a":1}"#)
        #expect(
            encoded { FrameEncoder.callError("x", long, into: &$0) }
                == #"[4,"x","SecurityError","\#(String(repeating: "é", count: 255))",{"a":1}]"#)
        #expect(
            encoded { FrameEncoder.callError("x", CallError(.genericError, details: ""), into: &$0) }
                == #"[4,"x","GenericError","",{}]"#)
    }

    @Test func `the buffer keeps its capacity and can be cut`() {
        var out = OutputBuffer(capacity: 64)
        for counter in UInt32(0)..<100 {
            FrameEncoder.call(UniqueId(counter: counter), .heartbeat(.init()), into: &out)
        }
        let capacity = out.capacity
        #expect(capacity >= out.count && out.count > 2000)
        out.truncate(to: 3)
        #expect(out.withBytes { Array($0) } == Array("[2,".utf8))
        out.removeAll()
        #expect(out.isEmpty && out.capacity == capacity)
    }
}
