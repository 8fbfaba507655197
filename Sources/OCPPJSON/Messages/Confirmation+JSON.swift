import OCPPTypes

extension Confirmation {
    /// Reads the payload that the action's CALLRESULT has.
    init(_ action: Action, from reader: inout JSONReader) throws(ReadFailure) {
        switch action {
        case .authorize: self = .authorize(try Authorize.Confirmation.read(&reader))
        case .bootNotification: self = .bootNotification(try BootNotification.Confirmation.read(&reader))
        case .cancelReservation: self = .cancelReservation(try CancelReservation.Confirmation.read(&reader))
        case .certificateSigned: self = .certificateSigned(try CertificateSigned.Confirmation.read(&reader))
        case .changeAvailability: self = .changeAvailability(try ChangeAvailability.Confirmation.read(&reader))
        case .changeConfiguration: self = .changeConfiguration(try ChangeConfiguration.Confirmation.read(&reader))
        case .clearCache: self = .clearCache(try ClearCache.Confirmation.read(&reader))
        case .clearChargingProfile: self = .clearChargingProfile(try ClearChargingProfile.Confirmation.read(&reader))
        case .dataTransfer: self = .dataTransfer(try DataTransfer.Confirmation.read(&reader))
        case .deleteCertificate: self = .deleteCertificate(try DeleteCertificate.Confirmation.read(&reader))
        case .diagnosticsStatusNotification:
            self = .diagnosticsStatusNotification(try DiagnosticsStatusNotification.Confirmation.read(&reader))
        case .extendedTriggerMessage:
            self = .extendedTriggerMessage(try ExtendedTriggerMessage.Confirmation.read(&reader))
        case .firmwareStatusNotification:
            self = .firmwareStatusNotification(try FirmwareStatusNotification.Confirmation.read(&reader))
        case .getCompositeSchedule: self = .getCompositeSchedule(try GetCompositeSchedule.Confirmation.read(&reader))
        case .getConfiguration: self = .getConfiguration(try GetConfiguration.Confirmation.read(&reader))
        case .getDiagnostics: self = .getDiagnostics(try GetDiagnostics.Confirmation.read(&reader))
        case .getInstalledCertificateIds:
            self = .getInstalledCertificateIds(try GetInstalledCertificateIds.Confirmation.read(&reader))
        case .getLocalListVersion: self = .getLocalListVersion(try GetLocalListVersion.Confirmation.read(&reader))
        case .getLog: self = .getLog(try GetLog.Confirmation.read(&reader))
        case .heartbeat: self = .heartbeat(try Heartbeat.Confirmation.read(&reader))
        case .installCertificate: self = .installCertificate(try InstallCertificate.Confirmation.read(&reader))
        case .logStatusNotification: self = .logStatusNotification(try LogStatusNotification.Confirmation.read(&reader))
        case .meterValues: self = .meterValues(try MeterValues.Confirmation.read(&reader))
        case .remoteStartTransaction:
            self = .remoteStartTransaction(try RemoteStartTransaction.Confirmation.read(&reader))
        case .remoteStopTransaction: self = .remoteStopTransaction(try RemoteStopTransaction.Confirmation.read(&reader))
        case .reserveNow: self = .reserveNow(try ReserveNow.Confirmation.read(&reader))
        case .reset: self = .reset(try Reset.Confirmation.read(&reader))
        case .securityEventNotification:
            self = .securityEventNotification(try SecurityEventNotification.Confirmation.read(&reader))
        case .sendLocalList: self = .sendLocalList(try SendLocalList.Confirmation.read(&reader))
        case .setChargingProfile: self = .setChargingProfile(try SetChargingProfile.Confirmation.read(&reader))
        case .signCertificate: self = .signCertificate(try SignCertificate.Confirmation.read(&reader))
        case .signedFirmwareStatusNotification:
            self = .signedFirmwareStatusNotification(try SignedFirmwareStatusNotification.Confirmation.read(&reader))
        case .signedUpdateFirmware: self = .signedUpdateFirmware(try SignedUpdateFirmware.Confirmation.read(&reader))
        case .startTransaction: self = .startTransaction(try StartTransaction.Confirmation.read(&reader))
        case .statusNotification: self = .statusNotification(try StatusNotification.Confirmation.read(&reader))
        case .stopTransaction: self = .stopTransaction(try StopTransaction.Confirmation.read(&reader))
        case .triggerMessage: self = .triggerMessage(try TriggerMessage.Confirmation.read(&reader))
        case .unlockConnector: self = .unlockConnector(try UnlockConnector.Confirmation.read(&reader))
        case .updateFirmware: self = .updateFirmware(try UpdateFirmware.Confirmation.read(&reader))
        }
    }
}

extension OutputBuffer {
    /// Writes the payload of a CALLRESULT.
    mutating func payload(_ confirmation: Confirmation) {
        switch confirmation {
        case .authorize(let payload): payload.write(to: &self)
        case .bootNotification(let payload): payload.write(to: &self)
        case .cancelReservation(let payload): payload.write(to: &self)
        case .certificateSigned(let payload): payload.write(to: &self)
        case .changeAvailability(let payload): payload.write(to: &self)
        case .changeConfiguration(let payload): payload.write(to: &self)
        case .clearCache(let payload): payload.write(to: &self)
        case .clearChargingProfile(let payload): payload.write(to: &self)
        case .dataTransfer(let payload): payload.write(to: &self)
        case .deleteCertificate(let payload): payload.write(to: &self)
        case .diagnosticsStatusNotification(let payload): payload.write(to: &self)
        case .extendedTriggerMessage(let payload): payload.write(to: &self)
        case .firmwareStatusNotification(let payload): payload.write(to: &self)
        case .getCompositeSchedule(let payload): payload.write(to: &self)
        case .getConfiguration(let payload): payload.write(to: &self)
        case .getDiagnostics(let payload): payload.write(to: &self)
        case .getInstalledCertificateIds(let payload): payload.write(to: &self)
        case .getLocalListVersion(let payload): payload.write(to: &self)
        case .getLog(let payload): payload.write(to: &self)
        case .heartbeat(let payload): payload.write(to: &self)
        case .installCertificate(let payload): payload.write(to: &self)
        case .logStatusNotification(let payload): payload.write(to: &self)
        case .meterValues(let payload): payload.write(to: &self)
        case .remoteStartTransaction(let payload): payload.write(to: &self)
        case .remoteStopTransaction(let payload): payload.write(to: &self)
        case .reserveNow(let payload): payload.write(to: &self)
        case .reset(let payload): payload.write(to: &self)
        case .securityEventNotification(let payload): payload.write(to: &self)
        case .sendLocalList(let payload): payload.write(to: &self)
        case .setChargingProfile(let payload): payload.write(to: &self)
        case .signCertificate(let payload): payload.write(to: &self)
        case .signedFirmwareStatusNotification(let payload): payload.write(to: &self)
        case .signedUpdateFirmware(let payload): payload.write(to: &self)
        case .startTransaction(let payload): payload.write(to: &self)
        case .statusNotification(let payload): payload.write(to: &self)
        case .stopTransaction(let payload): payload.write(to: &self)
        case .triggerMessage(let payload): payload.write(to: &self)
        case .unlockConnector(let payload): payload.write(to: &self)
        case .updateFirmware(let payload): payload.write(to: &self)
        }
    }
}
