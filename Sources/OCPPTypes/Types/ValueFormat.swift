/// Values of `ValueFormat` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ValueFormat: String, CaseIterable, Sendable, Hashable {
    /// `Raw`.
    case raw = "Raw"
    /// `SignedData`.
    case signedData = "SignedData"
}
