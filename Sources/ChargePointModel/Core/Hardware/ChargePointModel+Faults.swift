import OCPPTypes

extension ChargePointModel {
    /// The hardware of a connector fails; 0 takes every connector with it. Energy stops, a transaction stays and goes
    /// on when the fault is gone (I3 to I5 of the table), unless it is stopped meanwhile.
    mutating func fail(
        _ connectorId: Int, _ code: ChargePointErrorCode, note: StatusNote = .none, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) {
        for index in connectors.indices where connectorId == 0 || index == connectorId {
            let before = connectors[index].rare.value.fault?.before ?? connectors[index].status
            connectors[index].rare.value.fault = .init(code: code, note: note, before: before)
            guard isPowered else { continue }
            connectors[index].authorizedTag = nil
            connectors[index].rare.value.authorizedParent = nil
            connectors[index].rare.value.remoteProfile = nil
            connectors[index].preparingUntil = .distantFuture
            if connectors[index].status == .faulted {
                reportChange(index, note: note, moment, &effects)  // Another error code.
            } else {
                move(index, .faultOccurs, moment, &effects)
            }
            if let running = transactionIndex(of: index) { refreshPower(running, moment, &effects) }
        }
    }

    /// The fault is gone: back to what was, or to what happened meanwhile.
    mutating func clearFault(_ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        for index in connectors.indices where connectorId == 0 || index == connectorId {
            guard let fault = connectors[index].rare.value.fault else { continue }
            connectors[index].rare.value.fault = nil
            guard isPowered else { continue }
            if let running = transactionIndex(of: index) {
                refreshPower(running, moment, &effects)
            } else if connectors[index].isInoperative {
                move(index, .becomesInoperative, moment, &effects)
            } else if index == 0 || !connectors[index].isOccupied {
                move(index, .becomesFree, moment, &effects)
            } else if fault.before == .available || fault.before == .preparing || fault.before == .reserved {
                move(index, .usageBegins, moment, &effects)
                connectors[index].preparingUntil = preparingEnd(after: moment.at)
            } else {
                move(index, .usageEndsPlugged, moment, &effects)
            }
        }
    }

    /// The emergency button.
    mutating func emergencyStop(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        while !transactions.isEmpty {
            stop(transactions.count - 1, .emergencyStop, .failed(.connectorUnavailable), moment, &effects)
        }
        fail(0, .otherError, note: .emergencyStop, moment, &effects)
    }

    /// The fault of connector 0 with a note goes away with its cause.
    mutating func doorMoved(isOpen: Bool, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        if isOpen {
            fail(0, .otherError, note: .doorOpen, moment, &effects)
        } else if connectors[0].rare.value.fault?.note == .doorOpen {
            clearFault(0, moment, &effects)
        }
    }

    /// A plug that is only half in: the lock cannot close (OCPP 1.6 §4.9 ConnectorLockFailure).
    mutating func plugInHalf(
        _ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome {
        guard !kind.hasFixedCable else { return .failed(.notPossible) }
        guard !connectors[connectorId].isOccupied else { return .failed(.connectorBusy) }
        fail(connectorId, .connectorLockFailure, moment, &effects)
        return .done
    }

    /// The half plug is out, or all the way in.
    mutating func freeHalfPlug(_ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        guard connectors[connectorId].rare.value.fault?.code == .connectorLockFailure else { return }
        clearFault(connectorId, moment, &effects)
    }

    // MARK: The cable

    /// The plug is taken out of the car (OCPP 1.6 §4.10, PROTOCOL §7.1).
    mutating func unplugVehicle(
        _ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome {
        guard connectors[connectorId].isPlugged else { return .failed(.notPluggedIn) }
        let index = transactionIndex(of: connectorId)
        if index != nil { connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor) }
        connectors[connectorId].isPlugged = false
        if index == nil { connectors[connectorId].leave() }
        if !kind.hasFixedCable { connectors[connectorId].rare.value.holdsLooseCable = true }
        guard isPowered else { return .done }
        if let index {
            let transaction = transactions[index]
            guard boolean(.stopTransactionOnEVSideDisconnect) else {
                refreshPower(index, moment, isDisconnect: true, &effects)
                return .done
            }
            if !kind.hasFixedCable, !boolean(.unlockConnectorOnEVSideDisconnect) {
                connectors[connectorId].rare.value.cableLock = .init(
                    idTag: transaction.idTag, parentIdTag: transaction.parentIdTag)
            }
            stop(index, .evDisconnected, .failed(.unplugged), note: .disconnected, moment, &effects)
            return .done
        }
        connectors[connectorId].dropAuthorization()
        switch connectors[connectorId].status {
        case .preparing: endUsage(connectorId, note: .disconnected, moment, &effects)
        case .finishing where kind.hasFixedCable: endUsage(connectorId, moment, &effects)
        case .finishing, .unavailable, .faulted, .reserved: break
        case .available, .charging, .suspendedEV, .suspendedEVSE:
            preconditionFailure("connector \(connectorId) was \(connectors[connectorId].status) with a plug")
        }
        return .done
    }
}
