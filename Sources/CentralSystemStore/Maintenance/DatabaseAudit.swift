import CentralSystemModel
import GRDB

/// Looks into a database from outside: after `kill -9` every answered transaction has to be there.
package enum DatabaseAudit {
    /// Opens the file for reading only and lists every transaction by ascending transactionId.
    ///
    /// - Throws: ``StoreError`` when the file is not ours or cannot be read.
    package static func transactions(at path: String) throws -> [TransactionRecord] {
        try read(path) { db in
            try WorkingSetReader(db: db).transactions(after: .min, limit: -1)
        }
    }

    /// How many messages with meter values the database holds, `transactionData` included.
    ///
    /// - Throws: ``StoreError`` when the file is not ours or cannot be read.
    package static func meterValuesCount(at path: String) throws -> Int {
        try read(path) { try Int.fetchOne($0, sql: "SELECT count(*) FROM meterValues") ?? 0 }
    }

    /// Meter values of one message as they stand in the database.
    package struct StoredMeterValues: Hashable, Sendable {
        /// The charge point.
        package var identity: String
        /// The transactionId on the wire.
        package var transactionId: Int?
        /// The list of meter values as JSON text.
        package var meterValue: String
    }

    /// Every message with meter values in the order of its commit, `transactionData` included.
    ///
    /// - Throws: ``StoreError`` when the file is not ours or cannot be read.
    package static func meterValues(at path: String) throws -> [StoredMeterValues] {
        try read(path) { db in
            try Row.fetchAll(db, sql: "SELECT identity, transactionId, meterValue FROM meterValues ORDER BY id").map {
                StoredMeterValues(
                    identity: $0["identity"], transactionId: $0["transactionId"], meterValue: $0["meterValue"])
            }
        }
    }

    /// How many StopTransactions ended no known transaction.
    ///
    /// - Throws: ``StoreError`` when the file is not ours or cannot be read.
    package static func unmatchedStopsCount(at path: String) throws -> Int {
        try read(path) { try Int.fetchOne($0, sql: "SELECT count(*) FROM unmatchedStops") ?? 0 }
    }

    /// What SQLite finds wrong with the file's structure; empty when it is whole.
    ///
    /// - Throws: ``StoreError`` when the file is not ours or cannot be read.
    package static func damage(at path: String) throws -> [String] {
        try read(path) { try String.fetchAll($0, sql: "PRAGMA integrity_check").filter { $0 != "ok" } }
    }

    /// What a database holds, and what cannot be right about it.
    package struct Summary: Sendable, Equatable {
        /// What SQLite says of the file: "ok", or the first fault.
        package var check: String
        /// Charge points known.
        package var chargePoints: Int
        /// Transactions, open and ended.
        package var transactions: Int
        /// Those without a stop.
        package var openTransactions: Int
        /// Messages with meter values, `transactionData` included.
        package var meterValues: Int
        /// StopTransactions that ended nothing.
        package var unmatchedStops: Int
        /// Pairs of transactions with the same charge point, connector, idTag, meterStart and timestamp: one start that
        /// got two ids.
        package var doubledStarts: Int
        /// Meter values of one message that are there twice: the same charge point, moment of receipt and text.
        package var doubledMeterValues: Int
        /// Files of the endpoint.
        package var files = 0
        /// File transfers that the history holds.
        package var fileTransfers = 0
        /// Transaction ids that charge points were told and that are not there.
        package var lost: [LostTransactions] = []

        /// True when the file is whole, nothing is there twice, and no transaction is known to be lost.
        package var isSound: Bool {
            check == "ok" && doubledStarts == 0 && doubledMeterValues == 0 && lost.isEmpty
        }
    }

    /// Counts and checks the file, also while a central system runs on it.
    ///
    /// - Throws: ``StoreError`` when the file is not ours, is damaged where something is to be counted, or cannot be read.
    package static func summary(at path: String) throws(StoreError) -> Summary {
        // Before the database is looked at: a central system that runs acknowledges after its commit.
        let acknowledged = try TransactionIdMark.acknowledged(database: path)
        do {
            return try read(path) { db in
                let check = try String.fetchOne(db, sql: "PRAGMA quick_check") ?? "nothing"
                func looked<Value>(_ look: () throws -> Value) throws -> Value {
                    do {
                        return try look()
                    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                        throw StoreError.damaged(path: path, fault: check)
                    }
                }
                func count(_ sql: String) throws -> Int {
                    try looked { try Int.fetchOne(db, sql: sql) ?? 0 }
                }
                // A database that no newer central system has opened has no such table.
                func countOfFiles(_ table: String) throws -> Int {
                    try db.tableExists(table) ? try count("SELECT count(*) FROM \(table)") : 0
                }
                var lost = try looked { try LostTransactions.all(db) }
                let highest = try looked { try LostTransactions.highestId(db) }
                if let acknowledged, acknowledged > highest, lost.last?.last != acknowledged {
                    lost.append(LostTransactions(first: highest + 1, last: acknowledged))
                }
                return Summary(
                    check: check,
                    chargePoints: try count("SELECT count(*) FROM chargePoints"),
                    transactions: try count("SELECT count(*) FROM transactions"),
                    openTransactions: try count("SELECT count(*) FROM transactions WHERE stopTimestamp IS NULL"),
                    meterValues: try count("SELECT count(*) FROM meterValues"),
                    unmatchedStops: try count("SELECT count(*) FROM unmatchedStops"),
                    doubledStarts: try count(
                        """
                        SELECT coalesce(sum(times - 1), 0) FROM (SELECT count(*) AS times FROM transactions
                            GROUP BY identity, connectorId, idTag, meterStart, startTimestamp HAVING times > 1)
                        """),
                    doubledMeterValues: try count(
                        """
                        SELECT coalesce(sum(times - 1), 0) FROM (SELECT count(*) AS times FROM meterValues
                            GROUP BY identity, connectorId, transactionId, source, received, meterValue
                            HAVING times > 1)
                        """),
                    files: try countOfFiles("storedFiles"), fileTransfers: try countOfFiles("fileTransfers"),
                    lost: lost)
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw DatabaseFile.storeError(error, path: path)
        }
    }

    private static func read<Value>(_ path: String, _ body: (Database) throws -> Value) throws -> Value {
        do {
            return try reader(path).read(body)
        } catch let error as StoreError {
            throw error
        } catch {
            throw DatabaseFile.storeError(error, path: path)
        }
    }

    /// A connection that only reads a file of ours.
    static func reader(_ path: String) throws(StoreError) -> DatabaseQueue {
        do {
            var configuration = GRDB.Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let (applicationID, isWithoutLog) = try queue.read { db in
                (
                    try Int.fetchOne(db, sql: "PRAGMA application_id"),
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
                        && String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal"
                )
            }
            guard applicationID == DatabaseSchema.applicationID else {
                throw isWithoutLog ? StoreError.withoutLog(path: path) : StoreError.foreign(path: path)
            }
            return queue
        } catch let error as StoreError {
            throw error
        } catch {
            throw DatabaseFile.storeError(error, path: path)
        }
    }
}
