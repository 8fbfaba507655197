import CentralSystemModel
import Foundation
import GRDB
import OCPPTypes
import Testing

@testable import CentralSystemServer

/// What SQLite cannot see: files that are moved away or changed under it.
@Suite(.timeLimit(.minutes(3))) struct WriteAheadLogTests {
    private let storageError =
        #"[4,"1","InternalError","the message could not be stored; send it again",{}]"#

    @Test func `the header of a log is told from any other bytes`() throws {
        let directory = TestDirectory()
        let pool = try DatabaseFile.open(path: directory.file("a"), busyTimeoutMilliseconds: 20)
        let header = try Data(contentsOf: URL(fileURLWithPath: directory.file("a-wal"))).prefix(32)
        #expect(header.count == 32 && header.withUnsafeBytes { WriteAheadLogHeader.isValid($0) })
        for bit in 0..<(32 * 8) {
            var other = Data(header)
            other[bit / 8] ^= 1 << (bit % 8)
            #expect(!other.withUnsafeBytes { WriteAheadLogHeader.isValid($0) }, "bit \(bit)")
        }
        try pool.close()
    }

    /// What somebody may do to the files of a running central system.
    enum Harm: CaseIterable {
        case logMovedAway, logRemoved, logReplaced, databaseMovedAway
        case logOverwritten, logShortened, logEmptied, logOfAnother, lastFrameChanged

        private static func change(_ log: String, _ body: (FileHandle) throws -> Void) throws {
            let handle = try #require(FileHandle(forUpdatingAtPath: log))
            try body(handle)
            try handle.close()
        }

        func happen(to database: String) throws {
            let log = database + "-wal"
            let files = FileManager.default
            switch self {
            case .logMovedAway: try files.moveItem(atPath: log, toPath: log + ".away")
            case .logRemoved: try files.removeItem(atPath: log)
            case .logReplaced:
                try files.copyItem(atPath: log, toPath: log + ".copy")
                #expect(rename(log + ".copy", log) == 0)
            case .logOverwritten:
                try Self.change(log) { try $0.write(contentsOf: Data(repeating: 0x5A, count: 4_096)) }
            case .logShortened: try Self.change(log) { try $0.truncate(atOffset: 5_000) }
            case .logEmptied: try Self.change(log) { try $0.truncate(atOffset: 0) }
            case .logOfAnother:
                // One that is sound in itself, and not shorter.
                let directory = TestDirectory()
                let other = try DatabaseFile.open(path: directory.file("a"), busyTimeoutMilliseconds: 20)
                var content = try Data(contentsOf: URL(fileURLWithPath: directory.file("a-wal")))
                try other.close()
                content.append(Data(count: 1 << 20))
                try Self.change(log) { try $0.write(contentsOf: content) }
            case .lastFrameChanged:
                try Self.change(log) { handle in
                    // What follows the header and the frames of a log that was never begun anew is its end.
                    try handle.seek(toOffset: try handle.seekToEnd() - (24 + 4_096))
                    try handle.write(contentsOf: Data(repeating: 0x5A, count: 24))
                }
            case .databaseMovedAway: try files.moveItem(atPath: database, toPath: database + ".away")
            }
        }
    }

    @Test(arguments: Harm.allCases) func `a store that would not be found again acknowledges nothing and says why`(
        harm: Harm
    ) async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            #expect(await chargePoint.call(startFrame("1")) == startAnswer("1", 1))
            try harm.happen(to: server.databasePath)
            #expect(await chargePoint.call(startFrame("1", second: 11)) == .text(storageError))
            let ready = try await server.http("GET", "/readyz")
            #expect(ready.status == 503)
            #expect(jsonObject(ready.body)["status"] as? String == "the database takes no commit")
            // Who needs no token learns no path.
            let summary = try #require(jsonObject(ready.body)["fault"] as? String)
            #expect(summary.contains("nothing is acknowledged any more") && !summary.contains("/"), "\(summary)")
            let status = try await server.http("GET", "/api/v1/status")
            #expect(status.status == 200)
            #expect(jsonObject(status.body)["status"] as? String == "the database takes no commit")
            let fault = try #require(jsonObject(status.body)["fault"] as? String)
            #expect(fault.contains(harm == .databaseMovedAway ? "/csms.sqlite was moved" : "/csms.sqlite-wal was"))
            #expect(fault.contains("nothing is acknowledged any more"))
        }
    }

    /// A store without a server: a keeper on a database with some commits in its log.
    private final class Kept {
        let directory = TestDirectory()
        let pool: DatabasePool
        let keeper: DatabaseKeeper
        var path: String { directory.file("a") }
        private(set) var commits = 0

        init() throws {
            pool = try DatabaseFile.open(path: directory.file("a"), busyTimeoutMilliseconds: 20)
            let mark = try TransactionIdMark(database: directory.file("a"), highest: 0, block: 10)
            keeper = DatabaseKeeper(path: directory.file("a"), mark: mark, highest: 0)
            for _ in 0..<20 { try commit() }
        }

        /// A commit, and what another program does between the look before it and itself.
        func commit(meanwhile: () throws -> Void = {}) throws {
            commits += 1
            try pool.writeWithoutTransaction { db in
                try keeper.check(db)
                try meanwhile()
                try db.execute(sql: "INSERT INTO idTags (idTag, status) VALUES ('T\(commits)', 'Accepted')")
                try keeper.check(db)
            }
        }

        func other(_ sql: String) throws {
            let other = try DatabaseQueue(path: path)
            try other.writeWithoutTransaction { try $0.execute(sql: sql) }
            try other.close()
        }

        var logSize: Int { get throws { try Data(contentsOf: URL(fileURLWithPath: path + "-wal")).count } }
    }

    @Test(arguments: ["PASSIVE", "FULL", "RESTART", "TRUNCATE"])
    func `a checkpoint of another program is no damage, whenever it comes`(mode: String) throws {
        let kept = try Kept()
        let before = try kept.logSize
        let checkpoint = "PRAGMA wal_checkpoint(\(mode))"
        try kept.commit(meanwhile: { try kept.other(checkpoint) })
        if mode == "TRUNCATE" { #expect(try kept.logSize < before) }
        try kept.other(checkpoint)
        for _ in 0..<3 { try kept.commit() }
        // One that writes too, and leaves a shorter log with salts of its own.
        try kept.commit(meanwhile: {
            try kept.other(
                "\(checkpoint); DELETE FROM idTags WHERE idTag = 'T1'; PRAGMA journal_size_limit = 0; \(checkpoint)")
        })
        try kept.commit()
        let check = try kept.pool.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        #expect(check == "ok")
        #expect(try kept.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM idTags") } == kept.commits - 1)
        try kept.pool.close()
    }

    @Test func `a log that is shortened after a checkpoint has emptied it is damaged all the same`() throws {
        let kept = try Kept()
        try kept.commit(meanwhile: { try kept.other("PRAGMA wal_checkpoint(TRUNCATE)") })
        try kept.commit()
        #expect(truncate(kept.path + "-wal", 32) == 0)
        #expect(throws: StoreFault.damaged(path: kept.path + "-wal", reason: "it has become shorter")) {
            try kept.pool.writeWithoutTransaction { try kept.keeper.check($0) }
        }
    }

    @Test func `a log that is put back is taken again`() async throws {
        try await TestServer.with { server in
            let log = server.databasePath + "-wal"
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            #expect(await chargePoint.call(startFrame("1")) == startAnswer("1", 1))
            try FileManager.default.moveItem(atPath: log, toPath: log + ".away")
            #expect(await chargePoint.call(startFrame("1", second: 11)) == .text(storageError))
            try FileManager.default.moveItem(atPath: log + ".away", toPath: log)
            #expect(await chargePoint.call(startFrame("2", second: 12)) == startAnswer("2", 3))
            #expect(try await server.http("GET", "/readyz").status == 200)
            #expect(try DatabaseAudit.summary(at: server.databasePath).isSound)
        }
    }

    @Test func `a checkpoint that empties the log is no harm`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            #expect(await chargePoint.call(startFrame("1")) == startAnswer("1", 1))
            try await server.stranger().writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
            #expect(await chargePoint.call(startFrame("2", second: 11)) == startAnswer("2", 2))
            #expect(await chargePoint.call(startFrame("3", second: 12)) == startAnswer("3", 3))
        }
    }
}
