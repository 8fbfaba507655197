import OCPPTypes

extension CentralSystemModel {
    /// Everything that can happen to a ``CentralSystemModel``.
    package enum Input: Equatable, Sendable {
        /// The store was read; the first input of a model with a store.
        case restored(WorkingSet)
        /// A charge point finished the WebSocket handshake under this identity (percent-decoded).
        case connected(ConnectionID, identity: String)
        /// A connection is gone, whoever closed it.
        case disconnected(ConnectionID)
        /// A well-formed CALL.
        case call(ConnectionID, UniqueId, Request)
        /// A CALLRESULT or CALLERROR.
        case answer(ConnectionID, UniqueId)
        /// A frame that is no valid CALL or answer; with an id it is answered with the error (OCPP-J 1.6 §4.2.3).
        case malformed(ConnectionID, UniqueId?, CallError)
        /// The records of the token are durable.
        case stored(StoreToken)
        /// The records of the token are not stored and will not be.
        case storeFailed(StoreToken)
        /// The operator enters or replaces id tags.
        case putIdTags([IdTagRecord], OperatorToken)
        /// The operator removes an id tag.
        case deleteIdTag(IdTag, OperatorToken)
        /// The operator decides on a charge point's registration, whatever the policy says.
        case putChargePoint(identity: String, RegistrationStatus, OperatorToken)
        /// The instant of ``CentralSystemModel/nextDeadline`` has come.
        case deadline
    }
}

/// The state that a store hands back at the start.
package struct WorkingSet: Equatable, Sendable {
    /// Every charge point.
    package var chargePoints: [ChargePointRecord] = []
    /// The last status of every connector.
    package var connectors: [ConnectorRecord] = []
    /// Every open transaction and the youngest ended ones of each charge point, by ascending transactionId.
    package var transactions: [TransactionRecord] = []
    /// The last notification of each kind of every charge point.
    package var notifications: [NotificationRecord] = []
    /// Every id tag.
    package var idTags: [IdTagRecord] = []
    /// The transactionId of the next transaction: one more than the highest ever given.
    package var nextTransactionId: Int32 = 1

    /// An empty working set: that of a new store.
    package init() {}
}
