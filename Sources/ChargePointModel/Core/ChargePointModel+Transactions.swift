import OCPPTypes

extension ChargePointModel {
    /// Every precondition holds: the transaction begins on the charge point, whether or not there is a connection.
    mutating func startTransaction(
        _ connectorId: Int, _ idTag: IdTag, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        let parent = connectors[connectorId].rare.value.authorizedParent
        let profile = connectors[connectorId].rare.value.remoteProfile
        connectors[connectorId].dropAuthorization()
        connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor)
        let register = connectors[connectorId].register
        lastTransactionNumber &+= 1
        var transaction = Transaction(
            number: lastTransactionNumber, connectorId: UInt8(connectorId), idTag: idTag,
            startMilliwattHours: register.milliwattHours, sampleOrigin: moment.at)
        transaction.parentIdTag = parent
        transaction.scheduleSample(intervalSeconds: integer(.meterValueSampleInterval), clock: clock)
        transactions.append(transaction)
        enqueue(
            .start(
                StartTransaction.Request(
                    connectorId: connectorId, idTag: idTag, meterStart: Int(register.wattHours),
                    timestamp: clock.time(at: moment.at))),
            of: transaction.number, connectorId: transaction.connectorId, transactionId: nil, moment, &effects)
        let index = transactions.count - 1
        if let profile, profile.idTag == idTag { installRemoteProfile(profile.profile, index, moment) }
        collectReading(index, context: .transactionBegin, timestamp: nil, moment)
        refreshPower(index, moment, &effects)
    }

    /// Sets the power that flows now, moves the status after it and works out when goal and full battery are reached.
    mutating func refreshPower(
        _ index: Int, _ moment: Moment, isDisconnect: Bool = false, _ effects: inout [ChargePointEffect]
    ) {
        let connectorId = Int(transactions[index].connectorId)
        connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor)
        guard connectors[connectorId].status != .faulted || connectors[connectorId].rare.value.fault == nil else {
            // Nothing flows until the fault is gone.
            connectors[connectorId].watts = 0
            transactions[index].scheduleEnds(
                connectors[connectorId], batteryWattHours: kind.batteryWattHours, clock: clock)
            transactions[index].fullAt = .distantFuture
            return
        }
        let event: ConnectorEvent
        let target: ChargePointStatus
        if transactions[index].isInvalidated {
            (event, target) = (.chargePointPauses, .suspendedEVSE)
        } else if !connectors[connectorId].isPlugged || isFull(connectorId) {
            (event, target) = (.carPauses, .suspendedEV)
        } else {
            (event, target) = (.energyFlows, .charging)
        }
        connectors[connectorId].watts = target == .charging ? Int32(clamping: kind.watts) : 0
        transactions[index].scheduleEnds(
            connectors[connectorId], batteryWattHours: kind.batteryWattHours, clock: clock)
        if target != .charging { transactions[index].fullAt = .distantFuture }
        if connectors[connectorId].status != target {
            move(connectorId, event, moment, isDisconnect: isDisconnect, &effects)
        }
    }

    /// True when the car on the connector takes no more.
    private func isFull(_ connectorId: Int) -> Bool {
        let connector = connectors[connectorId]
        let stored = connector.register.milliwattHours - connector.emptyMilliwattHours
        return stored >= Int64(kind.batteryWattHours) * 1000
    }

    /// The battery is full: a goal of energy or state of charge ends with it, otherwise the car pauses.
    mutating func batteryIsFull(_ index: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        switch transactions[index].goal?.goal {
        case .energy, .stateOfCharge: stop(index, .local, .done, moment, &effects)
        case .duration, nil: refreshPower(index, moment, &effects)
        }
    }

    /// The transaction ends on the charge point; a `charge` that waits for it ends with `chargeOutcome`.
    mutating func stop(
        _ index: Int, _ reason: Reason, _ chargeOutcome: CommandOutcome, by idTag: IdTag? = nil,
        note: StatusNote = .none, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        let connectorId = Int(transactions[index].connectorId)
        collectReading(index, context: .transactionEnd, timestamp: nil, moment)
        connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor)
        connectors[connectorId].watts = 0
        let transaction = transactions.remove(at: index)
        if transactions.isEmpty { transactions = [] }  // Gives the storage back.
        enqueue(
            .stop(
                StopTransaction.Request(
                    idTag: idTag ?? transaction.idTag, meterStop: Int(connectors[connectorId].register.wattHours),
                    timestamp: clock.time(at: moment.at), transactionId: -1, reason: reason,
                    transactionData: transaction.data.isEmpty ? nil : transaction.data)),
            of: transaction.number, connectorId: transaction.connectorId, transactionId: transaction.transactionId,
            moment, &effects)
        endUsage(connectorId, note: note, moment, &effects)
        if let goal = transaction.goal { effects.append(.commandEnded(goal.token, chargeOutcome)) }
    }
}
