import OCPPTypes

extension ChargePointModel {
    // MARK: Remote start and stop

    /// RemoteStartTransaction (OCPP 1.6 §5.11).
    mutating func remoteStart(
        _ id: UniqueId, _ request: RemoteStartTransaction.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        let parent = localInfo(of: request.idTag, at: now)?.parentIdTag
        guard boot.isAccepted, !isFinishing, pendingReset == nil, admits(request.chargingProfile),
            let connectorId = placeForRemoteStart(request.connectorId, request.idTag, parent)
        else {
            effects.append(.reply(id, .remoteStartTransaction(RemoteStartTransaction.Confirmation(status: .rejected))))
            return
        }
        effects.append(.reply(id, .remoteStartTransaction(RemoteStartTransaction.Confirmation(status: .accepted))))
        if let profile = request.chargingProfile, supports(.smartCharging) {
            connectors[connectorId].rare.value.remoteProfile = .init(idTag: request.idTag, profile: profile)
        }
        if boolean(.authorizeRemoteTxRequests) {
            // As if the tag were presented at the reader: list and cache may answer for the central system.
            let outcome = presentTag(request.idTag, connectorId, nil, Moment(now), &effects)
            if outcome != nil { connectors[connectorId].dropRemoteProfile() }
        } else {
            _ = authorise(connectorId, request.idTag, parent: parent, Moment(now), &effects)
        }
    }

    /// Where a remote start goes; nil when it can go nowhere.
    ///
    /// Without connectorId the charge point chooses: the connector that is reserved for the tag, else a car that waits
    /// for a tag. With neither, 0: the start waits for the next car, at whichever connector it comes. A charge point
    /// with one connector has nothing to choose.
    private func placeForRemoteStart(_ wanted: Int?, _ idTag: IdTag, _ parent: IdTag?) -> Int? {
        if let wanted { return isConnector(wanted) && canStart(wanted, idTag, parent) ? wanted : nil }
        let possible = (1..<connectors.count).filter { canStart($0, idTag, parent) }
        guard let first = possible.first else { return nil }
        if let own = possible.first(where: isReservedByItself) { return own }
        if let car = possible.first(where: { connectors[$0].isPlugged }) { return car }
        if connectorCount == 1 { return first }
        return connectors[0].authorizedTag == nil && !queue.isAuthorizing(0) ? 0 : nil
    }

    /// A remote start without connector was accepted: it takes the car that waits, or waits for one until
    /// ConnectionTimeOut. Until then no connector is in use, so no status changes.
    mutating func awaitCar(
        _ idTag: IdTag, parent: IdTag?, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        connectors[0].authorizedTag = idTag
        if parent != nil || !connectors[0].rare.isEmpty { connectors[0].rare.value.authorizedParent = parent }
        connectors[0].preparingUntil = preparingEnd(after: moment.at)
        startAtWaitingCar(moment, &effects)
    }

    /// Gives the remote start that waits at no connector the car that has come, if it may begin there.
    mutating func startAtWaitingCar(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        guard let idTag = connectors[0].authorizedTag, isPowered, !isFinishing, pendingReset == nil else { return }
        let parent = connectors[0].rare.value.authorizedParent
        for index in 1..<connectors.count where connectors[index].isPlugged {
            switch connectors[index].status {
            case .preparing, .reserved: break
            // In Finishing the car is one that has been served: only a user who comes begins anew (F2 of the table).
            case .available, .charging, .suspendedEV, .suspendedEVSE, .finishing, .unavailable, .faulted: continue
            }
            if canStart(index, idTag, parent), authorise(index, idTag, parent: parent, moment, &effects) { return }
        }
    }

    /// The tag of the remote start that waits for a car at no connector came to one: there is nothing to wait for.
    mutating func endWaitForCar(of idTag: IdTag, at connectorId: Int) {
        guard connectors[0].authorizedTag == idTag else { return }
        if let profile = connectors[0].rare.value.remoteProfile,
            connectors[connectorId].rare.value.remoteProfile == nil
        {
            connectors[connectorId].rare.value.remoteProfile = profile
        }
        connectors[0].dropAuthorization()
    }

    /// True when a remote start may begin on the connector: operative, and no transaction or other tag on it.
    private func canStart(_ connectorId: Int, _ idTag: IdTag, _ parent: IdTag?) -> Bool {
        let connector = connectors[connectorId]
        guard !connector.isInoperative, !isHeldForFirmware, !queue.isAuthorizing(connectorId) else { return false }
        switch connector.status {
        case .available, .finishing, .reserved: break
        case .preparing: if connector.authorizedTag != nil { return false }
        case .charging, .suspendedEV, .suspendedEVSE, .unavailable, .faulted: return false
        }
        switch reservationVerdict(connectorId, idTag, parent: parent) {
        case .free: return connector.status != .reserved
        case .holder: return true
        case .parentUnknown: return boolean(.authorizeRemoteTxRequests)  // Authorize tells the parent.
        case .refused: return false
        }
    }

    /// RemoteStopTransaction (OCPP 1.6 §5.12).
    mutating func remoteStop(
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

    /// UnlockConnector (OCPP 1.6 §5.18). A fixed cable cannot be unlocked, and its transaction goes on (TC_018_2_CS).
    mutating func unlock(
        _ id: UniqueId, _ request: UnlockConnector.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard isConnector(request.connectorId), !kind.hasFixedCable else {
            effects.append(.reply(id, .unlockConnector(UnlockConnector.Confirmation(status: .notSupported))))
            return
        }
        let isJammed = connectors[request.connectorId].rare.value.isLockJammed
        effects.append(
            .reply(
                id, .unlockConnector(UnlockConnector.Confirmation(status: isJammed ? .unlockFailed : .unlocked))))
        if !isJammed, !connectors[request.connectorId].rare.isEmpty {
            connectors[request.connectorId].rare.value.cableLock = nil
        }
        // The transaction ends either way: OCPP 1.6 §5.18 finishes it before the lock is tried.
        if let index = transactionIndex(of: request.connectorId) {
            stop(index, .unlockCommand, .done, Moment(now), &effects)
        }
    }

    // MARK: Data transfer

    /// DataTransfer of the central system (OCPP 1.6 §4.3): without data where the vendor or the message is not known.
    func dataTransfer(_ request: DataTransfer.Request) -> DataTransfer.Confirmation {
        guard let vendor = vendors.first(where: { $0.vendorId == request.vendorId }) else {
            return DataTransfer.Confirmation(status: .unknownVendorId)
        }
        if !vendor.messageIds.isEmpty {
            guard let messageId = request.messageId, vendor.messageIds.contains(messageId) else {
                return DataTransfer.Confirmation(status: .unknownMessageId)
            }
        }
        return DataTransfer.Confirmation(status: vendor.status, data: vendor.data)
    }

    /// A vendor's messages are understood from now on; a second registration takes the place of the first.
    mutating func register(_ vendor: VendorExtension) -> CommandOutcome {
        if let index = vendors.firstIndex(where: { $0.vendorId == vendor.vendorId }) {
            vendors[index] = vendor
            return .done
        }
        guard vendors.count < Int(limits.vendorCount) else { return .failed(.queueFull) }
        vendors.append(vendor)
        return .done
    }
}
