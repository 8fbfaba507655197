import OCPPTypes
import Testing

@testable import ChargePointModel

/// Every state that reservations can lead a small charge point into, found by trying every event in every state.
@Suite struct ReservationWorldTests {
    /// What can happen; tags are those of the tests, `tag` the holder of reservation 7 of connector 0.
    enum Event: Hashable, CustomStringConvertible {
        case reserveAny, reserve(Int), cancelAny, cancel(Int), expiry
        case plug(Int), unplug(Int), present(Int, isHolder: Bool), stop(Int), remoteStart(Int?)
        case fault(Int), clear(Int), inoperative(Int), operative(Int)
        case connectionTimeOut, reboot, powerCut

        var description: String {
            switch self {
            case .reserveAny: "ReserveNow 0"
            case .reserve(let id): "ReserveNow \(id)"
            case .cancelAny: "CancelReservation of 0"
            case .cancel(let id): "CancelReservation of \(id)"
            case .expiry: "expiry"
            case .plug(let id): "plug \(id)"
            case .unplug(let id): "unplug \(id)"
            case .present(let id, let isHolder): "\(isHolder ? "holder" : "other") at \(id)"
            case .stop(let id): "stop \(id)"
            case .remoteStart(let id): "remote start \(id.map(String.init) ?? "anywhere")"
            case .fault(let id): "fault \(id)"
            case .clear(let id): "clear \(id)"
            case .inoperative(let id): "inoperative \(id)"
            case .operative(let id): "operative \(id)"
            case .connectionTimeOut: "ConnectionTimeOut"
            case .reboot: "reboot"
            case .powerCut: "power cut"
            }
        }
    }

    /// Trouble with the hardware and the operator widens the world more than it tells: the smaller one has it.
    static func events(connectors: Int) -> [Event] {
        var all: [Event] = [.reserveAny, .cancelAny, .expiry, .connectionTimeOut, .reboot, .remoteStart(nil)]
        for id in 1...connectors {
            all += [.plug(id), .unplug(id), .present(id, isHolder: true), .present(id, isHolder: false), .stop(id)]
        }
        all += [.reserve(1), .cancel(1), .remoteStart(2)]
        if connectors == 2 { all += [.fault(1), .clear(1), .inoperative(1), .operative(1), .powerCut] }
        return all
    }

    static func carryOut(_ event: Event, on point: inout TestPoint) {
        switch event {
        case .reserveAny: _ = point.call(ReservationTests.reserve(0, 7, tag, expires: point.seconds + 3600))
        case .reserve(let id):
            _ = point.call(ReservationTests.reserve(id, 100 + id, "OWNER", expires: point.seconds + 3600))
        case .cancelAny: _ = point.call(.cancelReservation(.init(reservationId: 7)))
        case .cancel(let id): _ = point.call(.cancelReservation(.init(reservationId: 100 + id)))
        case .expiry: pass(3601, on: &point)
        case .plug(let id): _ = point.command(.plugIn(connectorId: id))
        case .unplug(let id): _ = point.command(.unplug(connectorId: id))
        case .present(let id, let isHolder):
            _ = point.command(.authorize(isHolder ? tag : otherTag, connectorId: id))
        case .stop(let id): _ = point.command(.stopTransaction(connectorId: id, .local))
        case .remoteStart(let id): _ = point.call(.remoteStartTransaction(.init(connectorId: id, idTag: tag)))
        case .fault(let id): _ = point.command(.fault(connectorId: id, .groundFailure))
        case .clear(let id): _ = point.command(.clearFault(connectorId: id))
        case .inoperative(let id): _ = point.call(.changeAvailability(.init(connectorId: id, type: .inoperative)))
        case .operative(let id): _ = point.call(.changeAvailability(.init(connectorId: id, type: .operative)))
        case .connectionTimeOut: pass(61, on: &point)
        case .reboot:
            _ = point.command(.reboot)
            pass(4, on: &point)
            _ = point.give(.connected)
        case .powerCut:
            _ = point.command(.powerLoss(backup: false))
            _ = point.command(.powerReturns)
            _ = point.give(.connected)
        }
        _ = point.answerAll()
    }

    /// Time goes by and every CALL is answered.
    static func pass(_ seconds: Int64, on point: inout TestPoint) {
        let end = point.now.adding(seconds: seconds)
        while point.model.nextDeadline < end {
            _ = point.advance(to: max(point.now, point.model.nextDeadline))
            _ = point.answerAll()
        }
        _ = point.advance(to: end)
    }

    /// What makes two states the same for reservations.
    static func key(_ model: ChargePointModel) -> String {
        var text = ""
        for index in model.connectors.indices {
            let connector = model.connectors[index]
            let rare = connector.rare.value
            text += "\(connector.status) \(connector.isPlugged) \(connector.isInoperative) "
            text += "\(connector.authorizedTag?.value ?? "-") \(rare.fault == nil) \(rare.statusBeforeFaults);"
        }
        for transaction in model.transactions { text += "t\(transaction.connectorId) \(transaction.idTag.value);" }
        for reservation in model.profiles.value.reservations {
            text += "r\(reservation.id) \(reservation.claimedBy.map(Int.init) ?? -1);"
        }
        return text
    }

    /// The connectors that are to be Reserved, by OCPP 1.6 §5.13 and nothing of the model's own reckoning.
    static func meant(_ model: ChargePointModel) -> Set<Int> {
        let reservations = model.profiles.value.reservations
        let ids = 1...model.connectorCount
        let own = Set(reservations.filter { $0.connectorId != 0 && $0.claimedBy == nil }.map { Int($0.connectorId) })
        let named = Set(reservations.map { Int($0.connectorId) })
        let free = ids.filter { [.available, .reserved].contains(model.status(of: $0)) && !named.contains($0) }
        let isWaiting = reservations.contains { $0.connectorId == 0 && $0.claimedBy == nil }
        return own.union(isWaiting && free.count == 1 ? free : [])
    }

    /// What is wrong in a state; nil when nothing is.
    static func fault(_ point: TestPoint) -> String? {
        let model = point.model
        let reserved = Set((1...model.connectorCount).filter { model.status(of: $0) == .reserved })
        let meant = meant(model).filter { [.available, .reserved].contains(model.status(of: $0)) }
        if reserved != meant { return "Reserved are \(reserved.sorted()), meant \(meant.sorted())" }
        for index in model.connectors.indices where model.connectors[index].reported != model.status(of: index) {
            return "connector \(index) is \(model.status(of: index)), the central system was told another"
        }
        let held = model.openReservations
        for reservation in held {
            var copy = point
            let answer = copy.answer(.cancelReservation(.init(reservationId: reservation.id)))
            if answer != .cancelReservation(.init(status: .accepted)) { return "\(reservation.id) cannot be cancelled" }
        }
        if let whole = held.first(where: { $0.connectorId == 0 }) {
            var copy = point
            let answer = copy.answer(ReservationTests.reserve(0, 8, "OTHER", expires: point.seconds + 60))
            if answer != ReservationTests.reply(.occupied) {
                return "a second one beside \(whole.id): \(answer as Any)"
            }
        }
        for reservation in held { if let fault = faultOfEnd(reservation, point) { return fault } }
        return nil
    }

    /// With its reservations gone, no connector is Reserved.
    static func faultOfEnd(_ reservation: ChargePointModel.ReservationView, _ point: TestPoint) -> String? {
        var cancelled = point
        for each in point.model.openReservations {
            _ = cancelled.call(.cancelReservation(.init(reservationId: each.id)))
        }
        var expired = point
        pass(3601, on: &expired)
        for (word, copy) in [("cancelled", cancelled), ("expired", expired)] {
            if !copy.model.openReservations.isEmpty { return "\(reservation.id) is \(word) and still there" }
            if copy.model.connectors.contains(where: { $0.status == .reserved }) {
                return "\(word), and a connector is still Reserved"
            }
        }
        return nil
    }

    @Test(arguments: [2, 3])
    func `no connector stays Reserved without a reservation, and what is held can be cancelled, in every state`(
        _ connectors: Int
    ) {
        let start = TestPoint.ready(connectors: connectors, settings: [("LocalPreAuthorize", "true")])
        let events = Self.events(connectors: connectors)
        var seen: Set<String> = [Self.key(start.model)]
        var states: [(point: TestPoint, way: [Event])] = [(start, [])]
        var next = 0
        while next < states.count {
            precondition(states.count < 20_000, "the world is not small any more")
            let (point, way) = states[next]
            next += 1
            for event in events {
                var copy = point
                Self.carryOut(event, on: &copy)
                guard seen.insert(Self.key(copy.model)).inserted else { continue }
                if let fault = Self.fault(copy) {
                    Issue.record("\(way + [event]): \(fault)")
                    return
                }
                states.append((copy, way + [event]))
            }
        }
        #expect(states.count > 200)
    }
}
