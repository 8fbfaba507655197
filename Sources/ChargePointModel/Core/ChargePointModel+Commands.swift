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
        let command = placed(command)
        let outcome =
            isPowered || !command.needsPower ? carryOut(command, token, moment, &effects) : .failed(.noPower)
        if let outcome { effects.append(.commandEnded(token, outcome)) }
    }

    private mutating func carryOut(
        _ command: Command, _ token: CommandToken, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome? {
        if let connectorId = command.connectorId, !isConnector(connectorId) { return .failed(.connectorUnknown) }
        switch command {
        case .plugIn(let connectorId): return plugIn(connectorId, moment, &effects)
        case .plugInCar(let connectorId, let choice): return plugIn(connectorId, car: choice, moment, &effects)
        case .unplug(let connectorId): return unplug(connectorId, moment, &effects)
        case .authorize(let idTag, let connectorId):
            return presentTag(idTag, connectorId, token, moment, &effects)
        case .tag(let idTag, let connectorId): return swipe(idTag, connectorId, token, moment, &effects)
        case .charge(let connectorId, let goal): return charge(connectorId, goal, token, moment)
        case .stopTransaction(let connectorId, let reason):
            guard let index = transactionIndex(of: connectorId) else { return .failed(.noTransaction) }
            stop(index, reason, .done, moment, &effects)
            return .done
        case .send(let payload):
            plan(.payload(payload), .command(token), moment, &effects)
            return nil
        case .meterValues(let connectorId):
            let request = meterValues(
                connectorId, .meterValuesSampledData, context: .samplePeriodic, timestamp: nil, at: moment.at)
            plan(.payload(.typed(.meterValues(request))), .command(token), moment, &effects)
            return nil
        case .plugInHalf(let connectorId): return plugInHalf(connectorId, moment, &effects)
        case .unplugVehicle(let connectorId): return unplugVehicle(connectorId, moment, &effects)
        case .powerLoss(let backup): return powerLoss(backup: backup, moment, &effects)
        case .registerVendor(let vendor): return register(vendor)
        case .jamLock(let connectorId, let isJammed):
            guard !kind.hasFixedCable else { return .failed(.notPossible) }
            connectors[connectorId].rare.value.isLockJammed = isJammed
        case .fault(let connectorId, let code):
            guard connectors.indices.contains(connectorId) else { return .failed(.connectorUnknown) }
            fail(
                connectorId, .init(source: connectorId == 0 ? .chargePoint : .connector, code: code), moment, &effects)
        case .clearFault(let connectorId):
            guard connectors.indices.contains(connectorId) else { return .failed(.connectorUnknown) }
            clearFault(connectorId, moment, &effects)
        case .warning(let connectorId, let code):
            guard connectors.indices.contains(connectorId) else { return .failed(.connectorUnknown) }
            report(connectorId, code, moment, &effects)
        case .emergencyStop: emergencyStop(moment, &effects)
        case .door(let isOpen):
            doorMoved(isOpen: isOpen, moment, &effects)
            if isOpen, isPowered { raise(.tamperDetectionActivated, moment, &effects) }
        case .securityEvent(let event): raise(event, moment, &effects)
        case .failResets(let count): resetsToFail = UInt16(clamping: count)
        case .reboot:
            guard !isOnBattery else { return .failed(.noPower) }
            reboot(at: moment.now)
        case .configure(let key, let value):
            switch changeConfiguration(.init(key: key, value: value), at: moment.now, &effects) {
            case .accepted, .rebootRequired: break
            case .rejected: return .failed(.settingRejected)
            case .notSupported: return .failed(.keyUnknown)
            }
        case .powerReturns: powerReturns(at: moment.now, &effects)
        case .goOffline: goOffline(at: moment.now, &effects)
        case .goOnline: goOnline(at: moment.now, &effects)
        }
        return .done
    }

    /// True for 1 ... number of connectors.
    func isConnector(_ connectorId: Int) -> Bool { connectorId > 0 && connectorId < connectors.count }

    /// Gives the running transaction a goal. Nil while it is not reached.
    private mutating func charge(
        _ connectorId: Int, _ goal: ChargeGoal, _ token: CommandToken, _ moment: Moment
    ) -> CommandOutcome? {
        guard let index = transactionIndex(of: connectorId) else {
            let connector = connectors[connectorId]
            if connector.status == .unavailable || connector.status == .faulted {
                return .failed(.connectorUnavailable)
            }
            if !connector.isPlugged { return .failed(.notPluggedIn) }
            return .failed(connector.status == .preparing ? .notAuthorised : .noTransaction)
        }
        guard transactions[index].goal == nil else { return .failed(.connectorBusy) }
        guard !transactions[index].isInvalidated, transactions[index].allowanceEnd == nil else {
            return .failed(.deAuthorised)
        }
        connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor)
        transactions[index].goal = Transaction.Goal(token: token, goal: goal, begin: moment.intended)
        transactions[index].scheduleEnds(connectors[connectorId], kind: kind, clock: clock)
        return nil
    }
}

extension Command {
    /// The connector that must exist, 1 and above; nil for commands that concern the charge point, or may.
    fileprivate var connectorId: Int? {
        switch self {
        case .plugIn(let id), .plugInCar(let id, _), .unplug(let id), .authorize(_, let id), .tag(_, let id),
            .charge(let id, _),
            .stopTransaction(let id, _), .meterValues(let id), .plugInHalf(let id), .unplugVehicle(let id),
            .jamLock(let id, _):
            id
        case .send, .fault, .clearFault, .warning, .emergencyStop, .door, .failResets, .reboot, .configure,
            .powerLoss, .powerReturns, .goOffline, .goOnline, .registerVendor, .securityEvent:
            nil
        }
    }

    /// True for what a charge point without power cannot do; cars come and go, and things break, all the same.
    fileprivate var needsPower: Bool {
        switch self {
        case .authorize, .tag, .charge, .stopTransaction, .send, .meterValues, .warning, .emergencyStop, .reboot,
            .configure, .powerLoss, .securityEvent:
            true
        case .plugIn, .plugInCar, .unplug, .plugInHalf, .unplugVehicle, .jamLock, .fault, .clearFault, .door,
            .failResets,
            .powerReturns, .goOffline, .goOnline, .registerVendor:
            false
        }
    }
}
