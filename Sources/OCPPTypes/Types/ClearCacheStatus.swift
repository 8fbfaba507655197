/// Values of `ClearCacheStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ClearCacheStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Rejected`.
    case rejected = "Rejected"
}
