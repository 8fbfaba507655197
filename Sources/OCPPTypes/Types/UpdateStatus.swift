/// Values of `UpdateStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum UpdateStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Failed`.
    case failed = "Failed"
    /// `NotSupported`.
    case notSupported = "NotSupported"
    /// `VersionMismatch`.
    case versionMismatch = "VersionMismatch"
}
