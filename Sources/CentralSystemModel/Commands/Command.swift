import OCPPTypes

/// An order to send a CALL to a charge point.
package struct Command: Equatable, Sendable {
    /// What is sent.
    package var payload: CommandPayload
    /// How long the answer may take from the moment of sending, in milliseconds of real time (OCPP-J 1.6 §4.1.1). Time
    /// spent waiting behind earlier commands does not count.
    package var timeoutMilliseconds: Int64

    /// Time-out of a command that names none.
    package static let defaultTimeoutMilliseconds: Int64 = 30_000

    /// Makes an order; the time-out is kept between 1 ms and
    /// ``CentralSystemLimits/commandTimeoutMilliseconds``.
    package init(_ payload: CommandPayload, timeoutMilliseconds: Int64 = defaultTimeoutMilliseconds) {
        self.payload = payload
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}

/// The action and payload of a command.
package enum CommandPayload: Equatable, Sendable {
    /// A payload that the central system understands: it is checked, completed, and kept book of.
    case typed(Request)
    /// The payload's JSON text exactly as given, for cases that need wrong values: nothing is checked, not even whether
    /// the charge point is accepted, and of its effect no book is kept.
    case raw(Action, [UInt8])

    /// Stands in a typed payload for a number that the central system is to choose: `reservationId` of ReserveNow,
    /// `requestId` of GetLog and SignedUpdateFirmware, `listVersion` of SendLocalList.
    package static let chosenByCentralSystem = Int.min

    /// The action whose confirmation is awaited.
    package var action: Action {
        switch self {
        case .typed(let request): request.action
        case .raw(let action, _): action
        }
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
    /// The charge point confirmed the command.
    case confirmation(Confirmation)
    /// The charge point confirmed GetCompositeSchedule; beside it stands what the installed profiles let expect.
    case compositeSchedule(GetCompositeSchedule.Confirmation, ScheduleExpectation)
    /// The charge point answered with CALLERROR.
    case callError(CallError)
    /// The charge point answered with something that is no confirmation of the command; the reason.
    case invalidAnswer(String)
    /// No answer came in time.
    case timedOut
    /// The charge point has no connection; nothing was sent.
    case notConnected
    /// ``CentralSystemLimits/queuedCommands`` wait for the charge point; nothing was sent.
    case queueFull
    /// The connection went away before the answer; whether the charge point acted on the command is not known.
    case connectionLost
    /// The command may not be sent, and was not; the reason.
    case refused(String)
}

/// What the installed charging profiles let expect of a GetCompositeSchedule.conf.
package struct ScheduleExpectation: Equatable, Sendable {
    /// The schedule that the profiles give; nil where it cannot be told.
    package var schedule: GetCompositeSchedule.Confirmation?
    /// Each difference in a sentence; empty when the answer is the expected one or nothing can be told.
    package var differences: [String]

    /// Makes an expectation.
    package init(schedule: GetCompositeSchedule.Confirmation?, differences: [String] = []) {
        self.schedule = schedule
        self.differences = differences
    }
}

/// Who ordered a command.
enum CommandOrigin: Sendable {
    /// An operator, who is told how it ended.
    case operatorOrder(OperatorToken)
    /// One message of an update of the local list.
    case localListUpdate(LocalListUpdate)
    /// The central system itself, for a certificate that it has signed.
    case certificate(IssuedCertificateRecord)
    /// The central system itself.
    case centralSystem
}

/// A command of a charge point: the first of its list is outstanding, the others wait.
struct QueuedCommand: Sendable {
    var payload: CommandPayload
    var timeoutMilliseconds: Int64
    var origin: CommandOrigin
    /// Number of our CALL, from 1; 0 while it waits.
    var number: UInt32 = 0
    /// When it is given up; never while it waits.
    var deadline = Instant.distantFuture
    /// Holds a change of password back until it is stored.
    var keyChange = KeyChange.none

    /// True while a change of password is on its way to the store.
    var isHeld: Bool {
        switch keyChange {
        case .salting, .storing: true
        case .none, .stored, .unusable: false
        }
    }
}
