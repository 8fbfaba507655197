import OCPPTypes
import Testing

@testable import CentralSystemModel

private func trigger(_ message: MessageTrigger, _ connectorId: Int? = nil) -> Request {
    .triggerMessage(.init(requestedMessage: message, connectorId: connectorId))
}

private func extended(_ message: ExtendedMessageTrigger, _ connectorId: Int? = nil) -> Request {
    .extendedTriggerMessage(.init(requestedMessage: message, connectorId: connectorId))
}

private func confirmation(_ request: Request, _ status: TriggerMessageStatus) -> Confirmation {
    if case .triggerMessage = request { return .triggerMessage(.init(status: status)) }
    return .extendedTriggerMessage(.init(status: status))
}

private func status(_ connectorId: Int) -> Request {
    .statusNotification(.init(connectorId: connectorId, errorCode: .noError, status: .available))
}

private func meter(_ connectorId: Int) -> Request {
    .meterValues(.init(connectorId: connectorId, meterValue: [meterValue]))
}

@Suite struct TriggerTests {
    /// Each trigger with the message that fulfils it and one that does not.
    static let pairs: [(Request, Request, Request)] = [
        (trigger(.heartbeat), .heartbeat(.init()), status(1)),
        (trigger(.statusNotification), status(3), meter(3)),
        (trigger(.statusNotification, 1), status(1), status(2)),
        (trigger(.meterValues), meter(0), status(0)),
        (trigger(.meterValues, 1), meter(1), meter(2)),
        (
            trigger(.diagnosticsStatusNotification), .diagnosticsStatusNotification(.init(status: .idle)),
            .firmwareStatusNotification(.init(status: .idle))
        ),
        (
            trigger(.firmwareStatusNotification), .firmwareStatusNotification(.init(status: .idle)),
            .signedFirmwareStatusNotification(.init(status: .idle))
        ),
        (extended(.heartbeat), .heartbeat(.init()), status(1)),
        (extended(.statusNotification, 2), status(2), status(1)),
        (extended(.meterValues, 1), meter(1), meter(2)),
        (
            extended(.firmwareStatusNotification), .signedFirmwareStatusNotification(.init(status: .idle)),
            .firmwareStatusNotification(.init(status: .idle))
        ),
        (extended(.logStatusNotification), .logStatusNotification(.init(status: .idle)), status(1)),
        (extended(.signChargePointCertificate), .signCertificate(.init(csr: "csr")), status(1)),
    ]

    @Test func `an accepted trigger is fulfilled by its message alone`() {
        for (request, message, other) in Self.pairs {
            var fixture = ModelFixture.booted()
            _ = fixture.order(request)
            #expect(
                fixture.confirm(confirmation(request, .accepted))
                    == [answer(.confirmation(confirmation(request, .accepted)))])
            #expect(fixture.books.triggers.map(\.outcome) == [.awaited])
            #expect(fixture.model.nextDeadline == ModelFixture.later(30))
            fixture.settle(fixture.call("1", other))
            #expect(fixture.books.triggers.map(\.outcome) == [.awaited], "\(request) by \(other)")
            _ = fixture.call("2", message)
            #expect(fixture.books.triggers.map(\.outcome) == [.came], "\(request) by \(message)")
            #expect(fixture.model.nextDeadline == nil)
        }
    }

    @Test func `a message that does not come is told`() {
        var fixture = ModelFixture.booted()
        fixture.done(trigger(.heartbeat), confirmation(trigger(.heartbeat), .accepted))
        #expect(fixture.run(.deadline, at: ModelFixture.later(29)) == [])
        #expect(fixture.run(.deadline, at: ModelFixture.later(30)) == [notice(.triggeredMessageMissing)])
        #expect(fixture.books.triggers.map(\.outcome) == [.missing])
        #expect(fixture.model.nextDeadline == nil)
    }

    @Test func `a message before the answer counts`() {
        var fixture = ModelFixture.booted()
        _ = fixture.order(trigger(.heartbeat))
        _ = fixture.call("1", .heartbeat(.init()))
        _ = fixture.confirm(confirmation(trigger(.heartbeat), .accepted))
        #expect(fixture.books.triggers.map(\.outcome) == [.came])
        #expect(fixture.model.nextDeadline == nil)
    }

    @Test func `a trigger that was not accepted awaits nothing`() {
        for status in [TriggerMessageStatus.rejected, .notImplemented] {
            var fixture = ModelFixture.booted()
            fixture.done(trigger(.heartbeat), confirmation(trigger(.heartbeat), status))
            #expect(fixture.books.triggers.map(\.outcome) == [.refused])
            #expect(fixture.model.nextDeadline == nil)
        }
    }

    @Test func `the end of the connection ends triggers`() {
        var fixture = ModelFixture.booted()
        fixture.done(trigger(.heartbeat), confirmation(trigger(.heartbeat), .accepted))
        #expect(fixture.run(.disconnected(cp1)) == [])
        #expect(fixture.books.triggers == [])
        #expect(fixture.model.nextDeadline == nil)
    }

    @Test func `only the youngest triggers are remembered`() {
        var limits = CentralSystemLimits()
        limits.triggers = 2
        var fixture = ModelFixture.booted(limits: limits)
        for connectorId in 1...3 {
            let request = trigger(.meterValues, connectorId)
            fixture.done(request, confirmation(request, .accepted))
        }
        #expect(fixture.books.triggers.map(\.request) == [trigger(.meterValues, 2), trigger(.meterValues, 3)])
    }

    @Test func `while Pending a triggered message is answered, others are not`() {
        var fixture = ModelFixture.with(.pending)
        let error = CallError(.securityError, "the charge point is not accepted; send BootNotification first")
        #expect(fixture.call("1", status(1)) == [notice(.notAccepted), .replyError(cp1, "1", error)])
        fixture.done(trigger(.statusNotification, 1), confirmation(trigger(.statusNotification), .accepted))
        let effects = fixture.call("2", status(1))
        #expect(effects.last == .reply(cp1, "2", .statusNotification(.init())))
        #expect(fixture.call("3", status(1)) == [notice(.notAccepted), .replyError(cp1, "3", error)])
    }
}
