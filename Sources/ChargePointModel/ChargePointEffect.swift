import OCPPTypes

/// What is to be done, or what happened: appended to the driver's buffer in the order in which it is to be carried out.
package enum ChargePointEffect: Equatable, Sendable {
    /// Open a WebSocket as ``ChargePointModel/connectionSecurity`` says; the owner answers `connected` or
    /// `connectionFailed`.
    case connect
    /// Close the WebSocket (after what was written before); the owner answers `disconnected`.
    case close
    /// Send a WebSocket ping (WebSocketPingInterval).
    case ping
    /// Write this CALL now.
    case call(UniqueId, OutgoingPayload)
    /// Answer a CALL of the central system.
    case reply(UniqueId, Confirmation)
    /// Answer a CALL of the central system with a CALLERROR.
    case replyError(UniqueId, CallError)
    /// A planned CALL has ended; every transmission ever planned ends in exactly one.
    case sample(CallSample)
    /// An answer came to a CALL that was given up or already answered; the action when it is still known.
    case lateAnswer(Action?)
    /// A command has ended.
    case commandEnded(CommandToken, CommandOutcome)
    /// Do this work with keys and certificates, and answer it by ``ChargePointInput/credentialsDone(_:_:)``.
    indirect case credentials(CredentialWork, WorkToken)
    /// Move a file, and answer by ``ChargePointInput/transferFinished(_:_:)``.
    indirect case startTransfer(TransferOrder, WorkToken)
    /// Give a transfer up; it is not answered any more.
    case cancelTransfer(WorkToken)
    /// Something a report or a test wants to know.
    case notice(Notice)
}

/// The life of one CALL, for the histograms (guide "Measuring honestly").
///
/// `enqueued - intended` is the slip of our own loop, `sent - enqueued` that of the target (an unanswered CALL before
/// it, a lost connection). A transaction message that is sent again is a CALL of its own, intended at its retry
/// instant.
package struct CallSample: Equatable, Sendable {
    /// What was called.
    package var action: Action
    /// When the charge point's own plan wanted it: the deadline, the command, or the event that caused it.
    package var intended: Instant
    /// When it was handed to the outgoing queue.
    package var enqueued: Instant
    /// When it was written; nil when it never was.
    package var sent: Instant?
    /// When it was answered or given up.
    package var ended: Instant
    /// How it ended.
    package var outcome: Outcome

    /// Makes a sample.
    package init(
        action: Action, intended: Instant, enqueued: Instant, sent: Instant?, ended: Instant, outcome: Outcome
    ) {
        self.action = action
        self.intended = intended
        self.enqueued = enqueued
        self.sent = sent
        self.ended = ended
        self.outcome = outcome
    }

    /// How a CALL ended.
    package enum Outcome: Equatable, Sendable {
        /// With a CALLRESULT.
        case answered
        /// With a CALLERROR.
        case callError(CallErrorCode)
        /// With an answer that could not be read.
        case invalidAnswer
        /// Without answer within the CALL time-out.
        case timedOut
        /// The connection was lost before the answer, or before it could be sent (`sent` is nil then).
        case connectionLost
        /// The drain ended before the answer.
        case unanswered
        /// Never sent: a limit was reached, the charge point is not accepted, or the run ended first.
        case dropped
    }
}

/// How a command ended.
package enum CommandOutcome: Equatable, Sendable {
    /// As it should.
    case done
    /// The central system did not accept the tag.
    case refused(AuthorizationStatus)
    /// It could not be carried out.
    case failed(CommandFailure)

    /// A label without dynamic text, for counts and reports.
    package var label: String {
        switch self {
        case .done: "done"
        case .refused(let status): status.refusalLabel
        case .failed(let failure): failure.label
        }
    }
}

/// Why a command failed.
package enum CommandFailure: Error, Equatable, Sendable {
    /// There is no connection.
    case offline
    /// The boot is not accepted yet.
    case notAccepted
    /// The connection was lost before the answer.
    case connectionLost
    /// No answer within the CALL time-out.
    case timedOut
    /// The answer was a CALLERROR.
    case callError(CallErrorCode)
    /// The answer could not be read.
    case invalidAnswer
    /// Too many CALLs were waiting.
    case queueFull
    /// No car is plugged in.
    case notPluggedIn
    /// No tag was accepted on the connector.
    case notAuthorised
    /// No transaction is running on the connector.
    case noTransaction
    /// The charge point has no such connector.
    case connectorUnknown
    /// Another car or another `charge` has the connector.
    case connectorBusy
    /// The connector is Unavailable or Faulted.
    case connectorUnavailable
    /// The plug was taken out meanwhile.
    case unplugged
    /// The central system did not accept the tag in StartTransaction.conf.
    case deAuthorised
    /// The charge point was reset.
    case rebooted
    /// There is no power.
    case noPower
    /// The cable is locked in our socket until its user's tag is presented.
    case cableLocked
    /// The connector is reserved for another tag.
    case reserved
    /// The transaction belongs to another tag.
    case tagIgnored
    /// The hardware cannot do that.
    case notPossible
    /// The charge point has no such configuration key.
    case keyUnknown
    /// The configuration key is read-only, or does not take the value.
    case settingRejected
    /// The run ended.
    case abandoned

    /// A label without dynamic text.
    package var label: String {
        switch self {
        case .offline: "offline"
        case .notAccepted: "not accepted"
        case .connectionLost: "connection lost"
        case .timedOut: "time-out"
        case .callError(let code): code.failureLabel
        case .invalidAnswer: "invalid answer"
        case .queueFull: "queue full"
        case .notPluggedIn: "not plugged in"
        case .notAuthorised: "not authorised"
        case .noTransaction: "no transaction"
        case .connectorUnknown: "connector unknown"
        case .connectorBusy: "connector busy"
        case .connectorUnavailable: "connector unavailable"
        case .unplugged: "unplugged"
        case .deAuthorised: "de-authorised"
        case .rebooted: "rebooted"
        case .noPower: "no power"
        case .cableLocked: "cable locked"
        case .reserved: "reserved"
        case .tagIgnored: "tag ignored"
        case .notPossible: "not possible"
        case .keyUnknown: "key unknown"
        case .settingRejected: "setting rejected"
        case .abandoned: "abandoned"
        }
    }
}

/// Something that happened in a charge point.
package enum Notice: Equatable, Sendable {
    /// BootNotification was answered; the interval in seconds as it came.
    case booted(RegistrationStatus, interval: Int)
    /// A connector's status changed, whether or not the central system can be told.
    case statusChanged(connectorId: Int, ChargePointStatus)
    /// StartTransaction was answered.
    case transactionStarted(connectorId: Int, transactionId: Int)
    /// StopTransaction was answered.
    case transactionStopped(connectorId: Int, transactionId: Int)
    /// StartTransaction or StopTransaction was given up after its attempts; once per transaction. The id is -1 when the
    /// start was never answered.
    case transactionLost(connectorId: Int, transactionId: Int)
    /// The next connection is tried at that instant; attempts count from 1.
    case reconnecting(attempt: Int, at: Instant)
    /// The central system broke a rule.
    case violation(Violation)
    /// A security event was raised.
    case securityEvent(SecurityEvent)
    /// The central system told the time and the clock did not follow (device time runs faster than real time).
    case currentTime(DateTime)
    /// An order of firmware, diagnostics or a log has ended.
    case fileOrderEnded(FileOrderEnd)
}

/// A rule that the central system broke; counted by its label.
package enum Violation: String, CaseIterable, Hashable, Sendable {
    /// An answer whose id was never sent.
    case answerToUnknownCall = "answer to an unknown CALL"
    /// A confirmation of another action than the CALL's.
    case confirmationOfOtherAction = "confirmation of another action"
    /// An interval below zero in BootNotification.conf.
    case negativeInterval = "negative interval"
    /// A CALL of an action that only a charge point sends.
    case callOfChargePointAction = "CALL of an action that only a charge point sends"
    /// A CALL although the last BootNotification.conf said Rejected; it stays without answer.
    case callAfterRejection = "CALL after the boot was rejected"

    /// The label without dynamic text.
    package var label: String { rawValue }
}

extension AuthorizationStatus {
    fileprivate var refusalLabel: String {
        switch self {
        case .accepted: "refused: Accepted"
        case .blocked: "refused: Blocked"
        case .expired: "refused: Expired"
        case .invalid: "refused: Invalid"
        case .concurrentTx: "refused: ConcurrentTx"
        }
    }
}

extension CallErrorCode {
    fileprivate var failureLabel: String { "CALLERROR " + rawValue }
}
