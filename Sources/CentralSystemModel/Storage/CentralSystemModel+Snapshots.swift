import OCPPTypes

/// What an operator sees of a charge point; a copy that leaves the model's thread.
package struct ChargePointSnapshot: Equatable, Sendable {
    /// A connector's last status.
    package struct Connector: Equatable, Sendable {
        /// 0 = the charge point itself.
        package var connectorId: Int
        /// The last status.
        package var status: ChargePointStatus
        /// The last error code.
        package var errorCode: ChargePointErrorCode
        /// When it was reported.
        package var timestamp: DateTime
    }

    /// The identity, percent-decoded.
    package var identity: String
    /// True while a connection is open.
    package var isConnected: Bool
    /// The last answer to BootNotification.
    package var registration: RegistrationStatus?
    /// The operator's decision on it.
    package var admission: RegistrationStatus?
    /// The last BootNotification.
    package var boot: BootRecord?
    /// The last frame on the driver's time line; nil when there was none since the start.
    package var lastContact: Instant?
    /// Connectors that reported a status, by number.
    package var connectors: [Connector]
    /// Ids of the open transactions.
    package var openTransactions: [Int32]
    /// The last notification of each kind.
    package var notifications: [NotificationRecord]
}

/// Sizes of the working set.
package struct CentralSystemCounts: Equatable, Sendable {
    /// Charge points held.
    package var chargePoints: Int
    /// Connected ones.
    package var connected: Int
    /// Open transactions.
    package var openTransactions: Int
    /// Id tags entered.
    package var idTags: Int
    /// Stores that something waits for.
    package var pendingStores: Int
}

extension CentralSystemModel {
    /// Sizes of the working set.
    package var counts: CentralSystemCounts {
        CentralSystemCounts(
            chargePoints: chargePoints.count - freeChargePoints.count, connected: connectedCount,
            openTransactions: openTransactionCount, idTags: idTagCount, pendingStores: pendingWork.count)
    }

    /// The state of one charge point; nil when the identity is not held.
    package func snapshot(of identity: String) -> ChargePointSnapshot? {
        indexByIdentity[identity].map(snapshot(at:))
    }

    /// A page of charge points in the order of their entry.
    /// - Parameters:
    ///   - cursor: 0, or what the page before returned as `next`.
    ///   - limit: the page's size, at least 1.
    /// - Returns: the page and the cursor of the next one; nil at the end.
    package func snapshots(from cursor: Int, limit: Int) -> (page: [ChargePointSnapshot], next: Int?) {
        var page: [ChargePointSnapshot] = []
        var index = min(max(0, cursor), chargePoints.count)
        while index < chargePoints.count, page.count < max(1, limit) {
            if chargePoints[index].isInUse { page.append(snapshot(at: index)) }
            index += 1
        }
        return (page, index < chargePoints.count ? index : nil)
    }

    func snapshot(at index: Int) -> ChargePointSnapshot {
        let state = chargePoints[index]
        var connectors: [ChargePointSnapshot.Connector] = []
        for (connectorId, connector) in state.connectors.enumerated() {
            guard let status = connector.status else { continue }
            connectors.append(
                .init(
                    connectorId: connectorId, status: status, errorCode: connector.errorCode,
                    timestamp: connector.timestamp))
        }
        return ChargePointSnapshot(
            identity: state.identity, isConnected: state.connection != .none, registration: state.registration,
            admission: state.admission, boot: state.boot,
            lastContact: state.lastContact == ChargePointState.noContact ? nil : state.lastContact,
            connectors: connectors,
            openTransactions: state.transactions.filter(\.isOpen).map(\.transactionId),
            notifications: state.notifications)
    }
}
