import OCPPTypes

extension Action {
    /// The action of that name; the frequent ones are compared first.
    init?(wire text: ShortText) {
        if text.matches("Heartbeat") {
            self = .heartbeat
        } else if text.matches("MeterValues") {
            self = .meterValues
        } else if text.matches("StatusNotification") {
            self = .statusNotification
        } else if text.matches("StartTransaction") {
            self = .startTransaction
        } else if text.matches("StopTransaction") {
            self = .stopTransaction
        } else if text.matches("Authorize") {
            self = .authorize
        } else if text.matches("BootNotification") {
            self = .bootNotification
        } else if text.matches("SetChargingProfile") {
            self = .setChargingProfile
        } else if text.matches("CancelReservation") {
            self = .cancelReservation
        } else if text.matches("CertificateSigned") {
            self = .certificateSigned
        } else if text.matches("ChangeAvailability") {
            self = .changeAvailability
        } else if text.matches("ChangeConfiguration") {
            self = .changeConfiguration
        } else if text.matches("ClearCache") {
            self = .clearCache
        } else if text.matches("ClearChargingProfile") {
            self = .clearChargingProfile
        } else if text.matches("DataTransfer") {
            self = .dataTransfer
        } else if text.matches("DeleteCertificate") {
            self = .deleteCertificate
        } else if text.matches("DiagnosticsStatusNotification") {
            self = .diagnosticsStatusNotification
        } else if text.matches("ExtendedTriggerMessage") {
            self = .extendedTriggerMessage
        } else if text.matches("FirmwareStatusNotification") {
            self = .firmwareStatusNotification
        } else if text.matches("GetCompositeSchedule") {
            self = .getCompositeSchedule
        } else if text.matches("GetConfiguration") {
            self = .getConfiguration
        } else if text.matches("GetDiagnostics") {
            self = .getDiagnostics
        } else if text.matches("GetInstalledCertificateIds") {
            self = .getInstalledCertificateIds
        } else if text.matches("GetLocalListVersion") {
            self = .getLocalListVersion
        } else if text.matches("GetLog") {
            self = .getLog
        } else if text.matches("InstallCertificate") {
            self = .installCertificate
        } else if text.matches("LogStatusNotification") {
            self = .logStatusNotification
        } else if text.matches("RemoteStartTransaction") {
            self = .remoteStartTransaction
        } else if text.matches("RemoteStopTransaction") {
            self = .remoteStopTransaction
        } else if text.matches("ReserveNow") {
            self = .reserveNow
        } else if text.matches("Reset") {
            self = .reset
        } else if text.matches("SecurityEventNotification") {
            self = .securityEventNotification
        } else if text.matches("SendLocalList") {
            self = .sendLocalList
        } else if text.matches("SignCertificate") {
            self = .signCertificate
        } else if text.matches("SignedFirmwareStatusNotification") {
            self = .signedFirmwareStatusNotification
        } else if text.matches("SignedUpdateFirmware") {
            self = .signedUpdateFirmware
        } else if text.matches("TriggerMessage") {
            self = .triggerMessage
        } else if text.matches("UnlockConnector") {
            self = .unlockConnector
        } else if text.matches("UpdateFirmware") {
            self = .updateFirmware
        } else {
            return nil
        }
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
