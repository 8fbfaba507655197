/// Values of `Reason` on the wire (OCPP 1.6 §7 or the security white paper).
package enum Reason: String, CaseIterable, Sendable, Hashable {
    /// `EmergencyStop`.
    case emergencyStop = "EmergencyStop"
    /// `EVDisconnected`.
    case evDisconnected = "EVDisconnected"
    /// `HardReset`.
    case hardReset = "HardReset"
    /// `Local`.
    case local = "Local"
    /// `Other`.
    case other = "Other"
    /// `PowerLoss`.
    case powerLoss = "PowerLoss"
    /// `Reboot`.
    case reboot = "Reboot"
    /// `Remote`.
    case remote = "Remote"
    /// `SoftReset`.
    case softReset = "SoftReset"
    /// `UnlockCommand`.
    case unlockCommand = "UnlockCommand"
    /// `DeAuthorized`.
    case deAuthorized = "DeAuthorized"
}
