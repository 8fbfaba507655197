import OCPPTypes
import Testing

@testable import CentralSystemModel

private let reset = Request.reset(.init(type: .soft))
private let accepted = Confirmation.reset(.init(status: .accepted))
private let notBooted = CallError(
    .securityError, "the charge point is not accepted; send BootNotification first")

extension FieldBug {
    static let connections: [FieldBug] = [
        FieldBug("half-open") { fixture in
            _ = fixture.order(reset)
            #expect(
                fixture.run(.connected(cp2, identity: "CP1")) == [
                    notice(.connectionReplaced), .close(cp1, .replaced), notice(.commandLost),
                    answer(.connectionLost),
                ])
            // The old socket ends much later and takes nothing with it.
            #expect(fixture.run(.disconnected(cp1)) == [])
            #expect(fixture.model.snapshot(of: "CP1")?.isConnected == true)
            _ = fixture.run(.connected(ConnectionID(slot: 0, generation: 1), identity: "X"))
            fixture = .booted()
        },
        FieldBug("no-boot-on-reconnect") { fixture in
            _ = fixture.run(.disconnected(cp1))
            _ = fixture.run(.connected(ConnectionID(slot: 0, generation: 1), identity: "CP1"))
            let later = ConnectionID(slot: 0, generation: 1)
            #expect(
                fixture.call("1", .startTransaction(start()), on: later)
                    == [.store([startRecord(1, start())], fixture.last)])
            #expect(fixture.commit() == [startReply("1", 1, on: later)])
            fixture = .booted()
        },
        FieldBug("boot-pending") { fixture in
            fixture = .with(.pending)
            #expect(
                fixture.call("1", .startTransaction(start())) == [
                    notice(.notAccepted), .replyError(cp1, "1", notBooted),
                ])
            // It never boots again by itself: the operator triggers it and it is accepted.
            let trigger = Request.triggerMessage(.init(requestedMessage: .bootNotification))
            #expect(fixture.order(trigger) == [.call(cp1, "1", .typed(trigger))])
            _ = fixture.confirm(.triggerMessage(.init(status: .accepted)))
            _ = fixture.call("2", .bootNotification(bootRequest))
            _ = fixture.commit()
        },
        FieldBug("commands-before-boot") { fixture in
            fixture = .with(nil)
            let text =
                "the charge point has not sent BootNotification yet; "
                + "only a trigger of BootNotification may be sent"
            #expect(fixture.order(reset) == [answer(.refused(text))])
            _ = fixture.call("2", .bootNotification(bootRequest))
            _ = fixture.commit()
        },
        FieldBug("trigger-boot-reboots") { fixture in
            let trigger = Request.triggerMessage(.init(requestedMessage: .bootNotification))
            #expect(
                fixture.order(trigger) == [
                    answer(.refused("a BootNotification may not be triggered after the charge point was accepted"))
                ])
        },
        FieldBug("status-before-boot") { fixture in
            fixture = .with(nil)
            let status = Request.statusNotification(
                .init(connectorId: 1, errorCode: .noError, status: .available))
            #expect(
                fixture.call("1", status) == [notice(.notAccepted), .replyError(cp1, "1", notBooted)])
            _ = fixture.call("2", .bootNotification(bootRequest))
            _ = fixture.commit()
        },
        FieldBug("msgid-reuse") { fixture in
            for _ in 0..<3 {
                #expect(
                    fixture.call("306", .heartbeat(.init()))
                        == [.reply(cp1, "306", .heartbeat(.init(currentTime: ModelFixture.time)))])
            }
            _ = fixture.call("1", .startTransaction(start()))
            let error = CallError(.genericError, "the unique id belongs to a CALL that is still being handled")
            #expect(
                fixture.call("1", .heartbeat(.init())) == [notice(.uniqueIdInUse), .replyError(cp1, "1", error)])
            _ = fixture.commit()
        },
        FieldBug("crossing-calls") { fixture in
            _ = fixture.order(reset)
            _ = fixture.call("1", .startTransaction(start()))
            #expect(fixture.confirm(accepted) == [answer(.confirmation(accepted))])
            #expect(fixture.commit() == [startReply("1", 1)])
        },
        FieldBug("queue-overflow-drop") { fixture in
            // What a charge point dropped is missed at the stop: it is stored and answered all the same.
            #expect(fixture.call("1", .stopTransaction(stop(4))).first == notice(.stopUnknown))
            #expect(fixture.commit() == [stopReply("1")])
        },
    ]

    static let commands: [FieldBug] = [
        FieldBug("late-result") { fixture in
            _ = fixture.order(reset)
            _ = fixture.run(.deadline, at: ModelFixture.later(30))
            #expect(fixture.confirm(accepted) == [notice(.lateAnswer)])
            _ = fixture.order(reset)
            #expect(fixture.confirm(accepted) == [answer(.confirmation(accepted))])
            #expect(fixture.confirm(accepted) == [notice(.repeatedAnswer)])
            #expect(fixture.run(.confirmation(cp1, "x", accepted)) == [notice(.unexpectedAnswer)])
        },
        FieldBug("huge-getconfig") { fixture in
            let keys = (0..<700).map { KeyValue(key: CiString(unchecked: "v\($0)"), readonly: true, value: "x") }
            _ = fixture.order(.getConfiguration(.init()))
            let effects = fixture.confirm(.getConfiguration(.init(configurationKey: keys)))
            #expect(effects.filter { $0 == notice(.configurationKeyLeftOut) }.count == 200)
            fixture.settle(effects)
            #expect(fixture.books.configuration.count == 500)
        },
        FieldBug("profile-reject") { fixture in
            let set = Request.setChargingProfile(
                .init(connectorId: 0, csChargingProfiles: chargingProfile(1, .txDefaultProfile, limit: 0)))
            let rejected = Confirmation.setChargingProfile(.init(status: .rejected))
            _ = fixture.order(set)
            #expect(fixture.confirm(rejected) == [answer(.confirmation(rejected))])
            #expect(fixture.books.chargingProfiles == [])
        },
        FieldBug("profile-accept-ignore") { fixture in
            let set = Request.setChargingProfile(
                .init(connectorId: 0, csChargingProfiles: chargingProfile(1, .txDefaultProfile)))
            fixture.done(set, .setChargingProfile(.init(status: .accepted)))
            let ask = Request.getCompositeSchedule(.init(connectorId: 1, duration: 60))
            _ = fixture.order(ask)
            let effects = fixture.confirm(.getCompositeSchedule(.init(status: .rejected)))
            #expect(effects.first == notice(.compositeScheduleRefused))
            _ = fixture.order(ask)
            let schedule = ChargingSchedule(
                duration: 60, chargingRateUnit: .amperes,
                chargingSchedulePeriod: [ChargingSchedulePeriod(startPeriod: 0, limit: DecimalNumber(32))])
            let told = fixture.confirm(
                .getCompositeSchedule(
                    .init(
                        status: .accepted, connectorId: 1, scheduleStart: ModelFixture.time,
                        chargingSchedule: schedule)))
            #expect(told.first == notice(.compositeScheduleAbove))
        },
        FieldBug("trigger-unsupported") { fixture in
            let trigger = Request.triggerMessage(.init(requestedMessage: .meterValues))
            for status in [TriggerMessageStatus.rejected, .notImplemented] {
                let confirmation = Confirmation.triggerMessage(.init(status: status))
                _ = fixture.order(trigger)
                #expect(fixture.confirm(confirmation) == [answer(.confirmation(confirmation))])
            }
            _ = fixture.order(trigger)
            let error = CallError(.notImplemented)
            #expect(
                fixture.run(.callError(cp1, fixture.callId, error)) == [
                    notice(.commandCallError), answer(.callError(error)),
                ])
        },
        FieldBug("diag-flood") { fixture in
            order(&fixture, .getDiagnostics(.init(location: "l")), .getDiagnostics(.init(fileName: "f")))
            #expect(told(&fixture, diagnostics(.uploading)) == [])
            for _ in 0..<50 { #expect(told(&fixture, diagnostics(.uploading)) == [.statusRepeated]) }
            #expect(told(&fixture, diagnostics(.uploaded)) == [])
        },
        FieldBug("diag-no-retry") { fixture in
            order(&fixture, .getDiagnostics(.init(location: "l", retries: 1)), .getDiagnostics(.init(fileName: "f")))
            #expect(told(&fixture, diagnostics(.uploadFailed)) == [])
            // The second attempt comes without a word, then its end.
            #expect(told(&fixture, diagnostics(.uploaded)) == [.statusUnsolicited])
        },
        FieldBug("diag-drop-connection") { fixture in
            order(&fixture, .getDiagnostics(.init(location: "l")), .getDiagnostics(.init(fileName: "f")))
            _ = told(&fixture, diagnostics(.uploading))
            _ = fixture.run(.connected(cp2, identity: "CP1"))
            _ = fixture.run(.connected(ConnectionID(slot: 0, generation: 1), identity: "X"))
            let effects = fixture.call("1", diagnostics(.uploaded), on: cp2)
            #expect(!effects.contains(notice(.statusUnsolicited)))
            #expect(fixture.books.orders.map(\.state) == [.succeeded])
            fixture = .booted()
        },
        FieldBug("fw-missing-steps") { fixture in
            updating(&fixture)
            #expect(told(&fixture, firmware(.installed)) == [.statusSkipped])
            #expect(fixture.books.orders.map(\.state) == [.succeeded])
        },
        FieldBug("fw-reboot-loop") { fixture in
            updating(&fixture)
            for status in [FirmwareStatus.downloading, .downloaded, .installing, .installed] {
                #expect(told(&fixture, firmware(status)) == [])
            }
            #expect(told(&fixture, firmware(.installed)) == [.statusRepeated])
            #expect(told(&fixture, firmware(.installing)) == [.statusUnsolicited])
        },
        FieldBug("fw-unsolicited") { fixture in
            #expect(told(&fixture, firmware(.installed)) == [.statusUnsolicited])
        },
    ]
}

private func order(_ fixture: inout ModelFixture, _ request: Request, _ confirmation: Confirmation) {
    fixture.done(request, confirmation)
}

private func updating(_ fixture: inout ModelFixture) {
    order(
        &fixture, .updateFirmware(.init(location: "l", retrieveDate: ModelFixture.time)), .updateFirmware(.init()))
}

private func firmware(_ status: FirmwareStatus) -> Request { .firmwareStatusNotification(.init(status: status)) }

private func diagnostics(_ status: DiagnosticsStatus) -> Request {
    .diagnosticsStatusNotification(.init(status: status))
}

/// The notices of a notification, which is answered normally.
private func told(_ fixture: inout ModelFixture, _ request: Request) -> [Notice] {
    let effects = fixture.call("n", request)
    #expect(effects.contains { if case .reply(cp1, "n", _) = $0 { true } else { false } })
    return effects.compactMap { if case .notice(let notice, _, _) = $0 { notice } else { nil } }
}
