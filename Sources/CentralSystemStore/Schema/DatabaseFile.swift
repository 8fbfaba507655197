import GRDB

/// Opens the central system's database so that a commit is durable: WAL with `synchronous=FULL` (guide "Durability").
enum DatabaseFile {
    /// Pages of 4 KiB in the write-ahead log after which they go into the file.
    private static let checkpointPages = 8_000
    /// Memory for pages of the writing connection.
    private static let cacheKibibytes = 32_768

    /// - Parameter mustExist: true refuses to make a new file.
    static func open(
        path: String, busyTimeoutMilliseconds: Int, mustExist: Bool = false
    ) throws(StoreError) -> DatabasePool {
        do {
            if mustExist { try DatabaseAudit.reader(path).close() }
            try refuseForeign(path: path)
            var configuration = GRDB.Configuration()
            configuration.busyMode = .timeout(Double(busyTimeoutMilliseconds) / 1000)
            configuration.maximumReaderCount = 2
            configuration.label = "wattswarm"
            let pool = try DatabasePool(path: path, configuration: configuration)
            let migrator = DatabaseSchema.migrator
            if try pool.read(migrator.hasBeenSuperseded) { throw StoreError.newerSchema(path: path) }
            try migrator.migrate(pool)
            try pool.writeWithoutTransaction { db in
                // GRDB sets NORMAL while it opens the pool, so this comes after it and is read back.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try check(db, "synchronous", wanted: "2")
                try check(db, "journal_mode", wanted: "wal")
                // Fewer and larger checkpoints: pages that many commits touch go into the file once.
                try db.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
                try db.execute(sql: "PRAGMA cache_size = -\(cacheKibibytes)")
            }
            return pool
        } catch let error as StoreError {
            throw error
        } catch {
            throw storeError(error, path: path)
        }
    }

    /// A pool turns the file to WAL at once, so a stranger is looked at through a connection that only reads.
    private static func refuseForeign(path: String) throws {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        let queue: DatabaseQueue
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            // No such file, or a directory that only the attempt to write can judge.
            return
        }
        let (isEmpty, applicationID) = try queue.read { db in
            (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0,
                try Int.fetchOne(db, sql: "PRAGMA application_id")
            )
        }
        try queue.close()
        if !isEmpty, applicationID != DatabaseSchema.applicationID { throw StoreError.foreign(path: path) }
    }

    private static func check(_ db: Database, _ name: String, wanted: String) throws {
        let got = try String.fetchOne(db, sql: "PRAGMA \(name)") ?? "nothing"
        guard got == wanted else { throw StoreError.settingRefused(name: name, wanted: wanted, got: got) }
    }

    /// The precise reason behind an error of SQLite.
    static func storeError(_ error: any Error, path: String) -> StoreError {
        guard let error = error as? DatabaseError else { return .unusable(path: path, reason: "\(error)") }
        if error.resultCode == .SQLITE_NOTADB { return .notADatabase(path: path) }
        return .unusable(path: path, reason: error.message ?? "\(error.resultCode)")
    }
}
