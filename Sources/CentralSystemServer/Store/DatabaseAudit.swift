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
