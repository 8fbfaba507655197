import CentralSystemModel
import Foundation
import GRDB
import OCPPTypes
import TestSupport
import Testing

@testable import CentralSystemStore

@Suite(.timeLimit(.minutes(3))) struct BackupTests {
    /// Starts are written without pause while copies are made: every copy is a moment of them.
    @Test func `copies under load are consistent`() async throws {
        let directory = TestDirectory()
        let path = directory.file("a")
        let pool = try DatabaseFile.open(path: path, busyTimeoutMilliseconds: 5_000)
        let writer = Task.detached {
            var next: Int32 = 1
            while !Task.isCancelled {
                try pool.write { db in
                    let writer = try RecordWriter(db)
                    // Two at once: a copy holds both or none.
                    for _ in 0..<2 {
                        let start = StartTransaction.Request(
                            connectorId: 1, idTag: "T", meterStart: Int(next), timestamp: BookStoreTests.time)
                        try writer.write(
                            .transactionStarted(
                                TransactionRecord(
                                    transactionId: next, identity: "A", start: start, startStatus: .accepted)))
                        next += 1
                    }
                }
            }
        }
        var last = 0
        for number in 0..<5 {
            let result = try DatabaseBackup.copy(from: path, to: directory.file("copy\(number)"))
            #expect(result.transactions.isMultiple(of: 2))
            #expect(result.transactions >= last)
            last = result.transactions
        }
        writer.cancel()
        _ = try await writer.value
    }

    @Test func `a backup that cannot be made leaves nothing behind`() throws {
        let directory = TestDirectory()
        func fault(_ source: String, _ target: String) -> StoreError? {
            do throws(StoreError) {
                _ = try DatabaseBackup.copy(from: source, to: target)
                return nil
            } catch {
                return error
            }
        }
        let path = directory.file("a")
        try DatabaseFile.open(path: path, busyTimeoutMilliseconds: 20).close()
        #expect(fault(path, path) == .unusable(path: path, reason: "the file exists; name a new one"))
        let missing = directory.file("none")
        guard case .unusable(missing, _)? = fault(missing, directory.file("b")) else {
            Issue.record("\(String(describing: fault(missing, directory.file("b"))))")
            return
        }
        let nowhere = directory.file("no/such/b")
        guard case .unusable(nowhere, _)? = fault(path, nowhere) else {
            Issue.record("\(String(describing: fault(path, nowhere)))")
            return
        }
        let foreign = directory.file("foreign")
        try DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE t (x)") }
        #expect(fault(foreign, directory.file("b")) == .foreign(path: foreign))
        #expect(!FileManager.default.fileExists(atPath: directory.file("b")))
        #expect(!FileManager.default.fileExists(atPath: directory.file("b.part")))
    }
}

@Suite(.timeLimit(.minutes(3))) struct PruningTests {
    private let moment = DateTime(millisecondsSince1970: 1_000_000)

    private func start(_ id: Int32, identity: String = "A") -> CentralSystemModel.Record {
        let request = StartTransaction.Request(
            connectorId: 1, idTag: "T", meterStart: Int(id), timestamp: DateTime(millisecondsSince1970: 5))
        return .transactionStarted(
            TransactionRecord(transactionId: id, identity: identity, start: request, startStatus: .accepted))
    }

    /// Received at a time, with a timestamp that may be another.
    private func stop(_ id: Int32, _ milliseconds: Int64, timestamp: Int64? = nil) -> CentralSystemModel.Record {
        .transactionStopped(
            identity: "A", transactionId: id,
            TransactionStop(
                idTag: nil, meterStop: 1, timestamp: DateTime(millisecondsSince1970: timestamp ?? milliseconds),
                reason: nil, received: DateTime(millisecondsSince1970: milliseconds)))
    }

    private func values(_ transactionId: Int?, _ milliseconds: Int64, identity: String = "A")
        -> CentralSystemModel.Record
    {
        .meterValues(
            MeterValuesRecord(
                identity: identity, connectorId: 1, transactionId: transactionId, source: .meterValues,
                meterValue: [], received: DateTime(millisecondsSince1970: milliseconds)))
    }

    private func unmatched(_ milliseconds: Int64) -> CentralSystemModel.Record {
        let time = DateTime(millisecondsSince1970: milliseconds)
        return .unmatchedStop(
            UnmatchedStopRecord(
                notice: .stopUnknown, identity: "A", transactionId: 1,
                stop: TransactionStop(idTag: nil, meterStop: 1, timestamp: time, reason: nil), received: time))
    }

    private func reservation(
        _ id: Int, _ state: ReservationRecord.State, _ milliseconds: Int64
    ) -> CentralSystemModel.Record {
        .reservation(
            ReservationRecord(
                identity: "A",
                request: .init(
                    connectorId: 1, expiryDate: DateTime(millisecondsSince1970: milliseconds), idTag: "T",
                    reservationId: id),
                state: state))
    }

    private func order(_ id: Int64, _ state: OrderRecord.State, _ milliseconds: Int64) -> CentralSystemModel.Record {
        .order(
            OrderRecord(
                orderId: id, identity: "A", request: .getDiagnostics(.init(location: "l")),
                time: DateTime(millisecondsSince1970: milliseconds), state: state))
    }

    /// The ids that are left of transactions whose charge points' clocks were wrong.
    private func left(of records: [CentralSystemModel.Record], forgetsReceipt: Bool = false) throws -> [Int32] {
        let directory = TestDirectory()
        let path = directory.file("a")
        // The last row stays in any case.
        try filled(path, records + [start(9)])
        if forgetsReceipt {
            let pool = try DatabaseFile.open(path: path, busyTimeoutMilliseconds: 20)
            try pool.write { try $0.execute(sql: "UPDATE transactions SET stopReceived = NULL") }
            try pool.close()
        }
        _ = try DatabasePruning.run(at: path, olderThan: moment) {}
        return try DatabaseAudit.transactions(at: path).map(\.transactionId)
    }

    @Test func `the time of receipt counts, not the charge point's clock`() throws {
        let far: Int64 = 4_070_908_800_000
        let young: [CentralSystemModel.Record] = [
            start(1), stop(1, 1_000_000, timestamp: 0), start(2), stop(2, 1_000_000, timestamp: far),
        ]
        let old: [CentralSystemModel.Record] = [
            start(1), stop(1, 999_999, timestamp: 0), start(2), stop(2, 999_999, timestamp: far),
        ]
        #expect(try left(of: young) == [1, 2, 9])
        #expect(try left(of: old) == [9])
        // Before there was a time of receipt: the last meter value tells, else the timestamp.
        #expect(try left(of: young + [values(1, 1_000_000)], forgetsReceipt: true) == [1, 2, 9])
        #expect(try left(of: old + [values(2, 999_999)], forgetsReceipt: true) == [9])
    }

    @Test func `meter values of a repeated stop are written once`() throws {
        let directory = TestDirectory()
        let path = directory.file("a")
        let record = MeterValuesRecord(
            identity: "A", connectorId: 1, transactionId: 1, source: .transactionData,
            meterValue: [MeterValue(timestamp: moment, sampledValue: [SampledValue(value: "1")])], received: moment)
        var other = record
        other.meterValue[0].sampledValue[0].value = "2"
        try filled(path, [start(1), .repeatedMeterValues(record), .repeatedMeterValues(record)])
        #expect(try DatabaseAudit.summary(at: path).meterValues == 1)
        try filled(path, [.repeatedMeterValues(record), .repeatedMeterValues(other)])
        #expect(try DatabaseAudit.summary(at: path).meterValues == 2)
    }

    private func filled(_ path: String, _ records: [CentralSystemModel.Record]) throws {
        let pool = try DatabaseFile.open(path: path, busyTimeoutMilliseconds: 20)
        try pool.write { db in
            let writer = try RecordWriter(db)
            for record in records { try writer.write(record) }
        }
        try pool.close()
    }

    private func ids(_ path: String, _ sql: String) throws -> [Int] {
        try DatabaseAudit.reader(path).read { try Int.fetchAll($0, sql: sql) }
    }

    @Test func `only what is over and old is removed`() throws {
        let directory = TestDirectory()
        let path = directory.file("a")
        try filled(
            path,
            [
                start(1), stop(1, 999_999), start(2), stop(2, 1_000_000), start(3), start(4), stop(4, 5),
                start(5), stop(5, 5),
                values(1, 5), values(2, 5), values(3, 5), values(nil, 999_999), values(nil, 1_000_000),
                values(77, 5), values(1, 5, identity: "B"), values(2, 2_000_000),
                unmatched(5), unmatched(1_000_000), unmatched(5),
                reservation(1, .used, 5), reservation(2, .active, 5), reservation(3, .used, 1_000_000),
                reservation(4, .ordered, 5), reservation(5, .cancelled, 5),
                order(1, .succeeded, 5), order(2, .running, 5), order(3, .failed, 1_000_000), order(4, .replaced, 5),
            ])
        try DatabaseQueue(path: path).write {
            try $0.execute(
                sql: """
                    INSERT INTO securityEvents (identity, type, timestamp, received)
                    VALUES ('A', 'x', 5, 5), ('A', 'y', 5, 1000000), ('A', 'z', 5, 5)
                    """)
        }
        let counts = try DatabasePruning.run(at: path, olderThan: moment) {}
        var expected = PruneCounts()
        expected.securityEvents = 1
        expected.transactions = 2
        expected.meterValues = 4
        expected.unmatchedStops = 1
        expected.reservations = 2
        expected.orders = 2
        #expect(counts == expected)
        // The last transaction stays, because the next id follows from it.
        #expect(try ids(path, "SELECT transactionId FROM transactions") == [2, 3, 5])
        #expect(try ids(path, "SELECT id FROM meterValues") == [2, 3, 5, 8])
        #expect(try ids(path, "SELECT id FROM unmatchedStops") == [2, 3])
        #expect(try ids(path, "SELECT reservationId FROM reservations") == [2, 3, 5])
        #expect(try ids(path, "SELECT orderId FROM orders") == [2, 3])
        #expect(try DatabasePruning.run(at: path, olderThan: moment) {} == PruneCounts())
    }

    @Test func `the next ids go on after everything was removed`() throws {
        let directory = TestDirectory()
        let path = directory.file("a")
        try filled(path, [start(8), stop(8, 5), order(4, .failed, 5), reservation(6, .used, 5)])
        _ = try DatabasePruning.run(at: path, olderThan: moment) {}
        let set = try DatabaseAudit.reader(path).read {
            try WorkingSetReader.read($0, recentTransactions: 8, orders: 8)
        }
        #expect(set.nextTransactionId == 9)
        #expect(set.nextOrderId == 5)
        #expect(set.nextReservationId == 7)
        #expect(set.orders == [])
    }

    @Test func `no batch is larger than its limit, whatever one transaction holds`() throws {
        let directory = TestDirectory()
        let path = directory.file("a")
        let many = (0..<1_700).map { _ in values(1, 5) }
        try filled(
            path, [start(1), stop(1, 5)] + many + (2...900).flatMap { [start($0), stop($0, 5)] } + [start(901)])
        let pool = try DatabaseFile.open(path: path, busyTimeoutMilliseconds: 20)
        var pruning = DatabasePruning(olderThan: moment)
        var total = PruneCounts()
        var batches = 0
        while !pruning.isDone {
            let counts = try pool.write { try pruning.batch($0) }
            #expect(counts.total <= DatabasePruning.batchRows)
            total += counts
            batches += 1
            #expect(batches < 100)
        }
        #expect(total.meterValues == 1_700)
        #expect(total.transactions == 900)
    }

    @Test func `a database that does not exist is not made`() {
        let directory = TestDirectory()
        let path = directory.file("none")
        #expect(throws: StoreError.self) { try DatabasePruning.run(at: path, olderThan: moment) {} }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}

@Suite(.timeLimit(.minutes(3))) struct AuditTests {
    @Test func `the audit counts and finds what is there twice`() throws {
        let directory = TestDirectory()
        let path = directory.file("a")
        let pool = try DatabaseFile.open(path: path, busyTimeoutMilliseconds: 20)
        try pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO chargePoints (identity) VALUES ('A'), ('B');
                    INSERT INTO transactions (transactionId, identity, connectorId, idTag, meterStart,
                        startTimestamp, startStatus, stopTimestamp)
                    VALUES (1, 'A', 1, 'T', 5, 9, 'Accepted', NULL), (2, 'A', 1, 'T', 5, 9, 'Accepted', 10),
                        (3, 'B', 1, 'T', 5, 9, 'Accepted', NULL), (4, 'A', 2, 'T', 5, 9, 'Accepted', NULL);
                    INSERT INTO meterValues (identity, connectorId, transactionId, source, received, meterValue)
                    VALUES ('A', 1, NULL, 0, 1, '[]'), ('A', 1, NULL, 0, 1, '[]'), ('A', 1, NULL, 0, 2, '[]');
                    """)
        }
        let summary = try DatabaseAudit.summary(at: path)
        #expect(
            summary
                == DatabaseAudit.Summary(
                    check: "ok", chargePoints: 2, transactions: 4, openTransactions: 3, meterValues: 3,
                    unmatchedStops: 0, doubledStarts: 1, doubledMeterValues: 1))
        #expect(!summary.isSound)
    }
}
