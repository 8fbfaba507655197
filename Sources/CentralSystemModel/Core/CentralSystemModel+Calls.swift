import OCPPTypes

/// CALLs of charge points: the rules that hold for all of them, then the way to each action.
extension CentralSystemModel {
    mutating func called(_ call: QueuedCall, at now: Instant, into effects: inout [Effect]) {
        guard let index = contact(call.connection, at: now) else { return }
        if chargePoints[index].pending != .unawaited, !passes(call, pendingOf: index, into: &effects) { return }
        answer(call, of: index, at: now, into: &effects)
    }

    /// Decides on a CALL that arrives while an earlier one of the charge point waits for its commit; true when it is to
    /// be answered now. Only storing CALLs wait, in order, up to a limit.
    private mutating func passes(_ call: QueuedCall, pendingOf index: Int, into effects: inout [Effect]) -> Bool {
        let token = chargePoints[index].pending
        let identity = chargePoints[index].identity
        guard case .call(var pending) = pendingWork[token] else {
            preconditionFailure("the pending slot holds a token without a CALL")
        }
        if pending.connection == call.connection {
            let same =
                pending.uniqueId == call.uniqueId
                ? pending.request
                : pending.queue.first { $0.connection == call.connection && $0.uniqueId == call.uniqueId }?.request
            if let same {
                if same == call.request {
                    effects.append(.notice(.repeatedWhilePending, identity: identity))
                } else {
                    effects.append(.notice(.uniqueIdInUse, identity: identity))
                    let error = CallError(.genericError, "the unique id belongs to a CALL that is still being handled")
                    effects.append(.replyError(call.connection, call.uniqueId, error))
                }
                return false
            }
            effects.append(.notice(.callWhilePending, identity: identity))
        }
        switch call.request {
        case .bootNotification, .startTransaction, .stopTransaction, .meterValues, .securityEventNotification: break
        default: return true
        }
        guard pending.queue.count < configuration.limits.queuedCalls else {
            effects.append(.notice(.callQueueFull, identity: identity))
            let error = CallError(.internalError, "too many CALLs wait for an earlier one; send it again later")
            effects.append(.replyError(call.connection, call.uniqueId, error))
            return false
        }
        // The dictionary's copy goes first, so that appending does not copy the queue.
        pendingWork[token] = nil
        pending.queue.append(call)
        pendingWork[token] = .call(pending)
        return false
    }

    /// Answers a CALL or starts the store that its answer waits for.
    mutating func answer(_ call: QueuedCall, of index: Int, at now: Instant, into effects: inout [Effect]) {
        let action = call.request.action
        let isTriggered = isTriggered(call.request, of: index)
        let isPermitted =
            switch chargePoints[index].registration {
            case .accepted: true
            case .pending: isTriggered || action == .bootNotification
            case .rejected, nil: action == .bootNotification
            }
        guard isPermitted else {
            effects.append(.notice(.notAccepted, identity: chargePoints[index].identity))
            let error = CallError(.securityError, "the charge point is not accepted; send BootNotification first")
            return effects.append(.replyError(call.connection, call.uniqueId, error))
        }
        guard action.isFromChargePoint else {
            effects.append(.notice(.wrongDirection, identity: chargePoints[index].identity))
            let error = CallError(.notSupported, "\(action.name) is sent by a central system")
            return effects.append(.replyError(call.connection, call.uniqueId, error))
        }
        switch call.request {
        case .heartbeat:
            let time = configuration.clock.time(at: now)
            effects.append(.reply(call.connection, call.uniqueId, .heartbeat(.init(currentTime: time))))
        case .authorize(let request):
            let info = authorization(of: request.idTag, at: configuration.clock.time(at: now))
            effects.append(.reply(call.connection, call.uniqueId, .authorize(.init(idTagInfo: info))))
        case .bootNotification(let request):
            bootNotification(request, call, of: index, at: now, into: &effects)
        case .statusNotification(let request):
            statusNotification(request, of: index, at: now, into: &effects)
            effects.append(.reply(call.connection, call.uniqueId, .statusNotification(.init())))
        case .startTransaction(let request):
            startTransaction(request, call, of: index, at: now, into: &effects)
        case .stopTransaction(let request):
            stopTransaction(request, call, of: index, at: now, into: &effects)
        case .meterValues(let request):
            meterValues(request, call, of: index, at: now, into: &effects)
        case .dataTransfer(let request):
            let status = dataTransferStatus(request)
            if status != .accepted {
                effects.append(.notice(.dataTransferUnknown, identity: chargePoints[index].identity))
            }
            effects.append(.reply(call.connection, call.uniqueId, .dataTransfer(.init(status: status))))
        case .signCertificate(let request):
            signCertificate(request, call, of: index, into: &effects)
        default:
            notification(call, of: index, at: now, into: &effects)
        }
    }

    /// OCPP 1.6 §4.3: the messageId counts only for a vendor that is known.
    private func dataTransferStatus(_ request: DataTransfer.Request) -> DataTransferStatus {
        guard let vendor = configuration.dataTransferVendors.first(where: { $0.vendorId == request.vendorId }) else {
            return .unknownVendorId
        }
        guard let messageIds = vendor.messageIds else { return .accepted }
        return request.messageId.map(messageIds.contains) ?? true ? .accepted : .unknownMessageId
    }

    /// Puts a CALL into the charge point's pending slot; its answer leaves after the commit.
    mutating func wait(
        for records: [Record], _ call: QueuedCall, of index: Int, change: PendingCall.Change,
        confirmation: Confirmation?, into effects: inout [Effect]
    ) {
        precondition(chargePoints[index].pending == .unawaited, "the pending slot is taken")
        let token = store(records, into: &effects)
        chargePoints[index].pending = token
        if chargePoints[index].hasBooks { chargePoints[index].books.isStoredMeanwhile = false }
        pendingWork[token] = .call(
            PendingCall(
                chargePoint: index, connection: call.connection, uniqueId: call.uniqueId, request: call.request,
                change: change, confirmation: confirmation))
    }
}
