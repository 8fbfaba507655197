import OCPPTypes
import Testing

/// Certification cases of a central system: Core, what its operator orders. A test bears the number of its case.
@Suite(.timeLimit(.minutes(1))) struct CentralSystemOperatorCases {
    private static let remoteStart = Request.remoteStartTransaction(.init(connectorId: 1, idTag: validTag))
    private static let accepted = Confirmation.remoteStartTransaction(.init(status: .accepted))

    @Test func `TC_061_CSMS clear cache`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                .clearCache(.init()), to: point, answer: .clearCache(.init(status: .accepted)))
        }
    }

    @Test func `TC_010_CSMS remote start, cable first`() async throws {
        try await Bench.booted { bench, point in
            try await point.status(.preparing)
            try await bench.operatorSends(Self.remoteStart, to: point, answer: Self.accepted)
            try await point.authorized()
            _ = try await point.started()
            try await point.status(.charging)
        }
    }

    @Test func `TC_011_1_CSMS remote start first`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(Self.remoteStart, to: point, answer: Self.accepted)
            try await point.authorized()
            try await point.status(.preparing)
            _ = try await point.started()
            try await point.status(.charging)
        }
    }

    @Test func `TC_011_2_CSMS remote start, time-out`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(Self.remoteStart, to: point, answer: Self.accepted)
            try await point.authorized()
            try await point.status(.preparing)
            try await point.status(.available)
        }
    }

    @Test func `TC_012_CSMS remote stop`() async throws {
        try await Bench.booted { bench, point in
            let transactionId = try await point.charging()
            let running = try await bench.transactions(open: true)
            #expect(running.map { $0["transactionId"] as? Int } == [transactionId])
            try await bench.operatorSends(
                .remoteStopTransaction(.init(transactionId: transactionId)), to: point,
                answer: .remoteStopTransaction(.init(status: .accepted)))
            try await point.stop(transactionId, .remote)
            try await point.status(.finishing)
            try await point.status(.available)
            #expect(try await bench.transactions(open: true).isEmpty)
        }
    }

    @Test(arguments: [ResetType.hard, .soft])
    func `TC_013_CSMS, TC_014_CSMS hard and soft reset`(_ type: ResetType) async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                .reset(.init(type: type)), to: point, answer: .reset(.init(status: .accepted)))
            await point.disconnect()
            let again = try await bench.connect()
            try await again.booted()
        }
    }

    @Test(arguments: [UnlockStatus.unlocked, .notSupported])
    func `TC_017_1_CSMS, TC_017_2_CSMS unlock, idle`(_ status: UnlockStatus) async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                .unlockConnector(.init(connectorId: 1)), to: point, answer: .unlockConnector(.init(status: status)))
        }
    }

    @Test func `TC_018_1_CSMS unlock with transaction`() async throws {
        try await Bench.booted { bench, point in
            let transactionId = try await point.charging()
            try await bench.operatorSends(
                .unlockConnector(.init(connectorId: 1)), to: point,
                answer: .unlockConnector(.init(status: .unlocked)))
            try await point.status(.finishing)
            try await point.stop(transactionId, .unlockCommand)
            try await point.status(.available)
            #expect(try await bench.transactions(open: true).isEmpty)
        }
    }

    /// The canned answer: the 20 core keys with StopTransactionOnEVSideDisconnect, 3 of lists, 4 of smart charging.
    private static let canned: [KeyValue] = [
        ("AuthorizeRemoteTxRequests", true, "true"), ("ClockAlignedDataInterval", false, "0"),
        ("ConnectionTimeOut", false, "60"), ("ConnectorPhaseRotation", false, "NotApplicable"),
        ("GetConfigurationMaxKeys", true, "50"), ("HeartbeatInterval", false, "300"),
        ("LocalAuthorizeOffline", false, "true"), ("LocalPreAuthorize", false, "false"),
        ("MeterValuesAlignedData", false, ""), ("MeterValuesSampledData", false, "Energy.Active.Import.Register"),
        ("MeterValueSampleInterval", false, "60"), ("NumberOfConnectors", true, "2"), ("ResetRetries", false, "3"),
        ("StopTransactionOnEVSideDisconnect", false, "true"), ("StopTransactionOnInvalidId", false, "true"),
        ("StopTxnAlignedData", false, ""), ("StopTxnSampledData", false, ""),
        ("SupportedFeatureProfiles", true, "Core,LocalAuthListManagement,SmartCharging"),
        ("TransactionMessageAttempts", false, "3"), ("TransactionMessageRetryInterval", false, "60"),
        ("UnlockConnectorOnEVSideDisconnect", true, "true"), ("LocalAuthListEnabled", false, "true"),
        ("LocalAuthListMaxLength", true, "100"), ("SendLocalListMaxLength", true, "100"),
        ("ChargeProfileMaxStackLevel", true, "10"), ("ChargingScheduleAllowedChargingRateUnit", true, "Current,Power"),
        ("ChargingScheduleMaxPeriods", true, "20"), ("MaxChargingProfilesInstalled", true, "20"),
    ].map {
        KeyValue(key: CiString(unchecked: $0.0), readonly: $0.1, value: CiString(unchecked: $0.2))
    }

    @Test func `TC_019_1_CSMS retrieve all keys`() async throws {
        try await Bench.booted { bench, point in
            #expect(Self.canned.count == 28)
            let heard = try await bench.operatorSends(
                .getConfiguration, "{}", to: point,
                answer: .getConfiguration(.init(configurationKey: Self.canned, unknownKey: nil)))
            guard case .getConfiguration(let request) = heard else { return }
            #expect((request.key ?? []).isEmpty)
        }
    }

    @Test func `TC_019_2_CSMS retrieve one key`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                .getConfiguration(.init(key: ["SupportedFeatureProfiles"])), to: point,
                answer: .getConfiguration(
                    .init(
                        configurationKey: [
                            .init(key: "SupportedFeatureProfiles", readonly: true, value: "Core,SmartCharging")
                        ], unknownKey: nil)))
        }
    }

    @Test(arguments: [
        ("MeterValueSampleInterval", "60", ConfigurationStatus.accepted), ("Testing", "true", .notSupported),
        ("MeterValueSampleInterval", "-1", .rejected),
    ])
    func `TC_021_CSMS, TC_040_1_CSMS, TC_040_2_CSMS set a key, an unknown key, an invalid value`(
        _ key: String, _ value: String, _ status: ConfigurationStatus
    ) async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                .changeConfiguration(.init(key: CiString(unchecked: key), value: CiString(unchecked: value))),
                to: point, answer: .changeConfiguration(.init(status: status)))
        }
    }

    @Test func `TC_026_CSMS remote start rejected`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                Self.remoteStart, to: point, answer: .remoteStartTransaction(.init(status: .rejected)))
            #expect(try await bench.transactions().isEmpty)
        }
    }

    @Test func `TC_028_CSMS remote stop rejected`() async throws {
        try await Bench.booted { bench, point in
            let transactionId = try await point.charging()
            try await bench.operatorSends(
                .remoteStopTransaction(.init(transactionId: transactionId + 1)), to: point,
                answer: .remoteStopTransaction(.init(status: .rejected)))
            #expect(try await bench.transactions(open: true).map { $0["transactionId"] as? Int } == [transactionId])
        }
    }

    @Test(arguments: [(1, UnlockStatus.unlockFailed), (3, .notSupported)])
    func `TC_030_CSMS, TC_031_CSMS unlock failed and unlock an unknown connector`(
        _ connectorId: Int, _ status: UnlockStatus
    ) async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                .unlockConnector(.init(connectorId: connectorId)), to: point,
                answer: .unlockConnector(.init(status: status)))
        }
    }
}
