import ChargePointModel
import Credentials
import Fleet
import Measurement
import NIOCore
import OCPPJSON
import OCPPTypes
import Scenario
import WebSocketTransport

/// Drives the members of one event loop: one timing wheel, one set of histograms, one output buffer, no locks.
///
/// Every method runs on the loop. Inputs that come up while the effects of another are carried out (work with keys that is
/// refused at once, an attempt to connect that cannot begin) wait in a queue, so a model is never entered twice. The
/// transport tells nothing from within a call: the end of a connection comes by itself, on a stack of its own.
final class LoopDriver {
    /// What the driver needs to know of the run.
    struct Setup: Sendable {
        var endpoint: WebSocketEndpoint
        var sourceAddresses: [String]
        var identities: [String]
        /// Index of each member's group.
        var groups: [UInt16] = []
        /// The client that moves files; nil when nothing can be moved.
        var transfers: FleetTransfers?
        var start: Instant
        /// Set when device time runs faster than real time.
        var fleetClock: FleetClock?
        var tickNanoseconds: Int64
        var eventLimit: Int
        /// Connects and boots that are kept.
        var connectionEventLimit = 0
        /// Endpoints of security profiles where they are not ``endpoint``.
        var endpoints: [Int: WebSocketEndpoint] = [:]
        /// Roots in PEM for members that have none installed; nil: the system's.
        var trustedRoots: [String]?
        /// Does the work with keys and certificates.
        var workers = CredentialWorkers.shared
        /// The kind of keys that members make.
        var keyKind = KeyKind.ecdsa

        /// The same for the members of a group, by its number; they go before ``endpoints``.
        var groupEndpoints: [Int: [Int: WebSocketEndpoint]] = [:]

        /// Where a member of a security profile connects: where the scenario or the run says, else the target with the
        /// profile's scheme. A member of profile 0 takes the target as it is.
        func endpoint(ofProfile profile: Int, of index: Int) -> WebSocketEndpoint {
            if !groupEndpoints.isEmpty, let own = groupEndpoints[Int(groups[index])]?[profile] { return own }
            if let known = endpoints[profile] { return known }
            var target = endpoint
            if profile > 0 { target.isSecure = profile >= 2 }
            return target
        }
    }

    let eventLoop: any EventLoop
    let setup: Setup
    let client: WebSocketClient
    /// Members whose boot was accepted once.
    var booted: [Bool]
    /// Members that had an open connection before.
    var wasConnected: [Bool]
    /// The loop's turn, which the connections share.
    let turn: LoopTurn
    /// Members that wait for their connection to be begun.
    var wishes: ConnectWishes
    /// Members that lost their connection and are not back.
    var isMissing: [Bool]
    /// What to change when the target's URL has the wrong scheme; nil until an attempt has shown it.
    var schemeAdvice: String?
    /// True once the target has ended an attempt without TLS and without a word.
    var maySpeakTLS = false
    /// True from the planned end of the run on: what happens then is no outage.
    var isOver = false
    let members: MemberTable
    var connections: [MemberConnection?]
    var statistics = RunStatistics()
    var events: EventLog<EventLine>
    /// Connects and boots, for `events.jsonl`.
    var connectionEvents: EventLog<Arrival>
    /// Files moved and not moved, for `transfers.jsonl`.
    var transferLines = EventLog<TransferLine>(limit: MeasurementLimits.transferLines)
    /// What is known of members' files.
    var transfers = LoopTransfers()
    /// True when a group keeps frames for diagnostics.
    let keepsFrames: Bool
    var wheel: TimingWheel
    var violations = Violations()
    /// The last CALL of each member on its way out.
    private var written: [WrittenCall]
    /// When the frame that is being worked off was read.
    var readAt = Instant.zero
    /// For how long it may have lain in the kernel before, in nanoseconds.
    var readLate: Int64 = 0
    /// Watches the loop; nil where no figures are judged.
    let monitor: LoopMonitor?
    /// What slip and late reading of earlier CALLs and of connecting may have added to the wait of the next one, by member.
    var chains: [OwnChain]
    /// Arrivals that the plan wants at one instant.
    private(set) var burst: BurstWindow
    /// Work of the loop's thread when it last looked at its wheel; kept where the plan has bursts alone.
    private var workAtWake: Int64 = 0
    /// The same when ``behindSince`` began.
    private var workAtBehind: Int64 = 0
    /// True once the loop has looked at its wheel.
    private var hasWoken = false

    /// Connections whose handshake is over.
    var connectedCount = 0
    /// Members that were accepted at least once.
    var bootedCount = 0
    /// CALLs sent and not yet ended by a sample.
    var openCalls = 0
    /// All CALLs answered so far; the progress line shows its rate.
    var answeredCount: Int64 = 0
    /// CALLs that ended without a good answer so far.
    var errorCount: Int64 = 0
    /// True once no connection may be opened any more.
    var isClosing = false
    var measuresLag = true

    /// CALLs of the central system whose answers members owe it, by member: one CALL per direction is open at a time.
    var openCommands: [Int: OpenCommand] = [:]

    /// Private keys of members that have any.
    var keys: [Int: KeyRing]
    var contexts = ClientContexts()
    /// Sees what passes; nil in a load test. Held until its owner takes it away, so that asking for it is a comparison.
    var watcher: (any ChargePointWatcher)?

    private var output = OutputBuffer()
    private var effects: [ChargePointEffect] = []
    private var behaviourEvents: [BehaviourEvent] = []
    private var pending: [(member: Int, input: MemberInput)] = []
    private var isHandling = false
    /// Members whose deadline is due.
    private var due = WorkQueue<Int>()
    /// Since when members have waited in ``due`` without a break; nil when none does.
    private var behindSince: Instant?
    private(set) var plan = WakePlan()
    private var wakeTask: Scheduled<Void>?
    /// The turn in which the next wake-up was planned.
    private var plannedIn: UInt64 = 0
    /// True while due deadlines are worked off.
    private(set) var isWakingUp = false

    /// A CALL of the central system until its answer has left.
    struct OpenCommand {
        var id: UniqueId
        var action: Action
        var received: Instant
        /// For how long it may have lain in the kernel before it was received.
        var late: Int64 = 0
        /// The answer that is written and has not left yet.
        var answer: (at: Instant, outcome: CallOutcome)?
    }

    /// What a member is told.
    enum MemberInput {
        case deadline
        case chargePoint(ChargePointInput)
    }

    init(
        eventLoop: any EventLoop, setup: Setup, client: WebSocketClient, members: [FleetMember],
        keys: [Int: KeyRing] = [:], turn: LoopTurn? = nil, monitor: LoopMonitor? = nil
    ) {
        self.eventLoop = eventLoop
        self.turn = turn ?? LoopTurn(eventLoop)
        self.setup = setup
        self.client = client
        self.members = MemberTable(members)
        self.keys = keys
        connections = Array(repeating: nil, count: members.count)
        written = Array(repeating: WrittenCall(), count: members.count)
        chains = Array(repeating: OwnChain(), count: members.count)
        burst = BurstWindow(arrivals: members.map(\.nextDeadline))
        self.monitor = monitor
        booted = Array(repeating: false, count: members.count)
        wasConnected = Array(repeating: false, count: members.count)
        wishes = ConnectWishes(members: members.count)
        isMissing = Array(repeating: false, count: members.count)
        wheel = TimingWheel(capacity: members.count, tickNanoseconds: setup.tickNanoseconds, origin: setup.start)
        events = EventLog(limit: setup.eventLimit)
        connectionEvents = EventLog(limit: setup.connectionEventLimit)
        keepsFrames = setup.transfers?.groups.contains { $0.frames > 0 } ?? false
        effects.reserveCapacity(64)
    }

    /// The loop's clock.
    static func now() -> Instant {
        Instant(nanoseconds: Int64(truncatingIfNeeded: NIODeadline.now().uptimeNanoseconds))
    }

    /// Enters every member's arrival into the wheel.
    func begin() {
        for index in members.indices { wheel.set(index, to: members.with(index) { $0.nextDeadline }) }
        // Making the members was a long turn that delayed nobody.
        turn.isMeasured = false
        scheduleWake(since: Self.now())
    }

    /// Tells every member the same thing; used at the edges of the run. Those that have not arrived hear it too: once
    /// the run is over they stay away.
    func tellAll(_ input: ChargePointInput) {
        for index in members.indices { handle(index, .chargePoint(input)) }
    }

    // MARK: Time

    /// Has the loop look at the wheel when something is due, or go on with what waits.
    /// - Parameter began: when the work began after which this is asked for.
    func scheduleWake(since began: Instant) {
        var next = plan
        let hasWork = !due.isEmpty || !wishes.isEmpty
        next.next(nextWake: hasWork ? began : wheel.nextWake, since: began)
        if wakeTask != nil, plan.due <= next.due { return }
        wakeTask?.cancel()
        plan = next
        plannedIn = turn.number
        // NIO works off what is due before it reads from a socket, so this must lie behind its next look at the clock.
        scheduleWake(at: max(next.due, Self.now().adding(nanoseconds: LoopTurn.gap.nanoseconds)))
    }

    private func scheduleWake(at wake: Instant) {
        wakeTask = eventLoop.assumeIsolated().scheduleTask(
            deadline: NIODeadline.uptimeNanoseconds(UInt64(max(0, wake.nanoseconds)))
        ) { self.wake() }
    }

    /// Works off what is due, a share of it: the sockets are polled before the rest.
    private func wake() {
        let now = Self.now()
        wakeTask = nil
        guard turn.hasPolled(since: plannedIn) else {
            // Other work of this turn has lasted longer than the gap.
            return scheduleWake(at: now.adding(nanoseconds: LoopTurn.gap.nanoseconds))
        }
        if measuresLag { turn.isMeasured = true }
        turn.enter()
        isWakingUp = true
        if measuresLag { measureLag(at: now) }
        wheel.advance(to: now) { due.append($0) }
        let share = TurnShare(
            began: now.nanoseconds,
            nanoseconds: LoopShares.left(
                turn.usedNanoseconds, atLeast: LoopShares.leastDeadlines, atMost: LoopShares.deadlines))
        var done = 0
        while let index = due.popFirst(done, of: share, now: { Self.now().nanoseconds }) {
            handle(index, .deadline)
            done += 1
        }
        if due.isEmpty {
            behindSince = nil
        } else if behindSince == nil {
            behindSince = now
            workAtBehind = workAtWake
        }
        openConnections()
        isWakingUp = false
        shareReading()
        // What waits now waits by plan: the loop is late only if it does not come back to it.
        scheduleWake(since: due.isEmpty && wishes.isEmpty ? now : Self.now())
        turn.endUnlessTold()
    }

    /// Others that wait have their share of the loop's turns; else all is for reading.
    private func shareReading() {
        turn.readingNanoseconds = due.isEmpty && wishes.isEmpty && !burst.isOpen ? LoopShares.readingAlone : nil
    }

    /// Records how late the loop comes to its wheel, or has been with what was due there. In a burst the work that it does is what the plan asks for; what no
    /// work explains is a fault there too.
    private func measureLag(at now: Instant) {
        let planLag = plan.lag(at: now)
        let behind = behindSince.map { now.nanoseconds(since: $0) } ?? 0
        let lag = max(planLag, behind)
        if let monitor {
            monitor.cameLate(by: planLag)
            statistics.starvedNanoseconds = max(statistics.starvedNanoseconds, monitor.takeStarved(at: now))
        }
        guard burst.largest > 0 else { return countLag(lag, late: planLag, unexplained: nil) }
        let before = workAtWake
        workAtWake = LoopMonitor.work()
        // Each wait against the work of its own time: what was due may wait for many turns of work.
        let unexplained = max(planLag - (workAtWake - before), behind - (workAtWake - workAtBehind))
        burst.advance(to: now)
        countLag(lag, late: planLag, unexplained: burst.isOpen ? unexplained : nil)
    }

    /// - Parameters:
    ///   - late: for how long the loop itself came too late to its wheel.
    ///   - unexplained: what of the lag no work of the loop explains, where the plan asks for all of it at once.
    private func countLag(_ lag: Int64, late: Int64, unexplained: Int64?) {
        guard hasWoken else {
            // Up to its first look the loop was making its members.
            hasWoken = true
            return
        }
        let ownLate = min(late, unexplained ?? late)
        if ownLate > LoopShares.turn { statistics.lateNanoseconds += ownLate }
        guard let unexplained else { return statistics.loopLag.record(nanoseconds: lag) }
        statistics.burstLag.record(nanoseconds: lag)
        statistics.loopLag.record(nanoseconds: max(0, unexplained))
    }

    /// A member of a burst needs no more work than any other.
    func served(_ index: Int) { burst.served(index, at: Self.now()) }

    /// Cancels the wake-ups; the driver does nothing by itself afterwards.
    func end() {
        wakeTask?.cancel()
        wakeTask = nil
    }

    // MARK: Inputs

    /// Gives an input to a member and carries out what it answers; queued when another input is being worked off.
    func handle(_ index: Int, _ input: MemberInput) {
        if isHandling {
            pending.append((index, input))
            return
        }
        isHandling = true
        process(index, input)
        var next = 0
        while next < pending.count {
            let (member, input) = pending[next]
            next += 1
            process(member, input)
        }
        if next > 0 { pending.removeAll(keepingCapacity: true) }
        isHandling = false
    }

    private func process(_ index: Int, _ input: MemberInput) {
        let now = Self.now()
        effects.removeAll(keepingCapacity: true)
        let deadline = members.with(index) { member in
            switch input {
            case .deadline:
                member.deadlineReached(at: now, into: &effects, events: &behaviourEvents)
            case .chargePoint(let input):
                member.handle(input, at: now, into: &effects, events: &behaviourEvents)
            }
            return member.nextDeadline
        }
        var position = 0
        while position < effects.count {
            carryOut(effects[position], of: index, at: now)
            position += 1
        }
        if !behaviourEvents.isEmpty {
            for event in behaviourEvents { count(event, of: index, at: now) }
            behaviourEvents.removeAll(keepingCapacity: true)
        }
        wheel.set(index, to: deadline)
        if deadline < plan.due, wakeTask != nil { scheduleWake(since: now) }
    }

    // MARK: Output

    /// A sample of the model with the instants at which the frames were written and read: what the charge point itself
    /// takes to make a CALL and to read its answer is no part of the service time.
    func measured(_ sample: CallSample, of index: Int) -> CallSample {
        guard let decided = sample.sent else { return sample }
        var sample = sample
        let sent = min(max(decided, written[index].at), sample.ended)
        sample.sent = sent
        switch sample.outcome {
        case .answered, .callError, .invalidAnswer: sample.ended = max(sent, min(sample.ended, readAt))
        case .timedOut, .connectionLost, .unanswered, .dropped: break
        }
        return sample
    }

    /// What the loop itself may have added to a CALL that ends now, beside its slip. Ask once for each sample.
    func ownDelay(of sample: CallSample, _ index: Int) -> OwnDelay {
        chains[index].delay(of: sample, reading: readLate, writing: written[index].wait)
    }

    /// What a member's connection held back has left.
    func flushed(_ owner: MemberConnection) {
        let index = owner.member
        guard connections[index] === owner else { return }
        let now = Self.now()
        written[index].left(at: now)
        if !openCommands.isEmpty { answerLeft(index, at: now) }
    }

    /// Why a CALL of a member is not sent.
    func neverSent(_ index: Int) -> NeverSent {
        if isOver { return .atEnd }
        if connections[index]?.connection == nil { return .offline }
        // One that was accepted before may be Pending or Rejected on its new connection.
        return members.with(index) { $0.model.isAccepted } ? .queueFull : .notRegistered
    }

    /// Encodes a frame into the loop's buffer and hands it to the member's connection, if it is open.
    func send(_ index: Int, isCall: Bool = false, _ encode: (inout OutputBuffer) -> Void) {
        guard let connection = connections[index]?.connection else { return }
        output.removeAll()
        encode(&output)
        // What does not leave ends with its connection: the transport closes it, and the model hears of that.
        _ = output.withBytes { bytes in
            watcher?.frame(isOutgoing: true, bytes)
            if keepsFrames { note(bytes, isSent: true, of: index) }
            if isCall { written[index].written(at: Self.now()) }
            return connection.send(text: bytes)
        }
        if isCall, connection.awaitsFlush { written[index].waits() }
    }
}
