import OCPPTypes
import SmartCharging

/// What a person sees who looks at a charge point: copies of its state, nothing that changes it.
extension ChargePointModel {
    /// A running transaction as it looks from outside.
    package struct TransactionView: Equatable, Sendable {
        /// The connector.
        package var connectorId: Int
        /// The central system's id; nil until it gave one, -1 when the start was given up.
        package var transactionId: Int?
        /// The tag that started it.
        package var idTag: IdTag
        /// When it began, in device time.
        package var start: DateTime
        /// Energy delivered so far in Wh.
        package var wattHours: Int64
    }

    /// A reservation as it looks from outside.
    package struct ReservationView: Equatable, Sendable {
        /// The central system's name for it.
        package var id: Int
        /// The connector, 0 for any.
        package var connectorId: Int
        /// Whose it is.
        package var idTag: IdTag
        /// Its end in device time.
        package var expiryDate: DateTime
    }

    /// A copy whose meters and cars are brought up to an instant.
    package func broughtUp(to now: Instant) -> ChargePointModel {
        var copy = self
        for index in copy.connectors.indices { copy.connectors[index].integrate(to: now, clockFactor: clock.factor) }
        return copy
    }

    /// Running transactions in the order of their starts.
    package var runningTransactions: [TransactionView] {
        transactions.map { transaction in
            let register = connectors[Int(transaction.connectorId)].register.milliwattHours
            return TransactionView(
                connectorId: Int(transaction.connectorId), transactionId: transaction.transactionId,
                idTag: transaction.idTag, start: transaction.start,
                wattHours: (register - transaction.startMilliwattHours) / 1000)
        }
    }

    /// Reservations in the order of their arrival.
    package var openReservations: [ReservationView] {
        guard !profiles.isEmpty else { return [] }
        return profiles.value.reservations.map {
            ReservationView(
                id: $0.id, connectorId: Int($0.connectorId), idTag: $0.idTag, expiryDate: $0.expiryDate)
        }
    }

    /// The tag of a remote start without connector that waits for the next car; nil when none does.
    package var tagAwaitingCar: IdTag? { connectors[0].authorizedTag }

    /// Installed charging profiles in the order of their precedence.
    package var installedProfiles: [InstalledProfile] { chargingProfiles.profiles }

    /// True while there is power.
    package var hasPower: Bool { isPowered }

    /// True while the network is gone on purpose.
    package var isOffline: Bool { isNetworkGone }

    /// Every configuration key with its value as GetConfiguration tells it, in alphabetical order.
    package var configurationEntries: [KeyValue] {
        ConfigurationKey.allCases.filter { $0.row.access != .writeOnly }.map(keyValue)
    }
}
