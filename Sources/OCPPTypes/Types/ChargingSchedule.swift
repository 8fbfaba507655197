/// A schedule of limits (OCPP 1.6 §7.13).
package struct ChargingSchedule: Equatable, Sendable {
    /// Optional, integer. Seconds.
    package var duration: Int?
    /// Optional, date and time.
    package var startSchedule: DateTime?
    /// Required, enumeration.
    package var chargingRateUnit: ChargingRateUnit
    /// Required, list of ChargingSchedulePeriod.
    package var chargingSchedulePeriod: [ChargingSchedulePeriod]
    /// Optional, decimal with one fraction digit.
    package var minChargingRate: DecimalNumber?

    /// Makes the value from its members; optional ones are absent unless given.
    package init(
        duration: Int? = nil,
        startSchedule: DateTime? = nil,
        chargingRateUnit: ChargingRateUnit,
        chargingSchedulePeriod: [ChargingSchedulePeriod],
        minChargingRate: DecimalNumber? = nil
    ) {
        self.duration = duration
        self.startSchedule = startSchedule
        self.chargingRateUnit = chargingRateUnit
        self.chargingSchedulePeriod = chargingSchedulePeriod
        self.minChargingRate = minChargingRate
    }
}
