import OCPPTypes

extension Action {
    /// The action of that name; the frequent ones are compared first.
    init?(wire text: ShortText) {
        guard let action = Self.frequent(text) ?? Self.seldom(text) else { return nil }
        self = action
    }

    /// What a charge point sends all day, and what sets its load.
    private static func frequent(_ text: ShortText) -> Action? {
        if text.matches("Heartbeat") { return .heartbeat }
        if text.matches("MeterValues") { return .meterValues }
        if text.matches("StatusNotification") { return .statusNotification }
        if text.matches("StartTransaction") { return .startTransaction }
        if text.matches("StopTransaction") { return .stopTransaction }
        if text.matches("Authorize") { return .authorize }
        if text.matches("BootNotification") { return .bootNotification }
        if text.matches("SetChargingProfile") { return .setChargingProfile }
        return nil
    }

    /// The other actions, by name.
    private static func seldom(_ text: ShortText) -> Action? {
        if text.matches("CancelReservation") { return .cancelReservation }
        if text.matches("CertificateSigned") { return .certificateSigned }
        if text.matches("ChangeAvailability") { return .changeAvailability }
        if text.matches("ChangeConfiguration") { return .changeConfiguration }
        if text.matches("ClearCache") { return .clearCache }
        if text.matches("ClearChargingProfile") { return .clearChargingProfile }
        if text.matches("DataTransfer") { return .dataTransfer }
        if text.matches("DeleteCertificate") { return .deleteCertificate }
        if text.matches("DiagnosticsStatusNotification") { return .diagnosticsStatusNotification }
        if text.matches("ExtendedTriggerMessage") { return .extendedTriggerMessage }
        if text.matches("FirmwareStatusNotification") { return .firmwareStatusNotification }
        if text.matches("GetCompositeSchedule") { return .getCompositeSchedule }
        if text.matches("GetConfiguration") { return .getConfiguration }
        if text.matches("GetDiagnostics") { return .getDiagnostics }
        if text.matches("GetInstalledCertificateIds") { return .getInstalledCertificateIds }
        if text.matches("GetLocalListVersion") { return .getLocalListVersion }
        if text.matches("GetLog") { return .getLog }
        if text.matches("InstallCertificate") { return .installCertificate }
        if text.matches("LogStatusNotification") { return .logStatusNotification }
        if text.matches("RemoteStartTransaction") { return .remoteStartTransaction }
        if text.matches("RemoteStopTransaction") { return .remoteStopTransaction }
        if text.matches("ReserveNow") { return .reserveNow }
        if text.matches("Reset") { return .reset }
        if text.matches("SecurityEventNotification") { return .securityEventNotification }
        if text.matches("SendLocalList") { return .sendLocalList }
        if text.matches("SignCertificate") { return .signCertificate }
        if text.matches("SignedFirmwareStatusNotification") { return .signedFirmwareStatusNotification }
        if text.matches("SignedUpdateFirmware") { return .signedUpdateFirmware }
        if text.matches("TriggerMessage") { return .triggerMessage }
        if text.matches("UnlockConnector") { return .unlockConnector }
        if text.matches("UpdateFirmware") { return .updateFirmware }
        return nil
    }

    /// The action's name without a String.
    var wire: StaticString {
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
}
