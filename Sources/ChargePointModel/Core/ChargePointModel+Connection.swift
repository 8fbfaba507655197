import OCPPTypes

extension ChargePointModel {
    mutating func connectionOpened(at now: Instant, _ effects: inout [ChargePointEffect]) {
        switch connection {
        case .connecting, .waiting: connection = .open
        case .open: return  // Told twice; nothing changes.
        case .off, .restarting:
            // The handshake ended after the charge point went down.
            effects.append(.close)
            return
        }
        schedulePing(at: now)
        if let retryAt = queue.retryAt, retryAt < now {
            // Without a connection nothing could be sent: the retransmission is planned from here
            // (guide "Where OCPP is silent").
            queue.messages.updateFirst {
                $0.intended = now
                $0.enqueued = now
            }
        }
        credentialsWorked()
        if boot.isAccepted { reconnected(at: now, &effects) }
        sendNext(at: now, &effects)
    }

    /// The connection is back and the charge point is still registered: no boot (OCPP-J 1.6 §5.4), only what changed
    /// (OCPP 1.6 §4.9).
    private mutating func reconnected(at now: Instant, _ effects: inout [ChargePointEffect]) {
        guard !isFinishing else { return }
        heartbeatDue = heartbeatInstant(after: now)
        reportStatuses(Moment(now)) { $0.reported != $0.status }
    }

    mutating func connectionFailed(
        _ failure: ConnectionFailure, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        // In every other state the attempt that failed is not ours any more.
        guard connection == .connecting else { return }
        credentialsFailed(failure, at: now, &effects)
        waitToReconnect(at: now, &effects)
    }

    mutating func connectionLost(at now: Instant, _ effects: inout [ChargePointEffect]) {
        switch connection {
        case .open, .connecting: break
        case .off, .waiting, .restarting: return  // The close that we asked for, or told twice.
        }
        connection = .off
        endCallsOfConnection(.connectionLost, at: now, &effects)
        waitToReconnect(at: now, &effects)
    }

    private mutating func waitToReconnect(at now: Instant, _ effects: inout [ChargePointEffect]) {
        guard !isFinishing || !queue.messages.isEmpty else {
            connection = .off
            return
        }
        let wait = limits.reconnect.waitNanoseconds(attempt: Int(reconnectAttempt), unit: jitter.nextUnit())
        let instant = now.adding(nanoseconds: wait)
        if reconnectAttempt < .max { reconnectAttempt += 1 }
        connection = .waiting(until: instant)
        effects.append(.notice(.reconnecting(attempt: Int(reconnectAttempt), at: instant)))
    }

    /// The wait for the next attempt, or for the end of a restart, is over.
    mutating func connectionWaitEnded(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        switch connection {
        case .restarting:
            boot.begin(at: moment.intended, now: moment.now)
            raise(.startupOfTheDevice, moment, &effects)
            guard !isNetworkGone else {
                connection = .off
                return
            }
        case .waiting: break
        case .off, .connecting, .open: return
        }
        guard !isFinishing || boot.isAccepted else {
            connection = .off  // A boot would be a new plan; the run is over.
            return
        }
        connection = .connecting
        effects.append(.connect)
    }

    // MARK: Restart

    /// Ends every transaction first, and restarts when what is queued was delivered (soft); or restarts as soon as the
    /// answer can have arrived (hard): its StopTransaction is delivered after the boot.
    mutating func reset(_ type: ResetType, at now: Instant, _ effects: inout [ChargePointEffect]) {
        switch type {
        case .hard: restartSoon(.hardReset, .goodbye, at: now)
        case .soft:
            while !transactions.isEmpty {
                stop(transactions.count - 1, .softReset, .failed(.rebooted), Moment(now), &effects)
            }
            restartSoon(.softReset, .restart, at: now)
        }
    }

    /// Somebody at the box restarts it: at once, unless an answer has just left.
    mutating func reboot(at now: Instant) {
        restartSoon(.reboot, .goodbye, at: now)
    }

    /// Plans a restart; one that is already planned is not put off by another.
    private mutating func restartSoon(_ reason: Reason, _ end: PendingReset.End, at now: Instant) {
        var until =
            end == .goodbye
            ? closeInstant.adding(milliseconds: Int64(ChargePointLimits.goodbyeMilliseconds)) : restartLimit(at: now)
        if let pendingReset, pendingReset.end != .retry { until = min(until, pendingReset.until) }
        pendingReset = PendingReset(until: until, end: end, failures: pendingReset?.failures ?? 0, reason: reason)
    }

    /// When a restart that waits for queued messages happens at the latest.
    func restartLimit(at now: Instant) -> Instant {
        max(now.adding(milliseconds: Int64(limits.softResetMilliseconds)), closeInstant)
    }

    /// The connection is not closed before. Without one there is nothing to wait for.
    var closeInstant: Instant { connection == .open ? mayCloseAt : .zero }

    /// When the pending restart happens as things stand.
    var resetDeadline: Instant {
        guard let pendingReset else { return .distantFuture }
        let isReady: Bool
        switch pendingReset.end {
        case .restart, .powerOff:
            isReady =
                queue.outstanding == nil && queue.messages.isEmpty
                && (profiles.isEmpty || profiles.value.notifications.isEmpty)
        case .goodbye: isReady = true
        case .retry: isReady = false
        }
        return isReady ? min(pendingReset.until, closeInstant) : pendingReset.until
    }

    /// Carries out a restart once nothing is on its way any more, the last answer included.
    mutating func resetIfReady(at now: Instant, _ effects: inout [ChargePointEffect]) {
        if resetDeadline <= now { pendingResetIsDue(at: now, &effects) }
    }

    /// A pending restart waits no longer.
    mutating func pendingResetIsDue(at now: Instant, _ effects: inout [ChargePointEffect]) {
        guard let pendingReset else { return }
        switch pendingReset.end {
        case .powerOff: goDark(at: now, &effects)
        case .restart, .goodbye, .retry: tryRestart(pendingReset.reason, at: now, &effects)
        }
    }

    /// Restarts, unless the attempt fails: it is repeated ResetRetries times, then the central system hears of it.
    private mutating func tryRestart(_ reason: Reason, at now: Instant, _ effects: inout [ChargePointEffect]) {
        guard resetsToFail > 0 else {
            restart(reason, at: now, &effects)
            return
        }
        resetsToFail -= 1
        let failures = (pendingReset?.failures ?? 0) + 1
        if failures > integer(.resetRetries) {
            pendingReset = nil
            report(0, .resetFailure, Moment(now), &effects)
        } else {
            pendingReset = PendingReset(
                until: now.adding(milliseconds: Int64(limits.resetRetryMilliseconds)), end: .retry, failures: failures,
                reason: reason)
        }
    }

    /// The charge point goes down; configuration, availability, meters and transaction messages survive
    /// (guide "Hardware, network and power").
    mutating func restart(_ reason: Reason, at now: Instant, _ effects: inout [ChargePointEffect]) {
        pendingReset = nil
        let hadConnection = connection == .open || connection == .connecting
        connection = .restarting(until: now.adding(milliseconds: Int64(limits.rebootMilliseconds)))
        raise(.resetOrReboot, Moment(now), &effects)  // Told after the boot.
        endCallsOfConnection(.rebooted, at: now, &effects)
        boot.stop()
        alignedDue = .distantFuture
        reconnectAttempt = 0
        while !transactions.isEmpty {
            stop(transactions.count - 1, reason, .failed(.rebooted), Moment(now), &effects)
        }
        for index in connectors.indices {
            connectors[index].reported = nil
            connectors[index].dropAuthorization()
            guard connectors[index].status == .preparing else { continue }
            if connectors[index].isOccupied {
                // The car is found again after the restart, and its user has time again.
                connectors[index].preparingUntil = preparingEnd(
                    after: now.adding(milliseconds: Int64(limits.rebootMilliseconds)))
            } else {
                endUsage(index, Moment(now), &effects)
            }
        }
        interruptTransfers(Moment(now), &effects)
        pendingStatuses = []
        if hadConnection { effects.append(.close) }
    }

    // MARK: Edges of the run

    /// Nothing more of the charge point's own plan.
    mutating func finishRun(at now: Instant) {
        isFinishing = true
        heartbeatDue = .distantFuture
        alignedDue = .distantFuture
        if case .waiting = connection, queue.messages.isEmpty { connection = .off }
    }

    /// Everything that is still open ends now.
    mutating func abandon(at now: Instant, _ effects: inout [ChargePointEffect]) {
        if let call = queue.end() {
            effects.append(.sample(call.sample(.unanswered, at: now)))
            if call.purpose == .transactionMessage { _ = queue.messages.popFirst() }
            callFailed(call.purpose, .abandoned, &effects)
        }
        if case .due(let intended, let enqueued) = boot.phase {
            drop(.bootNotification, intended: intended, enqueued: enqueued, at: now, .dropped, &effects)
        }
        var calls = queue.takeCalls()
        while let call = calls.popFirst() {
            drop(call.action, intended: call.intended, enqueued: call.enqueued, at: now, .dropped, &effects)
            callFailed(call.purpose, .abandoned, &effects)
        }
        while let message = queue.messages.popFirst() {
            drop(message.action, intended: message.intended, enqueued: message.enqueued, at: now, .dropped, &effects)
        }
        dropNotifications(at: now, &effects)
        for index in transactions.indices {
            if let goal = transactions[index].goal {
                effects.append(.commandEnded(goal.token, .failed(.abandoned)))
                transactions[index].goal = nil
            }
        }
        connection = .off
        isAbandoned = true
    }
}
