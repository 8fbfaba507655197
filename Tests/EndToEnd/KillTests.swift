import CentralSystemStore
import Foundation
import OCPPTypes
import TestSupport
import Testing
import WebSocketTransport

/// `kill -9` of the central system at random moments under load, again and again on one database: what was acknowledged
/// is there exactly once.
///
/// `WATTSWARM_KILL_ROUNDS` sets the number of kills, `WATTSWARM_KILL_SEED` the moments; `scripts/kill-audit` kills 50
/// times.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(20))) struct KillTests {
    private static let rounds = ProcessInfo.processInfo.environment["WATTSWARM_KILL_ROUNDS"].flatMap { Int($0) } ?? 3
    private static let seed =
        ProcessInfo.processInfo.environment["WATTSWARM_KILL_SEED"].flatMap { UInt64($0) } ?? .random(in: 0 ... .max)

    @Test func `after kill -9 everything acknowledged is in the database exactly once`() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("wattswarm-kill-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = folder.appendingPathComponent("kill.sqlite").path
        let tags = folder.appendingPathComponent("tags.jsonl")
        try Data("{\"idTag\":\"TAG1\"}\n".utf8).write(to: tags)
        print("kill -9 \(Self.rounds) times; repeat with WATTSWARM_KILL_SEED=\(Self.seed)")
        var random = SeededRandom(seed: Self.seed)
        let fleet = try await KillFleet(count: 50)
        var acknowledged = KillLedger.Acknowledged()
        for round in 1...Self.rounds {
            let server = try CentralSystemProcess(
                folder: folder, database: "kill.sqlite", extra: ["--id-tags", tags.path])
            let processIdentifier = server.processIdentifier
            let before = acknowledged
            acknowledged = try await fleet.live(
                against: try WebSocketEndpoint(url: server.ocpp), answers: 200 + random.nextIndex(below: 4000),
                thenMicroseconds: Int64(random.nextIndex(below: 20_000)),
                do: { kill(processIdentifier, SIGKILL) })
            server.kill()
            #expect(acknowledged.starts.count > before.starts.count, "round \(round) had no load")
            try audit(acknowledged, database: database, round: round)
        }
        try await fleet.shutdown()
        print(
            "acknowledged: \(acknowledged.starts.count) starts (\(acknowledged.repeatedStarts) of them sent again), "
                + "\(acknowledged.stops.count) stops, \(acknowledged.meters.count) meter values; each stored once")
    }

    private func audit(_ acknowledged: KillLedger.Acknowledged, database: String, round: Int) throws {
        #expect(try DatabaseAudit.damage(at: database) == [], "round \(round)")
        #expect(acknowledged.contradictions.isEmpty, "round \(round): \(acknowledged.contradictions.prefix(3))")
        var stored: [KillLedger.Start: (transactionId: Int, isStopped: Bool)] = [:]
        for record in try DatabaseAudit.transactions(at: database) {
            let start = KillLedger.Start(identity: record.identity, timestamp: record.start.timestamp)
            let known = stored.updateValue((Int(record.transactionId), record.stop != nil), forKey: start)
            #expect(known == nil, "round \(round): two transactions of \(start)")
        }
        var stopped: Set<Int> = []
        for transaction in stored.values where transaction.isStopped { stopped.insert(transaction.transactionId) }
        for (start, transactionId) in acknowledged.starts where stored[start]?.transactionId != transactionId {
            Issue.record("round \(round): acknowledged start \(transactionId) of \(start) is \(stored[start] as Any)")
        }
        for transactionId in acknowledged.stops where !stopped.contains(transactionId) {
            Issue.record("round \(round): acknowledged stop of \(transactionId) is not stored")
        }
        #expect(try DatabaseAudit.unmatchedStopsCount(at: database) == 0, "round \(round)")
        var meters: [KillLedger.Meter: Int] = [:]
        for record in try DatabaseAudit.meterValues(at: database) {
            let value = record.meterValue.split(separator: "\"value\":\"").last?.prefix { $0 != "\"" } ?? ""
            meters[
                .init(identity: record.identity, transactionId: record.transactionId ?? 0, value: String(value)),
                default: 0] += 1
        }
        for meter in acknowledged.meters where meters[meter] != 1 {
            Issue.record("round \(round): acknowledged \(meter) is stored \(meters[meter] ?? 0) times")
        }
    }
}
