/// Every action of OCPP 1.6 and of its security extension, in alphabetical order.
///
/// The raw value is a dense index for arrays per action; ``name`` is the spelling on the wire (case-sensitive).
package enum Action: UInt8, CaseIterable, Sendable, Hashable, Comparable {
    /// Asks whether an idTag may charge (charge point to central system).
    case authorize
    /// Registers the charge point after a (re)boot (charge point to central system).
    case bootNotification
    /// Cancels a reservation (central system to charge point).
    case cancelReservation
    /// Delivers a signed charge point certificate chain (central system to charge point).
    case certificateSigned
    /// Makes a connector or the charge point operative or inoperative (central system to charge point).
    case changeAvailability
    /// Sets one configuration key (central system to charge point).
    case changeConfiguration
    /// Empties the authorization cache (central system to charge point).
    case clearCache
    /// Removes charging profiles (central system to charge point).
    case clearChargingProfile
    /// Carries vendor-specific data in either direction (both directions).
    case dataTransfer
    /// Deletes an installed root certificate (central system to charge point).
    case deleteCertificate
    /// Reports the progress of a diagnostics upload (charge point to central system).
    case diagnosticsStatusNotification
    /// Asks the charge point to send a message (security extension) (central system to charge point).
    case extendedTriggerMessage
    /// Reports the progress of a firmware update (charge point to central system).
    case firmwareStatusNotification
    /// Asks for the schedule that results from all profiles (central system to charge point).
    case getCompositeSchedule
    /// Reads configuration keys (central system to charge point).
    case getConfiguration
    /// Orders an upload of diagnostics (central system to charge point).
    case getDiagnostics
    /// Lists the installed root certificates (central system to charge point).
    case getInstalledCertificateIds
    /// Asks for the version of the local authorization list (central system to charge point).
    case getLocalListVersion
    /// Orders an upload of a log (central system to charge point).
    case getLog
    /// Tells that the charge point lives and brings back the time (charge point to central system).
    case heartbeat
    /// Installs a root certificate (central system to charge point).
    case installCertificate
    /// Reports the progress of a log upload (charge point to central system).
    case logStatusNotification
    /// Reports sampled values of a connector or the main meter (charge point to central system).
    case meterValues
    /// Asks the charge point to start a transaction (central system to charge point).
    case remoteStartTransaction
    /// Asks the charge point to stop a transaction (central system to charge point).
    case remoteStopTransaction
    /// Reserves a connector for an idTag (central system to charge point).
    case reserveNow
    /// Restarts the charge point (central system to charge point).
    case reset
    /// Reports a security event (charge point to central system).
    case securityEventNotification
    /// Sends the local authorization list, whole or as differences (central system to charge point).
    case sendLocalList
    /// Installs a charging profile (central system to charge point).
    case setChargingProfile
    /// Asks for a charge point certificate to be signed (charge point to central system).
    case signCertificate
    /// Reports the progress of a signed firmware update (charge point to central system).
    case signedFirmwareStatusNotification
    /// Orders a signed firmware update (central system to charge point).
    case signedUpdateFirmware
    /// Reports that a transaction began (charge point to central system).
    case startTransaction
    /// Reports the status or an error of a connector (charge point to central system).
    case statusNotification
    /// Reports that a transaction ended (charge point to central system).
    case stopTransaction
    /// Asks the charge point to send a message (central system to charge point).
    case triggerMessage
    /// Unlocks the cable of a connector (central system to charge point).
    case unlockConnector
    /// Orders a firmware update (central system to charge point).
    case updateFirmware

    /// Number of actions.
    package static let count = 39

    /// The action's name as it stands in a CALL.
    package var name: String {
        switch self {
        case .authorize: "Authorize"
        case .bootNotification: "BootNotification"
        case .cancelReservation: "CancelReservation"
        case .certificateSigned: "CertificateSigned"
        case .changeAvailability: "ChangeAvailability"
        case .changeConfiguration: "ChangeConfiguration"
        case .clearCache: "ClearCache"
        case .clearChargingProfile: "ClearChargingProfile"
        case .dataTransfer: "DataTransfer"
        case .deleteCertificate: "DeleteCertificate"
        case .diagnosticsStatusNotification: "DiagnosticsStatusNotification"
        case .extendedTriggerMessage: "ExtendedTriggerMessage"
        case .firmwareStatusNotification: "FirmwareStatusNotification"
        case .getCompositeSchedule: "GetCompositeSchedule"
        case .getConfiguration: "GetConfiguration"
        case .getDiagnostics: "GetDiagnostics"
        case .getInstalledCertificateIds: "GetInstalledCertificateIds"
        case .getLocalListVersion: "GetLocalListVersion"
        case .getLog: "GetLog"
        case .heartbeat: "Heartbeat"
        case .installCertificate: "InstallCertificate"
        case .logStatusNotification: "LogStatusNotification"
        case .meterValues: "MeterValues"
        case .remoteStartTransaction: "RemoteStartTransaction"
        case .remoteStopTransaction: "RemoteStopTransaction"
        case .reserveNow: "ReserveNow"
        case .reset: "Reset"
        case .securityEventNotification: "SecurityEventNotification"
        case .sendLocalList: "SendLocalList"
        case .setChargingProfile: "SetChargingProfile"
        case .signCertificate: "SignCertificate"
        case .signedFirmwareStatusNotification: "SignedFirmwareStatusNotification"
        case .signedUpdateFirmware: "SignedUpdateFirmware"
        case .startTransaction: "StartTransaction"
        case .statusNotification: "StatusNotification"
        case .stopTransaction: "StopTransaction"
        case .triggerMessage: "TriggerMessage"
        case .unlockConnector: "UnlockConnector"
        case .updateFirmware: "UpdateFirmware"
        }
    }

    /// The action of that name, or nil; the comparison is case-sensitive (OCPP-J 1.6 §4.2.1).
    package init?(name: String) {
        guard let action = Self.byName[name] else { return nil }
        self = action
    }

    private static let byName: [String: Action] = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    /// True when a charge point sends it as a CALL (DataTransfer goes both ways).
    package var isFromChargePoint: Bool {
        switch self {
        case .authorize, .bootNotification, .dataTransfer, .diagnosticsStatusNotification, .firmwareStatusNotification,
            .heartbeat, .logStatusNotification, .meterValues, .securityEventNotification, .signCertificate,
            .signedFirmwareStatusNotification, .startTransaction, .statusNotification, .stopTransaction:
            true
        case .cancelReservation, .certificateSigned, .changeAvailability, .changeConfiguration, .clearCache,
            .clearChargingProfile, .deleteCertificate, .extendedTriggerMessage, .getCompositeSchedule,
            .getConfiguration, .getDiagnostics, .getInstalledCertificateIds, .getLocalListVersion, .getLog,
            .installCertificate, .remoteStartTransaction, .remoteStopTransaction, .reserveNow, .reset, .sendLocalList,
            .setChargingProfile, .signedUpdateFirmware, .triggerMessage, .unlockConnector, .updateFirmware:
            false
        }
    }

    /// True when a central system sends it as a CALL (DataTransfer goes both ways).
    package var isFromCentralSystem: Bool { self == .dataTransfer || !isFromChargePoint }

    package static func < (a: Action, b: Action) -> Bool { a.rawValue < b.rawValue }
}
