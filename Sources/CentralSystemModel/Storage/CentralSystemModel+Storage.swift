import OCPPTypes

/// What follows a store: the change of state, the answer, the CALLs that waited (guide "CentralSystemModel").
extension CentralSystemModel {
    mutating func stored(_ token: StoreToken, at now: Instant, into effects: inout [Effect]) {
        guard let work = pendingWork.removeValue(forKey: token) else {
            preconditionFailure("\(token) was reported twice or never asked for")
        }
        switch work {
        case .call(let pending):
            apply(pending, at: now, into: &effects)
        case .idTags(let records, let operatorToken):
            for record in records { set(record, for: record.idTag) }
            effects.append(.operatorAnswer(operatorToken, .done))
        case .idTagDeletion(let idTag, let operatorToken):
            set(nil, for: idTag)
            effects.append(.operatorAnswer(operatorToken, .done))
        case .authorizationKeys(let changes, let operatorToken):
            enter(changes)
            effects.append(.operatorAnswer(operatorToken, .done))
        case .keyChange(let record, let key, let index):
            keyStored(token, record, key, of: index, at: now, into: &effects)
        case .admission(let index, let admission, let operatorToken):
            markStored(index)
            chargePoints[index].admission = admission
            chargePoints[index].registration = decided(chargePoints[index].registration, admission: admission)
            effects.append(.operatorAnswer(operatorToken, .done))
        case .foreignEnding(let operatorToken):
            effects.append(.operatorAnswer(operatorToken, .done))
        case .command(_, _, let answer, let operatorToken):
            effects.append(.operatorAnswer(operatorToken, answer))
        }
    }

    private mutating func apply(_ pending: PendingCall, at now: Instant, into effects: inout [Effect]) {
        let index = pending.chargePoint
        var confirmation = pending.confirmation
        switch pending.change {
        case .registration(let status, let boot, let books):
            // An operator's refusal may have come into force while the CALL waited.
            let outcome = chargePoints[index].admission.map { $0 == .accepted ? status : $0 } ?? status
            chargePoints[index].registration = outcome
            chargePoints[index].boot = boot
            confirmation = bootConfirmation(outcome, at: now)
            doubtTransactions(of: index)
            came(books, of: index, into: &effects) { model, _ in model.configurationRebooted(of: index) }
        case .start(let transaction, let reservationId, let superseded, let books):
            let ended = superseded.compactMap {
                transactionStopped($0.transactionId, $0.stop, of: index, into: &effects)
            }
            transactionStarted(transaction, of: index, into: &effects)
            came(books, of: index, into: &effects) { model, effects in
                ended.flatMap { model.stopBooks($0, of: index) }
                    + model.startBooks(transaction, reservationId, of: index, at: now, into: &effects)
            }
        case .stop(let transactionId, let stop, let books):
            if let transaction = transactionStopped(transactionId, stop, of: index, into: &effects) {
                came(books, of: index, into: &effects) { model, _ in model.stopBooks(transaction, of: index) }
            }
        case .endings(let endings, let books):
            endingsStored(endings, books, of: index, into: &effects)
        case .securityEvent(let record):
            setNotification(record, of: index)
        case .nothing:
            break
        }
        // Without its connection the answer has nowhere to go; the charge point asks again.
        if chargePoint(of: pending.connection) == index, let confirmation {
            effects.append(.reply(pending.connection, pending.uniqueId, confirmation))
        }
        release(pending, at: now, into: &effects)
    }

    mutating func storeFailed(_ token: StoreToken, at now: Instant, into effects: inout [Effect]) {
        guard let work = pendingWork.removeValue(forKey: token) else {
            preconditionFailure("\(token) was reported twice or never asked for")
        }
        switch work {
        case .call(let pending):
            let identity = chargePoints[pending.chargePoint].identity
            switch pending.change {
            case .start(let transaction, _, _, _):
                countTransaction(on: transaction.idTag, transaction.startStatus, by: -1)
            case .endings(let endings, _): endingsFailed(endings, of: pending.chargePoint, into: &effects)
            case .registration, .stop, .securityEvent, .nothing: break
            }
            effects.append(.notice(.storeFailed, identity: identity))
            if chargePoint(of: pending.connection) == pending.chargePoint {
                let error = CallError(.internalError, "the message could not be stored; send it again")
                effects.append(.replyError(pending.connection, pending.uniqueId, error))
            }
            release(pending, at: now, into: &effects)
        case .idTags(_, let operatorToken), .idTagDeletion(_, let operatorToken), .foreignEnding(let operatorToken):
            effects.append(.operatorAnswer(operatorToken, .storeFailed))
        case .admission(let index, _, let operatorToken):
            enteringFailed(index)
            effects.append(.operatorAnswer(operatorToken, .storeFailed))
        case .authorizationKeys(let changes, let operatorToken):
            for (index, _) in changes { enteringFailed(index) }
            effects.append(.operatorAnswer(operatorToken, .storeFailed))
        case .keyChange(_, _, let index):
            keyStoreFailed(token, of: index, at: now, into: &effects)
        case .command(let records, let index, let answer, let operatorToken):
            // The charge point has acted, so the books stay; the store tries again when it can.
            effects.append(.notice(.storeFailed, identity: chargePoints[index].identity))
            effects.append(.store(records, .unawaited))
            effects.append(.operatorAnswer(operatorToken, answer))
        }
    }

    /// Records of the books went to the store: behind those that a CALL waits for.
    mutating func booksStored(of index: Int) {
        guard chargePoints[index].hasBooks, chargePoints[index].pending != .unawaited else { return }
        chargePoints[index].books.isStoredMeanwhile = true
    }

    /// What a change will do to the books, to be stored along with it; the books stay as they are.
    mutating func foreseen(
        of index: Int, into effects: inout [Effect],
        _ change: (inout CentralSystemModel, inout [Effect]) -> [Record]
    ) -> [Record] {
        guard chargePoints[index].hasBooks else {
            return []
        }
        let books = chargePoints[index].booksStorage
        defer { chargePoints[index].booksStorage = books }
        return change(&self, &effects)
    }

    /// Does to the books what was foreseen. Where a command changed them or its records went to the store meanwhile, it is
    /// stored again behind these.
    mutating func came(
        _ foreseen: [Record], of index: Int, into effects: inout [Effect],
        _ change: (inout CentralSystemModel, inout [Effect]) -> [Record]
    ) {
        guard chargePoints[index].hasBooks else { return }
        // The notices were told when the CALL came.
        var told: [Effect] = []
        let records = change(&self, &told)
        let isOvertaken = chargePoints[index].books.isStoredMeanwhile
        if records != foreseen || isOvertaken, !records.isEmpty { effects.append(.store(records, .unawaited)) }
        plan(index)
    }

    /// Frees the pending slot and handles the CALLs that waited, until one of them takes the slot again.
    private mutating func release(_ pending: PendingCall, at now: Instant, into effects: inout [Effect]) {
        let index = pending.chargePoint
        chargePoints[index].pending = .unawaited
        var position = 0
        while position < pending.queue.count {
            let call = pending.queue[position]
            position += 1
            guard chargePoint(of: call.connection) == index else {
                effects.append(.notice(.droppedWithConnection, identity: chargePoints[index].identity))
                continue
            }
            answer(call, of: index, at: now, into: &effects)
            guard chargePoints[index].pending != .unawaited else { continue }
            let token = chargePoints[index].pending
            guard case .call(var next) = pendingWork[token] else {
                preconditionFailure("the pending slot holds a token without a CALL")
            }
            next.queue = Array(pending.queue[position...])
            pendingWork[token] = .call(next)
            return
        }
        // Behind the CALLs: one of them may have been the stop.
        if endDue(of: index, at: now, into: &effects) { return }
        forgetIfUnknown(index)
        retire(index, into: &effects)
    }

    /// Takes over the state of a store. The model is new: nobody is connected.
    mutating func restored(_ workingSet: WorkingSet, at now: Instant) {
        precondition(chargePoints.isEmpty && idTags.isEmpty, "restored after other inputs")
        chargePoints.reserveCapacity(workingSet.chargePoints.count)
        for record in workingSet.chargePoints {
            guard indexByIdentity[record.identity] == nil, let index = enter(record.identity) else { continue }
            chargePoints[index].isStored = true
            chargePoints[index].admission = record.admission
            chargePoints[index].registration =
                record.admission.map { decided(record.registration, admission: $0) } ?? record.registration
            chargePoints[index].boot = record.boot
        }
        for record in workingSet.security {
            // Who was given a password is known, also before the first boot.
            guard let index = indexByIdentity[record.identity] ?? enter(record.identity) else { continue }
            chargePoints[index].isStored = true
            setSecurity(record, of: index, graceFrom: now)
        }
        for record in workingSet.connectors {
            guard let index = indexByIdentity[record.identity], let timestamp = record.notification.timestamp,
                record.notification.connectorId >= 0,
                record.notification.connectorId <= configuration.limits.connectorId
            else { continue }
            setStatus(record.notification, timestamp, of: index)
        }
        for record in workingSet.notifications {
            if let index = indexByIdentity[record.identity] { setNotification(record, of: index) }
        }
        for record in workingSet.idTags { set(record, for: record.idTag) }
        for record in workingSet.transactions { restored(record) }
        for record in workingSet.meterValues { restored(record) }
        restoredBooks(workingSet)
        nextTransactionId = workingSet.nextTransactionId > 0 ? workingSet.nextTransactionId : nil
    }

    private mutating func restored(_ record: MeterValuesRecord) {
        guard let index = indexByIdentity[record.identity],
            let place = chargePoints[index].transactions.lastIndex(where: {
                Int($0.transactionId) == record.transactionId && $0.isOpen
            })
        else { return }
        // What is wrong with them was told when they came.
        var told: [Effect] = []
        noteMeterValues(record.meterValue, ofTransactionAt: place, of: index, into: &told)
    }

    private mutating func restored(_ record: TransactionRecord) {
        guard let index = indexByIdentity[record.identity] else { return }
        var transaction = TransactionState(record.transactionId, record.start, record.startStatus)
        if let stop = record.stop { transaction.phase = .stopped(StopContent(stop)) }
        chargePoints[index].transactions.append(transaction)
        guard record.stop == nil else { return }
        openTransactionCount += 1
        countTransaction(on: record.start.idTag, record.startStatus, by: 1)
    }
}
