import OCPPJSON
import OCPPTypes
import Testing

@Suite struct FrameScannerTests {
    @Test func `a CALL gives its id, action and payload`() throws {
        #expect(
            try scan(#"[2,"19223201","BootNotification",{"a":1}]"#)
                == .call(uniqueId: "19223201", action: .bootNotification, actionName: 15..<31, payload: 33..<40))
    }

    @Test func `white space is allowed wherever JSON allows it`() throws {
        #expect(
            try scan(" [ 2 ,\t\"1\" ,\r\n\"Heartbeat\" , { } ] \n")
                == .call(uniqueId: "1", action: .heartbeat, actionName: 15..<24, payload: 28..<31))
        #expect(try scan("[\n3\n,\n\"1\"\n,\n{}\n]\n") == .callResult(uniqueId: "1", payload: 12..<14))
    }

    @Test func `an unknown action is reported with its name`() throws {
        #expect(
            try scan(#"[2,"1","heartbeat",{}]"#)
                == .call(uniqueId: "1", action: nil, actionName: 8..<17, payload: 19..<21))
    }

    @Test(arguments: Action.allCases)
    func `every action is known by its name`(action: Action) throws {
        guard case .call(_, let found, let name, _) = try scan(#"[2,"1","\#(action.name)",null]"#) else {
            Issue.record("not a CALL")
            return
        }
        #expect(found == action)
        #expect(name.count == action.name.utf8.count)
    }

    @Test func `ids and actions with escapes are decoded`() throws {
        #expect(
            try scan(#"[2,"\u0041\/\"é\ud83d\ude00","\u0048eartbeat",{}]"#)
                == .call(uniqueId: "A/\"é😀", action: .heartbeat, actionName: 31..<45, payload: 47..<49))
    }

    @Test func `a CALLERROR is read whole`() throws {
        #expect(
            try scan(#"[4,"1","NotSupported","no \"such\" thing",{"a":[1,2]}]"#)
                == .callError(
                    uniqueId: "1", error: CallError(.notSupported, #"no "such" thing"#, details: #"{"a":[1,2]}"#)))
        #expect(
            try scan(#"[4,"1","NotSupported",null,null]"#)
                == .callError(uniqueId: "1", error: CallError(.notSupported)))
    }

    @Test func `the later spelling of OccurenceConstraintViolation is understood`() throws {
        for name in ["OccurenceConstraintViolation", "OccurrenceConstraintViolation"] {
            #expect(
                try scan(#"[4,"1","\#(name)","",{}]"#)
                    == .callError(uniqueId: "1", error: CallError(.occurenceConstraintViolation)))
        }
    }

    @Test func `an unknown error code is kept in the description of a GenericError`() throws {
        #expect(
            try scan(#"[4,"1","FormatViolation","bad",{}]"#)
                == .callError(uniqueId: "1", error: CallError(.genericError, "FormatViolation: bad")))
        #expect(
            try scan(#"[4,"1","","",{}]"#) == .callError(uniqueId: "1", error: CallError(.genericError, "")))
    }

    @Test(arguments: Array(CallErrorCode.allCases))
    func `every error code survives a round trip`(code: CallErrorCode) throws {
        let error = CallError(code, "text \u{7}", details: #"{"x":{}}"#)
        let text = encoded { FrameEncoder.callError("abc", error, into: &$0) }
        #expect(try scan(text) == .callError(uniqueId: "abc", error: error))
    }

    @Test func `a frame that is no CALL is never to be answered`() {
        let failing = #"[3,"1"]"#
        let error = #expect(throws: FrameError.self) { try scan(failing) }
        #expect(error?.kind == .wrongLength && error?.uniqueId == "1" && error?.reply == nil)
        let call = #expect(throws: FrameError.self) { try scan(#"[2,"1","Heartbeat"]"#) }
        #expect(call?.reply == CallError(.formationViolation, "frame has the wrong number of elements"))
    }
}
