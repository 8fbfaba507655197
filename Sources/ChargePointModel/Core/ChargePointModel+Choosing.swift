import OCPPTypes

/// A charge point has one reader and a person who stands before it: what they do concerns the connector where something
/// goes on. So a command may leave the connector open (0), and this is what it means.
extension ChargePointModel {
    /// The command with a connector: the one it names, or the one it concerns.
    func placed(_ command: Command) -> Command {
        switch command {
        case .tag(let idTag, 0): .tag(idTag, connectorId: connector(for: idTag))
        case .authorize(let idTag, 0): .authorize(idTag, connectorId: connector(for: idTag))
        case .plugIn(0): .plugIn(connectorId: connectorForCar)
        case .plugInCar(0, let choice): .plugInCar(connectorId: connectorForCar, choice)
        case .plugInHalf(0): .plugInHalf(connectorId: connectorForCar)
        case .unplug(0): .unplug(connectorId: connectorToLeave)
        case .unplugVehicle(0): .unplugVehicle(connectorId: connectorToLeave)
        case .charge(0, let goal): .charge(connectorId: connectorInUse, until: goal)
        case .stopTransaction(0, let reason): .stopTransaction(connectorId: connectorInUse, reason)
        case .meterValues(0): .meterValues(connectorId: connectorInUse)
        case .plugIn, .plugInCar, .unplug, .authorize, .charge, .stopTransaction, .tag, .plugInHalf, .unplugVehicle,
            .fault, .clearFault, .warning, .jamLock, .emergencyStop, .door, .failResets, .reboot, .configure,
            .powerLoss, .powerReturns, .goOffline, .goOnline, .registerVendor, .securityEvent, .send, .meterValues:
            command
        }
    }

    /// The connector that a tag at the reader concerns: what it has begun already, else what is kept for it, else the
    /// car that waits for a tag, else a free connector, else one where a tag of its group could end something.
    private func connector(for idTag: IdTag) -> Int {
        first(where: { transactionIndex(of: $0).map { transactions[$0].idTag == idTag } ?? false })
            ?? first(where: { connectors[$0].authorizedTag == idTag })
            ?? first(where: { connectors[$0].rare.value.cableLock?.idTag == idTag })
            ?? first(where: { isReservedByItself($0) && isOpen($0, to: idTag) })
            ?? first(where: { connectors[$0].isPlugged && isWaiting($0) && isOpen($0, to: idTag) })
            ?? first(where: { connectors[$0].isPlugged && connectors[$0].status == .finishing })
            ?? first(where: { !connectors[$0].isPlugged && isWaiting($0) && isOpen($0, to: idTag) })
            ?? first(where: { transactionIndex(of: $0).map { transactions[$0].parentIdTag != nil } ?? false })
            ?? first(where: { isWaiting($0) }) ?? 1
    }

    /// Where a car is plugged in: where its driver's tag waits for it, else at a free connector.
    private var connectorForCar: Int {
        func isEmpty(_ index: Int) -> Bool { !connectors[index].isOccupied }
        return first(where: { isEmpty($0) && connectors[$0].authorizedTag != nil })
            ?? first(where: { isEmpty($0) && connectors[$0].status == .available })
            ?? first(where: { isEmpty($0) && connectors[$0].status == .reserved })
            ?? first(where: { isEmpty($0) }) ?? 1
    }

    /// Where a plug is taken out: a car that is done, else one that never began, else one that charges, else a cable.
    private var connectorToLeave: Int {
        first(where: { connectors[$0].isPlugged && connectors[$0].status == .finishing })
            ?? first(where: { connectors[$0].isPlugged && transactionIndex(of: $0) == nil })
            ?? first(where: { connectors[$0].isPlugged })
            ?? first(where: { connectors[$0].isOccupied || connectors[$0].rare.value.hasFault(of: .plug) })
            ?? first(where: { connectors[$0].authorizedTag != nil }) ?? 1
    }

    /// Where a transaction runs, else where a car is.
    private var connectorInUse: Int {
        first(where: { transactionIndex(of: $0) != nil }) ?? first(where: { connectors[$0].isPlugged }) ?? 1
    }

    private func first(where isMeant: (Int) -> Bool) -> Int? { (1..<connectors.count).first(where: isMeant) }

    /// Nothing runs on the connector, and no tag was accepted on it.
    private func isWaiting(_ connectorId: Int) -> Bool {
        switch connectors[connectorId].status {
        case .available, .reserved: true
        case .preparing: connectors[connectorId].authorizedTag == nil
        case .charging, .suspendedEV, .suspendedEVSE, .finishing, .unavailable, .faulted: false
        }
    }

    /// No reservation keeps the tag away, as far as can be told without asking.
    private func isOpen(_ connectorId: Int, to idTag: IdTag) -> Bool {
        reservationVerdict(connectorId, idTag, parent: nil) != .refused
    }
}
