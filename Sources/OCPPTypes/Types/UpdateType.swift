/// Values of `UpdateType` on the wire (OCPP 1.6 §7 or the security white paper).
package enum UpdateType: String, CaseIterable, Sendable, Hashable {
    /// `Differential`.
    case differential = "Differential"
    /// `Full`.
    case full = "Full"
}
