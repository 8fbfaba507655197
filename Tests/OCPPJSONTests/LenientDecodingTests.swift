import OCPPJSON
import OCPPTypes
import Testing

@Suite struct LenientDecodingTests {
    private func lenient(_ action: Action, _ payload: String) throws -> (Request, [String]) {
        var violations = Violations()
        let request = try decodeRequest(action, payload, mode: .lenient, violations: &violations)
        #expect(violations.count == violations.first.count)
        return (request, violations.first.map { "\($0.field) \($0.reason)" })
    }

    @Test func `unknown fields are dropped and counted`() throws {
        let (request, violations) = try lenient(
            .authorize, #"{"vendor":{"deep":[1,"\n",{}]},"idTag":"a","x":null}"#)
        #expect(request == .authorize(.init(idTag: "a")))
        #expect(violations == ["vendor unknownField", "x unknownField"])
    }

    @Test func `an unknown value of an optional field is dropped`() throws {
        let (request, violations) = try lenient(
            .meterValues,
            #"{"connectorId":1,"meterValue":[{"timestamp":"2025-01-01T00:00:00Z","sampledValue":"#
                + #"[{"value":"1"},{"value":"50.0","measurand":"Frequency","unit":"Hertz"}]}]}"#)
        let time = try #require(DateTime("2025-01-01T00:00:00Z"))
        let samples = [SampledValue(value: "1"), SampledValue(value: "50.0", measurand: .frequency)]
        #expect(
            request
                == .meterValues(
                    .init(connectorId: 1, meterValue: [MeterValue(timestamp: time, sampledValue: samples)])))
        #expect(violations == ["meterValue[0].sampledValue[1].unit unknownValue"])
    }

    @Test func `an unknown value of a required field is an error unless a neutral value exists`() throws {
        let (request, violations) = try lenient(
            .statusNotification, #"{"connectorId":1,"errorCode":"Broken","status":"Faulted"}"#)
        #expect(
            request == .statusNotification(.init(connectorId: 1, errorCode: .otherError, status: .faulted)))
        #expect(violations == ["errorCode unknownValue"])
        let error = #expect(throws: PayloadError.self) {
            try decodeRequest(.reset, #"{"type":"Warm"}"#, mode: .lenient)
        }
        #expect(error?.code == .propertyConstraintViolation && error?.field == "type")
    }

    @Test func `texts that are too long are kept whole`() throws {
        let tag = "1234567890123456789012345"
        let (request, violations) = try lenient(.authorize, #"{"idTag":"\#(tag)"}"#)
        guard case .authorize(let payload) = request else { return }
        #expect(payload.idTag.value == tag && !payload.idTag.isValid)
        #expect(violations == ["idTag tooLong"])
    }

    @Test(arguments: [
        (#""12""#, 12), ("12.0", 12), ("1.2e1", 12), (#""1.20e+1""#, 12), (#""-7""#, -7), ("-0.0", 0), ("1e3", 1000),
    ])
    func `integers in other clothes are understood`(text: String, value: Int) throws {
        let (request, violations) = try lenient(.unlockConnector, #"{"connectorId":\#(text)}"#)
        #expect(request == .unlockConnector(.init(connectorId: value)))
        #expect(violations.contains("connectorId wrongType"))
    }

    @Test(arguments: [#""1x""#, #""""#, "1.5", #"" 1""#, #""1"#, "true", "null", "[]", #""99999999999999999999""#])
    func `what is no integer stays an error`(text: String) {
        #expect(throws: PayloadError.self) {
            try decodeRequest(.unlockConnector, #"{"connectorId":\#(text)}"#, mode: .lenient)
        }
    }

    @Test func `numbers and truth values given for texts keep their spelling`() throws {
        let (request, violations) = try lenient(.changeConfiguration, #"{"key":true,"value":10.50}"#)
        #expect(request == .changeConfiguration(.init(key: "true", value: "10.50")))
        #expect(violations == ["key wrongType", "value wrongType"])
    }

    @Test func `truth values in strings are understood`() throws {
        var violations = Violations()
        let confirmation = try withFrame(#"{"configurationKey":[{"key":"a","readonly":"true"}]}"#) {
            try PayloadDecoder.confirmation(
                .getConfiguration, from: $0, payload: 0..<$0.count, mode: .lenient, violations: &violations)
        }
        #expect(confirmation == .getConfiguration(.init(configurationKey: [.init(key: "a", readonly: true)])))
        #expect(violations.first == [.init(field: "configurationKey[0].readonly", reason: .wrongType)])
    }

    @Test func `a time without zone is UTC`() throws {
        let (request, violations) = try lenient(
            .statusNotification,
            #"{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":"2025-01-01T00:00:00"}"#)
        #expect(
            request
                == .statusNotification(
                    .init(
                        connectorId: 1, errorCode: .noError, status: .available,
                        timestamp: DateTime("2025-01-01T00:00:00Z"))))
        #expect(violations == ["timestamp missingTimeZone"])
    }

    @Test func `an optional value that cannot be kept is dropped, null without more ado`() throws {
        let (request, violations) = try lenient(
            .statusNotification,
            #"{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":"soon","info":null,"vendorId":[]}"#
        )
        #expect(
            request == .statusNotification(.init(connectorId: 1, errorCode: .noError, status: .available)))
        #expect(violations == ["timestamp malformedDateTime", "info wrongType", "vendorId wrongType"])
    }

    @Test func `an optional object without its required field is dropped and the field named`() throws {
        let (request, violations) = try lenient(
            .sendLocalList,
            #"{"listVersion":1,"updateType":"Full","localAuthorizationList":[{"idTag":"a","idTagInfo":{}}]}"#)
        #expect(
            request
                == .sendLocalList(.init(listVersion: 1, localAuthorizationList: [.init(idTag: "a")], updateType: .full))
        )
        #expect(violations == ["localAuthorizationList[0].idTagInfo.status missingField"])
    }

    @Test func `decimals are rounded to one digit and duplicates keep the last`() throws {
        let (request, violations) = try lenient(
            .setChargingProfile,
            #"{"connectorId":1,"connectorId":2,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"#
                + #""chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative","chargingSchedule":"#
                + #"{"chargingRateUnit":"A","minChargingRate":"6.26","chargingSchedulePeriod":"#
                + #"[{"startPeriod":0,"limit":-1.25}]}}}"#)
        guard case .setChargingProfile(let payload) = request else { return }
        #expect(payload.connectorId == 2)
        let schedule = payload.csChargingProfiles.chargingSchedule
        #expect(schedule.minChargingRate == DecimalNumber(tenths: 63))
        #expect(schedule.chargingSchedulePeriod == [.init(startPeriod: 0, limit: DecimalNumber(tenths: -13))])
        let path = "csChargingProfiles.chargingSchedule"
        #expect(
            violations == [
                "connectorId duplicateField", "\(path).minChargingRate wrongType",
                "\(path).minChargingRate tooManyDigits", "\(path).chargingSchedulePeriod[0].limit tooManyDigits",
            ])
    }

    @Test func `an empty list is kept and counted`() throws {
        let (request, violations) = try lenient(.meterValues, #"{"connectorId":1,"meterValue":[]}"#)
        #expect(request == .meterValues(.init(connectorId: 1, meterValue: [])))
        #expect(violations == ["meterValue emptyList"])
    }

    @Test func `only the first violations are kept, all are counted`() throws {
        var violations = Violations()
        _ = try decodeRequest(
            .authorize, #"{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"idTag":"x"}"#, mode: .lenient, violations: &violations)
        #expect(violations.count == 6)
        #expect(violations.first.map(\.field) == ["a", "b", "c", "d"])
    }

    @Test func `what is not JSON is an error in lenient mode too`() {
        for payload in [#"{"x":01,"idTag":"a"}"#, #"{"idTag":"a"}}"#, #"{"idTag":"\q"}"#, #"{"idTag":"a","x":nul}"#] {
            let error = #expect(throws: PayloadError.self) {
                try decodeRequest(.authorize, payload, mode: .lenient)
            }
            #expect(error?.code == .formationViolation, "\(payload)")
        }
    }
}
