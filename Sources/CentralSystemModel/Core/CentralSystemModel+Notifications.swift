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
        let timestamp = request.timestamp ?? configuration.clock.time(at: now)
        notification.timestamp = timestamp
        setStatus(notification, timestamp, of: index)
        let record = ConnectorRecord(identity: chargePoints[index].identity, notification: notification)
        effects.append(.store([.connector(record)], .unawaited))
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

    /// The notifications of firmware, logs and security: recorded and answered.
    mutating func notification(_ call: QueuedCall, of index: Int, at now: Instant, into effects: inout [Effect]) {
        var record = NotificationRecord(
            identity: chargePoints[index].identity, kind: .securityEvent, status: "",
            timestamp: configuration.clock.time(at: now))
        let confirmation: Confirmation
        switch call.request {
        case .diagnosticsStatusNotification(let request):
            record.kind = .diagnosticsStatus
            record.status = request.status.rawValue
            confirmation = .diagnosticsStatusNotification(.init())
        case .firmwareStatusNotification(let request):
            record.kind = .firmwareStatus
            record.status = request.status.rawValue
            confirmation = .firmwareStatusNotification(.init())
        case .logStatusNotification(let request):
            record.kind = .logStatus
            record.status = request.status.rawValue
            record.requestId = request.requestId
            confirmation = .logStatusNotification(.init())
        case .signedFirmwareStatusNotification(let request):
            record.kind = .signedFirmwareStatus
            record.status = request.status.rawValue
            record.requestId = request.requestId
            confirmation = .signedFirmwareStatusNotification(.init())
        case .securityEventNotification(let request):
            record.status = request.type.value
            record.detail = request.techInfo?.value
            record.timestamp = request.timestamp
            confirmation = .securityEventNotification(.init())
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
