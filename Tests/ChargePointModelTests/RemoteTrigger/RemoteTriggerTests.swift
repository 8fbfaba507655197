import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct RemoteTriggerTests {
    static func trigger(_ message: MessageTrigger, _ connectorId: Int? = nil) -> Request {
        .triggerMessage(TriggerMessage.Request(requestedMessage: message, connectorId: connectorId))
    }

    static func extended(_ message: ExtendedMessageTrigger, _ connectorId: Int? = nil) -> Request {
        .extendedTriggerMessage(ExtendedTriggerMessage.Request(requestedMessage: message, connectorId: connectorId))
    }

    /// Where the registration is when the trigger comes.
    enum Registration: CaseIterable { case unanswered, pending, accepted, finishing }

    static func point(_ registration: Registration, transfers: TransferCapability = .complete) -> TestPoint {
        var point = TestPoint.equipped(transfers: transfers)
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        switch registration {
        case .unanswered: break
        case .pending:
            _ = point.give(
                .confirmation(point.openId, Server(registration: .pending).confirmation(.bootNotification, at: .zero)))
        case .accepted: _ = point.answerAll()
        case .finishing:
            _ = point.answerAll()
            _ = point.give(.finishRun)
        }
        return point
    }

    /// The status, and the messages that follow it.
    static func result(_ request: Request, _ registration: Registration, transfers: TransferCapability = .complete)
        -> (TriggerMessageStatus?, [Action])
    {
        var point = point(registration, transfers: transfers)
        let effects = point.call(request)
        let follow = (Array(effects.dropFirst()) + point.answerAll()).requests.map(\.action)
        switch effects.first {
        case .reply(_, .triggerMessage(let answer)): return (answer.status, follow)
        case .reply(_, .extendedTriggerMessage(let answer)): return (answer.status, follow)
        default: return (nil, follow)
        }
    }

    @Test(arguments: MessageTrigger.allCases)
    func `every message, before and after acceptance: the answer first`(_ message: MessageTrigger) {
        let messages: [Action] =
            switch message {
            case .bootNotification: [.bootNotification]
            case .diagnosticsStatusNotification: [.diagnosticsStatusNotification]
            case .firmwareStatusNotification: [.firmwareStatusNotification]
            case .heartbeat: [.heartbeat]
            case .meterValues: [.meterValues, .meterValues]
            case .statusNotification: [.statusNotification, .statusNotification, .statusNotification]
            }
        for registration in Registration.allCases {
            let (status, sent) = Self.result(Self.trigger(message), registration)
            switch (registration, message) {
            case (.pending, .bootNotification):
                #expect(status == .accepted)
                #expect(sent.first == .bootNotification)
            case (.unanswered, .bootNotification): #expect(status == .accepted)  // The one on its way counts.
            case (.pending, _),
                (.accepted, _) where message != .bootNotification:
                #expect(status == .accepted, "\(registration)")
                #expect(sent == messages, "\(registration)")
            default:
                #expect(status == .rejected, "\(registration)")
                if registration != .unanswered { #expect(sent == []) }
            }
        }
    }

    @Test(arguments: ExtendedMessageTrigger.allCases)
    func `every message of the security extension`(_ message: ExtendedMessageTrigger) {
        for registration in Registration.allCases {
            let (status, sent) = Self.result(Self.extended(message), registration)
            let mayBeSent = registration == .pending || registration == .accepted
            switch message {
            case .bootNotification:
                #expect(
                    status
                        == (mayBeSent && registration == .accepted || registration == .finishing
                            ? .rejected : .accepted))
            case .logStatusNotification: #expect(sent.contains(.logStatusNotification) == mayBeSent)
            case .firmwareStatusNotification: #expect(sent.contains(.signedFirmwareStatusNotification) == mayBeSent)
            case .heartbeat: #expect(sent.contains(.heartbeat) == mayBeSent)
            case .meterValues: #expect(sent.contains(.meterValues) == mayBeSent)
            case .signChargePointCertificate: #expect(status == (mayBeSent ? .accepted : .rejected))
            case .statusNotification: #expect((sent.count == 3) == mayBeSent || registration == .unanswered)
            }
        }
    }

    @Test(arguments: [
        (0, TriggerMessageStatus.accepted, TriggerMessageStatus.rejected), (1, .accepted, .accepted),
        (2, .accepted, .accepted), (3, .rejected, .rejected), (-1, .rejected, .rejected),
        (Int.max, .rejected, .rejected), (Int.min, .rejected, .rejected),
    ])
    func `a connector counts where the message has one`(
        _ connectorId: Int, _ forStatus: TriggerMessageStatus, _ forMeterValues: TriggerMessageStatus
    ) {
        let (status, sent) = Self.result(Self.trigger(.statusNotification, connectorId), .accepted)
        #expect(status == forStatus && sent.count == (forStatus == .accepted ? 1 : 0))
        let (values, samples) = Self.result(Self.trigger(.meterValues, connectorId), .accepted)
        #expect(values == forMeterValues && samples.count == (forMeterValues == .accepted ? 1 : 0))
        #expect(Self.result(Self.trigger(.heartbeat, connectorId), .accepted).0 == .accepted)
    }

    @Test func `the main meter is triggered where there is one`() {
        var point = TestPoint.booted(
            "dc-350kw-two-connectors", connectors: 2, settings: [("MeterValuesSampledData", "Power.Active.Import")])
        let effects = point.call(Self.trigger(.meterValues, 0))
        #expect(effects.first == .reply("m1", .triggerMessage(.init(status: .accepted))))
        guard case .meterValues(let request)? = effects.requests.first else {
            Issue.record("no MeterValues in \(effects)")
            return
        }
        let value = request.meterValue.first?.sampledValue.first
        #expect(request.connectorId == 0 && value?.context == .trigger && value?.location == .inlet)
        _ = point.answerAll()
        // Without connector: the main meter and every connector.
        let all = point.call(Self.trigger(.meterValues, nil)) + point.answerAll()
        #expect(
            all.requests.compactMap { if case .meterValues(let values) = $0 { values.connectorId } else { nil } }
                == [0, 1, 2])
    }

    @Test func `without the profile or file transfers the answer says so`() {
        var point = TestPoint.ready(settings: [("SupportedFeatureProfiles", "Core,FirmwareManagement")])
        #expect(
            point.call(Self.trigger(.heartbeat)) == [
                .replyError("m1", CallError(.notSupported, "the RemoteTrigger profile is not supported"))
            ])
        for message in [MessageTrigger.diagnosticsStatusNotification, .firmwareStatusNotification] {
            #expect(Self.result(Self.trigger(message), .accepted, transfers: .none) == (.notImplemented, []))
        }
        for message in [ExtendedMessageTrigger.logStatusNotification, .firmwareStatusNotification] {
            #expect(Self.result(Self.extended(message), .accepted, transfers: .none) == (.notImplemented, []))
        }
    }

    @Test func `triggered meter values have the context Trigger, whole effect list`() {
        var point = TestPoint.ready(
            connectors: 1, settings: [("MeterValuesSampledData", "Energy.Active.Import.Register")])
        #expect(
            point.call(Self.trigger(.meterValues, 1)) == [
                .reply("m1", .triggerMessage(.init(status: .accepted))),
                call(
                    4,
                    .meterValues(
                        .init(
                            connectorId: 1,
                            meterValue: [
                                MeterValue(
                                    timestamp: time(0),
                                    sampledValue: [
                                        SampledValue(
                                            value: "0", context: .trigger, measurand: .energyActiveImportRegister,
                                            unit: .wh)
                                    ])
                            ]))),
            ])
    }

    @Test func `a triggered boot is not waited for, and what was triggered before it leaves first`() {
        var point = Self.point(.pending)
        #expect(point.call(Self.trigger(.heartbeat)).requests.map(\.action) == [.heartbeat])
        #expect(
            point.call(Self.trigger(.statusNotification, 1)) == [
                .reply("m1", .triggerMessage(.init(status: .accepted)))
            ])
        #expect(
            point.call(Self.trigger(.bootNotification)) == [.reply("m1", .triggerMessage(.init(status: .accepted)))])
        #expect(
            point.answerAll().requests.map(\.action) == [
                .bootNotification, .statusNotification, .statusNotification, .statusNotification, .statusNotification,
            ])
    }
}
