import GRDB

/// The tables of the central system's database. Times are milliseconds since 1970 in UTC; statuses are OCPP's words.
enum DatabaseSchema {
    /// `PRAGMA application_id` of our files: "WSCS".
    static let applicationID = 0x5753_4353

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 core") { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: core)
        }
        migrator.registerMigration("2 books") { db in try db.execute(sql: books) }
        migrator.registerMigration("security profiles") { db in try db.execute(sql: SecuritySchema.text) }
        migrator.registerMigration("operator tokens") { db in
            try db.execute(
                sql: """
                    CREATE TABLE operatorTokens (
                        name TEXT NOT NULL PRIMARY KEY,
                        role TEXT NOT NULL,
                        hash TEXT NOT NULL,
                        created INTEGER NOT NULL
                    ) WITHOUT ROWID
                    """)
        }
        FilesSchema.register(in: &migrator)
        // Retention goes by it: the charge point's own clock may be decades off.
        migrator.registerMigration("time of receipt of stops") { db in
            try db.execute(sql: "ALTER TABLE transactions ADD COLUMN stopReceived INTEGER")
        }
        migrator.registerMigration("lost transactions") { db in try db.execute(sql: LostTransactions.migration) }
        // Set where no StopTransaction came and the central system ended the transaction in its books.
        migrator.registerMigration("ends by the central system") { db in
            try db.execute(sql: "ALTER TABLE transactions ADD COLUMN centralSystemReason TEXT")
        }
        migrator.registerMigration("unmatched stops by charge point") { db in
            try db.execute(sql: "CREATE INDEX unmatchedStopsOfChargePoint ON unmatchedStops (identity, id)")
        }
        migrator.registerMigration("passwords that were left") { db in
            try db.execute(sql: "ALTER TABLE security ADD COLUMN leftKeys INTEGER NOT NULL DEFAULT 0")
        }
        return migrator
    }

    /// What is kept of a charge point beyond transactions; `request` columns hold payloads as they go over the wire.
    private static let books = """
        CREATE TABLE configuration (
            identity TEXT NOT NULL,
            key TEXT NOT NULL COLLATE NOCASE,
            value TEXT,
            readonly INTEGER,
            pendingValue TEXT,
            PRIMARY KEY (identity, key)
        ) WITHOUT ROWID;
        CREATE TABLE availability (
            identity TEXT NOT NULL,
            connectorId INTEGER NOT NULL,
            type TEXT NOT NULL,
            status TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (identity, connectorId)
        ) WITHOUT ROWID;
        CREATE TABLE reservations (
            identity TEXT NOT NULL,
            reservationId INTEGER NOT NULL,
            connectorId INTEGER NOT NULL,
            idTag TEXT NOT NULL,
            parentIdTag TEXT,
            expiryDate INTEGER NOT NULL,
            state TEXT NOT NULL,
            answer TEXT,
            transactionId INTEGER,
            PRIMARY KEY (identity, reservationId)
        ) WITHOUT ROWID;
        CREATE INDEX reservationsById ON reservations (reservationId);
        CREATE TABLE chargingProfiles (
            identity TEXT NOT NULL,
            position INTEGER NOT NULL,
            connectorId INTEGER NOT NULL,
            chargingProfileId INTEGER NOT NULL,
            chargingProfilePurpose TEXT NOT NULL,
            stackLevel INTEGER NOT NULL,
            time INTEGER NOT NULL,
            request TEXT NOT NULL,
            PRIMARY KEY (identity, position)
        ) WITHOUT ROWID;
        CREATE TABLE expectedStarts (
            identity TEXT NOT NULL,
            position INTEGER NOT NULL,
            until INTEGER,
            request TEXT NOT NULL,
            PRIMARY KEY (identity, position)
        ) WITHOUT ROWID;
        CREATE TABLE localLists (
            identity TEXT NOT NULL PRIMARY KEY,
            listVersion INTEGER NOT NULL,
            contentId INTEGER
        ) WITHOUT ROWID;
        CREATE TABLE localListContents (
            contentId INTEGER PRIMARY KEY AUTOINCREMENT,
            request TEXT NOT NULL
        );
        CREATE TABLE orders (
            orderId INTEGER PRIMARY KEY AUTOINCREMENT,
            identity TEXT NOT NULL,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            time INTEGER NOT NULL,
            answer TEXT,
            request TEXT NOT NULL,
            steps TEXT NOT NULL
        );
        CREATE INDEX ordersOfChargePoint ON orders (identity, orderId);
        """

    private static let core = """
        CREATE TABLE chargePoints (
            identity TEXT NOT NULL PRIMARY KEY,
            registration TEXT,
            admission TEXT,
            bootTime INTEGER,
            chargePointVendor TEXT, chargePointModel TEXT, chargePointSerialNumber TEXT,
            chargeBoxSerialNumber TEXT, firmwareVersion TEXT, iccid TEXT, imsi TEXT,
            meterType TEXT, meterSerialNumber TEXT
        ) WITHOUT ROWID;
        CREATE TABLE connectors (
            identity TEXT NOT NULL,
            connectorId INTEGER NOT NULL,
            status TEXT NOT NULL,
            errorCode TEXT NOT NULL,
            info TEXT, vendorId TEXT, vendorErrorCode TEXT,
            timestamp INTEGER NOT NULL,
            PRIMARY KEY (identity, connectorId)
        ) WITHOUT ROWID;
        CREATE TABLE transactions (
            transactionId INTEGER PRIMARY KEY,
            identity TEXT NOT NULL,
            connectorId INTEGER NOT NULL,
            idTag TEXT NOT NULL,
            meterStart INTEGER NOT NULL,
            startTimestamp INTEGER NOT NULL,
            reservationId INTEGER,
            startStatus TEXT NOT NULL,
            stopTimestamp INTEGER,
            meterStop INTEGER,
            stopIdTag TEXT,
            reason TEXT,
            matchedWithoutId INTEGER
        );
        CREATE INDEX transactionsOfChargePoint ON transactions (identity, transactionId);
        CREATE INDEX openTransactions ON transactions (transactionId) WHERE stopTimestamp IS NULL;
        CREATE TABLE unmatchedStops (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            identity TEXT NOT NULL,
            transactionId INTEGER NOT NULL,
            stopTimestamp INTEGER NOT NULL,
            meterStop INTEGER NOT NULL,
            stopIdTag TEXT,
            reason TEXT,
            received INTEGER NOT NULL
        );
        CREATE TABLE meterValues (
            id INTEGER PRIMARY KEY,
            identity TEXT NOT NULL,
            connectorId INTEGER NOT NULL,
            transactionId INTEGER,
            source INTEGER NOT NULL,
            received INTEGER NOT NULL,
            meterValue TEXT NOT NULL
        );
        CREATE INDEX meterValuesOfTransaction ON meterValues (transactionId) WHERE transactionId IS NOT NULL;
        CREATE TABLE notifications (
            identity TEXT NOT NULL,
            kind TEXT NOT NULL,
            status TEXT NOT NULL,
            requestId INTEGER,
            detail TEXT,
            timestamp INTEGER NOT NULL,
            PRIMARY KEY (identity, kind)
        ) WITHOUT ROWID;
        CREATE TABLE idTags (
            idTag TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
            status TEXT NOT NULL,
            parentIdTag TEXT,
            expiryDate INTEGER,
            maxActiveTransactions INTEGER
        ) WITHOUT ROWID;
        """
}
