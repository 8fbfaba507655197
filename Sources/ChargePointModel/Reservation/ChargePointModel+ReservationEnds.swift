import OCPPTypes

extension ChargePointModel {
    /// The next expiry.
    var reservationDeadline: Instant {
        var first = Instant.distantFuture
        for reservation in profiles.value.reservations {
            first = min(first, clock.instant(of: reservation.expiryDate))
        }
        return first
    }

    /// Reservations whose time has come end.
    mutating func reservationsAreDue(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        let time = clock.time(at: moment.at)
        removeReservations(moment, &effects) { $0.expiryDate <= time }
        settleReservations(moment, &effects)
    }

    /// Takes reservations away; the statuses follow in ``settleReservations(_:_:)``.
    mutating func removeReservations(
        _ moment: Moment, _ effects: inout [ChargePointEffect], where isOver: (Reservation) -> Bool
    ) {
        guard !profiles.isEmpty else { return }
        profiles.value.reservations.removeAll(where: isOver)
    }

    /// Makes reservations and statuses agree: a fault or the operator ends a reservation, a claim ends with the tag,
    /// and every connector that only a holder may use is Reserved.
    mutating func settleReservations(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        // Without power a connector shows nothing; what holds then is found out when it is back.
        guard isPowered else { return }
        if !profiles.isEmpty, !profiles.value.reservations.isEmpty { endLostReservations() }
        // What is let go first: a connector with a car on it is taken then, and another may be the last free one.
        for index in 1..<connectors.count where connectors[index].status == .reserved && !isReserved(index) {
            if connectors[index].isOccupied {
                move(index, .usageBegins, moment, &effects)
                connectors[index].preparingUntil = preparingEnd(after: moment.at)
            } else {
                move(index, .becomesFree, moment, &effects)
            }
        }
        for index in 1..<connectors.count
        where connectors[index].status == .available && !connectors[index].isInoperative && isReserved(index) {
            move(index, .reservationBegins, moment, &effects)
        }
    }

    private mutating func endLostReservations() {
        for index in profiles.value.reservations.indices {
            // The wait for the plug came to nothing, or another tag took its place.
            if let connectorId = profiles.value.reservations[index].claimedBy,
                connectors[Int(connectorId)].authorizedTag == nil
            {
                profiles.value.reservations[index].claimedBy = nil
            }
        }
        let statuses = connectors.map(\.status)
        func isOutOfOrder(_ status: ChargePointStatus) -> Bool { status == .faulted || status == .unavailable }
        let isDead = isOutOfOrder(statuses[0]) || statuses.dropFirst().allSatisfy(isOutOfOrder)
        profiles.value.reservations.removeAll { reservation in
            reservation.connectorId == 0 ? isDead : isOutOfOrder(statuses[Int(reservation.connectorId)])
        }
    }

    /// True when only the holder of a reservation may use the connector, and does not yet.
    private func isReserved(_ connectorId: Int) -> Bool {
        guard !profiles.isEmpty, !profiles.value.reservations.isEmpty else { return false }
        if profiles.value.reservations.contains(where: { $0.connectorId == connectorId && $0.claimedBy == nil }) {
            return true
        }
        return isHeldForConnectorZero(connectorId)
    }
}
