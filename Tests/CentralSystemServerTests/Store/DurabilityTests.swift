import CentralSystemModel
import CentralSystemStore
import GRDB
import TestSupport
import Testing

@testable import CentralSystemServer

/// The answer to StartTransaction and StopTransaction leaves only after its commit, and a store that fails is told.
@Suite(.timeLimit(.minutes(3))) struct DurabilityTests {
    private let heartbeat = #"[2,"h","Heartbeat",{}]"#
    private let storageError =
        #"[4,"1","InternalError","the message could not be stored; send it again",{}]"#

    private func isHeartbeat(_ event: TestChargePoint.Event?) -> Bool {
        if case .text(let text)? = event { text.hasPrefix(#"[3,"h","#) } else { false }
    }

    @Test func `an answer waits while the store is held`() async throws {
        try await TestServer.with(store: { $0.busyTimeoutMilliseconds = 60_000 }) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let stranger = try server.stranger()
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            chargePoint.send(startFrame("1"))
            // A CALL that stores nothing is answered meanwhile, so the start's answer was due and is held back.
            #expect(isHeartbeat(await chargePoint.call(heartbeat)))
            #expect(try DatabaseAudit.transactions(at: server.databasePath).isEmpty)
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            #expect(await chargePoint.next() == startAnswer("1", 1))
            #expect(try DatabaseAudit.transactions(at: server.databasePath).count == 1)
        }
    }

    @Test func `a locked database gives InternalError and the server recovers`() async throws {
        try await TestServer.with(store: { $0.busyTimeoutMilliseconds = 20 }) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let stranger = try server.stranger()
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            #expect(await chargePoint.call(startFrame("1")) == .text(storageError))
            #expect(isHeartbeat(await chargePoint.call(heartbeat)))
            #expect(try await server.http("GET", "/readyz").status == 503)
            #expect(try await server.http("GET", "/healthz").status == 200)
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            #expect(await chargePoint.call(startFrame("2")) == startAnswer("2", 2))
            #expect(try await server.http("GET", "/readyz").status == 200)
            #expect(try DatabaseAudit.transactions(at: server.databasePath).map(\.transactionId) == [2])
        }
    }

    @Test func `what nobody awaits is written after a locked database is free again`() async throws {
        let directory = TestDirectory()
        let status = #"[2,"1","StatusNotification",{"connectorId":3,"errorCode":"NoError","status":"Faulted"}]"#
        try await TestServer.with(directory, store: { $0.busyTimeoutMilliseconds = 20 }) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let stranger = try server.stranger()
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            #expect(await chargePoint.call(status) == .text(#"[3,"1",{}]"#))
            // The failure of the store behind it shows that the status met the lock too.
            #expect(await chargePoint.call(startFrame("1")) == .text(storageError))
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        }
        try await TestServer.with(directory) { server in
            let answer = try await server.http("GET", "/api/v1/charge-points/CP1")
            #expect(answer.body.contains(#""connectorId":3"#), "\(answer.body)")
        }
    }

    @Test func `a full database gives InternalError and the server recovers`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let pages = try await server.stranger().read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
            try await server.server.limitDatabase(toPages: pages)
            var events: [TestChargePoint.Event?] = []
            // Rows fit into the last pages for a while; then SQLite says that the database is full.
            for number in 0..<2000 where events.isEmpty {
                let event = await chargePoint.call(startFrame("1", connectorId: number + 1))
                if event == .text(storageError) { events.append(event) }
            }
            #expect(events == [.text(storageError)])
            try await server.server.limitDatabase(toPages: 1_000_000)
            let event = await chargePoint.call(startFrame("2", connectorId: 64, second: 59))
            guard case .text(let text)? = event else { return #expect(event == nil) }
            #expect(text.hasPrefix(#"[3,"2","#), "\(text)")
        }
    }

    @Test func `a read-only database gives InternalError and the server recovers`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            try await server.server.setQueryOnly(true)
            #expect(await chargePoint.call(startFrame("1")) == .text(storageError))
            try await server.server.setQueryOnly(false)
            #expect(await chargePoint.call(startFrame("2")) == startAnswer("2", 2))
        }
    }

    @Test func `many charge points share commits`() async throws {
        try await TestServer.with(store: { $0.busyTimeoutMilliseconds = 60_000 }) { server in
            var chargePoints: [TestChargePoint] = []
            for index in 0..<20 { chargePoints.append(try await TestChargePoint.booted(server, "CP\(index)")) }
            let stranger = try server.stranger()
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let before = await server.server.storeCounters?.commits ?? 0
            for chargePoint in chargePoints {
                chargePoint.send(startFrame("1"))
                // Each start has reached the mailbox when the heartbeat behind it is answered.
                #expect(isHeartbeat(await chargePoint.call(heartbeat)))
            }
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            for chargePoint in chargePoints { _ = await chargePoint.next() }
            let counters = await server.server.storeCounters
            #expect(counters?.starts == 20)
            // The first start may have been taken alone before the lock stopped the writer; the rest is one commit.
            #expect((counters?.commits ?? 0) - before <= 2)
        }
    }

    @Test func `a full mailbox gives InternalError`() async throws {
        let limits: (inout StoreLimits) -> Void = {
            $0.busyTimeoutMilliseconds = 60_000
            $0.queuedStores = 1
        }
        try await TestServer.with(store: limits) { server in
            var chargePoints: [TestChargePoint] = []
            for index in 0..<3 { chargePoints.append(try await TestChargePoint.booted(server, "CP\(index)")) }
            let stranger = try server.stranger()
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            for chargePoint in chargePoints { chargePoint.send(startFrame("1")) }
            // At most one is being written and one waits, so at least one of three is refused at once.
            let refused = await firstEvent(of: chargePoints)
            #expect(refused == .text(storageError))
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
        }
    }

    private func firstEvent(of chargePoints: [TestChargePoint]) async -> TestChargePoint.Event? {
        await withTaskGroup(of: TestChargePoint.Event?.self) { group in
            for chargePoint in chargePoints { group.addTask { await chargePoint.next() } }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
