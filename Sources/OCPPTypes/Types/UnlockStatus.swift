/// Values of `UnlockStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum UnlockStatus: String, CaseIterable, Sendable, Hashable {
    /// `Unlocked`.
    case unlocked = "Unlocked"
    /// `UnlockFailed`.
    case unlockFailed = "UnlockFailed"
    /// `NotSupported`.
    case notSupported = "NotSupported"
}
