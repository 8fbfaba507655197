import OCPPTypes

/// StatusNotification and the notifications of which only the last is kept.
extension CentralSystemModel {
    mutating func statusNotification(
        _ request: StatusNotification.Request, of index: Int, at now: Instant, into effects: inout [Effect]
    ) {
        guard request.connectorId >= 0, request.connectorId <= configuration.limits.connectorId else {
            return effects.append(.notice(.connectorOutOfRange, identity: chargePoints[index].identity))
        }
        var notification = request
        let identity = chargePoints[index].identity
        let time = configuration.clock.time(at: now)
        let timestamp = request.timestamp ?? time
        notification.timestamp = timestamp
        var previous: ConnectorState?
        if request.connectorId < chargePoints[index].connectors.count {
            previous = chargePoints[index].connectors[request.connectorId]
        }
        if request.timestamp != nil {
            noteClock(timestamp, of: index, at: time, into: &effects)
            if let previous, previous.status != nil, timestamp < previous.timestamp {
                // The order of arrival counts: a charge point may have learnt the time meanwhile.
                effects.append(.notice(.statusOutOfOrder, identity: identity))
            }
        }
        if request.errorCode == .localListConflict {
            effects.append(.notice(.localListConflict, identity: identity))
        }
        setStatus(notification, timestamp, of: index)
        let ended = statusEndsReservations(
            connectorId: request.connectorId, request.status, previous: previous?.status, of: index)
        if !ended.isEmpty { plan(index) }
        let record = ConnectorRecord(identity: identity, notification: notification)
        effects.append(.store([.connector(record)] + ended, .unawaited))
        noteIdleness(request, of: index, at: now, into: &effects)
    }

    /// The connectorId is within the limits.
    mutating func setStatus(_ notification: StatusNotification.Request, _ timestamp: DateTime, of index: Int) {
        let missing = notification.connectorId + 1 - chargePoints[index].connectors.count
        if missing > 0 {
            // Reserved exactly: thousands of charge points hold this array.
            chargePoints[index].connectors.reserveCapacity(notification.connectorId + 1)
            for _ in 0..<missing { chargePoints[index].connectors.append(ConnectorState()) }
        }
        chargePoints[index].connectors[notification.connectorId] = ConnectorState(
            status: notification.status, errorCode: notification.errorCode, timestamp: timestamp)
    }

    /// The notifications of firmware, logs and security: recorded and answered. A security event is durable before its
    /// answer: its delivery is guaranteed (white paper A04).
    mutating func notification(_ call: QueuedCall, of index: Int, at now: Instant, into effects: inout [Effect]) {
        var record = NotificationRecord(
            identity: chargePoints[index].identity, kind: .securityEvent, status: "",
            timestamp: configuration.clock.time(at: now))
        let confirmation: Confirmation
        switch call.request {
        case .diagnosticsStatusNotification(let request):
            record.kind = .diagnosticsStatus
            record.status = request.status.rawValue
            diagnosticsStatus(request.status, of: index, at: now, into: &effects)
            confirmation = .diagnosticsStatusNotification(.init())
        case .firmwareStatusNotification(let request):
            record.kind = .firmwareStatus
            record.status = request.status.rawValue
            firmwareStatus(request.status, of: index, at: now, into: &effects)
            confirmation = .firmwareStatusNotification(.init())
        case .logStatusNotification(let request):
            record.kind = .logStatus
            record.status = request.status.rawValue
            record.requestId = request.requestId
            logStatus(request.status, request.requestId, of: index, at: now, into: &effects)
            confirmation = .logStatusNotification(.init())
        case .signedFirmwareStatusNotification(let request):
            record.kind = .signedFirmwareStatus
            record.status = request.status.rawValue
            record.requestId = request.requestId
            signedFirmwareStatus(request.status, request.requestId, of: index, at: now, into: &effects)
            confirmation = .signedFirmwareStatusNotification(.init())
        case .securityEventNotification(let request):
            record.status = request.type.value
            record.detail = request.techInfo?.value
            record.timestamp = request.timestamp
            let event = SecurityEventRecord(record, at: configuration.clock.time(at: now))
            return wait(
                for: [.securityEvent(event), .notification(record)], call, of: index, change: .securityEvent(record),
                confirmation: .securityEventNotification(.init()), into: &effects)
        default:
            preconditionFailure("\(call.request.action.name) is not a notification")
        }
        setNotification(record, of: index)
        effects.append(.reply(call.connection, call.uniqueId, confirmation))
        effects.append(.store([.notification(record)], .unawaited))
    }

    mutating func setNotification(_ record: NotificationRecord, of index: Int) {
        if let position = chargePoints[index].notifications.firstIndex(where: { $0.kind == record.kind }) {
            chargePoints[index].notifications[position] = record
        } else {
            chargePoints[index].notifications.append(record)
        }
    }
}
