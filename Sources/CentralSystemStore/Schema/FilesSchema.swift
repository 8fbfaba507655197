import GRDB

/// The tables of the file endpoint: users with what they may do, files with their hashes, the history of transfers.
enum FilesSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("file endpoint") { db in try db.execute(sql: tables) }
    }

    private static let tables = """
        CREATE TABLE fileUsers (
            user TEXT NOT NULL PRIMARY KEY,
            salt BLOB NOT NULL,
            hash BLOB NOT NULL,
            chargePoint TEXT,
            rights TEXT NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER,
            uses INTEGER
        ) WITHOUT ROWID;
        CREATE TABLE storedFiles (
            path TEXT NOT NULL PRIMARY KEY COLLATE BINARY,
            size INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            kind TEXT NOT NULL,
            chargePoint TEXT,
            source TEXT,
            stored INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE fileTransfers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user TEXT NOT NULL,
            chargePoint TEXT,
            kind TEXT NOT NULL,
            scheme TEXT NOT NULL,
            direction TEXT NOT NULL,
            path TEXT NOT NULL,
            remote TEXT,
            fault TEXT,
            failure TEXT,
            offset INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            size INTEGER,
            sha256 TEXT,
            started INTEGER NOT NULL,
            durationMilliseconds INTEGER NOT NULL
        );
        CREATE INDEX fileTransfersOfChargePoint ON fileTransfers (chargePoint, id);
        """
}
