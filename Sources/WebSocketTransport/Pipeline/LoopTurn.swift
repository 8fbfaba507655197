import NIOCore
import NIOPosix
import Synchronization

/// One turn of an event loop, from a poll of its sockets to the next one: when its work began, and how long the longest
/// turn was.
///
/// A turn that lasts delays everything else of its loop: timers, mailboxes, new connections, the sockets that have
/// become readable meanwhile. So whoever has much to do works off a share of it and goes on behind the next poll, see
/// ``afterPoll(_:orLost:)``. Used on its event loop only, hence `@unchecked Sendable`.
package final class LoopTurn: @unchecked Sendable {
    /// How long after its request work comes again at the earliest: longer than the loop takes from a request to its
    /// next look at the clock, for what is due then is done before the sockets are polled.
    package static let gap = TimeAmount.microseconds(20)

    // The loop's connections hold the loop; a turn without them does nothing.
    private unowned let eventLoop: any EventLoop
    private let clock: () -> NIODeadline
    /// True when the loop itself tells the ends of its turns.
    let isTold: Bool
    private var began: NIODeadline?
    /// How many turns have ended.
    package private(set) var number: UInt64 = 0
    /// The longest turn while ``isMeasured`` was true, in nanoseconds.
    package private(set) var longestNanoseconds: Int64 = 0
    /// Whether turns count for ``longestNanoseconds``.
    package var isMeasured = true

    /// Nanoseconds of the turn up to which what is read is worked off at once, where its user knows better than the
    /// transport's limits: a queue costs time, and is worth it only where others wait for their share of the turn.
    package var readingNanoseconds: Int64?

    /// Told of each end, when the loop itself tells them, with the begin of the turn's work where it had any.
    package var whenEnded: ((_ began: NIODeadline?, _ end: NIODeadline) -> Void)?

    /// A turn whose end its users tell by ``endUnlessTold()``.
    package convenience init(_ eventLoop: any EventLoop) {
        self.init(eventLoop, isTold: false)
    }

    init(_ eventLoop: any EventLoop, isTold: Bool, clock: (() -> NIODeadline)? = nil) {
        self.eventLoop = eventLoop
        self.isTold = isTold
        self.clock = clock ?? { [unowned eventLoop] in eventLoop.now }
    }

    /// Work begins; the first of a turn notes when.
    @inline(__always)
    package func enter() {
        if began == nil { began = clock() }
    }

    /// How long the turn has lasted, in nanoseconds; 0 before its first work.
    package var usedNanoseconds: Int64 {
        guard let began else { return 0 }
        return (clock() - began).nanoseconds
    }

    /// Nanoseconds of the loop's clock, for shares of a turn.
    package var nowNanoseconds: Int64 { Int64(clamping: clock().uptimeNanoseconds) }

    /// Whether the sockets have been polled since turn `number` was the current one; true where nobody could tell.
    package func hasPolled(since number: UInt64) -> Bool { !isTold || self.number != number }

    /// Does `body` once the sockets have been polled again.
    ///
    /// - `orLost`: done instead when the loop shuts down before.
    package func afterPoll(_ body: @escaping () -> Void, orLost: @escaping () -> Void) {
        afterPoll(since: number, body, orLost)
    }

    private func afterPoll(since number: UInt64, _ body: @escaping () -> Void, _ orLost: @escaping () -> Void) {
        let task = eventLoop.assumeIsolated().scheduleTask(in: Self.gap) { [self] in
            // Other work of the same turn may have outlasted the gap.
            hasPolled(since: number) ? body() : afterPoll(since: number, body, orLost)
        }
        task.futureResult.assumeIsolated().whenFailure { _ in orLost() }
    }

    /// The turn is over where the loop itself does not tell.
    package func endUnlessTold() {
        if !isTold { end(at: clock()) }
    }

    func end(at end: NIODeadline) {
        number &+= 1
        whenEnded?(began, end)
        guard let began else { return }
        self.began = nil
        if isMeasured { longestNanoseconds = max(longestNanoseconds, (end - began).nanoseconds) }
    }

    /// Forgets the longest turn.
    package func resetLongest() {
        longestNanoseconds = 0
    }
}

/// The turns of all loops of a group: give it to the group as its delegate, then take the turns from it.
///
///     let turns = LoopTurns()
///     let group = MultiThreadedEventLoopGroup(numberOfThreads: 1, metricsDelegate: turns)
///     let turn = turns.turn(of: group.next())
package final class LoopTurns: NIOEventLoopMetricsDelegate, Sendable {
    private let turns = Mutex<[ObjectIdentifier: LoopTurn]>([:])

    /// Turns of a group that is made afterwards.
    package init() {}

    /// The turn of one loop; the same for all who ask.
    package func turn(of eventLoop: any EventLoop) -> LoopTurn {
        turns.withLock { turns in
            let id = ObjectIdentifier(eventLoop)
            if let known = turns[id] { return known }
            let made = LoopTurn(eventLoop, isTold: true)
            turns[id] = made
            return made
        }
    }

    /// The loop's own word that a turn has ended.
    package func processedTick(info: NIOEventLoopTickInfo) {
        let turn = turns.withLock { $0[info.eventLoopID] }
        turn?.end(at: info.endTime)
    }
}
