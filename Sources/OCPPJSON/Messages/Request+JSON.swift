import OCPPTypes

extension Request {
    /// Reads the payload that the action's CALL has.
    init(_ action: Action, from reader: inout JSONReader) throws(ReadFailure) {
        switch action {
        case .authorize: self = .authorize(try Authorize.Request.read(&reader))
        case .bootNotification: self = .bootNotification(try BootNotification.Request.read(&reader))
        case .cancelReservation: self = .cancelReservation(try CancelReservation.Request.read(&reader))
        case .certificateSigned: self = .certificateSigned(try CertificateSigned.Request.read(&reader))
        case .changeAvailability: self = .changeAvailability(try ChangeAvailability.Request.read(&reader))
        case .changeConfiguration: self = .changeConfiguration(try ChangeConfiguration.Request.read(&reader))
        case .clearCache: self = .clearCache(try ClearCache.Request.read(&reader))
        case .clearChargingProfile: self = .clearChargingProfile(try ClearChargingProfile.Request.read(&reader))
        case .dataTransfer: self = .dataTransfer(try DataTransfer.Request.read(&reader))
        case .deleteCertificate: self = .deleteCertificate(try DeleteCertificate.Request.read(&reader))
        case .diagnosticsStatusNotification:
            self = .diagnosticsStatusNotification(try DiagnosticsStatusNotification.Request.read(&reader))
        case .extendedTriggerMessage: self = .extendedTriggerMessage(try ExtendedTriggerMessage.Request.read(&reader))
        case .firmwareStatusNotification:
            self = .firmwareStatusNotification(try FirmwareStatusNotification.Request.read(&reader))
        case .getCompositeSchedule: self = .getCompositeSchedule(try GetCompositeSchedule.Request.read(&reader))
        case .getConfiguration: self = .getConfiguration(try GetConfiguration.Request.read(&reader))
        case .getDiagnostics: self = .getDiagnostics(try GetDiagnostics.Request.read(&reader))
        case .getInstalledCertificateIds:
            self = .getInstalledCertificateIds(try GetInstalledCertificateIds.Request.read(&reader))
        case .getLocalListVersion: self = .getLocalListVersion(try GetLocalListVersion.Request.read(&reader))
        case .getLog: self = .getLog(try GetLog.Request.read(&reader))
        case .heartbeat: self = .heartbeat(try Heartbeat.Request.read(&reader))
        case .installCertificate: self = .installCertificate(try InstallCertificate.Request.read(&reader))
        case .logStatusNotification: self = .logStatusNotification(try LogStatusNotification.Request.read(&reader))
        case .meterValues: self = .meterValues(try MeterValues.Request.read(&reader))
        case .remoteStartTransaction: self = .remoteStartTransaction(try RemoteStartTransaction.Request.read(&reader))
        case .remoteStopTransaction: self = .remoteStopTransaction(try RemoteStopTransaction.Request.read(&reader))
        case .reserveNow: self = .reserveNow(try ReserveNow.Request.read(&reader))
        case .reset: self = .reset(try Reset.Request.read(&reader))
        case .securityEventNotification:
            self = .securityEventNotification(try SecurityEventNotification.Request.read(&reader))
        case .sendLocalList: self = .sendLocalList(try SendLocalList.Request.read(&reader))
        case .setChargingProfile: self = .setChargingProfile(try SetChargingProfile.Request.read(&reader))
        case .signCertificate: self = .signCertificate(try SignCertificate.Request.read(&reader))
        case .signedFirmwareStatusNotification:
            self = .signedFirmwareStatusNotification(try SignedFirmwareStatusNotification.Request.read(&reader))
        case .signedUpdateFirmware: self = .signedUpdateFirmware(try SignedUpdateFirmware.Request.read(&reader))
        case .startTransaction: self = .startTransaction(try StartTransaction.Request.read(&reader))
        case .statusNotification: self = .statusNotification(try StatusNotification.Request.read(&reader))
        case .stopTransaction: self = .stopTransaction(try StopTransaction.Request.read(&reader))
        case .triggerMessage: self = .triggerMessage(try TriggerMessage.Request.read(&reader))
        case .unlockConnector: self = .unlockConnector(try UnlockConnector.Request.read(&reader))
        case .updateFirmware: self = .updateFirmware(try UpdateFirmware.Request.read(&reader))
        }
    }
}

extension OutputBuffer {
    /// Writes the payload of a CALL.
    package mutating func payload(_ request: Request) {
        switch request {
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
