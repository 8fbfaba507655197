import CentralSystemSettings
import Foundation
import GRDB
import OCPPTypes
import TestSupport
import Testing

@testable import CentralSystemServer
@testable import CentralSystemStore

/// What is done to a database while a central system runs on it.
@Suite(.timeLimit(.minutes(3))) struct RunningMaintenanceTests {
    @Test func `a backup of a running server is whole and opens as a database`() async throws {
        let directory = TestDirectory()
        try await TestServer.with(directory) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("1"))
            let result = try DatabaseBackup.copy(from: server.databasePath, to: directory.file("copy"))
            #expect(result.transactions == 1)
            #expect(result.meterValues == 0)
            // The server goes on meanwhile; what comes later is not in the copy.
            _ = await chargePoint.call(stopFrame("2", 1))
        }
        #expect(try DatabaseAudit.transactions(at: directory.file("copy")).map { $0.stop == nil } == [true])
        #expect(try DatabaseAudit.summary(at: directory.file("copy")).isSound)
        let pool = try DatabaseFile.open(path: directory.file("copy"), busyTimeoutMilliseconds: 20)
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM transactions") } == 1)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.path).allSatisfy { !$0.contains(".part") })
    }

    @Test func `a running server removes what is older than its retention`() async throws {
        let directory = TestDirectory()
        try await TestServer.with(directory) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            for (number, second) in [(1, 10), (2, 11)] {
                _ = await chargePoint.call(startFrame("s\(number)", second: second))
                _ = await chargePoint.call(stopFrame("e\(number)", number))
            }
        }
        // The same database an hour and a day later.
        let configure: (inout CentralSystemServerConfiguration) -> Void = {
            $0.clockEpoch = DateTime("2025-01-02T14:00:00Z")
            $0.retentionMilliseconds = 86_400_000
        }
        try await TestServer.with(directory, configure: configure) { server in
            while await server.server.storeCounters?.prunedRows == 0 { await Task.yield() }
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            #expect(await chargePoint.call(startFrame("3", second: 12)) == startAnswer("3", 3))
        }
        #expect(
            try DatabaseAudit.transactions(at: directory.file("csms.sqlite")).map(\.transactionId) == [2, 3])
    }
}
