import OCPPTypes

extension CentralSystemModel {
    /// What a ``CentralSystemModel`` wants done, in order.
    package enum Effect: Equatable, Sendable {
        /// Send a CALLRESULT.
        case reply(ConnectionID, UniqueId, Confirmation)
        /// Send a CALLERROR.
        case replyError(ConnectionID, UniqueId, CallError)
        /// Close a connection; `disconnected` need not follow.
        case close(ConnectionID, CloseReason)
        /// Store the records in this order, all or none; then `stored` or `storeFailed`, unless the token is
        /// ``StoreToken/unawaited``.
        case store([Record], StoreToken)
        /// Something worth counting happened to a charge point.
        case notice(Notice, identity: String)
        /// The answer to an operator's request.
        case operatorAnswer(OperatorToken, OperatorAnswer)
    }
}

extension CentralSystemModel {
    /// Why the central system closes a connection.
    package enum CloseReason: String, Sendable, Equatable {
        /// The charge point connected a second time; half-open sockets are the usual cause (PROTOCOL §1.1).
        case replaced = "replaced by a new connection"
        /// The identity is longer than ``CentralSystemLimits/identityBytes``, or empty.
        case identityUnusable = "identity is empty or too long"
        /// ``CentralSystemLimits/chargePoints`` are held.
        case tooManyChargePoints = "too many charge points"
    }
}

/// How an operator's request ended.
package enum OperatorAnswer: Equatable, Sendable {
    /// Stored and in force.
    case done
    /// There is no such thing.
    case notFound
    /// The store failed; nothing changed.
    case storeFailed
    /// A limit of ``CentralSystemLimits`` is reached; nothing changed.
    case limitReached
}

extension CentralSystemModel {
    /// Something that is counted: the peer's faults, anomalies of transactions, limits reached.
    ///
    /// The raw value is a dense index for arrays of counters; ``label`` names it in metrics and logs.
    package enum Notice: UInt8, CaseIterable, Sendable, Hashable {
        /// A frame that could not be read as a valid CALL or answer.
        case malformedFrame
        /// A CALL with an action that OCPP 1.6 does not have.
        case unknownAction
        /// A CALL with an action that only a central system may send.
        case wrongDirection
        /// A CALL other than BootNotification before acceptance (OCPP-J errata 3.8).
        case notAccepted
        /// A CALL while an earlier one of the connection was unanswered (OCPP-J 1.6 §4.1.1).
        case callWhilePending
        /// The same CALL with the same id again while the first was unanswered; one answer serves both.
        case repeatedWhilePending
        /// Another CALL with the id of one still unanswered.
        case uniqueIdInUse
        /// More CALLs waited than ``CentralSystemLimits/queuedCalls``.
        case callQueueFull
        /// A waiting CALL was dropped because its connection went away; the charge point sends it again.
        case droppedWithConnection
        /// A CALLRESULT or CALLERROR that answers nothing.
        case unexpectedAnswer
        /// A second connection of the identity took over.
        case connectionReplaced
        /// A connection was refused: identity unusable or too many charge points.
        case connectionRefused
        /// The store failed; the CALL got InternalError.
        case storeFailed
        /// A StartTransaction that was sent before: answered with the same transactionId.
        case repeatedStart
        /// A StartTransaction on a connector whose earlier transaction was never stopped.
        case startOverOpenTransaction
        /// An open transaction left the working set because of ``CentralSystemLimits/openTransactions``.
        case openTransactionEvicted
        /// Every positive 32-bit transactionId was given.
        case transactionIdsExhausted
        /// A StopTransaction that was sent before.
        case repeatedStop
        /// A StopTransaction with transactionId -1 that fits one open transaction (errata v4.0 3.18).
        case stopMatchedWithoutId
        /// A StopTransaction with transactionId -1 that fits several open transactions.
        case stopAmbiguous
        /// A StopTransaction of an unknown transaction.
        case stopUnknown
        /// A StopTransaction with a timestamp before the start's.
        case stopBeforeStart
        /// A meterStop below the meterStart.
        case meterDecreased
        /// MeterValues of a transaction that is not known.
        case meterValuesUnknownTransaction
        /// MeterValues of a transaction that was stopped.
        case meterValuesAfterStop
        /// A connectorId that makes no sense for the action or exceeds ``CentralSystemLimits/connectorId``.
        case connectorOutOfRange

        /// A fixed lower-case name with underscores.
        package var label: String {
            var text = ""
            for scalar in "\(self)".unicodeScalars {
                if ("A"..."Z").contains(scalar) { text += "_" }
                text.unicodeScalars.append(scalar)
            }
            return text.lowercased()
        }
    }
}
