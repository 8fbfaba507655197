import Foundation
import TestSupport
import Testing

@testable import CentralSystemStore

/// The file of transaction ids: up to where they were given, also those that the database has lost.
@Suite(.timeLimit(.minutes(3))) struct TransactionIdMarkTests {
    @Test func `ids are reserved in blocks and acknowledged one by one`() throws {
        let database = TestDirectory()
        let path = database.file("a")
        let mark = try TransactionIdMark(database: path, highest: 7, block: 100)
        let file = { try String(contentsOfFile: path + "-ids", encoding: .utf8) }
        #expect(try file() == "wattswarm transaction ids\nreserved 0000000007\nacknowledged 0000000007\n")
        #expect(mark.next(after: 7) == 8 && mark.lost(after: 7) == nil)
        try mark.reserve(8)
        try mark.acknowledge(8)
        #expect(try file() == "wattswarm transaction ids\nreserved 0000000107\nacknowledged 0000000008\n")
        for id in Int64(9)...107 { try mark.reserve(id) }
        try mark.acknowledge(107)
        #expect(mark.content == .init(reserved: 107, acknowledged: 107))
        try mark.reserve(108)
        #expect(mark.content == .init(reserved: 207, acknowledged: 107))

        // After a crash: nothing of the block is given, and what the database has lost is known.
        let next = try TransactionIdMark(database: path, highest: 90, block: 100)
        #expect(next.next(after: 90) == 208 && next.lost(after: 90) == 91...107)
        #expect(next.lost(after: 107) == nil)
        #expect(try TransactionIdMark.acknowledged(database: path) == 107)
        // After an orderly end nothing is left out.
        next.settle(highest: 150)
        #expect(try TransactionIdMark(database: path, highest: 150, block: 100).next(after: 150) == 151)
    }

    @Test func `the last block ends with the last id of the wire`() throws {
        let directory = TestDirectory()
        let mark = try TransactionIdMark(database: directory.file("a"), highest: Int64(Int32.max) - 1, block: 1_024)
        try mark.reserve(Int64(Int32.max))
        #expect(mark.content.reserved == Int64(Int32.max))
    }

    @Test(arguments: [
        "", "wattswarm transaction ids\n", "wattswarm transaction ids\nreserved 12\nacknowledged 0000000001\n",
        "wattswarm transaction ids\nreserved 000000000x\nacknowledged 0000000001\n",
        "other\nreserved 0000000001\nacknowledged 0000000001\n",
    ]) func `a file of ids that cannot be read is told, and nothing is given`(text: String) throws {
        let directory = TestDirectory()
        let path = directory.file("a-ids")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        do throws(StoreError) {
            _ = try TransactionIdMark(database: directory.file("a"), highest: 0, block: 10)
            Issue.record("it was taken")
        } catch .unusable(path: let named, let reason) {
            #expect(named == path && reason.contains("put it back from a backup, or remove it"))
        } catch {
            Issue.record("\(error)")
        }
    }
}
