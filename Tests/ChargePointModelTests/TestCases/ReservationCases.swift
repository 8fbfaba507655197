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
        lab.charge()
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

    @Test(arguments: [(1, "Faulted(1) GroundFailure"), (0, "Faulted(0) GroundFailure")])
    func `TC_048_1_CS, TC_050_1_CS reserve what is faulted`(_ connectorId: Int, _ line: String) {
        var lab = Laboratory()
        lab.act(.fault(connectorId: connectorId, .groundFailure))
        #expect(lab.told().first == line)
        #expect(lab.send(Self.reserve(connectorId)) == Self.answered(.faulted))
        #expect(lab.told() == [])
    }

    @Test(arguments: [1, 0])
    func `TC_048_2_CS, TC_050_2_CS reserve what is occupied`(_ connectorId: Int) {
        var lab = Laboratory()
        lab.act(.plugIn(connectorId: 1))
        if connectorId == 0 { lab.act(.plugIn(connectorId: 2)) }
        #expect(lab.told() == (connectorId == 0 ? ["Preparing(1)", "Preparing(2)"] : ["Preparing(1)"]))
        #expect(lab.send(Self.reserve(connectorId)) == Self.answered(.occupied))
        #expect(lab.told() == [])
    }

    @Test(arguments: [(1, ["Unavailable(1)"]), (0, ["Unavailable(0)", "Unavailable(1)", "Unavailable(2)"])])
    func `TC_048_3_CS, TC_050_3_CS reserve what is unavailable`(_ connectorId: Int, _ lines: [String]) {
        var lab = Laboratory()
        #expect(
            lab.send(.changeAvailability(.init(connectorId: connectorId, type: .inoperative)))
                == .changeAvailability(.init(status: .accepted)))
        #expect(lab.told() == lines)
        #expect(lab.send(Self.reserve(connectorId)) == Self.answered(.unavailable))
        #expect(lab.told() == [])
    }

    @Test(arguments: [1, 0])
    func `TC_048_4_CS, TC_050_4_CS reserve without the profile`(_ connectorId: Int) {
        var lab = Laboratory("ac-22kw-two-connectors", connectors: 2, [("SupportedFeatureProfiles", "Core")])
        #expect(lab.send(Self.reserve(connectorId)) == Self.answered(.rejected))
        #expect(lab.told() == [])
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
        // The reservation is still there.
        lab.act(.tag(otherTag, connectorId: 1))
        #expect(lab.told() == [])
        lab.charge()
        #expect(started(lab)?.reservationId == 42)
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
            // The answer comes before the message.
            let effects = lab.point.call(.triggerMessage(.init(requestedMessage: message, connectorId: 1)))
            _ = lab.point.answerAll()
            let places = [
                effects.firstIndex { if case .reply = $0 { true } else { false } },
                effects.firstIndex { if case .call = $0 { true } else { false } },
            ]
            #expect(places[0] != nil && places[1] != nil && places[0]! < places[1]!, "\(message)")
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
