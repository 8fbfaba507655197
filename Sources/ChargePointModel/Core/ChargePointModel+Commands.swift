import OCPPTypes

extension ChargePointModel {
    /// Carries out what a user or a behaviour does.
    mutating func perform(
        _ command: Command, _ token: CommandToken, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        guard !isFinishing else {
            effects.append(.commandEnded(token, .failed(.abandoned)))
            return
        }
        let outcome: CommandOutcome?
        switch command {
        case .plugIn(let connectorId):
            outcome = isConnector(connectorId) ? plugIn(connectorId, moment, &effects) : .failed(.connectorUnknown)
        case .unplug(let connectorId):
            outcome = isConnector(connectorId) ? unplug(connectorId, moment, &effects) : .failed(.connectorUnknown)
        case .authorize(let idTag, let connectorId):
            outcome = presentTag(idTag, connectorId, token, moment, &effects)
        case .charge(let connectorId, let goal):
            outcome = charge(connectorId, goal, token, moment)
        case .stopTransaction(let connectorId, let reason):
            if let index = transactionIndex(of: connectorId) {
                stop(index, reason, .done, moment, &effects)
                outcome = .done
            } else {
                outcome = .failed(isConnector(connectorId) ? .noTransaction : .connectorUnknown)
            }
        case .send(let payload):
            plan(.payload(payload), .command(token), moment, &effects)
            outcome = nil
        case .meterValues(let connectorId):
            if isConnector(connectorId) {
                let request = meterValues(
                    connectorId, .meterValuesSampledData, context: .samplePeriodic, timestamp: nil, at: moment.at)
                plan(.payload(.typed(.meterValues(request))), .command(token), moment, &effects)
                outcome = nil
            } else {
                outcome = .failed(.connectorUnknown)
            }
        }
        if let outcome { effects.append(.commandEnded(token, outcome)) }
    }

    /// True for 1 ... number of connectors.
    func isConnector(_ connectorId: Int) -> Bool { connectorId > 0 && connectorId < connectors.count }

    /// A tag is presented. Nil while Authorize is on its way.
    private mutating func presentTag(
        _ idTag: IdTag, _ connectorId: Int, _ token: CommandToken, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome? {
        guard isConnector(connectorId) else { return .failed(.connectorUnknown) }
        if connection != .open, hasBooted, boolean(.allowOfflineTxForUnknownId) {
            // Unknown Offline Authorization (OCPP 1.6 §3.5.3); without list and cache every tag is unknown.
            return authorise(connectorId, idTag, moment, &effects) ? .done : .failed(.connectorUnavailable)
        }
        plan(
            .payload(.typed(.authorize(Authorize.Request(idTag: idTag)))),
            .authorize(connectorId: UInt8(connectorId), token), moment, &effects)
        return nil
    }

    /// Gives the running transaction a goal. Nil while it is not reached.
    private mutating func charge(
        _ connectorId: Int, _ goal: ChargeGoal, _ token: CommandToken, _ moment: Moment
    ) -> CommandOutcome? {
        guard isConnector(connectorId) else { return .failed(.connectorUnknown) }
        guard let index = transactionIndex(of: connectorId) else {
            let connector = connectors[connectorId]
            if connector.status == .unavailable || connector.status == .faulted {
                return .failed(.connectorUnavailable)
            }
            if !connector.isPlugged { return .failed(.notPluggedIn) }
            return .failed(connector.status == .preparing ? .notAuthorised : .noTransaction)
        }
        guard transactions[index].goal == nil else { return .failed(.connectorBusy) }
        guard !transactions[index].isInvalidated else { return .failed(.deAuthorised) }
        connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor)
        transactions[index].goal = Transaction.Goal(token: token, goal: goal, begin: moment.intended)
        transactions[index].scheduleEnds(
            connectors[connectorId], batteryWattHours: kind.batteryWattHours, clock: clock)
        if connectors[connectorId].watts == 0 { transactions[index].fullAt = .distantFuture }
        return nil
    }
}
