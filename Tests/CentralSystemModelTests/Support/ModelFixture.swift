@testable import CentralSystemModel
import OCPPTypes

/// A model with a frozen clock and what the tests ask it.
struct ModelFixture {
    static let epoch = DateTime(millisecondsSince1970: 1_735_732_800_000)  // 2025-01-01T12:00:00Z
    static let now = Instant(nanoseconds: 5)
    static let time = epoch

    var model: CentralSystemModel
    var token: UInt64 = 0
    /// The id of the youngest CALL to a charge point.
    var callId: UniqueId = "0"

    init(
        registration: RegistrationPolicy = .accept, limits: CentralSystemLimits = CentralSystemLimits(),
        workingSet: WorkingSet = WorkingSet()
    ) {
        let clock = DeviceClock(epoch: Self.epoch, reference: Self.now)
        model = CentralSystemModel(
            configuration: CentralSystemConfiguration(
                clock: clock, registration: registration, heartbeatInterval: 300, bootRetryInterval: 60,
                limits: limits))
        _ = run(.restored(workingSet))
    }

    /// The effects of one input.
    mutating func run(_ input: Input, at now: Instant = Self.now) -> [Effect] {
        var effects: [Effect] = []
        model.handle(input, at: now, into: &effects)
        for case .store(_, let token) in effects { self.token = max(self.token, token.number) }
        for case .call(_, let id, _) in effects { callId = id }
        return effects
    }

    /// The effects of one CALL.
    mutating func call(_ id: UniqueId, _ request: Request, on connection: ConnectionID = cp1) -> [Effect] {
        run(.call(connection, id, request))
    }

    /// The effects of the commit of the youngest store.
    mutating func commit() -> [Effect] { run(.stored(StoreToken(token))) }

    /// The token of the youngest store.
    var last: StoreToken { StoreToken(token) }

    /// The effects of an operator's command to CP1.
    mutating func order(_ request: Request, _ number: UInt64 = 1, at now: Instant = Self.now) -> [Effect] {
        run(.command(identity: "CP1", Command(.typed(request)), OperatorToken(number)), at: now)
    }

    /// The effects of the confirmation of the youngest command.
    mutating func confirm(_ confirmation: Confirmation, at now: Instant = Self.now) -> [Effect] {
        run(.confirmation(cp1, callId, confirmation), at: now)
    }

    /// Orders a command and lets the charge point confirm it and the store commit.
    mutating func done(_ request: Request, _ confirmation: Confirmation, at now: Instant = Self.now) {
        _ = order(request, at: now)
        settle(confirm(confirmation, at: now), at: now)
    }

    /// Commits the stores among the effects.
    mutating func settle(_ effects: [Effect], at now: Instant = Self.now) {
        for case .store(_, let token) in effects where token != .unawaited { _ = run(.stored(token), at: now) }
    }

    /// What is kept of CP1.
    var books: ChargePointBooksSnapshot { model.books(of: "CP1") ?? ChargePointBooksSnapshot() }

    /// An instant some seconds after ``now``.
    static func later(_ seconds: Int64) -> Instant { now.adding(seconds: seconds) }

    /// CP1 connected and accepted; tags T1 (accepted) and ONE (one transaction at a time) entered.
    static func booted(
        limits: CentralSystemLimits = CentralSystemLimits(), transactions: [TransactionRecord] = [],
        meterValues: [MeterValuesRecord] = []
    ) -> ModelFixture {
        var workingSet = WorkingSet()
        workingSet.idTags = [
            IdTagRecord(idTag: "T1", parentIdTag: "GROUP"),
            IdTagRecord(idTag: "ONE", maxActiveTransactions: 1),
        ]
        if !transactions.isEmpty {
            workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: .accepted)]
            workingSet.transactions = transactions
            workingSet.meterValues = meterValues
            workingSet.nextTransactionId = (transactions.map(\.transactionId).max() ?? 0) + 1
        }
        var fixture = ModelFixture(limits: limits, workingSet: workingSet)
        guard transactions.isEmpty else {
            _ = fixture.run(.connected(cp1, identity: "CP1"))
            return fixture
        }
        fixture.boot(cp1, "CP1")
        return fixture
    }

    mutating func boot(_ connection: ConnectionID, _ identity: String) {
        _ = run(.connected(connection, identity: identity))
        _ = call("boot", .bootNotification(bootRequest), on: connection)
        _ = commit()
    }

    /// Starts a transaction and commits it; its id.
    @discardableResult
    mutating func started(_ request: StartTransaction.Request = start(), on connection: ConnectionID = cp1) -> Int {
        _ = call("s", .startTransaction(request), on: connection)
        for case .reply(_, _, .startTransaction(let confirmation)) in commit() { return confirmation.transactionId }
        return 0
    }
}

let cp1 = ConnectionID(slot: 0, generation: 0)
let cp2 = ConnectionID(slot: 1, generation: 0)
let bootRequest = BootNotification.Request(chargePointVendor: "V", chargePointModel: "M")

func start(
    connectorId: Int = 1, idTag: IdTag = "T1", meterStart: Int = 100, reservationId: Int? = nil, second: Int64 = 0
) -> StartTransaction.Request {
    StartTransaction.Request(
        connectorId: connectorId, idTag: idTag, meterStart: meterStart, reservationId: reservationId,
        timestamp: ModelFixture.epoch.adding(milliseconds: second * 1000))
}

func stop(
    _ transactionId: Int, idTag: IdTag? = nil, meterStop: Int = 200, second: Int64 = 60,
    transactionData: [MeterValue]? = nil
) -> StopTransaction.Request {
    StopTransaction.Request(
        idTag: idTag, meterStop: meterStop, timestamp: ModelFixture.epoch.adding(milliseconds: second * 1000),
        transactionId: transactionId, reason: .local, transactionData: transactionData)
}

let meterValue = MeterValue(timestamp: ModelFixture.epoch, sampledValue: [SampledValue(value: "100")])

func startReply(
    _ id: UniqueId, _ transactionId: Int, _ info: IdTagInfo = IdTagInfo(parentIdTag: "GROUP", status: .accepted),
    on connection: ConnectionID = cp1
) -> Effect {
    .reply(connection, id, .startTransaction(.init(idTagInfo: info, transactionId: transactionId)))
}

func stopReply(_ id: UniqueId, _ info: IdTagInfo? = nil, on connection: ConnectionID = cp1) -> Effect {
    .reply(connection, id, .stopTransaction(.init(idTagInfo: info)))
}

func startRecord(
    _ transactionId: Int32, _ request: StartTransaction.Request, _ status: AuthorizationStatus = .accepted,
    identity: String = "CP1"
) -> Record {
    .transactionStarted(
        TransactionRecord(
            transactionId: transactionId, identity: identity, start: request, startStatus: status))
}

func stopRecord(_ transactionId: Int32, _ request: StopTransaction.Request, withoutId: Bool = false) -> Record {
    var stop = transactionStop(request, withoutId: withoutId)
    stop.received = ModelFixture.time
    return .transactionStopped(identity: "CP1", transactionId: transactionId, stop)
}

func transactionStop(_ request: StopTransaction.Request, withoutId: Bool = false) -> TransactionStop {
    TransactionStop(
        idTag: request.idTag, meterStop: request.meterStop, timestamp: request.timestamp, reason: request.reason,
        matchedWithoutId: withoutId)
}

/// The answer to the operator's order of that number.
func answer(_ answer: OperatorAnswer, to number: UInt64 = 1) -> Effect {
    .operatorAnswer(OperatorToken(number), answer)
}

func notice(_ notice: Notice) -> Effect { .notice(notice, identity: "CP1") }

func unawaited(_ records: Record...) -> Effect { .store(records, .unawaited) }

let storageError = CallError(.internalError, "the message could not be stored; send it again")

// Testing has a Confirmation too.
typealias Confirmation = OCPPTypes.Confirmation
typealias Effect = CentralSystemModel.Effect
typealias Input = CentralSystemModel.Input
typealias Notice = CentralSystemModel.Notice
typealias Record = CentralSystemModel.Record
