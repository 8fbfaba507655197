import OCPPTypes

/// BootNotification and the registration state (OCPP 1.6 §4.2).
extension CentralSystemModel {
    /// A registration that changes is answered after its commit: a charge point that was told Accepted does not boot
    /// again after the central system's restart, so the store has to know it. Other boots are stored without waiting.
    mutating func bootNotification(
        _ request: BootNotification.Request, _ call: QueuedCall, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) {
        let outcome = registrationOutcome(of: index)
        let boot = BootRecord(request, at: configuration.clock.time(at: now))
        let state = chargePoints[index]
        let isStranger = outcome == .rejected && !state.isStored
        if state.registration != outcome, !isStranger {
            markStored(index)
            let record = ChargePointRecord(
                identity: state.identity, registration: outcome, admission: state.admission, boot: boot)
            let books = foreseen(of: index, into: &effects) { model, _ in model.configurationRebooted(of: index) }
            return wait(
                for: [.chargePoint(record)] + books, call, of: index,
                change: .registration(outcome, boot, books: books), confirmation: nil,
                into: &effects)
        }
        chargePoints[index].registration = outcome
        chargePoints[index].boot = boot
        doubtTransactions(of: index)
        effects.append(.reply(call.connection, call.uniqueId, bootConfirmation(outcome, at: now)))
        if !isStranger {
            markStored(index)
            let records = [.chargePoint(chargePoints[index].record)] + configurationRebooted(of: index)
            effects.append(.store(records, .unawaited))
        }
    }

    /// What the policy, the operator and the past say of a charge point.
    private func registrationOutcome(of index: Int) -> RegistrationStatus {
        let state = chargePoints[index]
        if let admission = state.admission { return admission }
        switch configuration.registration {
        case .accept: return .accepted
        // Who was given a password was entered by the operator.
        case .known: return state.registration == .accepted || state.security?.record.key != nil ? .accepted : .rejected
        case .pending: return state.registration == .accepted ? .accepted : .pending
        }
    }

    func bootConfirmation(_ status: RegistrationStatus, at now: Instant) -> Confirmation {
        let interval = status == .accepted ? configuration.heartbeatInterval : configuration.bootRetryInterval
        let time = configuration.clock.time(at: now)
        return .bootNotification(.init(status: status, currentTime: time, interval: interval))
    }

    mutating func putChargePoint(
        _ identity: String, _ registration: RegistrationStatus, _ operatorToken: OperatorToken,
        into effects: inout [Effect]
    ) {
        if indexByIdentity[identity] == nil { makeRoom(into: &effects) }
        guard !identity.isEmpty, identity.utf8.count <= configuration.limits.identityBytes,
            let index = indexByIdentity[identity] ?? enter(identity)
        else { return effects.append(.operatorAnswer(operatorToken, .limitReached)) }
        chargePoints[index].isKnown = true
        beginEntering(index)
        let token = store([.admission(identity: identity, registration)], into: &effects)
        pendingWork[token] = .admission(chargePoint: index, registration, operatorToken)
    }

    /// The registration after the operator's decision. A refusal holds at once; an acceptance holds from the next
    /// BootNotification, because the charge point sends nothing else before it was told.
    func decided(_ registration: RegistrationStatus?, admission: RegistrationStatus) -> RegistrationStatus? {
        admission == .accepted ? registration : registration.map { _ in admission }
    }
}
