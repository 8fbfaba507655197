import OCPPTypes

/// What a trigger can ask for, in the words of either message.
private enum TriggeredMessage {
    case bootNotification, heartbeat, meterValues, statusNotification, diagnosticsStatus, firmwareStatus
    case signedFirmwareStatus, logStatus, signCertificate
}

/// Remote Trigger (OCPP 1.6 §5.17) and its twin of the security extension.
extension ChargePointModel {
    /// TriggerMessage.req: the answer first, then the message.
    mutating func trigger(
        _ id: UniqueId, _ request: TriggerMessage.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard supports(.remoteTrigger) else {
            refuse(id, "the RemoteTrigger profile is not supported", &effects)
            return
        }
        let message: TriggeredMessage =
            switch request.requestedMessage {
            case .bootNotification: .bootNotification
            case .diagnosticsStatusNotification: .diagnosticsStatus
            case .firmwareStatusNotification: .firmwareStatus
            case .heartbeat: .heartbeat
            case .meterValues: .meterValues
            case .statusNotification: .statusNotification
            }
        let status = status(of: message, request.connectorId)
        effects.append(.reply(id, .triggerMessage(TriggerMessage.Confirmation(status: status))))
        if status == .accepted { send(message, request.connectorId, at: now, &effects) }
    }

    /// ExtendedTriggerMessage.req (security white paper §6.16).
    mutating func extendedTrigger(
        _ id: UniqueId, _ request: ExtendedTriggerMessage.Request, at now: Instant,
        _ effects: inout [ChargePointEffect]
    ) {
        let message: TriggeredMessage =
            switch request.requestedMessage {
            case .bootNotification: .bootNotification
            case .logStatusNotification: .logStatus
            case .firmwareStatusNotification: .signedFirmwareStatus
            case .heartbeat: .heartbeat
            case .meterValues: .meterValues
            case .signChargePointCertificate: .signCertificate
            case .statusNotification: .statusNotification
            }
        var status = status(of: message, request.connectorId)
        if message == .signCertificate, status == .accepted {
            // Work for the owner, not a message yet: whether it can be done is known only by trying.
            var work: [ChargePointEffect] = []
            if !requestCertificate(Moment(now), &work) { status = .rejected }
            effects.append(.reply(id, .extendedTriggerMessage(ExtendedTriggerMessage.Confirmation(status: status))))
            effects += work
            return
        }
        effects.append(.reply(id, .extendedTriggerMessage(ExtendedTriggerMessage.Confirmation(status: status))))
        if status == .accepted { send(message, request.connectorId, at: now, &effects) }
    }

    /// Whether a message can be sent now.
    private func status(of message: TriggeredMessage, _ connectorId: Int?) -> TriggerMessageStatus {
        // Before the first answer to BootNotification nothing else may be sent; Pending allows what is triggered.
        let maySend = !isFinishing && (boot.isAccepted || boot.registration == .pending)
        switch message {
        case .bootNotification: return boot.isAccepted || isFinishing ? .rejected : .accepted  // errata v4.0 §3.35
        case .heartbeat: return maySend ? .accepted : .rejected
        case .statusNotification:
            return maySend && (connectorId.map(connectors.indices.contains) ?? true) ? .accepted : .rejected
        case .meterValues:
            let isMetered = connectorId.map { isConnector($0) || ($0 == 0 && kind.specification.hasMainMeter) } ?? true
            return maySend && isMetered ? .accepted : .rejected
        case .diagnosticsStatus, .firmwareStatus:
            guard managesFirmware else { return .notImplemented }
            return maySend ? .accepted : .rejected
        case .signedFirmwareStatus, .logStatus:
            guard shared.transfers != .none else { return .notImplemented }
            return maySend ? .accepted : .rejected
        case .signCertificate: return maySend ? .accepted : .rejected
        }
    }

    /// Sends what was triggered; without connector, of all of them.
    private mutating func send(
        _ message: TriggeredMessage, _ connectorId: Int?, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        let moment = Moment(now)
        switch message {
        case .bootNotification:
            boot.triggered(at: now)  // One that is on its way or about to leave counts as the triggered one.
            sendNext(at: now, &effects)
        case .heartbeat: planTriggered(.heartbeat, .heartbeat, moment, &effects)
        case .statusNotification:
            for index in connectorId.map({ $0...$0 }) ?? 0...(connectors.count - 1) {
                if boot.isAccepted { connectors[index].reported = connectors[index].status }
                planTriggered(
                    .status(statusReport(index, at: now)), .status(connectorId: UInt8(index)), moment, &effects)
            }
        case .meterValues:
            let first = kind.specification.hasMainMeter ? 0 : 1
            for index in connectorId.map({ $0...$0 }) ?? first...(connectors.count - 1) {
                let request = meterValues(
                    index, .meterValuesSampledData, context: .trigger, timestamp: nil, at: now)
                planTriggered(.payload(.typed(.meterValues(request))), .triggered, moment, &effects)
            }
        case .diagnosticsStatus:
            report(
                .diagnosticsStatusNotification(DiagnosticsStatusNotification.Request(status: diagnosticsStatus)),
                moment, &effects)
        case .firmwareStatus:
            report(
                .firmwareStatusNotification(
                    FirmwareStatusNotification.Request(status: profiles.value.firmware?.status ?? .idle)), moment,
                &effects)
        case .signedFirmwareStatus:
            let last = profiles.value.lastFirmwareStatus
            report(
                .signedFirmwareStatusNotification(
                    SignedFirmwareStatusNotification.Request(
                        status: last?.status ?? .idle, requestId: last?.requestId)), moment, &effects)
        case .logStatus: report(.logStatusNotification(logStatus), moment, &effects)
        case .signCertificate: break  // Sent when the request is made.
        }
    }

    private mutating func report(_ request: Request, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        planTriggered(.payload(.typed(request)), .triggered, moment, &effects)
    }

    // MARK: Before acceptance

    /// Plans a CALL that the central system has asked for: it may leave while the registration is Pending, too.
    mutating func planTriggered(
        _ content: PlannedCall.Content, _ purpose: CallPurpose, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) {
        guard connection == .open, !boot.isAccepted, boot.registration == .pending,
            queue.calls.count < Int(limits.callQueueLength)
        else {
            plan(content, purpose, moment, &effects)
            return
        }
        queue.append(
            PlannedCall(content: content, purpose: purpose, intended: moment.intended, enqueued: moment.now))
        sendNext(at: moment.now, &effects)
    }

    /// Sends what was triggered while the registration is Pending, behind a BootNotification that is due.
    mutating func sendTriggered(at now: Instant, _ effects: inout [ChargePointEffect]) {
        guard boot.registration == .pending, let call = queue.nextCall() else { return }
        begin(
            call.content.payload, call.action, call.purpose, intended: call.intended, enqueued: call.enqueued, at: now,
            &effects)
    }
}
