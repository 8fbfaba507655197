import OCPPTypes

/// Reservations (OCPP 1.6 §3.11, §5.1, §5.13).
///
///     ordered ──Accepted──> active ──StartTransaction──> used
///        │                    ├── CancelReservation ──> cancelled
///        │                    ├── expiryDate ──> expired
///        │                    ├── the same id again ──> replaced
///        │                    └── connector Faulted, Unavailable, or Available after Reserved ──> ended
///        ├── other status or CALLERROR ──> refused
///        └── no answer: stays ordered, and ends as an active one does
///
/// Ended reservations leave the working set and stay in the store.
extension CentralSystemModel {
    mutating func prepared(_ request: ReserveNow.Request, for index: Int, at now: Instant) -> Preparation {
        var request = request
        guard request.expiryDate > configuration.clock.time(at: now) else {
            return .refused("the expiryDate \(request.expiryDate) is not in the future")
        }
        let active = chargePoints[index].hasBooks ? chargePoints[index].books.reservations.count : 0
        guard active < configuration.limits.reservations else {
            return .refused("the charge point has \(active) reservations; cancel one first")
        }
        if request.reservationId == CommandPayload.chosenByCentralSystem {
            guard nextReservationId <= Int(Int32.max) else { return .refused("every reservationId was given") }
            request.reservationId = nextReservationId
        }
        guard Int32(exactly: request.reservationId) != nil else {
            return .refused(
                "the reservationId \(request.reservationId) is beyond 32 bits; leave it out for the next one")
        }
        if request.reservationId >= nextReservationId, request.reservationId < Int(Int32.max) {
            nextReservationId = request.reservationId + 1
        } else if request.reservationId == Int(Int32.max) {
            nextReservationId = Int(Int32.max) + 1
        }
        return .ready(.typed(.reserveNow(request)))
    }

    /// The id is stored before the answer, so that it is not given a second time after a restart.
    func reservationOrdered(_ request: ReserveNow.Request, of index: Int) -> [Record] {
        // The charge point holds an earlier one of this id until it has answered.
        if chargePoints[index].books.reservations.contains(where: {
            $0.request.reservationId == request.reservationId
        }) {
            return []
        }
        let identity = chargePoints[index].identity
        return [.reservation(ReservationRecord(identity: identity, request: request, state: .ordered))]
    }

    mutating func reservationAnswered(
        _ request: ReserveNow.Request, _ status: ReservationStatus, of index: Int, into effects: inout [Effect]
    ) -> [Record] {
        guard status == .accepted else { return reservationRefused(request, status, of: index) }
        chargePoints[index].books.reservations.removeAll { $0.request.reservationId == request.reservationId }
        let record = ReservationRecord(
            identity: chargePoints[index].identity, request: request, state: .active, answer: status)
        chargePoints[index].books.reservations.append(record)
        return [.reservation(record)]
    }

    /// Refused, by a status or a CALLERROR. An earlier reservation of the same id goes on.
    func reservationRefused(
        _ request: ReserveNow.Request, _ status: ReservationStatus?, of index: Int
    ) -> [Record] {
        guard
            !chargePoints[index].books.reservations.contains(where: {
                $0.request.reservationId == request.reservationId
            })
        else { return [] }
        let record = ReservationRecord(
            identity: chargePoints[index].identity, request: request, state: .refused, answer: status)
        return [.reservation(record)]
    }

    /// The answer never came: the charge point may hold the reservation, so it is matched as an active one.
    mutating func reservationUnanswered(_ request: ReserveNow.Request, of index: Int) -> [Record] {
        let isKnown = chargePoints[index].books.reservations.contains {
            $0.request.reservationId == request.reservationId
        }
        guard !isKnown else { return [] }
        // It is stored as such since it was sent.
        chargePoints[index].books.reservations.append(
            ReservationRecord(identity: chargePoints[index].identity, request: request, state: .ordered))
        return []
    }

    mutating func cancellationAnswered(
        _ request: CancelReservation.Request, _ status: CancelReservationStatus, of index: Int,
        into effects: inout [Effect]
    ) -> [Record] {
        let state: ReservationRecord.State = status == .accepted ? .cancelled : .ended
        let wasActive =
            chargePoints[index].hasBooks
            && chargePoints[index].books.reservations.contains {
                $0.request.reservationId == request.reservationId && $0.state == .active
            }
        let ended = endReservations(of: index, as: state) { $0.request.reservationId == request.reservationId }
        // Rejected means that the charge point does not hold it, whatever was thought here.
        if status == .rejected, wasActive {
            effects.append(.notice(.reservationUnknown, identity: chargePoints[index].identity))
        }
        return ended
    }

    /// Ends the reservations that fit.
    private mutating func endReservations(
        of index: Int, as state: ReservationRecord.State, transactionId: Int32? = nil,
        where fits: (ReservationRecord) -> Bool
    ) -> [Record] {
        guard chargePoints[index].hasBooks else { return [] }
        var records: [Record] = []
        for var reservation in chargePoints[index].books.reservations where fits(reservation) {
            reservation.state = state
            reservation.transactionId = transactionId
            records.append(.reservation(reservation))
        }
        if !records.isEmpty { chargePoints[index].books.reservations.removeAll(where: fits) }
        return records
    }

    // MARK: What ends a reservation

    /// A transaction became durable: the reservation that it names is used; one on its connector that it does not name
    /// is used when the tag fits.
    mutating func startUsesReservation(
        _ transaction: TransactionState, reservationId: Int?, of index: Int, into effects: inout [Effect]
    ) -> [Record] {
        let identity = chargePoints[index].identity
        let reservations = chargePoints[index].hasBooks ? chargePoints[index].books.reservations : []
        if let reservationId {
            guard let named = reservations.first(where: { $0.request.reservationId == reservationId }) else {
                effects.append(.notice(.reservationUnknown, identity: identity))
                return []
            }
            if !fits(transaction.idTag, named.request) {
                effects.append(.notice(.reservedForOtherTag, identity: identity))
            }
            return endReservations(of: index, as: .used, transactionId: transaction.transactionId) {
                $0.request.reservationId == reservationId
            }
        }
        guard
            let here = reservations.first(where: {
                $0.request.connectorId == transaction.connectorId && $0.state == .active
            })
        else {
            return []
        }
        guard fits(transaction.idTag, here.request) else {
            effects.append(.notice(.reservedForOtherTag, identity: identity))
            return []
        }
        effects.append(.notice(.reservationIdMissing, identity: identity))
        return endReservations(of: index, as: .used, transactionId: transaction.transactionId) {
            $0.request.reservationId == here.request.reservationId
        }
    }

    /// True for the reserved tag and for a tag of its group (OCPP 1.6 §5.13).
    private func fits(_ idTag: IdTag, _ reservation: ReserveNow.Request) -> Bool {
        if idTag == reservation.idTag { return true }
        guard let parent = reservation.parentIdTag else { return false }
        return idTags[idTag]?.record?.parentIdTag == parent
    }

    /// A connector reported a status; `previous` is the one before.
    mutating func statusEndsReservations(
        connectorId: Int, _ status: ChargePointStatus, previous: ChargePointStatus?, of index: Int
    ) -> [Record] {
        guard chargePoints[index].hasBooks, !chargePoints[index].books.reservations.isEmpty else { return [] }
        let isOver: Bool
        switch status {
        case .faulted, .unavailable: isOver = true
        case .available: isOver = previous == .reserved
        case .preparing, .charging, .suspendedEVSE, .suspendedEV, .finishing, .reserved: isOver = false
        }
        guard isOver else { return [] }
        if connectorId == 0, status != .available {
            return endReservations(of: index, as: .ended) { _ in true }
        }
        return endReservations(of: index, as: .ended) { $0.request.connectorId == connectorId }
    }

    /// Reservations whose time has run out; nobody tells (OCPP 1.6 §5.13).
    mutating func reservationsDue(of index: Int, at time: DateTime, into effects: inout [Effect]) {
        let records = endReservations(of: index, as: .expired) { $0.request.expiryDate <= time }
        if !records.isEmpty { effects.append(.store(records, .unawaited)) }
    }
}
