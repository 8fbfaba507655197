import Glibc
import NIOCore
import OCPPTypes

/// Watches one event loop for the self-check: ends of its turns, its thread's CPU time, and the time for which the thread
/// was ready to run and had no core.
///
/// It is used on that loop alone, from ``begin()`` on; hence `@unchecked Sendable`.
final class LoopMonitor: WatchedThread, @unchecked Sendable {
    private var delay: ReadingDelay?
    /// Linux's counters of this thread: nanoseconds on a core, nanoseconds ready and without one, turns on a core.
    private var scheduling: CInt = -1
    private var starvedBefore: Int64 = 0
    private var starvedAt = Instant.zero
    /// Time without a core that ``takeStarved(at:)`` has not told yet.
    private var untold: Int64 = 0
    private var workAtBegin: Int64 = 0
    private var beganAt = Instant.zero

    /// Between two looks at the scheduler's counters, at least; what is shorter is not looked for.
    private static let lookNanoseconds: Int64 = 1_000_000

    /// Begins to watch; on the loop.
    func begin() {
        beganAt = LoopDriver.now()
        workAtBegin = Self.work()
        delay = ReadingDelay(at: beganAt, work: workAtBegin)
        scheduling = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)
        starvedBefore = readStarved()
        starvedAt = beganAt
    }

    deinit {
        if scheduling >= 0 { close(scheduling) }
    }

    /// CPU time of the calling thread so far, in nanoseconds.
    static func work() -> Int64 {
        var time = timespec()
        guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// CPU use of the loop since it began, in percent of a core; on the loop.
    var cpuPercent: Double {
        let span = LoopDriver.now().nanoseconds(since: beganAt)
        return span > 0 ? Double(Self.work() - workAtBegin) / Double(span) * 100 : 0
    }

    /// For how long what is read now may have lain in the kernel, in nanoseconds.
    ///
    /// - Parameter due: when the loop wanted to wake up by itself.
    func delay(at now: Instant, due: Instant) -> Int64 {
        guard let known = delay else { return 0 }
        if let quick = known.quickDelay(at: now) { return quick }
        return delay!.delay(at: now, due: due, self)
    }

    func work() -> Int64 { Self.work() }

    func starved(at now: Instant) -> Int64 { lookForStarving(at: now) }

    /// The time without a core since this was last asked for, in nanoseconds; looks again if the last look is old.
    func takeStarved(at now: Instant) -> Int64 {
        _ = lookForStarving(at: now)
        defer { untold = 0 }
        return untold
    }

    private func lookForStarving(at now: Instant) -> Int64 {
        guard scheduling >= 0, now.nanoseconds(since: starvedAt) > Self.lookNanoseconds else { return 0 }
        let total = readStarved()
        let more = max(0, total - starvedBefore)
        starvedBefore = total
        starvedAt = now
        untold += more
        return more
    }

    /// The second number of the file; 0 where the kernel has none.
    private func readStarved() -> Int64 {
        guard scheduling >= 0 else { return 0 }
        return withUnsafeTemporaryAllocation(byteCount: 96, alignment: 1) { buffer in
            let count = pread(scheduling, buffer.baseAddress, buffer.count, 0)
            guard count > 0 else { return 0 }
            var number: Int64 = 0
            var field = 0
            for byte in buffer[..<count] {
                if byte == UInt8(ascii: " ") {
                    field += 1
                } else if field == 1, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                    number = number &* 10 &+ Int64(byte - UInt8(ascii: "0"))
                }
            }
            return number
        }
    }

    /// The loop comes to its timers so much too late, in nanoseconds.
    func cameLate(by nanoseconds: Int64) { delay?.cameLate(by: nanoseconds) }

    /// The loop's word that a turn is over.
    func turnEnded(began: NIODeadline?, at end: NIODeadline) {
        delay?.turnEnded(began: began.map(Self.instant), at: Self.instant(end), work: Self.work)
    }

    private static func instant(_ time: NIODeadline) -> Instant {
        Instant(nanoseconds: Int64(truncatingIfNeeded: time.uptimeNanoseconds))
    }
}
