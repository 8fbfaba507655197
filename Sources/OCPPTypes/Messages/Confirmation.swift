/// The payload of a CALLRESULT, by action. Large payloads are boxed so that the value stays small in queues and effects.
package enum Confirmation: Equatable, Sendable {
    /// `Authorize.conf`
    case authorize(Authorize.Confirmation)
    /// `BootNotification.conf`
    case bootNotification(BootNotification.Confirmation)
    /// `CancelReservation.conf`
    case cancelReservation(CancelReservation.Confirmation)
    /// `CertificateSigned.conf`
    case certificateSigned(CertificateSigned.Confirmation)
    /// `ChangeAvailability.conf`
    case changeAvailability(ChangeAvailability.Confirmation)
    /// `ChangeConfiguration.conf`
    case changeConfiguration(ChangeConfiguration.Confirmation)
    /// `ClearCache.conf`
    case clearCache(ClearCache.Confirmation)
    /// `ClearChargingProfile.conf`
    case clearChargingProfile(ClearChargingProfile.Confirmation)
    /// `DataTransfer.conf`
    case dataTransfer(DataTransfer.Confirmation)
    /// `DeleteCertificate.conf`
    case deleteCertificate(DeleteCertificate.Confirmation)
    /// `DiagnosticsStatusNotification.conf`
    case diagnosticsStatusNotification(DiagnosticsStatusNotification.Confirmation)
    /// `ExtendedTriggerMessage.conf`
    case extendedTriggerMessage(ExtendedTriggerMessage.Confirmation)
    /// `FirmwareStatusNotification.conf`
    case firmwareStatusNotification(FirmwareStatusNotification.Confirmation)
    /// `GetCompositeSchedule.conf`
    indirect case getCompositeSchedule(GetCompositeSchedule.Confirmation)
    /// `GetConfiguration.conf`
    case getConfiguration(GetConfiguration.Confirmation)
    /// `GetDiagnostics.conf`
    case getDiagnostics(GetDiagnostics.Confirmation)
    /// `GetInstalledCertificateIds.conf`
    case getInstalledCertificateIds(GetInstalledCertificateIds.Confirmation)
    /// `GetLocalListVersion.conf`
    case getLocalListVersion(GetLocalListVersion.Confirmation)
    /// `GetLog.conf`
    case getLog(GetLog.Confirmation)
    /// `Heartbeat.conf`
    case heartbeat(Heartbeat.Confirmation)
    /// `InstallCertificate.conf`
    case installCertificate(InstallCertificate.Confirmation)
    /// `LogStatusNotification.conf`
    case logStatusNotification(LogStatusNotification.Confirmation)
    /// `MeterValues.conf`
    case meterValues(MeterValues.Confirmation)
    /// `RemoteStartTransaction.conf`
    case remoteStartTransaction(RemoteStartTransaction.Confirmation)
    /// `RemoteStopTransaction.conf`
    case remoteStopTransaction(RemoteStopTransaction.Confirmation)
    /// `ReserveNow.conf`
    case reserveNow(ReserveNow.Confirmation)
    /// `Reset.conf`
    case reset(Reset.Confirmation)
    /// `SecurityEventNotification.conf`
    case securityEventNotification(SecurityEventNotification.Confirmation)
    /// `SendLocalList.conf`
    case sendLocalList(SendLocalList.Confirmation)
    /// `SetChargingProfile.conf`
    case setChargingProfile(SetChargingProfile.Confirmation)
    /// `SignCertificate.conf`
    case signCertificate(SignCertificate.Confirmation)
    /// `SignedFirmwareStatusNotification.conf`
    case signedFirmwareStatusNotification(SignedFirmwareStatusNotification.Confirmation)
    /// `SignedUpdateFirmware.conf`
    case signedUpdateFirmware(SignedUpdateFirmware.Confirmation)
    /// `StartTransaction.conf`
    case startTransaction(StartTransaction.Confirmation)
    /// `StatusNotification.conf`
    case statusNotification(StatusNotification.Confirmation)
    /// `StopTransaction.conf`
    case stopTransaction(StopTransaction.Confirmation)
    /// `TriggerMessage.conf`
    case triggerMessage(TriggerMessage.Confirmation)
    /// `UnlockConnector.conf`
    case unlockConnector(UnlockConnector.Confirmation)
    /// `UpdateFirmware.conf`
    case updateFirmware(UpdateFirmware.Confirmation)

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
