import CentralSystemModel
import CentralSystemSettings
import Foundation
import Logging
import NIOCore
import OCPPJSON
import OCPPTypes
import OperatorInterface
import Synchronization
import WebSocketTransport

/// The event loop's side of the central system: owns the model, carries inputs in and effects out.
///
/// All but ``ask(_:)``, ``order(_:)``, ``order(_:to:)`` and ``finished(_:)`` belong to the event loop, hence
/// `@unchecked Sendable`. These four are the mailboxes from other threads; operators' requests are bounded, the store's
/// reports are as many as the stores that wait.
package final class CentralSystemLoop: @unchecked Sendable {
    /// More operators' requests wait than `CentralSystemServerLimits.operatorRequests`, or more commands than
    /// `CentralSystemServerLimits.operatorCommands`.
    package struct Busy: Error {}

    /// What the loop counted.
    package struct Counters: Sendable {
        /// CALLs of charge points, by action.
        package var calls = [Int](repeating: 0, count: Action.count)
        /// CALLERRORs sent.
        package var callErrors = 0
        /// CALLs sent to charge points.
        package var commands = [Int](repeating: 0, count: Action.count)
        /// Broken rules of confirmations that were read all the same.
        package var answerViolations = 0
        /// Broken rules of CALLs that were taken all the same.
        package var callViolations = 0
        /// Notices by kind.
        package var notices = [Int](repeating: 0, count: CentralSystemModel.Notice.allCases.count)
        /// Connections opened.
        package var connections = 0
        /// Limits reached, by ``FloodLimit``.
        package var limits = [Int](repeating: 0, count: FloodLimit.allCases.count)
        /// By the reason's label.
        package var closes: [String: Int] = [:]
        /// From a CALL's arrival to its answer's departure, by action; the wait for a commit is part of it.
        package var handling = [TimeHistogram](repeating: TimeHistogram(), count: Action.count)
        /// The longest turn of the loop so far, in microseconds.
        package var longestTurnMicroseconds = 0
    }

    /// The loop that everything here belongs to.
    package let eventLoop: any EventLoop
    /// The central system's wall clock.
    package let clock: DeviceClock
    let limits: CentralSystemServerLimits
    let frameRate: RateLimit
    let faultRate: RateLimit
    private var identityRates: RateLedger<ExactText>
    /// Where charge points connect; set when they listen.
    package var servers: [WebSocketServer] = []
    /// The model; only this loop gives it inputs.
    package private(set) var model: CentralSystemModel
    /// What happened so far.
    package private(set) var counters = Counters()
    private var store: StoreMailbox?
    /// Signs charge points' certificates; nil without an authority.
    package var desk: SigningDesk?
    private var effects: [CentralSystemModel.Effect] = []
    private var output = OutputBuffer()
    private var sessions: [ChargePointSession?] = []
    private var generations: [UInt32] = []
    private var freeSlots: [Int32] = []
    private var orders: [OperatorToken: CheckedContinuation<OperatorAnswer, Never>] = [:]
    private var lastOrder: UInt64 = 0
    /// Slowness and faults; nil, the usual case, costs one comparison per CALL and per answer.
    package internal(set) var calibrator: Calibrator?
    /// False when the calibrator only waits for its last answers.
    package internal(set) var isCalibrated = false
    var scheduledRelease = Instant.distantFuture
    var releaseTask: Scheduled<Void>?
    private let waiting = Atomic<Int>(0)
    private let waitingCommands = Atomic<Int>(0)
    /// The timer for the model's deadline: the only one, set for `wakeUp`.
    private var timer: Scheduled<Void>?
    private var wakeUp = Instant.distantFuture

    /// The loop's turn, which the listeners share.
    package let turn: LoopTurn
    /// What the store has told and the model has not heard, in order.
    var reports = WorkQueue<StoreReport>()
    var areReportsGoingOn = false

    /// What operators can look at while it happens.
    package let live: LiveFeed

    /// Writes notices down at the level `debug`; nil at higher levels, so that they cost nothing there.
    private let noticeLogger: Logger?

    /// A loop without a store; ``restore(_:store:)`` gives it one.
    ///
    /// - `watch`: writes frames of some charge points to disk; nil for none.
    /// - `turn`: the turn of the event loop, where others share it.
    /// - `logger`: gets notices where its level is `debug`.
    package init(
        eventLoop: any EventLoop, configuration: CentralSystemConfiguration, limits: CentralSystemServerLimits,
        watch: WatchLog? = nil, turn: LoopTurn? = nil, logger: Logger? = nil
    ) {
        self.eventLoop = eventLoop
        self.turn = turn ?? LoopTurn(eventLoop)
        noticeLogger = logger.flatMap { $0.logLevel <= .debug ? $0 : nil }
        self.limits = limits
        frameRate = RateLimit(perSecond: limits.framesPerSecond, burst: limits.frameBurst)
        faultRate = RateLimit(perSecond: limits.faultyFramesPerSecond, burst: limits.faultyFrameBurst)
        identityRates = RateLedger(
            RateLimit(perSecond: limits.handshakesPerSecondOfIdentity, burst: limits.handshakeBurstOfIdentity),
            capacity: limits.trackedIdentities)
        // Numbers of events ascend over restarts, so that a reader who comes back is not given old ones again.
        let milliseconds = UInt64(max(0, Date().timeIntervalSince1970 * 1_000))
        live = LiveFeed(eventLoop: eventLoop, limits: limits, firstEventID: milliseconds * 1_000, watch: watch)
        clock = configuration.clock
        model = CentralSystemModel(configuration: configuration)
    }

    /// The instant of an event loop's time; the model's time line.
    package static func instant(_ deadline: NIODeadline) -> Instant {
        Instant(nanoseconds: Int64(clamping: deadline.uptimeNanoseconds))
    }

    /// Sets the store and takes over its state.
    package func restore(_ workingSet: WorkingSet, store: StoreMailbox) {
        eventLoop.preconditionInEventLoop()
        self.store = store
        deliver(.restored(workingSet))
    }

    /// The end: lets go of what holds this loop in turn.
    package func release() {
        eventLoop.preconditionInEventLoop()
        stopTimer()
        servers = []
        store = nil
        desk = nil
    }

    // MARK: Inputs

    /// Gives the model one input and does what it wants.
    /// - Parameter action: that of a malformed frame, where it could be read.
    func deliver(_ input: CentralSystemModel.Input, action: Action? = nil) {
        let now = Self.instant(eventLoop.now)
        model.handle(input, at: now, into: &effects)
        perform(at: now, input, action)
    }

    /// A CALL of a known action came in.
    func count(_ action: Action, _ uniqueId: UniqueId, by session: ChargePointSession) {
        counters.calls[Int(action.rawValue)] &+= 1
        session.answering = action
        session.answeringId = uniqueId
        session.arrival = Self.instant(eventLoop.now)
    }

    /// A message broke rules and was taken all the same.
    func broke(_ violations: Violations, _ action: Action, _ uniqueId: UniqueId, isCall: Bool, identity: String) {
        guard !violations.isEmpty else { return }
        if isCall {
            counters.callViolations &+= violations.count
        } else {
            counters.answerViolations &+= violations.count
        }
        noticed(
            isCall ? .callViolation : .answerViolation, identity,
            OperatorEvent.Cause(action: action, uniqueId: uniqueId, detail: violations.text),
            at: Self.instant(eventLoop.now))
    }

    func count(_ notice: CentralSystemModel.Notice) {
        counters.notices[Int(notice.rawValue)] &+= 1
    }

    /// How often a notice came.
    func count(of notice: CentralSystemModel.Notice) -> Int { counters.notices[Int(notice.rawValue)] }

    /// A limit of a charge point's own was reached.
    func count(_ limit: FloodLimit) {
        counters.limits[Int(limit.rawValue)] &+= 1
    }

    /// Why a connection ended.
    func count(_ reason: WebSocketCloseReason) {
        counters.closes["\(reason.label)", default: 0] += 1
    }

    /// False when the identity connects too often.
    func takeHandshake(of identity: String) -> Bool {
        if identityRates.take(ExactText(identity), at: Self.instant(eventLoop.now).nanoseconds) { return true }
        count(.handshakeRate)
        return false
    }

    /// Operators' questions and orders that wait.
    package var waitingRequests: Int { waiting.load(ordering: .relaxed) }

    /// A connection was opened; its id.
    func opened(_ session: ChargePointSession) -> ConnectionID {
        counters.connections &+= 1
        live.happened(.connected(identity: session.identity), at: Self.instant(eventLoop.now))
        let slot: Int32
        if let free = freeSlots.popLast() {
            slot = free
            generations[Int(slot)] &+= 1
            sessions[Int(slot)] = session
        } else {
            slot = Int32(sessions.count)
            sessions.append(session)
            generations.append(0)
        }
        return ConnectionID(slot: slot, generation: generations[Int(slot)])
    }

    /// A frame came in.
    func received(_ text: UnsafeRawBufferPointer, by session: ChargePointSession) {
        let now = Self.instant(eventLoop.now)
        session.withIdentity { identity in
            live.passed(.received, at: now, key: session.logKey, identity: identity, text: text)
        }
    }

    /// A connection is gone; its slot is free.
    func closed(_ id: ConnectionID) {
        calibrator?.closed(id)
        // One that was replaced by a newer connection leaves a charge point that is still there.
        let wasInUse = model.isInUse(id)
        deliver(.disconnected(id))
        if wasInUse, let session = sessions[Int(id.slot)] {
            live.happened(.disconnected(identity: session.identity), at: Self.instant(eventLoop.now))
        }
        sessions[Int(id.slot)] = nil
        freeSlots.append(id.slot)
    }

    // MARK: Effects

    /// Works the effects off in order. What fails at once is told to the model, whose new effects come last.
    /// - Parameters:
    ///   - cause: what they follow from; nil for reports of the store.
    ///   - action: the action of a malformed frame.
    private func perform(at now: Instant, _ cause: CentralSystemModel.Input? = nil, _ action: Action? = nil) {
        var index = 0
        while index < effects.count {
            switch effects[index] {
            case .reply(let id, let uniqueId, let confirmation):
                if calibrator == nil {
                    reply(id, uniqueId, confirmation)
                } else {
                    release(id, uniqueId, .confirmation(confirmation))
                }
            case .replyError(let id, let uniqueId, let error):
                if calibrator == nil {
                    replyError(id, uniqueId, error)
                } else {
                    release(id, uniqueId, .error(error))
                }
            case .call(let id, let uniqueId, let payload):
                counters.commands[Int(payload.action.rawValue)] &+= 1
                encode(uniqueId, payload)
                send(to: id)
            case .close(let id, let reason):
                session(id)?.close(reason)
            case .store(let records, let token):
                let isTaken = store?.submit(records, token) ?? false
                if !isTaken, token != .unawaited {
                    model.handle(.storeFailed(token), at: now, into: &effects)
                }
            case .notice(let notice, let identity, let detail):
                var cause = cause.map(OperatorEvent.Cause.init) ?? OperatorEvent.Cause()
                cause.action = cause.action ?? action
                if !detail.isEmpty { cause.detail = detail }
                noticed(notice, identity, cause, at: now)
            case .signCertificate(let token, let identity, let csr):
                guard let desk else { preconditionFailure("the model signs only with an authority") }
                desk.sign(token, identity, csr, for: self)
            case .saltKey(let identity, let hex):
                let key = AuthorizationKey(hex: hex).map { KeyVault.salted($0.bytes) }
                model.handle(.keySalted(identity: identity, key), at: now, into: &effects)
            case .operatorAnswer(let token, let answer):
                orders.removeValue(forKey: token)?.resume(returning: answer)
            }
            index += 1
        }
        effects.removeAll(keepingCapacity: true)
        plan()
    }

    /// Counts a notice, tells those who look, and writes it down at the level `debug`.
    private func noticed(
        _ notice: CentralSystemModel.Notice, _ identity: String, _ cause: OperatorEvent.Cause, at now: Instant
    ) {
        counters.notices[Int(notice.rawValue)] &+= 1
        live.happened(.notice(notice, identity: identity, cause), at: now)
        guard let noticeLogger else { return }
        var metadata: Logger.Metadata = ["charge_point_id": .string(identity), "rule": .string(notice.label)]
        if let action = cause.action { metadata["action"] = .string(action.name) }
        if let uniqueId = cause.uniqueId { metadata["unique_id"] = .string(uniqueId.description) }
        if !cause.detail.isEmpty { metadata["detail"] = .string(cause.detail) }
        noticeLogger.debug("notice", metadata: metadata)
    }

    private func encode(_ uniqueId: UniqueId, _ payload: CommandPayload) {
        output.removeAll()
        switch payload {
        case .typed(let request):
            FrameEncoder.call(uniqueId, request, into: &output)
        case .raw(let action, let bytes):
            bytes.withUnsafeBytes { FrameEncoder.rawCall(uniqueId, action: action.name, payload: $0, into: &output) }
        }
    }

    // MARK: Deadlines

    /// Keeps one timer that fires no later than the model's deadline. One that fires early only looks again, so a
    /// deadline that moves away costs nothing; NIO's cancelling walks through all timers.
    private func plan() {
        guard let next = model.nextDeadline, next < wakeUp else { return }
        timer?.cancel()
        wakeUp = next
        let delay = next.nanoseconds(since: Self.instant(eventLoop.now))
        timer = eventLoop.scheduleTask(in: .nanoseconds(max(0, delay))) { self.wake() }
    }

    private func wake() {
        timer = nil
        wakeUp = .distantFuture
        let now = Self.instant(eventLoop.now)
        if let next = model.nextDeadline, next <= now {
            deliver(.deadline)
        } else {
            plan()
        }
    }

    /// No timer fires any more; call it when the server ends.
    func stopTimer() {
        timer?.cancel()
        timer = nil
        wakeUp = Instant(nanoseconds: .min)
    }

    func reply(_ id: ConnectionID, _ uniqueId: UniqueId, _ confirmation: Confirmation) {
        output.removeAll()
        FrameEncoder.callResult(uniqueId, confirmation, into: &output)
        answer(to: id, uniqueId)
    }

    func replyError(_ id: ConnectionID, _ uniqueId: UniqueId, _ error: CallError) {
        counters.callErrors &+= 1
        output.removeAll()
        FrameEncoder.callError(uniqueId, error, into: &output)
        answer(to: id, uniqueId)
    }

    /// Answers a CALL whose id is too long to be kept.
    func refuse(_ id: ConnectionID, _ error: FrameError, in frame: UnsafeRawBufferPointer) {
        counters.callErrors &+= 1
        output.removeAll()
        FrameEncoder.refusal(of: error, in: frame, into: &output)
        send(to: id)
    }

    /// Sends the answer to a CALL and records how long it took. A charge point has one CALL outstanding; of one that
    /// sends more at once only the last is measured.
    private func answer(to id: ConnectionID, _ uniqueId: UniqueId) {
        if let session = session(id), let action = session.answering, session.answeringId == uniqueId {
            session.answering = nil
            let time = Self.instant(eventLoop.now).nanoseconds(since: session.arrival)
            counters.handling[Int(action.rawValue)].record(nanoseconds: time)
        }
        send(to: id)
    }

    private func send(to id: ConnectionID) {
        guard let session = session(id) else { return }
        let now = Self.instant(eventLoop.now)
        output.withBytes { text in
            session.withIdentity { identity in
                live.passed(.sent, at: now, key: session.logKey, identity: identity, text: text)
            }
            session.send(text)
        }
    }

    /// The session of a connection; nil when it is gone.
    func session(_ id: ConnectionID) -> ChargePointSession? {
        let slot = Int(id.slot)
        guard slot < sessions.count, generations[slot] == id.generation else { return nil }
        return sessions[slot]
    }

    // MARK: Mailboxes

    /// The store's report, from its thread.
    package func finished(_ outcome: StoreOutcome) {
        eventLoop.execute { self.take(outcome) }
    }

    /// Tells the model what became of stores, and does what it wants.
    func ended(_ tokens: ArraySlice<StoreToken>, isStored: Bool) {
        let now = Self.instant(eventLoop.now)
        for token in tokens {
            model.handle(isStored ? .stored(token) : .storeFailed(token), at: now, into: &effects)
        }
        perform(at: now)
    }

    /// An operator's question, answered by the event loop.
    ///
    /// - Throws: ``Busy`` when too many wait.
    package func ask<Value: Sendable>(_ question: @escaping @Sendable (CentralSystemLoop) -> Value) async throws
        -> Value
    {
        try enter()
        defer { waiting.subtract(1, ordering: .relaxed) }
        return try await eventLoop.submit { question(self) }.get()
    }

    /// An operator's order; the answer comes after its commit.
    ///
    /// - Throws: ``Busy`` when too many wait.
    package func order(
        _ input: @escaping @Sendable (OperatorToken) -> CentralSystemModel.Input
    ) async throws -> OperatorAnswer {
        try enter()
        defer { waiting.subtract(1, ordering: .relaxed) }
        return await answer(to: input)
    }

    /// Orders a CALL to a charge point; returns how it ended, see `OperatorAnswer`.
    ///
    /// - Throws: ``Busy`` when too many commands wait for their end.
    package func order(_ command: Command, to identity: String) async throws -> OperatorAnswer {
        try await self.command { .command(identity: identity, command, $0) }
    }

    /// An order that ends with a charge point's answer, not with a commit: it counts as a command.
    ///
    /// - Throws: ``Busy`` when too many commands wait for their end.
    package func command(
        _ input: @escaping @Sendable (OperatorToken) -> CentralSystemModel.Input
    ) async throws -> OperatorAnswer {
        let (before, _) = waitingCommands.add(1, ordering: .relaxed)
        defer { waitingCommands.subtract(1, ordering: .relaxed) }
        if before >= limits.operatorCommands { throw Busy() }
        return await answer(to: input)
    }

    private func answer(
        to input: @escaping @Sendable (OperatorToken) -> CentralSystemModel.Input
    ) async -> OperatorAnswer {
        await withCheckedContinuation { continuation in
            eventLoop.execute {
                self.lastOrder += 1
                let token = OperatorToken(self.lastOrder)
                self.orders[token] = continuation
                self.deliver(input(token))
            }
        }
    }

    private func enter() throws {
        let (before, _) = waiting.add(1, ordering: .relaxed)
        if before >= limits.operatorRequests {
            waiting.subtract(1, ordering: .relaxed)
            throw Busy()
        }
    }
}
