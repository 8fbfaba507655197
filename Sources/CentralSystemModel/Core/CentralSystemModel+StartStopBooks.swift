import OCPPTypes

/// What starts, stops and a restart do to the books of a charge point.
extension CentralSystemModel {
    /// A transaction starts: its remote start is fulfilled, its reservation used.
    mutating func startBooks(
        _ transaction: TransactionState, _ reservationId: Int?, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) -> [Record] {
        startFulfils(transaction, of: index, at: now)
            + startUsesReservation(transaction, reservationId: reservationId, of: index, into: &effects)
    }

    /// A transaction ends: its remote stop is fulfilled, its TxProfiles go.
    mutating func stopBooks(_ transaction: TransactionState, of index: Int) -> [Record] {
        guard chargePoints[index].hasBooks else { return [] }
        let id = Int(transaction.transactionId)
        if chargePoints[index].books.expectedStops.contains(where: { $0.transactionId == id }) {
            chargePoints[index].books.expectedStops.removeAll { $0.transactionId == id }
        }
        return stopRemovesProfiles(transaction.connectorId, of: index)
    }

    /// Takes over the books of a store.
    mutating func restoredBooks(_ workingSet: WorkingSet) {
        var ignored: [Effect] = []
        for record in workingSet.configuration {
            guard let index = indexByIdentity[record.identity] else { continue }
            _ = setConfiguration(record.entry, of: index, into: &ignored)
        }
        for record in workingSet.availability {
            if let index = indexByIdentity[record.identity] { setAvailability(record, of: index) }
        }
        for record in workingSet.reservations where [.active, .ordered].contains(record.state) {
            if let index = indexByIdentity[record.identity] { chargePoints[index].books.reservations.append(record) }
        }
        for profiles in workingSet.chargingProfiles {
            if let index = indexByIdentity[profiles.identity] { restored(profiles.value, of: index) }
        }
        for expected in workingSet.expectedStarts where !expected.value.isEmpty {
            if let index = indexByIdentity[expected.identity] {
                chargePoints[index].books.expectedStarts = expected.value
            }
        }
        for content in workingSet.localListContents { localLists.restore(content) }
        localLists.restore(nextId: workingSet.nextLocalListContentId)
        for record in workingSet.localLists {
            if let index = indexByIdentity[record.identity] { restored(record, of: index) }
        }
        for order in workingSet.orders {
            if let index = indexByIdentity[order.identity] { chargePoints[index].books.orders.append(order) }
        }
        nextReservationId = workingSet.nextReservationId
        nextOrderId = workingSet.nextOrderId
        for index in chargePoints.indices where chargePoints[index].hasBooks { plan(index) }
    }
}
