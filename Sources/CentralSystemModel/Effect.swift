import OCPPTypes

extension CentralSystemModel {
    /// What a ``CentralSystemModel`` wants done, in order.
    package enum Effect: Equatable, Sendable {
        /// Send a CALLRESULT.
        case reply(ConnectionID, UniqueId, Confirmation)
        /// Send a CALLERROR.
        case replyError(ConnectionID, UniqueId, CallError)
        /// Send a CALL; the answer comes as `confirmation`, `callError` or `invalidAnswer` with the same id.
        case call(ConnectionID, UniqueId, CommandPayload)
        /// Close a connection; `disconnected` need not follow.
        case close(ConnectionID, CloseReason)
        /// Store the records in this order, all or none; then `stored` or `storeFailed`, unless the token is
        /// ``StoreToken/unawaited``.
        case store([Record], StoreToken)
        /// Something worth counting happened to a charge point; `detail` is what the notice alone does not tell, such as
        /// a value, or empty.
        case notice(Notice, identity: String, detail: String = "")
        /// Check a signing request (PKCS#10, PEM) and sign it for the charge point; then `signingFinished`.
        case signCertificate(SigningToken, identity: String, csr: String)
        /// Put a password under a salt, and give it back by `keySalted` at once.
        case saltKey(identity: String, hex: String)
        /// The answer to an operator's request.
        case operatorAnswer(OperatorToken, OperatorAnswer)
    }
}

extension CentralSystemModel {
    /// Why the central system closes a connection.
    package enum CloseReason: String, Sendable, Equatable {
        /// The charge point connected a second time; half-open sockets are the usual cause (guide "Field notes").
        case replaced = "replaced by a new connection"
        /// The identity is longer than ``CentralSystemLimits/identityBytes``, or empty.
        case identityUnusable = "identity is empty or too long"
        /// ``CentralSystemLimits/chargePoints`` are held.
        case tooManyChargePoints = "too many charge points"
    }
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
        /// A CALL other than BootNotification before acceptance (OCPP-J errata v1.0 §3.8).
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
        /// An answer to a command that was given up before; it is ignored.
        case lateAnswer
        /// A second answer to the same command.
        case repeatedAnswer
        /// An answer to a command that is no confirmation of its action.
        case invalidAnswer
        /// A command answered with CALLERROR.
        case commandCallError
        /// A command without an answer in time.
        case commandTimedOut
        /// More commands waited than ``CentralSystemLimits/queuedCommands``.
        case commandQueueFull
        /// A command that was outstanding or waited when the connection went away.
        case commandLost
        /// A second connection of the identity took over.
        case connectionReplaced
        /// An idle charge point that no operator has entered was forgotten because of
        /// ``CentralSystemLimits/idleUnknownChargePoints`` or ``CentralSystemLimits/chargePoints``.
        case chargePointForgotten
        /// A connection was refused: identity unusable or too many charge points.
        case connectionRefused
        /// The store failed; the CALL got InternalError.
        case storeFailed
        /// A StartTransaction that was sent before: answered with the same transactionId.
        case repeatedStart
        /// A StartTransaction on a connector whose earlier transaction was never stopped: that one is ended in the books.
        case startOverOpenTransaction
        /// An open transaction left the working set because of ``CentralSystemLimits/openTransactions``.
        case openTransactionEvicted
        /// Every positive 32-bit transactionId was given.
        case transactionIdsExhausted
        /// A StopTransaction that was sent before.
        case repeatedStop
        /// A StopTransaction with transactionId -1 that fits one open transaction (errata v4.0 §3.18).
        case stopMatchedWithoutId
        /// A StopTransaction with transactionId -1 that fits several open transactions.
        case stopAmbiguous
        /// A StopTransaction of an unknown transaction.
        case stopUnknown
        /// A StopTransaction with a timestamp before the start's.
        case stopBeforeStart
        /// An energy register that fell: a meterStop below the meterStart, a value below an earlier one of the
        /// transaction, a meterStart below the last meterStop of the connector.
        case meterDecreased
        /// MeterValues of a transaction that is not known.
        case meterValuesUnknownTransaction
        /// MeterValues of a transaction that was stopped.
        case meterValuesAfterStop
        /// MeterValues older than the transaction or than earlier ones of it, or not in order.
        case meterValuesOutOfOrder
        /// The same register twice in one MeterValue.
        case measurandRepeated
        /// A value with the context Transaction.Begin that is not the meterStart.
        case meterBeginDiffers
        /// A StartTransaction before the last stop on its connector, by the timestamps.
        case startBeforeStop
        /// A StatusNotification older than the one before of the connector.
        case statusOutOfOrder
        /// A timestamp before 2010 or more than ``CentralSystemLimits/clockToleranceSeconds`` in the future.
        case clockImplausible
        /// A transaction on a reserved connector, or with its reservationId, by a tag that the reservation is not for.
        case reservedForOtherTag
        /// A transaction of the reserved tag that does not name the reservation.
        case reservationIdMissing
        /// A reservation that a charge point names and the central system does not hold, or the other way round.
        case reservationUnknown
        /// An accepted remote start that led to no transaction.
        case remoteStartWithoutTransaction
        /// An accepted remote stop after which the transaction ran on.
        case remoteStopWithoutStop
        /// A configuration key beyond ``CentralSystemLimits/configurationKeys``.
        case configurationKeyLeftOut
        /// A DataTransfer of a vendor or with a messageId that is not understood.
        case dataTransferUnknown
        /// A StatusNotification with LocalListConflict.
        case localListConflict
        /// A charge point that has another version of the local list than it was sent.
        case localListVersionDiffers
        /// A SendLocalList answered with Failed or VersionMismatch.
        case localListRefused
        /// A charging profile that a charge point accepted against the rules of the specification; it is not kept.
        case profileNotKept
        /// A ClearChargingProfile whose answer shows that the charge point has other profiles than it accepted.
        case profilesDiffer
        /// A composite schedule with a limit above what the installed profiles give.
        case compositeScheduleAbove
        /// A composite schedule with a limit below what the installed profiles give; the hardware may be the reason.
        case compositeScheduleBelow
        /// No composite schedule although profiles limit the connector.
        case compositeScheduleRefused
        /// A status of firmware or an upload that belongs to no order, or comes after its end.
        case statusUnsolicited
        /// A status of an order that came before, or came back.
        case statusRepeated
        /// A status of an order without the steps before it.
        case statusSkipped
        /// A step beyond ``CentralSystemLimits/orderSteps``.
        case orderStepsLeftOut
        /// A trigger that was accepted and whose message did not come.
        case triggeredMessageMissing
        /// A signing request that was not signed: by the authority's checks, or because too much waits.
        case certificateRefused
        /// A certificate that the charge point rejected, or that could not be delivered.
        case certificateNotTaken
        /// A handshake under an identity that may not connect.
        case identityUnknown
        /// A handshake without password, or with a wrong one.
        case wrongPassword
        /// A handshake with the client certificate of another charge point, or of another operator.
        case wrongCertificate
        /// A handshake on a listener of a lower security profile than the charge point has gone over to.
        case profileTooLow
        /// A connectorId that makes no sense for the action or exceeds ``CentralSystemLimits/connectorId``.
        case connectorOutOfRange
        /// A connector without a car after a boot, whose transaction was never stopped: it is ended in the books.
        case openTransactionIdleAfterBoot
        /// A StopTransaction of a transaction that the central system had ended in its books: it holds from now on.
        case lateStop
        /// A sampled value that is no decimal number, such as `NaN` or `-5,3`; kept as it came, used for nothing.
        case meterValueUnreadable
        /// A CALL that breaks a rule of the schemas and was taken all the same, see the listener's policy.
        case callViolation
        /// An answer that breaks a rule of the schemas and was taken all the same.
        case answerViolation

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
