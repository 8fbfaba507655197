import CentralSystemModel
import Foundation
import GRDB
import OCPPTypes
import Testing

@testable import CentralSystemServer

/// Transaction ids that were given, also those that the database has lost.
@Suite(.timeLimit(.minutes(3))) struct DatabaseKeeperTests {
    // MARK: The file of ids

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

    // MARK: Gaps

    @Test func `ids never go back when the log is lost, and the gap is told until it is pruned`() async throws {
        let before = TestDirectory()
        let after = TestDirectory()
        try await TestServer.with(before) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            for id in 1...3 {
                #expect(await chargePoint.call(startFrame("\(id)", second: 10 + id)) == startAnswer("\(id)", id))
            }
            // As after a crash that took the log along.
            for name in ["csms.sqlite", "csms.sqlite-ids"] {
                try FileManager.default.copyItem(atPath: before.file(name), toPath: after.file(name))
            }
        }
        let database = after.file("csms.sqlite")
        try await TestServer.with(after) { server in
            let ready = try await server.http("GET", "/readyz")
            #expect(ready.status == 200)
            #expect(jsonObject(ready.body)["lostTransactionIds"] as? [String] == ["1 to 3"])
            let metrics = try await server.http("GET", "/metrics").body
            #expect(metrics.contains("wattswarm_csms_transactions_lost 3\n"))
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            #expect(await chargePoint.call(startFrame("1")) == startAnswer("1", 1_025))
        }
        try await TestServer.with(after) { server in
            let ready = try await server.http("GET", "/readyz")
            #expect(jsonObject(ready.body)["lostTransactionIds"] as? [String] == ["1 to 3"])
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            #expect(await chargePoint.call(startFrame("2", second: 12)) == startAnswer("2", 1_026))
        }
        let audit = try DatabaseAudit.summary(at: database)
        #expect(audit.lost.map(\.text) == ["1 to 3"] && audit.check == "ok" && !audit.isSound)
        _ = try DatabasePruning.run(at: database, olderThan: DateTime(millisecondsSince1970: 0)) {}
        #expect(try DatabaseAudit.summary(at: database).lost.count == 1)
        _ = try DatabasePruning.run(at: database, olderThan: DateTime(millisecondsSince1970: 4_102_444_800_000)) {}
        #expect(try DatabaseAudit.summary(at: database).lost == [])
    }

    @Test func `the audit finds a gap before any central system has started on it`() async throws {
        let directory = TestDirectory()
        try await TestServer.with(directory) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            #expect(await chargePoint.call(startFrame("1")) == startAnswer("1", 1))
        }
        let database = directory.file("csms.sqlite")
        #expect(try DatabaseAudit.summary(at: database).isSound)
        try await DatabaseQueue(path: database).write { try $0.execute(sql: "DELETE FROM transactions") }
        let audit = try DatabaseAudit.summary(at: database)
        #expect(audit.lost == [LostTransactions(first: 1, last: 1)] && !audit.isSound)
    }
}
