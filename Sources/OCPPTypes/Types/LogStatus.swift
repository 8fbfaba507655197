/// Values of `LogStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum LogStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Rejected`.
    case rejected = "Rejected"
    /// `AcceptedCanceled`.
    case acceptedCanceled = "AcceptedCanceled"
}
