import OCPPTypes

/// StartTransaction, StopTransaction and MeterValues (OCPP 1.6 §3.7, §4.7, §4.8, §4.10).
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
        let superseded = superseded(by: request, of: index)
        if !superseded.isEmpty { effects.append(.notice(.startOverOpenTransaction, identity: identity)) }
        let freed = superseded.count { $0.idTag == request.idTag && $0.startStatus == .accepted }
        let info = authorization(of: request.idTag, at: time, forStart: true, freed: freed)
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
        let endings = superseded.map { PendingCall.Ending($0, ended($0, .laterStart, at: time)) }
        let books = foreseen(of: index, into: &effects) { model, effects in
            superseded.flatMap { model.stopBooks($0, of: index) }
                + model.startBooks(transaction, request.reservationId, of: index, at: now, into: &effects)
        }
        let ends = endings.map {
            Record.transactionStopped(identity: identity, transactionId: $0.transactionId, $0.stop)
        }
        wait(
            for: ends + [.transactionStarted(record)] + books, call, of: index,
            change: .start(transaction, reservationId: request.reservationId, superseded: endings, books: books),
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
        noteUnreadable(request.transactionData ?? [], of: index, into: &effects)
        var data = MeterValuesRecord(
            identity: identity, connectorId: 0, transactionId: request.transactionId, source: .transactionData,
            meterValue: request.transactionData ?? [], received: time)
        switch match(request, in: chargePoints[index].transactions) {
        case .open(let transaction, let withoutId):
            stop.matchedWithoutId = withoutId
            stop.received = time
            data.connectorId = transaction.connectorId
            data.transactionId = Int(transaction.transactionId)
            noteStop(request, of: transaction, withoutId: withoutId, at: time, of: index, into: &effects)
            records.append(.transactionStopped(identity: identity, transactionId: transaction.transactionId, stop))
            // The books of one that was ended before went with it.
            let books =
                transaction.isOpen
                ? foreseen(of: index, into: &effects) { model, _ in model.stopBooks(transaction, of: index) } : []
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
        /// One that runs, or that the central system ended in its books.
        case open(TransactionState, withoutId: Bool)
        /// Word for word the stop that ended a transaction.
        case repeated(TransactionState)
        case none(Notice)
    }

    private func match(_ request: StopTransaction.Request, in transactions: [TransactionState]) -> StopMatch {
        if request.transactionId != -1 {
            guard let found = transactions.last(where: { Int($0.transactionId) == request.transactionId })
            else { return .none(.stopUnknown) }
            if found.awaitsStop { return .open(found, withoutId: false) }
            return found.wasEnded(by: request) ? .repeated(found) : .none(.repeatedStop)
        }
        // -1: the answer to StartTransaction was lost (errata v4.0 §3.18), the transaction itself may be known.
        // One that came so before is repeated, whatever else it fits.
        if let found = transactions.last(where: { $0.wasEnded(by: request, withoutId: true) }) {
            return .repeated(found)
        }
        let fitting = transactions.filter {
            $0.awaitsStop && $0.start <= request.timestamp && $0.meterStart <= request.meterStop
                && (request.idTag == nil || request.idTag == $0.idTag)
        }
        let running = fitting.filter(\.isOpen)
        if running.count == 1 { return .open(running[0], withoutId: true) }
        if let found = transactions.last(where: { $0.wasEnded(by: request) }) { return .repeated(found) }
        // Of those that the central system ended, only where no other can be meant.
        if running.isEmpty, fitting.count == 1 { return .open(fitting[0], withoutId: true) }
        return .none(fitting.isEmpty ? .stopUnknown : .stopAmbiguous)
    }

    /// Kept and answered whatever transaction they name (§4.7).
    mutating func meterValues(
        _ request: MeterValues.Request, _ call: QueuedCall, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) {
        let identity = chargePoints[index].identity
        noteUnreadable(request.meterValue, of: index, into: &effects)
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
        refuseEnder(of: evicted, "too many transactions run on the charge point; order it again", into: &effects)
        effects.append(.notice(.openTransactionEvicted, identity: chargePoints[index].identity))
    }

    /// A stop became durable, or an end in the books without one. The pending slot keeps anything else from ending the
    /// transaction meanwhile.
    /// - Returns: the transaction; nil where the central system had ended it before, so that its books are gone.
    mutating func transactionStopped(
        _ transactionId: Int32, _ stop: TransactionStop, of index: Int, into effects: inout [Effect]
    ) -> TransactionState? {
        guard
            let position = chargePoints[index].transactions.firstIndex(where: {
                $0.transactionId == transactionId && $0.awaitsStop
            })
        else { preconditionFailure("transaction \(transactionId) was stopped twice") }
        let wasOpen = chargePoints[index].transactions[position].isOpen
        chargePoints[index].transactions[position].phase = .stopped(StopContent(stop))
        guard wasOpen else { return nil }
        openTransactionCount -= 1
        let transaction = chargePoints[index].transactions[position]
        if stop.centralSystemReason != .endedByOperator {
            refuseEnder(of: transaction, Self.hasEnded(transactionId), into: &effects)
        }
        chargePoints[index].transactions[position].ender = nil
        countTransaction(on: transaction.idTag, transaction.startStatus, by: -1)
        // Behind those that ended before it: the ended ones stand in the order of their ends, and the oldest of them goes.
        chargePoints[index].transactions.append(chargePoints[index].transactions.remove(at: position))
        let ended = chargePoints[index].transactions.count { !$0.isOpen }
        if ended > configuration.limits.recentTransactions,
            let oldest = chargePoints[index].transactions.firstIndex(where: { !$0.isOpen })
        {
            chargePoints[index].transactions.remove(at: oldest)
        }
        return transaction
    }
}
