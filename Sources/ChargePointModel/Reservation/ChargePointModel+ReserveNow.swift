import OCPPTypes

extension ChargePointModel {
    /// ReserveNow.req: what changes follows after the answer.
    mutating func reserveNow(
        _ id: UniqueId, _ request: ReserveNow.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        let status = reservationStatus(request, at: now)
        effects.append(.reply(id, .reserveNow(ReserveNow.Confirmation(status: status))))
        guard status == .accepted else { return }
        var reservation = Reservation(
            id: request.reservationId, connectorId: UInt8(request.connectorId), idTag: request.idTag,
            parentIdTag: request.parentIdTag, expiryDate: request.expiryDate)
        // Whoever came for the reservation that is replaced goes on waiting, if the new one is for the same user.
        let replaced = profiles.value.reservations.first { $0.id == request.reservationId }
        if request.connectorId == 0, let claimedBy = replaced?.claimedBy {
            let connector = connectors[Int(claimedBy)]
            if let waiting = connector.authorizedTag,
                reservation.isFor(waiting, parent: connector.rare.value.authorizedParent)
            {
                reservation.claimedBy = claimedBy
            }
        }
        removeReservations(Moment(now), &effects) { $0.id == request.reservationId }
        profiles.value.reservations.append(reservation)
        settleReservations(Moment(now), &effects)
    }

    /// The answer to ReserveNow; a reservation of the same id is looked at as if it were gone, since it is replaced.
    private func reservationStatus(_ request: ReserveNow.Request, at now: Instant) -> ReservationStatus {
        guard supports(.reservation), connectors.indices.contains(request.connectorId), !isFinishing,
            request.expiryDate > clock.time(at: now)
        else { return .rejected }
        let others = profiles.value.reservations.filter { $0.id != request.reservationId }
        let free = (1..<connectors.count).filter { index in
            isFree(index) && !others.contains { $0.connectorId == index }
        }
        let promised = others.count { $0.connectorId == 0 && $0.claimedBy == nil }
        if request.connectorId == 0 {
            guard boolean(.reserveConnectorZeroSupported) else { return .rejected }
            if connectors[0].status == .faulted { return .faulted }
            if connectors[0].status == .unavailable { return .unavailable }
            // The charge point as a whole is reserved once at a time, whoever has it (OCPP 1.6 §5.13).
            if others.contains(where: { $0.connectorId == 0 }) { return .occupied }
            if free.count > promised { return .accepted }
            let statuses = connectors.dropFirst().map(\.status)
            if statuses.allSatisfy({ $0 == .faulted }) { return .faulted }
            return statuses.allSatisfy { $0 == .unavailable || $0 == .faulted } ? .unavailable : .occupied
        }
        switch connectors[request.connectorId].status {
        case .faulted: return .faulted
        case .unavailable: return .unavailable
        case .preparing, .charging, .suspendedEV, .suspendedEVSE, .finishing: return .occupied
        case .available, .reserved:
            // One connector must stay free for each reservation of connector 0.
            return free.contains(request.connectorId) && free.count > promised ? .accepted : .occupied
        }
    }

    /// CancelReservation.req.
    mutating func cancelReservation(
        _ id: UniqueId, _ request: CancelReservation.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard supports(.reservation) else {
            refuse(id, "the Reservation profile is not supported", &effects)
            return
        }
        let isKnown = profiles.value.reservations.contains { $0.id == request.reservationId }
        effects.append(
            .reply(
                id, .cancelReservation(CancelReservation.Confirmation(status: isKnown ? .accepted : .rejected))))
        guard isKnown else { return }
        removeReservations(Moment(now), &effects) { $0.id == request.reservationId }
        settleReservations(Moment(now), &effects)
    }

    /// True when a reservation names the connector, and not the charge point as a whole.
    func isReservedByItself(_ connectorId: Int) -> Bool {
        guard !profiles.isEmpty else { return false }
        return profiles.value.reservations.contains { $0.connectorId == connectorId && $0.claimedBy == nil }
    }

    /// Nobody uses the connector; it may be Reserved.
    private func isFree(_ connectorId: Int) -> Bool {
        switch connectors[connectorId].status {
        case .available, .reserved: true
        case .preparing, .charging, .suspendedEV, .suspendedEVSE, .finishing, .unavailable, .faulted: false
        }
    }

    // MARK: Who may use a connector

    /// What reservations say about a tag that wants a connector.
    enum ReservationVerdict: Equatable {
        /// None of them concerns it.
        case free
        /// It is the holder of this one.
        case holder(id: Int)
        /// It may be, when its parent is the reservation's; the parent is not known yet.
        case parentUnknown
        /// The connector is for somebody else.
        case refused
    }

    /// Whether a tag may begin on a connector.
    func reservationVerdict(_ connectorId: Int, _ idTag: IdTag, parent: IdTag?) -> ReservationVerdict {
        guard !profiles.isEmpty, !profiles.value.reservations.isEmpty else { return .free }
        let waiting = profiles.value.reservations.filter { $0.claimedBy == nil || Int($0.claimedBy!) == connectorId }
        if let own = waiting.first(where: { $0.connectorId == connectorId }) {
            return verdict(of: [own], idTag, parent)
        }
        let promised = waiting.filter { $0.connectorId == 0 }
        guard !promised.isEmpty else { return .free }
        let verdict = verdict(of: promised, idTag, parent)
        if case .holder = verdict { return verdict }
        return isHeldForConnectorZero(connectorId) ? verdict : .free
    }

    private func verdict(of reservations: [Reservation], _ idTag: IdTag, _ parent: IdTag?) -> ReservationVerdict {
        if let match = reservations.first(where: { $0.isFor(idTag, parent: parent) }) { return .holder(id: match.id) }
        return parent == nil && reservations.contains { $0.parentIdTag != nil } ? .parentUnknown : .refused
    }

    /// True when a connector is one of the last free ones that reservations of connector 0 need.
    func isHeldForConnectorZero(_ connectorId: Int) -> Bool {
        let reservations = profiles.value.reservations
        let promised = reservations.count { $0.connectorId == 0 && $0.claimedBy == nil }
        guard promised > 0, isFree(connectorId) else { return false }
        let free = (1..<connectors.count).count { index in
            isFree(index) && !reservations.contains { $0.connectorId == index }
        }
        return free <= promised
    }

    /// A tag was accepted on a connector: the reservation that it holds is its own from now on. False when the
    /// connector is for somebody else.
    mutating func claimReservation(_ connectorId: Int, _ idTag: IdTag, parent: IdTag?) -> Bool {
        switch reservationVerdict(connectorId, idTag, parent: parent) {
        case .free:
            // A holder who waited here has left the connector to this tag.
            guard !profiles.isEmpty else { return true }
            for index in profiles.value.reservations.indices
            where profiles.value.reservations[index].claimedBy == UInt8(connectorId) {
                profiles.value.reservations[index].claimedBy = nil
            }
            return true
        case .parentUnknown, .refused: return false
        case .holder(let id):
            for index in profiles.value.reservations.indices {
                if profiles.value.reservations[index].id == id {
                    profiles.value.reservations[index].claimedBy = UInt8(connectorId)
                } else if profiles.value.reservations[index].claimedBy == UInt8(connectorId) {
                    profiles.value.reservations[index].claimedBy = nil
                }
            }
            return true
        }
    }

    /// The transaction on a connector begins: the reservation that was claimed there ends by it.
    mutating func useReservation(_ connectorId: Int) -> Int? {
        guard !profiles.isEmpty,
            let index = profiles.value.reservations.firstIndex(where: { $0.claimedBy == UInt8(connectorId) })
        else { return nil }
        return profiles.value.reservations.remove(at: index).id
    }
}
