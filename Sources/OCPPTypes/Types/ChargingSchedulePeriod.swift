/// One period of a schedule (OCPP 1.6 §7.14).
package struct ChargingSchedulePeriod: Equatable, Sendable {
    /// Required, integer. Seconds from the start of the schedule.
    package var startPeriod: Int
    /// Required, decimal with one fraction digit. In the unit of the schedule: W in total, or A per phase (§7.14).
    package var limit: DecimalNumber
    /// Optional, integer. 3 is assumed when absent.
    package var numberPhases: Int?

    /// Makes the value from its members; optional ones are absent unless given.
    package init(startPeriod: Int, limit: DecimalNumber, numberPhases: Int? = nil) {
        self.startPeriod = startPeriod
        self.limit = limit
        self.numberPhases = numberPhases
    }
}
