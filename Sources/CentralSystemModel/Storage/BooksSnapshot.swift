import OCPPTypes

/// The local list of a charge point as far as it is known.
package struct LocalListSnapshot: Equatable, Sendable {
    /// The version; 0 = empty, -1 = not supported, nil when it is not known.
    package var listVersion: Int?
    /// The entries, sorted by idTag; nil when they are not known.
    package var entries: [AuthorizationData]?
    /// True while an update of several messages is under way.
    package var isUpdating: Bool
}

/// What the central system keeps of one charge point, as values that leave the model's thread.
package struct ChargePointBooksSnapshot: Equatable, Sendable {
    /// Configuration keys as last told, sorted by name without regard to case.
    package var configuration: [ConfigurationEntry] = []
    /// Ordered availability, by connectorId.
    package var availability: [AvailabilityRecord] = []
    /// Accepted remote starts without a transaction so far.
    package var expectedStarts: [ExpectedStart] = []
    /// Reservations in force, in the order of their acceptance.
    package var reservations: [ReservationRecord] = []
    /// Installed charging profiles in the order of their precedence.
    package var chargingProfiles: [ChargingProfileRecord] = []
    /// The local list.
    package var localList = LocalListSnapshot(listVersion: nil, entries: nil, isUpdating: false)
    /// The youngest firmware and upload orders, in the order of sending.
    package var orders: [OrderRecord] = []
    /// The youngest triggers of the connection, in the order of sending.
    package var triggers: [TriggerState] = []
    /// How many commands are outstanding or wait.
    package var commands = 0
}

extension CentralSystemModel {
    /// What is kept of a charge point; nil when the identity is not held. The store knows the history beyond it.
    package func books(of identity: String) -> ChargePointBooksSnapshot? {
        guard let index = indexByIdentity[identity] else { return nil }
        var snapshot = ChargePointBooksSnapshot()
        snapshot.commands = chargePoints[index].commands.count
        guard chargePoints[index].hasBooks else { return snapshot }
        let books = chargePoints[index].books
        snapshot.configuration = books.configuration
        snapshot.availability = books.availability
        snapshot.expectedStarts = books.expectedStarts.filter { $0.until != nil }
        snapshot.reservations = books.reservations
        snapshot.chargingProfiles = books.profiles.profiles.map {
            ChargingProfileRecord(connectorId: $0.connectorId, profile: $0.profile, time: $0.receivedAt)
        }
        snapshot.localList = LocalListSnapshot(
            listVersion: books.localList.listVersion, entries: localLists.entries(books.localList.contentId),
            isUpdating: books.localList.isUpdating)
        snapshot.orders = books.orders
        snapshot.triggers = books.triggers
        return snapshot
    }

    /// A page of the reservations in force, in the order of the charge points' entry.
    /// - Parameters:
    ///   - cursor: 0, or what the page before returned as `next`: the charge point's place and, in the lower 16 bits, how
    ///     many of its reservations are done.
    ///   - limit: the page's size, at least 1.
    /// - Returns: the page and the cursor of the next one; nil at the end.
    package func reservations(from cursor: Int, limit: Int) -> (page: [ReservationRecord], next: Int?) {
        var page: [ReservationRecord] = []
        var index = min(max(0, cursor) >> 16, chargePoints.count)
        var done = max(0, cursor) & 0xFFFF
        while index < chargePoints.count {
            if chargePoints[index].hasBooks {
                let left = chargePoints[index].books.reservations.dropFirst(done)
                let room = max(1, limit) - page.count
                if !left.isEmpty, room == 0 { return (page, index << 16 | done) }
                page += left.prefix(room)
                if left.count > room { return (page, index << 16 | (done + room)) }
            }
            index += 1
            done = 0
        }
        return (page, nil)
    }
}
