import Foundation
import GRDB
import OCPPTypes
import TestSupport
import Testing

@testable import CentralSystemServer
@testable import CentralSystemStore

/// Transaction ids that charge points were told and that the database has lost.
@Suite(.timeLimit(.minutes(3))) struct LostTransactionTests {
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
