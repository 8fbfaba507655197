import Foundation
import GRDB
import Glibc

/// Copies a database while a central system runs on it.
package enum DatabaseBackup {
    /// What a backup made.
    package struct Result: Sendable, Equatable {
        /// Size of the copy in bytes.
        package var bytes: Int
        /// Transactions in the copy.
        package var transactions: Int
        /// Messages with meter values in the copy.
        package var meterValues: Int
    }

    /// Copies every page as of one moment by SQLite's backup interface. It reads in one read transaction, so the copy
    /// is consistent and writers go on meanwhile. The copy is checked, written through to disk, and only then gets its
    /// name: a backup that is there is whole.
    ///
    /// - Throws: ``StoreError`` when the source is not ours, the target exists, or the disk says no; nothing is left
    ///   behind then.
    package static func copy(from source: String, to target: String) throws(StoreError) -> Result {
        guard !FileManager.default.fileExists(atPath: target) else {
            throw .unusable(path: target, reason: "the file exists; name a new one")
        }
        let part = target + ".part"
        remove(part)
        do {
            let result = try copyPages(from: source, to: part, name: target)
            try persist(part, as: target)
            return result
        } catch let error as StoreError {
            remove(part)
            throw error
        } catch {
            remove(part)
            throw DatabaseFile.storeError(error, path: target)
        }
    }

    private static func copyPages(from source: String, to part: String, name: String) throws -> Result {
        let from = try DatabaseAudit.reader(source)
        let to: DatabaseQueue
        do {
            to = try DatabaseQueue(path: part)
        } catch {
            throw DatabaseFile.storeError(error, path: name)
        }
        try from.backup(to: to)
        let (fault, transactions, meterValues) = try to.read { db in
            (
                try String.fetchOne(db, sql: "PRAGMA quick_check") ?? "nothing",
                try Int.fetchOne(db, sql: "SELECT count(*) FROM transactions") ?? 0,
                try Int.fetchOne(db, sql: "SELECT count(*) FROM meterValues") ?? 0
            )
        }
        try from.close()
        try to.close()
        guard fault == "ok" else { throw StoreError.unusable(path: source, reason: "the copy is damaged: \(fault)") }
        let size = try FileManager.default.attributesOfItem(atPath: part)[.size] as? Int
        return Result(bytes: size ?? 0, transactions: transactions, meterValues: meterValues)
    }

    /// Writes the file and its name through to disk.
    private static func persist(_ part: String, as target: String) throws(StoreError) {
        try synchronize(part)
        guard rename(part, target) == 0 else {
            throw .unusable(path: target, reason: String(cString: strerror(errno)))
        }
        let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
        try synchronize(folder)
    }

    private static func synchronize(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw .unusable(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .unusable(path: path, reason: String(cString: strerror(errno))) }
    }

    private static func remove(_ part: String) {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(part + suffix) }
    }
}
