import OCPPTypes

extension ChargePointModel {
    /// Real time after which a CALL is given up.
    var callTimeoutNanoseconds: Int64 {
        let isSet = shared.setsMessageTimeout || overlay[.messageTimeout] != nil
        let milliseconds = isSet ? Int64(integer(.messageTimeout)) * 1000 : limits.callTimeoutMilliseconds
        return Instant.zero.adding(milliseconds: milliseconds).nanoseconds
    }

    // MARK: Planning

    /// Sends a CALL at once when nothing is in its way, else lets it wait; dropped and counted when too much waits.
    mutating func plan(
        _ content: PlannedCall.Content, _ purpose: CallPurpose, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        if connection == .open, boot.isAccepted, queue.isIdle {
            let payload = content.payload
            begin(
                payload, payload.action, purpose, intended: moment.intended, enqueued: moment.enqueued, at: moment.now,
                &effects)
            return
        }
        let call = PlannedCall(
            content: content, purpose: purpose, intended: moment.intended, enqueued: moment.enqueued)
        guard connection == .open, boot.isAccepted else {
            // Not a CALL that was made and lost: its age of nothing would improve the response times of an outage.
            drop(call.action, intended: call.intended, enqueued: call.enqueued, at: moment.now, .dropped, &effects)
            callFailed(purpose, connection != .open ? .offline : .notAccepted, &effects)
            return
        }
        if queue.calls.count < Int(limits.callQueueLength) {
            queue.append(call)
        } else {
            drop(call.action, intended: call.intended, enqueued: call.enqueued, at: moment.now, .dropped, &effects)
            callFailed(purpose, .queueFull, &effects)
        }
    }

    /// Adds a transaction message to the end of its queue.
    ///
    /// When the queue is full, meter values are dropped; start and stop have a reserve, since the transaction is lost
    /// without them.
    mutating func enqueue(
        _ body: TransactionMessage.Body, of number: UInt32, connectorId: UInt8, transactionId: Int?, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) {
        let message = TransactionMessage(
            body: body, number: number, connectorId: connectorId, transactionId: transactionId,
            intended: moment.intended, enqueued: moment.enqueued)
        let limit: Int
        switch body {
        case .meterValues: limit = Int(limits.transactionQueueLength)
        case .start, .stop: limit = Int(limits.transactionQueueLength) + ChargePointLimits.reserveForStartAndStop
        }
        guard queue.messages.count < limit else {
            drop(
                message.action, intended: message.intended, enqueued: message.enqueued, at: moment.now, .dropped,
                &effects)
            messageLost(message, &effects)
            return
        }
        queue.messages.append(message)
        sendNext(at: moment.now, &effects)
    }

    // MARK: Sending

    /// Sends the next CALL if none is outstanding.
    mutating func sendNext(at now: Instant, _ effects: inout [ChargePointEffect]) {
        guard connection == .open, queue.outstanding == nil else { return }
        guard boot.isAccepted else {
            sendBoot(at: now, &effects)
            sendTriggered(at: now, &effects)
            return
        }
        if queue.calls.isEmpty {
            if beginNotification(at: now, &effects) { return }
            if queue.messages.isEmpty { return }
        }
        switch queue.next() {
        case nil: return
        case .call(let call):
            begin(
                call.content.payload, call.action, call.purpose, intended: call.intended, enqueued: call.enqueued,
                at: now, &effects)
        case .message(let message):
            begin(
                .typed(message.request), message.action, .transactionMessage, intended: message.intended,
                enqueued: message.enqueued, at: now, &effects)
        }
    }

    mutating func begin(
        _ payload: OutgoingPayload, _ action: Action, _ purpose: CallPurpose, intended: Instant, enqueued: Instant,
        at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        let id = queue.begin(
            payload, action, purpose, intended: intended, enqueued: enqueued, at: now,
            deadline: now.adding(nanoseconds: callTimeoutNanoseconds))
        effects.append(.call(id, payload))
        if purpose != .heartbeat { spoke(at: now) }
    }

    /// An own PDU went out: the silence before the next Heartbeat begins anew.
    mutating func spoke(at now: Instant) {
        if boot.isAccepted, !isFinishing { heartbeatDue = heartbeatInstant(after: now) }
    }

    /// An answer goes out: the connection stays open until it can have arrived.
    ///
    /// The time is real (guide "ChargePointModel"): it is the network's.
    mutating func answerLeaves(at now: Instant) {
        mayCloseAt = now.adding(milliseconds: Int64(kind.specification.closeDelayMilliseconds))
    }

    // MARK: Ends

    /// A CALL that was never sent ends; one that was planned for later (a retry) counts as planned for now.
    func drop(
        _ action: Action, intended: Instant, enqueued: Instant, at now: Instant, _ outcome: CallSample.Outcome,
        _ effects: inout [ChargePointEffect]
    ) {
        effects.append(
            .sample(
                CallSample(
                    action: action, intended: min(intended, now), enqueued: min(enqueued, now), sent: nil, ended: now,
                    outcome: outcome)))
    }

    /// Nobody answered within the CALL time-out.
    mutating func callTimedOut(at now: Instant, _ effects: inout [ChargePointEffect]) {
        guard let call = queue.end() else { return }
        effects.append(.sample(call.sample(.timedOut, at: now)))
        failed(call, .timedOut, at: now, &effects)
    }

    /// A CALLERROR or an unreadable answer came.
    mutating func failed(
        _ id: UniqueId, _ outcome: CallSample.Outcome, _ failure: CommandFailure, at now: Instant,
        _ effects: inout [ChargePointEffect]
    ) {
        guard isOutstanding(id, &effects), let call = queue.end() else { return }
        effects.append(.sample(call.sample(outcome, at: now)))
        if boot.isAccepted { reconnectAttempt = 0 }
        failed(call, failure, at: now, &effects)
    }

    /// Tells answers to the outstanding CALL from late and foreign ones, which are counted.
    func isOutstanding(_ id: UniqueId, _ effects: inout [ChargePointEffect]) -> Bool {
        switch queue.addressee(of: id) {
        case .outstanding: return true
        case .ended(let action): effects.append(.lateAnswer(action))
        case .unknown: effects.append(.notice(.violation(.answerToUnknownCall)))
        }
        return false
    }

    private mutating func failed(
        _ call: OutstandingCall, _ failure: CommandFailure, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        switch call.purpose {
        case .boot:
            let unit = jitter.nextUnit()
            let backOff = limits.bootRetry
            boot.failed(at: now) { backOff.waitNanoseconds(attempt: $0, unit: unit) }
        case .transactionMessage: messageFailed(at: now, &effects)
        case .notification: notificationFailed(failure, at: now)
        case .heartbeat, .status, .authorize, .command, .alignedValues, .triggered, .signCertificate:
            callFailed(call.purpose, failure, &effects)
        }
        sendNext(at: now, &effects)
    }

    /// Tells whoever waits that a CALL came to nothing.
    mutating func callFailed(
        _ purpose: CallPurpose, _ failure: CommandFailure, _ effects: inout [ChargePointEffect]
    ) {
        switch purpose {
        case .command(let token): effects.append(.commandEnded(token, .failed(failure)))
        case .authorize(let connectorId, _, let token):
            if token == nil { connectors[Int(connectorId)].dropRemoteProfile() }
            if let token { effects.append(.commandEnded(token, .failed(failure))) }
        case .status(let connectorId):
            // Whether the central system knows it is open unless it answered; sent again after the next connection.
            connectors[Int(connectorId)].reported = nil
        case .notification: notificationFailed(failure, at: nil)
        case .boot, .heartbeat, .alignedValues, .transactionMessage, .triggered, .signCertificate: break
        }
    }

    /// The connection is gone: the outstanding CALL and the waiting ones end, transaction messages wait for
    /// the next one.
    mutating func endCallsOfConnection(
        _ failure: CommandFailure, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        heartbeatDue = .distantFuture
        pingDue = .distantFuture
        for pending in pendingStatuses { forgetReportedFault(Int(pending.report.connectorId)) }
        pendingStatuses = []
        forgetReplies()
        if let call = queue.end() {
            effects.append(.sample(call.sample(.connectionLost, at: now)))
            if call.purpose == .transactionMessage {
                // Being offline is no attempt (guide "Where OCPP is silent"); the next transmission is planned from
                // here.
                queue.messages.updateFirst {
                    $0.intended = now
                    $0.enqueued = now
                }
            } else {
                callFailed(call.purpose, failure, &effects)
            }
        }
        boot.connectionLost(at: now)
        var calls = queue.takeCalls()
        while let call = calls.popFirst() {
            drop(call.action, intended: call.intended, enqueued: call.enqueued, at: now, .connectionLost, &effects)
            callFailed(call.purpose, failure, &effects)
        }
    }

    // MARK: Transaction messages

    /// The central system did not process the first transaction message (OCPP 1.6 §3.7.1).
    private mutating func messageFailed(at now: Instant, _ effects: inout [ChargePointEffect]) {
        var failures = 0
        queue.messages.updateFirst {
            $0.failures += 1
            failures = $0.failures
        }
        guard failures < integer(.transactionMessageAttempts) else {
            if let message = queue.messages.popFirst() { messageLost(message, &effects) }
            return
        }
        let retryAt = now.adding(seconds: Int64(integer(.transactionMessageRetryInterval)) * Int64(failures))
        queue.retryAt = retryAt
        queue.messages.updateFirst {
            $0.intended = retryAt
            $0.enqueued = retryAt
        }
    }

    /// The wait before a retransmission is over.
    mutating func retryIsDue(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        queue.retryAt = nil
        if !queue.messages.isEmpty { queue.messages.updateFirst { $0.enqueued = moment.now } }
        sendNext(at: moment.now, &effects)
    }

    /// A transaction message will never be delivered; without start or stop the transaction is lost, once.
    private mutating func messageLost(_ message: TransactionMessage, _ effects: inout [ChargePointEffect]) {
        let connectorId = Int(message.connectorId)
        switch message.body {
        case .start:
            resolve(message.number, transactionId: -1)
            effects.append(.notice(.transactionLost(connectorId: connectorId, transactionId: -1)))
        case .stop:
            // With -1 the start was lost before, and counted.
            guard message.transactionId != -1 else { return }
            effects.append(
                .notice(.transactionLost(connectorId: connectorId, transactionId: message.transactionId ?? -1)))
        case .meterValues: break
        }
    }

    /// Gives a transaction, running or not, its id.
    mutating func resolve(_ number: UInt32, transactionId: Int) {
        queue.resolve(number: number, transactionId: transactionId)
        for index in transactions.indices where transactions[index].number == number {
            transactions[index].transactionId = transactionId
        }
    }
}
