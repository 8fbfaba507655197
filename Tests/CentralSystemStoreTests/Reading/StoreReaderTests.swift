import CentralSystemModel
import GRDB
import OCPPTypes
import TestSupport
import Testing

@testable import CentralSystemStore

/// What operators ask of the store.
@Suite struct StoreReaderTests {
    private let directory = TestDirectory()
    private let pool: DatabasePool
    private var reader: StoreReader { StoreReader(pool: pool) }

    init() throws {
        pool = try DatabaseFile.open(path: directory.file("a"), busyTimeoutMilliseconds: 20)
    }

    private func write(_ records: [CentralSystemModel.Record]) throws {
        try pool.write { db in
            let writer = try RecordWriter(db)
            for record in records { try writer.write(record) }
        }
    }

    private static func time(_ minute: Int) -> DateTime { DateTime(millisecondsSince1970: Int64(minute) * 60_000) }

    /// A transaction that starts in the minute of its id.
    private static func start(_ id: Int32, _ identity: String, _ idTag: String = "T") -> CentralSystemModel.Record {
        let request = StartTransaction.Request(
            connectorId: 1, idTag: IdTag(unchecked: idTag), meterStart: 0, timestamp: time(Int(id)))
        return .transactionStarted(
            TransactionRecord(transactionId: id, identity: identity, start: request, startStatus: .accepted))
    }

    private static func stop(_ id: Int32, _ identity: String) -> CentralSystemModel.Record {
        .transactionStopped(
            identity: identity, transactionId: id,
            TransactionStop(idTag: nil, meterStop: 9, timestamp: time(99), reason: nil))
    }

    private static func values(_ id: Int, _ identity: String, _ value: Int) -> CentralSystemModel.Record {
        .meterValues(
            MeterValuesRecord(
                identity: identity, connectorId: 1, transactionId: id, source: .meterValues,
                meterValue: [MeterValue(timestamp: time(value), sampledValue: [SampledValue(value: "\(value)")])],
                received: time(value)))
    }

    // MARK: The working set

    @Test func `the last register of an open transaction comes back, however long ago it came`() throws {
        let power = (2...40).map { minute in
            CentralSystemModel.Record.meterValues(
                MeterValuesRecord(
                    identity: "A", connectorId: 1, transactionId: 1, source: .meterValues,
                    meterValue: [
                        MeterValue(
                            timestamp: Self.time(minute),
                            sampledValue: [SampledValue(value: "7", measurand: .powerActiveImport)])
                    ], received: Self.time(minute)))
        }
        try write([Self.start(1, "A"), Self.values(1, "A", 1)] + power)
        let read = try pool.read { try WorkingSetReader.read($0, recentTransactions: 8, orders: 8) }
        #expect(read.meterValues.map(\.received) == [Self.time(1)] + (25...40).map(Self.time))
    }

    @Test func `ended transactions come back in the order of their ends`() throws {
        try write(
            [.chargePoint(ChargePointRecord(identity: "A", registration: .accepted))]
                + (1...3).map { Self.start($0, "A") })
        for (id, minute) in [(3, 10), (1, 20)] as [(Int32, Int)] {
            try write([
                .transactionStopped(
                    identity: "A", transactionId: id,
                    TransactionStop(
                        idTag: nil, meterStop: 9, timestamp: Self.time(99), reason: nil, received: Self.time(minute)))
            ])
        }
        let read = try pool.read { try WorkingSetReader.read($0, recentTransactions: 8, orders: 8) }
        #expect(read.transactions.map(\.transactionId) == [3, 1, 2])
    }

    /// The charge point's own stop of a transaction that was ended in the books, and pruned since, is confirmed and kept.
    @Test func `a stop of a transaction that is not there any more is kept as one that ended nothing`() throws {
        try write([Self.stop(7, "A")])
        let kept = try pool.read {
            try Row.fetchOne($0, sql: "SELECT identity, transactionId, meterStop FROM unmatchedStops")
        }
        #expect(kept == ["identity": "A", "transactionId": 7, "meterStop": 9])
    }

    // MARK: Transactions

    @Test func `transactions are found by what a filter names, in its order`() async throws {
        try write([
            Self.start(1, "A", "T1"), Self.start(2, "B", "T2"), Self.start(3, "A", "t1"), Self.stop(3, "A"),
        ])
        func ids(limit: Int = 9, _ set: (inout TransactionFilter) -> Void) async throws -> [Int32] {
            var filter = TransactionFilter()
            set(&filter)
            return try await reader.transactions(filter, limit: limit).map(\.transactionId)
        }
        #expect(try await ids { _ in } == [1, 2, 3])
        #expect(try await ids(limit: 2) { $0.order = .newest } == [3, 2])
        #expect(try await ids { $0.cursor = 1 } == [2, 3])
        #expect(
            try await ids {
                $0.order = .newest
                $0.cursor = 3
            } == [2, 1])
        #expect(try await ids { $0.identity = "A" } == [1, 3])
        #expect(try await ids { $0.idTag = "T1" } == [1, 3])
        #expect(try await ids { $0.isOpen = true } == [1, 2])
        #expect(try await ids { $0.isOpen = false } == [3])
        #expect(try await ids { $0.since = Self.time(2) } == [2, 3])
        #expect(try await ids { $0.until = Self.time(2) } == [1])
    }

    @Test func `a transaction's meter values come in pages, without those of other charge points`() async throws {
        try write([Self.start(1, "A")] + (1...5).map { Self.values(1, "A", $0) } + [Self.values(1, "B", 6)])
        let first = try #require(try await reader.transaction(1, meterValuesAfter: 0, limit: 3))
        #expect(first.record.identity == "A")
        #expect(first.meterValues.map(\.received) == [1, 2, 3].map(Self.time))
        let last = try #require(first.meterValues.last?.id)
        let second = try await reader.transaction(1, meterValuesAfter: last, limit: 3)
        #expect(second?.meterValues.map(\.received) == [4, 5].map(Self.time))
        #expect(try await reader.transaction(2, meterValuesAfter: 0, limit: 3)?.record == nil)
    }

    @Test func `many meter values are thinned out evenly, and all of them counted`() async throws {
        try write([Self.start(1, "A")] + (1...10).map { Self.values(1, "A", $0) })
        let thinned = try await reader.transaction(1, thinnedTo: 4)
        #expect(thinned?.meterValues.map(\.received) == [1, 3, 5, 7, 9].map(Self.time))
        #expect(thinned?.count == 10)
        #expect(try await reader.transaction(1, thinnedTo: 10)?.meterValues.count == 10)
        #expect(try await reader.transaction(1, thinnedTo: 99)?.meterValues.count == 10)
        #expect(try await reader.transaction(2, thinnedTo: 4)?.record == nil)
    }

    @Test func `the last meter values come along as long as the transaction runs`() async throws {
        try write([Self.start(1, "A")] + (1...3).map { Self.values(1, "A", $0) })
        let running = try #require(try await reader.transactionToEnd(1))
        #expect(running.lastValues.map { $0.meterValue[0].sampledValue[0].value } == ["1", "2", "3"])
        try write([Self.stop(1, "A")])
        let ended = try #require(try await reader.transactionToEnd(1))
        #expect(ended.record.stop?.meterStop == 9 && ended.lastValues == [])
        #expect(try await reader.transactionToEnd(2)?.record == nil)
    }

    @Test func `stops that ended nothing come youngest first`() async throws {
        let stop = TransactionStop(idTag: "T", meterStop: 5, timestamp: Self.time(1), reason: .local)
        try write(
            ["A", "B", "A"].map {
                .unmatchedStop(
                    UnmatchedStopRecord(
                        notice: .stopUnknown, identity: $0, transactionId: 7, stop: stop, received: Self.time(2)))
            })
        let all = try await reader.unmatchedStops(of: nil, before: nil, limit: 2)
        #expect(all.map(\.id) == [3, 2])
        #expect(all[0].kind == "stop_unknown" && all[0].stop == stop && all[0].received == Self.time(2))
        #expect(try await reader.unmatchedStops(of: "A", before: 3, limit: 2).map(\.id) == [1])
    }

    // MARK: The others

    @Test func `id tags come by their text, from a prefix or behind one of them`() async throws {
        let records = ["b1", "A1", "a2"].map { IdTagRecord(idTag: IdTag(unchecked: $0)) }
        try write(records.map { .idTag($0) })
        func tags(_ after: String?, _ prefix: String?, limit: Int = 9) async throws -> [String] {
            try await reader.idTags(after: after, limit: limit, prefix: prefix).map(\.idTag.value)
        }
        #expect(try await tags(nil, nil) == ["A1", "a2", "b1"])
        #expect(try await tags("a1", nil, limit: 1) == ["a2"])
        #expect(try await tags(nil, "A") == ["A1", "a2"])
        #expect(try await reader.idTag("B1") == records[0])
        #expect(try await reader.idTag("c") == nil)
    }

    @Test func `certificates and security events are those of the charge point`() async throws {
        try write(
            ["A", "B", "A"].map {
                .securityEvent(
                    SecurityEventRecord(
                        identity: $0, type: "TamperDetectionActivated", timestamp: Self.time(1), techInfo: nil,
                        received: Self.time(2)))
            })
        #expect(try await reader.securityEvents(of: "A", after: 0, limit: 9).map(\.id) == [1, 3])
        #expect(try await reader.securityEvents(of: "A", after: 1, limit: 9).map(\.id) == [3])
        #expect(try await reader.securityEvents(of: "A", after: 0, limit: 1).map(\.received) == ["\(Self.time(2))"])
        try await pool.write {
            try $0.execute(
                sql: """
                    INSERT INTO issuedCertificates VALUES ('A', '01', 60000, 120000, 'Accepted'),
                        ('B', '02', 60000, 120000, 'Accepted');
                    INSERT INTO installedCertificates
                        VALUES ('A', 'ManufacturerRootCertificate', 'SHA256', 'n', 'k', '03');
                    """)
        }
        let certificates = try await reader.certificates(of: "A")
        #expect(certificates.map(\.serialNumber) == ["01", "03"])
        #expect(certificates[0].notAfter == "\(Self.time(2))" && certificates[0].certificateType == nil)
        #expect(certificates[1].certificateType == "ManufacturerRootCertificate" && certificates[1].status == nil)
    }

    @Test func `a database that cannot be read is told as that, with what SQLite said`() async throws {
        try await pool.write { try $0.execute(sql: "DROP TABLE idTags") }
        let failure = await #expect(throws: StoreReadFailure.self) { _ = try await reader.idTag("T") }
        #expect(failure?.description.contains("no such table: idTags") == true)
        #expect(try await reader.transaction(1) == nil)
    }
}
