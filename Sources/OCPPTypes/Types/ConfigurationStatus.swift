/// Values of `ConfigurationStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ConfigurationStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Rejected`.
    case rejected = "Rejected"
    /// `RebootRequired`.
    case rebootRequired = "RebootRequired"
    /// `NotSupported`.
    case notSupported = "NotSupported"
}
