import Foundation
import GRDB
import OCPPTypes
import TestSupport
import Testing

@testable import CentralSystemServer
@testable import CentralSystemStore

/// A server whose files are moved away or changed under it.
@Suite(.timeLimit(.minutes(3))) struct DamagedStoreTests {
    private let storageError =
        #"[4,"1","InternalError","the message could not be stored; send it again",{}]"#

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
