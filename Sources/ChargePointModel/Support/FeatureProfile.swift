/// A feature profile of OCPP 1.6 (§3.3; values of SupportedFeatureProfiles).
package enum FeatureProfile: String, CaseIterable, Sendable {
    /// Always there.
    case core = "Core"
    /// Firmware updates and diagnostics.
    case firmwareManagement = "FirmwareManagement"
    /// The local authorization list.
    case localAuthListManagement = "LocalAuthListManagement"
    /// Reservations.
    case reservation = "Reservation"
    /// Charging profiles.
    case smartCharging = "SmartCharging"
    /// TriggerMessage.
    case remoteTrigger = "RemoteTrigger"

    /// The profiles that are built: the default of SupportedFeatureProfiles.
    static let built: [FeatureProfile] = [
        .core, .localAuthListManagement, .reservation, .smartCharging, .remoteTrigger,
    ]

    /// ``built`` as a configuration value.
    static var builtText: String { built.map(\.rawValue).joined(separator: ",") }
}

extension ChargePointModel {
    /// True when the charge point has a profile; a scenario may take one away by setting SupportedFeatureProfiles.
    func supports(_ profile: FeatureProfile) -> Bool {
        guard case .text(let text) = value(.supportedFeatureProfiles) else {
            preconditionFailure("SupportedFeatureProfiles is a list")
        }
        return text.split(separator: ",").contains { $0.drop { $0 == " " } == profile.rawValue }
    }
}
