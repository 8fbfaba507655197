import OCPPTypes
import Testing

@testable import ChargePointModel

/// Every status of a connector with everything that can happen to it.
@Suite struct ConnectorEventTests {
    static let statuses: [ChargePointStatus] = [
        .available, .preparing, .charging, .suspendedEV, .suspendedEVSE, .finishing, .reserved, .unavailable, .faulted,
    ]

    enum Event: String, CaseIterable {
        case plug, unplug, unplugVehicle, tag, otherTag, timeout, remoteStart, remoteStop, unlock, inoperative,
            operative, fault, clear, emergency, networkGone, powerCut, powerCutWithBackup, softReset, hardReset
    }

    /// One letter per status: `A`vailable `P`reparing `C`harging suspended`V` (EV) suspended`S` (EVSE) `F`inishing
    /// `R`eserved `U`navailable fault`X`; rows are events in the order of ``Event``, columns ``statuses``.
    ///
    /// Preparing is with a plug and without tag, SuspendedEV with the cable out of the car, SuspendedEVSE after a
    /// refused StartTransaction, Reserved and Unavailable and Faulted without plug.
    static let table: [Event: String] = [
        .plug: "PPCCSFRUX",
        .unplug: "AAVVSARUX",
        .unplugVehicle: "AFVVSFRUX",
        .tag: "PCFFFCPUX",
        .otherTag: "PCCVSCPUX",
        .timeout: "AFCVSFRUX",
        .remoteStart: "PCCVSCRUX",
        .remoteStop: "APFFFFRUX",
        .unlock: "APFFFFRUX",
        .inoperative: "UPCVSUUUX",
        .operative: "APCVSFRAX",
        .fault: "XXXXXXXXX",
        .clear: "APCVSFRUA",
        .emergency: "XXXXXXXXX",
        .networkGone: "APCVSFRUX",
        .powerCut: "APFFFPAUX",
        .powerCutWithBackup: "APPPPPAUX",
        .softReset: "APFFFFRUX",
        .hardReset: "APFFFFRUX",
    ]

    static func letter(_ status: ChargePointStatus) -> Character {
        switch status {
        case .available: "A"
        case .preparing: "P"
        case .charging: "C"
        case .suspendedEV: "V"
        case .suspendedEVSE: "S"
        case .finishing: "F"
        case .reserved: "R"
        case .unavailable: "U"
        case .faulted: "X"
        }
    }

    static func point(in status: ChargePointStatus) -> TestPoint {
        let settings = [
            ("StopTransactionOnEVSideDisconnect", "false"), ("StopTransactionOnInvalidId", "false"),
            ("MeterValueSampleInterval", "0"), ("AuthorizeRemoteTxRequests", "false"), ("ConnectionTimeOut", "30"),
        ]
        var point = TestPoint.booted(settings: settings)
        switch status {
        case .available: break
        case .preparing: _ = point.command(.plugIn(connectorId: 1))
        case .charging: point = TestPoint.charging(settings: settings)
        case .suspendedEV:
            point = TestPoint.charging(settings: settings)
            _ = point.command(.unplugVehicle(connectorId: 1))
        case .suspendedEVSE:
            _ = point.command(.plugIn(connectorId: 1))
            _ = point.answerAll()
            _ = point.command(.tag(tag, connectorId: 1))
            _ = point.give(.confirmation(point.openId, Server().confirmation(.authorize, at: .zero)))
            _ = point.answerAll(Server(authorization: .invalid))
        case .finishing:
            point = TestPoint.charging(settings: settings)
            _ = point.command(.stopTransaction(connectorId: 1, .local))
        case .reserved:
            var effects: [ChargePointEffect] = []
            point.model.move(1, .reservationBegins, Moment(.zero), &effects)
        case .unavailable: _ = point.call(.changeAvailability(.init(connectorId: 1, type: .inoperative)))
        case .faulted: _ = point.command(.fault(connectorId: 1, .internalError))
        }
        _ = point.answerAll()
        return point
    }

    static func happen(_ event: Event, _ point: inout TestPoint) -> [ChargePointEffect] {
        switch event {
        case .plug: return point.command(.plugIn(connectorId: 1))
        case .unplug: return point.command(.unplug(connectorId: 1))
        case .unplugVehicle: return point.command(.unplugVehicle(connectorId: 1))
        case .tag: return point.command(.tag(tag, connectorId: 1))
        case .otherTag: return point.command(.tag("OTHER", connectorId: 1))
        case .timeout: return point.advance(to: at(40))
        case .remoteStart: return point.call(.remoteStartTransaction(.init(connectorId: 1, idTag: "OTHER")))
        case .remoteStop: return point.call(.remoteStopTransaction(.init(transactionId: 100)))
        case .unlock: return point.call(.unlockConnector(.init(connectorId: 1)))
        case .inoperative: return point.call(.changeAvailability(.init(connectorId: 1, type: .inoperative)))
        case .operative: return point.call(.changeAvailability(.init(connectorId: 1, type: .operative)))
        case .fault: return point.command(.fault(connectorId: 1, .internalError))
        case .clear: return point.command(.clearFault(connectorId: 1))
        case .emergency: return point.command(.emergencyStop)
        case .networkGone: return point.command(.goOffline)
        case .powerCut, .powerCutWithBackup:
            let off = point.command(.powerLoss(backup: event == .powerCutWithBackup)) + point.answerAll()
            let on = point.command(.powerReturns)
            return off + on + point.give(.connected)
        case .softReset, .hardReset:
            let down = point.call(.reset(.init(type: event == .softReset ? .soft : .hard))) + point.answerAll()
            let up = point.advance(to: point.now.adding(seconds: 15))
            return down + up + point.give(.connected)
        }
    }

    @Test(arguments: Event.allCases)
    func `every status takes every event`(_ event: Event) {
        for (column, status) in Self.statuses.enumerated() {
            var point = Self.point(in: status)
            #expect(point.model.status(of: 1) == status)
            var effects = Self.happen(event, &point)
            effects += point.answerAll()
            let expected = Array(Self.table[event]!)[column]
            #expect(Self.letter(point.model.status(of: 1)) == expected, "\(status) \(event)")
            // Whatever is told of the connector is a walk through the table of OCPP 1.6 §4.9, unless it restarted.
            guard effects.allSatisfy({ $0 != .close }) else { continue }
            var known = status
            for notice in effects.notices {
                guard case .statusChanged(1, let next) = notice else { continue }
                #expect(
                    ConnectorEvent.allCases.contains { ConnectorTable.next(known, $0) == next }, "\(status) \(event)")
                known = next
            }
        }
    }
}
