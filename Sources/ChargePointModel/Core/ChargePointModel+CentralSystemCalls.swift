import OCPPTypes

extension ChargePointModel {
    /// A CALL of the central system. What changes because of it follows after the answer.
    mutating func received(
        _ id: UniqueId, _ request: Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        // A CALL that was read after the connection was lost has nobody to answer to.
        guard connection == .open else { return }
        guard !boot.isSilent else {
            effects.append(.notice(.violation(.callAfterRejection)))
            return
        }
        // The answer is an own PDU: the silence before the next Heartbeat begins anew.
        spoke(at: now)
        answerLeaves(at: now)
        switch request {
        case .changeAvailability(let request): changeAvailability(id, request, at: now, &effects)
        case .changeConfiguration(let request):
            var consequences: [ChargePointEffect] = []
            let status = changeConfiguration(request, at: now, &consequences)
            effects.append(.reply(id, .changeConfiguration(ChangeConfiguration.Confirmation(status: status))))
            effects += consequences
        case .clearCache:
            effects.append(.reply(id, .clearCache(ClearCache.Confirmation(status: clearCache()))))
        case .dataTransfer(let request): effects.append(.reply(id, .dataTransfer(dataTransfer(request))))
        case .getConfiguration(let request): effects.append(getConfiguration(id, request))
        case .remoteStartTransaction(let request): remoteStart(id, request, at: now, &effects)
        case .remoteStopTransaction(let request): remoteStop(id, request, at: now, &effects)
        case .reset(let request):
            effects.append(.reply(id, .reset(Reset.Confirmation(status: isOnBattery ? .rejected : .accepted))))
            if !isOnBattery { reset(request.type, at: now, &effects) }
        case .unlockConnector(let request): unlock(id, request, at: now, &effects)
        case .cancelReservation(let request): cancelReservation(id, request, at: now, &effects)
        case .reserveNow(let request): reserveNow(id, request, at: now, &effects)
        case .setChargingProfile(let request) where supports(.smartCharging):
            setChargingProfile(id, request, at: now, &effects)
        case .clearChargingProfile(let request) where supports(.smartCharging):
            clearChargingProfile(id, request, at: now, &effects)
        case .getCompositeSchedule(let request) where supports(.smartCharging):
            getCompositeSchedule(id, request, at: now, &effects)
        case .clearChargingProfile, .getCompositeSchedule, .setChargingProfile:
            refuse(id, "the SmartCharging profile is not supported", &effects)
        case .getDiagnostics(let request): getDiagnostics(id, request, at: now, &effects)
        case .updateFirmware(let request): updateFirmware(id, request, at: now, &effects)
        case .getLocalListVersion: effects.append(localListVersion(id))
        case .sendLocalList(let request):
            effects.append(.reply(id, .sendLocalList(SendLocalList.Confirmation(status: sendLocalList(request)))))
        case .triggerMessage(let request): trigger(id, request, at: now, &effects)
        case .certificateSigned(let request): certificateSigned(id, request, at: now, &effects)
        case .deleteCertificate(let request):
            let status = deleteCertificate(request.certificateHashData, at: now, &effects)
            effects.append(.reply(id, .deleteCertificate(DeleteCertificate.Confirmation(status: status))))
        case .getInstalledCertificateIds(let request):
            effects.append(.reply(id, .getInstalledCertificateIds(installedCertificateIds(request.certificateType))))
        case .installCertificate(let request): installCertificate(id, request, at: now, &effects)
        case .extendedTriggerMessage(let request): extendedTrigger(id, request, at: now, &effects)
        case .getLog(let request): getLog(id, request, at: now, &effects)
        case .signedUpdateFirmware(let request): signedUpdateFirmware(id, request, at: now, &effects)
        case .authorize, .bootNotification, .diagnosticsStatusNotification, .firmwareStatusNotification, .heartbeat,
            .logStatusNotification, .meterValues, .securityEventNotification, .signCertificate,
            .signedFirmwareStatusNotification, .startTransaction, .statusNotification, .stopTransaction:
            effects.append(.notice(.violation(.callOfChargePointAction)))
            refuse(id, "only a charge point sends this action", &effects)
        }
    }

    func refuse(_ id: UniqueId, _ description: String, _ effects: inout [ChargePointEffect]) {
        effects.append(.replyError(id, CallError(.notSupported, description)))
    }
}
