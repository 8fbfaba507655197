/// Cancels a reservation; central system to charge point.
package enum CancelReservation {
    /// `CancelReservation.req` (OCPP 1.6 §6.5).
    package struct Request: Equatable, Sendable {
        /// Required, integer.
        package var reservationId: Int

        /// Makes the value from its members; optional ones are absent unless given.
        package init(reservationId: Int) {
            self.reservationId = reservationId
        }
    }

    /// `CancelReservation.conf` (OCPP 1.6 §6.6).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: CancelReservationStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: CancelReservationStatus) {
            self.status = status
        }
    }
}
