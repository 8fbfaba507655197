import OCPPTypes

/// Transactions whose StopTransaction never comes (OCPP 1.6 §3.7: a charge point that lost it has nothing to send). Left
/// open they would hold their id tag for ever, so the central system ends them in its books, under a reason of its own:
///
///     open ── a later start on the connector ────────────────> ended, LaterStart
///     open ── boot ──> doubted ── Available or Reserved ─────> ended, IdleAfterBoot
///                        └─────── Charging or Suspended… ────> open
///     open ── an operator's order ───────────────────────────> ended, EndedByOperator
///     ended so ── its StopTransaction, however late ─────────> stopped, as the charge point tells it
///
/// What decides is the order of arrival, as everywhere: a charge point's clock may have been wrong. The books get the last
/// register that was told with its time. Nothing is sent to the charge point.
extension CentralSystemModel {
    /// The end of a transaction as the central system enters it.
    func ended(_ transaction: TransactionState, _ reason: CentralSystemReason, at time: DateTime) -> TransactionStop {
        TransactionStop(
            idTag: nil, meterStop: transaction.register, timestamp: transaction.lastMeterTime, reason: nil,
            received: time, centralSystemReason: reason)
    }

    /// The transactions that a start ends: those that are open on its connector.
    func superseded(by request: StartTransaction.Request, of index: Int) -> [TransactionState] {
        // Connector 0 is no place for a transaction: nothing follows from a start there.
        guard request.connectorId >= 1 else { return [] }
        return chargePoints[index].transactions.filter { $0.isOpen && $0.connectorId == request.connectorId }
    }

    // MARK: After a boot

    /// The charge point booted: whether its transactions still run is shown by their connectors.
    mutating func doubtTransactions(of index: Int) {
        for place in chargePoints[index].transactions.indices where chargePoints[index].transactions[place].isOpen {
            chargePoints[index].transactions[place].doubt = .booted
        }
    }

    /// A connector's status decides on its transactions from before the boot.
    mutating func noteIdleness(
        _ request: StatusNotification.Request, of index: Int, at now: Instant, into effects: inout [Effect]
    ) {
        let doubt: TransactionState.Doubt
        switch request.status {
        case .available, .reserved: doubt = .idle
        case .charging, .suspendedEV, .suspendedEVSE: doubt = .none
        // A cable that is plugged, a fault, or a charge point that is not ready yet: the transaction may go on.
        case .preparing, .finishing, .faulted, .unavailable: return
        }
        var isDue = false
        for place in chargePoints[index].transactions.indices {
            let transaction = chargePoints[index].transactions[place]
            guard transaction.isOpen, transaction.connectorId == request.connectorId, transaction.doubt != .none
            else { continue }
            chargePoints[index].transactions[place].doubt = doubt
            isDue = isDue || doubt == .idle
        }
        // While the slot is taken, what holds it may be the stop; what is left is ended behind it.
        if isDue { _ = endDue(of: index, at: now, into: &effects) }
    }

    // MARK: By an operator

    /// - Parameter lastValues: what the store has of it; used where the working set does not hold it.
    mutating func endTransaction(
        _ record: TransactionRecord, _ lastValues: [MeterValuesRecord], _ token: OperatorToken, at now: Instant,
        into effects: inout [Effect]
    ) {
        let id = record.transactionId
        if let index = indexByIdentity[record.identity] {
            if let place = chargePoints[index].transactions.lastIndex(where: { $0.transactionId == id }) {
                guard chargePoints[index].transactions[place].isOpen else {
                    return effects.append(.operatorAnswer(token, .refused(Self.hasEnded(id))))
                }
                guard chargePoints[index].transactions[place].ender == nil else {
                    return effects.append(.operatorAnswer(token, .refused("transaction \(id) is being ended already")))
                }
                chargePoints[index].transactions[place].ender = token
                _ = endDue(of: index, at: now, into: &effects)
                return
            }
            // The store has it, and its report is on the way: an end now would leave it open in the working set.
            if isStarting(id, of: index) {
                return effects.append(.operatorAnswer(token, .refused("transaction \(id) is being started; try again")))
            }
        }
        guard record.stop == nil else { return effects.append(.operatorAnswer(token, .refused(Self.hasEnded(id)))) }
        // One that left the working set: nobody counts it any more, only the store holds it open.
        var transaction = TransactionState(id, record.start, record.startStatus)
        for values in lastValues { _ = transaction.take(values.meterValue) }
        let stop = ended(transaction, .endedByOperator, at: configuration.clock.time(at: now))
        let end = Record.transactionStopped(identity: record.identity, transactionId: id, stop)
        pendingWork[store([end], into: &effects)] = .foreignEnding(token)
    }

    /// True while a transaction's start is being stored.
    private func isStarting(_ transactionId: Int32, of index: Int) -> Bool {
        guard case .call(let pending)? = pendingWork[chargePoints[index].pending],
            case .start(let transaction, _, _, _) = pending.change
        else { return false }
        return transaction.transactionId == transactionId
    }

    static func hasEnded(_ transactionId: Int32) -> String { "transaction \(transactionId) has ended" }

    /// Tells the operator who waits for a transaction's end that it came about, or will not.
    func refuseEnder(of transaction: TransactionState, _ reason: String, into effects: inout [Effect]) {
        if let ender = transaction.ender { effects.append(.operatorAnswer(ender, .refused(reason))) }
    }

    // MARK: The pending slot

    /// Ends what an operator ordered or a free connector showed to be over, when the pending slot is free.
    /// - Returns: true when it took the slot.
    mutating func endDue(of index: Int, at now: Instant, into effects: inout [Effect]) -> Bool {
        guard chargePoints[index].pending == .unawaited else { return false }
        let due = chargePoints[index].transactions.filter { $0.isOpen && ($0.ender != nil || $0.doubt == .idle) }
        guard !due.isEmpty else { return false }
        let time = configuration.clock.time(at: now)
        let identity = chargePoints[index].identity
        let endings = due.map { transaction in
            PendingCall.Ending(
                transaction,
                ended(transaction, transaction.ender == nil ? .idleAfterBoot : .endedByOperator, at: time))
        }
        for transaction in due where transaction.ender == nil {
            effects.append(
                .notice(
                    .openTransactionIdleAfterBoot, identity: identity,
                    detail: "transaction \(transaction.transactionId)"))
        }
        let books = foreseen(of: index, into: &effects) { model, _ in
            due.flatMap { model.stopBooks($0, of: index) }
        }
        let records = endings.map {
            Record.transactionStopped(identity: identity, transactionId: $0.transactionId, $0.stop)
        }
        // No CALL waits, so there is no connection that an answer could go to.
        let nobody = QueuedCall(connection: .none, uniqueId: UniqueId(counter: 0), request: .heartbeat(.init()))
        wait(
            for: records + books, nobody, of: index, change: .endings(endings, books: books), confirmation: nil,
            into: &effects)
        return true
    }

    /// Ends became durable.
    mutating func endingsStored(
        _ endings: [PendingCall.Ending], _ books: [Record], of index: Int, into effects: inout [Effect]
    ) {
        var ended: [TransactionState] = []
        for ending in endings {
            guard
                let transaction = transactionStopped(ending.transactionId, ending.stop, of: index, into: &effects)
            else { preconditionFailure("transaction \(ending.transactionId) was ended while its end was stored") }
            if ending.stop.centralSystemReason == .endedByOperator, let ender = transaction.ender {
                effects.append(.operatorAnswer(ender, .done))
            }
            ended.append(transaction)
        }
        came(books, of: index, into: &effects) { model, _ in ended.flatMap { model.stopBooks($0, of: index) } }
    }

    /// Ends could not be stored: the operators are told, and a free connector has to be told again.
    mutating func endingsFailed(_ endings: [PendingCall.Ending], of index: Int, into effects: inout [Effect]) {
        for ending in endings {
            guard
                let place = chargePoints[index].transactions.firstIndex(where: {
                    $0.transactionId == ending.transactionId
                })
            else { continue }
            if let ender = chargePoints[index].transactions[place].ender {
                effects.append(.operatorAnswer(ender, .storeFailed))
            }
            chargePoints[index].transactions[place].ender = nil
            if chargePoints[index].transactions[place].doubt == .idle {
                chargePoints[index].transactions[place].doubt = .booted
            }
        }
    }
}
