/// Installs a charging profile; central system to charge point.
package enum SetChargingProfile {
    /// `SetChargingProfile.req` (OCPP 1.6 §6.43).
    package struct Request: Equatable, Sendable {
        /// Required, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int
        /// Required, object.
        package var csChargingProfiles: ChargingProfile

        /// Makes the value from its members; optional ones are absent unless given.
        package init(connectorId: Int, csChargingProfiles: ChargingProfile) {
            self.connectorId = connectorId
            self.csChargingProfiles = csChargingProfiles
        }
    }

    /// `SetChargingProfile.conf` (OCPP 1.6 §6.44).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: ChargingProfileStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: ChargingProfileStatus) {
            self.status = status
        }
    }
}
