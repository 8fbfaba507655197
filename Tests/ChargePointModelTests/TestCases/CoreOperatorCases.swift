import OCPPTypes
import Testing

@testable import ChargePointModel

/// Certification cases of a charge point: Core, reset, unlock, configuration and metering.
@Suite struct CoreOperatorCases {
    static let reboot = ["connect", "BootNotification"]

    @Test(arguments: [ResetType.hard, .soft])
    func `TC_013_CS, TC_014_CS hard and soft reset, idle`(_ type: ResetType) {
        var lab = Laboratory()
        #expect(
            lab.send(.changeAvailability(.init(connectorId: 1, type: .inoperative)))
                == .changeAvailability(.init(status: .accepted)))
        #expect(lab.told() == ["Unavailable(1)"])
        #expect(lab.send(.reset(.init(type: type))) == .reset(.init(status: .accepted)))
        lab.wait(5)
        #expect(lab.told() == Self.reboot + ["Available(0)", "Unavailable(1)", "Available(2)"])
        #expect(
            lab.send(.changeAvailability(.init(connectorId: 1, type: .operative)))
                == .changeAvailability(.init(status: .accepted)))
        #expect(lab.told() == ["Available(1)"])
    }

    @Test func `TC_015_CS hard reset, transaction`() {
        var lab = Laboratory()
        lab.charge()
        #expect(lab.send(.reset(.init(type: .hard))) == .reset(.init(status: .accepted)))
        lab.wait(5)
        #expect(
            lab.told() == Self.reboot + [
                "Available(0)", "Finishing(1)", "Available(2)", "StopTransaction HardReset",
            ])
    }

    @Test func `TC_016_CS soft reset, transaction`() {
        var lab = Laboratory()
        lab.charge()
        #expect(lab.send(.reset(.init(type: .soft))) == .reset(.init(status: .accepted)))
        lab.wait(5)
        #expect(
            lab.told() == ["StopTransaction SoftReset", "Finishing(1)"] + Self.reboot + [
                "Available(0)", "Finishing(1)", "Available(2)",
            ])
    }

    @Test func `TC_017_1_CS unlock, idle, detachable cable`() {
        var lab = Laboratory()
        #expect(lab.send(.unlockConnector(.init(connectorId: 1))) == .unlockConnector(.init(status: .unlocked)))
    }

    @Test func `TC_017_2_CS unlock, idle, fixed cable`() {
        var lab = Laboratory("dc-50kw", connectors: 1)
        #expect(lab.send(.unlockConnector(.init(connectorId: 1))) == .unlockConnector(.init(status: .notSupported)))
    }

    @Test func `TC_018_1_CS unlock with transaction`() {
        var lab = Laboratory()
        lab.charge()
        #expect(lab.send(.unlockConnector(.init(connectorId: 1))) == .unlockConnector(.init(status: .unlocked)))
        #expect(lab.told() == ["StopTransaction UnlockCommand", "Finishing(1)"])
        lab.act(.unplug(connectorId: 1))
        #expect(lab.told() == ["Available(1)"])
    }

    @Test func `TC_018_2_CS unlock with transaction, fixed cable`() {
        var lab = Laboratory("dc-50kw", connectors: 1)
        lab.charge()
        #expect(lab.send(.unlockConnector(.init(connectorId: 1))) == .unlockConnector(.init(status: .notSupported)))
        #expect(lab.told() == [])
        #expect(lab.point.model.isCharging(1))
    }

    /// The keys that TC_019_CS demands, by access: true must be read-only, false must not, nil may be either.
    static let demandedKeys: [(readonly: Bool?, keys: [String])] = [
        (
            false,
            [
                "ClockAlignedDataInterval", "ConnectionTimeOut", "ConnectorPhaseRotation", "HeartbeatInterval",
                "LocalAuthorizeOffline", "LocalPreAuthorize", "MeterValuesAlignedData", "MeterValuesSampledData",
                "MeterValueSampleInterval", "ResetRetries", "StopTransactionOnInvalidId", "StopTxnAlignedData",
                "StopTxnSampledData", "TransactionMessageAttempts", "TransactionMessageRetryInterval",
            ]
        ),
        (true, ["GetConfigurationMaxKeys", "NumberOfConnectors", "SupportedFeatureProfiles"]),
        (nil, ["AuthorizeRemoteTxRequests", "UnlockConnectorOnEVSideDisconnect"]),
        (false, ["LocalAuthListEnabled"]),
        (true, ["LocalAuthListMaxLength", "SendLocalListMaxLength"]),
        (
            true,
            [
                "ChargeProfileMaxStackLevel", "ChargingScheduleAllowedChargingRateUnit", "ChargingScheduleMaxPeriods",
                "MaxChargingProfilesInstalled",
            ]
        ),
    ]

    @Test(arguments: ["ac-22kw-two-connectors", "dc-50kw"])
    func `TC_019_CS retrieve configuration`(_ kind: String) {
        var lab = Laboratory(kind)
        func get(_ keys: [CiString<50>]?) -> GetConfiguration.Confirmation? {
            if case .getConfiguration(let answer)? = lab.send(.getConfiguration(.init(key: keys))) { return answer }
            return nil
        }
        let first = get(["SupportedFeatureProfiles"])
        #expect(first?.unknownKey == nil && first?.configurationKey?.count == 1)
        let second = get(nil)
        #expect(second?.unknownKey == nil)
        let all = second?.configurationKey ?? []
        for (readonly, keys) in Self.demandedKeys {
            for key in keys {
                let found = all.filter { $0.key == CiString<50>(unchecked: key) }
                #expect(found.count == 1, "\(key)")
                #expect(found.first?.value != nil, "\(key)")
                if let readonly { #expect(found.first?.readonly == readonly, "\(key)") }
            }
        }
        guard let text = get(["GetConfigurationMaxKeys"])?.configurationKey?.first?.value?.value,
            let most = Int(text)
        else {
            Issue.record("no GetConfigurationMaxKeys")
            return
        }
        let last = get(all.prefix(most).map(\.key))
        #expect(last?.unknownKey == nil)
        #expect(last?.configurationKey == Array(all.prefix(most)))
    }

    @Test func `TC_021_CS set configuration`() {
        var lab = Laboratory()
        #expect(
            lab.send(.getConfiguration(.init(key: ["MeterValueSampleInterval"])))
                == .getConfiguration(
                    .init(configurationKey: [.init(key: "MeterValueSampleInterval", readonly: false, value: "0")])))
        #expect(
            lab.send(.changeConfiguration(.init(key: "MeterValueSampleInterval", value: "25")))
                == .changeConfiguration(.init(status: .accepted)))
        #expect(
            lab.send(.getConfiguration(.init(key: ["MeterValueSampleInterval"])))
                == .getConfiguration(
                    .init(configurationKey: [.init(key: "MeterValueSampleInterval", readonly: false, value: "25")])))
    }

    static func meterValues(_ lab: Laboratory) -> [MeterValues.Request] {
        lab.requests.compactMap {
            if case .meterValues(let values) = $0, values.connectorId == 1 { return values }
            return nil
        }
    }

    @Test func `TC_070_CS sampled meter values`() {
        var lab = Laboratory(
            "ac-22kw-two-connectors", connectors: 2,
            [("MeterValuesSampledData", "Energy.Active.Import.Register,Power.Active.Import")])
        _ = lab.send(.changeConfiguration(.init(key: "MeterValueSampleInterval", value: "20")))
        lab.charge()
        lab.wait(61)
        let values = Self.meterValues(lab)
        #expect(values.map { $0.meterValue[0].timestamp } == [time(20), time(40), time(60)])
        for value in values {
            #expect(value.transactionId == 100)
            #expect(value.meterValue[0].sampledValue.map(\.context) == [.samplePeriodic, .samplePeriodic])
            #expect(
                value.meterValue[0].sampledValue.map(\.measurand) == [.energyActiveImportRegister, .powerActiveImport])
        }
    }

    @Test func `TC_071_CS clock-aligned meter values`() {
        var lab = Laboratory("ac-22kw-two-connectors", connectors: 2, [("MeterValuesAlignedData", "")])
        _ = lab.send(.changeConfiguration(.init(key: "ClockAlignedDataInterval", value: "20")))
        lab.charge()
        lab.wait(61)
        let values = Self.meterValues(lab)
        // The clock of the laboratory begins at ten seconds past the minute.
        #expect(values.map { $0.meterValue[0].timestamp } == [time(10), time(30), time(50)])
        for value in values {
            #expect(value.meterValue[0].sampledValue.map(\.context) == [.sampleClock])
            #expect(value.meterValue[0].sampledValue.map(\.measurand) == [.energyActiveImportRegister])
        }
    }
}
