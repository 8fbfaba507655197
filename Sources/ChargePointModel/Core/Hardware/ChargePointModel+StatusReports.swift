import OCPPTypes

extension ChargePointModel {
    /// The report of a connector's status as it is.
    func statusReport(_ connectorId: Int, note: StatusNote = .none, at instant: Instant) -> StatusReport {
        let fault = connectors[connectorId].rare.isEmpty ? nil : connectors[connectorId].rare.value.fault
        return StatusReport(
            connectorId: UInt8(connectorId), status: connectors[connectorId].status, errorCode: fault?.code ?? .noError,
            note: fault?.note ?? note, timestamp: clock.time(at: instant))
    }

    /// A status changed: it is reported at once, or after it has lasted MinimumStatusDuration.
    mutating func reportChange(
        _ connectorId: Int, note: StatusNote, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        if !pendingStatuses.isEmpty { forgetPendingStatus(of: connectorId) }
        // Offline, only the last status counts; before acceptance, all are reported after it.
        guard connection == .open, boot.isAccepted else { return forgetReportedFault(connectorId) }
        let report = statusReport(connectorId, note: note, at: moment.at)
        let seconds = Int64(integer(.minimumStatusDuration))
        guard seconds > 0 else { return send(report, moment, &effects) }
        // Back to what the central system knows: the states between were too short. A fault may have another code.
        if connectors[connectorId].reported == report.status, report.status != .faulted { return }
        let due = moment.at.adding(nanoseconds: clock.realNanoseconds(ofDeviceMilliseconds: seconds * 1000))
        pendingStatuses.append(PendingStatus(report: report, due: due))
    }

    /// A status has lasted long enough.
    mutating func pendingStatusIsDue(_ index: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        let pending = pendingStatuses.remove(at: index)
        if pendingStatuses.isEmpty { pendingStatuses = [] }
        send(pending.report, moment, &effects)
    }

    /// An error that leaves the status as it is (OCPP 1.6 §4.9: a warning).
    mutating func report(
        _ connectorId: Int, _ errorCode: ChargePointErrorCode, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        guard connection == .open, boot.isAccepted else { return }
        var report = statusReport(connectorId, at: moment.at)
        report.errorCode = errorCode
        send(report, moment, &effects)
    }

    private mutating func send(_ report: StatusReport, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        connectors[Int(report.connectorId)].reported = report.status
        plan(.status(report), .status(connectorId: report.connectorId), moment, &effects)
    }

    /// One fault has followed another, and nobody was told: the status is the same, the report is not.
    mutating func forgetReportedFault(_ connectorId: Int) {
        if connectors[connectorId].status == .faulted { connectors[connectorId].reported = nil }
    }

    private mutating func forgetPendingStatus(of connectorId: Int) {
        pendingStatuses.removeAll { Int($0.report.connectorId) == connectorId }
        if pendingStatuses.isEmpty { pendingStatuses = [] }
    }

    /// Plans a StatusNotification for every connector, 0 first, that the test picks; they go before
    /// transaction messages.
    mutating func reportStatuses(_ moment: Moment, of isMeant: (ConnectorState) -> Bool) {
        pendingStatuses = []
        for index in connectors.indices where isMeant(connectors[index]) {
            guard queue.calls.count < Int(limits.callQueueLength) + connectors.count else { return }
            connectors[index].reported = connectors[index].status
            queue.append(
                PlannedCall(
                    content: .status(statusReport(index, at: moment.at)), purpose: .status(connectorId: UInt8(index)),
                    intended: moment.intended, enqueued: moment.now))
            queue.leadingCalls = queue.calls.count
        }
    }
}
