import Foundation
import GRDB
import TestSupport
import Testing

@testable import CentralSystemStore

/// What SQLite cannot see: files that are moved away or changed under it.
@Suite(.timeLimit(.minutes(3))) struct WriteAheadLogTests {
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
}
