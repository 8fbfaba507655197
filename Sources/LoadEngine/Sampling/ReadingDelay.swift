import OCPPTypes

/// What is known of a loop's thread, read only where it matters; in nanoseconds.
protocol WatchedThread: ~Copyable {
    /// CPU time of the thread so far.
    func work() -> Int64
    /// Time for which it was ready to run and had no core, since this was last asked for.
    func starved(at now: Instant) -> Int64
}

/// For how long an answer that is read now may have lain in the kernel, at most: the generator's own part of a service
/// time (guide "When figures are invalid").
///
/// A loop sees what its sockets have when it polls them. What it reads now came after the poll before, or that poll would
/// have shown it. Where the loop slept in this poll, nothing was there when it fell asleep, so only what it has worked
/// since counts, and the time for which it was ready to run and had no core. Where it did not sleep, it came since the
/// turn before began, which may be longer than its work: the process may have been stopped in it. All values are in
/// nanoseconds.
///
/// Short turns cost nothing: the clock of the thread's work is read only where the wall clock cannot tell.
struct ReadingDelay: Sendable {
    /// Turns that are shorter are taken as they are, without asking for the work in them.
    static let shortNanoseconds: Int64 = 250_000
    /// A loop that did nothing for longer than this has slept in a poll.
    static let sleptNanoseconds: Int64 = 100_000
    /// A wake-up later than this was not slept through but missed: the process was stopped, or its core taken away.
    static let overdueNanoseconds: Int64 = 1_000_000

    private struct Stamp {
        var at: Instant
        var work: Int64
    }

    /// Ends of the last turn and of the one before it: the loop polled its sockets right behind them.
    private var lastEnd: Instant
    private var endBefore: Instant
    /// When the work of the last turn began, or was due; nil where it had none.
    private var lastBegan: Instant?
    /// How late the loop came to its timers in this turn.
    private var late: Int64 = 0
    /// Work at or before ``lastEnd``, and at or before ``endBefore``.
    private var last: Stamp
    private var before: Stamp
    /// What the first reading of this turn came to; nil until there is one.
    private var first: (delay: Int64, at: Instant)?

    init(at now: Instant, work: Int64) {
        lastEnd = now
        endBefore = now
        last = Stamp(at: now, work: work)
        before = last
    }

    /// A turn of the loop is over; it polls its sockets again.
    ///
    /// - Parameter began: when its work began; nil where it had none.
    mutating func turnEnded(began: Instant?, at end: Instant, work: () -> Int64) {
        lastBegan = began?.adding(nanoseconds: -late)
        late = 0
        endBefore = lastEnd
        lastEnd = end
        first = nil
        before = last
        if end.nanoseconds(since: last.at) > Self.shortNanoseconds { last = Stamp(at: end, work: work()) }
    }

    /// The loop comes to its timers so much too late: the poll before may have ended long ago, and the process have been
    /// stopped on its way out of it, with what came then still unread.
    mutating func cameLate(by nanoseconds: Int64) {
        if nanoseconds > Self.overdueNanoseconds { late = max(late, nanoseconds) }
    }

    /// The delay of what is read now where the wall clock alone tells it; nil where ``delay(at:due:_:)`` must be asked.
    func quickDelay(at now: Instant) -> Int64? {
        if let first { return first.delay + now.nanoseconds(since: first.at) }
        let most = max(0, now.nanoseconds(since: endBefore))
        return most <= Self.shortNanoseconds ? most : nil
    }

    /// The delay of what is read now.
    ///
    /// - Parameters:
    ///   - due: when the loop wanted to wake up by itself.
    ///   - thread: only borrowed, so that nothing can be allocated to keep it.
    mutating func delay(at now: Instant, due: Instant, _ thread: borrowing some WatchedThread & ~Copyable) -> Int64 {
        if let quick = quickDelay(at: now) { return quick }
        let delay = firstDelay(at: now, due: due, thread)
        first = (delay, now)
        return delay
    }

    /// Whether the last turn was longer than its work: the process was stopped in it, or its core taken away.
    private var wasInterrupted: Bool {
        guard let lastBegan else { return false }
        return lastEnd.nanoseconds(since: lastBegan) - (last.work - before.work) > Self.overdueNanoseconds
    }

    private func firstDelay(
        at now: Instant, due: Instant, _ thread: borrowing some WatchedThread & ~Copyable
    ) -> Int64 {
        let most = max(0, now.nanoseconds(since: endBefore))
        if now.nanoseconds(since: due) > Self.overdueNanoseconds { return most }
        let work = thread.work()
        let worked = work - last.work
        let slept = now.nanoseconds(since: last.at) - worked
        let starved = slept > Self.overdueNanoseconds ? thread.starved(at: now) : 0
        // Just after an interruption the thread is easily kept from its core for a moment more, which is no sleep.
        let leastSleep = wasInterrupted ? Self.overdueNanoseconds : Self.sleptNanoseconds
        if slept - starved > leastSleep { return min(most, worked + starved) }
        let sinceBegan = lastBegan.map { now.nanoseconds(since: $0) } ?? 0
        return min(most, max(sinceBegan, work - before.work + starved) + Self.sleptNanoseconds)
    }
}
