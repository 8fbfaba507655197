/// Removes charging profiles; central system to charge point.
package enum ClearChargingProfile {
    /// `ClearChargingProfile.req` (OCPP 1.6 §6.13).
    package struct Request: Equatable, Sendable {
        /// Optional, integer.
        package var id: Int?
        /// Optional, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int?
        /// Optional, enumeration.
        package var chargingProfilePurpose: ChargingProfilePurpose?
        /// Optional, integer. The higher wins.
        package var stackLevel: Int?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(
            id: Int? = nil,
            connectorId: Int? = nil,
            chargingProfilePurpose: ChargingProfilePurpose? = nil,
            stackLevel: Int? = nil
        ) {
            self.id = id
            self.connectorId = connectorId
            self.chargingProfilePurpose = chargingProfilePurpose
            self.stackLevel = stackLevel
        }
    }

    /// `ClearChargingProfile.conf` (OCPP 1.6 §6.14).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: ClearChargingProfileStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: ClearChargingProfileStatus) {
            self.status = status
        }
    }
}
