import CentralSystemModel
import Foundation
import GRDB
import Logging
import OCPPTypes
import OperatorInterface

/// What the writer did since its start.
package struct StoreCounters: Sendable, Equatable {
    /// Transactions of the database, each with one synchronisation to disk.
    package var commits = 0
    /// Records written.
    package var records = 0
    /// StartTransactions written.
    package var starts = 0
    /// StopTransactions written.
    package var stops = 0
    /// MeterValues messages written.
    package var meterValues = 0
    /// Commits that failed.
    package var failedCommits = 0
    /// Awaited stores that failed, also because the mailbox was full.
    package var failedStores = 0
    /// Stores that nobody awaits and that were lost: a limit was reached or the record cannot be stored.
    package var lostStores = 0
    /// Rows removed because of their age.
    package var prunedRows = 0
    /// True while the last commit failed.
    package var isFailing = false
    /// Why the last commit cannot be relied on although SQLite is content; nil for everything else.
    package var fault: String?
    /// The same for those who need no token: without paths.
    package var faultSummary: String?
    /// How long commits took, failed ones too: writing and one synchronisation to disk.
    package var commitTimes = TimeHistogram()
    /// Stores that wait for the writer now.
    package var queued = 0

    /// All zero.
    package init() {}
}

/// A thread that owns the database's writing connection and a bounded mailbox.
///
/// It takes all that waits, writes it in one transaction with one synchronisation to disk, and reports all tokens in
/// one hop: commits of many charge points share one fsync. A failure fails the tokens of that transaction; stores that
/// nobody awaits are kept and written before the next ones. In between it removes what is older than the retention, a
/// batch at a time.
package final class StoreWriter: @unchecked Sendable {
    struct Job {
        var records: [CentralSystemModel.Record]
        var token: StoreToken
    }

    /// Tokens of one transaction.
    package struct Outcome: Sendable {
        /// Those that somebody awaits.
        package var tokens: [StoreToken]
        /// False when nothing of it was stored.
        package var isStored: Bool
        /// Records of it that operators want to hear of; empty when nothing was stored.
        package var events: [CentralSystemModel.Record] = []
    }

    let pool: DatabasePool
    private let keeper: DatabaseKeeper
    private let limits: StoreLimits
    private let logger: Logger
    private let report: @Sendable (Outcome) -> Void
    /// True for records that are to be reported as events.
    private let isOfInterest: @Sendable (CentralSystemModel.Record) -> Bool
    /// Before which moment what is over may be removed; nil keeps everything.
    private let retention: (@Sendable () -> DateTime)?
    /// Guards the four below; the writer waits on it for mail or the end.
    private let condition = NSCondition()
    private var mailbox: [Job] = []
    private var isStopping = false
    private var totals = StoreCounters()
    private var ended: [CheckedContinuation<Void, Never>] = []

    /// The writer thread's own.
    private var deferred: [Job] = []
    private var writer: RecordWriter?
    private var pruning: DatabasePruning?
    private var nextPruning = Date.distantPast

    init(
        pool: DatabasePool, keeper: DatabaseKeeper, limits: StoreLimits, logger: Logger,
        retention: (@Sendable () -> DateTime)?,
        isOfInterest: @escaping @Sendable (CentralSystemModel.Record) -> Bool,
        report: @escaping @Sendable (Outcome) -> Void
    ) {
        self.pool = pool
        self.keeper = keeper
        self.limits = limits
        self.logger = logger
        self.report = report
        self.isOfInterest = isOfInterest
        self.retention = retention
    }

    /// Starts the thread.
    package func start() {
        let thread = Thread { self.run() }
        thread.name = "store writer"
        thread.start()
    }

    /// Puts a store into the mailbox; false when it is full.
    package func submit(_ records: [CentralSystemModel.Record], _ token: StoreToken) -> Bool {
        condition.lock()
        guard mailbox.count < limits.queuedStores, !isStopping else {
            if token == .unawaited { totals.lostStores += 1 } else { totals.failedStores += 1 }
            condition.unlock()
            return false
        }
        mailbox.append(Job(records: records, token: token))
        let isFirst = mailbox.count == 1
        condition.unlock()
        if isFirst { condition.signal() }
        return true
    }

    /// What was done so far.
    package var counters: StoreCounters {
        condition.lock()
        defer { condition.unlock() }
        var totals = totals
        totals.queued = mailbox.count
        return totals
    }

    /// Writes what waits, ends the thread and closes the database.
    package func stop() async {
        await withCheckedContinuation { continuation in
            condition.withLock {
                isStopping = true
                ended.append(continuation)
                condition.signal()
            }
        }
    }

    // MARK: The writer's thread

    private func run() {
        while let jobs = take() {
            write(jobs)
            prune()
        }
        // The last attempt for what nobody awaits.
        write([])
        writer = nil
        close()
        let waiting = condition.withLock { ended }
        for continuation in waiting { continuation.resume() }
    }

    private func close() {
        do {
            _ = try pool.writeWithoutTransaction { try keeper.check($0) }
        } catch StoreFault.damaged {
            // Closing would copy the damaged log into the database. What is left open ends with the process, as after a
            // power cut: the next start reads the log as far as it is whole.
            _ = Unmanaged.passRetained(pool)
            return
        } catch {
            // The database is where it was or nowhere; SQLite writes what it can.
            try? pool.close()
            return
        }
        try? pool.close()
        keeper.settle()
    }

    /// Waits for mail; nil when all is written after `stop`, empty when it is time for something else. Deferred stores
    /// are tried again every second.
    private func take() -> [Job]? {
        let end = longestWait.map { Date(timeIntervalSinceNow: $0) }
        condition.lock()
        defer { condition.unlock() }
        while mailbox.isEmpty, !isStopping {
            guard let end else {
                condition.wait()
                continue
            }
            if !condition.wait(until: end) { return [] }
        }
        if mailbox.isEmpty { return nil }
        let jobs: [Job]
        if mailbox.count <= limits.storesPerCommit {
            jobs = mailbox
            mailbox = []
            mailbox.reserveCapacity(jobs.count)
        } else {
            jobs = Array(mailbox.prefix(limits.storesPerCommit))
            mailbox.removeFirst(limits.storesPerCommit)
        }
        return jobs
    }

    /// Seconds until the thread has something to do of its own; nil: never.
    private var longestWait: Double? {
        if pruning != nil { return Self.pruningPause }
        var wait: Double?
        if !deferred.isEmpty { wait = 1 }
        if retention != nil { wait = min(wait ?? .infinity, max(Self.pruningPause, nextPruning.timeIntervalSinceNow)) }
        return wait
    }

    /// Seconds between two batches of pruning while nothing else is to be done.
    private static let pruningPause = 0.02

    /// One batch of pruning when it is time. A failure ends this round; the next one begins anew.
    private func prune() {
        guard let retention else { return }
        if pruning == nil, Date() >= nextPruning {
            nextPruning = Date(timeIntervalSinceNow: Double(limits.pruningIntervalSeconds))
            pruning = DatabasePruning(olderThan: retention())
        }
        guard var round = pruning else { return }
        do {
            let counts = try pool.writeWithoutTransaction { db in
                var counts = PruneCounts()
                try db.inTransaction(.immediate) {
                    counts = try round.batch(db)
                    return .commit
                }
                return counts
            }
            pruning = round.isDone ? nil : round
            condition.withLock { totals.prunedRows += counts.total }
        } catch {
            pruning = nil
            logger.warning("rows older than the retention could not be removed", metadata: ["error": "\(error)"])
        }
    }

    private func write(_ mail: [Job]) {
        let jobs = deferred + mail
        deferred = []
        guard !jobs.isEmpty else { return }
        do {
            try commit(jobs)
            finish(jobs, stored: true)
        } catch {
            failed(error)
            if isEnvironmental(error) || jobs.count == 1 {
                finish(jobs, stored: false, keepUnawaited: isWorthKeeping(after: error))
                return
            }
            // One store that the database refuses must not take the others with it.
            for job in jobs {
                do {
                    try commit([job])
                    finish([job], stored: true)
                } catch {
                    failed(error)
                    finish([job], stored: false, keepUnawaited: isWorthKeeping(after: error))
                }
            }
        }
    }

    private func commit(_ jobs: [Job]) throws {
        // Statements that failed trap when GRDB resets them for new values, so a failure gets new ones.
        let kept = writer
        writer = nil
        let start = SuspendingClock.now
        defer {
            let time = start.duration(to: .now).components
            let nanoseconds = time.seconds * 1_000_000_000 + time.attoseconds / 1_000_000_000
            condition.withLock { totals.commitTimes.record(nanoseconds: nanoseconds) }
        }
        writer = try pool.writeWithoutTransaction { db in
            do throws(StoreFault) { try keeper.prepare(jobs, db) } catch {
                throw Distrust(fault: error, isCommitted: false)
            }
            let writer = try kept ?? RecordWriter(db)
            try db.inTransaction(.immediate) {
                for job in jobs {
                    for record in job.records { try writer.write(record) }
                }
                return .commit
            }
            do throws(StoreFault) { try keeper.confirm(jobs, db) } catch {
                throw Distrust(fault: error, isCommitted: true)
            }
            return writer
        }
    }

    /// The store cannot be relied on, before or after SQLite has committed.
    private struct Distrust: Error, CustomStringConvertible {
        var fault: StoreFault
        var isCommitted: Bool

        var description: String { fault.description }
    }

    /// True when records that nobody awaits are to be tried again; those that SQLite has committed would be there twice.
    private func isWorthKeeping(after error: any Error) -> Bool {
        isEnvironmental(error) && (error as? Distrust)?.isCommitted != true
    }

    /// True when the fault lies in the machine or another process and the same store may succeed later.
    private func isEnvironmental(_ error: any Error) -> Bool {
        if error is Distrust { return true }
        return switch (error as? DatabaseError)?.resultCode {
        case .SQLITE_BUSY?, .SQLITE_LOCKED?, .SQLITE_FULL?, .SQLITE_IOERR?, .SQLITE_READONLY?, .SQLITE_CANTOPEN?,
            .SQLITE_NOMEM?, .SQLITE_PERM?, .SQLITE_PROTOCOL?, .SQLITE_INTERRUPT?, .SQLITE_CORRUPT?:
            true
        default:
            false
        }
    }

    private func failed(_ error: any Error) {
        condition.lock()
        let isNew = !totals.isFailing
        totals.isFailing = true
        totals.failedCommits += 1
        totals.fault = (error as? Distrust)?.description
        totals.faultSummary = (error as? Distrust)?.fault.summary
        condition.unlock()
        if isNew { logger.error("the database takes no commit", metadata: ["error": "\(error)"]) }
    }

    private func finish(_ jobs: [Job], stored: Bool, keepUnawaited: Bool = false) {
        let tokens = jobs.lazy.map(\.token).filter { $0 != .unawaited }
        var outcome = Outcome(tokens: Array(tokens), isStored: stored)
        if stored {
            for job in jobs { outcome.events += job.records.lazy.filter(isOfInterest) }
        }
        if keepUnawaited { deferred += jobs.filter { $0.token == .unawaited } }
        let excess = max(0, deferred.count - limits.deferredStores)
        deferred.removeFirst(excess)
        condition.lock()
        let recovered = stored && totals.isFailing
        if stored {
            totals.isFailing = false
            totals.fault = nil
            totals.faultSummary = nil
            totals.commits += 1
            count(jobs)
        } else {
            totals.failedStores += outcome.tokens.count
            totals.lostStores += excess + (keepUnawaited ? 0 : jobs.count - outcome.tokens.count)
        }
        condition.unlock()
        if recovered { logger.notice("the database takes commits again") }
        if !outcome.tokens.isEmpty || !outcome.events.isEmpty { report(outcome) }
    }

    /// Call it with the lock held.
    private func count(_ jobs: [Job]) {
        for job in jobs {
            for record in job.records {
                totals.records += 1
                switch record {
                case .transactionStarted: totals.starts += 1
                case .transactionStopped, .unmatchedStop: totals.stops += 1
                case .meterValues: totals.meterValues += 1
                default: break
                }
            }
        }
    }
}
