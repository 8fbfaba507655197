import CentralSystemModel
import GRDB
import Logging
import OCPPTypes
import OperatorInterface

/// A database that one central system holds, with everything that it starts from.
package struct OpenStore {
    /// Keeps other central systems away.
    package let lock: DatabaseLock
    let pool: DatabasePool
    let keeper: DatabaseKeeper
    let limits: StoreLimits
    /// What the model starts from.
    package let workingSet: WorkingSet
    /// Tokens of operators.
    package let tokens: [AccessToken]
    /// Gaps that are known of old.
    package private(set) var lost: [LostTransactions]
    /// Transaction ids that charge points were told and the database does not know.
    package let gap: ClosedRange<Int64>?

    /// Takes the lock, opens the database, and reads what the model starts from.
    ///
    /// - Throws: ``StoreError``, or an error of SQLite; the lock is free again then.
    package static func open(
        path: String, limits: StoreLimits, model: CentralSystemLimits
    ) async throws -> OpenStore {
        let lock = try DatabaseLock(database: path)
        do {
            let pool = try DatabaseFile.open(path: path, busyTimeoutMilliseconds: limits.busyTimeoutMilliseconds)
            do {
                return try await read(path, lock, pool, limits, model)
            } catch {
                try? pool.close()
                throw error
            }
        } catch {
            lock.release()
            throw error
        }
    }

    private static func read(
        _ path: String, _ lock: DatabaseLock, _ pool: DatabasePool, _ limits: StoreLimits,
        _ model: CentralSystemLimits
    ) async throws -> OpenStore {
        let (read, highest, lost, tokens) = try await pool.read { db in
            (
                try WorkingSetReader.read(db, recentTransactions: model.recentTransactions, orders: model.orders),
                try LostTransactions.highestId(db), try LostTransactions.all(db), try OperatorTokenStore.tokens(db)
            )
        }
        var workingSet = read
        let mark = try TransactionIdMark(database: path, highest: highest, block: limits.transactionIdBlock)
        let next = mark.next(after: highest)
        // Beyond the last 32-bit id the model has to know that none is left: 0.
        workingSet.nextTransactionId = next <= Int64(Int32.max) ? Int32(next) : 0
        let gap = mark.lost(after: highest).flatMap { gap in
            lost.contains { $0.last == gap.upperBound } ? nil : gap
        }
        return OpenStore(
            lock: lock, pool: pool, keeper: DatabaseKeeper(path: path, mark: mark, highest: next - 1), limits: limits,
            workingSet: workingSet, tokens: tokens, lost: lost, gap: gap)
    }

    /// Answers what operators ask.
    package var reader: StoreReader { StoreReader(pool: pool) }

    /// Keeps what the file endpoint tells.
    package var files: FileRecordStore { FileRecordStore(pool: pool) }

    /// The writer, which has not begun. Its end closes the database; ``DatabaseLock/release()`` gives the lock back.
    ///
    /// - `retention`: before which moment what is over may be removed; nil keeps everything.
    /// - `isOfInterest`: true for records that are to be reported as events; called on the writer's thread.
    /// - `report`: hears what became of each commit, on the writer's thread.
    package func writer(
        logger: Logger, retention: (@Sendable () -> DateTime)?,
        isOfInterest: @escaping @Sendable (CentralSystemModel.Record) -> Bool,
        report: @escaping @Sendable (StoreWriter.Outcome) -> Void
    ) -> StoreWriter {
        StoreWriter(
            pool: pool, keeper: keeper, limits: limits, logger: logger, retention: retention,
            isOfInterest: isOfInterest, report: report)
    }

    /// Gives everything back where no writer was made.
    package func close() {
        try? pool.close()
        lock.release()
    }

    /// Tells of a gap in the log, and keeps it in the database for `readyz` and `csms audit`.
    package mutating func tell(_ gap: ClosedRange<Int64>, at time: DateTime, _ logger: Logger) {
        let found = LostTransactions(first: gap.lowerBound, last: gap.upperBound, found: time)
        lost.append(found)
        logger.error(
            "transactions that charge points were told of are not in the database; their ids are not given again",
            metadata: ["transaction_ids": .string(found.text)])
        do {
            try pool.write { try LostTransactions.insert(gap, found: time, $0) }
        } catch {
            // It is found again at the next start.
            logger.error("the lost transactions cannot be noted", metadata: ["error": "\(error)"])
        }
    }
}
