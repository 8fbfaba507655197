import GRDB
import TransferModel

/// What the file endpoint keeps.
extension StoreReader {
    /// Files by path, after one of them.
    ///
    /// - `identity`: only those of a charge point; nil for all.
    package func storedFiles(
        kinds: [FileKind], of identity: String?, after cursor: String?, limit: Int
    ) async throws -> [StoredFileRecord] {
        let marks = kinds.map { "'\($0.rawValue)'" }.joined(separator: ",")
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM storedFiles WHERE kind IN (\(marks)) AND path > ?
                    AND (?2 IS NULL OR chargePoint = ?2) ORDER BY path LIMIT ?3
                    """, arguments: [cursor ?? "", identity, limit]
            ).map(StoredFileRecord.init)
        }
    }

    /// One file; nil where there is none.
    package func storedFile(_ path: StorePath) async throws -> StoredFileRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM storedFiles WHERE path = ?", arguments: [path.description])
                .map(StoredFileRecord.init)
        }
    }

    /// Transfers that have ended, the newest first.
    ///
    /// - `cursor`: the row's number that the page before ended with.
    /// - `identity`: only those of a charge point; nil for all.
    /// - `kind`: only those of a kind of file; nil for all.
    package func fileTransfers(
        before cursor: Int64, of identity: String?, kind: FileKind?, limit: Int
    ) async throws -> [FileTransferRecord] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM fileTransfers WHERE id < ?1 AND (?2 IS NULL OR chargePoint = ?2)
                    AND (?3 IS NULL OR kind = ?3) ORDER BY id DESC LIMIT ?4
                    """, arguments: [cursor, identity, kind?.rawValue, limit]
            ).map(FileTransferRecord.init)
        }
    }
}
