/// Values of `ResetType` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ResetType: String, CaseIterable, Sendable, Hashable {
    /// `Hard`.
    case hard = "Hard"
    /// `Soft`.
    case soft = "Soft"
}
