/// Values of `ReservationStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ReservationStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Faulted`.
    case faulted = "Faulted"
    /// `Occupied`.
    case occupied = "Occupied"
    /// `Rejected`.
    case rejected = "Rejected"
    /// `Unavailable`.
    case unavailable = "Unavailable"
}
