import OCPPJSON
import OCPPTypes
import Testing

/// What real charge points send, and what each policy of a listener makes of it.
@Suite struct CallPolicyTests {
    /// How a payload is taken: the fields that break a rule, or the error.
    enum Outcome: Equatable {
        case taken([String])
        case refused(CallErrorCode, String)
    }

    struct Row: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var action: Action
        var payload: String
        var strict: Outcome
        var forgiving: Outcome

        init(
            _ name: String, _ action: Action, _ payload: String, strict: Outcome, forgiving: Outcome? = nil
        ) {
            testDescription = name
            self.action = action
            self.payload = payload
            self.strict = strict
            self.forgiving = forgiving ?? strict
        }
    }

    private static func outcome(_ row: Row, _ policy: CallPolicy) -> Outcome {
        withFrame(row.payload) { frame in
            var violations = Violations()
            do throws(PayloadError) {
                _ = try PayloadDecoder.call(
                    row.action, from: frame, payload: 0..<frame.count, policy: policy, violations: &violations)
                return .taken(violations.first.map { "\($0.field) \($0.reason)" })
            } catch {
                return .refused(error.code, error.field)
            }
        }
    }

    private static let time = #""2025-01-01T00:00:00Z""#

    private static func start(_ changes: String) -> String {
        #"{"connectorId":1,"idTag":"T1","meterStart":0,"timestamp":\#(time)\#(changes)}"#
    }

    private static func stop(_ members: String) -> String {
        #"{"transactionId":1,"meterStop":9,"timestamp":\#(time)\#(members)}"#
    }

    private static func values(_ samples: String) -> String {
        #"{"connectorId":1,"meterValue":[{"timestamp":\#(time),"sampledValue":[{"value":"1"},\#(samples)]}]}"#
    }

    private static func data(_ sample: String) -> String {
        #","transactionData":[{"timestamp":\#(time),"sampledValue":[\#(sample)]}]"#
    }

    private static let sample = "meterValue[0].sampledValue[1]"
    private static let dataSample = "transactionData[0].sampledValue[0]"

    // MARK: Stops

    static let stops: [Row] = [
        Row(
            "a tag of 21 characters", .stopTransaction, stop(#","idTag":"123456789012345678901""#),
            strict: .taken(["idTag tooLong"])),
        Row(
            "an unknown reason", .stopTransaction, stop(#","reason":"Unknown""#),
            strict: .taken(["reason unknownValue"])),
        Row("a reason that is null", .stopTransaction, stop(#","reason":null"#), strict: .taken(["reason wrongType"])),
        Row(
            "a value that is a number", .stopTransaction, stop(data(#"{"value":12.5}"#)),
            strict: .taken(["\(dataSample).value wrongType"])),
        Row(
            "data of which nothing can be used", .stopTransaction, stop(data(#"{"measurand":"X","value":"1"}"#)),
            strict: .taken(["\(dataSample).measurand unknownValue"])),
        Row(
            "data that is no list", .stopTransaction, stop(#","transactionData":{}"#),
            strict: .taken(["transactionData wrongType"])),
        Row("a member of the vendor's", .stopTransaction, stop(#","cost":1"#), strict: .taken(["cost unknownField"])),
        Row(
            "all of these at once", .stopTransaction,
            stop(#","idTag":5,"reason":"Unknown","cost":1\#(data("{}"))"#),
            strict: .taken([
                "idTag wrongType", "reason unknownValue", "cost unknownField", "\(dataSample).value missingField",
            ])),
        Row(
            "a time without zone", .stopTransaction,
            #"{"transactionId":1,"meterStop":9,"timestamp":"2025-01-01T00:00:00","reason":"Unknown"}"#,
            strict: .refused(.propertyConstraintViolation, "timestamp"),
            forgiving: .taken(["timestamp missingTimeZone", "reason unknownValue"])),
        Row(
            "a register with a fraction", .stopTransaction,
            #"{"transactionId":1,"meterStop":9.75,"timestamp":\#(time)}"#,
            strict: .refused(.typeConstraintViolation, "meterStop"), forgiving: .taken(["meterStop wrongType"])),
        Row(
            "numbers in strings", .stopTransaction, #"{"transactionId":"1","meterStop":"9","timestamp":\#(time)}"#,
            strict: .refused(.typeConstraintViolation, "transactionId"),
            forgiving: .taken(["transactionId wrongType", "meterStop wrongType"])),
        Row(
            "the id twice", .stopTransaction, stop(#","transactionId":2"#),
            strict: .refused(.formationViolation, "transactionId"), forgiving: .taken(["transactionId duplicateField"])),
        Row(
            "no register", .stopTransaction, #"{"transactionId":1,"timestamp":\#(time)}"#,
            strict: .refused(.protocolError, "meterStop")),
        Row(
            "no JSON", .stopTransaction, stop(#","reason":"#), strict: .refused(.formationViolation, "reason")),
    ]

    // MARK: Meter values

    static let meterValues: [Row] = [
        Row(
            "a value that is a number", .meterValues, values(#"{"value":7}"#),
            strict: .refused(.typeConstraintViolation, "\(sample).value"),
            forgiving: .taken(["\(sample).value wrongType"])),
        Row(
            "a measurand that is none", .meterValues, values(#"{"value":"7","measurand":"Request.Energy"}"#),
            strict: .refused(.propertyConstraintViolation, "\(sample).measurand"),
            forgiving: .taken(["\(sample).measurand unknownValue"])),
        Row(
            "a frequency in Hz", .meterValues, values(#"{"value":"50","measurand":"Frequency","unit":"Hz"}"#),
            strict: .refused(.propertyConstraintViolation, "\(sample).unit"),
            forgiving: .taken(["\(sample).unit unknownValue"])),
        Row(
            "a time without zone", .meterValues,
            #"{"connectorId":1,"meterValue":[{"timestamp":"2025-01-01T00:00:00","sampledValue":[{"value":"1"}]}]}"#,
            strict: .refused(.propertyConstraintViolation, "meterValue[0].timestamp"),
            forgiving: .taken(["meterValue[0].timestamp missingTimeZone"])),
        Row(
            "nothing that can be used", .meterValues,
            #"{"connectorId":1,"meterValue":[{"timestamp":\#(time),"sampledValue":[{"value":null}]}]}"#,
            strict: .refused(.typeConstraintViolation, "meterValue[0].sampledValue[0].value")),
        Row(
            "transactionId in a string", .meterValues,
            #"{"connectorId":1,"transactionId":"7","meterValue":[{"timestamp":\#(time),"sampledValue":[{"value":"1"}]}]}"#,
            strict: .refused(.typeConstraintViolation, "transactionId"), forgiving: .taken(["transactionId wrongType"])),
    ]

    // MARK: Other messages

    static let others: [Row] = [
        Row(
            "transactionId -1", .stopTransaction, #"{"transactionId":-1,"meterStop":9,"timestamp":\#(time)}"#,
            strict: .taken([])),
        Row("seven decimals", .startTransaction, start("").replacing("00Z", with: "00.1234567Z"), strict: .taken([])),
        Row("another zone", .startTransaction, start("").replacing("00Z", with: "00+02:00"), strict: .taken([])),
        Row(
            "no zone", .startTransaction, start("").replacing("00Z", with: "00"),
            strict: .refused(.propertyConstraintViolation, "timestamp"),
            forgiving: .taken(["timestamp missingTimeZone"])),
        Row(
            "an error code that is none", .statusNotification,
            #"{"connectorId":1,"errorCode":"Error","status":"Faulted","info":null}"#,
            strict: .refused(.propertyConstraintViolation, "errorCode"),
            forgiving: .taken(["errorCode unknownValue", "info wrongType"])),
        Row(
            "a status that is none", .statusNotification, #"{"connectorId":1,"errorCode":"NoError","status":"Busy"}"#,
            strict: .refused(.propertyConstraintViolation, "status")),
        Row(
            "texts that are too long", .bootNotification,
            #"{"chargePointVendor":"V","chargePointModel":"12345678901234567890123","chargeBoxSerialNumber":"123456789012345678901234567890123"}"#,
            strict: .refused(.propertyConstraintViolation, "chargePointModel"),
            forgiving: .taken(["chargePointModel tooLong", "chargeBoxSerialNumber tooLong"])),
        Row(
            "an iccid that is a number", .bootNotification,
            #"{"chargePointVendor":"V","chargePointModel":"M","iccid":89490}"#,
            strict: .refused(.typeConstraintViolation, "iccid"), forgiving: .taken(["iccid wrongType"])),
        Row(
            "broken JSON", .meterValues, #"{"connectorId":1,"meterValue":[,{}]}"#,
            strict: .refused(.formationViolation, "meterValue[0]")),
        Row(
            "a tag without end", .authorize, #"{"idTag":"\#(String(repeating: "x", count: 276))"}"#,
            strict: .refused(.propertyConstraintViolation, "idTag")),
        Row(
            "a tag that is too long", .authorize, #"{"idTag":"\#(String(repeating: "x", count: 275))"}"#,
            strict: .refused(.propertyConstraintViolation, "idTag"), forgiving: .taken(["idTag tooLong"])),
    ]

    @Test(arguments: stops + meterValues + others)
    func `each policy takes what it should`(_ row: Row) {
        #expect(Self.outcome(row, .strict) == row.strict)
        #expect(Self.outcome(row, .forgiving) == row.forgiving)
    }

    private static func request(_ row: Row, _ policy: CallPolicy = .forgiving) throws -> Request {
        try withFrame(row.payload) { frame in
            var violations = Violations()
            return try PayloadDecoder.call(
                row.action, from: frame, payload: 0..<frame.count, policy: policy, violations: &violations)
        }
    }

    @Test func `what can be booked of a stop is booked`() throws {
        let row = Row(
            "", .stopTransaction,
            Self.stop(
                #","idTag":"123456789012345678901","reason":"Unknown""#
                    + Self.data(#"{"value":12.5},{"value":"1"},{"value":[]}"#)),
            strict: .taken([]))
        for policy in CallPolicy.allCases {
            guard case .stopTransaction(let stop) = try Self.request(row, policy) else { return }
            #expect(stop.transactionId == 1 && stop.meterStop == 9)
            #expect(stop.idTag?.value == "123456789012345678901" && stop.reason == .other)
            #expect(stop.transactionData?.first?.sampledValue.map(\.value) == ["12.5", "1"])
        }
    }

    @Test func `a sample is left out where the rest of it would be taken for something else`() throws {
        let bad = [
            #"{"value":"7","measurand":"Request.Energy"}"#, #"{"value":"7","phase":"L4"}"#,
            #"{"value":"7","location":"Roof"}"#, #"{"value":"7","format":"Signed"}"#, #"{"value":"7","unit":"MWh"}"#,
            #"{"value":"7","measurand":"Power.Active.Import","unit":"MW"}"#,
        ]
        for sample in bad {
            let row = Row("", .meterValues, Self.values(sample), strict: .taken([]))
            guard case .meterValues(let values) = try Self.request(row) else { return }
            #expect(values.meterValue[0].sampledValue == [SampledValue(value: "1")], "\(sample)")
        }
        let kept = Self.values(
            #"{"value":"50","measurand":"Frequency","unit":"Hz"},{"value":"8","measurand":null,"unit":null}"#)
        guard case .meterValues(let values) = try Self.request(Row("", .meterValues, kept, strict: .taken([])))
        else { return }
        #expect(
            values.meterValue[0].sampledValue.dropFirst() == [
                SampledValue(value: "50", measurand: .frequency), SampledValue(value: "8"),
            ])
    }

    @Test func `a violation is counted once, however deep it lies`() throws {
        let text =
            #"{"connectorId":1,"meterValue":[{"timestamp":\#(Self.time),"sampledValue":[{"value":null}]},"#
            + #"{"timestamp":\#(Self.time),"sampledValue":[{"value":"1"}]}]}"#
        let row = Row("", .meterValues, text, strict: .taken([]))
        #expect(Self.outcome(row, .forgiving) == .taken(["meterValue[0].sampledValue[0].value wrongType"]))
        guard case .meterValues(let values) = try Self.request(row) else { return }
        #expect(values.meterValue.count == 1)
    }
}
