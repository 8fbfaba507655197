import OCPPTypes

extension ChargePointModel {
    /// The hardware of a connector fails; 0 takes every connector with it. Energy stops, a transaction stays and goes
    /// on when the fault is gone (I3 to I5 of the table), unless it is stopped meanwhile.
    mutating func fail(
        _ connectorId: Int, _ fault: ConnectorHardware.Fault, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        for index in connectors.indices where connectorId == 0 || index == connectorId {
            connectors[index].rare.value.add(fault, while: connectors[index].status)
            guard isPowered else { continue }
            connectors[index].authorizedTag = nil
            connectors[index].rare.value.authorizedParent = nil
            connectors[index].rare.value.remoteProfile = nil
            connectors[index].preparingUntil = .distantFuture
            if connectors[index].status == .faulted {
                reportChange(index, note: fault.note, moment, &effects)  // Another error code.
            } else {
                move(index, .faultOccurs, moment, &effects)
            }
            if let running = transactionIndex(of: index) { refreshPower(running, moment, &effects) }
        }
    }

    /// What was broken is mended. A fault of the charge point as a whole is mended on every connector, and one of a
    /// connector on that alone; faults of other sources stay.
    mutating func clearFault(_ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        clearFaults(connectorId, connectorId == 0 ? [.chargePoint] : [.connector, .plug], moment, &effects)
    }

    /// Faults are gone. With the last of them a connector goes back to what was, or to what happened meanwhile; until
    /// then it reports the fault that is left.
    private mutating func clearFaults(
        _ connectorId: Int, _ sources: [ConnectorHardware.Fault.Source], _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) {
        for index in connectors.indices where connectorId == 0 || index == connectorId {
            guard let fault = connectors[index].rare.value.fault else { continue }
            let before = connectors[index].rare.value.statusBeforeFaults
            connectors[index].rare.value.removeFaults(of: sources)
            guard isPowered else { continue }
            if let rest = connectors[index].rare.value.fault {
                if rest != fault { reportChange(index, note: rest.note, moment, &effects) }
            } else if let running = transactionIndex(of: index) {
                refreshPower(running, moment, &effects)
            } else if connectors[index].isInoperative {
                move(index, .becomesInoperative, moment, &effects)
            } else if index == 0 || !connectors[index].isOccupied {
                move(index, .becomesFree, moment, &effects)
            } else if before == .available || before == .preparing || before == .reserved {
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
        fail(0, .init(source: .chargePoint, code: .otherError, note: .emergencyStop), moment, &effects)
    }

    /// The door opens, or closes and takes no other fault with it.
    mutating func doorMoved(isOpen: Bool, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        if isOpen {
            fail(0, .init(source: .door, code: .otherError, note: .doorOpen), moment, &effects)
        } else {
            clearFaults(0, [.door], moment, &effects)
        }
    }

    /// A plug that is only half in: the lock cannot close (OCPP 1.6 §4.9 ConnectorLockFailure).
    mutating func plugInHalf(
        _ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome {
        guard !kind.hasFixedCable else { return .failed(.notPossible) }
        guard !connectors[connectorId].isOccupied else { return .failed(.connectorBusy) }
        fail(connectorId, .init(source: .plug, code: .connectorLockFailure), moment, &effects)
        return .done
    }

    /// The half plug is out, or all the way in.
    mutating func freeHalfPlug(_ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        clearFaults(connectorId, [.plug], moment, &effects)
    }

    // MARK: The cable

    /// The plug is taken out of the car (OCPP 1.6 §4.10).
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
