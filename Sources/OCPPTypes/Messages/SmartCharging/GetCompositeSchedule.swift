/// Asks for the schedule that results from all profiles; central system to charge point.
package enum GetCompositeSchedule {
    /// `GetCompositeSchedule.req` (OCPP 1.6 §6.21).
    package struct Request: Equatable, Sendable {
        /// Required, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int
        /// Required, integer. Seconds.
        package var duration: Int
        /// Optional, enumeration.
        package var chargingRateUnit: ChargingRateUnit?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(connectorId: Int, duration: Int, chargingRateUnit: ChargingRateUnit? = nil) {
            self.connectorId = connectorId
            self.duration = duration
            self.chargingRateUnit = chargingRateUnit
        }
    }

    /// `GetCompositeSchedule.conf` (OCPP 1.6 §6.22).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: GetCompositeScheduleStatus
        /// Optional, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int?
        /// Optional, date and time.
        package var scheduleStart: DateTime?
        /// Optional, object.
        package var chargingSchedule: ChargingSchedule?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(
            status: GetCompositeScheduleStatus,
            connectorId: Int? = nil,
            scheduleStart: DateTime? = nil,
            chargingSchedule: ChargingSchedule? = nil
        ) {
            self.status = status
            self.connectorId = connectorId
            self.scheduleStart = scheduleStart
            self.chargingSchedule = chargingSchedule
        }
    }
}
