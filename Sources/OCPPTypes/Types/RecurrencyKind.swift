/// Values of `RecurrencyKind` on the wire (OCPP 1.6 §7 or the security white paper).
package enum RecurrencyKind: String, CaseIterable, Sendable, Hashable {
    /// `Daily`.
    case daily = "Daily"
    /// `Weekly`.
    case weekly = "Weekly"
}
