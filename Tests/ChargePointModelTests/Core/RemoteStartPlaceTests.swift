import OCPPTypes
import Testing

@testable import ChargePointModel

/// Where a remote start without connector, and a tag at a reader that serves several connectors, go.
@Suite struct RemoteStartPlaceTests {
    static let start = Request.remoteStartTransaction(.init(idTag: tag))
    static let accepted = OCPPTypes.Confirmation.remoteStartTransaction(.init(status: .accepted))
    static let rejected = OCPPTypes.Confirmation.remoteStartTransaction(.init(status: .rejected))

    /// Two connectors, both free, whose remote start waits for a car.
    static func waiting(_ settings: [(String, String)] = [], request: Request = start) -> TestPoint {
        var point = TestPoint.ready(settings: settings)
        #expect(point.answer(request) == accepted)
        _ = point.answerAll()
        #expect(point.model.tagAwaitingCar == tag)
        return point
    }

    /// The connector on which the tag's transaction runs.
    static func place(_ point: TestPoint) -> Int? {
        point.model.transactions.first { $0.idTag == tag }.map { Int($0.connectorId) }
    }

    @Test(arguments: [1, 2], [true, false])
    func `a remote start without connector takes the connector where the car comes`(_ connectorId: Int, _ asks: Bool) {
        var point = TestPoint.ready(settings: [("AuthorizeRemoteTxRequests", "\(asks)")])
        let effects = point.call(Self.start) + point.answerAll()
        #expect(effects.requests.map(\.action) == (asks ? [.authorize] : []))
        #expect(point.model.status(of: 1) == .available && point.model.status(of: 2) == .available)
        let plugged = point.command(.plugIn(connectorId: connectorId)) + point.answerAll()
        #expect(Self.place(point) == connectorId)
        #expect(plugged.notices.first == .statusChanged(connectorId: connectorId, .preparing))
        #expect(point.model.tagAwaitingCar == nil)
        // It is used up: the next car needs a tag of its own.
        _ = point.command(.plugIn(connectorId: 3 - connectorId))
        #expect(point.model.status(of: 3 - connectorId) == .preparing)
        #expect(point.model.transactions.count == 1)
    }

    @Test func `the car may come while Authorize is on its way`() {
        var point = TestPoint.ready()
        _ = point.call(Self.start)
        _ = point.command(.plugIn(connectorId: 2))
        #expect(point.model.status(of: 2) == .preparing)
        _ = point.answerAll()
        #expect(Self.place(point) == 2)
    }

    @Test func `a tag that is not accepted waits for no car`() {
        var point = TestPoint.ready()
        _ = point.call(Self.start)
        _ = point.answerAll(Server(authorization: .blocked))
        #expect(point.model.tagAwaitingCar == nil)
        _ = point.command(.plugIn(connectorId: 2))
        #expect(point.model.transactions.isEmpty)
    }

    @Test func `after ConnectionTimeOut no car is started any more`() {
        var point = Self.waiting([("ConnectionTimeOut", "30")])
        _ = point.wait(29)
        #expect(point.model.tagAwaitingCar == tag)
        #expect(point.wait(1).notices == [])
        #expect(point.model.tagAwaitingCar == nil)
        _ = point.command(.plugIn(connectorId: 1))
        #expect(point.model.transactions.isEmpty)
    }

    @Test func `one remote start waits for a car, a second is Rejected, one for a connector is not`() {
        var point = Self.waiting()
        #expect(point.answer(.remoteStartTransaction(.init(idTag: otherTag))) == Self.rejected)
        #expect(point.answer(.remoteStartTransaction(.init(connectorId: 1, idTag: otherTag))) == Self.accepted)
        _ = point.answerAll()
        // The car at 1 is the other's, the one at 2 is ours.
        _ = point.command(.plugIn(connectorId: 1))
        #expect(point.model.transactions.map(\.idTag) == [otherTag])
        _ = point.command(.plugIn(connectorId: 2))
        #expect(Self.place(point) == 2)
    }

    @Test func `with one connector there is nothing to choose`() {
        var point = TestPoint.ready(connectors: 1)
        #expect(point.answer(Self.start) == Self.accepted)
        _ = point.answerAll()
        #expect(point.model.status(of: 1) == .preparing && point.model.tagAwaitingCar == nil)
    }

    /// What may keep connector 1 from the start; a car comes to it all the same, and then one to 2.
    @Test(arguments: [
        Request.reserveNow(
            .init(connectorId: 1, expiryDate: time(3600), idTag: "OWNER", reservationId: 1)),
        .changeAvailability(.init(connectorId: 1, type: .inoperative)), nil,
    ])
    func `a connector that is reserved, Unavailable or Faulted is passed over`(_ trouble: Request?) {
        var point = Self.waiting()
        if let trouble { _ = point.call(trouble) } else { _ = point.command(.fault(connectorId: 1, .groundFailure)) }
        _ = point.answerAll()
        _ = point.command(.plugIn(connectorId: 1))
        #expect(point.model.transactions.isEmpty)
        #expect(point.model.tagAwaitingCar == tag)
        var other = point
        _ = other.command(.plugIn(connectorId: 2))
        #expect(Self.place(other) == 2)
        // What kept it away ends while the start still waits: the car there is served.
        switch trouble {
        case .reserveNow: _ = point.call(.cancelReservation(.init(reservationId: 1)))
        case .changeAvailability: _ = point.call(.changeAvailability(.init(connectorId: 1, type: .operative)))
        default: _ = point.command(.clearFault(connectorId: 1))
        }
        #expect(Self.place(point) == 1)
    }

    @Test func `when no connector can take it a remote start is Rejected`() {
        for trouble in 0..<3 {
            var point = TestPoint.ready()
            for id in 1...2 {
                switch trouble {
                case 0: _ = point.command(.fault(connectorId: id, .groundFailure))
                case 1: _ = point.call(.changeAvailability(.init(connectorId: id, type: .inoperative)))
                default: _ = point.call(ReservationTests.reserve(id, id, "OWNER"))
                }
            }
            #expect(point.answer(Self.start) == Self.rejected)
        }
    }

    @Test
    func `the holder of a reservation of connector 0 starts where the car comes, the last free connector included`() {
        for connectorId in 1...2 {
            var point = TestPoint.ready()
            _ = point.call(ReservationTests.reserve(0, 7))
            _ = point.command(.plugIn(connectorId: 3 - connectorId))
            _ = point.command(.authorize(otherTag, connectorId: 3 - connectorId))
            _ = point.answerAll()
            #expect(point.model.status(of: connectorId) == .reserved)
            #expect(point.answer(Self.start) == Self.accepted)
            _ = point.answerAll()
            let requests = (point.command(.plugIn(connectorId: connectorId)) + point.answerAll()).requests
            let start = requests.compactMap { if case .startTransaction(let start) = $0 { start } else { nil } }
            #expect(start.map(\.reservationId) == [7])
            #expect(Self.place(point) == connectorId)
        }
    }

    @Test func `the connector that is reserved for the tag comes first, then a car that waits`() {
        var own = TestPoint.ready()
        _ = own.call(ReservationTests.reserve(2, 7))
        _ = own.command(.plugIn(connectorId: 1))
        _ = own.answerAll()
        _ = own.call(Self.start)
        _ = own.answerAll()
        #expect(own.model.status(of: 2) == .preparing)
        var car = TestPoint.ready()
        _ = car.command(.plugIn(connectorId: 2))
        _ = car.answerAll()
        _ = car.call(Self.start)
        _ = car.answerAll()
        #expect(Self.place(car) == 2)
    }

    @Test func `a car whose transaction has just ended is not begun anew`() {
        var point = TestPoint.ready()
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.command(.authorize(otherTag, connectorId: 1))
        _ = point.answerAll()
        #expect(point.answer(Self.start) == Self.accepted)
        _ = point.answerAll()
        _ = point.command(.stopTransaction(connectorId: 1, .local))
        #expect(point.model.status(of: 1) == .finishing)
        #expect(point.model.tagAwaitingCar == tag)
    }

    @Test func `its charging profile goes with it, and its own tag at a reader takes it over`() {
        let profile = ChargingProfile(
            chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: .txProfile, chargingProfileKind: .relative,
            chargingSchedule: ChargingSchedule(
                chargingRateUnit: .amperes, chargingSchedulePeriod: [.init(startPeriod: 0, limit: DecimalNumber(8))]))
        let request = Request.remoteStartTransaction(.init(idTag: tag, chargingProfile: profile))
        for isSwiped in [false, true] {
            var point = Self.waiting(request: request)
            if isSwiped {
                _ = point.command(.tag(tag, connectorId: 2))
                _ = point.answerAll()
                #expect(point.model.tagAwaitingCar == nil)
            }
            _ = point.command(.plugIn(connectorId: 2))
            #expect(Self.place(point) == 2)
            #expect(point.model.installedProfiles.map(\.profile.chargingProfileId) == [1])
        }
    }

    @Test(arguments: 0..<4)
    func `a restart, a power cut, a fault of the box and the operator end the wait`(_ cause: Int) {
        var point = Self.waiting()
        switch cause {
        case 0: _ = point.call(.reset(.init(type: .hard)))
        case 1: _ = point.command(.powerLoss(backup: false))
        case 2: _ = point.command(.fault(connectorId: 0, .groundFailure))
        default: _ = point.call(.changeAvailability(.init(connectorId: 0, type: .inoperative)))
        }
        _ = point.wait(1)
        #expect(point.model.tagAwaitingCar == nil)
    }

    // MARK: The reader of a box with two connectors

    @Test func `a tag goes to the connector where the car is`() {
        var point = TestPoint.ready()
        _ = point.command(.plugIn(connectorId: 2))
        _ = point.answerAll()
        _ = point.command(.tag(tag, connectorId: 0))
        _ = point.answerAll()
        #expect(Self.place(point) == 2)
        // The same tag ends it, wherever else a car waits.
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.command(.tag(tag, connectorId: 0))
        #expect(point.model.transactions.isEmpty)
        #expect(point.model.status(of: 2) == .finishing)
    }

    @Test func `the other commands at the box find their connector, too`() {
        var point = TestPoint.ready()
        _ = point.command(.tag(tag, connectorId: 2))
        _ = point.answerAll()
        // The car comes to where its driver's tag waits, the next to the free connector.
        _ = point.command(.plugIn(connectorId: 0))
        #expect(Self.place(point) == 2)
        _ = point.command(.plugIn(connectorId: 0))
        #expect(point.model.status(of: 1) == .preparing)
        #expect(point.command(.plugIn(connectorId: 0)).outcomes == [.failed(.connectorBusy)])
        #expect(point.command(.charge(connectorId: 0, until: .energy(wattHours: 1_000_000))).outcomes == [])
        _ = point.command(.stopTransaction(connectorId: 0, .local))
        #expect(point.model.status(of: 2) == .finishing)
        // What is done leaves first.
        _ = point.command(.unplug(connectorId: 0))
        #expect(point.model.status(of: 2) == .available)
        _ = point.command(.unplug(connectorId: 0))
        #expect(point.model.status(of: 1) == .available)
        #expect(point.command(.unplug(connectorId: 0)).outcomes == [.failed(.notPluggedIn)])
        #expect(point.command(.stopTransaction(connectorId: 0, .local)).outcomes == [.failed(.noTransaction)])
    }

    @Test func `a reserved connector is its holder's, and nobody else is sent there`() {
        var point = TestPoint.ready()
        _ = point.call(ReservationTests.reserve(1, 7))
        _ = point.answerAll()
        var holder = point
        _ = holder.command(.tag(tag, connectorId: 0))
        _ = holder.answerAll()
        #expect(holder.model.status(of: 1) == .preparing)
        _ = point.command(.tag(otherTag, connectorId: 0))
        _ = point.answerAll()
        #expect(point.model.status(of: 2) == .preparing)
    }
}
