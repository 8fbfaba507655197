import OCPPTypes
import SmartCharging

/// A virtual charge point as a pure state machine: inputs in, effects out; no socket, clock, thread or randomness of
/// the system.
///
/// ```swift
/// var model = ChargePointModel(setup)
/// var effects: [ChargePointEffect] = []
/// model.handle(.powerOn, at: now, into: &effects)  // [.connect]
/// ```
///
/// The driver keeps one timer for ``nextDeadline`` and hands in `.deadline` when it has come. Everything else is in
/// `Core`: registration (`BootState`), connection, outgoing queue, connectors, transactions, metering, configuration.
package struct ChargePointModel: Sendable {
    let kind: ChargePointKind
    let identity: String
    let shared: SharedConfiguration
    let limits: ChargePointLimits
    let cars: CarMix
    let seed: UInt64
    let particulars: ChargePointParticulars?
    /// The state of the profiles beyond Core; nothing while a charge point is idle.
    var profiles = Rare<ProfilesState>()

    /// Device time.
    package internal(set) var clock: DeviceClock
    /// Draws the jitter of waits; cars have draws of their own, so the network's timing does not shift them.
    var jitter: SeededRandom
    var overlay = ConfigurationOverlay()
    /// HeartbeatInterval in seconds; boot sets it, so it is no entry of the overlay.
    var heartbeatSeconds: Int32

    var connection = ConnectionState.off
    /// Attempts to connect since the last success.
    var reconnectAttempt: UInt8 = 0
    var boot = BootState()
    var queue = OutgoingQueue()
    /// Index 0 is the charge point as a whole.
    var connectors: [ConnectorState]
    /// Running transactions, at most one per connector.
    var transactions: [Transaction] = []
    var lastTransactionNumber: UInt32 = 0

    var heartbeatDue = Instant.distantFuture
    /// When a Heartbeat was due last, or the central system told the time: the latest of the two.
    var timeAskedAt = Instant.zero
    var alignedDue = Instant.distantFuture
    /// Grid time of ``alignedDue``, milliseconds since 1970.
    var alignedGrid: Int64 = 0
    /// The grid time of the last clock-aligned values; before 1970 there were none.
    var alignedLast: Int64 = -1
    var pingDue = Instant.distantFuture
    /// What the central system allows.
    var chargingProfiles = ChargingProfileStore()
    /// When a profile changes what a running transaction may take.
    var limitsDue = Instant.distantFuture
    /// Statuses that wait for MinimumStatusDuration.
    var pendingStatuses: [PendingStatus] = []
    var authorizationCache = AuthorizationCache()
    var localList = LocalAuthorizationList()
    /// Transactions that a power cut interrupted; only while there is no power.
    var interrupted: [Transaction] = []
    /// When the power failed during a transaction; nil once that is dealt with.
    var powerFailedAt: DateTime?
    /// Vendors whose DataTransfer is understood.
    var vendors: [VendorExtension]
    var pendingReset: PendingReset?
    /// The charge point does not close its connection before: the last answer is to arrive first.
    var mayCloseAt = Instant.zero
    /// So many attempts to reset will fail.
    var resetsToFail: UInt16 = 0
    var isPowered = false
    /// The network is gone on purpose; nothing tries to connect.
    var isNetworkGone = false
    var isFinishing = false
    var isAbandoned = false

    /// The next instant at which the charge point has something to do by itself; `.distantFuture` when there is none.
    package private(set) var nextDeadline = Instant.distantFuture

    /// Makes a charge point that is switched off.
    package init(_ setup: ChargePointSetup) {
        kind = setup.kind
        identity = setup.identity
        shared = setup.configuration
        limits = setup.limits
        cars = setup.cars
        seed = setup.seed
        particulars = setup.particulars
        clock = setup.clock
        jitter = SeededRandom(seed: setup.seed)
        vendors = Array(setup.vendors.prefix(Int(setup.limits.vendorCount)))
        connectors = Array(repeating: ConnectorState(), count: setup.connectors + 1)
        heartbeatSeconds = 0
        if case .integer(let seconds) = shared.value(.heartbeatInterval) { heartbeatSeconds = Int32(clamping: seconds) }
        takeCredentials(setup.security)
    }

    /// Sets device time. Nothing that is already planned moves, so this is for the time before the first boot is
    /// accepted.
    package mutating func setClock(_ clock: DeviceClock) {
        self.clock = clock
    }

    // MARK: Looking

    /// True while the boot is accepted.
    package var isAccepted: Bool { boot.isAccepted }
    /// True while there is a connection.
    package var isConnected: Bool { connection == .open }
    /// True when a boot was accepted at least once.
    package var hasBooted: Bool { boot.wasAccepted }
    /// Number of connectors; their ids are 1 to this.
    package var connectorCount: Int { connectors.count - 1 }

    /// The status of a connector; 0 is the charge point as a whole. Unavailable for an id that does not exist.
    package func status(of connectorId: Int) -> ChargePointStatus {
        connectors.indices.contains(connectorId) ? connectors[connectorId].status : .unavailable
    }

    /// True while energy flows on the connector.
    package func isCharging(_ connectorId: Int) -> Bool {
        connectors.indices.contains(connectorId) && connectors[connectorId].watts > 0
    }

    /// The energy register of a connector in mWh, as of the last event that touched it; nil for an unknown id.
    package func energyMilliwattHours(of connectorId: Int) -> Int64? {
        connectors.indices.contains(connectorId) && connectorId > 0
            ? connectors[connectorId].register.milliwattHours : nil
    }

    /// Power into the car on a connector in W; 0 for an id that does not exist.
    package func watts(of connectorId: Int) -> Int {
        connectors.indices.contains(connectorId) ? Int(connectors[connectorId].watts) : 0
    }

    /// Power that a connector offers in W: what the car could take; 0 without a transaction.
    package func offeredWatts(of connectorId: Int) -> Int {
        connectors.indices.contains(connectorId) ? Int(connectors[connectorId].car?.supply.watts ?? 0) : 0
    }

    /// State of charge of the car on a connector in percent, as of the last event that touched it; nil without a car.
    package func stateOfCharge(of connectorId: Int) -> Int? {
        connectors.indices.contains(connectorId) ? connectors[connectorId].stateOfCharge : nil
    }

    /// The car on a connector; nil without one.
    package func car(on connectorId: Int) -> Car? {
        connectors.indices.contains(connectorId) && connectors[connectorId].isPlugged
            ? connectors[connectorId].car?.car : nil
    }

    /// CALLs and transaction messages that wait to be sent.
    package var queuedCount: Int {
        queue.calls.count + queue.messages.count + (profiles.isEmpty ? 0 : profiles.value.notifications.count)
    }

    /// True when a CALL waits for its answer, or anything waits to be sent.
    package var hasOpenCalls: Bool { queue.outstanding != nil || queuedCount > 0 }

    /// The action whose confirmation the id awaits; nil when nobody awaits it.
    package func awaitedAction(for id: UniqueId) -> Action? {
        guard queue.outstanding != nil, queue.addressee(of: id) == .outstanding else { return nil }
        return queue.outstanding?.action
    }

    // MARK: Handling

    /// Takes an input and appends what is to be done, in order, to `effects`.
    package mutating func handle(
        _ input: ChargePointInput, at now: Instant, into effects: inout [ChargePointEffect]
    ) {
        guard !isAbandoned else {
            // Only a command could be waiting for an end after everything else has ended.
            if case .command(_, let token, _, _) = input { effects.append(.commandEnded(token, .failed(.abandoned))) }
            return
        }
        switch input {
        case .powerOn: powerOn(at: now, &effects)
        case .arrival(let planned): powerOn(at: now, planned: planned, &effects)
        case .connected: connectionOpened(at: now, &effects)
        case .connectionFailed(let failure): connectionFailed(failure, at: now, &effects)
        case .disconnected: connectionLost(at: now, &effects)
        case .call(let id, let request): received(id, request, at: now, &effects)
        case .confirmation(let id, let confirmation): answered(id, confirmation, at: now, &effects)
        case .callError(let id, let error):
            failed(id, .callError(error.code), .callError(error.code), at: now, &effects)
        case .refusedCall: answerLeaves(at: now)
        case .invalidAnswer(let id): failed(id, .invalidAnswer, .invalidAnswer, at: now, &effects)
        case .deadline: handleDeadlines(at: now, &effects)
        case .command(let command, let token, let intended, let noticed):
            perform(command, token, Moment(intended: intended, noticed: noticed ?? now, now: now), &effects)
        case .credentialsDone(let token, let result): credentialsDone(token, result, at: now, &effects)
        case .transferProgress(let token, let progress): transferProgress(token, progress, at: now, &effects)
        case .transferFinished(let token, let outcome): transferFinished(token, outcome, at: now, &effects)
        case .finishRun: finishRun(at: now)
        case .abandon: abandon(at: now, &effects)
        }
        if needsSettling {
            settle(at: now, &effects)
        } else if case .deadline = input {
            return  // The loop over the deadlines has found the next one.
        }
        nextDeadline = nextDue().at
    }

    /// True when an input may have changed what something else waits for.
    private var needsSettling: Bool {
        !isAbandoned && (!profiles.isEmpty || pendingReset != nil || connectors[0].authorizedTag != nil)
    }

    private mutating func settle(at now: Instant, _ effects: inout [ChargePointEffect]) {
        if !profiles.isEmpty { settleProfiles(Moment(now), &effects) }
        if connectors[0].authorizedTag != nil { startAtWaitingCar(Moment(now), &effects) }
        if pendingReset != nil { resetIfReady(at: now, &effects) }
    }

    // MARK: Deadlines

    /// What a deadline is for; the index is that of a connector or a running transaction.
    enum Due: Equatable {
        case nothing, connection, boot, callTimeout, retry, reset, profiles, ping, heartbeat, alignedValues, limits
        case status(Int), preparing(Int), sample(Int), goal(Int), car(Int), allowance(Int)
    }

    /// The earliest deadline; of equal ones the first in the order below.
    private func nextDue() -> (at: Instant, due: Due) {
        var first = (at: Instant.distantFuture, due: Due.nothing)
        func consider(_ instant: Instant, _ due: Due) {
            if instant < first.at { first = (instant, due) }
        }
        guard !isAbandoned else { return first }
        consider(connection.deadline, .connection)
        if let outstanding = queue.outstanding { consider(outstanding.deadline, .callTimeout) }
        if let retryAt = queue.retryAt, connection == .open { consider(retryAt, .retry) }
        if pendingReset != nil { consider(resetDeadline, .reset) }
        if !profiles.isEmpty { consider(profilesDeadline, .profiles) }
        guard !isFinishing else { return first }
        consider(boot.deadline, .boot)
        consider(heartbeatDue, .heartbeat)
        consider(alignedDue, .alignedValues)
        consider(pingDue, .ping)
        consider(limitsDue, .limits)
        for index in pendingStatuses.indices { consider(pendingStatuses[index].due, .status(index)) }
        for index in connectors.indices { consider(connectors[index].preparingUntil, .preparing(index)) }
        for index in transactions.indices {
            consider(transactions[index].nextSample, .sample(index))
            consider(transactions[index].goalAt, .goal(index))
            consider(transactions[index].carAt, .car(index))
            consider(transactions[index].allowanceAt, .allowance(index))
        }
        return first
    }

    /// Handles everything that is due, in order of its instants.
    private mutating func handleDeadlines(at now: Instant, _ effects: inout [ChargePointEffect]) {
        while true {
            let (instant, due) = nextDue()
            guard instant <= now, instant != .distantFuture else {
                nextDeadline = instant
                return
            }
            let moment = Moment(due: instant, now: now)
            switch due {
            case .nothing: return
            case .connection: connectionWaitEnded(moment, &effects)
            case .boot:
                boot.waited(until: instant, now: now)
                sendNext(at: now, &effects)
            case .callTimeout: callTimedOut(at: now, &effects)
            case .retry: retryIsDue(moment, &effects)
            case .reset: pendingResetIsDue(at: now, &effects)
            case .profiles: profilesAreDue(moment, &effects)
            case .ping: pingIsDue(moment, &effects)
            case .limits: limitsAreDue(moment, &effects)
            case .heartbeat: heartbeatIsDue(moment, &effects)
            case .alignedValues: alignedValuesAreDue(moment, &effects)
            case .status(let index): pendingStatusIsDue(index, moment, &effects)
            case .preparing(let index): preparingTimedOut(index, moment, &effects)
            case .sample(let index): sampleIsDue(index, moment, &effects)
            case .goal(let index): stop(index, .local, .done, moment, &effects)
            case .car(let index): carStepIsDue(index, moment, &effects)
            case .allowance(let index): allowanceIsSpent(index, moment, &effects)
            }
        }
    }
}

/// When something happens: the plan's instant, the instant of the physical event, and the instant of handling.
struct Moment: Equatable {
    /// The instant of the plan; CALLs that follow are intended for it.
    let intended: Instant
    /// The instant that time stamps and meter readings belong to.
    let at: Instant
    /// When CALLs that follow count as handed to the outgoing queue: what comes after is the target's doing.
    let enqueued: Instant
    /// The instant at which it is handled.
    let now: Instant

    /// An input that comes from outside: it happens when it is handled.
    init(_ now: Instant) {
        intended = now
        at = now
        enqueued = now
        self.now = now
    }

    /// A deadline: it happens at its instant even when the loop is late.
    init(due: Instant, now: Instant) {
        intended = due
        at = due
        enqueued = now
        self.now = now
    }

    /// A command: it happens now though the plan wanted it earlier, and though its owner may have held it back until
    /// an answer came.
    init(intended: Instant, noticed: Instant, now: Instant) {
        self.intended = min(intended, now)
        at = now
        enqueued = min(max(noticed, self.intended), now)
        self.now = now
    }
}
