import ChargePointModel
import Credentials
import Fleet
import Measurement
import NIOCore
import OCPPTypes
import Scenario
import WebSocketTransport

/// The drivers of all loops while a run goes on: control work, never on the path of a frame.
///
/// One task uses it from the start to the end of a run; what it asks of a driver is done on the driver's loop.
final class RunningFleet {
    /// What a driver is made of, on its own loop.
    struct Seat: Sendable {
        var eventLoop: any EventLoop
        var client: WebSocketClient
        var turn: LoopTurn
        var setup: LoopDriver.Setup
        var members: [MemberPlan]
        var factory: MemberFactory
        /// Watches the loop.
        var monitor: LoopMonitor
        /// One for each member, or empty when no member has any.
        var credentials: [MemberCredentials?] = []

        /// The members with what they come with.
        func makeMembers() -> [FleetMember] {
            members.enumerated().map { position, member in
                let own = credentials.isEmpty ? nil : credentials[position]
                return factory.make(member, security: own?.setup ?? SecuritySetup())
            }
        }

        /// The private keys of members that have any.
        var keys: [Int: KeyRing] {
            var keys: [Int: KeyRing] = [:]
            for (position, own) in credentials.enumerated() {
                if let key = own?.key { keys[position] = KeyRing(factoryKey: key) }
            }
            return keys
        }
    }

    private let seats: [Seat]
    private let drivers: [NIOLoopBoundBox<LoopDriver?>]
    private let start: Instant
    private let planned: Int
    private let plannedSeconds: Double
    /// Most connections open at once over all loops: exact for one loop, else as the looks saw it.
    private(set) var peak = 0
    private var isSteady = false
    /// What to change when nobody was ever connected because the target's URL has the wrong scheme.
    private(set) var schemeAdvice: String?
    /// Nobody was ever connected, and the target ends connections without TLS without a word.
    private(set) var maySpeakTLS = false
    /// CPU use of the busiest loop until the planned end, in percent of a core.
    private(set) var cpuPercent = 0.0
    /// Most charge points of one loop that arrive at the same instant.
    private(set) var largestBurst = 0

    init(drivers seats: [Seat], start: Instant, planned: Int, plannedSeconds: Double) {
        self.seats = seats
        self.start = start
        self.planned = planned
        self.plannedSeconds = plannedSeconds
        drivers = seats.map { NIOLoopBoundBox.makeEmptyBox(valueType: LoopDriver.self, eventLoop: $0.eventLoop) }
    }

    /// Connects and boots of a loop that one look takes.
    private static let connectionLinesOfLook = 2_000

    /// Runs `body` on the loop of each driver and collects what it gives.
    private func onEach<R: Sendable>(_ body: @escaping @Sendable (LoopDriver) -> R) async -> [R] {
        var results: [R] = []
        for (seat, box) in zip(seats, drivers) {
            let result: R?? = try? await seat.eventLoop.submit { () -> R? in
                guard let driver = box.value else { return nil }
                return body(driver)
            }.get()
            if let result, let value = result { results.append(value) }
        }
        return results
    }

    /// Makes the drivers with their members and lets the arrivals begin.
    func begin() async {
        for (seat, box) in zip(seats, drivers) {
            _ = try? await seat.eventLoop.submit {
                let driver = LoopDriver(
                    eventLoop: seat.eventLoop, setup: seat.setup, client: seat.client,
                    members: seat.makeMembers(), keys: seat.keys, turn: seat.turn, monitor: seat.monitor)
                driver.statistics.fleet.planned = seat.members.count
                box.value = driver
                let monitor = seat.monitor
                monitor.begin()
                seat.turn.whenEnded = { monitor.turnEnded(began: $0, at: $1) }
                driver.begin()
            }.get()
        }
    }

    /// A look at all loops, with the events and transfers since the last one.
    ///
    /// - Parameter isLast: false leaves connects and boots beyond ``connectionLinesOfLook`` for later looks, because
    ///   writing tens of thousands of them would take the loops' time in the very storm that they tell of.
    func look(isLast: Bool = false) async -> (RunProgress, RunLines) {
        let most = isLast ? Int.max : Self.connectionLinesOfLook
        struct Look: Sendable {
            var connected: Int
            var booted: Int
            var answered: Int64
            var errors: Int64
            var failedRounds: UInt64
            var openCalls: Int
            var schemeAdvice: String?
            var maySpeakTLS: Bool
            var window: WindowStatistics
            var lines: RunLines
        }
        let looks = await onEach { driver in
            var window = WindowStatistics()
            driver.statistics.drainWindow(into: &window)
            return Look(
                connected: driver.connectedCount, booted: driver.bootedCount, answered: driver.answeredCount,
                errors: driver.errorCount, failedRounds: driver.statistics.behaviour.failedRounds.total,
                openCalls: driver.openCalls, schemeAdvice: driver.schemeAdvice,
                maySpeakTLS: driver.maySpeakTLS, window: window,
                lines: RunLines(
                    events: driver.events.take() + driver.takeConnectionEvents(atMost: most),
                    transfers: driver.transferLines.take()))
        }
        var progress = RunProgress()
        var window = WindowStatistics()
        progress.planned = planned
        progress.plannedSeconds = plannedSeconds
        progress.elapsedSeconds = max(0, Double(LoopDriver.now().nanoseconds(since: start)) / 1e9)
        for look in looks {
            progress.connected += look.connected
            progress.booted += look.booted
            progress.answered += look.answered
            progress.errors += look.errors
            progress.failedRounds += look.failedRounds
            progress.openCalls += look.openCalls
            window.merge(look.window)
        }
        progress.responseP99 = window.response.milliseconds(at: .p99)
        peak = max(peak, progress.connected)
        schemeAdvice = peak == 0 ? looks.compactMap(\.schemeAdvice).first : nil
        maySpeakTLS = peak == 0 && looks.contains(where: \.maySpeakTLS)
        if progress.booted == planned, !isSteady {
            isSteady = true
            _ = await onEach { $0.statistics.steadyBegan(at: LoopDriver.now()) }
        }
        return (
            progress,
            RunLines(
                events: looks.flatMap(\.lines.events).sorted { $0.offsetMilliseconds < $1.offsetMilliseconds },
                transfers: looks.flatMap(\.lines.transfers).sorted { $0.offsetMilliseconds < $1.offsetMilliseconds })
        )
    }

    /// The planned end: no new CALLs, the measuring of lag and rates ends.
    func finish() async {
        let now = LoopDriver.now()
        let signs = await onEach { driver in
            driver.statistics.steadyEnded(at: now)
            driver.measuresLag = false
            driver.isOver = true
            driver.countUnfinishedAttempts(at: now)
            driver.turn.isMeasured = false
            return (driver.monitor?.cpuPercent ?? 0, driver.burst.largest)
        }
        cpuPercent = signs.map(\.0).max() ?? 0
        largestBurst = signs.map(\.1).max() ?? 0
        _ = await onEach { $0.tellAll(.finishRun) }
    }

    /// Waits until no CALL is open, at most so long; what is still open then ends unanswered.
    func drain(seconds: Double) async {
        await poll(seconds: seconds) { await self.onEach(\.openCalls).allSatisfy { $0 == 0 } }
        _ = await onEach { $0.tellAll(.abandon) }
    }

    /// Takes the measurements, closes all connections, and resets what does not close in time.
    func close(seconds: Double) async -> (RunStatistics, LoadEngine.CloseOutcome) {
        var statistics = RunStatistics()
        let before = LoopDriver.now()
        let parts = await onEach { driver in
            driver.giveUpTransfers()
            defer { driver.closeAll() }
            driver.statistics.longestTurnNanoseconds = driver.turn.longestNanoseconds
            return (driver.statistics, driver.connectedCount)
        }
        for part in parts { statistics.merge(part.0) }
        // One loop knows its peak exactly; of several the sum of their peaks bounds it from above, the looks from below.
        peak = seats.count == 1 ? statistics.fleet.peakConnected : max(peak, parts.reduce(0) { $0 + $1.1 })
        statistics.fleet.setPeak(peak)
        await poll(seconds: seconds) { await self.onEach(\.connectedCount).allSatisfy { $0 == 0 } }
        let closed = LoopDriver.now()
        let reset = await onEach { driver in
            defer { driver.abortAll() }
            return driver.connectedCount
        }
        _ = await onEach { $0.end() }
        return (
            statistics,
            LoadEngine.CloseOutcome(
                open: parts.reduce(0) { $0 + $1.1 }, reset: reset.reduce(0, +),
                seconds: Double(closed.nanoseconds(since: before)) / 1e9)
        )
    }

    /// Events that did not fit into the logs, and connects and boots that did not.
    func eventsLeftOut() async -> EventsLeftOut {
        await onEach { EventsLeftOut(events: $0.events.leftOut, connections: $0.connectionEvents.leftOut) }
            .reduce(into: EventsLeftOut()) { sum, part in
                sum.events += part.events
                sum.connections += part.connections
            }
    }

    private func poll(seconds: Double, until done: () async -> Bool) async {
        let end = LoopDriver.now().adding(nanoseconds: Int64(seconds * 1e9))
        while await !done() {
            if LoopDriver.now() >= end { return }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
