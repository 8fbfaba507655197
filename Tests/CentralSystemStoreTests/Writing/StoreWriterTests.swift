import CentralSystemModel
import GRDB
import Logging
import OCPPTypes
import Synchronization
import TestSupport
import Testing

@testable import CentralSystemStore

/// The writer's thread and its mailbox.
@Suite(.timeLimit(.minutes(3))) struct StoreWriterTests {
    /// What a writer reported.
    private final class Reports: Sendable {
        private let outcomes = Mutex<[StoreWriter.Outcome]>([])
        var all: [StoreWriter.Outcome] { outcomes.withLock { $0 } }

        func add(_ outcome: StoreWriter.Outcome) { outcomes.withLock { $0.append(outcome) } }
    }

    private let directory = TestDirectory()
    private let reports = Reports()

    /// A writer that has not begun; operators want to hear of id tags that are blocked.
    private func writer(_ set: (inout StoreLimits) -> Void = { _ in }) async throws -> StoreWriter {
        var limits = StoreLimits()
        set(&limits)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let store = try await OpenStore.open(
            path: directory.file("a"), limits: limits, model: CentralSystemLimits())
        let isOfInterest = { @Sendable (record: CentralSystemModel.Record) in
            if case .idTag(let record) = record { record.status == .blocked } else { false }
        }
        return store.writer(
            logger: logger, retention: nil, isOfInterest: isOfInterest, report: { [reports] in reports.add($0) })
    }

    private static func record(
        _ number: UInt64, _ status: AuthorizationStatus = .accepted
    ) -> [CentralSystemModel.Record] {
        [.idTag(IdTagRecord(idTag: IdTag(unchecked: "T\(number)"), status: status))]
    }

    private var storedTags: Int {
        get throws {
            try DatabaseAudit.reader(directory.file("a")).read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM idTags") ?? 0
            }
        }
    }

    @Test func `what many submit at once is written and reported once each`() async throws {
        let writer = try await writer()
        writer.start()
        await withTaskGroup(of: Void.self) { group in
            for task in UInt64(0)..<8 {
                group.addTask {
                    for number in task * 50 + 1...task * 50 + 50 {
                        #expect(writer.submit(Self.record(number), StoreToken(number)))
                    }
                }
            }
        }
        await writer.stop()
        #expect(reports.all.flatMap(\.tokens).sorted().map(\.number) == Array(1...400))
        #expect(!reports.all.contains { !$0.isStored })
        let counters = writer.counters
        #expect(counters.records == 400 && counters.queued == 0 && counters.commitTimes.count == counters.commits)
        #expect(try storedTags == 400)
    }

    @Test func `a full mailbox refuses, and what it holds is written before the end`() async throws {
        let writer = try await writer { $0.queuedStores = 2 }
        #expect(writer.submit(Self.record(1), StoreToken(1)))
        #expect(writer.submit(Self.record(2), .unawaited))
        #expect(!writer.submit(Self.record(3), StoreToken(3)))
        #expect(!writer.submit(Self.record(4), .unawaited))
        #expect(writer.counters.queued == 2)
        writer.start()
        await writer.stop()
        let counters = writer.counters
        #expect(counters.failedStores == 1 && counters.lostStores == 1 && counters.records == 2)
        #expect(reports.all.map(\.tokens) == [[StoreToken(1)]])
        #expect(!writer.submit(Self.record(5), StoreToken(5)), "it has ended")
        #expect(try storedTags == 2)
    }

    @Test func `a commit holds no more stores than its limit`() async throws {
        let writer = try await writer { $0.storesPerCommit = 2 }
        for number in UInt64(1)...5 { #expect(writer.submit(Self.record(number), StoreToken(number))) }
        writer.start()
        await writer.stop()
        #expect(reports.all.map { $0.tokens.map(\.number) } == [[1, 2], [3, 4], [5]])
        #expect(writer.counters.commits == 3)
    }

    @Test func `records are reported when they are of interest, also where nobody awaits them`() async throws {
        let writer = try await writer()
        #expect(writer.submit(Self.record(1) + Self.record(2, .blocked), .unawaited))
        #expect(writer.submit(Self.record(3), .unawaited))
        writer.start()
        await writer.stop()
        #expect(reports.all.count == 1)
        #expect(reports.all.first?.tokens == [])
        #expect(reports.all.first?.events == Self.record(2, .blocked))
    }

    @Test func `a store that the database refuses fails alone`() async throws {
        let writer = try await writer()
        let end = TransactionStop(
            idTag: nil, meterStop: 1, timestamp: DateTime(millisecondsSince1970: 0), reason: nil)
        let start = StartTransaction.Request(connectorId: 1, idTag: "T", meterStart: 0, timestamp: end.timestamp)
        let stop = CentralSystemModel.Record.transactionStopped(identity: "A", transactionId: 7, end)
        let transaction = TransactionRecord(transactionId: 7, identity: "A", start: start, startStatus: .accepted)
        #expect(writer.submit(Self.record(1) + [.transactionStarted(transaction), stop], StoreToken(1)))
        #expect(writer.submit([stop], StoreToken(2)))
        #expect(writer.submit(Self.record(3), StoreToken(3)))
        writer.start()
        await writer.stop()
        let stored = reports.all.filter(\.isStored).flatMap(\.tokens).map(\.number)
        #expect(stored == [1, 3])
        #expect(reports.all.filter { !$0.isStored }.flatMap(\.tokens).map(\.number) == [2])
        #expect(writer.counters.failedStores == 1)
        #expect(try storedTags == 2)
    }

    @Test func `a store that is not taken gives everything back`() async throws {
        let path = directory.file("a")
        let store = try await OpenStore.open(path: path, limits: StoreLimits(), model: CentralSystemLimits())
        #expect(throws: StoreError.self) { _ = try DatabaseLock(database: path) }
        store.close()
        _ = try DatabaseLock(database: path)
    }
}
