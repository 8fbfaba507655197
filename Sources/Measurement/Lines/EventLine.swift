import OCPPTypes

/// What an event is about. The raw values are the words of `events.jsonl`.
package enum EventKind: String, CaseIterable, Hashable, Sendable {
    /// A CALLERROR came.
    case callError
    /// An answer came that does not fit.
    case invalidAnswer
    /// A CALL was given up after the time-out.
    case timeout
    /// An answer came after its CALL was given up.
    case lateAnswer
    /// A CALL was still open at the end.
    case unanswered
    /// Planned work was given up without beginning.
    case dropped
    /// A connection was opened.
    case connected
    /// A charge point's BootNotification was accepted.
    case booted
    /// The central system answered a BootNotification with Pending or Rejected.
    case bootNotAccepted
    /// An attempt to connect failed.
    case connectFailed
    /// A connection ended that should not have.
    case connectionLost
    /// The target broke a rule of the protocol.
    case violation
    /// A step of a behaviour failed.
    case behaviourFailed
    /// A file was not moved.
    case transferFailed
    /// A fault of the scenario began or ended.
    case fault
    /// How many events were left out because the file is bounded.
    case leftOut
}

/// One event of `events.jsonl`: an error, violation or fault with its time, charge point and frame (guide "Report").
package struct EventLine: Hashable, Sendable {
    /// What it is about.
    package var kind: EventKind
    /// Milliseconds since the start of the run.
    package var offsetMilliseconds: Double
    /// Identity of the charge point, when it concerns one.
    package var chargePoint: String?
    /// The action, when it concerns a CALL.
    package var action: Action?
    /// What happened, in words.
    package var detail: String
    /// The frame as it came or went; may be any bytes.
    package var frame: [UInt8]?
    /// Size of the whole frame where ``frame`` holds its beginning alone; nil when it holds all of it.
    package var frameBytes: Int?
    /// How many events were left out (``EventKind/leftOut`` only).
    package var count: UInt64?

    /// Makes an event.
    package init(
        kind: EventKind, offsetMilliseconds: Double, chargePoint: String? = nil, action: Action? = nil,
        detail: String, frame: [UInt8]? = nil, frameBytes: Int? = nil, count: UInt64? = nil
    ) {
        self.kind = kind
        self.offsetMilliseconds = offsetMilliseconds
        self.chargePoint = chargePoint
        self.action = action
        self.detail = detail
        self.frame = frame
        self.frameBytes = frameBytes
        self.count = count
    }
}
