import OCPPTypes

extension ChargePointModel {
    /// ChangeAvailability (OCPP 1.6 §5.2); connector 0 means the charge point with all connectors.
    mutating func changeAvailability(
        _ id: UniqueId, _ request: ChangeAvailability.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard connectors.indices.contains(request.connectorId) else {
            effects.append(.reply(id, .changeAvailability(ChangeAvailability.Confirmation(status: .rejected))))
            return
        }
        let isInoperative = request.type == .inoperative
        let first = request.connectorId
        let last = first == 0 ? connectors.count - 1 : first
        let mustWait = (first...last).contains { isInoperative && isInUse($0) }
        effects.append(
            .reply(
                id, .changeAvailability(ChangeAvailability.Confirmation(status: mustWait ? .scheduled : .accepted))))
        // Nobody's car will be served any more, so no remote start waits for one.
        if first == 0, isInoperative { connectors[0].dropAuthorization() }
        for connectorId in first...last {
            connectors[connectorId].isInoperative = isInoperative
            applyAvailability(connectorId, Moment(now), &effects)
        }
    }

    /// Somebody uses the connector, so that it becomes Unavailable only afterwards (there is no B8).
    private func isInUse(_ connectorId: Int) -> Bool {
        switch connectors[connectorId].status {
        case .preparing, .charging, .suspendedEV, .suspendedEVSE: true
        // A fault interrupts a transaction and does not end it.
        case .faulted: transactionIndex(of: connectorId) != nil
        case .available, .finishing, .reserved, .unavailable: false
        }
    }

    private mutating func applyAvailability(
        _ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        let connector = connectors[connectorId]
        switch connector.status {
        case .available, .finishing, .reserved:
            if connector.isInoperative { move(connectorId, .becomesInoperative, moment, &effects) }
        case .unavailable:
            guard !connector.isInoperative, !isHeldForFirmware else { return }
            if connector.isOccupied {
                move(connectorId, .usageBegins, moment, &effects)
                connectors[connectorId].preparingUntil = preparingEnd(after: moment.at)
            } else {
                move(connectorId, .becomesFree, moment, &effects)
            }
        case .preparing, .charging, .suspendedEV, .suspendedEVSE, .faulted: break  // Takes effect at its end.
        }
    }
}
