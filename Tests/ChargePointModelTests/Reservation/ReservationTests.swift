import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct ReservationTests {
    static func reserve(
        _ connectorId: Int, _ id: Int = 1, _ idTag: IdTag = tag, parent: IdTag? = nil, expires: Double = 3600
    ) -> Request {
        .reserveNow(
            ReserveNow.Request(
                connectorId: connectorId, expiryDate: time(expires), idTag: idTag, parentIdTag: parent,
                reservationId: id))
    }

    static func reply(_ status: ReservationStatus) -> OCPPTypes.Confirmation { .reserveNow(.init(status: status)) }

    /// What may be the matter with a connector when ReserveNow comes.
    enum Scene: CaseIterable {
        case available, reservedByOther, reservedBySame, preparing, charging, finishing, unavailable, faulted
    }

    static func point(_ scene: Scene, connectors: Int = 1) -> TestPoint {
        var point = TestPoint.ready(connectors: connectors)
        for connectorId in 1...connectors {
            switch scene {
            case .available: break
            case .reservedByOther: _ = point.call(reserve(connectorId, 100 + connectorId))
            case .reservedBySame: _ = point.call(reserve(connectorId, 1))
            case .preparing, .charging, .finishing:
                _ = point.command(.plugIn(connectorId: connectorId))
                if scene == .preparing { break }
                _ = point.command(.authorize("X", connectorId: connectorId))
                _ = point.answerAll()
                if scene == .finishing { _ = point.command(.stopTransaction(connectorId: connectorId, .local)) }
            case .unavailable: _ = point.call(.changeAvailability(.init(connectorId: connectorId, type: .inoperative)))
            case .faulted: _ = point.command(.fault(connectorId: connectorId, .groundFailure))
            }
            _ = point.answerAll()
        }
        return point
    }

    @Test(arguments: [
        (Scene.available, ReservationStatus.accepted), (.reservedByOther, .occupied), (.reservedBySame, .accepted),
        (.preparing, .occupied), (.charging, .occupied), (.finishing, .occupied), (.unavailable, .unavailable),
        (.faulted, .faulted),
    ])
    func `ReserveNow answers by the status of the connector`(_ scene: Scene, _ expected: ReservationStatus) {
        var point = Self.point(scene)
        #expect(point.answer(Self.reserve(1)) == Self.reply(expected))
        var whole = Self.point(scene, connectors: 2)
        let ofAny = scene == .reservedBySame ? ReservationStatus.accepted : expected
        #expect(whole.answer(Self.reserve(0)) == Self.reply(ofAny), "connector 0")
    }

    @Test func `a reservation is told after the answer, whole effect list`() {
        var point = TestPoint.ready(connectors: 1)
        #expect(
            point.call(Self.reserve(1)) == [
                .reply("m1", Self.reply(.accepted)),
                .notice(.statusChanged(connectorId: 1, .reserved)), call(4, status(1, .reserved, 0)),
            ])
        _ = point.answerAll()
        #expect(
            point.call(.cancelReservation(.init(reservationId: 2))) == [
                .reply("m1", .cancelReservation(.init(status: .rejected)))
            ])
        #expect(
            point.call(.cancelReservation(.init(reservationId: 1))) == [
                .reply("m1", .cancelReservation(.init(status: .accepted))),
                .notice(.statusChanged(connectorId: 1, .available)), call(5, status(1, .available, 0)),
            ])
        #expect(point.model.profiles.isEmpty)
    }

    @Test(arguments: [-1, 3, Int.min, Int.max])
    func `unknown connectors, a past expiry and a missing profile are Rejected`(_ connectorId: Int) {
        var point = TestPoint.ready()
        #expect(point.answer(Self.reserve(connectorId)) == Self.reply(.rejected))
        #expect(point.answer(Self.reserve(1, expires: 0)) == Self.reply(.rejected))
        #expect(point.answer(Self.reserve(1, expires: -5)) == Self.reply(.rejected))
        var without = TestPoint.ready(settings: [("SupportedFeatureProfiles", "Core")])
        #expect(without.answer(Self.reserve(1)) == Self.reply(.rejected))
        #expect(without.answer(Self.reserve(0)) == Self.reply(.rejected))
        #expect(
            without.call(.cancelReservation(.init(reservationId: 1))) == [
                .replyError("m1", CallError(.notSupported, "the Reservation profile is not supported"))
            ])
        var one = TestPoint.ready(settings: [("ReserveConnectorZeroSupported", "false")])
        #expect(one.answer(Self.reserve(0)) == Self.reply(.rejected))
    }

    @Test func `the same id moves a reservation, and keeps it when the other connector is taken`() {
        var point = TestPoint.ready()
        _ = point.call(Self.reserve(1))
        #expect(point.answer(Self.reserve(2)) == Self.reply(.accepted))
        #expect(point.model.status(of: 1) == .available)
        #expect(point.model.status(of: 2) == .reserved)
        _ = point.command(.plugIn(connectorId: 1))
        #expect(point.answer(Self.reserve(1)) == Self.reply(.occupied))
        #expect(point.model.status(of: 2) == .reserved)
    }

    @Test func `another tag begins nothing, the holder starts with the reservation's id`() {
        var point = TestPoint.ready(connectors: 1)
        _ = point.call(Self.reserve(1, 7))
        _ = point.answerAll()
        #expect(point.command(.authorize(otherTag, connectorId: 1)) == [.commandEnded(token, .failed(.reserved))])
        #expect(
            point.answer(.remoteStartTransaction(.init(connectorId: 1, idTag: otherTag)))
                == .remoteStartTransaction(.init(status: .rejected)))
        #expect(point.command(.authorize(tag, connectorId: 1)).requests.map(\.action) == [.authorize])
        #expect(point.answerAll().requests == [status(1, .preparing, 0)])
        let start = point.command(.plugIn(connectorId: 1)).requests
        #expect(
            start == [
                .startTransaction(
                    StartTransaction.Request(
                        connectorId: 1, idTag: tag, meterStart: 0, reservationId: 7, timestamp: time(0)))
            ])
        #expect(point.model.profiles.value.reservations == [])
    }

    @Test func `the wait for the plug ends and the connector is Reserved again`() {
        var point = TestPoint.ready(connectors: 1, settings: [("ConnectionTimeOut", "30")])
        _ = point.call(Self.reserve(1))
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.answerAll()
        #expect(point.model.status(of: 1) == .preparing)
        let effects = point.wait(30) + point.answerAll()
        #expect(effects.requests == [status(1, .available, 30), status(1, .reserved, 30)])
        #expect(point.model.profiles.value.reservations.map(\.claimedBy) == [nil])
    }

    @Test(arguments: [true, false])
    func `a tag of the same parent may use it when the central system tells its parent`(_ isSame: Bool) {
        var point = TestPoint.ready(connectors: 1)
        _ = point.call(Self.reserve(1, 7, parent: group))
        _ = point.answerAll()
        #expect(point.command(.authorize(otherTag, connectorId: 1)).requests.map(\.action) == [.authorize])
        let outcomes = point.answerAll(Server(parentIdTag: isSame ? group : nil)).outcomes
        #expect(outcomes == [isSame ? .done : .failed(.reserved)])
        #expect(point.model.status(of: 1) == (isSame ? .preparing : .reserved))
        // A tag is never compared with a parent.
        #expect(
            !Reservation(id: 1, connectorId: 1, idTag: tag, parentIdTag: group, expiryDate: time(1)).isFor(
                group, parent: nil))
    }

    @Test func `a remote start of the group needs Authorize to tell the parent`() {
        var point = TestPoint.ready(connectors: 1)
        _ = point.call(Self.reserve(1, 7, parent: group))
        _ = point.answerAll()
        let start = Request.remoteStartTransaction(.init(connectorId: 1, idTag: otherTag))
        #expect(point.answer(start) == .remoteStartTransaction(.init(status: .accepted)))
        _ = point.answerAll(Server(parentIdTag: group))
        #expect(point.model.status(of: 1) == .preparing)
        var blind = TestPoint.ready(
            connectors: 1, settings: [("AuthorizeRemoteTxRequests", "false"), ("AuthorizationCacheEnabled", "false")])
        _ = blind.call(Self.reserve(1, 7, parent: group))
        #expect(blind.answer(start) == .remoteStartTransaction(.init(status: .rejected)))
    }

    @Test func `a reservation ends at its expiry, with a car on it the connector is Preparing`() {
        var point = TestPoint.ready()
        _ = point.call(Self.reserve(1, 1, expires: 60))
        _ = point.call(Self.reserve(2, 2, expires: 61))
        _ = point.answerAll()
        #expect(point.command(.plugIn(connectorId: 2)) == [.commandEnded(token, .done)])
        #expect(point.model.status(of: 2) == .reserved)
        #expect((point.wait(60) + point.answerAll()).requests == [status(1, .available, 60)])
        #expect((point.wait(1) + point.answerAll()).requests == [status(2, .preparing, 61)])
        #expect(point.model.profiles.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a fault and the operator end a reservation`(_ isFault: Bool) {
        var point = TestPoint.ready(connectors: 1)
        _ = point.call(Self.reserve(1))
        if isFault {
            _ = point.command(.fault(connectorId: 1, .groundFailure))
            _ = point.command(.clearFault(connectorId: 1))
        } else {
            _ = point.call(.changeAvailability(.init(connectorId: 1, type: .inoperative)))
            _ = point.call(.changeAvailability(.init(connectorId: 1, type: .operative)))
        }
        #expect(point.model.status(of: 1) == .available)
        #expect(point.model.profiles.isEmpty)
    }

    @Test func `connector 0 keeps one connector free, and the last free one is Reserved`() {
        var point = TestPoint.ready()
        _ = point.call(Self.reserve(0, 7))
        #expect(point.model.status(of: 1) == .available)
        _ = point.command(.authorize(otherTag, connectorId: 1))
        _ = point.answerAll()
        #expect(point.model.status(of: 1) == .preparing)
        #expect(point.model.status(of: 2) == .reserved)
        #expect(point.command(.authorize(otherTag, connectorId: 2)).outcomes == [.failed(.reserved)])
        _ = point.command(.authorize(tag, connectorId: 2))
        _ = point.answerAll()
        let start = point.command(.plugIn(connectorId: 2)).requests
        guard case .startTransaction(let request)? = start.first else {
            Issue.record("no start: \(start)")
            return
        }
        #expect(request.reservationId == 7)
    }

    @Test func `as many reservations of connector 0 as connectors, and none for a connector beside them`() {
        var point = TestPoint.ready()
        #expect(point.answer(Self.reserve(0, 1, "A")) == Self.reply(.accepted))
        #expect(point.answer(Self.reserve(1, 2, "B")) == Self.reply(.accepted))
        #expect(point.model.status(of: 2) == .reserved)
        #expect(point.answer(Self.reserve(0, 3, "C")) == Self.reply(.occupied))
        #expect(point.answer(Self.reserve(2, 4, "D")) == Self.reply(.occupied))
        #expect(
            point.answer(.cancelReservation(.init(reservationId: 1))) == .cancelReservation(.init(status: .accepted)))
        #expect(point.model.status(of: 2) == .available)
    }

    /// Two or three connectors; the holder's car at 2, and others on all but connector 1, which is kept free.
    @Test(arguments: [2, 3], [true, false])
    func `the holder starts elsewhere and the connector that was kept free is Available again`(
        _ connectors: Int, _ isRemote: Bool
    ) {
        var point = TestPoint.ready(connectors: connectors)
        _ = point.call(Self.reserve(0, 7))
        for connectorId in 2...connectors { _ = point.command(.plugIn(connectorId: connectorId)) }
        _ = point.answerAll()
        #expect(point.model.status(of: 1) == .reserved)
        if isRemote {
            _ = point.call(.remoteStartTransaction(.init(idTag: tag)))
        } else {
            _ = point.command(.authorize(tag, connectorId: 2))
        }
        let effects = point.answerAll()
        #expect(point.model.transactions.map(\.connectorId) == [2])
        #expect(effects.requests.contains(status(1, .available, 0)))
        #expect(point.model.openReservations.isEmpty)
        #expect(point.model.connectors[1].reported == .available)
    }

    @Test
    func `a second reservation of connector 0 is Occupied while one holds, whoever asks and wherever its holder is`() {
        var point = TestPoint.ready(connectors: 3)
        #expect(point.answer(Self.reserve(0, 1)) == Self.reply(.accepted))
        #expect(point.answer(Self.reserve(0, 2)) == Self.reply(.occupied))
        #expect(point.answer(Self.reserve(0, 3, otherTag)) == Self.reply(.occupied))
        #expect(point.answer(Self.reserve(0, 1, otherTag)) == Self.reply(.accepted))
        _ = point.command(.authorize(otherTag, connectorId: 1))
        _ = point.answerAll()
        #expect(point.answer(Self.reserve(0, 2)) == Self.reply(.occupied))
        // Its holder waits for the plug; the same id with the same tag is still that holder's.
        #expect(point.answer(Self.reserve(0, 1, otherTag)) == Self.reply(.accepted))
        _ = point.command(.plugIn(connectorId: 1))
        #expect(point.model.openReservations.isEmpty)
        #expect(point.answer(Self.reserve(0, 2)) == Self.reply(.accepted))
    }

    @Test func `another tag that takes the holder's place does not take the reservation`() {
        var point = TestPoint.ready()
        _ = point.call(Self.reserve(0, 7))
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.answerAll()
        _ = point.command(.authorize(otherTag, connectorId: 1))
        _ = point.answerAll()
        guard case .startTransaction(let start)? = point.command(.plugIn(connectorId: 1)).requests.first else {
            Issue.record("no start")
            return
        }
        #expect(start.idTag == otherTag && start.reservationId == nil)
        #expect(point.model.profiles.value.reservations.map(\.id) == [7])
    }

    @Test(arguments: [true, false])
    func `reservations survive a reset and a power cut`(_ isPowerCut: Bool) {
        var point = TestPoint.ready(connectors: 1)
        _ = point.call(Self.reserve(1))
        _ = point.answerAll()
        if isPowerCut {
            _ = point.command(.powerLoss(backup: false))
            _ = point.command(.powerReturns)
        } else {
            _ = point.call(.reset(.init(type: .hard)))
            _ = point.wait(3)
        }
        _ = point.give(.connected)
        #expect(
            point.answerAll().requests == [status(0, .available, point.seconds), status(1, .reserved, point.seconds)])
        #expect(point.wait(4000).notices.contains(.statusChanged(connectorId: 1, .available)))
    }
}

extension TestPoint {
    /// Seconds since the origin.
    var seconds: Double { Double(now.nanoseconds) / 1e9 }
}
