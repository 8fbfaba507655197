@testable import CentralSystemModel
import OCPPTypes
import Testing

@Suite struct PendingSlotTests {
    private let callWhilePending = Effect.notice(.callWhilePending, identity: "CP1")

    @Test func `a failed store changes nothing and the next attempt succeeds`() {
        var fixture = ModelFixture.booted()
        _ = fixture.call("1", .startTransaction(start()))
        #expect(
            fixture.run(.storeFailed(fixture.last)) == [
                .notice(.storeFailed, identity: "CP1"), .replyError(cp1, "1", storageError),
            ])
        #expect(fixture.model.counts.openTransactions == 0)
        // The id of the failed start is not given again.
        #expect(fixture.started() == 2)
        _ = fixture.call("3", .stopTransaction(stop(2)))
        _ = fixture.run(.storeFailed(fixture.last))
        #expect(fixture.model.snapshot(of: "CP1")?.openTransactions == [2])
    }

    @Test func `a commit after the connection went away becomes state without an answer`() {
        var fixture = ModelFixture.booted()
        _ = fixture.call("1", .startTransaction(start()))
        _ = fixture.run(.disconnected(cp1))
        #expect(fixture.commit() == [])
        #expect(fixture.model.snapshot(of: "CP1")?.openTransactions == [1])
    }

    @Test func `a failure after the connection went away is only told`() {
        var fixture = ModelFixture.booted()
        _ = fixture.call("1", .startTransaction(start()))
        _ = fixture.run(.disconnected(cp1))
        #expect(fixture.run(.storeFailed(fixture.last)) == [.notice(.storeFailed, identity: "CP1")])
    }

    @Test func `a start sent again over a new connection waits for the first and gets its id`() {
        var fixture = ModelFixture.booted()
        _ = fixture.call("1", .startTransaction(start()))
        let first = fixture.last
        _ = fixture.run(.connected(cp2, identity: "CP1"))
        #expect(fixture.call("1", .startTransaction(start()), on: cp2) == [])
        #expect(
            fixture.run(.stored(first)) == [
                .notice(.repeatedStart, identity: "CP1"), startReply("1", 1, on: cp2),
            ])
        #expect(fixture.model.counts.openTransactions == 1)
    }

    @Test func `a start sent again while the first fails is stored anew`() {
        var fixture = ModelFixture.booted()
        _ = fixture.call("1", .startTransaction(start()))
        let first = fixture.last
        _ = fixture.run(.connected(cp2, identity: "CP1"))
        _ = fixture.call("1", .startTransaction(start()), on: cp2)
        #expect(
            fixture.run(.storeFailed(first)) == [
                .notice(.storeFailed, identity: "CP1"), .store([startRecord(2, start())], fixture.last),
            ])
        #expect(fixture.commit() == [startReply("1", 2, on: cp2)])
    }

    @Test func `the same CALL with the same id gets one answer`() {
        var fixture = ModelFixture.booted()
        _ = fixture.call("1", .startTransaction(start()))
        #expect(
            fixture.call("1", .startTransaction(start())) == [.notice(.repeatedWhilePending, identity: "CP1")])
        #expect(fixture.commit() == [startReply("1", 1)])
    }

    @Test func `another CALL with an id in use is an error`() {
        var fixture = ModelFixture.booted()
        _ = fixture.call("1", .startTransaction(start()))
        _ = fixture.call("2", .stopTransaction(stop(1)))
        let error = CallError(.genericError, "the unique id belongs to a CALL that is still being handled")
        for id: UniqueId in ["1", "2"] {
            #expect(
                fixture.call(id, .heartbeat(.init())) == [
                    .notice(.uniqueIdInUse, identity: "CP1"), .replyError(cp1, id, error),
                ])
        }
    }

    @Test func `a CALL that stores nothing overtakes one that waits`() {
        var fixture = ModelFixture.booted()
        _ = fixture.call("1", .startTransaction(start()))
        #expect(
            fixture.call("2", .heartbeat(.init())) == [
                callWhilePending, .reply(cp1, "2", .heartbeat(.init(currentTime: ModelFixture.time))),
            ])
    }

    @Test func `CALLs that store wait in order, each for its own commit`() {
        var fixture = ModelFixture.booted()
        _ = fixture.call("1", .startTransaction(start()))
        #expect(fixture.call("2", .stopTransaction(stop(1))) == [callWhilePending])
        let next = start(meterStart: 200, second: 90)
        #expect(fixture.call("3", .startTransaction(next)) == [callWhilePending])
        #expect(fixture.commit() == [startReply("1", 1), .store([stopRecord(1, stop(1))], fixture.last)])
        #expect(
            fixture.commit() == [stopReply("2"), .store([startRecord(2, next)], fixture.last)])
        #expect(fixture.commit() == [startReply("3", 2)])
    }

    @Test func `waiting CALLs of a lost connection are dropped`() {
        var fixture = ModelFixture.booted()
        _ = fixture.call("1", .startTransaction(start()))
        _ = fixture.call("2", .stopTransaction(stop(1)))
        _ = fixture.run(.disconnected(cp1))
        #expect(fixture.commit() == [.notice(.droppedWithConnection, identity: "CP1")])
        #expect(fixture.model.snapshot(of: "CP1")?.openTransactions == [1])
    }

    @Test func `the queue of waiting CALLs has a limit`() {
        var limits = CentralSystemLimits()
        limits.queuedCalls = 1
        var fixture = ModelFixture.booted(limits: limits)
        _ = fixture.call("1", .startTransaction(start()))
        #expect(fixture.call("2", .stopTransaction(stop(1))) == [callWhilePending])
        let error = CallError(.internalError, "too many CALLs wait for an earlier one; send it again later")
        #expect(
            fixture.call("3", .stopTransaction(stop(2))) == [
                callWhilePending, .notice(.callQueueFull, identity: "CP1"), .replyError(cp1, "3", error),
            ])
    }

    @Test func `restored charge points, connectors and notifications are seen by the operator`() {
        let boot = BootRecord(bootRequest, at: ModelFixture.time)
        let notification = NotificationRecord(
            identity: "CP1", kind: .firmwareStatus, status: "Installed", timestamp: ModelFixture.time)
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: .accepted, boot: boot)]
        workingSet.connectors = [
            ConnectorRecord(
                identity: "CP1",
                notification: .init(
                    connectorId: 1, errorCode: .noError, status: .charging, timestamp: ModelFixture.time))
        ]
        workingSet.notifications = [notification]
        let fixture = ModelFixture(workingSet: workingSet)
        #expect(
            fixture.model.snapshot(of: "CP1")
                == ChargePointSnapshot(
                    identity: "CP1", isConnected: false, registration: .accepted, admission: nil, boot: boot,
                    lastContact: nil,
                    connectors: [
                        .init(
                            connectorId: 1, status: .charging, errorCode: .noError, timestamp: ModelFixture.time)
                    ],
                    openTransactions: [], notifications: [notification]))
    }

    @Test func `pages of charge points follow one another and skip free places`() {
        var fixture = ModelFixture()
        for slot in 0..<5 {
            _ = fixture.run(.connected(ConnectionID(slot: Int32(slot), generation: 0), identity: "CP\(slot)"))
        }
        _ = fixture.run(.disconnected(ConnectionID(slot: 1, generation: 0)))
        let first = fixture.model.snapshots(from: 0, limit: 2)
        #expect(first.page.map(\.identity) == ["CP0", "CP2"])
        let second = fixture.model.snapshots(from: first.next ?? -1, limit: 2)
        #expect(second.page.map(\.identity) == ["CP3", "CP4"])
        #expect(second.next == nil)
    }
}
