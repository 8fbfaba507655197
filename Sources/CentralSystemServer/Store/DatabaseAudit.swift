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

    private static func read<Value>(_ path: String, _ body: (Database) throws -> Value) throws -> Value {
        do {
            var configuration = GRDB.Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.read { db in
                guard try Int.fetchOne(db, sql: "PRAGMA application_id") == DatabaseSchema.applicationID else {
                    throw StoreError.foreign(path: path)
                }
                return try body(db)
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw DatabaseFile.storeError(error, path: path)
        }
    }
}
