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
        /// A CALLRESULT that could be read as the confirmation of the awaited action, see
        /// ``CentralSystemModel/awaitedAction(for:on:)``.
        case confirmation(ConnectionID, UniqueId, Confirmation)
        /// A CALLERROR.
        case callError(ConnectionID, UniqueId, CallError)
        /// A CALLRESULT that cannot be read or that answers nothing; the reason.
        case invalidAnswer(ConnectionID, UniqueId, String)
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
        /// The connection was made on a listener of a security profile above 0, with the password behind `key` in
        /// profiles 1 and 2; follows `connected`.
        case authenticated(ConnectionID, profile: Int, key: SaltedKey?)
        /// The operator enters, replaces or removes passwords.
        case putAuthorizationKeys([AuthorizationKeyEntry], OperatorToken)
        /// What came of an effect `signCertificate`.
        case signingFinished(SigningToken, SigningOutcome)
        /// What came of an effect `saltKey`; nil where the value is no AuthorizationKey.
        case keySalted(identity: String, SaltedKey?)
        /// The operator decides on a charge point's registration, whatever the policy says.
        case putChargePoint(identity: String, RegistrationStatus, OperatorToken)
        /// The operator or another part of the server orders a CALL to a charge point; the answer is how it ended.
        case command(identity: String, Command, OperatorToken)
        /// The operator sends the id tags that are entered as the charge point's local list: all of them (Full), or what
        /// changed since the last time (Differential). The answer is `done`, or how the message that failed ended.
        case sendIdTags(identity: String, UpdateType, OperatorToken)
        /// The operator ends a transaction in the books whose StopTransaction never came. The record is the store's, and so
        /// are its last meter values in the order of their receipt; the answer is `done`, or `refused` for one that has
        /// ended or whose start is being stored.
        case endTransaction(TransactionRecord, lastValues: [MeterValuesRecord], OperatorToken)
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
    /// The youngest meter values of each open transaction, in the order of their receipt: the register as last told.
    package var meterValues: [MeterValuesRecord] = []
    /// The last notification of each kind of every charge point.
    package var notifications: [NotificationRecord] = []
    /// How charge points show who they are, where there is something to keep.
    package var security: [SecurityRecord] = []
    /// Every id tag.
    package var idTags: [IdTagRecord] = []
    /// Every configuration key that is known, by identity and key.
    package var configuration: [ConfigurationRecord] = []
    /// The availability that was ordered.
    package var availability: [AvailabilityRecord] = []
    /// Reservations that are ordered or active, in the order of their ids.
    package var reservations: [ReservationRecord] = []
    /// The charging profiles of each charge point that has any, in the order in which they were stored.
    package var chargingProfiles: [OfChargePoint<[ChargingProfileRecord]>] = []
    /// Remote starts that are to lead to a transaction.
    package var expectedStarts: [OfChargePoint<[ExpectedStart]>] = []
    /// The local lists.
    package var localLists: [LocalListRecord] = []
    /// The contents of the local lists.
    package var localListContents: [LocalListContentRecord] = []
    /// The youngest orders of each charge point, by ascending orderId.
    package var orders: [OrderRecord] = []
    /// The reservationId of the next reservation that leaves it to the central system.
    package var nextReservationId = 1
    /// The id of the next order.
    package var nextOrderId: Int64 = 1
    /// The id of the next contents of a local list.
    package var nextLocalListContentId: Int64 = 1
    /// The transactionId of the next transaction: one more than the highest ever given.
    package var nextTransactionId: Int32 = 1

    /// An empty working set: that of a new store.
    package init() {}
}

/// Something of one charge point.
package struct OfChargePoint<Value: Equatable & Sendable>: Equatable, Sendable {
    /// The charge point.
    package var identity: String
    /// What it has.
    package var value: Value

    /// Makes the pair.
    package init(_ identity: String, _ value: Value) {
        self.identity = identity
        self.value = value
    }
}
