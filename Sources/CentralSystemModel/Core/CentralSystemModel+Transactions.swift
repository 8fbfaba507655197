import OCPPTypes

/// StartTransaction, StopTransaction and MeterValues (OCPP 1.6 §4.7, §4.8, §4.10; PROTOCOL §7).
extension CentralSystemModel {
    /// Always answered with a transactionId and the state of the tag, which is looked at again (§4.8). The same start a
    /// second time, after a lost answer, gets the same id.
    mutating func startTransaction(
        _ request: StartTransaction.Request, _ call: QueuedCall, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) {
        let time = configuration.clock.time(at: now)
        let identity = chargePoints[index].identity
        if let known = chargePoints[index].transactions.first(where: { $0.isSame(as: request) }) {
            effects.append(.notice(.repeatedStart, identity: identity))
            var info = authorization(of: request.idTag, at: time)
            // The first answer's status: the transaction itself is no concurrent one.
            info.status = known.startStatus
            let confirmation = StartTransaction.Confirmation(
                idTagInfo: info, transactionId: Int(known.transactionId))
            return effects.append(.reply(call.connection, call.uniqueId, .startTransaction(confirmation)))
        }
        guard let transactionId = nextTransactionId else {
            effects.append(.notice(.transactionIdsExhausted, identity: identity))
            let error = CallError(.internalError, "every transactionId was given")
            return effects.append(.replyError(call.connection, call.uniqueId, error))
        }
        nextTransactionId = transactionId == .max ? nil : transactionId + 1
        if request.connectorId < 1 || request.connectorId > configuration.limits.connectorId {
            effects.append(.notice(.connectorOutOfRange, identity: identity))
        }
        if chargePoints[index].transactions.contains(where: { $0.isOpen && $0.connectorId == request.connectorId }) {
            effects.append(.notice(.startOverOpenTransaction, identity: identity))
        }
        let info = authorization(of: request.idTag, at: time, forStart: true)
        let transaction = TransactionState(transactionId, request, info.status)
        noteStart(request, of: index, at: time, into: &effects)
        // Nothing was ordered of it, so there are no books that would tell.
        if request.reservationId != nil, !chargePoints[index].hasBooks {
            effects.append(.notice(.reservationUnknown, identity: identity))
        }
        // Counted from now on, so that two charge points cannot use the last place of a tag at once.
        countTransaction(on: request.idTag, info.status, by: 1)
        let record = TransactionRecord(
            transactionId: transactionId, identity: identity, start: request, startStatus: info.status)
        let confirmation = StartTransaction.Confirmation(idTagInfo: info, transactionId: Int(transactionId))
        let books = foreseen(of: index, into: &effects) { model, effects in
            model.startBooks(transaction, request.reservationId, of: index, at: now, into: &effects)
        }
        wait(
            for: [.transactionStarted(record)] + books, call, of: index,
            change: .start(transaction, reservationId: request.reservationId, books: books),
            confirmation: .startTransaction(confirmation), into: &effects)
    }

    /// Answered normally whatever it refers to (§4.10): a charge point could only send the same again.
    mutating func stopTransaction(
        _ request: StopTransaction.Request, _ call: QueuedCall, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) {
        let time = configuration.clock.time(at: now)
        let identity = chargePoints[index].identity
        let info = request.idTag.map { authorization(of: $0, at: time) }
        let confirmation = Confirmation.stopTransaction(.init(idTagInfo: info))
        var stop = TransactionStop(
            idTag: request.idTag, meterStop: request.meterStop, timestamp: request.timestamp, reason: request.reason)
        var records: [Record] = []
        var change = PendingCall.Change.nothing
        var data = MeterValuesRecord(
            identity: identity, connectorId: 0, transactionId: request.transactionId, source: .transactionData,
            meterValue: request.transactionData ?? [], received: time)
        switch match(request, in: chargePoints[index].transactions) {
        case .open(let transaction, let withoutId):
            if withoutId { effects.append(.notice(.stopMatchedWithoutId, identity: identity)) }
            if request.timestamp < transaction.start {
                effects.append(.notice(.stopBeforeStart, identity: identity))
            }
            if request.meterStop < transaction.meterStart {
                effects.append(.notice(.meterDecreased, identity: identity))
            }
            stop.matchedWithoutId = withoutId
            stop.received = time
            data.connectorId = transaction.connectorId
            data.transactionId = Int(transaction.transactionId)
            noteClock(request.timestamp, of: index, at: time, into: &effects)
            records.append(.transactionStopped(identity: identity, transactionId: transaction.transactionId, stop))
            let books = foreseen(of: index, into: &effects) { model, _ in model.stopBooks(transaction, of: index) }
            records += books
            change = .stop(transactionId: transaction.transactionId, stop, books: books)
        case .repeated(let transaction):
            effects.append(.notice(.repeatedStop, identity: identity))
            guard !data.meterValue.isEmpty else {
                return effects.append(.reply(call.connection, call.uniqueId, confirmation))
            }
            // The stop may have come without them before.
            data.connectorId = transaction.connectorId
            data.transactionId = Int(transaction.transactionId)
            return wait(
                for: [.repeatedMeterValues(data)], call, of: index, change: .nothing, confirmation: confirmation,
                into: &effects)
        case .none(let notice):
            effects.append(.notice(notice, identity: identity))
            records.append(
                .unmatchedStop(
                    UnmatchedStopRecord(
                        notice: notice, identity: identity, transactionId: request.transactionId, stop: stop,
                        received: time)))
        }
        if !data.meterValue.isEmpty { records.append(.meterValues(data)) }
        wait(for: records, call, of: index, change: change, confirmation: confirmation, into: &effects)
    }

    /// What a StopTransaction refers to.
    private enum StopMatch {
        case open(TransactionState, withoutId: Bool)
        /// Word for word the stop that ended a transaction.
        case repeated(TransactionState)
        case none(Notice)
    }

    private func match(_ request: StopTransaction.Request, in transactions: [TransactionState]) -> StopMatch {
        if request.transactionId != -1 {
            guard let found = transactions.last(where: { Int($0.transactionId) == request.transactionId })
            else { return .none(.stopUnknown) }
            if found.isOpen { return .open(found, withoutId: false) }
            return found.wasEnded(by: request) ? .repeated(found) : .none(.repeatedStop)
        }
        // -1: the answer to StartTransaction was lost (errata v4.0 3.18), the transaction itself may be known.
        // One that came so before is repeated, whatever else it fits.
        if let found = transactions.last(where: { $0.wasEnded(by: request, withoutId: true) }) {
            return .repeated(found)
        }
        let candidates = transactions.filter {
            $0.isOpen && $0.start <= request.timestamp && $0.meterStart <= request.meterStop
                && (request.idTag == nil || request.idTag == $0.idTag)
        }
        if candidates.count == 1 { return .open(candidates[0], withoutId: true) }
        if let found = transactions.last(where: { $0.wasEnded(by: request) }) { return .repeated(found) }
        return .none(candidates.isEmpty ? .stopUnknown : .stopAmbiguous)
    }

    /// Kept and answered whatever transaction they name (§4.7).
    mutating func meterValues(
        _ request: MeterValues.Request, _ call: QueuedCall, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) {
        let identity = chargePoints[index].identity
        if let transactionId = request.transactionId {
            let place = chargePoints[index].transactions.lastIndex { Int($0.transactionId) == transactionId }
            if let place, chargePoints[index].transactions[place].isOpen {
                noteMeterValues(request.meterValue, ofTransactionAt: place, of: index, into: &effects)
            } else {
                effects.append(
                    .notice(place == nil ? .meterValuesUnknownTransaction : .meterValuesAfterStop, identity: identity))
            }
        }
        let record = MeterValuesRecord(
            identity: identity, connectorId: request.connectorId, transactionId: request.transactionId,
            source: .meterValues, meterValue: request.meterValue, received: configuration.clock.time(at: now))
        wait(
            for: [.meterValues(record)], call, of: index, change: .nothing,
            confirmation: .meterValues(.init()), into: &effects)
    }

    /// A start became durable.
    mutating func transactionStarted(_ transaction: TransactionState, of index: Int, into effects: inout [Effect]) {
        chargePoints[index].transactions.append(transaction)
        openTransactionCount += 1
        let open = chargePoints[index].transactions.count { $0.isOpen }
        guard open > configuration.limits.openTransactions,
            let oldest = chargePoints[index].transactions.firstIndex(where: \.isOpen)
        else { return }
        let evicted = chargePoints[index].transactions.remove(at: oldest)
        openTransactionCount -= 1
        countTransaction(on: evicted.idTag, evicted.startStatus, by: -1)
        effects.append(.notice(.openTransactionEvicted, identity: chargePoints[index].identity))
    }

    /// A stop became durable. The pending slot keeps anything else from ending the transaction meanwhile.
    /// - Returns: the transaction.
    mutating func transactionStopped(
        _ transactionId: Int32, _ stop: TransactionStop, of index: Int
    ) -> TransactionState {
        guard
            let position = chargePoints[index].transactions.firstIndex(where: {
                $0.transactionId == transactionId && $0.isOpen
            })
        else { preconditionFailure("transaction \(transactionId) was stopped twice") }
        chargePoints[index].transactions[position].phase = .stopped(StopContent(stop))
        openTransactionCount -= 1
        let transaction = chargePoints[index].transactions[position]
        countTransaction(on: transaction.idTag, transaction.startStatus, by: -1)
        let ended = chargePoints[index].transactions.count { !$0.isOpen }
        if ended > configuration.limits.recentTransactions,
            let oldest = chargePoints[index].transactions.firstIndex(where: { !$0.isOpen })
        {
            chargePoints[index].transactions.remove(at: oldest)
        }
        return transaction
    }
}
