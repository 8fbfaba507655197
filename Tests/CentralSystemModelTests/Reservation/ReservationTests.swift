import OCPPTypes
import Testing

@testable import CentralSystemModel

private let accepted = Confirmation.reserveNow(.init(status: .accepted))

private func reserve(
    _ id: Int = CommandPayload.chosenByCentralSystem, connectorId: Int = 1, idTag: IdTag = "T1",
    parentIdTag: IdTag? = nil, seconds: Int64 = 600
) -> ReserveNow.Request {
    ReserveNow.Request(
        connectorId: connectorId, expiryDate: ModelFixture.epoch.adding(milliseconds: seconds * 1000), idTag: idTag,
        parentIdTag: parentIdTag, reservationId: id)
}

private func record(
    _ request: ReserveNow.Request, _ state: ReservationRecord.State, _ answer: ReservationStatus? = .accepted,
    transactionId: Int32? = nil
) -> Record {
    .reservation(
        ReservationRecord(
            identity: "CP1", request: request, state: state, answer: answer, transactionId: transactionId))
}

private func status(_ status: ChargePointStatus, connectorId: Int = 1) -> Request {
    .statusNotification(.init(connectorId: connectorId, errorCode: .noError, status: status))
}

extension ModelFixture {
    fileprivate static func reserved(_ request: ReserveNow.Request = reserve(1)) -> ModelFixture {
        var fixture = booted()
        fixture.done(.reserveNow(request), accepted)
        return fixture
    }

    /// Records of reservations in the effects.
    fileprivate static func reservations(in effects: [Effect]) -> [Record] {
        effects.flatMap { effect -> [Record] in
            guard case .store(let records, _) = effect else { return [] }
            return records.filter { if case .reservation = $0 { true } else { false } }
        }
    }
}

@Suite struct ReservationTests {
    /// A ReserveNow whose answer did not come.
    private static func unanswered() -> ModelFixture {
        var fixture = ModelFixture.booted()
        _ = fixture.order(.reserveNow(reserve(1)))
        _ = fixture.run(.deadline, at: ModelFixture.later(599))
        return fixture
    }

    @Test func `a reservation that was never answered is used, cancelled or expires`() {
        var fixture = Self.unanswered()
        #expect(fixture.books.reservations.map(\.state) == [.ordered])
        let request = start(reservationId: 1)
        #expect(
            fixture.call("1", .startTransaction(request)) == [
                .store([startRecord(1, request), record(reserve(1), .used, nil, transactionId: 1)], fixture.last)
            ])
        fixture = Self.unanswered()
        _ = fixture.order(.cancelReservation(.init(reservationId: 1)))
        #expect(
            fixture.confirm(.cancelReservation(.init(status: .accepted)))
                == [.store([record(reserve(1), .cancelled, nil)], fixture.last)])
        fixture = Self.unanswered()
        _ = fixture.order(.cancelReservation(.init(reservationId: 1)))
        #expect(
            fixture.confirm(.cancelReservation(.init(status: .rejected)))
                == [.store([record(reserve(1), .ended, nil)], fixture.last)])
        fixture = Self.unanswered()
        #expect(
            fixture.run(.deadline, at: ModelFixture.later(600)) == [unawaited(record(reserve(1), .expired, nil))])
        #expect(fixture.books.reservations == [])
    }

    @Test func `a reservation that was never answered is matched after a restart, but by its id alone`() {
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: .accepted)]
        workingSet.reservations = [ReservationRecord(identity: "CP1", request: reserve(1), state: .ordered)]
        workingSet.nextReservationId = 2
        var fixture = ModelFixture(workingSet: workingSet)
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        fixture.started(start(second: 1))
        #expect(fixture.books.reservations.map(\.state) == [.ordered])
        fixture.started(start(connectorId: 2, reservationId: 1))
        #expect(fixture.books.reservations == [])
    }

    @Test func `an id that is left out is given, stored before the answer, and never given again`() {
        var fixture = ModelFixture.booted()
        for (number, status) in [(1, ReservationStatus.accepted), (2, .occupied)] {
            #expect(
                fixture.order(.reserveNow(reserve())) == [
                    unawaited(record(reserve(number), .ordered, nil)),
                    .call(cp1, UniqueId(counter: UInt32(number)), .typed(.reserveNow(reserve(number)))),
                ])
            let confirmation = Confirmation.reserveNow(.init(status: status))
            let state = status == .accepted ? ReservationRecord.State.active : .refused
            #expect(
                fixture.confirm(confirmation) == [.store([record(reserve(number), state, status)], fixture.last)])
            #expect(fixture.commit() == [answer(.confirmation(confirmation))])
        }
        #expect(fixture.books.reservations.map(\.request.reservationId) == [1])
        fixture.done(.reserveNow(reserve(40)), accepted)
        _ = fixture.order(.reserveNow(reserve()))
        #expect(fixture.callId == "4")
        #expect(fixture.confirm(accepted) == [.store([record(reserve(41), .active)], fixture.last)])
    }

    @Test func `the ids end at 32 bits`() {
        var fixture = ModelFixture.booted()
        fixture.done(.reserveNow(reserve(Int(Int32.max))), accepted)
        #expect(fixture.order(.reserveNow(reserve())) == [answer(.refused("every reservationId was given"))])
    }

    @Test func `a reservation in the past or beyond the limit is refused`() {
        var limits = CentralSystemLimits()
        limits.reservations = 1
        var fixture = ModelFixture.booted(limits: limits)
        #expect(
            fixture.order(.reserveNow(reserve(seconds: 0)))
                == [answer(.refused("the expiryDate 2025-01-01T12:00:00.000Z is not in the future"))])
        fixture.done(.reserveNow(reserve(1)), accepted)
        #expect(
            fixture.order(.reserveNow(reserve()))
                == [answer(.refused("the charge point has 1 reservations; cancel one first"))])
    }

    @Test func `every status but Accepted, and a CALLERROR, refuses`() {
        for status in [ReservationStatus.faulted, .occupied, .rejected, .unavailable] {
            var fixture = ModelFixture.booted()
            fixture.done(.reserveNow(reserve(1)), .reserveNow(.init(status: status)))
            #expect(fixture.books.reservations == [], "\(status)")
            #expect(fixture.model.nextDeadline == nil)
        }
        var fixture = ModelFixture.booted()
        _ = fixture.order(.reserveNow(reserve(1)))
        let effects = fixture.run(.callError(cp1, "1", CallError(.notSupported)))
        #expect(effects == [notice(.commandCallError), .store([record(reserve(1), .refused, nil)], fixture.last)])
    }

    @Test func `the same id replaces, a refusal leaves the earlier one`() {
        var fixture = ModelFixture.reserved()
        _ = fixture.order(.reserveNow(reserve(1, connectorId: 2)))
        #expect(
            fixture.confirm(.reserveNow(.init(status: .occupied)))
                == [answer(.confirmation(.reserveNow(.init(status: .occupied))))])
        #expect(fixture.books.reservations.map(\.request.connectorId) == [1])
        fixture.done(.reserveNow(reserve(1, connectorId: 2)), accepted)
        #expect(fixture.books.reservations.map(\.request.connectorId) == [2])
    }

    @Test func `its time runs out in device time`() {
        let clock = DeviceClock(epoch: ModelFixture.epoch, reference: ModelFixture.now, factor: 60)
        var fixture = ModelFixture.booted()
        fixture.model = CentralSystemModel(configuration: CentralSystemConfiguration(clock: clock))
        fixture.boot(cp1, "CP1")
        fixture.done(.reserveNow(reserve(1)), accepted)
        #expect(fixture.model.nextDeadline == ModelFixture.later(10))
        #expect(fixture.run(.deadline, at: ModelFixture.later(9)) == [])
        #expect(
            fixture.run(.deadline, at: ModelFixture.later(10)) == [unawaited(record(reserve(1), .expired))])
        #expect(fixture.model.nextDeadline == nil)
        #expect(fixture.books.reservations == [])
    }

    @Test func `cancelling ends it; Rejected tells that the charge point does not hold it`() {
        var fixture = ModelFixture.reserved()
        var other = fixture
        let cancel = Request.cancelReservation(.init(reservationId: 1))
        _ = fixture.order(cancel)
        #expect(
            fixture.confirm(.cancelReservation(.init(status: .accepted)))
                == [.store([record(reserve(1), .cancelled)], fixture.last)])
        _ = other.order(cancel)
        #expect(
            other.confirm(.cancelReservation(.init(status: .rejected))) == [
                notice(.reservationUnknown), .store([record(reserve(1), .ended)], other.last),
            ])
        #expect(other.books.reservations == [])
    }

    /// A start on connector 1 with reservation 1 for T1 of GROUP there; what is told and whether it is used.
    @Test(arguments: [
        (1 as Int?, "T1" as IdTag, [] as [Notice], true),
        (1, "T2", [], true),
        (1, "T3", [.reservedForOtherTag], true),
        (nil, "T1", [.reservationIdMissing], true),
        (nil, "T2", [.reservationIdMissing], true),
        (nil, "T3", [.reservedForOtherTag], false),
        (9, "T1", [.reservationUnknown], false),
    ])
    func `a start uses the reservation`(reservationId: Int?, idTag: IdTag, notices: [Notice], isUsed: Bool) {
        var fixture = ModelFixture.reserved(reserve(1, parentIdTag: "GROUP"))
        _ = fixture.run(
            .putIdTags([IdTagRecord(idTag: "T2", parentIdTag: "group"), IdTagRecord(idTag: "T3")], OperatorToken(9)))
        _ = fixture.commit()
        let request = start(idTag: idTag, reservationId: reservationId)
        let effects = fixture.call("1", .startTransaction(request))
        let used = record(reserve(1, parentIdTag: "GROUP"), .used, transactionId: 1)
        #expect(
            effects == notices.map { notice($0) }
                + [.store([startRecord(1, request)] + (isUsed ? [used] : []), fixture.last)])
        #expect(fixture.books.reservations.count == 1)
        #expect(fixture.commit().count == 1)
        #expect(fixture.books.reservations.isEmpty == isUsed)
    }

    @Test func `a start whose store fails leaves the reservation`() {
        var fixture = ModelFixture.reserved()
        _ = fixture.call("1", .startTransaction(start(reservationId: 1)))
        _ = fixture.run(.storeFailed(fixture.last))
        #expect(fixture.books.reservations.count == 1)
    }

    @Test func `a cancellation while the start is stored is stored behind it`() {
        var fixture = ModelFixture.reserved()
        _ = fixture.call("1", .startTransaction(start(reservationId: 1)))
        let first = fixture.last
        _ = fixture.order(.cancelReservation(.init(reservationId: 1)))
        _ = fixture.confirm(.cancelReservation(.init(status: .accepted)))
        #expect(fixture.run(.stored(first)) == [startReply("1", 1)])
        #expect(fixture.books.reservations == [])
    }

    /// Every pair of statuses on the reserved connector, and the whole charge point.
    @Test func `statuses end a reservation as the specification says`() {
        for previous in ChargePointStatus.allCases {
            for next in ChargePointStatus.allCases {
                var fixture = ModelFixture.booted()
                _ = fixture.call("1", status(previous))
                fixture.done(.reserveNow(reserve(1)), accepted)
                let ended = ModelFixture.reservations(in: fixture.call("2", status(next)))
                let isOver = [.faulted, .unavailable].contains(next) || next == .available && previous == .reserved
                #expect(ended == (isOver ? [record(reserve(1), .ended)] : []), "\(previous) to \(next)")
                #expect((fixture.model.nextDeadline == nil) == isOver)
            }
        }
        for next in [ChargePointStatus.faulted, .unavailable, .available] {
            var fixture = ModelFixture.reserved(reserve(1, connectorId: 2))
            let ended = ModelFixture.reservations(in: fixture.call("2", status(next, connectorId: 0)))
            #expect(ended.count == (next == .available ? 0 : 1), "\(next)")
        }
        var fixture = ModelFixture.reserved()
        #expect(ModelFixture.reservations(in: fixture.call("2", status(.faulted, connectorId: 2))) == [])
    }

    @Test func `a restart loses none, and one that ran out meanwhile ends at once`() {
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: .accepted)]
        workingSet.reservations = [
            ReservationRecord(identity: "CP1", request: reserve(3, seconds: -1), state: .active, answer: .accepted),
            ReservationRecord(identity: "CP1", request: reserve(4), state: .active, answer: .accepted),
            ReservationRecord(identity: "CP1", request: reserve(5), state: .ordered),
            ReservationRecord(identity: "gone", request: reserve(6), state: .active),
        ]
        workingSet.nextReservationId = 7
        var fixture = ModelFixture(workingSet: workingSet)
        // Of 5 the answer is not known; the charge point may hold it.
        #expect(fixture.books.reservations.map(\.request.reservationId) == [3, 4, 5])
        #expect(
            fixture.run(.deadline) == [unawaited(record(reserve(3, seconds: -1), .expired))])
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        _ = fixture.order(.reserveNow(reserve()))
        _ = fixture.confirm(accepted)
        #expect(fixture.books.reservations.map(\.request.reservationId) == [4, 5, 7])
    }

    @Test(arguments: [Int(Int32.max) + 1, .max, .min + 1, Int(Int32.min) - 1])
    func `an id beyond 32 bits is refused and nothing is stored`(_ id: Int) {
        var fixture = ModelFixture.booted()
        let effects = fixture.order(.reserveNow(reserve(id)))
        #expect(
            effects == [
                answer(.refused("the reservationId \(id) is beyond 32 bits; leave it out for the next one"))
            ])
        _ = fixture.order(.reserveNow(reserve()))
        #expect(fixture.model.reservations(from: .max, limit: 1).page.isEmpty)
    }

    @Test func `reservations come in pages that lose and repeat none`() {
        var fixture = ModelFixture.booted()
        for id in 1...3 { fixture.done(.reserveNow(reserve(id, connectorId: id)), accepted) }
        var ids: [Int] = []
        var cursor: Int? = 0
        while let from = cursor {
            let (page, next) = fixture.model.reservations(from: from, limit: 2)
            ids += page.map(\.request.reservationId)
            cursor = next
        }
        #expect(ids == [1, 2, 3])
    }
}
