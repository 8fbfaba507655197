import CentralSystemModel
import Foundation
import GRDB
import OCPPTypes
import TestSupport
import Testing

@testable import CentralSystemStore

@Suite struct DatabaseFileTests {
    private func failure(_ path: String) -> StoreError? {
        do throws(StoreError) {
            _ = try DatabaseFile.open(path: path, busyTimeoutMilliseconds: 20)
            return nil
        } catch {
            return error
        }
    }

    @Test func `commits are durable: WAL and synchronous FULL`() throws {
        let directory = TestDirectory()
        let pool = try DatabaseFile.open(path: directory.file("a"), busyTimeoutMilliseconds: 20)
        let (synchronous, journal) = try pool.writeWithoutTransaction { db in
            (
                try Int.fetchOne(db, sql: "PRAGMA synchronous"),
                try String.fetchOne(db, sql: "PRAGMA journal_mode")
            )
        }
        #expect(synchronous == 2)
        #expect(journal == "wal")
    }

    @Test func `a file that is no database, of another program, or newer is refused`() throws {
        let directory = TestDirectory()
        let text = directory.file("text")
        try Data(repeating: 0x41, count: 4096).write(to: URL(fileURLWithPath: text))
        #expect(failure(text) == .notADatabase(path: text))

        let foreign = directory.file("foreign")
        try DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE t (x)") }
        #expect(failure(foreign) == .foreign(path: foreign))
        // It is left as it was.
        #expect(
            try DatabaseQueue(path: foreign).read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "delete")

        let newer = directory.file("newer")
        #expect(failure(newer) == nil)
        try DatabaseQueue(path: newer).write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999 future')")
        }
        #expect(failure(newer) == .newerSchema(path: newer))
    }

    @Test func `a missing directory is told`() {
        let path = TestDirectory().file("no/such/directory/csms.sqlite")
        guard case .unusable(path, let reason)? = failure(path) else { return #expect(failure(path) == nil) }
        #expect(reason.contains("unable to open database file"))
    }

    @Test func `error texts tell what to do`() {
        #expect(
            StoreError.foreign(path: "x").description
                == "x is a SQLite database of another program; name another file with --database")
        #expect(
            StoreError.newerSchema(path: "x").description
                == "x was written by a newer version of wattswarm; use that version or another file")
        #expect(
            StoreError.notADatabase(path: "x").description
                == "x is not a SQLite database; name another file with --database")
        #expect(
            StoreError.settingRefused(name: "synchronous", wanted: "2", got: "1").description
                == "SQLite keeps synchronous at 1 instead of 2; commits would not be durable")
    }

    @Test func `every record comes back as it was written`() throws {
        let directory = TestDirectory()
        let pool = try DatabaseFile.open(path: directory.file("a"), busyTimeoutMilliseconds: 20)
        let time = DateTime(millisecondsSince1970: 1_735_732_800_123)
        let boot = BootNotification.Request(
            chargePointVendor: "V", chargePointModel: "M", chargePointSerialNumber: "1", chargeBoxSerialNumber: "2",
            firmwareVersion: "3", iccid: "4", imsi: "5", meterType: "6", meterSerialNumber: "7")
        var expected = WorkingSet()
        expected.chargePoints = [
            ChargePointRecord(identity: "A'\"ü", registration: .accepted, boot: BootRecord(boot, at: time)),
            ChargePointRecord(identity: "B", registration: nil, admission: .pending),
        ]
        expected.connectors = [
            ConnectorRecord(
                identity: "B",
                notification: .init(
                    connectorId: 2, errorCode: .otherError, info: "i", status: .faulted, timestamp: time,
                    vendorId: "v", vendorErrorCode: "e"))
        ]
        expected.notifications = [
            NotificationRecord(
                identity: "B", kind: .logStatus, status: "Uploaded", requestId: 4, detail: "d", timestamp: time)
        ]
        expected.idTags = [
            IdTagRecord(
                idTag: "T", status: .blocked, parentIdTag: "P", expiryDate: time, maxActiveTransactions: 2)
        ]
        let start = StartTransaction.Request(
            connectorId: 1, idTag: "T", meterStart: .max, reservationId: 3, timestamp: time)
        let stop = TransactionStop(
            idTag: "t", meterStop: .min, timestamp: time, reason: .deAuthorized, matchedWithoutId: true,
            received: time.adding(milliseconds: 1))
        expected.transactions = [
            TransactionRecord(
                transactionId: 7, identity: "B", start: start, startStatus: .concurrentTx, stop: stop),
            TransactionRecord(transactionId: 9, identity: "B", start: start, startStatus: .accepted),
        ]
        expected.nextTransactionId = 10
        let keys = (UInt8(1)...3).map { SaltedKey(bytes: Array(repeating: $0, count: 48))! }
        expected.security = [
            SecurityRecord(
                identity: "B", key: keys[0], nextKeys: [keys[1], keys[2]], lowestProfile: 1, nextProfile: 2)
        ]
        let records: [CentralSystemModel.Record] = [
            .chargePoint(expected.chargePoints[0]), .admission(identity: "B", .pending),
            .connector(expected.connectors[0]), .notification(expected.notifications[0]),
            .security(expected.security[0]), .idTag(IdTagRecord(idTag: "t")), .idTag(expected.idTags[0]),
            .idTag(IdTagRecord(idTag: "gone")), .idTagDeleted("GONE"),
            .transactionStarted(
                TransactionRecord(transactionId: 7, identity: "B", start: start, startStatus: .concurrentTx)),
            .transactionStopped(identity: "B", transactionId: 7, stop), .transactionStarted(expected.transactions[1]),
            .unmatchedStop(
                UnmatchedStopRecord(
                    notice: .stopUnknown, identity: "B", transactionId: -1, stop: stop, received: time)),
        ]
        try pool.write { db in
            let writer = try RecordWriter(db)
            for record in records { try writer.write(record) }
        }
        #expect(try pool.read { try WorkingSetReader.read($0, recentTransactions: 8, orders: 8) } == expected)
        #expect(
            try pool.read { try Row.fetchOne($0, sql: "SELECT kind, transactionId FROM unmatchedStops") }
                == ["kind": "stop_unknown", "transactionId": -1])
    }

    @Test func `an operator's refusal replaces a stored acceptance, an acceptance does not`() throws {
        let directory = TestDirectory()
        let pool = try DatabaseFile.open(path: directory.file("a"), busyTimeoutMilliseconds: 20)
        func registration(after admission: RegistrationStatus) throws -> String? {
            try pool.write { db in
                let writer = try RecordWriter(db)
                try writer.write(.chargePoint(ChargePointRecord(identity: "A", registration: .pending)))
                try writer.write(.admission(identity: "A", admission))
                return try String.fetchOne(db, sql: "SELECT registration FROM chargePoints")
            }
        }
        #expect(try registration(after: .rejected) == "Rejected")
        #expect(try registration(after: .accepted) == "Pending")
    }

    @Test func `meter values are stored as JSON that SQL can read`() throws {
        let directory = TestDirectory()
        let pool = try DatabaseFile.open(path: directory.file("a"), busyTimeoutMilliseconds: 20)
        let time = DateTime(millisecondsSince1970: 1_735_732_800_123)
        let values = [
            MeterValue(timestamp: time, sampledValue: []),
            MeterValue(
                timestamp: time,
                sampledValue: [
                    SampledValue(value: "a\"\\\u{1}\u{1f}\nü"),
                    SampledValue(
                        value: "2", context: .sampleClock, format: .signedData, measurand: .voltage, phase: .l1N,
                        location: .inlet, unit: .v),
                ]),
        ]
        let record = MeterValuesRecord(
            identity: "A", connectorId: 0, transactionId: .max, source: .transactionData, meterValue: values,
            received: time)
        let row = try pool.write { db in
            try RecordWriter(db).write(.meterValues(record))
            return try Row.fetchOne(
                db,
                sql: """
                    SELECT transactionId, source, meterValue ->> '$[0].timestamp' AS time,
                        meterValue ->> '$[1].sampledValue[0].value' AS value,
                        meterValue -> '$[1].sampledValue[1]' AS sample FROM meterValues
                    """)
        }
        #expect(
            row == [
                "transactionId": Int.max, "source": 1, "time": "2025-01-01T12:00:00.123Z",
                "value": "a\"\\\u{1}\u{1f}\nü",
                "sample":
                    #"{"value":"2","context":"Sample.Clock","format":"SignedData","measurand":"Voltage","#
                    + #""phase":"L1-N","location":"Inlet","unit":"V"}"#,
            ])
    }

    @Test func `the audit of a copy without its write-ahead log says what is missing`() throws {
        let directory = TestDirectory()
        let path = directory.file("whole")
        let copy = directory.file("alone")
        let pool = try DatabaseFile.open(path: path, busyTimeoutMilliseconds: 20)
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        try pool.close()
        #expect(throws: StoreError.withoutLog(path: copy)) { try DatabaseAudit.transactions(at: copy) }
        #expect(StoreError.withoutLog(path: copy).description.contains("\(copy)-wal"))
        // The whole one is read, and a database of somebody else stays one.
        _ = try DatabaseAudit.transactions(at: path)
        let foreign = directory.file("foreign")
        let other = try DatabasePool(path: foreign)
        try other.write { try $0.execute(sql: "CREATE TABLE t (x)") }
        try other.close()
        #expect(throws: StoreError.foreign(path: foreign)) { try DatabaseAudit.transactions(at: foreign) }
    }

    @Test func `the audit refuses a file that is not ours`() throws {
        let directory = TestDirectory()
        let foreign = directory.file("foreign")
        try DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE t (x)") }
        #expect(throws: StoreError.foreign(path: foreign)) { try DatabaseAudit.transactions(at: foreign) }
    }
}
