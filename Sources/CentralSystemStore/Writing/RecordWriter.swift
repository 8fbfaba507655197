import CentralSystemModel
import GRDB
import OCPPTypes

/// Writes records by prepared statements. Lives on the writer's connection only.
final class RecordWriter {
    private let db: Database
    private let chargePoint: Statement
    private let admission: Statement
    private let connector: Statement
    private let start: DirectStatement
    private let stop: DirectStatement
    private let unmatchedStop: Statement
    private let meterValues: DirectStatement
    private let notification: Statement
    private let idTag: Statement
    private let idTagDeletion: Statement
    private let books: BookWriter
    private let security: SecurityRecordWriter
    private var text = MeterValueText()

    init(_ db: Database) throws {
        self.db = db
        chargePoint = try db.makeStatement(
            sql: """
                INSERT INTO chargePoints (identity, registration, bootTime, chargePointVendor, chargePointModel,
                    chargePointSerialNumber, chargeBoxSerialNumber, firmwareVersion, iccid, imsi, meterType,
                    meterSerialNumber)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (identity) DO UPDATE SET registration = excluded.registration,
                    bootTime = excluded.bootTime, chargePointVendor = excluded.chargePointVendor,
                    chargePointModel = excluded.chargePointModel,
                    chargePointSerialNumber = excluded.chargePointSerialNumber,
                    chargeBoxSerialNumber = excluded.chargeBoxSerialNumber,
                    firmwareVersion = excluded.firmwareVersion, iccid = excluded.iccid, imsi = excluded.imsi,
                    meterType = excluded.meterType, meterSerialNumber = excluded.meterSerialNumber
                """)
        admission = try db.makeStatement(
            sql: """
                INSERT INTO chargePoints (identity, admission) VALUES (?, ?)
                ON CONFLICT (identity) DO UPDATE SET admission = excluded.admission,
                    registration = CASE WHEN excluded.admission = 'Accepted' OR registration IS NULL
                        THEN registration ELSE excluded.admission END
                """)
        connector = try db.makeStatement(
            sql: "INSERT OR REPLACE INTO connectors VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        start = try DirectStatement(
            db,
            sql: """
                INSERT INTO transactions (transactionId, identity, connectorId, idTag, meterStart, startTimestamp,
                    reservationId, startStatus) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        stop = try DirectStatement(
            db,
            sql: """
                UPDATE transactions SET stopTimestamp = ?1, meterStop = ?2, stopIdTag = ?3, reason = ?4,
                    matchedWithoutId = ?5, stopReceived = ?6, centralSystemReason = ?7 WHERE transactionId = ?8
                    AND (stopTimestamp IS NULL OR (centralSystemReason IS NOT NULL AND ?7 IS NULL))
                """)
        unmatchedStop = try db.makeStatement(
            sql: """
                INSERT INTO unmatchedStops (kind, identity, transactionId, stopTimestamp, meterStop, stopIdTag,
                    reason, received) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        meterValues = try DirectStatement(
            db,
            sql: """
                INSERT INTO meterValues (identity, connectorId, transactionId, source, received, meterValue)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
        notification = try db.makeStatement(
            sql: "INSERT OR REPLACE INTO notifications VALUES (?, ?, ?, ?, ?, ?)")
        idTag = try db.makeStatement(sql: "INSERT OR REPLACE INTO idTags VALUES (?, ?, ?, ?, ?)")
        security = try SecurityRecordWriter(db)
        idTagDeletion = try db.makeStatement(sql: "DELETE FROM idTags WHERE idTag = ?")
        books = try BookWriter(db)
    }

    func write(_ record: CentralSystemModel.Record) throws {
        switch record {
        case .chargePoint(let record): try write(record)
        case .chargePointForgotten(let identity):
            // Rare, so the statements are the cached ones of the connection.
            for table in ["chargePoints", "connectors", "notifications"] {
                try run(db.cachedStatement(sql: "DELETE FROM \(table) WHERE identity = ?"), [identity])
            }
        case .admission(let identity, let status):
            try run(admission, [identity, status.rawValue])
        case .connector(let record):
            let status = record.notification
            try run(
                connector,
                [
                    record.identity, status.connectorId, status.status.rawValue, status.errorCode.rawValue,
                    status.info?.value, status.vendorId?.value, status.vendorErrorCode?.value,
                    status.timestamp?.millisecondsSince1970,
                ])
        case .transactionStarted(let record): try write(record)
        case .transactionStopped(let identity, let transactionId, let end): try write(end, of: transactionId, identity)
        case .unmatchedStop(let record): try write(record)
        case .meterValues(let record): try write(record)
        case .repeatedMeterValues(let record): try writeUnlessPresent(record)
        case .notification(let record):
            try run(
                notification,
                [
                    record.identity, record.kind.rawValue, record.status, record.requestId, record.detail,
                    record.timestamp.millisecondsSince1970,
                ])
        case .idTag(let record):
            try run(
                idTag,
                [
                    record.idTag.value, record.status.rawValue, record.parentIdTag?.value,
                    record.expiryDate?.millisecondsSince1970, record.maxActiveTransactions,
                ])
        case .idTagDeleted(let tag):
            try run(idTagDeletion, [tag.value])
        case .configuration, .configurationDeleted, .availability, .reservation, .chargingProfiles, .expectedStarts,
            .localList, .localListContent, .localListContentDeleted, .order:
            _ = try books.write(record)
        case .security, .issuedCertificate, .installedCertificates, .installedCertificateDeleted, .securityEvent:
            _ = try security.write(record)
        }
    }

    private func write(_ record: TransactionRecord) throws {
        try start.run { values in
            values.number(Int64(record.transactionId))
            values.text(record.identity)
            values.number(record.start.connectorId)
            values.text(record.start.idTag.value)
            values.number(record.start.meterStart)
            values.number(record.start.timestamp.millisecondsSince1970)
            values.number(record.start.reservationId)
            values.text(record.startStatus.rawValue)
        }
    }

    private func write(_ record: UnmatchedStopRecord) throws {
        try run(
            unmatchedStop,
            [
                record.notice.label, record.identity, record.transactionId,
                record.stop.timestamp.millisecondsSince1970, record.stop.meterStop, record.stop.idTag?.value,
                record.stop.reason?.rawValue, record.received.millisecondsSince1970,
            ])
    }

    private func write(_ end: TransactionStop, of transactionId: Int32, _ identity: String) throws {
        try stop.run { values in
            values.number(end.timestamp.millisecondsSince1970)
            values.number(end.meterStop)
            values.text(end.idTag?.value)
            values.text(end.reason?.rawValue)
            values.number(end.matchedWithoutId ? 1 : 0)
            values.number(end.received?.millisecondsSince1970)
            values.text(end.centralSystemReason?.rawValue)
            values.number(Int64(transactionId))
        }
        if db.changesCount == 1 { return }
        // What the central system enters by itself may find that an operator was faster: then there is nothing to enter.
        let isThere = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM transactions WHERE transactionId = ?)"),
            arguments: [Int64(transactionId)])
        if isThere != true, end.centralSystemReason == nil {
            // It was ended in the books and pruned since; the charge point's own stop is confirmed all the same.
            return try write(
                UnmatchedStopRecord(
                    notice: .stopUnknown, identity: identity, transactionId: Int(transactionId), stop: end,
                    received: end.received ?? end.timestamp))
        }
        guard end.centralSystemReason != nil, isThere == true else {
            throw DatabaseError(message: "transaction \(transactionId) is not open in the database")
        }
    }

    /// Rare, so its statement is the cached one of the connection.
    private func writeUnlessPresent(_ record: MeterValuesRecord) throws {
        text.write(record.meterValue)
        let written = text.withBytes { String(decoding: $0, as: UTF8.self) }
        let isPresent = try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM meterValues
                        WHERE transactionId = ? AND identity = ? AND source = ? AND meterValue = ?)
                    """),
            arguments: [record.transactionId, record.identity, Int64(record.source.rawValue), written])
        if isPresent != true { try write(record) }
    }

    private func write(_ record: MeterValuesRecord) throws {
        text.write(record.meterValue)
        try text.withBytes { bytes in
            try meterValues.run(last: bytes) { values in
                values.text(record.identity)
                values.number(record.connectorId)
                values.number(record.transactionId)
                values.number(Int64(record.source.rawValue))
                values.number(record.received.millisecondsSince1970)
            }
        }
    }

    private func write(_ record: ChargePointRecord) throws {
        let boot = record.boot?.request
        try run(
            chargePoint,
            [
                record.identity, record.registration?.rawValue, record.boot?.time.millisecondsSince1970,
                boot?.chargePointVendor.value, boot?.chargePointModel.value, boot?.chargePointSerialNumber?.value,
                boot?.chargeBoxSerialNumber?.value, boot?.firmwareVersion?.value, boot?.iccid?.value,
                boot?.imsi?.value, boot?.meterType?.value, boot?.meterSerialNumber?.value,
            ])
    }

    /// The number of values is the statement's, so the check that `execute(arguments:)` makes is left out.
    private func run(_ statement: Statement, _ arguments: StatementArguments) throws {
        statement.setUncheckedArguments(arguments)
        try statement.execute()
    }
}
