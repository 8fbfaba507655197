/// The payload of a CALL, by action. Large payloads are boxed so that the value stays small in queues and effects.
package enum Request: Equatable, Sendable {
    /// `Authorize.req`
    case authorize(Authorize.Request)
    /// `BootNotification.req`
    indirect case bootNotification(BootNotification.Request)
    /// `CancelReservation.req`
    case cancelReservation(CancelReservation.Request)
    /// `CertificateSigned.req`
    case certificateSigned(CertificateSigned.Request)
    /// `ChangeAvailability.req`
    case changeAvailability(ChangeAvailability.Request)
    /// `ChangeConfiguration.req`
    case changeConfiguration(ChangeConfiguration.Request)
    /// `ClearCache.req`
    case clearCache(ClearCache.Request)
    /// `ClearChargingProfile.req`
    indirect case clearChargingProfile(ClearChargingProfile.Request)
    /// `DataTransfer.req`
    case dataTransfer(DataTransfer.Request)
    /// `DeleteCertificate.req`
    indirect case deleteCertificate(DeleteCertificate.Request)
    /// `DiagnosticsStatusNotification.req`
    case diagnosticsStatusNotification(DiagnosticsStatusNotification.Request)
    /// `ExtendedTriggerMessage.req`
    case extendedTriggerMessage(ExtendedTriggerMessage.Request)
    /// `FirmwareStatusNotification.req`
    case firmwareStatusNotification(FirmwareStatusNotification.Request)
    /// `GetCompositeSchedule.req`
    case getCompositeSchedule(GetCompositeSchedule.Request)
    /// `GetConfiguration.req`
    case getConfiguration(GetConfiguration.Request)
    /// `GetDiagnostics.req`
    indirect case getDiagnostics(GetDiagnostics.Request)
    /// `GetInstalledCertificateIds.req`
    case getInstalledCertificateIds(GetInstalledCertificateIds.Request)
    /// `GetLocalListVersion.req`
    case getLocalListVersion(GetLocalListVersion.Request)
    /// `GetLog.req`
    indirect case getLog(GetLog.Request)
    /// `Heartbeat.req`
    case heartbeat(Heartbeat.Request)
    /// `InstallCertificate.req`
    case installCertificate(InstallCertificate.Request)
    /// `LogStatusNotification.req`
    case logStatusNotification(LogStatusNotification.Request)
    /// `MeterValues.req`
    case meterValues(MeterValues.Request)
    /// `RemoteStartTransaction.req`
    indirect case remoteStartTransaction(RemoteStartTransaction.Request)
    /// `RemoteStopTransaction.req`
    case remoteStopTransaction(RemoteStopTransaction.Request)
    /// `ReserveNow.req`
    indirect case reserveNow(ReserveNow.Request)
    /// `Reset.req`
    case reset(Reset.Request)
    /// `SecurityEventNotification.req`
    case securityEventNotification(SecurityEventNotification.Request)
    /// `SendLocalList.req`
    case sendLocalList(SendLocalList.Request)
    /// `SetChargingProfile.req`
    indirect case setChargingProfile(SetChargingProfile.Request)
    /// `SignCertificate.req`
    case signCertificate(SignCertificate.Request)
    /// `SignedFirmwareStatusNotification.req`
    case signedFirmwareStatusNotification(SignedFirmwareStatusNotification.Request)
    /// `SignedUpdateFirmware.req`
    indirect case signedUpdateFirmware(SignedUpdateFirmware.Request)
    /// `StartTransaction.req`
    case startTransaction(StartTransaction.Request)
    /// `StatusNotification.req`
    indirect case statusNotification(StatusNotification.Request)
    /// `StopTransaction.req`
    case stopTransaction(StopTransaction.Request)
    /// `TriggerMessage.req`
    case triggerMessage(TriggerMessage.Request)
    /// `UnlockConnector.req`
    case unlockConnector(UnlockConnector.Request)
    /// `UpdateFirmware.req`
    case updateFirmware(UpdateFirmware.Request)

    /// The action this payload belongs to.
    package var action: Action {
        switch self {
        case .authorize: .authorize
        case .bootNotification: .bootNotification
        case .cancelReservation: .cancelReservation
        case .certificateSigned: .certificateSigned
        case .changeAvailability: .changeAvailability
        case .changeConfiguration: .changeConfiguration
        case .clearCache: .clearCache
        case .clearChargingProfile: .clearChargingProfile
        case .dataTransfer: .dataTransfer
        case .deleteCertificate: .deleteCertificate
        case .diagnosticsStatusNotification: .diagnosticsStatusNotification
        case .extendedTriggerMessage: .extendedTriggerMessage
        case .firmwareStatusNotification: .firmwareStatusNotification
        case .getCompositeSchedule: .getCompositeSchedule
        case .getConfiguration: .getConfiguration
        case .getDiagnostics: .getDiagnostics
        case .getInstalledCertificateIds: .getInstalledCertificateIds
        case .getLocalListVersion: .getLocalListVersion
        case .getLog: .getLog
        case .heartbeat: .heartbeat
        case .installCertificate: .installCertificate
        case .logStatusNotification: .logStatusNotification
        case .meterValues: .meterValues
        case .remoteStartTransaction: .remoteStartTransaction
        case .remoteStopTransaction: .remoteStopTransaction
        case .reserveNow: .reserveNow
        case .reset: .reset
        case .securityEventNotification: .securityEventNotification
        case .sendLocalList: .sendLocalList
        case .setChargingProfile: .setChargingProfile
        case .signCertificate: .signCertificate
        case .signedFirmwareStatusNotification: .signedFirmwareStatusNotification
        case .signedUpdateFirmware: .signedUpdateFirmware
        case .startTransaction: .startTransaction
        case .statusNotification: .statusNotification
        case .stopTransaction: .stopTransaction
        case .triggerMessage: .triggerMessage
        case .unlockConnector: .unlockConnector
        case .updateFirmware: .updateFirmware
        }
    }
}
