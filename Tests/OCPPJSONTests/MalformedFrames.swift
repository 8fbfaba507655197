import OCPPJSON
import OCPPTypes

/// The corpus of malformed frames; `call` puts a payload into a CALL.
extension MalformedFrameTests {
    private static func call(_ action: String, _ payload: String) -> String { #"[2,"1","\#(action)",\#(payload)]"# }

    private static func authorize(_ payload: String) -> String { call("Authorize", payload) }

    private static func status(_ member: String) -> String {
        call("StatusNotification", #"{"connectorId":1,"errorCode":"NoError","status":"Available",\#(member)}"#)
    }

    /// A MeterValues whose third sampled value is `sample`.
    private static func meter(_ sample: String) -> String {
        call(
            "MeterValues",
            #"{"connectorId":1,"meterValue":[{"timestamp":"2025-01-01T00:00:00Z","sampledValue":[{"value":"1"},"#
                + #"{"value":"2"},\#(sample)]}]}"#)
    }

    /// A SetChargingProfile with one period of limit `limit`.
    private static func profile(limit: String, periods: String? = nil) -> String {
        call(
            "SetChargingProfile",
            #"{"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"#
                + #""TxProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"W","#
                + #""chargingSchedulePeriod":\#(periods ?? #"[{"startPeriod":0,"limit":\#(limit)}]"#)}}}"#)
    }

    private static let limitField = "csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit"

    static let envelopes: [Entry] = [
        Entry("", .notJSON),
        Entry("   ", .notJSON),
        Entry("hello", .notJSON),
        Entry("{}", .notAnArray),
        Entry("null", .notAnArray),
        Entry(#""[2]""#, .notAnArray),
        Entry("17", .notAnArray),
        Entry("[", .notJSON),
        Entry("[]", .wrongLength),
        Entry("[2]", .wrongLength),
        Entry("[2,]", .notJSON),
        Entry("[,2]", .notJSON),
        Entry(#"["2","1","Heartbeat",{}]"#, .missingMessageType),
        Entry(#"[null,"1","Heartbeat",{}]"#, .missingMessageType),
        Entry(#"[2.0,"1","Heartbeat",{}]"#, .missingMessageType),
        Entry(#"[2e0,"1","Heartbeat",{}]"#, .missingMessageType),
        Entry(#"[02,"1","Heartbeat",{}]"#, .notJSON),
        Entry(#"[+2,"1","Heartbeat",{}]"#, .notJSON),
        Entry(#"[2 2,"1","Heartbeat",{}]"#, .notJSON),
        Entry(#"[0,"1",{}]"#, .unknownMessageType(0)),
        Entry(#"[1,"1",{}]"#, .unknownMessageType(1)),
        Entry(#"[5,"1",{}]"#, .unknownMessageType(5)),
        Entry(#"[-2,"1",{}]"#, .unknownMessageType(-2)),
        Entry(#"[99999999999999999999,"1",{}]"#, .missingMessageType),
        Entry(#"[2,1,"Heartbeat",{}]"#, .numericId),
        Entry(#"[2,-1.5e3,"Heartbeat",{}]"#, .numericId),
        Entry(#"[2,01,"Heartbeat",{}]"#, .notJSON),
        Entry(#"[2,null,"Heartbeat",{}]"#, .missingId),
        Entry(#"[2,"","Heartbeat",{}]"#, .emptyId),
        Entry(#"[2,{},"Heartbeat",{}]"#, .missingId),
        Entry("\u{FEFF}[2,\"1\",\"Heartbeat\",{}]", .byteOrderMark),
        Entry("\u{FEFF}[3,\"1\",{}]", .byteOrderMark),
        Entry("\u{FEFF}", .notJSON),
        Entry("\u{FEFF}\u{FEFF}[2,\"1\",\"Heartbeat\",{}]", .notJSON),
        Entry(#"[2,"1234567890123456789012345678901234567","Heartbeat",{}]"#, .idTooLong),
        Entry(#"[2,"\u0031234567890123456789012345678901234567","Heartbeat",{}]"#, .idTooLong),
        Entry(#"[2,"1"]"#, .wrongLength),
        Entry(#"[2,"1","Heartbeat"]"#, .wrongLength),
        Entry(#"[2,"1","Heartbeat",]"#, .notJSON),
        Entry(#"[2,"1",,{}]"#, .notJSON),
        Entry(#"[2,"1",null,{}]"#, .missingAction),
        Entry(#"[2,"1",{},{}]"#, .missingAction),
        Entry(#"[2,"1","Heartbeat",{}"#, .notJSON),
        Entry(#"[2,"1","Heartbeat",{}}"#, .notJSON),
        Entry(#"[2,"1","Heartbeat",{}] x"#, .notJSON),
        Entry(#"[2,"1","Heartbeat",{}],"#, .notJSON),
        Entry(#"[2,"1","Odd",{},{}]"#, .wrongLength),
        Entry(#"[2,"1","Odd",{]"#, .notJSON),
        Entry(#"[2,"1","Odd",{}] ["#, .notJSON),
        Entry(#"[3,"1"]"#, .wrongLength),
        Entry(#"[3,"1",]"#, .notJSON),
        Entry(#"[4,"1"]"#, .wrongLength),
        Entry(#"[4,"1","GenericError",""]"#, .wrongLength),
        Entry(#"[4,"1","GenericError","",{},{}]"#, .wrongLength),
        Entry(#"[4,"1",5,"",{}]"#, .malformedCallError),
        Entry(#"[4,"1","GenericError",5,{}]"#, .malformedCallError),
        Entry(#"[4,"1","GenericError","",[]]"#, .malformedCallError),
        Entry(#"[4,"1","GenericError","",{"a"}]"#, .notJSON),
        Entry(#"[4,"1","GenericError","",nul]"#, .notJSON),
        Entry(#"[4,"1","GenericError","",{}}"#, .notJSON),
        Entry("[2,\"1\t\",\"Heartbeat\",{}]", .notJSON),
        Entry(#"[2,"\x","Heartbeat",{}]"#, .notJSON),
        Entry(#"['2','1','Heartbeat',{}]"#, .notJSON),
        Entry(#"[2,"1"  "Heartbeat",{}]"#, .notJSON),
    ]

    static let syntax: [Entry] = [
        Entry(authorize("{"), .truncated, ""),
        Entry(call("Heartbeat", "{}}"), .trailingText, ""),
        Entry(call("Heartbeat", "{},1"), .trailingText, ""),
        Entry(authorize(#"{"idTag":"a"},{}"#), .trailingText, ""),
        Entry(authorize(#"{"idTag":"a"}]"#), .trailingText, ""),
        Entry(authorize("{idTag:1}"), .unexpectedCharacter, ""),
        Entry(authorize(#"{'idTag':"a"}"#), .unexpectedCharacter, ""),
        Entry(authorize(#"{"idTag"}"#), .unexpectedCharacter, "idTag"),
        Entry(authorize(#"{"idTag":}"#), .unexpectedCharacter, "idTag"),
        Entry(authorize(#"{"idTag" "a"}"#), .unexpectedCharacter, "idTag"),
        Entry(authorize(#"{"idTag":"a",}"#), .unexpectedCharacter, ""),
        Entry(authorize(#"{,"idTag":"a"}"#), .unexpectedCharacter, ""),
        Entry(authorize(#"{"idTag":"a" "x":1}"#), .unexpectedCharacter, "idTag"),
        Entry(authorize(#"{"idTag":"a"#), .truncated, "idTag"),
        Entry(authorize(#"{"idTag":"a\"#), .truncated, "idTag"),
        Entry(authorize(#"{"idTag":"a\x"}"#), .invalidEscape, "idTag"),
        Entry(authorize(#"{"idTag":"\u12G4"}"#), .invalidEscape, "idTag"),
        Entry(authorize(#"{"idTag":"\u12"}"#), .invalidEscape, "idTag"),
        Entry(authorize(#"{"idTag":"\U0041"}"#), .invalidEscape, "idTag"),
        Entry(authorize(#"{"idTag":"\ud800"}"#), .loneSurrogate, "idTag"),
        Entry(authorize(#"{"idTag":"\udc00"}"#), .loneSurrogate, "idTag"),
        Entry(authorize(#"{"idTag":"\ud800\u0041"}"#), .loneSurrogate, "idTag"),
        Entry(authorize(#"{"idTag":"\ud800\n"}"#), .loneSurrogate, "idTag"),
        Entry(authorize("{\"idTag\":\"a\nb\"}"), .controlCharacter, "idTag"),
        Entry(authorize("{\"idTag\":\"a\u{1F}b\"}"), .controlCharacter, "idTag"),
        Entry(authorize("{\"idTag\":\"\u{0}\"}"), .controlCharacter, "idTag"),
        Entry(authorize("{\"id\u{1}Tag\":\"a\"}"), .controlCharacter, "id\u{1}Tag"),
        Entry(authorize("{\u{A0}\"idTag\":\"a\"}"), .unexpectedCharacter, ""),
        Entry(authorize("{\u{C}\"idTag\":\"a\"}"), .unexpectedCharacter, ""),
        Entry(authorize("{/**/\"idTag\":\"a\"}"), .unexpectedCharacter, ""),
        Entry(authorize(#"{"idTag":tru}"#), .wrongType, "idTag"),
        Entry(authorize(#"{"idTag":NaN}"#), .unexpectedCharacter, "idTag"),
        Entry(authorize("nul"), .notAnObject, ""),
        Entry(authorize("nulll"), .notAnObject, ""),
        Entry(authorize("[]"), .notAnObject, ""),
        Entry(authorize(#""{}""#), .notAnObject, ""),
        Entry(authorize("x"), .unexpectedCharacter, ""),
        Entry(call("UnlockConnector", #"{"connectorId":01}"#), .malformedNumber, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":-}"#), .malformedNumber, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":-01}"#), .malformedNumber, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":1.}"#), .malformedNumber, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":1e}"#), .malformedNumber, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":+1}"#), .unexpectedCharacter, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":.5}"#), .unexpectedCharacter, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":0x1}"#), .unexpectedCharacter, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":1 2}"#), .unexpectedCharacter, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":Infinity}"#), .unexpectedCharacter, "connectorId"),
        Entry(profile(limit: "00.5"), .malformedNumber, limitField),
        Entry(profile(limit: "1.e5"), .malformedNumber, limitField),
        Entry(profile(limit: "1e+"), .malformedNumber, limitField),
        Entry(call("GetConfiguration", #"{"key":["a",]}"#), .unexpectedCharacter, "key[1]"),
        Entry(call("GetConfiguration", #"{"key":["a" "b"]}"#), .unexpectedCharacter, "key[0]"),
        Entry(call("GetConfiguration", #"{"key":[,]}"#), .unexpectedCharacter, "key[0]"),
        Entry(call("GetConfiguration", #"{"key":["a"}"#), .unexpectedCharacter, "key[0]"),
    ]

    /// `[2,"1","Authorize",{"idTag":"` + bytes + `"}]`
    private static func raw(_ bytes: [UInt8]) -> [UInt8] {
        Array(#"[2,"1","Authorize",{"idTag":""#.utf8) + bytes + Array(#""}]"#.utf8)
    }

    static let bytesBeyondUTF8: [Entry] =
        [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82], [0xE2, 0x82, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE],
            [0xFF],
        ].map { Entry(raw($0), .payload(.notUTF8, "idTag")) } + [
            Entry(Array(#"[2,""#.utf8) + [0xFF] + Array(#"","Heartbeat",{}]"#.utf8), .frame(.notUTF8)),
            Entry(Array(#"[2,"1","Heart"#.utf8) + [0xC3] + Array(#"",{}]"#.utf8), .frame(.notUTF8)),
            Entry(Array(#"[4,"1","GenericError",""#.utf8) + [0xFF] + Array(#"",{}]"#.utf8), .frame(.notUTF8)),
            Entry(Array(#"[2,"1","Odd",{"a":""#.utf8) + [0xFF] + Array(#""}]"#.utf8), .frame(.notUTF8)),
            Entry([0xEF, 0xBB, 0xBF] + Array(heartbeat.utf8), .frame(.byteOrderMark)),
            Entry([0xFF, 0xFE, 0x5B, 0x00], .frame(.notJSON)),
        ]

    static let payloads: [Entry] = [
        Entry(authorize("{}"), .missingField, "idTag"),
        Entry(authorize("null"), .missingField, "idTag"),
        Entry(authorize(#"{"idtag":"a"}"#), .unknownField, "idtag"),
        Entry(authorize(#"{"":1}"#), .unknownField, ""),
        Entry(authorize(#"{"idTag":"a","idTag":"a"}"#), .duplicateField, "idTag"),
        Entry(authorize(#"{"idTag":"a","\u0069dTag":"a"}"#), .duplicateField, #"\u0069dTag"#),
        Entry(authorize(#"{"idTag":"123456789012345678901"}"#), .tooLong, "idTag"),
        Entry(authorize(#"{"idTag":"\u0031éééééééééééééééééééé"}"#), .tooLong, "idTag"),
        Entry(authorize(#"{"idTag":null}"#), .wrongType, "idTag"),
        Entry(authorize(#"{"idTag":12}"#), .wrongType, "idTag"),
        Entry(call("Heartbeat", #"{"a":1}"#), .unknownField, "a"),
        Entry(#"[3,"1",{}]"#, .missingField, "currentTime"),
        Entry(#"[3,"1",null]"#, .missingField, "currentTime"),
        Entry(#"[3,"1",{"currentTime":"2025-01-01T00:00:00"}]"#, .missingTimeZone, "currentTime"),
        Entry(#"[3,"1",{"currentTime":"2025-01-01T00:00:00Zé"}]"#, .malformedDateTime, "currentTime"),
        Entry(#"[3,"1",{"currentTime":1735689600}]"#, .wrongType, "currentTime"),
        Entry(#"[3,"1",{"currentTime":"2025-01-01T00:00:00Z"},{}]"#, .trailingText, ""),
        Entry(call("UnlockConnector", #"{"connectorId":"1"}"#), .wrongType, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":1.0}"#), .wrongType, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":1e400}"#), .wrongType, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":9223372036854775808}"#), .outOfRange, "connectorId"),
        Entry(call("UnlockConnector", #"{"connectorId":-9223372036854775809}"#), .outOfRange, "connectorId"),
        Entry(
            call("UnlockConnector", #"{"connectorId":\#(String(repeating: "9", count: 500))}"#), .outOfRange,
            "connectorId"),
        Entry(profile(limit: "1.25"), .tooManyDigits, limitField),
        Entry(profile(limit: "1.2000001"), .tooManyDigits, limitField),
        Entry(profile(limit: "125e-2"), .tooManyDigits, limitField),
        Entry(profile(limit: "1e-2"), .tooManyDigits, limitField),
        Entry(profile(limit: "1e30"), .outOfRange, limitField),
        Entry(profile(limit: "1e999999999999999999999"), .outOfRange, limitField),
        Entry(profile(limit: "922337203685477580.8"), .outOfRange, limitField),
        Entry(profile(limit: #""16.0""#), .wrongType, limitField),
        Entry(
            profile(limit: "1", periods: "[]"), .emptyList, "csChargingProfiles.chargingSchedule.chargingSchedulePeriod"
        ),
        Entry(
            profile(limit: "1", periods: "{}"), .wrongType, "csChargingProfiles.chargingSchedule.chargingSchedulePeriod"
        ),
        Entry(
            profile(limit: "1", periods: "[{\"startPeriod\":0}]"), .missingField, limitField),
        Entry(meter(#"{"value":"3","unit":"Hertz"}"#), .unknownValue, "meterValue[0].sampledValue[2].unit"),
        Entry(meter(#"{"value":"3","unit":"WH"}"#), .unknownValue, "meterValue[0].sampledValue[2].unit"),
        Entry(meter(#"{"value":3}"#), .wrongType, "meterValue[0].sampledValue[2].value"),
        Entry(meter(#"{"unit":"Wh"}"#), .missingField, "meterValue[0].sampledValue[2].value"),
        Entry(meter(#"{"value":"3","Unit":"Wh"}"#), .unknownField, "meterValue[0].sampledValue[2].Unit"),
        Entry(meter("7"), .wrongType, "meterValue[0].sampledValue[2]"),
        Entry(meter("{"), .unexpectedCharacter, "meterValue[0].sampledValue[2]"),
        Entry(call("MeterValues", #"{"connectorId":1,"meterValue":[]}"#), .emptyList, "meterValue"),
        Entry(
            call(
                "MeterValues",
                #"{"connectorId":1,"meterValue":[{"timestamp":"2025-01-01T00:00:00Z","sampledValue":[]}]}"#),
            .emptyList, "meterValue[0].sampledValue"),
        Entry(status(#""timestamp":"2025-02-30T00:00:00Z""#), .malformedDateTime, "timestamp"),
        Entry(status(#""timestamp":"2025-01-01T00:00:00+25:00""#), .malformedDateTime, "timestamp"),
        Entry(status(#""timestamp":"""#), .malformedDateTime, "timestamp"),
        Entry(status(#""info":"\#(String(repeating: "i", count: 51))""#), .tooLong, "info"),
        Entry(status(#""status":"Charging""#), .duplicateField, "status"),
        Entry(
            call("StatusNotification", #"{"connectorId":1,"errorCode":"Broken","status":"Available"}"#), .unknownValue,
            "errorCode"),
        Entry(call("Reset", #"{"type":"hard"}"#), .unknownValue, "type"),
        Entry(call("Reset", #"{"type":"Hard\u0000"}"#), .unknownValue, "type"),
        Entry(call("Reset", #"{"type":["Hard"]}"#), .wrongType, "type"),
        Entry(call("GetDiagnostics", #"{"location":"nowhere"}"#), .malformedURI, "location"),
        Entry(call("GetConfiguration", #"{"key":[1]}"#), .wrongType, "key[0]"),
        Entry(call("GetConfiguration", #"{"key":"a"}"#), .wrongType, "key"),
        Entry(
            call(
                "SendLocalList", #"{"listVersion":1,"updateType":"Full","localAuthorizationList":[{"idTag":"a"},{}]}"#),
            .missingField, "localAuthorizationList[1].idTag"),
    ]
}
