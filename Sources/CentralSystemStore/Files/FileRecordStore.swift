import Foundation
import GRDB
import OCPPTypes
import TransferModel

/// Something that the file endpoint wants to be kept.
package enum FileRecordChange: Sendable {
    /// A user is made.
    case user(FileUserRecord)
    /// So many whole transfers of a user are left.
    case uses(user: String, Int)
    /// A user goes.
    case removeUser(String)
    /// A file was stored.
    case file(StoredFileRecord)
    /// A file is gone.
    case removeFile(String)
    /// A file has another name.
    case renameFile(String, to: StorePath)
    /// A transfer has ended.
    case transfer(FileTransferRecord)
}

/// What the file endpoint keeps: users, files, and the history of transfers.
package struct FileRecordStore: Sendable {
    /// A file as the database knows it.
    package struct KnownFile: Sendable, Equatable {
        /// Its length in bytes.
        package var size: Int64
        /// When it was stored.
        package var stored: DateTime
    }

    let pool: DatabasePool

    /// Every user.
    package func users() async throws -> [FileUserRecord] {
        try await pool.read { try Row.fetchAll($0, sql: "SELECT * FROM fileUsers").map(FileUserRecord.init) }
    }

    /// Every file by its path.
    package func files() throws -> [String: KnownFile] {
        try pool.read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT path, size, stored FROM storedFiles")
            return Dictionary(
                uniqueKeysWithValues: rows.map { row -> (String, KnownFile) in
                    let stored = DateTime(millisecondsSince1970: row["stored"])
                    return (row["path"], KnownFile(size: row["size"], stored: stored))
                })
        }
    }

    /// Writes changes in one commit.
    ///
    /// - `history`: transfers that the history keeps; the oldest beyond it go.
    package func write(_ changes: [FileRecordChange], history: Int) async throws {
        try await pool.write { db in
            for change in changes { try Self.write(change, db) }
            try db.execute(
                sql: "DELETE FROM fileTransfers WHERE id <= (SELECT max(id) FROM fileTransfers) - ?",
                arguments: [history])
        }
    }

    private static func milliseconds(_ text: String) -> Int64 { DateTime(text)?.millisecondsSince1970 ?? 0 }

    private static func write(_ change: FileRecordChange, _ db: Database) throws {
        switch change {
        case .user(let record):
            try db.execute(
                sql: "INSERT OR REPLACE INTO fileUsers VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    record.user, Data(record.salt), Data(record.hash), record.chargePoint, record.rightsText,
                    record.created.millisecondsSince1970, record.expires?.millisecondsSince1970, record.uses,
                ])
        case .uses(let user, let uses):
            try db.execute(sql: "UPDATE fileUsers SET uses = ? WHERE user = ?", arguments: [uses, user])
        case .removeUser(let user):
            try db.execute(sql: "DELETE FROM fileUsers WHERE user = ?", arguments: [user])
        case .file(let file):
            try db.execute(
                sql: "INSERT OR REPLACE INTO storedFiles VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    file.path, file.size, file.sha256, file.kind, file.chargePoint, file.source,
                    milliseconds(file.stored),
                ])
        case .removeFile(let path):
            try db.execute(sql: "DELETE FROM storedFiles WHERE path = ?", arguments: [path])
        case .renameFile(let path, let other):
            try db.execute(
                sql: "UPDATE OR REPLACE storedFiles SET path = ?, kind = ? WHERE path = ?",
                arguments: [other.description, StoreLayout.kind(of: other).rawValue, path])
        case .transfer(let record):
            try db.execute(
                sql: """
                    INSERT INTO fileTransfers (user, chargePoint, kind, scheme, direction, path, remote, fault, failure,
                        offset, bytes, size, sha256, started, durationMilliseconds)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    record.user, record.chargePoint, record.kind, record.scheme, record.direction, record.path,
                    record.remote, record.fault, record.failure, record.offset, record.bytes, record.size,
                    record.sha256, milliseconds(record.started), record.durationMilliseconds,
                ])
        }
    }
}
