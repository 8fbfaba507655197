import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct CentralSystemCallTests {
    func reply(_ confirmation: OCPPTypes.Confirmation) -> ChargePointEffect { .reply("m1", confirmation) }

    @Test(
        arguments: [
            ("HeartbeatInterval", "60", ConfigurationStatus.accepted), ("heartbeatinterval", "0", .accepted),
            ("HeartbeatInterval", "-1", .rejected), ("HeartbeatInterval", "x", .rejected),
            ("HeartbeatInterval", "99999999999999999999", .rejected), ("MeterValueSampleInterval", "-5", .rejected),
            ("NumberOfConnectors", "3", .rejected), ("SupportedFeatureProfiles", "Core", .rejected),
            ("Testing", "1", .notSupported), ("", "", .notSupported), ("LocalPreAuthorize", "TRUE", .accepted),
            ("LocalPreAuthorize", "1", .rejected), ("MeterValuesSampledData", "SoC,Voltage.L1", .accepted),
            ("MeterValuesSampledData", "SoC,RPM", .rejected), ("MeterValuesAlignedData", "", .accepted),
            ("ConnectorPhaseRotation", "0.RST,1.RTS", .accepted), ("ConnectorPhaseRotation", "1.ABC", .rejected),
            ("TransactionMessageAttempts", "0", .rejected), ("MessageTimeout", "0", .rejected),
        ] as [(String, String, ConfigurationStatus)])
    func `ChangeConfiguration accepts, rejects or does not know a value`(
        _ key: String, _ value: String, _ expected: ConfigurationStatus
    ) {
        var point = TestPoint.booted()
        let effects = point.call(
            .changeConfiguration(
                ChangeConfiguration.Request(key: CiString(unchecked: key), value: CiString(unchecked: value))))
        #expect(effects == [reply(.changeConfiguration(ChangeConfiguration.Confirmation(status: expected)))])
    }

    @Test func `GetConfiguration gives what was set, canonical names and unknown keys`() {
        var point = TestPoint.booted()
        _ = point.call(.changeConfiguration(ChangeConfiguration.Request(key: "meterValueSampleInterval", value: "15")))
        #expect(
            point.call(
                .getConfiguration(
                    GetConfiguration.Request(key: [
                        "METERVALUESAMPLEINTERVAL", "NumberOfConnectors", "HeartbeatInterval", "MessageTimeout", "Nope",
                    ])))
                == [
                    reply(
                        .getConfiguration(
                            GetConfiguration.Confirmation(
                                configurationKey: [
                                    KeyValue(key: "MeterValueSampleInterval", readonly: false, value: "15"),
                                    KeyValue(key: "NumberOfConnectors", readonly: true, value: "1"),
                                    KeyValue(key: "HeartbeatInterval", readonly: false, value: "300"),
                                    KeyValue(key: "MessageTimeout", readonly: false, value: "30"),
                                ], unknownKey: ["Nope"])))
                ])
        guard
            case .reply(_, .getConfiguration(let all))? = point.call(.getConfiguration(GetConfiguration.Request()))
                .first
        else {
            Issue.record("another effect was expected")
            return
        }
        #expect(
            all.configurationKey?.map(\.key.value)
                == ConfigurationKey.allCases.map(\.name).filter { $0 != "AuthorizationKey" })
        let names = ConfigurationKey.allCases.map { $0.name.lowercased() }
        #expect(names == names.sorted())
    }

    @Test func `more keys than GetConfigurationMaxKeys is an error`() {
        var point = TestPoint.booted()
        let keys = [CiString<50>](repeating: "HeartbeatInterval", count: 101)
        #expect(
            point.call(.getConfiguration(GetConfiguration.Request(key: keys))) == [
                .replyError("m1", CallError(.occurenceConstraintViolation, "more keys than GetConfigurationMaxKeys"))
            ])
    }

    @Test func `settings of a group are checked and what does not fit is told`() {
        let kind = ChargePointKind.builtIn(named: "dc-50kw")!
        let configuration = SharedConfiguration(
            kind: kind, connectors: 1,
            settings: [
                ("HeartbeatInterval", "5"), ("Nope", "1"), ("NumberOfConnectors", "4"), ("MessageTimeout", "soon"),
            ])
        #expect(
            configuration.refused == [
                .init(key: "Nope", value: "1", reason: .unknownKey),
                .init(key: "NumberOfConnectors", value: "4", reason: .unknownKey),
                .init(key: "MessageTimeout", value: "soon", reason: .invalidValue),
            ])
        #expect(configuration.value(.heartbeatInterval) == .integer(5))
    }

    @Test func `RemoteStart asks Authorize and starts when the plug comes`() {
        var point = TestPoint.booted()
        let request = Request.remoteStartTransaction(
            RemoteStartTransaction.Request(connectorId: 1, idTag: tag))
        #expect(
            point.call(request) == [
                reply(.remoteStartTransaction(RemoteStartTransaction.Confirmation(status: .accepted))),
                call(4, .authorize(Authorize.Request(idTag: tag))),
            ])
        #expect(point.answerAll().requests == [status(1, .preparing, 0)])
        #expect(point.call(request) == [reply(.remoteStartTransaction(.init(status: .rejected)))])
        #expect(point.command(.plugIn(connectorId: 1)).requests.map(\.action) == [.startTransaction])
    }

    @Test func `RemoteStart without authorization starts at once and chooses a connector`() {
        var point = TestPoint.booted(
            "ac-22kw-two-connectors", connectors: 2, settings: [("AuthorizeRemoteTxRequests", "false")])
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.answerAll()
        let effects = point.call(.remoteStartTransaction(RemoteStartTransaction.Request(idTag: "OTHER")))
        #expect(effects.first == reply(.remoteStartTransaction(.init(status: .accepted))))
        #expect(point.model.tagAwaitingCar == "OTHER")
        _ = point.command(.plugIn(connectorId: 2))
        #expect(point.model.transactions.map(\.connectorId) == [1, 2])
        let again = point.call(.remoteStartTransaction(RemoteStartTransaction.Request(idTag: "OTHER")))
        #expect(again == [reply(.remoteStartTransaction(.init(status: .rejected)))])
    }

    @Test(arguments: [0, -1, 2, Int.max, Int.min])
    func `unknown connectors are refused everywhere`(_ connectorId: Int) {
        var point = TestPoint.booted()
        #expect(
            point.call(.remoteStartTransaction(.init(connectorId: connectorId, idTag: tag))) == [
                reply(.remoteStartTransaction(.init(status: .rejected)))
            ])
        #expect(
            point.call(.unlockConnector(.init(connectorId: connectorId))) == [
                reply(.unlockConnector(.init(status: .notSupported)))
            ])
        if connectorId != 0 {
            #expect(
                point.call(.changeAvailability(.init(connectorId: connectorId, type: .inoperative))) == [
                    reply(.changeAvailability(.init(status: .rejected)))
                ])
        }
        // At the box, 0 is the connector that it concerns.
        for command: Command in connectorId == 0
            ? [.jamLock(connectorId: 0, true)]
            : [
                .plugIn(connectorId: connectorId), .unplug(connectorId: connectorId),
                .authorize(tag, connectorId: connectorId),
                .charge(connectorId: connectorId, until: .energy(wattHours: 1)),
                .stopTransaction(connectorId: connectorId, .local), .meterValues(connectorId: connectorId),
            ]
        {
            #expect(point.command(command) == [.commandEnded(token, .failed(.connectorUnknown))])
        }
    }

    @Test func `RemoteStop stops the transaction of that id alone`() {
        var point = TestPoint.charging()
        #expect(
            point.call(.remoteStopTransaction(.init(transactionId: 99))) == [
                reply(.remoteStopTransaction(.init(status: .rejected)))
            ])
        _ = point.command(.charge(connectorId: 1, until: .energy(wattHours: 100_000)))
        let effects = point.call(.remoteStopTransaction(.init(transactionId: 100)))
        #expect(effects.first == reply(.remoteStopTransaction(.init(status: .accepted))))
        guard case .stopTransaction(let stop)? = effects.requests.first else {
            Issue.record("another effect was expected")
            return
        }
        #expect(stop.reason == .remote)
        #expect(effects.outcomes == [.done])
    }

    @Test func `UnlockConnector ends a transaction of a socket and is refused for a fixed cable`() {
        var socket = TestPoint.charging()
        let effects = socket.call(.unlockConnector(.init(connectorId: 1)))
        #expect(effects.first == reply(.unlockConnector(.init(status: .unlocked))))
        guard case .stopTransaction(let stop)? = effects.requests.first else {
            Issue.record("another effect was expected")
            return
        }
        #expect(stop.reason == .unlockCommand)
        var cable = TestPoint.charging("dc-50kw")
        #expect(
            cable.call(.unlockConnector(.init(connectorId: 1))) == [
                reply(.unlockConnector(.init(status: .notSupported)))
            ])
        #expect(cable.model.isCharging(1))
    }

    @Test func `availability: at once, scheduled, back again`() {
        var point = TestPoint.booted()
        func change(_ connectorId: Int, _ type: AvailabilityType) -> [ChargePointEffect] {
            let effects = point.call(.changeAvailability(.init(connectorId: connectorId, type: type)))
            return effects + point.answerAll()
        }
        #expect(
            change(1, .inoperative).prefix(3) == [
                reply(.changeAvailability(.init(status: .accepted))),
                .notice(.statusChanged(connectorId: 1, .unavailable)), call(4, status(1, .unavailable, 0)),
            ])
        #expect(change(1, .inoperative) == [reply(.changeAvailability(.init(status: .accepted)))])
        #expect(change(1, .operative).requests == [status(1, .available, 0)])
        #expect(change(0, .inoperative).requests == [status(0, .unavailable, 0), status(1, .unavailable, 0)])
        #expect(point.model.status(of: 0) == .unavailable)
        _ = point.command(.plugIn(connectorId: 1))
        #expect(point.model.status(of: 1) == .unavailable)
        #expect(change(0, .operative).requests == [status(0, .available, 0), status(1, .preparing, 0)])
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.answerAll()
        #expect(change(1, .inoperative) == [reply(.changeAvailability(.init(status: .scheduled)))])
        let end = point.command(.stopTransaction(connectorId: 1, .local)) + point.answerAll()
        #expect(end.requests.last == status(1, .unavailable, 0))
        _ = point.command(.unplug(connectorId: 1))
        #expect(change(1, .operative).requests == [status(1, .available, 0)])
    }

    @Test func `an inoperative connector takes no tag`() {
        var point = TestPoint.booted()
        _ = point.call(.changeAvailability(.init(connectorId: 1, type: .inoperative)))
        _ = point.answerAll()
        _ = point.command(.authorize(tag, connectorId: 1))
        #expect(point.answerAll().outcomes == [.failed(.connectorUnavailable)])
        #expect(
            point.command(.charge(connectorId: 1, until: .energy(wattHours: 1))).outcomes
                == [.failed(.connectorUnavailable)])
    }

    @Test func `a hard reset goes down when its answer has left and boots again; the stop is delivered afterwards`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
        #expect(point.call(.reset(.init(type: .hard))) == [reply(.reset(.init(status: .accepted)))])
        let effects = point.advance(to: at(1))
        #expect(effects.last == .close)
        #expect(!point.model.isAccepted && !point.model.isConnected)
        #expect(point.give(.disconnected) == [])
        #expect(point.advance(to: at(3)) == [.connect])
        let back = point.give(.connected) + point.answerAll()
        #expect(
            back.requests.map(\.action) == [
                .bootNotification, .statusNotification, .statusNotification, .stopTransaction,
            ])
        #expect(back.requests[2] == status(1, .finishing, 3))
        guard case .stopTransaction(let stop)? = back.requests.last else {
            Issue.record("another effect was expected")
            return
        }
        #expect(stop.reason == .hardReset)
        #expect(stop.transactionId == 100)
    }

    @Test func `a soft reset waits for the stop to be answered`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
        _ = point.command(.charge(connectorId: 1, until: .energy(wattHours: 100_000)))
        let effects = point.call(.reset(.init(type: .soft)))
        #expect(effects.outcomes == [.failed(.rebooted)])
        #expect(!effects.contains(.close))
        _ = point.advance(to: at(5))
        #expect(point.answerAll().last == .close)
        #expect(point.advance(to: at(7)) == [.connect])
    }

    @Test func `a soft reset does not wait for ever`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
        _ = point.call(.reset(.init(type: .soft)))
        #expect(point.advance(to: at(10)).last == .close)
    }

    @Test func `other profiles are NotSupported with the profile's name`() {
        let requests: [(Request, String)] = [
            (.getDiagnostics(.init(location: "ftp://x")), "FirmwareManagement")
        ]
        for (request, profile) in requests {
            var point = TestPoint.booted(settings: [("SupportedFeatureProfiles", "Core")])
            #expect(
                point.call(request) == [
                    .replyError("m1", CallError(.notSupported, "the \(profile) profile is not supported"))
                ])
        }
        var point = TestPoint.booted()
        #expect(
            point.call(.heartbeat(.init())) == [
                .notice(.violation(.callOfChargePointAction)),
                .replyError("m1", CallError(.notSupported, "only a charge point sends this action")),
            ])
        #expect(
            point.call(.dataTransfer(.init(vendorId: "x"))) == [reply(.dataTransfer(.init(status: .unknownVendorId)))])
    }
}
