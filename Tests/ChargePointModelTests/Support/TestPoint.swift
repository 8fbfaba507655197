import OCPPTypes

@testable import ChargePointModel

/// An instant so many seconds after the origin.
func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64((seconds * 1_000_000_000).rounded())) }

/// The wall clock of the tests at the origin: 2025-01-01T00:00:10Z.
let testEpoch = DateTime(millisecondsSince1970: 1_735_689_610_000)

/// The wall clock of the tests so many seconds after the origin.
func time(_ seconds: Double) -> DateTime { testEpoch.adding(milliseconds: Int64((seconds * 1000).rounded())) }

let tag: IdTag = "TAG1"
let token = CommandToken(rawValue: 7)

/// A charge point with a clock in hand: gives inputs, collects effects, jumps from deadline to deadline.
struct TestPoint {
    var model: ChargePointModel
    var now = Instant.zero

    init(
        _ kindName: String = "ac-11kw", connectors: Int = 1, settings: [(String, String)] = [], seed: UInt64 = 1,
        factor: Int64 = 1, limits: ChargePointLimits = .withoutJitter, cars: CarMix? = nil
    ) {
        let kind = ChargePointKind.builtIn(named: kindName)!
        var setup = ChargePointSetup(
            kind: kind, identity: "CP1", connectors: connectors,
            configuration: SharedConfiguration(kind: kind, connectors: connectors, settings: settings), seed: seed,
            clock: DeviceClock(epoch: testEpoch, reference: .zero, factor: factor), limits: limits)
        if let cars { setup.cars = cars }
        model = ChargePointModel(setup)
    }

    /// Gives an input now.
    mutating func give(_ input: ChargePointInput) -> [ChargePointEffect] {
        var effects: [ChargePointEffect] = []
        model.handle(input, at: now, into: &effects)
        return effects
    }

    mutating func command(_ command: Command) -> [ChargePointEffect] {
        give(.command(command, token, intended: now))
    }

    mutating func call(_ request: Request) -> [ChargePointEffect] { give(.call("m1", request)) }

    /// Goes to an instant and handles every deadline on the way at its time.
    mutating func advance(to instant: Instant) -> [ChargePointEffect] {
        var effects: [ChargePointEffect] = []
        while model.nextDeadline <= instant {
            now = max(now, model.nextDeadline)
            model.handle(.deadline, at: now, into: &effects)
        }
        now = instant
        return effects
    }

    /// Goes so many seconds on.
    mutating func wait(_ seconds: Double) -> [ChargePointEffect] {
        advance(to: now.adding(nanoseconds: Int64((seconds * 1_000_000_000).rounded())))
    }

    /// Answers the outstanding CALL and every one that follows, as a central system that accepts everything.
    mutating func answerAll(_ server: Server = Server()) -> [ChargePointEffect] {
        var all: [ChargePointEffect] = []
        while let outstanding = model.queue.outstanding {
            all += give(
                .confirmation(UniqueId(counter: outstanding.counter), server.confirmation(outstanding.action, at: now)))
        }
        return all
    }

    /// Switched on, connected, accepted, every status reported and answered.
    static func booted(
        _ kindName: String = "ac-11kw", connectors: Int = 1, settings: [(String, String)] = [], seed: UInt64 = 1,
        factor: Int64 = 1, limits: ChargePointLimits = .withoutJitter, cars: CarMix? = nil
    ) -> TestPoint {
        var point = TestPoint(
            kindName, connectors: connectors, settings: settings, seed: seed, factor: factor, limits: limits,
            cars: cars)
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        _ = point.answerAll()
        return point
    }

    /// Booted, plugged in, authorised, with transaction 100 accepted on connector 1.
    static func charging(
        _ kindName: String = "ac-11kw", settings: [(String, String)] = [], seed: UInt64 = 1, factor: Int64 = 1,
        limits: ChargePointLimits = .withoutJitter
    ) -> TestPoint {
        var point = booted(kindName, settings: settings, seed: seed, factor: factor, limits: limits)
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.answerAll()
        return point
    }

    /// Next id that the charge point will use.
    var nextId: UniqueId { UniqueId(counter: (model.queue.outstanding?.counter ?? lastId) + 1) }
    /// Id of the outstanding CALL.
    var openId: UniqueId { UniqueId(counter: model.queue.outstanding?.counter ?? 0) }
    private var lastId: UInt32 { model.queue.lastCounter }
}

extension ChargePointLimits {
    /// Waits without jitter, so that tests can name instants.
    static var withoutJitter: ChargePointLimits {
        var limits = ChargePointLimits()
        limits.reconnect.jitterPercent = 0
        limits.bootRetry.jitterPercent = 0
        return limits
    }
}

/// Confirmations of a central system that accepts everything.
struct Server {
    var registration = RegistrationStatus.accepted
    var interval = 300
    var authorization = AuthorizationStatus.accepted
    var parentIdTag: IdTag?
    var signing = GenericStatus.accepted
    var transactionId = 100
    var time: DateTime?

    func confirmation(_ action: Action, at now: Instant) -> Confirmation {
        let clock = time ?? testEpoch.adding(milliseconds: now.nanoseconds / 1_000_000)
        switch action {
        case .bootNotification:
            return .bootNotification(
                BootNotification.Confirmation(status: registration, currentTime: clock, interval: interval))
        case .heartbeat: return .heartbeat(Heartbeat.Confirmation(currentTime: clock))
        case .authorize:
            return .authorize(
                Authorize.Confirmation(idTagInfo: IdTagInfo(parentIdTag: parentIdTag, status: authorization)))
        case .startTransaction:
            return .startTransaction(
                StartTransaction.Confirmation(
                    idTagInfo: IdTagInfo(parentIdTag: parentIdTag, status: authorization), transactionId: transactionId)
            )
        case .stopTransaction: return .stopTransaction(StopTransaction.Confirmation())
        case .meterValues: return .meterValues(MeterValues.Confirmation())
        case .statusNotification: return .statusNotification(StatusNotification.Confirmation())
        case .dataTransfer: return .dataTransfer(DataTransfer.Confirmation(status: .accepted))
        case .diagnosticsStatusNotification: return .diagnosticsStatusNotification(.init())
        case .firmwareStatusNotification: return .firmwareStatusNotification(.init())
        case .logStatusNotification: return .logStatusNotification(.init())
        case .securityEventNotification: return .securityEventNotification(.init())
        case .signCertificate: return .signCertificate(.init(status: signing))
        case .signedFirmwareStatusNotification: return .signedFirmwareStatusNotification(.init())
        default: preconditionFailure("the tests do not send \(action)")
        }
    }
}

// MARK: Expected effects

func status(_ connectorId: Int, _ status: ChargePointStatus, _ seconds: Double, info: CiString<50>? = nil) -> Request {
    .statusNotification(
        StatusNotification.Request(
            connectorId: connectorId, errorCode: .noError, info: info, status: status, timestamp: time(seconds)))
}

func call(_ id: Int, _ request: Request) -> ChargePointEffect { .call(UniqueId(counter: UInt32(id)), .typed(request)) }

func sample(
    _ action: Action, _ outcome: CallSample.Outcome = .answered, intended: Double, enqueued: Double? = nil,
    sent: Double?, ended: Double
) -> ChargePointEffect {
    .sample(
        CallSample(
            action: action, intended: at(intended), enqueued: at(enqueued ?? intended), sent: sent.map(at),
            ended: at(ended), outcome: outcome))
}

extension [ChargePointEffect] {
    /// The requests of the CALLs, in order.
    var requests: [Request] {
        compactMap {
            if case .call(_, .typed(let request)) = $0 { return request }
            return nil
        }
    }
    /// The samples, in order.
    var samples: [CallSample] {
        compactMap {
            if case .sample(let sample) = $0 { return sample }
            return nil
        }
    }
    /// The notices, in order.
    var notices: [Notice] {
        compactMap {
            if case .notice(let notice) = $0 { return notice }
            return nil
        }
    }
    /// How commands ended, in order.
    var outcomes: [CommandOutcome] {
        compactMap {
            if case .commandEnded(_, let outcome) = $0 { return outcome }
            return nil
        }
    }
}
