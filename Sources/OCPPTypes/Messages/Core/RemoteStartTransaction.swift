/// Asks the charge point to start a transaction; central system to charge point.
package enum RemoteStartTransaction {
    /// `RemoteStartTransaction.req` (OCPP 1.6 §6.33).
    package struct Request: Equatable, Sendable {
        /// Optional, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int?
        /// Required, at most 20 characters.
        package var idTag: CiString<20>
        /// Optional, object.
        package var chargingProfile: ChargingProfile?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(connectorId: Int? = nil, idTag: CiString<20>, chargingProfile: ChargingProfile? = nil) {
            self.connectorId = connectorId
            self.idTag = idTag
            self.chargingProfile = chargingProfile
        }
    }

    /// `RemoteStartTransaction.conf` (OCPP 1.6 §6.34).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: RemoteStartStopStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: RemoteStartStopStatus) {
            self.status = status
        }
    }
}
