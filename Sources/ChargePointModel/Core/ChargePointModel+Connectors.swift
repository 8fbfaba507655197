import OCPPTypes

extension ChargePointModel {
    /// Changes a connector's status by the table and tells the central system when it may be told.
    mutating func move(
        _ connectorId: Int, _ event: ConnectorEvent, _ moment: Moment, isDisconnect: Bool = false,
        _ effects: inout [ChargePointEffect]
    ) {
        let old = connectors[connectorId].status
        let next =
            connectorId == 0 ? ConnectorTable.nextOfChargePoint(old, event) : ConnectorTable.next(old, event)
        guard let status = next else { preconditionFailure("connector \(connectorId): \(event) while \(old)") }
        connectors[connectorId].status = status
        effects.append(.notice(.statusChanged(connectorId: connectorId, status)))
        reportChange(connectorId, note: isDisconnect ? .disconnected : .none, moment, &effects)
    }

    /// Index of the running transaction of a connector.
    func transactionIndex(of connectorId: Int) -> Int? {
        for index in transactions.indices where Int(transactions[index].connectorId) == connectorId { return index }
        return nil
    }

    // MARK: Authorization

    /// A tag was accepted for a connector; with the plug in, the transaction starts. False when the connector is
    /// inoperative. For connector 0 the tag waits for a car at any of them.
    mutating func authorise(
        _ connectorId: Int, _ idTag: IdTag, parent: IdTag? = nil, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) -> Bool {
        guard connectorId > 0 else {
            awaitCar(idTag, parent: parent, moment, &effects)
            return true
        }
        switch connectors[connectorId].status {
        case .unavailable, .faulted: return false
        case .charging, .suspendedEV, .suspendedEVSE: return true  // The transaction goes on; nothing to authorise.
        case .available, .finishing, .reserved:
            guard claimReservation(connectorId, idTag, parent: parent) else { return false }
            move(connectorId, .usageBegins, moment, &effects)
        case .preparing:
            // A later tag renews the wait and takes the place of the former.
            guard !isHeldForFirmware else { return false }
            guard claimReservation(connectorId, idTag, parent: parent) else { return false }
        }
        endWaitForCar(of: idTag, at: connectorId)
        connectors[connectorId].authorizedTag = idTag
        if parent != nil || !connectors[connectorId].rare.isEmpty {
            connectors[connectorId].rare.value.authorizedParent = parent
        }
        if connectors[connectorId].isPlugged {
            startTransaction(connectorId, idTag, moment, &effects)
        } else {
            connectors[connectorId].preparingUntil = preparingEnd(after: moment.at)
        }
        return true
    }

    /// When the wait in Preparing ends; 0 seconds mean never.
    func preparingEnd(after instant: Instant) -> Instant {
        let seconds = Int64(integer(.connectionTimeOut))
        guard seconds > 0 else { return .distantFuture }
        return instant.adding(nanoseconds: clock.realNanoseconds(ofDeviceMilliseconds: seconds * 1000))
    }

    /// Nobody finished what was begun: Available, or Finishing while the plug is in (B6, errata v4.0 §3.20).
    mutating func preparingTimedOut(_ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        connectors[connectorId].dropAuthorization()
        guard connectors[connectorId].status == .preparing else { return }
        endUsage(connectorId, moment, &effects)
    }

    /// The user has finished: Unavailable when the operator waits for it, else Finishing or Available by the plug.
    ///
    /// Preparing may not become Unavailable (there is no B8), so it goes through Available or Finishing.
    mutating func endUsage(
        _ connectorId: Int, note: StatusNote = .none, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        let connector = connectors[connectorId]
        // A fault hides everything; what happened meanwhile shows when it is gone.
        guard connector.status != .faulted else { return }
        if !connector.isInoperative || connector.status == .preparing {
            move(
                connectorId, connector.isOccupied ? .usageEndsPlugged : .becomesFree, moment,
                isDisconnect: note == .disconnected, &effects)
        }
        if connector.isInoperative { move(connectorId, .becomesInoperative, moment, &effects) }
    }

    // MARK: Plug

    /// A car is plugged in.
    mutating func plugIn(
        _ connectorId: Int, car choice: CarChoice = CarChoice(), _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome {
        guard !connectors[connectorId].isPlugged else { return .failed(.connectorBusy) }
        if !connectors[connectorId].rare.isEmpty {
            freeHalfPlug(connectorId, moment, &effects)
            connectors[connectorId].rare.value.holdsLooseCable = false
            connectors[connectorId].rare.value.cableLock = nil
        }
        if let index = transactionIndex(of: connectorId) {
            // The same car again: energy may resume (StopTransactionOnEVSideDisconnect is false).
            connectors[connectorId].isPlugged = true
            refreshPower(index, moment, &effects)
            return .done
        }
        carArrives(connectorId, choice)
        guard isPowered else { return .done }
        switch connectors[connectorId].status {
        case .available, .finishing:
            move(connectorId, .usageBegins, moment, &effects)
            connectors[connectorId].preparingUntil = preparingEnd(after: moment.at)
        case .preparing:
            if let idTag = connectors[connectorId].authorizedTag {
                startTransaction(connectorId, idTag, moment, &effects)
            }
        case .unavailable, .faulted: break  // A cable in a connector that is out of order changes nothing.
        case .reserved: break  // Whose car it is shows with the tag (OCPP 1.6 §4.9, G2).
        case .charging, .suspendedEV, .suspendedEVSE:
            preconditionFailure("connector \(connectorId) is \(connectors[connectorId].status) without plug")
        }
        startAtWaitingCar(moment, &effects)
        return .done
    }

    /// The plug is taken out, on both sides.
    mutating func unplug(
        _ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome {
        guard connectors[connectorId].isPlugged else { return unplugCable(connectorId, moment, &effects) }
        if let index = transactionIndex(of: connectorId) {
            connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor)
            connectors[connectorId].isPlugged = false
            if boolean(.stopTransactionOnEVSideDisconnect) {
                stop(index, .evDisconnected, .failed(.unplugged), moment, &effects)
            } else {
                refreshPower(index, moment, isDisconnect: true, &effects)
            }
            return .done
        }
        connectors[connectorId].isPlugged = false
        connectors[connectorId].leave()
        guard isPowered else { return .done }
        giveUpUsage(connectorId, moment, &effects)
        return .done
    }

    /// No car is plugged in: what can be taken away is a loose cable, half a plug, or a tag that waits for the plug.
    private mutating func unplugCable(
        _ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome {
        if connectors[connectorId].isOccupied {
            guard connectors[connectorId].rare.value.cableLock == nil, transactionIndex(of: connectorId) == nil else {
                return .failed(.cableLocked)
            }
            connectors[connectorId].rare.value.holdsLooseCable = false
            if isPowered { giveUpUsage(connectorId, moment, &effects) }
            return .done
        }
        if connectors[connectorId].rare.value.hasFault(of: .plug) {
            freeHalfPlug(connectorId, moment, &effects)
            return .done
        }
        guard isPowered, connectors[connectorId].status == .preparing else { return .failed(.notPluggedIn) }
        giveUpUsage(connectorId, moment, &effects)
        return .done
    }

    /// The user goes away: an accepted tag and the wait are forgotten.
    mutating func giveUpUsage(_ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        connectors[connectorId].dropAuthorization()
        switch connectors[connectorId].status {
        case .preparing, .finishing: endUsage(connectorId, moment, &effects)
        case .unavailable, .faulted, .reserved: break
        case .available, .charging, .suspendedEV, .suspendedEVSE:
            preconditionFailure("connector \(connectorId) was \(connectors[connectorId].status) in use")
        }
    }
}
