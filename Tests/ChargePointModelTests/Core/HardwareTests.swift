import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct HardwareTests {
    static func report(
        _ connectorId: Int, _ status: ChargePointStatus, _ code: ChargePointErrorCode, _ seconds: Double,
        info: CiString<50>? = nil
    ) -> Request {
        .statusNotification(
            StatusNotification.Request(
                connectorId: connectorId, errorCode: code, info: info, status: status, timestamp: time(seconds)))
    }

    static func stop(_ seconds: Double, _ meterStop: Int, _ reason: Reason) -> Request {
        .stopTransaction(
            StopTransaction.Request(
                idTag: tag, meterStop: meterStop, timestamp: time(seconds), transactionId: 100, reason: reason))
    }

    // MARK: EV side

    struct Disconnect: Sendable {
        var kind: String
        var stops: Bool
        var unlocks: Bool
        var status: ChargePointStatus
        /// What UnlockConnector answers afterwards, and what taking the cable out comes to.
        var unlock: UnlockStatus
        var unplug: CommandOutcome
    }

    @Test(
        arguments: [
            Disconnect(
                kind: "ac-11kw", stops: true, unlocks: true, status: .finishing, unlock: .unlocked, unplug: .done),
            Disconnect(
                kind: "ac-11kw", stops: true, unlocks: false, status: .finishing, unlock: .unlocked,
                unplug: .failed(.cableLocked)),
            Disconnect(
                kind: "ac-11kw", stops: false, unlocks: true, status: .suspendedEV, unlock: .unlocked,
                unplug: .failed(.cableLocked)),
            Disconnect(
                kind: "dc-50kw", stops: true, unlocks: false, status: .available, unlock: .notSupported,
                unplug: .failed(.notPluggedIn)),
            Disconnect(
                kind: "dc-50kw", stops: false, unlocks: false, status: .suspendedEV, unlock: .notSupported,
                unplug: .failed(.notPluggedIn)),
        ])
    func `the plug is taken out of the car`(_ test: Disconnect) {
        var settings = [
            ("StopTransactionOnEVSideDisconnect", "\(test.stops)"), ("MeterValueSampleInterval", "0"),
        ]
        if test.kind == "ac-11kw" { settings.append(("UnlockConnectorOnEVSideDisconnect", "\(test.unlocks)")) }
        var point = TestPoint.charging(test.kind, settings: settings)
        let effects = point.command(.unplugVehicle(connectorId: 1)) + point.answerAll()
        let changed = status(1, test.status, 0, info: "EV side disconnected")
        #expect(effects.requests == (test.stops ? [Self.stop(0, 0, .evDisconnected), changed] : [changed]))
        #expect(point.command(.unplug(connectorId: 1)).outcomes == [test.unplug])
        #expect(
            point.call(.unlockConnector(.init(connectorId: 1))).first
                == .reply("m1", .unlockConnector(.init(status: test.unlock))))
        _ = point.answerAll()
        if test.unplug == .failed(.cableLocked) {
            #expect(point.command(.unplug(connectorId: 1)).outcomes == [.done])
            #expect(point.model.status(of: 1) == .available)
        }
    }

    @Test func `a locked cable opens for its tag, and a car may come back`() {
        let settings = [("UnlockConnectorOnEVSideDisconnect", "false"), ("MeterValueSampleInterval", "0")]
        var point = TestPoint.charging(settings: settings)
        _ = point.command(.unplugVehicle(connectorId: 1))
        _ = point.answerAll()
        #expect(point.command(.tag(tag, connectorId: 1)) == [.commandEnded(token, .done)])
        #expect(point.command(.unplug(connectorId: 1)).requests == [status(1, .available, 0)])

        var again = TestPoint.charging(settings: settings)
        _ = again.command(.unplugVehicle(connectorId: 1))
        _ = again.answerAll()
        #expect(again.command(.plugIn(connectorId: 1)).requests == [status(1, .preparing, 0)])
        _ = again.answerAll()
        _ = again.command(.tag("OTHER", connectorId: 1))
        _ = again.answerAll()
        #expect(again.model.status(of: 1) == .charging)
    }

    @Test func `a paused transaction goes on when the plug is back in the car`() {
        var point = TestPoint.charging(settings: [
            ("StopTransactionOnEVSideDisconnect", "false"), ("MeterValueSampleInterval", "0"),
        ])
        _ = point.command(.unplugVehicle(connectorId: 1))
        _ = point.answerAll()
        #expect(point.command(.plugIn(connectorId: 1)).requests == [status(1, .charging, 0)])
        #expect(!point.model.connectors[1].rare.value.holdsLooseCable)
    }

    @Test(arguments: [0, 1])
    func `a transaction under a fault makes Inoperative wait`(_ connectorId: Int) {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
        _ = point.command(.fault(connectorId: 1, .groundFailure))
        #expect(
            point.call(.changeAvailability(.init(connectorId: connectorId, type: .inoperative))).first
                == .reply("m1", .changeAvailability(.init(status: .scheduled))))
        var free = TestPoint.booted()
        _ = free.command(.fault(connectorId: 1, .groundFailure))
        #expect(
            free.call(.changeAvailability(.init(connectorId: connectorId, type: .inoperative))).first
                == .reply("m1", .changeAvailability(.init(status: .accepted))))
    }

    @Test func `another error code is reported with MinimumStatusDuration too`() {
        var point = TestPoint.booted(settings: [("MinimumStatusDuration", "5")])
        _ = point.command(.fault(connectorId: 1, .groundFailure))
        #expect(point.advance(to: at(5)).requests == [Self.report(1, .faulted, .groundFailure, 0)])
        _ = point.answerAll()
        _ = point.command(.fault(connectorId: 1, .overVoltage))
        #expect(point.advance(to: at(10)).requests == [Self.report(1, .faulted, .overVoltage, 5)])
    }

    // MARK: Lock

    @Test func `half a plug is a lock failure until it is out or all the way in`() {
        var point = TestPoint.booted(settings: [("AuthorizeRemoteTxRequests", "false")])
        _ = point.call(.remoteStartTransaction(.init(connectorId: 1, idTag: tag)))
        _ = point.answerAll()
        #expect(
            point.command(.plugInHalf(connectorId: 1)).requests == [
                Self.report(1, .faulted, .connectorLockFailure, 0)
            ])
        _ = point.answerAll()
        var out = point
        #expect(out.command(.unplug(connectorId: 1)).requests == [status(1, .available, 0)])
        let pushed = point.command(.plugIn(connectorId: 1)) + point.answerAll()
        #expect(pushed.requests == [status(1, .available, 0), status(1, .preparing, 0)])
        #expect(pushed.requests.allSatisfy { $0.action != .startTransaction })
        var cable = TestPoint.booted("dc-50kw")
        #expect(cable.command(.plugInHalf(connectorId: 1)).outcomes == [.failed(.notPossible)])
        #expect(cable.command(.jamLock(connectorId: 1, true)).outcomes == [.failed(.notPossible)])
    }

    @Test func `a jammed lock answers UnlockFailed and still ends the transaction`() {
        for charges in [false, true] {
            var point = charges ? TestPoint.charging() : TestPoint.booted()
            _ = point.command(.jamLock(connectorId: 1, true))
            let effects = point.call(.unlockConnector(.init(connectorId: 1)))
            #expect(effects.first == .reply("m1", .unlockConnector(.init(status: .unlockFailed))))
            #expect(effects.requests == (charges ? [Self.stop(0, 0, .unlockCommand)] : []))
            _ = point.answerAll()
            _ = point.command(.jamLock(connectorId: 1, false))
            #expect(
                point.call(.unlockConnector(.init(connectorId: 1))).first
                    == .reply("m1", .unlockConnector(.init(status: .unlocked))))
            #expect(point.model.connectors[1].rare.isEmpty)
        }
    }

    // MARK: Faults

    @Test func `a fault stops the energy, and the transaction goes on when it is gone`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
        point.now = at(36)
        #expect(
            point.command(.fault(connectorId: 1, .groundFailure)).requests == [
                Self.report(1, .faulted, .groundFailure, 36)
            ])
        _ = point.answerAll()
        #expect(!point.model.isCharging(1))
        point.now = at(136)
        #expect(point.command(.clearFault(connectorId: 1)).requests == [status(1, .charging, 136)])
        _ = point.answerAll()
        point.now = at(172)
        #expect(point.command(.stopTransaction(connectorId: 1, .other)).requests == [Self.stop(172, 220, .other)])
    }

    @Test func `a fault of the charge point takes every connector, and each finds back`() {
        var point = TestPoint.booted("ac-22kw-two-connectors", connectors: 2)
        _ = point.command(.plugIn(connectorId: 2))
        _ = point.answerAll()
        let fault = point.command(.fault(connectorId: 0, .highTemperature)) + point.answerAll()
        #expect(fault.requests == (0...2).map { Self.report($0, .faulted, .highTemperature, 0) })
        #expect(point.command(.tag(tag, connectorId: 2)).outcomes == [.failed(.connectorUnavailable)])
        let clear = point.command(.clearFault(connectorId: 0)) + point.answerAll()
        #expect(
            clear.requests == [status(0, .available, 0), status(1, .available, 0), status(2, .preparing, 0)])
        #expect(point.command(.clearFault(connectorId: 0)) == [.commandEnded(token, .done)])
    }

    @Test func `a transaction that ends during a fault is Finishing afterwards, and a scheduled Unavailable comes`() {
        var point = TestPoint.charging()
        _ = point.command(.fault(connectorId: 1, .overVoltage))
        _ = point.command(.stopTransaction(connectorId: 1, .local))
        _ = point.answerAll()
        #expect(point.model.status(of: 1) == .faulted)
        var inoperative = point
        #expect(point.command(.clearFault(connectorId: 1)).requests == [status(1, .finishing, 0)])
        #expect(
            inoperative.call(.changeAvailability(.init(connectorId: 1, type: .inoperative))) == [
                .reply("m1", .changeAvailability(.init(status: .accepted)))
            ])
        #expect(inoperative.command(.clearFault(connectorId: 1)).requests == [status(1, .unavailable, 0)])
    }

    @Test func `an error that is no fault is told with the status as it is`() {
        var point = TestPoint.charging()
        #expect(
            point.command(.warning(connectorId: 1, .evCommunicationError)).requests == [
                Self.report(1, .charging, .evCommunicationError, 0)
            ])
    }

    @Test func `the emergency button stops every transaction and blocks until it is cleared`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
        let effects = point.command(.emergencyStop) + point.answerAll()
        #expect(
            effects.requests == [
                Self.stop(0, 0, .emergencyStop), status(1, .finishing, 0),
                Self.report(0, .faulted, .otherError, 0, info: "emergency stop"),
                Self.report(1, .faulted, .otherError, 0, info: "emergency stop"),
            ])
        let clear = point.command(.clearFault(connectorId: 0)) + point.answerAll()
        #expect(clear.requests == [status(0, .available, 0), status(1, .finishing, 0)])
    }

    @Test func `an open door blocks and a closed one frees, but no other fault`() {
        var point = TestPoint.booted()
        let open = point.command(.door(isOpen: true)) + point.answerAll()
        #expect(
            open.requests == [
                Self.report(0, .faulted, .otherError, 0, info: "door open"),
                Self.report(1, .faulted, .otherError, 0, info: "door open"),
            ])
        #expect((point.command(.door(isOpen: false)) + point.answerAll()).requests.count == 2)
        #expect(point.model.status(of: 1) == .available)
        _ = point.command(.fault(connectorId: 0, .internalError))
        #expect(point.command(.door(isOpen: false)) == [.commandEnded(token, .done)])
    }

    @Test func `a fault of a connector stays under an open door, and an open door stays under it`() {
        var point = TestPoint.booted("ac-22kw-two-connectors", connectors: 2)
        func told(_ command: Command) -> [Request] { (point.command(command) + point.answerAll()).requests }
        let door = (0...2).map { Self.report($0, .faulted, .otherError, 0, info: "door open") }
        let broken = Self.report(2, .faulted, .groundFailure, 0)
        #expect(told(.fault(connectorId: 2, .groundFailure)) == [broken])
        #expect(told(.door(isOpen: true)) == door)
        #expect(told(.door(isOpen: false)) == [status(0, .available, 0), status(1, .available, 0), broken])
        #expect(told(.door(isOpen: true)) == door)
        // The door covers it: that it is mended shows nowhere until the door is closed.
        #expect(told(.clearFault(connectorId: 2)) == [])
        #expect(told(.fault(connectorId: 2, .groundFailure)) == [broken])
        #expect(told(.clearFault(connectorId: 2)) == [door[2]])
        #expect(told(.door(isOpen: false)) == (0...2).map { status($0, .available, 0) })
    }

    @Test(arguments: [0, 5])
    func `a fault that changes without a connection is told after it`(_ minimum: Int) {
        var point = TestPoint.booted(
            "ac-22kw-two-connectors", connectors: 2, settings: [("MinimumStatusDuration", "\(minimum)")])
        _ = point.command(.fault(connectorId: 2, .groundFailure)) + point.answerAll()
        _ = point.command(.door(isOpen: true)) + point.answerAll()
        _ = point.advance(to: at(10)) + point.answerAll()
        if minimum > 0 {
            // The report of the change waits while the connection goes.
            _ = point.command(.door(isOpen: false))
            _ = point.give(.disconnected)
        } else {
            _ = point.give(.disconnected)
            _ = point.command(.door(isOpen: false))
        }
        _ = point.advance(to: at(60))
        let told = point.give(.connected) + point.answerAll()
        #expect(
            told.requests == [
                status(0, .available, 60), status(1, .available, 60), Self.report(2, .faulted, .groundFailure, 60),
            ])
    }

    @Test func `what is mended is of its own source`() {
        let steps: [(Command, [ChargePointErrorCode?])] = [
            (.fault(connectorId: 1, .overVoltage), [nil, .overVoltage, nil]),
            (.fault(connectorId: 0, .highTemperature), [.highTemperature, .highTemperature, .highTemperature]),
            (.door(isOpen: true), [.otherError, .otherError, .otherError]),
            (.clearFault(connectorId: 0), [.otherError, .otherError, .otherError]),
            (.emergencyStop, [.otherError, .otherError, .otherError]),
            (.door(isOpen: false), [.otherError, .otherError, .otherError]),
            (.clearFault(connectorId: 0), [nil, .overVoltage, nil]),
            (.clearFault(connectorId: 0), [nil, .overVoltage, nil]),
            (.plugInHalf(connectorId: 1), [nil, .connectorLockFailure, nil]),
            (.unplug(connectorId: 1), [nil, .overVoltage, nil]),
            (.clearFault(connectorId: 2), [nil, .overVoltage, nil]),
            (.clearFault(connectorId: 1), [nil, nil, nil]),
        ]
        var point = TestPoint.booted("ac-22kw-two-connectors", connectors: 2)
        for (step, expected) in steps {
            _ = point.command(step) + point.answerAll()
            let codes = point.model.connectors.map { $0.rare.value.fault?.code }
            #expect(codes == expected, "\(step)")
            let statuses = point.model.connectors.map(\.status)
            #expect(statuses == expected.map { $0 == nil ? .available : .faulted }, "\(step)")
        }
        let isClean = point.model.connectors.allSatisfy { $0.rare.isEmpty }
        #expect(isClean)
    }

    // MARK: MinimumStatusDuration

    @Test func `a status is reported after it has lasted, with the time of the change`() {
        var point = TestPoint.booted(settings: [("MinimumStatusDuration", "10"), ("HeartbeatInterval", "0")])
        point.now = at(1)
        #expect(point.command(.plugIn(connectorId: 1)).requests == [])
        #expect(point.advance(to: at(10.9)).requests == [])
        #expect(point.advance(to: at(11)).requests == [status(1, .preparing, 1)])
        _ = point.answerAll()
        // Available and Preparing again within ten seconds: nothing is told.
        _ = point.command(.unplug(connectorId: 1))
        point.now = at(15)
        _ = point.command(.plugIn(connectorId: 1))
        #expect(point.advance(to: at(40)).requests == [])
        #expect(point.model.pendingStatuses.isEmpty)
    }
}
