import OCPPTypes

/// CALLs to charge points: one outstanding per charge point, the others wait in order (OCPP-J 1.6 §4.1.1).
///
///     ordered ──> waits ──> outstanding ──> confirmation | CALLERROR | invalid answer | timed out
///        │          └───────────┴── connection gone ──> connection lost
///        └── not connected | queue full | refused
///
/// What waits is lost with the connection as well: a charge point that comes back may have rebooted, and the operator
/// decides anew. The rules of what may be sent are applied at the moment of sending.
extension CentralSystemModel {
    /// The action whose confirmation is awaited under that id; nil for an answer to nothing.
    package func awaitedAction(for uniqueId: UniqueId, on connection: ConnectionID) -> Action? {
        guard let index = chargePoint(of: connection), let first = chargePoints[index].commands.first,
            first.number != 0,
            UniqueId(counter: first.number) == uniqueId
        else { return nil }
        return first.payload.action
    }

    mutating func commanded(
        _ identity: String, _ command: Command, _ token: OperatorToken, at now: Instant, into effects: inout [Effect]
    ) {
        guard let index = indexByIdentity[identity] else {
            return effects.append(.operatorAnswer(token, .notFound))
        }
        enqueue(command, from: .operatorOrder(token), of: index, at: now, into: &effects)
    }

    /// Puts a command last in the charge point's queue and sends it when it is the first.
    mutating func enqueue(
        _ command: Command, from origin: CommandOrigin, of index: Int, at now: Instant, into effects: inout [Effect]
    ) {
        let timeout = min(max(1, command.timeoutMilliseconds), configuration.limits.commandTimeoutMilliseconds)
        let queued = QueuedCommand(payload: command.payload, timeoutMilliseconds: timeout, origin: origin)
        guard chargePoints[index].connection != .none else {
            return ended(queued, .notConnected, of: index, at: now, into: &effects)
        }
        guard chargePoints[index].commands.count <= configuration.limits.queuedCommands else {
            effects.append(.notice(.commandQueueFull, identity: chargePoints[index].identity))
            return ended(queued, .queueFull, of: index, at: now, into: &effects)
        }
        chargePoints[index].isKnown = true
        chargePoints[index].commands.append(queued)
        if chargePoints[index].commands.count == 1 { sendNext(of: index, at: now, into: &effects) }
    }

    /// Sends the first waiting command that may be sent, unless one is outstanding: what ended may have sent the next.
    mutating func sendNext(of index: Int, at now: Instant, into effects: inout [Effect]) {
        defer { plan(index) }
        while var command = chargePoints[index].commands.first {
            guard command.number == 0, !command.isHeld else { return }
            switch prepared(command.payload, for: index, at: now) {
            case .refused(let reason):
                removeFirstCommand(of: index)
                keyChangeNotSent(command, of: index, into: &effects)
                ended(command, .refused(reason), of: index, at: now, into: &effects)
            case .ready(let payload):
                if holdsKeyChange(payload, of: index, into: &effects) { return }
                // 0 stands for a command that waits. After the wrap an id repeats, four thousand million CALLs later.
                lastCallNumber = lastCallNumber == .max ? 1 : lastCallNumber + 1
                command.payload = payload
                command.number = lastCallNumber
                command.deadline = now.adding(milliseconds: command.timeoutMilliseconds)
                chargePoints[index].commands[0] = command
                sent(payload, to: index, at: now, into: &effects)
                return effects.append(
                    .call(chargePoints[index].connection, UniqueId(counter: command.number), payload))
            }
        }
        // An empty array that once had elements would keep their memory.
        chargePoints[index].commands = []
    }

    mutating func removeFirstCommand(of index: Int) {
        chargePoints[index].commands.removeFirst()
    }

    // MARK: Answers

    /// A CALLRESULT or CALLERROR, or what a peer sent instead; `outcome` is what it means for the awaited command.
    mutating func answered(
        _ connection: ConnectionID, _ uniqueId: UniqueId, _ outcome: OperatorAnswer, at now: Instant,
        into effects: inout [Effect]
    ) {
        guard let index = contact(connection, at: now) else { return }
        let identity = chargePoints[index].identity
        guard let command = chargePoints[index].commands.first, command.number != 0,
            UniqueId(counter: command.number) == uniqueId
        else {
            return effects.append(.notice(answerToNothing(uniqueId, of: index), identity: identity))
        }
        var outcome = outcome
        if case .confirmation(let confirmation) = outcome, confirmation.action != command.payload.action {
            let reason = "\(confirmation.action.name).conf answers \(command.payload.action.name).req"
            outcome = .invalidAnswer(reason)
        }
        switch outcome {
        case .invalidAnswer: effects.append(.notice(.invalidAnswer, identity: identity))
        case .callError: effects.append(.notice(.commandCallError, identity: identity))
        default: break
        }
        chargePoints[index].lastAnswered = command.number
        removeFirstCommand(of: index)
        ended(command, outcome, of: index, at: now, into: &effects)
        sendNext(of: index, at: now, into: &effects)
    }

    /// What an answer is that nothing waits for.
    private func answerToNothing(_ uniqueId: UniqueId, of index: Int) -> Notice {
        let state = chargePoints[index]
        if state.lastGivenUp != 0, UniqueId(counter: state.lastGivenUp) == uniqueId { return .lateAnswer }
        if state.lastAnswered != 0, UniqueId(counter: state.lastAnswered) == uniqueId { return .repeatedAnswer }
        return .unexpectedAnswer
    }

    // MARK: Deadlines and connections

    /// Does what is due at or before `now`.
    mutating func deadlinesDue(at now: Instant, into effects: inout [Effect]) {
        while let (instant, index) = deadlines.first, instant <= now {
            if let command = chargePoints[index].commands.first, command.deadline <= now {
                effects.append(.notice(.commandTimedOut, identity: chargePoints[index].identity))
                chargePoints[index].lastGivenUp = command.number
                removeFirstCommand(of: index)
                ended(command, .timedOut, of: index, at: now, into: &effects)
                sendNext(of: index, at: now, into: &effects)
            }
            if chargePoints[index].hasBooks {
                let time = configuration.clock.time(at: now)
                let before = effects.count
                reservationsDue(of: index, at: time, into: &effects)
                remoteControlDue(of: index, at: time, into: &effects)
                triggersDue(of: index, at: now, into: &effects)
                if effects.count != before { booksStored(of: index) }
            }
            plan(index)
        }
    }

    /// The connection is gone: nothing that was ordered or triggered on it will be answered.
    mutating func commandsLost(of index: Int, at now: Instant, into effects: inout [Effect]) {
        let lost = chargePoints[index].commands
        chargePoints[index].commands = []
        for command in lost {
            effects.append(.notice(.commandLost, identity: chargePoints[index].identity))
            ended(command, .connectionLost, of: index, at: now, into: &effects)
        }
        let hasTriggers = chargePoints[index].hasBooks && !chargePoints[index].books.triggers.isEmpty
        if hasTriggers { chargePoints[index].books.triggers = [] }
        if !lost.isEmpty || hasTriggers { plan(index) }
    }

    /// Enters the charge point's earliest deadline.
    mutating func plan(_ index: Int) {
        var next = chargePoints[index].commands.first?.deadline ?? .distantFuture
        if chargePoints[index].hasBooks {
            let books = chargePoints[index].books
            var device = DateTime(millisecondsSince1970: .max)
            for reservation in books.reservations { device = min(device, reservation.request.expiryDate) }
            for start in books.expectedStarts { device = min(device, start.until ?? device) }
            for stop in books.expectedStops { device = min(device, stop.until) }
            if device.millisecondsSince1970 != .max { next = min(next, configuration.clock.instant(of: device)) }
            for trigger in books.triggers { next = min(next, trigger.deadline) }
        }
        deadlines.set(next, for: index)
    }
}
