/// Values of `AuthorizationStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum AuthorizationStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Blocked`.
    case blocked = "Blocked"
    /// `Expired`.
    case expired = "Expired"
    /// `Invalid`.
    case invalid = "Invalid"
    /// `ConcurrentTx`.
    case concurrentTx = "ConcurrentTx"
}
