import OCPPTypes

extension ChargePointModel {
    /// A CALLRESULT came.
    mutating func answered(
        _ id: UniqueId, _ confirmation: Confirmation, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard isOutstanding(id, &effects) else { return }
        guard confirmation.action == queue.outstanding?.action else {
            effects.append(.notice(.violation(.confirmationOfOtherAction)))
            failed(id, .invalidAnswer, .invalidAnswer, at: now, &effects)
            return
        }
        guard let call = queue.end() else { return }
        effects.append(.sample(call.sample(.answered, at: now)))
        if boot.isAccepted { reconnectAttempt = 0 }
        switch call.purpose {
        case .boot:
            if case .bootNotification(let answer) = confirmation { bootAnswered(answer, at: now, &effects) }
        case .heartbeat:
            if case .heartbeat(let answer) = confirmation { follow(answer.currentTime, at: now, &effects) }
        case .status, .alignedValues, .triggered: break
        case .notification: notificationAnswered()
        case .signCertificate:
            if case .signCertificate(let answer) = confirmation { signCertificateAnswered(answer.status) }
        case .authorize(let connectorId, let use, let token):
            if case .authorize(let answer) = confirmation {
                authorizeAnswered(
                    answer.idTagInfo, queue.presentedTag, use, Int(connectorId), token, at: now, &effects)
            }
        case .command(let token):
            if case .heartbeat(let answer) = confirmation { follow(answer.currentTime, at: now, &effects) }
            if case .authorize(let answer) = confirmation, !queue.presentedTag.value.isEmpty {
                learn(queue.presentedTag, answer.idTagInfo, Moment(now), &effects)
            }
            effects.append(.commandEnded(token, .done))
        case .transactionMessage: messageAnswered(confirmation, at: now, &effects)
        }
        sendNext(at: now, &effects)
    }

    /// Authorize was answered, for a command or (without token) for a remote start.
    private mutating func authorizeAnswered(
        _ info: IdTagInfo, _ idTag: IdTag, _ use: TagUse, _ connectorId: Int, _ token: CommandToken?, at now: Instant,
        _ effects: inout [ChargePointEffect]
    ) {
        learn(idTag, info, Moment(now), &effects)
        let outcome: CommandOutcome
        if info.status == .accepted {
            outcome = tagAccepted(idTag, info.parentIdTag, use, connectorId, Moment(now), &effects)
        } else {
            outcome = .refused(info.status)
        }
        if token == nil { connectors[connectorId].dropRemoteProfile() }
        if let token { effects.append(.commandEnded(token, outcome)) }
    }

    /// The first transaction message was delivered.
    private mutating func messageAnswered(
        _ confirmation: Confirmation, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard let message = queue.messages.popFirst() else {
            preconditionFailure("a transaction message was outstanding and is not in the queue")
        }
        let connectorId = Int(message.connectorId)
        switch confirmation {
        case .startTransaction(let answer):
            resolve(message.number, transactionId: answer.transactionId)
            effects.append(
                .notice(.transactionStarted(connectorId: connectorId, transactionId: answer.transactionId)))
            if case .start(let request) = message.body { learn(request.idTag, answer.idTagInfo, Moment(now), &effects) }
            if let index = transactions.firstIndex(where: { $0.number == message.number }) {
                if let parent = answer.idTagInfo.parentIdTag { transactions[index].parentIdTag = parent }
                if answer.idTagInfo.status != .accepted { invalidate(index, at: now, &effects) }
            }
        case .stopTransaction(let answer):
            if let info = answer.idTagInfo, case .stop(let request) = message.body, let idTag = request.idTag {
                learn(idTag, info, Moment(now), &effects)
            }
            effects.append(
                .notice(.transactionStopped(connectorId: connectorId, transactionId: message.transactionId ?? -1)))
        default: break  // MeterValues.conf is empty; the action was compared before.
        }
    }

    /// StartTransaction.conf did not accept the tag (OCPP 1.6 §4.8, errata v4.0 §3.17); a transaction that is over
    /// stays over.
    private mutating func invalidate(_ index: Int, at now: Instant, _ effects: inout [ChargePointEffect]) {
        if boolean(.stopTransactionOnInvalidId) {
            stop(index, .deAuthorized, .failed(.deAuthorised), Moment(now), &effects)
        } else {
            let allowance = Int64(integer(.maxEnergyOnInvalidId)) * 1000
            if allowance > 0 {
                let connectorId = Int(transactions[index].connectorId)
                connectors[connectorId].integrate(to: now, clockFactor: clock.factor)
                transactions[index].allowanceEnd = connectors[connectorId].register.milliwattHours
                    .addingSaturated(allowance)
            } else {
                transactions[index].isInvalidated = true
            }
            refreshPower(index, Moment(now), &effects)
            if let goal = transactions[index].goal {
                transactions[index].goal = nil
                transactions[index].goalAt = .distantFuture
                effects.append(.commandEnded(goal.token, .failed(.deAuthorised)))
            }
        }
    }

    /// The energy that MaxEnergyOnInvalidId allows is delivered.
    mutating func allowanceIsSpent(_ index: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        transactions[index].allowanceEnd = nil
        transactions[index].isInvalidated = true
        refreshPower(index, moment, &effects)
    }
}
