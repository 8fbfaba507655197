/// Makes a connector or the charge point operative or inoperative; central system to charge point.
package enum ChangeAvailability {
    /// `ChangeAvailability.req` (OCPP 1.6 §6.7).
    package struct Request: Equatable, Sendable {
        /// Required, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int
        /// Required, enumeration.
        package var type: AvailabilityType

        /// Makes the value from its members; optional ones are absent unless given.
        package init(connectorId: Int, type: AvailabilityType) {
            self.connectorId = connectorId
            self.type = type
        }
    }

    /// `ChangeAvailability.conf` (OCPP 1.6 §6.8).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: AvailabilityStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: AvailabilityStatus) {
            self.status = status
        }
    }
}
