import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct ConfigurationTests {
    /// Values that a form takes and values that it does not.
    static func samples(_ form: ConfigurationKey.Form) -> (good: [String], bad: [String]) {
        switch form {
        case .boolean: (["true", "false", "TRUE"], ["", "1", "yes"])
        case .integer(let range):
            (
                ["\(range.lowerBound)", "\(range.upperBound)"],
                ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "", "1.5", "99999999999999999999"]
            )
        case .measurands:
            (["", "Energy.Active.Import.Register", "Voltage, Current.Import.L1"], ["Nope", "Voltage,", "RPM"])
        case .list(let words):
            switch words {
            case .featureProfiles: (["Core", "Core,SmartCharging"], ["core", "Core,,"])
            case .transferProtocols: (["", "FTP,HTTPS"], ["SFTP"])
            case .chargingRateUnits: (["Current", "Current,Power"], ["A"])
            case .phaseRotations: (["RST", "0.RST,1.TSR"], ["1.ABC", "x.RST"])
            }
        case .authorizationKey:
            ([String(repeating: "aF", count: 16), String(repeating: "00", count: 20)], ["", "ABCD"])
        case .text(let lengths): (["x"], [String(repeating: "x", count: lengths.upperBound + 1)])
        }
    }

    @Test(arguments: ConfigurationKey.allCases)
    func `every key has its access, form and range, and keeps what it took`(_ key: ConfigurationKey) {
        let kind = ChargePointKind.builtIn(named: "ac-11kw")!
        let (good, bad) = Self.samples(key.form)
        for (value, isGood) in good.map({ ($0, true) }) + bad.map({ ($0, false) }) {
            var point = TestPoint.booted()
            // Security profiles have rules of their own beyond the range.
            guard key != .securityProfile || !isGood else { continue }
            let before = point.model.value(key)
            let effects = point.call(
                .changeConfiguration(.init(key: CiString(unchecked: key.name), value: CiString(unchecked: value))))
            let accepted = isGood && !key.isReadOnly(on: kind)
            guard case .reply(_, .changeConfiguration(let answer))? = effects.first else {
                Issue.record("\(key) answered \(effects)")
                continue
            }
            #expect((answer.status == .accepted) == accepted, "\(key) = \(value)")
            if !accepted {
                #expect(answer.status == .rejected)
                #expect(point.model.value(key) == before, "\(key) = \(value)")
            } else if key != .heartbeatInterval {
                #expect(point.model.value(key).text.lowercased() == value.lowercased(), "\(key)")
            }
            // A scenario sets read-only keys as well, with the same form.
            let shared = SharedConfiguration(kind: kind, connectors: 1, settings: [(key.name, value)])
            let mayBeSet = isGood && key != .numberOfConnectors
            #expect(
                shared.refused.isEmpty == mayBeSet || (key == .authorizationKey && value.isEmpty), "\(key) = \(value)")
        }
    }

    @Test func `the 20 core keys that a laboratory asks for are there with their access`() {
        let writable = [
            "ClockAlignedDataInterval", "ConnectionTimeOut", "ConnectorPhaseRotation", "HeartbeatInterval",
            "LocalAuthorizeOffline", "LocalPreAuthorize", "MeterValuesAlignedData", "MeterValuesSampledData",
            "MeterValueSampleInterval", "ResetRetries", "StopTransactionOnInvalidId", "StopTxnAlignedData",
            "StopTxnSampledData", "TransactionMessageAttempts", "TransactionMessageRetryInterval",
            "LocalAuthListEnabled",
        ]
        let readable = [
            "GetConfigurationMaxKeys", "NumberOfConnectors", "SupportedFeatureProfiles", "LocalAuthListMaxLength",
            "SendLocalListMaxLength", "ChargeProfileMaxStackLevel", "ChargingScheduleAllowedChargingRateUnit",
            "ChargingScheduleMaxPeriods", "MaxChargingProfilesInstalled",
        ]
        var point = TestPoint.booted()
        guard case .reply(_, .getConfiguration(let all))? = point.call(.getConfiguration(.init())).first else {
            Issue.record("no answer")
            return
        }
        for (names, isReadOnly) in [(writable, false), (readable, true)] {
            for name in names {
                let entry = all.configurationKey?.first { $0.key.value == name }
                #expect(entry?.readonly == isReadOnly, "\(name)")
                #expect(entry?.value != nil, "\(name)")
            }
        }
        #expect(all.unknownKey == nil)
        #expect(all.configurationKey?.contains { $0.key == "AuthorizationKey" } == false)
        let asked = point.call(.getConfiguration(.init(key: ["AuthorizationKey"])))
        #expect(
            asked == [
                .reply(
                    "m1",
                    .getConfiguration(.init(configurationKey: [KeyValue(key: "AuthorizationKey", readonly: false)])))
            ])
    }

    @Test func `lists are held against their MaxLength keys`() {
        var point = TestPoint.booted(settings: [("StopTxnSampledDataMaxLength", "1")])
        func set(_ key: CiString<50>, _ value: CiString<500>) -> [ChargePointEffect] {
            point.call(.changeConfiguration(.init(key: key, value: value)))
        }
        let rejected = [ChargePointEffect.reply("m1", .changeConfiguration(.init(status: .rejected)))]
        #expect(set("StopTxnSampledData", "Voltage,SoC") == rejected)
        #expect(set("StopTxnSampledData", "Voltage") != rejected)
        #expect(set("ConnectorPhaseRotation", "0.RST,1.RST,2.RST") == rejected)
    }
}
