import OCPPTypes

extension ChargePointModel {
    /// Changes a connector's status by the table and tells the central system when it may be told.
    mutating func move(
        _ connectorId: Int, _ event: ConnectorEvent, _ moment: Moment, isDisconnect: Bool = false,
        _ effects: inout [ChargePointEffect]
    ) {
        let old = connectors[connectorId].status
        let next =
            connectorId == 0 ? ConnectorTable.nextOfChargePoint(old, event) : ConnectorTable.next(old, event)
        guard let status = next else { preconditionFailure("connector \(connectorId): \(event) while \(old)") }
        connectors[connectorId].status = status
        effects.append(.notice(.statusChanged(connectorId: connectorId, status)))
        // Offline, only the last status counts; before acceptance, all are reported after it.
        guard connection == .open, boot.isAccepted else { return }
        connectors[connectorId].reported = status
        plan(
            .status(
                connectorId: UInt8(connectorId), status, clock.time(at: moment.at), isDisconnect: isDisconnect),
            .status(connectorId: UInt8(connectorId)), moment, &effects)
    }

    /// Index of the running transaction of a connector.
    func transactionIndex(of connectorId: Int) -> Int? {
        for index in transactions.indices where Int(transactions[index].connectorId) == connectorId { return index }
        return nil
    }

    // MARK: Authorization

    /// A tag was accepted for a connector; with the plug in, the transaction starts. False when the connector is
    /// inoperative.
    mutating func authorise(
        _ connectorId: Int, _ idTag: IdTag, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> Bool {
        switch connectors[connectorId].status {
        case .unavailable, .faulted: return false
        case .charging, .suspendedEV, .suspendedEVSE: return true  // The transaction goes on; nothing to authorise.
        case .available, .finishing, .reserved: move(connectorId, .usageBegins, moment, &effects)
        case .preparing: break  // A later tag renews the wait and takes the place of the former.
        }
        connectors[connectorId].authorizedTag = idTag
        if connectors[connectorId].isPlugged {
            startTransaction(connectorId, idTag, moment, &effects)
        } else {
            connectors[connectorId].preparingUntil = preparingEnd(after: moment.at)
        }
        return true
    }

    /// When the wait in Preparing ends; 0 seconds mean never.
    func preparingEnd(after instant: Instant) -> Instant {
        let seconds = Int64(integer(.connectionTimeOut))
        guard seconds > 0 else { return .distantFuture }
        return instant.adding(nanoseconds: clock.realNanoseconds(ofDeviceMilliseconds: seconds * 1000))
    }

    /// Nobody finished what was begun: Available, or Finishing while the plug is in (B6, E4 3.20).
    mutating func preparingTimedOut(_ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        connectors[connectorId].preparingUntil = .distantFuture
        connectors[connectorId].authorizedTag = nil
        guard connectors[connectorId].status == .preparing else { return }
        endUsage(connectorId, moment, &effects)
    }

    /// The user has finished: Unavailable when the operator waits for it, else Finishing or Available by the plug.
    ///
    /// Preparing may not become Unavailable (there is no B8), so it goes through Available or Finishing.
    mutating func endUsage(_ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        let connector = connectors[connectorId]
        if !connector.isInoperative || connector.status == .preparing {
            move(connectorId, connector.isPlugged ? .usageEndsPlugged : .becomesFree, moment, &effects)
        }
        if connector.isInoperative { move(connectorId, .becomesInoperative, moment, &effects) }
    }

    // MARK: Plug

    /// A car is plugged in.
    mutating func plugIn(
        _ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome {
        guard !connectors[connectorId].isPlugged else { return .failed(.connectorBusy) }
        if let index = transactionIndex(of: connectorId) {
            // The same car again: energy may resume (StopTransactionOnEVSideDisconnect is false).
            connectors[connectorId].isPlugged = true
            refreshPower(index, moment, &effects)
            return .done
        }
        connectors[connectorId].plugIn(
            seed: seed, connectorId: connectorId, batteryWattHours: kind.batteryWattHours)
        switch connectors[connectorId].status {
        case .available, .reserved:
            move(connectorId, .usageBegins, moment, &effects)
            connectors[connectorId].preparingUntil = preparingEnd(after: moment.at)
        case .preparing:
            if let idTag = connectors[connectorId].authorizedTag {
                startTransaction(connectorId, idTag, moment, &effects)
            }
        case .unavailable, .faulted: break  // A cable in a connector that is out of order changes nothing.
        case .charging, .suspendedEV, .suspendedEVSE, .finishing:
            preconditionFailure("connector \(connectorId) is \(connectors[connectorId].status) without plug")
        }
        return .done
    }

    /// The plug is taken out, on both sides.
    mutating func unplug(
        _ connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome {
        guard connectors[connectorId].isPlugged else { return .failed(.notPluggedIn) }
        if let index = transactionIndex(of: connectorId) {
            connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor)
            connectors[connectorId].isPlugged = false
            if boolean(.stopTransactionOnEVSideDisconnect) {
                stop(index, .evDisconnected, .failed(.unplugged), moment, &effects)
            } else {
                refreshPower(index, moment, isDisconnect: true, &effects)
            }
            return .done
        }
        connectors[connectorId].isPlugged = false
        connectors[connectorId].authorizedTag = nil
        connectors[connectorId].preparingUntil = .distantFuture
        switch connectors[connectorId].status {
        case .preparing, .finishing: endUsage(connectorId, moment, &effects)
        case .unavailable, .faulted: break
        case .available, .charging, .suspendedEV, .suspendedEVSE, .reserved:
            preconditionFailure("connector \(connectorId) was \(connectors[connectorId].status) with a plug")
        }
        return .done
    }
}
