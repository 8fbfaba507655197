/// One reading (OCPP 1.6 §7.43); absent members have the defaults Sample.Periodic, Raw, Energy.Active.Import.Register, Outlet, Wh.
package struct SampledValue: Equatable, Sendable {
    /// Required, text.
    package var value: String
    /// Optional, enumeration.
    package var context: ReadingContext?
    /// Optional, enumeration.
    package var format: ValueFormat?
    /// Optional, enumeration.
    package var measurand: Measurand?
    /// Optional, enumeration.
    package var phase: Phase?
    /// Optional, enumeration.
    package var location: Location?
    /// Optional, enumeration.
    package var unit: UnitOfMeasure?

    /// Makes the value from its members; optional ones are absent unless given.
    package init(
        value: String,
        context: ReadingContext? = nil,
        format: ValueFormat? = nil,
        measurand: Measurand? = nil,
        phase: Phase? = nil,
        location: Location? = nil,
        unit: UnitOfMeasure? = nil
    ) {
        self.value = value
        self.context = context
        self.format = format
        self.measurand = measurand
        self.phase = phase
        self.location = location
        self.unit = unit
    }
}
