import OCPPTypes
import Testing

@testable import ChargePointModel

/// Certification cases of a charge point: Reservation and Remote Trigger. A test bears the number of its case.
@Suite struct ReservationCases {
    static func reserve(_ connectorId: Int, parent: IdTag? = nil, expires: Double = 3600) -> Request {
        .reserveNow(
            ReserveNow.Request(
                connectorId: connectorId, expiryDate: time(expires), idTag: tag, parentIdTag: parent,
                reservationId: 42))
    }

    static func answered(_ status: ReservationStatus) -> OCPPTypes.Confirmation { .reserveNow(.init(status: status)) }

    /// A charge point whose other connectors are Unavailable, and whose transcript is read away.
    static func laboratory(_ settings: [(String, String)] = []) -> Laboratory {
        var lab = Laboratory("ac-22kw-two-connectors", connectors: 2, settings)
        _ = lab.send(.changeAvailability(.init(connectorId: 2, type: .inoperative)))
        _ = lab.told()
        return lab
    }

    func started(_ lab: Laboratory) -> StartTransaction.Request? {
        for case .startTransaction(let start) in lab.requests.reversed() { return start }
        return nil
    }

    @Test func `TC_046_1_CS reserve, local start`() {
        var lab = Self.laboratory()
        #expect(lab.send(Self.reserve(1)) == Self.answered(.accepted))
        #expect(lab.told() == ["Reserved(1)"])
        lab.act(.tag(otherTag, connectorId: 1))
        #expect(lab.told() == [])
        lab.act(.tag(tag, connectorId: 1))
        #expect(lab.told() == ["Authorize", "Preparing(1)"])
        lab.act(.plugIn(connectorId: 1))
        #expect(lab.told() == ["StartTransaction", "Charging(1)"])
        #expect(started(lab)?.idTag == tag && started(lab)?.reservationId == 42)
    }

    @Test(arguments: [1, 0])
    func `TC_046_2_CS, TC_049_CS reserve, also connector 0, remote start`(_ connectorId: Int) {
        var lab = Self.laboratory()
        #expect(lab.send(Self.reserve(connectorId)) == Self.answered(.accepted))
        #expect(lab.told() == ["Reserved(1)"])
        lab.act(.plugIn(connectorId: 1))
        #expect(lab.told() == [])
        #expect(
            lab.send(.remoteStartTransaction(.init(connectorId: 1, idTag: tag)))
                == .remoteStartTransaction(.init(status: .accepted)))
        #expect(lab.told() == ["Authorize", "Preparing(1)", "StartTransaction", "Charging(1)"])
        #expect(started(lab)?.idTag == tag && started(lab)?.reservationId == 42)
    }

    @Test func `TC_047_CS expire`() {
        var lab = Self.laboratory()
        #expect(lab.send(Self.reserve(1, expires: 30)) == Self.answered(.accepted))
        lab.wait(30)
        #expect(lab.told() == ["Reserved(1)", "Available(1)"])
        lab.charge(otherTag)
        #expect(started(lab)?.idTag == otherTag && started(lab)?.reservationId == nil)
    }

    @Test func `TC_048_1_CS to TC_048_4_CS, TC_050_1_CS to TC_050_4_CS rejections`() {
        for connectorId in [1, 0] {
            var faulted = Laboratory()
            faulted.act(.fault(connectorId: connectorId, .groundFailure))
            #expect(faulted.send(Self.reserve(connectorId)) == Self.answered(.faulted))
            var occupied = Laboratory()
            occupied.act(.plugIn(connectorId: 1))
            occupied.act(.plugIn(connectorId: 2))
            #expect(occupied.send(Self.reserve(connectorId)) == Self.answered(.occupied))
            var unavailable = Laboratory()
            _ = unavailable.send(.changeAvailability(.init(connectorId: connectorId, type: .inoperative)))
            #expect(unavailable.send(Self.reserve(connectorId)) == Self.answered(.unavailable))
            var without = Laboratory("ac-22kw-two-connectors", connectors: 2, [("SupportedFeatureProfiles", "Core")])
            #expect(without.send(Self.reserve(connectorId)) == Self.answered(.rejected))
        }
    }

    @Test func `TC_051_CS cancel`() {
        var lab = Self.laboratory()
        _ = lab.send(Self.reserve(1))
        #expect(
            lab.send(.cancelReservation(.init(reservationId: 42))) == .cancelReservation(.init(status: .accepted)))
        #expect(lab.told() == ["Reserved(1)", "Available(1)"])
        lab.charge(otherTag)
        #expect(started(lab)?.reservationId == nil)
    }

    @Test func `TC_052_CS cancel unknown`() {
        var lab = Self.laboratory()
        _ = lab.send(Self.reserve(1))
        #expect(
            lab.send(.cancelReservation(.init(reservationId: 43))) == .cancelReservation(.init(status: .rejected)))
        #expect(lab.told() == ["Reserved(1)"])
    }

    @Test(arguments: [true, false])
    func `TC_053_CS, TC_053_1_CS, TC_053_2_CS parentIdTag, local and remote`(_ isLocal: Bool) {
        var lab = Self.laboratory()
        lab.server.parentIdTag = group
        #expect(lab.send(Self.reserve(1, parent: group)) == Self.answered(.accepted))
        _ = lab.told()
        if isLocal {
            lab.act(.tag(otherTag, connectorId: 1))
        } else {
            #expect(
                lab.send(.remoteStartTransaction(.init(connectorId: 1, idTag: otherTag)))
                    == .remoteStartTransaction(.init(status: .accepted)))
        }
        #expect(lab.told() == ["Authorize", "Preparing(1)"])
        lab.act(.plugIn(connectorId: 1))
        #expect(lab.told() == ["StartTransaction", "Charging(1)"])
        #expect(started(lab)?.idTag == otherTag && started(lab)?.reservationId == 42)
    }

    @Test func `TC_054_CS trigger`() {
        var lab = Laboratory()
        lab.point = TestPoint.ready()
        for (message, line) in [
            (MessageTrigger.meterValues, "MeterValues"), (.heartbeat, "Heartbeat"),
            (.statusNotification, "Available(1)"), (.diagnosticsStatusNotification, "Diagnostics Idle"),
            (.firmwareStatusNotification, "Firmware Idle"),
        ] {
            #expect(
                lab.send(.triggerMessage(.init(requestedMessage: message, connectorId: 1)))
                    == .triggerMessage(.init(status: .accepted)))
            #expect(lab.told() == [line])
        }
    }

    @Test func `TC_055_CS trigger rejected`() {
        var lab = Laboratory()
        #expect(
            lab.send(.triggerMessage(.init(requestedMessage: .meterValues, connectorId: 3)))
                == .triggerMessage(.init(status: .rejected)))
        #expect(lab.told() == [])
    }
}
