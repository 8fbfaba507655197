/// Values of `UnitOfMeasure` on the wire (OCPP 1.6 §7 or the security white paper).
package enum UnitOfMeasure: String, CaseIterable, Sendable, Hashable {
    /// `Wh`.
    case wh = "Wh"
    /// `kWh`.
    case kWh
    /// `varh`.
    case varh
    /// `kvarh`.
    case kvarh
    /// `W`.
    case w = "W"
    /// `kW`.
    case kW
    /// `VA`.
    case va = "VA"
    /// `kVA`.
    case kVA
    /// `var`.
    case `var` = "var"
    /// `kvar`.
    case kvar
    /// `A`.
    case a = "A"
    /// `V`.
    case v = "V"
    /// `K`.
    case k = "K"
    /// `Celcius`.
    case celcius = "Celcius"
    /// `Celsius`.
    case celsius = "Celsius"
    /// `Fahrenheit`.
    case fahrenheit = "Fahrenheit"
    /// `Percent`.
    case percent = "Percent"
}
