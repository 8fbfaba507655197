import OCPPTypes
import SmartCharging

/// What the central system keeps of a charge point beyond its connection, connectors and transactions. Most charge
/// points have none of it, so it lies out of line: one word in ``ChargePointState``.
struct ChargePointBooks: Sendable {
    /// Configuration keys as last told, by their folded name.
    var configuration: [ConfigurationEntry] = []
    /// Accepted changes of availability, by connectorId.
    var availability: [AvailabilityRecord] = []
    /// Remote starts that were sent and have not led to a transaction yet.
    var expectedStarts: [ExpectedStart] = []
    /// Transactions whose remote stop was accepted and that run on.
    var expectedStops: [ExpectedStop] = []
    /// Reservations in force, in the order of their acceptance.
    var reservations: [ReservationRecord] = []
    /// Charging profiles as accepted.
    var profiles = ChargingProfileStore()
    var localList = LocalListState()
    /// The youngest firmware and upload orders, in the order of sending.
    var orders: [OrderRecord] = []
    /// The youngest triggers, in the order of sending.
    var triggers: [TriggerState] = []
    /// True when records went to the store while a CALL waits for its own: what that one foresaw is older.
    var isStoredMeanwhile = false
}

extension ChargePointState {
    /// True when there are books; without them everything in them is empty.
    var hasBooks: Bool { !booksStorage.isEmpty }

    /// The books; changing them makes them.
    var books: ChargePointBooks {
        get { booksStorage.first ?? ChargePointBooks() }
        _modify {
            if booksStorage.isEmpty {
                booksStorage.reserveCapacity(1)
                booksStorage.append(ChargePointBooks())
            }
            yield &booksStorage[0]
        }
    }
}
