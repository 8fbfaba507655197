import OCPPTypes

/// What the model holds of one charge point. Thousands of them stand in one array, so the idle state is small: rare
/// parts are arrays that stay empty, the boot data is one shared object.
struct ChargePointState: Sendable {
    var identity: String
    /// The connection in use; ``ConnectionID/none`` while offline.
    var connection = ConnectionID.none
    /// The last answer to BootNotification; kept across reconnects (OCPP 1.6 §4.2).
    var registration: RegistrationStatus?
    /// The operator's decision.
    var admission: RegistrationStatus?
    /// True once a record of it is stored or under way; others are forgotten when they disconnect.
    var isStored = false
    /// True once an operator entered or commanded it in this process.
    var isKnown = false
    /// False for a free place in the array.
    var isInUse = true
    /// The store that a CALL of this charge point waits for: the one pending slot (guide "CentralSystemModel").
    var pending = StoreToken.unawaited
    var lastContact = Self.noContact
    var boot: BootRecord?
    /// By connectorId; as long as the highest that was reported.
    var connectors: [ConnectorState] = []
    /// Open transactions in the order of their starts, and those that ended last in the order of their ends.
    var transactions: [TransactionState] = []
    /// Passwords and security profile; nil for most charge points of profile 0.
    var security: SecurityState?
    /// The last notification of each kind, in the order of their first arrival.
    var notifications: [NotificationRecord] = []
    /// The outstanding command and the ones that wait.
    var commands: [QueuedCommand] = []
    /// Number of the last command without an answer in time; 0 for none.
    var lastGivenUp: UInt32 = 0
    /// Number of the last command that was answered; 0 for none.
    var lastAnswered: UInt32 = 0
    /// None or one element; see ``books``.
    var booksStorage: [ChargePointBooks] = []

    /// Stands for no frame since the start.
    static let noContact = Instant(nanoseconds: .min)

    init(identity: String) {
        self.identity = identity
    }

    var record: ChargePointRecord {
        ChargePointRecord(identity: identity, registration: registration, admission: admission, boot: boot)
    }
}

/// The last reported status of a connector; nil status where nothing was reported.
struct ConnectorState: Sendable, Equatable {
    var status: ChargePointStatus?
    var errorCode = ChargePointErrorCode.noError
    var timestamp = DateTime(millisecondsSince1970: 0)
}

/// What a StopTransaction told, as far as it makes another one a repetition of it.
struct StopContent: Sendable, Equatable {
    var timestamp: DateTime
    var meterStop: Int
    var idTag: IdTag?
    var reason: Reason?
    /// It came with the transactionId -1.
    var withoutId: Bool
    /// The charge point told none of it: the central system ended the transaction in its books.
    var isByCentralSystem: Bool

    init(_ stop: TransactionStop) {
        timestamp = stop.timestamp
        meterStop = stop.meterStop
        idTag = stop.idTag
        reason = stop.reason
        withoutId = stop.matchedWithoutId
        isByCentralSystem = stop.centralSystemReason != nil
    }

    /// True for a StopTransaction with the same content.
    func isSame(as request: StopTransaction.Request) -> Bool {
        !isByCentralSystem && timestamp == request.timestamp && meterStop == request.meterStop && idTag == request.idTag
            && reason == request.reason
    }
}

/// A transaction of the working set: enough to recognise its messages.
struct TransactionState: Sendable {
    enum Phase: Sendable, Equatable {
        case open
        case stopped(StopContent)
    }

    /// What its charge point's boot says of an open transaction.
    enum Doubt: UInt8, Sendable {
        /// Nothing.
        case none
        /// The charge point booted since the start.
        case booted
        /// The charge point booted, and then the connector was free: the transaction is over.
        case idle
    }

    var transactionId: Int32
    var connectorId: Int
    var idTag: IdTag
    var meterStart: Int
    var start: DateTime
    var startStatus: AuthorizationStatus
    var phase: Phase
    /// The energy register as last told in Wh; the meterStart at first.
    var register: Int
    /// The latest time of a meter value; the start at first.
    var lastMeterTime: DateTime
    var doubt = Doubt.none
    /// The operator whose order to end it waits for the pending slot or the commit.
    var ender: OperatorToken?

    init(_ transactionId: Int32, _ request: StartTransaction.Request, _ startStatus: AuthorizationStatus) {
        self.transactionId = transactionId
        self.connectorId = request.connectorId
        self.idTag = request.idTag
        self.meterStart = request.meterStart
        self.start = request.timestamp
        self.startStatus = startStatus
        phase = .open
        register = request.meterStart
        lastMeterTime = request.timestamp
    }

    var isOpen: Bool { phase == .open }

    /// True for one whose StopTransaction has not come: it runs, or the central system ended it in its books.
    var awaitsStop: Bool {
        switch phase {
        case .open: true
        case .stopped(let stop): stop.isByCentralSystem
        }
    }

    /// True when a StopTransaction of the same content ended it; `withoutId` asks for one that came with -1.
    func wasEnded(by request: StopTransaction.Request, withoutId: Bool = false) -> Bool {
        guard case .stopped(let stop) = phase else { return false }
        return stop.isSame(as: request) && (stop.withoutId || !withoutId)
    }

    /// True for a StartTransaction with the same content (guide "Where OCPP is silent").
    func isSame(as request: StartTransaction.Request) -> Bool {
        start == request.timestamp && connectorId == request.connectorId && meterStart == request.meterStart
            && idTag == request.idTag
    }
}

/// An id tag and how many accepted transactions run on it.
struct IdTagState: Sendable {
    /// The operator's entry; nil when a transaction runs on a tag that nobody entered or that was removed.
    var record: IdTagRecord?
    var active = 0
}

/// Work that waits for a store.
enum PendingWork: Sendable {
    case call(PendingCall)
    case idTags([IdTagRecord], OperatorToken)
    case idTagDeletion(IdTag, OperatorToken)
    case authorizationKeys([(index: Int, key: SaltedKey?)], OperatorToken)
    /// The password of a change: what was stored with it, and itself.
    case keyChange(SecurityRecord, SaltedKey, chargePoint: Int)
    case admission(chargePoint: Int, RegistrationStatus, OperatorToken)
    /// The end of a transaction that the working set does not hold.
    case foreignEnding(OperatorToken)
    /// What a command led to; its answer waits for the commit.
    case command([CentralSystemModel.Record], chargePoint: Int, OperatorAnswer, OperatorToken)
}

/// A CALL that is answered after its commit.
struct PendingCall: Sendable {
    /// What becomes state at `stored`.
    enum Change: Sendable {
        case registration(RegistrationStatus, BootRecord, books: [CentralSystemModel.Record])
        /// `superseded` are transactions that end with it; `books` is what was stored along with it.
        case start(
            TransactionState, reservationId: Int?, superseded: [Ending], books: [CentralSystemModel.Record])
        case stop(transactionId: Int32, TransactionStop, books: [CentralSystemModel.Record])
        /// Transactions that the central system ends without a StopTransaction; no CALL waits.
        case endings([Ending], books: [CentralSystemModel.Record])
        case securityEvent(NotificationRecord)
        case nothing
    }

    /// A transaction that the central system ends in its books.
    struct Ending: Sendable {
        var transactionId: Int32
        var stop: TransactionStop

        init(_ transaction: TransactionState, _ stop: TransactionStop) {
            transactionId = transaction.transactionId
            self.stop = stop
        }
    }

    var chargePoint: Int
    var connection: ConnectionID
    var uniqueId: UniqueId
    var request: Request
    var change: Change
    /// The answer; BootNotification's is made at the commit because it tells the time.
    var confirmation: Confirmation?
    /// Later CALLs that wait for this one.
    var queue: [QueuedCall] = []
}

/// A CALL that waits for an earlier one of its charge point.
struct QueuedCall: Sendable {
    var connection: ConnectionID
    var uniqueId: UniqueId
    var request: Request
}
