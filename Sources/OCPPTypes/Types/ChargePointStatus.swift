/// Values of `ChargePointStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ChargePointStatus: String, CaseIterable, Sendable, Hashable {
    /// `Available`.
    case available = "Available"
    /// `Preparing`.
    case preparing = "Preparing"
    /// `Charging`.
    case charging = "Charging"
    /// `SuspendedEVSE`.
    case suspendedEVSE = "SuspendedEVSE"
    /// `SuspendedEV`.
    case suspendedEV = "SuspendedEV"
    /// `Finishing`.
    case finishing = "Finishing"
    /// `Reserved`.
    case reserved = "Reserved"
    /// `Unavailable`.
    case unavailable = "Unavailable"
    /// `Faulted`.
    case faulted = "Faulted"
}
