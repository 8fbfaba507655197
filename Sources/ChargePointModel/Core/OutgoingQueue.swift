import OCPPTypes

/// Why a CALL was made, and whom its end concerns. Without references, so that copies of it cost nothing.
enum CallPurpose: Equatable, Sendable {
    case boot
    case heartbeat
    case status(connectorId: UInt8)
    /// A tag; without token it was a remote start.
    case authorize(connectorId: UInt8, TagUse, CommandToken?)
    /// `send` or `meterValues`.
    case command(CommandToken)
    /// Clock-aligned values of a connector without transaction.
    case alignedValues
    /// The first of the transaction messages.
    case transactionMessage
    /// The first of the notifications.
    case notification
    /// Something that was triggered and whose end concerns nobody.
    case triggered
    /// SignCertificate.
    case signCertificate
}

/// A CALL that waits for its turn.
struct PlannedCall: Equatable, Sendable {
    /// The payload, as small as possible while it waits.
    enum Content: Equatable, Sendable {
        case heartbeat
        case status(StatusReport)
        case payload(OutgoingPayload)

        /// The payload as it is written.
        var payload: OutgoingPayload {
            switch self {
            case .heartbeat: .typed(.heartbeat(Heartbeat.Request()))
            case .status(let report): .typed(report.request)
            case .payload(let payload): payload
            }
        }
    }

    var content: Content
    var purpose: CallPurpose
    var intended: Instant
    var enqueued: Instant

    /// The action of the CALL.
    var action: Action {
        switch content {
        case .heartbeat: .heartbeat
        case .status: .statusNotification
        case .payload(let payload): payload.action
        }
    }
}

/// A transaction message that waits for delivery; it keeps content and time stamp over every transmission.
struct TransactionMessage: Equatable, Sendable {
    enum Body: Equatable, Sendable {
        case start(StartTransaction.Request)
        case stop(StopTransaction.Request)
        case meterValues(MeterValues.Request)
    }

    var body: Body
    /// The transaction's number within this charge point.
    var number: UInt32
    /// The connector.
    var connectorId: UInt8
    /// The central system's id; nil until StartTransaction was answered or given up.
    var transactionId: Int?
    var intended: Instant
    var enqueued: Instant
    /// Transmissions that the central system failed to process.
    var failures = 0

    /// The action of the CALL.
    var action: Action {
        switch body {
        case .start: .startTransaction
        case .stop: .stopTransaction
        case .meterValues: .meterValues
        }
    }

    /// The request with the transaction's id filled in.
    var request: Request {
        switch body {
        case .start(let request): return .startTransaction(request)
        case .stop(var request):
            request.transactionId = transactionId ?? -1
            return .stopTransaction(request)
        case .meterValues(var request):
            request.transactionId = transactionId ?? -1
            return .meterValues(request)
        }
    }
}

/// The CALL that waits for its answer.
struct OutstandingCall: Equatable, Sendable {
    var counter: UInt32
    var action: Action
    var purpose: CallPurpose
    var intended: Instant
    var enqueued: Instant
    var sent: Instant
    var deadline: Instant

    /// The sample of the CALL's end.
    func sample(_ outcome: CallSample.Outcome, at now: Instant) -> CallSample {
        CallSample(action: action, intended: intended, enqueued: enqueued, sent: sent, ended: now, outcome: outcome)
    }
}

/// What waits to be sent: one CALL is outstanding at a time (OCPP-J 1.6 §4.1.1).
///
/// Transaction messages keep their order and survive a lost connection; the first of them stays in the queue until it
/// is answered or given up. Other CALLs overtake them while they wait for a retry, and take turns with them otherwise.
struct OutgoingQueue: Equatable, Sendable {
    /// The CALL that waits for its answer.
    private(set) var outstanding: OutstandingCall?
    /// The tag of the outstanding Authorize, else empty.
    private(set) var presentedTag = IdTag(unchecked: "")
    /// CALLs that are no transaction messages.
    var calls = FIFO<PlannedCall>()
    /// Transaction messages in chronological order.
    var messages = FIFO<TransactionMessage>()
    /// The first transaction message is not sent before.
    var retryAt: Instant?
    /// So many of ``calls`` go before any transaction message: the status notifications after boot and reconnect.
    var leadingCalls = 0
    /// True while a Heartbeat waits in ``calls``.
    private(set) var holdsHeartbeat = false

    private var prefersMessage = true
    private(set) var lastCounter: UInt32 = 0
    private var lastEnded: (counter: UInt32, action: Action) = (0, .heartbeat)

    /// What is to be sent next.
    enum Next: Equatable {
        case call(PlannedCall)
        case message(TransactionMessage)
    }

    /// Takes the next CALL to be sent; a transaction message stays in the queue. Nil when nothing may be sent.
    mutating func next() -> Next? {
        guard outstanding == nil else { return nil }
        let mayMessage = !messages.isEmpty && retryAt == nil && leadingCalls == 0
        if mayMessage, prefersMessage || calls.isEmpty, let message = messages.first {
            prefersMessage = false
            return .message(message)
        }
        guard let call = calls.popFirst() else { return nil }
        if leadingCalls > 0 { leadingCalls -= 1 }
        if call.purpose == .heartbeat { holdsHeartbeat = false }
        prefersMessage = true
        return .call(call)
    }

    /// True while Authorize of a remote start for the connector is on its way or waits.
    func isAuthorizing(_ connectorId: Int) -> Bool {
        let purpose = CallPurpose.authorize(connectorId: UInt8(clamping: connectorId), .start, nil)
        return outstanding?.purpose == purpose || calls.contains { $0.purpose == purpose }
    }

    /// Takes the next CALL that is no transaction message; nil when nothing may be sent.
    mutating func nextCall() -> PlannedCall? {
        guard outstanding == nil, let call = calls.popFirst() else { return nil }
        if leadingCalls > 0 { leadingCalls -= 1 }
        if call.purpose == .heartbeat { holdsHeartbeat = false }
        return call
    }

    /// True when a CALL may be sent without waiting behind another.
    var isIdle: Bool { outstanding == nil && calls.isEmpty }

    /// Adds a CALL; the caller has checked the limit.
    mutating func append(_ call: PlannedCall) {
        if call.purpose == .heartbeat { holdsHeartbeat = true }
        calls.append(call)
    }

    /// Notes that a CALL is on its way and gives it an id.
    mutating func begin(
        _ payload: OutgoingPayload, _ action: Action, _ purpose: CallPurpose, intended: Instant, enqueued: Instant,
        at now: Instant, deadline: Instant
    ) -> UniqueId {
        guard outstanding == nil else {
            preconditionFailure("a second CALL while \(outstanding!.action) is outstanding")
        }
        lastCounter = lastCounter == .max ? 1 : lastCounter + 1
        if action == .authorize {
            presentedTag = IdTag(unchecked: "")
            if case .typed(.authorize(let request)) = payload { presentedTag = request.idTag }
        }
        outstanding = OutstandingCall(
            counter: lastCounter, action: action, purpose: purpose, intended: intended, enqueued: enqueued, sent: now,
            deadline: deadline)
        return UniqueId(counter: lastCounter)
    }

    /// Whose answer an id is.
    enum Addressee: Equatable {
        /// The outstanding CALL's.
        case outstanding
        /// That of a CALL that has ended; the action while it is known.
        case ended(Action?)
        /// Nobody's.
        case unknown
    }

    /// Finds out whose answer an id is.
    func addressee(of id: UniqueId) -> Addressee {
        guard let counter = id.counter else { return .unknown }
        if let outstanding, outstanding.counter == counter { return .outstanding }
        guard counter <= lastCounter else { return .unknown }
        return .ended(counter == lastEnded.counter ? lastEnded.action : nil)
    }

    /// Takes the outstanding CALL out; it has ended one way or another.
    mutating func end() -> OutstandingCall? {
        guard let call = outstanding else { return nil }
        lastEnded = (call.counter, call.action)
        outstanding = nil
        return call
    }

    /// Goes on with the ids of another queue, so that no id is used twice.
    mutating func keepIds(of other: OutgoingQueue) {
        lastCounter = other.lastCounter
        lastEnded = other.lastEnded
    }

    /// Takes every waiting CALL out; transaction messages stay.
    mutating func takeCalls() -> FIFO<PlannedCall> {
        let taken = calls
        calls = FIFO()
        leadingCalls = 0
        holdsHeartbeat = false
        return taken
    }

    /// Fills the id into the waiting messages of a transaction.
    mutating func resolve(number: UInt32, transactionId: Int) {
        messages.updateAll { if $0.number == number { $0.transactionId = transactionId } }
    }

    static func == (a: OutgoingQueue, b: OutgoingQueue) -> Bool {
        a.outstanding == b.outstanding && a.calls == b.calls && a.messages == b.messages && a.retryAt == b.retryAt
            && a.leadingCalls == b.leadingCalls && a.prefersMessage == b.prefersMessage
            && a.lastCounter == b.lastCounter
    }
}

extension UniqueId {
    /// The counter that ``init(counter:)`` made the id from; nil for any other id.
    fileprivate var counter: UInt32? {
        withBytes { bytes in
            guard (1...10).contains(bytes.count), bytes[0] != 0x30 else { return nil }
            var value: UInt64 = 0
            for byte in bytes {
                let digit = byte &- 0x30
                guard digit < 10 else { return nil }
                value = value * 10 + UInt64(digit)
            }
            return UInt32(exactly: value)
        }
    }
}
