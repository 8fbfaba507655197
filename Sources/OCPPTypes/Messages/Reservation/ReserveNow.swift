/// Reserves a connector for an idTag; central system to charge point.
package enum ReserveNow {
    /// `ReserveNow.req` (OCPP 1.6 §6.37).
    package struct Request: Equatable, Sendable {
        /// Required, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int
        /// Required, date and time.
        package var expiryDate: DateTime
        /// Required, at most 20 characters.
        package var idTag: CiString<20>
        /// Optional, at most 20 characters.
        package var parentIdTag: CiString<20>?
        /// Required, integer.
        package var reservationId: Int

        /// Makes the value from its members; optional ones are absent unless given.
        package init(
            connectorId: Int,
            expiryDate: DateTime,
            idTag: CiString<20>,
            parentIdTag: CiString<20>? = nil,
            reservationId: Int
        ) {
            self.connectorId = connectorId
            self.expiryDate = expiryDate
            self.idTag = idTag
            self.parentIdTag = parentIdTag
            self.reservationId = reservationId
        }
    }

    /// `ReserveNow.conf` (OCPP 1.6 §6.38).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: ReservationStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: ReservationStatus) {
            self.status = status
        }
    }
}
