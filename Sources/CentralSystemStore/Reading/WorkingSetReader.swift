import CentralSystemModel
import Foundation
import GRDB
import OCPPTypes

/// Reads the model's working set from the database.
struct WorkingSetReader {
    let db: Database

    /// - Parameter recentTransactions: how many ended transactions of each charge point are read.
    /// - Parameter orders: how many of the youngest orders of each charge point are read.
    static func read(_ db: Database, recentTransactions: Int, orders: Int) throws -> WorkingSet {
        let reader = WorkingSetReader(db: db)
        var workingSet = WorkingSet()
        workingSet.chargePoints = try reader.chargePoints()
        workingSet.connectors = try reader.connectors()
        workingSet.notifications = try reader.notifications()
        workingSet.security = try reader.security()
        workingSet.idTags = try reader.idTags(after: nil, limit: nil)
        workingSet.transactions = try reader.transactions(
            ofEach: workingSet.chargePoints.map(\.identity), recent: recentTransactions)
        // With the last register, however long ago it came: an end in the books takes it over.
        workingSet.meterValues = try workingSet.transactions.filter { $0.stop == nil }.flatMap(reader.endingMeterValues)
        let last = try Int64.fetchOne(db, sql: "SELECT max(transactionId) FROM transactions") ?? 0
        // Beyond the last 32-bit id the model has to know that none is left: 0.
        workingSet.nextTransactionId = last < Int64(Int32.max) ? Int32(max(0, last)) + 1 : 0
        try BookReader(db: db).read(into: &workingSet, orders: orders)
        return workingSet
    }

    private func security() throws -> [SecurityRecord] {
        try Row.fetchAll(db, sql: "SELECT * FROM security").map { row in
            // Passwords lie one after the other, each of the same length.
            let keys = { (name: String) in
                let bytes = (row[name] as Data?).map(Array.init) ?? []
                let length = SaltedKey.saltBytes + SaltedKey.hashBytes
                return stride(from: 0, to: bytes.count, by: length).compactMap {
                    SaltedKey(bytes: Array(bytes[$0..<min($0 + length, bytes.count)]))
                }
            }
            return SecurityRecord(
                identity: row["identity"], key: keys("key").first, nextKeys: keys("nextKey"), leftKeys: row["leftKeys"],
                lowestProfile: row["lowestProfile"], nextProfile: row["nextProfile"])
        }
    }

    private func chargePoints() throws -> [ChargePointRecord] {
        try Row.fetchAll(db, sql: "SELECT * FROM chargePoints").map { row in
            var boot: BootRecord?
            if let time = row["bootTime"] as Int64? {
                let request = BootNotification.Request(
                    chargePointVendor: CiString(unchecked: row["chargePointVendor"] ?? ""),
                    chargePointModel: CiString(unchecked: row["chargePointModel"] ?? ""),
                    chargePointSerialNumber: text(row["chargePointSerialNumber"]),
                    chargeBoxSerialNumber: text(row["chargeBoxSerialNumber"]),
                    firmwareVersion: text(row["firmwareVersion"]), iccid: text(row["iccid"]),
                    imsi: text(row["imsi"]), meterType: text(row["meterType"]),
                    meterSerialNumber: text(row["meterSerialNumber"]))
                boot = BootRecord(request, at: DateTime(millisecondsSince1970: time))
            }
            return ChargePointRecord(
                identity: row["identity"],
                registration: (row["registration"] as String?).flatMap(RegistrationStatus.init),
                admission: (row["admission"] as String?).flatMap(RegistrationStatus.init), boot: boot)
        }
    }

    private func connectors() throws -> [ConnectorRecord] {
        try Row.fetchAll(db, sql: "SELECT * FROM connectors").compactMap { row in
            guard let status = ChargePointStatus(rawValue: row["status"]),
                let errorCode = ChargePointErrorCode(rawValue: row["errorCode"])
            else { return nil }
            let notification = StatusNotification.Request(
                connectorId: row["connectorId"], errorCode: errorCode, info: text(row["info"]), status: status,
                timestamp: DateTime(millisecondsSince1970: row["timestamp"]), vendorId: text(row["vendorId"]),
                vendorErrorCode: text(row["vendorErrorCode"]))
            return ConnectorRecord(identity: row["identity"], notification: notification)
        }
    }

    private func notifications() throws -> [NotificationRecord] {
        try Row.fetchAll(db, sql: "SELECT * FROM notifications").compactMap { row in
            guard let kind = NotificationKind(rawValue: row["kind"]) else { return nil }
            return NotificationRecord(
                identity: row["identity"], kind: kind, status: row["status"], requestId: row["requestId"],
                detail: row["detail"], timestamp: DateTime(millisecondsSince1970: row["timestamp"]))
        }
    }

    /// Id tags by their text, after one of them; those that begin with a prefix.
    func idTags(after cursor: String?, limit: Int?, prefix: String? = nil) throws -> [IdTagRecord] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM idTags WHERE (?1 IS NULL OR idTag > ?1)
                AND (?3 IS NULL OR substr(idTag, 1, length(?3)) = ?3 COLLATE NOCASE) ORDER BY idTag LIMIT ?2
                """,
            arguments: [cursor, limit ?? -1, prefix])
        return rows.compactMap(idTag)
    }

    /// One id tag.
    func idTag(_ idTag: String) throws -> IdTagRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM idTags WHERE idTag = ?", arguments: [idTag]).flatMap(self.idTag)
    }

    private func idTag(_ row: Row) -> IdTagRecord? {
        guard let status = AuthorizationStatus(rawValue: row["status"]) else { return nil }
        return IdTagRecord(
            idTag: IdTag(unchecked: row["idTag"]), status: status, parentIdTag: text(row["parentIdTag"]),
            expiryDate: (row["expiryDate"] as Int64?).map(DateTime.init(millisecondsSince1970:)),
            maxActiveTransactions: row["maxActiveTransactions"])
    }

    private func transactions(ofEach identities: [String], recent: Int) throws -> [TransactionRecord] {
        var found = try Row.fetchAll(db, sql: "SELECT * FROM transactions WHERE stopTimestamp IS NULL")
            .map(transaction)
        let statement = try db.makeStatement(
            sql: """
                SELECT * FROM transactions WHERE identity = ? AND stopTimestamp IS NOT NULL
                ORDER BY transactionId DESC LIMIT ?
                """)
        for identity in identities {
            found += try Row.fetchAll(statement, arguments: [identity, recent]).map(transaction)
        }
        // Ended ones in the order of their ends, as the model keeps them.
        func key(_ transaction: TransactionRecord) -> (Int64, Int32) {
            let end = transaction.stop.map { ($0.received ?? $0.timestamp).millisecondsSince1970 }
            return (end ?? .max, transaction.transactionId)
        }
        return found.sorted { key($0) < key($1) }
    }

    /// Transactions by their id, after one of them.
    func transactions(
        after cursor: Int64, limit: Int, identity: String? = nil, onlyOpen: Bool = false
    ) throws -> [TransactionRecord] {
        var sql = "SELECT * FROM transactions WHERE transactionId > ?"
        var arguments: StatementArguments = [cursor]
        if let identity {
            sql += " AND identity = ?"
            arguments += [identity]
        }
        if onlyOpen { sql += " AND stopTimestamp IS NULL" }
        arguments += [limit]
        return try Row.fetchAll(db, sql: sql + " ORDER BY transactionId LIMIT ?", arguments: arguments)
            .map(transaction)
    }

    func transaction(_ row: Row) -> TransactionRecord {
        var stop: TransactionStop?
        if let time = row["stopTimestamp"] as Int64? {
            stop = TransactionStop(
                idTag: text(row["stopIdTag"]), meterStop: row["meterStop"],
                timestamp: DateTime(millisecondsSince1970: time),
                reason: (row["reason"] as String?).flatMap(Reason.init), matchedWithoutId: row["matchedWithoutId"],
                received: (row["stopReceived"] as Int64?).map(DateTime.init(millisecondsSince1970:)),
                centralSystemReason: (row["centralSystemReason"] as String?).flatMap(CentralSystemReason.init))
        }
        return TransactionRecord(
            transactionId: row["transactionId"], identity: row["identity"],
            start: StartTransaction.Request(
                connectorId: row["connectorId"], idTag: IdTag(unchecked: row["idTag"]),
                meterStart: row["meterStart"], reservationId: row["reservationId"],
                timestamp: DateTime(millisecondsSince1970: row["startTimestamp"])),
            startStatus: AuthorizationStatus(rawValue: row["startStatus"]) ?? .invalid, stop: stop)
    }

    private func text<let length: Int>(_ value: String?) -> CiString<length>? {
        value.map(CiString.init(unchecked:))
    }
}
