import OCPPTypes

/// A trigger and whether its message came.
package struct TriggerState: Equatable, Sendable {
    /// What became of it.
    package enum Outcome: String, CaseIterable, Sendable, Hashable {
        /// Sent, not answered yet.
        case ordered = "Ordered"
        /// Accepted; the message is awaited.
        case awaited = "Awaited"
        /// The message came.
        case came = "Came"
        /// The message did not come in time.
        case missing = "Missing"
        /// The charge point did not take it.
        case refused = "Refused"
    }

    /// TriggerMessage or ExtendedTriggerMessage as sent.
    package var request: Request
    /// What became of it.
    package var outcome: Outcome
    /// When the message counts as missing.
    var deadline = Instant.distantFuture

    /// Makes a trigger.
    package init(request: Request, outcome: Outcome) {
        self.request = request
        self.outcome = outcome
    }

    /// True when the message is what was triggered (OCPP 1.6 §5.17; security white paper §6.16).
    func isFulfilled(by message: Request) -> Bool {
        switch request {
        case .triggerMessage(let trigger):
            switch (trigger.requestedMessage, message) {
            case (.bootNotification, .bootNotification), (.heartbeat, .heartbeat),
                (.diagnosticsStatusNotification, .diagnosticsStatusNotification),
                (.firmwareStatusNotification, .firmwareStatusNotification):
                true
            case (.meterValues, .meterValues(let message)): fits(trigger.connectorId, message.connectorId)
            case (.statusNotification, .statusNotification(let message)):
                fits(trigger.connectorId, message.connectorId)
            default: false
            }
        case .extendedTriggerMessage(let trigger):
            switch (trigger.requestedMessage, message) {
            case (.bootNotification, .bootNotification), (.heartbeat, .heartbeat),
                (.logStatusNotification, .logStatusNotification),
                (.firmwareStatusNotification, .signedFirmwareStatusNotification),
                (.signChargePointCertificate, .signCertificate):
                true
            case (.meterValues, .meterValues(let message)): fits(trigger.connectorId, message.connectorId)
            case (.statusNotification, .statusNotification(let message)):
                fits(trigger.connectorId, message.connectorId)
            default: false
            }
        default: false
        }
    }

    private func fits(_ asked: Int?, _ told: Int) -> Bool { asked.map { $0 == told } ?? true }
}

/// Remote triggers (OCPP 1.6 §5.17). They live as long as the connection.
extension CentralSystemModel {
    mutating func triggerSent(_ request: Request, of index: Int) {
        if chargePoints[index].books.triggers.count >= configuration.limits.triggers {
            chargePoints[index].books.triggers.removeFirst()
        }
        chargePoints[index].books.triggers.append(TriggerState(request: request, outcome: .ordered))
    }

    mutating func triggerAnswered(_ request: Request, isAccepted: Bool, of index: Int, at now: Instant) {
        // Missing when the message came before the answer.
        guard
            let place = chargePoints[index].books.triggers.lastIndex(where: {
                $0.outcome == .ordered && $0.request == request
            })
        else { return }
        chargePoints[index].books.triggers[place].outcome = isAccepted ? .awaited : .refused
        if isAccepted {
            chargePoints[index].books.triggers[place].deadline = now.adding(
                milliseconds: configuration.limits.triggerMilliseconds)
        }
    }

    /// True when a CALL was triggered; the oldest trigger that waits for it is fulfilled. While the registration is
    /// Pending only such CALLs are answered normally (guide "Where OCPP is silent").
    mutating func isTriggered(_ message: Request, of index: Int) -> Bool {
        guard chargePoints[index].hasBooks else { return false }
        guard
            let place = chargePoints[index].books.triggers.firstIndex(where: {
                ($0.outcome == .awaited || $0.outcome == .ordered) && $0.isFulfilled(by: message)
            })
        else { return false }
        chargePoints[index].books.triggers[place].outcome = .came
        chargePoints[index].books.triggers[place].deadline = .distantFuture
        plan(index)
        return true
    }

    mutating func triggersDue(of index: Int, at now: Instant, into effects: inout [Effect]) {
        for place in chargePoints[index].books.triggers.indices
        where chargePoints[index].books.triggers[place].deadline <= now {
            chargePoints[index].books.triggers[place].outcome = .missing
            chargePoints[index].books.triggers[place].deadline = .distantFuture
            effects.append(.notice(.triggeredMessageMissing, identity: chargePoints[index].identity))
        }
    }
}
