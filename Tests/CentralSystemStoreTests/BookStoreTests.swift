import CentralSystemModel
import GRDB
import OCPPTypes
import TestSupport
import Testing

@testable import CentralSystemStore

/// The books of charge points in the database: what is written is what a restart reads.
@Suite(.timeLimit(.minutes(3))) struct BookStoreTests {
    static let time = DateTime(millisecondsSince1970: 1_735_732_800_123)

    private static func profile(_ id: Int, _ purpose: ChargingProfilePurpose, level: Int = 0) -> ChargingProfile {
        ChargingProfile(
            chargingProfileId: id, transactionId: purpose == .txProfile ? 7 : nil, stackLevel: level,
            chargingProfilePurpose: purpose, chargingProfileKind: .recurring, recurrencyKind: .weekly,
            validFrom: time, validTo: time.adding(milliseconds: 5),
            chargingSchedule: ChargingSchedule(
                duration: 60, startSchedule: time, chargingRateUnit: .watts,
                chargingSchedulePeriod: [
                    ChargingSchedulePeriod(startPeriod: 0, limit: DecimalNumber(tenths: 105), numberPhases: 1)
                ], minChargingRate: DecimalNumber(tenths: 5)))
    }

    private static func order(
        _ id: Int64, _ request: Request, _ state: OrderRecord.State, answer: String? = nil,
        steps: [OrderRecord.Step] = []
    ) -> OrderRecord {
        OrderRecord(
            orderId: id, identity: "B", request: request, time: time, state: state, answer: answer, steps: steps)
    }

    /// A working set with every kind of book.
    static var books: WorkingSet {
        var set = WorkingSet()
        set.chargePoints = [ChargePointRecord(identity: "B", registration: .accepted)]
        set.configuration = [
            ConfigurationRecord(
                identity: "B", entry: .init(key: "a'b", value: "ü\"", readonly: true, pendingValue: "p")),
            ConfigurationRecord(identity: "B", entry: .init(key: "C", value: nil, readonly: nil)),
        ]
        set.availability = [
            AvailabilityRecord(identity: "B", connectorId: 0, type: .inoperative, status: .scheduled, time: time)
        ]
        set.reservations = [
            ReservationRecord(
                identity: "B",
                request: .init(
                    connectorId: 1, expiryDate: time, idTag: "T", parentIdTag: "P", reservationId: 3),
                state: .active, answer: .accepted),
            ReservationRecord(
                identity: "B", request: .init(connectorId: 0, expiryDate: time, idTag: "T", reservationId: 4),
                state: .ordered),
        ]
        set.chargingProfiles = [
            OfChargePoint(
                "B",
                [
                    ChargingProfileRecord(connectorId: 0, profile: profile(1, .chargePointMaxProfile), time: time),
                    ChargingProfileRecord(connectorId: 2, profile: profile(2, .txProfile, level: 3), time: time),
                ])
        ]
        set.expectedStarts = [
            OfChargePoint(
                "B",
                [
                    ExpectedStart(
                        request: .init(connectorId: 2, idTag: "T", chargingProfile: profile(9, .txDefaultProfile)),
                        until: time)
                ])
        ]
        set.localListContents = [
            LocalListContentRecord(contentId: 5, entries: []),
            LocalListContentRecord(
                contentId: 6,
                entries: [
                    AuthorizationData(
                        idTag: "T",
                        idTagInfo: IdTagInfo(expiryDate: time, parentIdTag: "P", status: .blocked))
                ]),
        ]
        set.localLists = [LocalListRecord(identity: "B", listVersion: 12, contentId: 6)]
        set.orders = [
            order(
                2, .updateFirmware(.init(location: "ftp://u:***@h/f", retries: 1, retrieveDate: time)), .running,
                steps: [.init(status: "Downloading", time: time, repetitions: 4), .init(status: "X", time: time)]),
            order(
                3, .getDiagnostics(.init(location: "l", startTime: time, stopTime: time)), .succeeded,
                answer: "file.log"),
            order(
                4,
                .signedUpdateFirmware(
                    .init(
                        requestId: 4,
                        firmware: .init(
                            location: "f", retrieveDateTime: time, signingCertificate: "c", signature: "s"))),
                .refused, answer: "Rejected"),
            order(
                5,
                .getLog(
                    .init(log: LogParameters(remoteLocation: "l"), logType: .securityLog, requestId: 5)), .ordered),
        ]
        set.nextReservationId = 5
        set.nextOrderId = 6
        set.nextLocalListContentId = 7
        return set
    }

    static func records(of set: WorkingSet) -> [CentralSystemModel.Record] {
        var records = set.chargePoints.map(CentralSystemModel.Record.chargePoint)
        records += set.configuration.map(CentralSystemModel.Record.configuration)
        records += set.availability.map(CentralSystemModel.Record.availability)
        records += set.reservations.map(CentralSystemModel.Record.reservation)
        records += set.chargingProfiles.map { .chargingProfiles(identity: $0.identity, $0.value) }
        records += set.expectedStarts.map { .expectedStarts(identity: $0.identity, $0.value) }
        records += set.localListContents.map(CentralSystemModel.Record.localListContent)
        records += set.localLists.map(CentralSystemModel.Record.localList)
        records += set.orders.map(CentralSystemModel.Record.order)
        return records
    }

    private func pool(_ directory: TestDirectory) throws -> DatabasePool {
        try DatabaseFile.open(path: directory.file("a"), busyTimeoutMilliseconds: 20)
    }

    private func write(_ records: [CentralSystemModel.Record], to pool: DatabasePool) throws {
        try pool.write { db in
            let writer = try RecordWriter(db)
            for record in records { try writer.write(record) }
        }
    }

    private func read(_ pool: DatabasePool, orders: Int = 8) throws -> WorkingSet {
        try pool.read { try WorkingSetReader.read($0, recentTransactions: 8, orders: orders) }
    }

    @Test func `every book comes back as it was written, also written twice`() throws {
        let directory = TestDirectory()
        let pool = try pool(directory)
        for _ in 0..<2 { try write(Self.records(of: Self.books), to: pool) }
        #expect(try read(pool) == Self.books)
    }

    @Test func `what replaces and what removes does so for its charge point alone`() throws {
        let directory = TestDirectory()
        let pool = try pool(directory)
        try write(Self.records(of: Self.books), to: pool)
        let other = ConfigurationRecord(identity: "C", entry: .init(key: "a'b", value: "1", readonly: false))
        try write(
            [
                .configuration(other), .configurationDeleted(identity: "B", key: "A'B"),
                .chargingProfiles(identity: "B", []), .expectedStarts(identity: "B", []),
                .localListContentDeleted(6), .localList(LocalListRecord(identity: "B", listVersion: 0, contentId: nil)),
            ], to: pool)
        var set = try read(pool)
        #expect(set.configuration.map(\.entry.key) == ["C", "a'b"])
        #expect(set.chargingProfiles == [])
        #expect(set.expectedStarts == [])
        #expect(set.localListContents.map(\.contentId) == [5])
        #expect(set.localLists == [LocalListRecord(identity: "B", listVersion: 0, contentId: nil)])
        // Ids that were given are not given again.
        #expect(set.nextLocalListContentId == 7)
        try write([.configurationDeleted(identity: "B", key: nil)], to: pool)
        set = try read(pool)
        #expect(set.configuration == [other])
    }

    @Test func `ended reservations stay in the database and out of the working set`() throws {
        let directory = TestDirectory()
        let pool = try pool(directory)
        var record = Self.books.reservations[0]
        record.state = .used
        record.transactionId = 9
        try write(Self.records(of: Self.books) + [.reservation(record)], to: pool)
        #expect(try read(pool).reservations.map(\.request.reservationId) == [4])
        #expect(
            try pool.read { try BookReader(db: $0).reservations(where: "state = 'Used'") } == [record])
    }

    @Test func `of many orders the youngest are read`() throws {
        let directory = TestDirectory()
        let pool = try pool(directory)
        try write(Self.records(of: Self.books), to: pool)
        #expect(try read(pool, orders: 2).orders.map(\.orderId) == [4, 5])
        let page = try pool.read {
            try BookReader(db: $0).orders(after: 2, limit: 10, identity: "B", kinds: [.diagnostics, .log])
        }
        #expect(page.map(\.orderId) == [3, 5])
    }

    /// A database that stopped at each migration, opened by this version.
    @Test func `every older schema is brought up without loss`() throws {
        let migrator = DatabaseSchema.migrator
        for identifier in migrator.migrations {
            let directory = TestDirectory()
            let old = try DatabaseQueue(path: directory.file("a"))
            try migrator.migrate(old, upTo: identifier)
            try old.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO chargePoints (identity, registration) VALUES ('A', 'Accepted');
                        INSERT INTO idTags (idTag, status) VALUES ('T', 'Accepted');
                        INSERT INTO transactions (transactionId, identity, connectorId, idTag, meterStart,
                            startTimestamp, startStatus) VALUES (4, 'A', 1, 'T', 100, 1735732800000, 'Accepted');
                        INSERT INTO meterValues (identity, connectorId, transactionId, source, received, meterValue)
                            VALUES ('A', 1, 4, 0, 1735732800000, '[]');
                        """)
            }
            try old.close()
            let pool = try pool(directory)
            let set = try read(pool)
            #expect(set.chargePoints == [ChargePointRecord(identity: "A", registration: .accepted)], "\(identifier)")
            #expect(set.idTags.map(\.idTag) == ["T"], "\(identifier)")
            #expect(set.transactions.map(\.transactionId) == [4], "\(identifier)")
            #expect(set.nextTransactionId == 5, "\(identifier)")
            try write(Self.records(of: Self.books), to: pool)
            #expect(try read(pool).orders == Self.books.orders, "\(identifier)")
        }
        #expect(migrator.migrations.prefix(2) == ["1 core", "2 books"])
    }
}
