import CentralSystemStore
import Foundation
import OCPPTypes
import TestSupport
import Testing

@testable import CentralSystemServer

/// One database has one central system.
@Suite(.timeLimit(.minutes(3))) struct SecondCentralSystemTests {
    @Test func `a second central system does not start, and neither the first nor the database notices`() async throws {
        let directory = TestDirectory()
        try await TestServer.with(directory) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let second = CentralSystemServer(
                configuration: TestServer.configuration(directory), logger: quietLogger)
            await #expect(throws: StoreError.inUse(path: server.databasePath, process: getpid())) {
                _ = try await second.start()
            }
            #expect(await chargePoint.call(startFrame("1")) == startAnswer("1", 1))
            // Those who only look and clear up are let in.
            #expect(try DatabaseAudit.summary(at: server.databasePath).transactions == 1)
            #expect(try DatabaseBackup.copy(from: server.databasePath, to: directory.file("copy")).transactions == 1)
            _ = try DatabasePruning.run(at: server.databasePath, olderThan: DateTime(millisecondsSince1970: 0)) {}
        }
        try await TestServer.with(directory) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            #expect(await chargePoint.call(startFrame("2", second: 11)) == startAnswer("2", 2))
        }
    }
}
