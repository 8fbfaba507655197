import OCPPTypes

extension ChargePointModel {
    /// Power comes on, for the first time or again; `planned` is when the plan wanted it, no later than now.
    mutating func powerOn(at now: Instant, planned: Instant? = nil, _ effects: inout [ChargePointEffect]) {
        // A charge point that has power already has nothing to do: an allowed race with a restart.
        guard !isPowered, !isFinishing else { return }
        isPowered = true
        if let first = queue.messages.first, first.failures > 0 {
            // The wait for its retransmission was forgotten with the power; the next one is planned from here.
            queue.messages.updateFirst {
                $0.intended = now
                $0.enqueued = now
            }
        }
        finishInterrupted(Moment(now), &effects)
        boot.begin(at: min(planned ?? now, now), now: now)
        raise(.startupOfTheDevice, Moment(now), &effects)
        guard !isNetworkGone else { return }
        connection = .connecting
        effects.append(.connect)
    }

    /// The mains are gone and the backup battery lasts a little longer: it goes down and does not come up before them.
    var isOnBattery: Bool { pendingReset?.end == .powerOff }

    /// The mains are back, maybe before the backup battery was empty.
    mutating func powerReturns(at now: Instant, _ effects: inout [ChargePointEffect]) {
        if pendingReset?.end == .powerOff { pendingReset = nil }
        powerOn(at: now, &effects)
    }

    /// The mains fail.
    mutating func powerLoss(
        backup: Bool, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome {
        guard isPowered else { return .failed(.noPower) }
        guard backup else {
            goDark(at: moment.now, &effects)
            return .done
        }
        while !transactions.isEmpty {
            stop(transactions.count - 1, .powerLoss, .failed(.noPower), moment, &effects)
        }
        // The battery lasts until everything is told, but not for ever.
        pendingReset = PendingReset(
            until: moment.now.adding(milliseconds: Int64(limits.backupMilliseconds)), end: .powerOff)
        return .done
    }

    /// Everything that is not in the flash memory is gone; what is in the world stays: plugs, cars, meters, faults.
    mutating func goDark(at now: Instant, _ effects: inout [ChargePointEffect]) {
        for index in transactions.indices {
            connectors[Int(transactions[index].connectorId)].integrate(to: now, clockFactor: clock.factor)
        }
        if !transactions.isEmpty { powerFailedAt = clock.time(at: now) }
        let hadConnection = connection == .open || connection == .connecting
        connection = .off
        endCallsOfConnection(.noPower, at: now, &effects)
        let goals = transactions.compactMap(\.goal)
        if !profiles.isEmpty {
            giveUpTransfers(Moment(now), &effects)
        }
        let state = persistentState
        let world = self
        var setup = ChargePointSetup(
            kind: kind, identity: identity, connectors: connectorCount, configuration: shared, seed: seed,
            clock: clock, limits: limits)
        setup.cars = cars
        setup.particulars = particulars
        self = ChargePointModel(setup, restoring: state)
        // What follows is no memory of the device: its surroundings, and the generators of the simulation.
        vendors = world.vendors
        jitter = world.jitter
        isNetworkGone = world.isNetworkGone
        resetsToFail = world.resetsToFail
        isFinishing = world.isFinishing
        queue.keepIds(of: world.queue)
        for index in connectors.indices { connectors[index].takeWorld(from: world.connectors[index]) }
        if hadConnection { effects.append(.close) }
        for goal in goals { effects.append(.commandEnded(goal.token, .failed(.noPower))) }
    }

    /// The first thing after the power is back: transactions that the cut interrupted are stopped, and every connector
    /// shows what it finds.
    private mutating func finishInterrupted(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        let found = interrupted
        interrupted = []
        for transaction in found {
            let connectorId = Int(transaction.connectorId)
            enqueue(
                .stop(
                    StopTransaction.Request(
                        idTag: transaction.idTag, meterStop: Int(connectors[connectorId].register.wattHours),
                        timestamp: powerFailedAt ?? clock.time(at: moment.at), transactionId: -1, reason: .powerLoss,
                        transactionData: transaction.data.isEmpty ? nil : transaction.data)),
                of: transaction.number, connectorId: transaction.connectorId,
                transactionId: transaction.transactionId, moment, &effects)
        }
        powerFailedAt = nil
        for index in connectors.indices {
            let wasInTransaction = found.contains { Int($0.connectorId) == index }
            let status = statusFound(index, wasInTransaction: wasInTransaction)
            connectors[index].status = status
            if status == .preparing { connectors[index].preparingUntil = preparingEnd(after: moment.at) }
            if status != .available {
                effects.append(.notice(.statusChanged(connectorId: index, status)))
            }
        }
    }

    /// The status that a connector has by what can be found out about it.
    private func statusFound(_ connectorId: Int, wasInTransaction: Bool) -> ChargePointStatus {
        let connector = connectors[connectorId]
        if !connector.rare.isEmpty, connector.rare.value.fault != nil { return .faulted }
        if connector.isInoperative { return .unavailable }
        guard connector.isOccupied else { return .available }
        return wasInTransaction ? .finishing : .preparing
    }

    // MARK: The network

    /// The network is gone: the charge point goes on alone.
    mutating func goOffline(at now: Instant, _ effects: inout [ChargePointEffect]) {
        guard !isNetworkGone else { return }
        isNetworkGone = true
        switch connection {
        case .open, .connecting:
            connection = .off
            endCallsOfConnection(.connectionLost, at: now, &effects)
            effects.append(.close)
        case .waiting: connection = .off
        case .off, .restarting: break
        }
    }

    /// The network is back.
    mutating func goOnline(at now: Instant, _ effects: inout [ChargePointEffect]) {
        guard isNetworkGone else { return }
        isNetworkGone = false
        guard isPowered, connection == .off else { return }
        connection = .connecting
        effects.append(.connect)
    }
}

extension ConnectorState {
    /// What a power cut does not change: the car and its plug, the meter with its own memory, what is broken.
    fileprivate mutating func takeWorld(from other: ConnectorState) {
        isPlugged = other.isPlugged
        carCount = other.carCount
        register = other.register
        integratedUntil = other.integratedUntil
        alignedBase = other.alignedBase
        reactive = other.reactive
        if let car = other.car, other.isPlugged { keep(car) }
        guard !other.rare.isEmpty else { return }
        rare = other.rare
        rare.value.authorizedParent = nil
        rare.value.remoteProfile = nil
        // Faulted hides what was before; after the cut that is only what is found.
        rare.value.forgetStatusBeforeFaults()
    }
}
