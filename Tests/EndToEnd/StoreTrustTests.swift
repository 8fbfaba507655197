import Foundation
import TestSupport
import Testing

/// Two central systems on one database, and a database that loses its log, with real processes.
@Suite(.ownThread, .timeLimit(.minutes(3))) struct StoreTrustTests {
    /// A central system that knows TAG1.
    private static func start(_ folder: URL) throws -> CentralSystemProcess {
        let tags = folder.appendingPathComponent("tags.jsonl")
        try Data("{\"idTag\":\"TAG1\"}\n".utf8).write(to: tags)
        return try CentralSystemProcess(folder: folder, extra: ["--id-tags", tags.path])
    }

    private static func connect(_ csms: CentralSystemProcess) throws -> RawPeer {
        let peer = try RawPeer(url: csms.ocpp)
        #expect(try peer.upgrade("CP1") == 101)
        peer.send(text: #"[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#)
        guard case .text = try peer.nextMessage() else { throw ChildProcess.Failure(description: "no boot") }
        return peer
    }

    /// The answer to a StartTransaction.
    private static func start(_ peer: RawPeer, minute: Int) throws -> String {
        peer.send(
            text: #"[2,"s","StartTransaction",{"connectorId":1,"idTag":"TAG1","meterStart":0,"#
                + #""timestamp":"2025-01-01T10:\#(minute):00Z"}]"#)
        guard case .text(let answer) = try peer.nextMessage() else {
            throw ChildProcess.Failure(description: "no answer")
        }
        return answer
    }

    @Test func `a second process on the database ends with exit code 3 and names the first, also after kill -9`() throws
    {
        try Tool.withFolder { folder in
            let database = folder.appendingPathComponent("csms.sqlite").path
            let words = ["csms", "--listen", "127.0.0.1:0", "--api", "127.0.0.1:0", "--database", database]
            for _ in 0..<2 {
                let first = try Self.start(folder)
                let second = try Tool.run(words)
                #expect(second.status == 3 && second.output.isEmpty, "\(second.status) \(second.output)")
                #expect(
                    second.errors.contains(
                        "\(database) is in use by another central system, process \(first.processIdentifier);"),
                    "\(second.errors)")
                let peer = try Self.connect(first)
                #expect(try Self.start(peer, minute: 10).contains(#""transactionId":"#))
                first.kill()
            }
        }
    }

    @Test func `a log that is moved away stops all acknowledgements, and its ids are not given again`() throws {
        try Tool.withFolder { folder in
            let database = folder.appendingPathComponent("csms.sqlite").path
            let first = try Self.start(folder)
            let peer = try Self.connect(first)
            for minute in 10...12 {
                let answer = try Self.start(peer, minute: minute)
                #expect(answer.contains(#""transactionId":\#(minute - 9)"#), "\(answer)")
            }
            try FileManager.default.moveItem(atPath: database + "-wal", toPath: database + "-wal.away")
            #expect(try Self.start(peer, minute: 13).hasPrefix(#"[4,"s","InternalError""#))
            let ready = try ChildProcess.shell("curl -s '\(first.api)/readyz'").output
            #expect(ready.contains("a file of the database was moved, removed or replaced"), "\(ready)")
            #expect(!ready.contains("csms.sqlite"), "\(ready)")
            let status = try ChildProcess.shell("curl -s '\(first.api)/api/v1/status'").output
            #expect(status.contains("csms.sqlite-wal was moved, removed or replaced"), "\(status)")
            first.kill()
            #expect(first.errors.contains("the database takes no commit"))

            let second = try Self.start(folder)
            let again = try ChildProcess.shell("curl -s '\(second.api)/readyz'").output
            #expect(again.contains(#""lostTransactionIds":["1 to 3"]"#), "\(again)")
            let answer = try Self.start(try Self.connect(second), minute: 14)
            #expect(answer.contains(#""transactionId":1025"#), "\(answer)")
            let audit = try Tool.run(["csms", "audit", "--database", database])
            #expect(audit.status == 1 && audit.output.contains("lost transactions: 1 to 3, found 2"), "\(audit.output)")
            let stopped = second.stop()
            #expect(stopped.status == 0)
            #expect(
                stopped.errors.contains("transactions that charge points were told of are not in the database")
                    && stopped.errors.contains("transaction_ids=1 to 3"), "\(stopped.errors)")
        }
    }
}
