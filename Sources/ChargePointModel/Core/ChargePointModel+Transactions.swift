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
        connectors[connectorId].beginReactiveInterval()
        let register = connectors[connectorId].register
        lastTransactionNumber &+= 1
        var transaction = Transaction(
            number: lastTransactionNumber, connectorId: UInt8(connectorId), idTag: idTag,
            startMilliwattHours: register.milliwattHours, start: clock.time(at: moment.at), sampleOrigin: moment.at)
        transaction.parentIdTag = parent
        transaction.scheduleSample(intervalSeconds: integer(.meterValueSampleInterval), clock: clock)
        transactions.append(transaction)
        let reservationId = useReservation(connectorId)
        enqueue(
            .start(
                StartTransaction.Request(
                    connectorId: connectorId, idTag: idTag, meterStart: Int(register.wattHours),
                    reservationId: reservationId,
                    timestamp: clock.time(at: moment.at))),
            of: transaction.number, connectorId: transaction.connectorId, transactionId: nil, moment, &effects)
        let index = transactions.count - 1
        if let profile, profile.idTag == idTag { installRemoteProfile(profile.profile, index, moment) }
        collectReading(index, context: .transactionBegin, timestamp: nil, moment)
        refreshPower(index, moment, &effects)
        // With a reservation of connector 0 another connector may have been kept free, which nothing else would tell.
        if reservationId != nil { settleReservations(moment, &effects) }
    }

    /// The transaction ends on the charge point; a `charge` that waits for it ends with `chargeOutcome`.
    mutating func stop(
        _ index: Int, _ reason: Reason, _ chargeOutcome: CommandOutcome, by idTag: IdTag? = nil,
        note: StatusNote = .none, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        let connectorId = Int(transactions[index].connectorId)
        collectReading(index, context: .transactionEnd, timestamp: nil, moment)
        connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor)
        stopDelivery(connectorId, at: moment.at)
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
        deliveryEnded(on: connectorId, moment, &effects)
        if let goal = transaction.goal { effects.append(.commandEnded(goal.token, chargeOutcome)) }
    }
}
