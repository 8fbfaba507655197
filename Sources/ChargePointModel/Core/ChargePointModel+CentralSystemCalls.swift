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
        switch request {
        case .changeAvailability(let request): changeAvailability(id, request, at: now, &effects)
        case .changeConfiguration(let request):
            let status = changeConfiguration(request, at: now)
            effects.append(.reply(id, .changeConfiguration(ChangeConfiguration.Confirmation(status: status))))
        case .clearCache:
            // Without a cache there is nothing to clear (PROTOCOL §6.2).
            effects.append(.reply(id, .clearCache(ClearCache.Confirmation(status: .rejected))))
        case .dataTransfer:
            effects.append(.reply(id, .dataTransfer(DataTransfer.Confirmation(status: .unknownVendorId))))
        case .getConfiguration(let request): effects.append(getConfiguration(id, request))
        case .remoteStartTransaction(let request): remoteStart(id, request, at: now, &effects)
        case .remoteStopTransaction(let request): remoteStop(id, request, at: now, &effects)
        case .reset(let request):
            effects.append(.reply(id, .reset(Reset.Confirmation(status: .accepted))))
            reset(request.type, at: now, &effects)
        case .unlockConnector(let request): unlock(id, request, at: now, &effects)
        case .cancelReservation, .reserveNow: refuse(id, "the Reservation profile is not supported", &effects)
        case .clearChargingProfile, .getCompositeSchedule, .setChargingProfile:
            refuse(id, "the SmartCharging profile is not supported", &effects)
        case .getDiagnostics, .updateFirmware:
            refuse(id, "the FirmwareManagement profile is not supported", &effects)
        case .getLocalListVersion, .sendLocalList:
            refuse(id, "the LocalAuthListManagement profile is not supported", &effects)
        case .triggerMessage: refuse(id, "the RemoteTrigger profile is not supported", &effects)
        case .certificateSigned, .deleteCertificate, .extendedTriggerMessage, .getInstalledCertificateIds, .getLog,
            .installCertificate, .signedUpdateFirmware:
            refuse(id, "the security extension is not supported", &effects)
        case .authorize, .bootNotification, .diagnosticsStatusNotification, .firmwareStatusNotification, .heartbeat,
            .logStatusNotification, .meterValues, .securityEventNotification, .signCertificate,
            .signedFirmwareStatusNotification, .startTransaction, .statusNotification, .stopTransaction:
            effects.append(.notice(.violation(.callOfChargePointAction)))
            refuse(id, "only a charge point sends this action", &effects)
        }
    }

    private func refuse(_ id: UniqueId, _ description: String, _ effects: inout [ChargePointEffect]) {
        effects.append(.replyError(id, CallError(.notSupported, description)))
    }

    // MARK: Remote start and stop

    private mutating func remoteStart(
        _ id: UniqueId, _ request: RemoteStartTransaction.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        let connectorId = request.connectorId ?? (1..<connectors.count).first(where: canStart) ?? 0
        guard boot.isAccepted, !isFinishing, pendingReset == nil, isConnector(connectorId), canStart(connectorId) else {
            effects.append(.reply(id, .remoteStartTransaction(RemoteStartTransaction.Confirmation(status: .rejected))))
            return
        }
        effects.append(.reply(id, .remoteStartTransaction(RemoteStartTransaction.Confirmation(status: .accepted))))
        // Without Smart Charging a profile in the request is ignored (OCPP 1.6 §5.11).
        if boolean(.authorizeRemoteTxRequests) {
            plan(
                .payload(.typed(.authorize(Authorize.Request(idTag: request.idTag)))),
                .authorize(connectorId: UInt8(connectorId), nil), Moment(now), &effects)
        } else {
            _ = authorise(connectorId, request.idTag, Moment(now), &effects)
        }
    }

    /// True when a remote start may begin on the connector: operative, and no transaction or other tag on it.
    private func canStart(_ connectorId: Int) -> Bool {
        let connector = connectors[connectorId]
        switch connector.status {
        case .available, .finishing: return !connector.isInoperative
        case .preparing: return connector.authorizedTag == nil && !connector.isInoperative
        case .charging, .suspendedEV, .suspendedEVSE, .reserved, .unavailable, .faulted: return false
        }
    }

    private mutating func remoteStop(
        _ id: UniqueId, _ request: RemoteStopTransaction.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        // -1 is our own word for a start that was never answered; the central system did not give it.
        let index =
            boot.isAccepted && request.transactionId != -1
            ? transactions.firstIndex { $0.transactionId == request.transactionId } : nil
        let status: RemoteStartStopStatus = index == nil ? .rejected : .accepted
        effects.append(.reply(id, .remoteStopTransaction(RemoteStopTransaction.Confirmation(status: status))))
        if let index { stop(index, .remote, .done, Moment(now), &effects) }
    }

    // MARK: Unlock

    /// A cable that is fixed cannot be unlocked, and its transaction goes on (PROTOCOL §7.4).
    private mutating func unlock(
        _ id: UniqueId, _ request: UnlockConnector.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard isConnector(request.connectorId), !kind.hasFixedCable else {
            effects.append(.reply(id, .unlockConnector(UnlockConnector.Confirmation(status: .notSupported))))
            return
        }
        effects.append(.reply(id, .unlockConnector(UnlockConnector.Confirmation(status: .unlocked))))
        if let index = transactionIndex(of: request.connectorId) {
            stop(index, .unlockCommand, .done, Moment(now), &effects)
        }
    }

    // MARK: Availability

    /// OCPP 1.6 §5.2, PROTOCOL §5.5; connector 0 means the charge point with all connectors.
    private mutating func changeAvailability(
        _ id: UniqueId, _ request: ChangeAvailability.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard connectors.indices.contains(request.connectorId) else {
            effects.append(.reply(id, .changeAvailability(ChangeAvailability.Confirmation(status: .rejected))))
            return
        }
        let isInoperative = request.type == .inoperative
        let first = request.connectorId
        let last = first == 0 ? connectors.count - 1 : first
        let mustWait = (first...last).contains { isInoperative && isInUse($0) }
        effects.append(
            .reply(
                id, .changeAvailability(ChangeAvailability.Confirmation(status: mustWait ? .scheduled : .accepted))))
        for connectorId in first...last {
            connectors[connectorId].isInoperative = isInoperative
            applyAvailability(connectorId, Moment(now), &effects)
        }
    }

    /// Somebody uses the connector, so that it becomes Unavailable only afterwards (there is no B8).
    private func isInUse(_ connectorId: Int) -> Bool {
        switch connectors[connectorId].status {
        case .preparing, .charging, .suspendedEV, .suspendedEVSE: true
        case .available, .finishing, .reserved, .unavailable, .faulted: false
        }
    }

    private mutating func applyAvailability(
        _ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        let connector = connectors[connectorId]
        switch connector.status {
        case .available, .finishing, .reserved:
            if connector.isInoperative { move(connectorId, .becomesInoperative, moment, &effects) }
        case .unavailable:
            guard !connector.isInoperative else { return }
            if connector.isPlugged {
                move(connectorId, .usageBegins, moment, &effects)
                connectors[connectorId].preparingUntil = preparingEnd(after: moment.at)
            } else {
                move(connectorId, .becomesFree, moment, &effects)
            }
        case .preparing, .charging, .suspendedEV, .suspendedEVSE, .faulted: break  // Takes effect at its end.
        }
    }
}
