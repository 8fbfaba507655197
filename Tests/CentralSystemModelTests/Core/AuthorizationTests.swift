@testable import CentralSystemModel
import OCPPTypes
import Testing

@Suite struct AuthorizationTests {
    private static let past = ModelFixture.epoch.adding(milliseconds: -1)
    private static let future = ModelFixture.epoch.adding(milliseconds: 1)

    private static let table: [(IdTagRecord?, IdTagInfo)] = [
        (nil, IdTagInfo(status: .invalid)),
        (IdTagRecord(idTag: "ab"), IdTagInfo(status: .accepted)),
        (IdTagRecord(idTag: "AB"), IdTagInfo(status: .accepted)),
        (IdTagRecord(idTag: "AB", status: .blocked), IdTagInfo(status: .blocked)),
        (IdTagRecord(idTag: "AB", status: .invalid), IdTagInfo(status: .invalid)),
        (IdTagRecord(idTag: "AB", parentIdTag: "P"), IdTagInfo(parentIdTag: "P", status: .accepted)),
        (IdTagRecord(idTag: "AB", expiryDate: past), IdTagInfo(expiryDate: past, status: .expired)),
        (
            IdTagRecord(idTag: "AB", expiryDate: ModelFixture.epoch),
            IdTagInfo(expiryDate: ModelFixture.epoch, status: .expired)
        ),
        (IdTagRecord(idTag: "AB", expiryDate: future), IdTagInfo(expiryDate: future, status: .accepted)),
        (
            IdTagRecord(idTag: "AB", status: .blocked, expiryDate: past),
            IdTagInfo(expiryDate: past, status: .blocked)
        ),
    ]

    @Test func `Authorize tells status, expiry by device time and parent, whatever the case`() {
        for (record, info) in Self.table {
            var workingSet = WorkingSet()
            workingSet.idTags = record.map { [$0] } ?? []
            var fixture = ModelFixture(workingSet: workingSet)
            fixture.boot(cp1, "CP1")
            #expect(
                fixture.call("1", .authorize(.init(idTag: "aB")))
                    == [.reply(cp1, "1", .authorize(.init(idTagInfo: info)))])
        }
    }

    @Test func `a tag in use is ConcurrentTx for a start only`() {
        var fixture = ModelFixture.booted()
        fixture.boot(cp2, "CP2")
        fixture.started(start(idTag: "ONE"))
        #expect(
            fixture.call("a", .authorize(.init(idTag: "one")), on: cp2)
                == [.reply(cp2, "a", .authorize(.init(idTagInfo: IdTagInfo(status: .accepted))))])
        _ = fixture.call("s", .startTransaction(start(idTag: "ONE")), on: cp2)
        #expect(fixture.commit() == [startReply("s", 2, IdTagInfo(status: .concurrentTx), on: cp2)])
        // The refused start does not count, so the end of the first frees the tag.
        _ = fixture.call("e", .stopTransaction(stop(1)))
        _ = fixture.commit()
        _ = fixture.call("s2", .startTransaction(start(idTag: "ONE", second: 9)), on: cp2)
        #expect(fixture.commit() == [startReply("s2", 3, IdTagInfo(status: .accepted), on: cp2)])
    }

    @Test func `a start that waits for its commit holds the tag, one that failed gives it back`() {
        var fixture = ModelFixture.booted()
        fixture.boot(cp2, "CP2")
        _ = fixture.call("1", .startTransaction(start(idTag: "ONE")))
        let first = fixture.last
        #expect(
            fixture.call("2", .startTransaction(start(idTag: "ONE")), on: cp2)
                == [
                    .store([startRecord(2, start(idTag: "ONE"), .concurrentTx, identity: "CP2")], fixture.last)
                ])
        _ = fixture.commit()
        _ = fixture.run(.storeFailed(first))
        _ = fixture.call("3", .startTransaction(start(idTag: "ONE", second: 1)))
        #expect(fixture.commit() == [startReply("3", 3, IdTagInfo(status: .accepted))])
    }

    @Test func `the operator's id tags are in force after their commit`() {
        var fixture = ModelFixture.booted()
        let record = IdTagRecord(idTag: "NEW")
        #expect(
            fixture.run(.putIdTags([record], OperatorToken(1))) == [.store([.idTag(record)], fixture.last)])
        let ask = Request.authorize(.init(idTag: "new"))
        #expect(
            fixture.call("1", ask) == [.reply(cp1, "1", .authorize(.init(idTagInfo: IdTagInfo(status: .invalid))))])
        #expect(fixture.commit() == [.operatorAnswer(OperatorToken(1), .done)])
        #expect(
            fixture.call("2", ask)
                == [.reply(cp1, "2", .authorize(.init(idTagInfo: IdTagInfo(status: .accepted))))])
        #expect(
            fixture.run(.deleteIdTag("new", OperatorToken(2))) == [.store([.idTagDeleted("new")], fixture.last)])
        #expect(fixture.run(.storeFailed(fixture.last)) == [.operatorAnswer(OperatorToken(2), .storeFailed)])
        #expect(fixture.model.counts.idTags == 3)
        _ = fixture.run(.deleteIdTag("new", OperatorToken(3)))
        #expect(fixture.commit() == [.operatorAnswer(OperatorToken(3), .done)])
        #expect(fixture.model.counts.idTags == 2)
        #expect(
            fixture.run(.deleteIdTag("new", OperatorToken(4))) == [.operatorAnswer(OperatorToken(4), .notFound)])
    }

    @Test func `id tags beyond the limit are refused, known ones may be replaced`() {
        var limits = CentralSystemLimits()
        limits.idTags = 2
        var fixture = ModelFixture.booted(limits: limits)
        #expect(
            fixture.run(.putIdTags([IdTagRecord(idTag: "THIRD")], OperatorToken(1)))
                == [.operatorAnswer(OperatorToken(1), .limitReached)])
        let blocked = IdTagRecord(idTag: "t1", status: .blocked)
        _ = fixture.run(.putIdTags([blocked], OperatorToken(2)))
        #expect(fixture.commit() == [.operatorAnswer(OperatorToken(2), .done)])
        #expect(fixture.model.counts.idTags == 2)
        #expect(
            fixture.call("1", .authorize(.init(idTag: "T1")))
                == [.reply(cp1, "1", .authorize(.init(idTagInfo: IdTagInfo(status: .blocked))))])
    }

    @Test func `any tag is accepted where the configuration says so, and an entry still holds`() {
        var configuration = CentralSystemConfiguration(clock: ModelFixture().model.configuration.clock)
        configuration.acceptsAnyIdTag = true
        var fixture = ModelFixture()
        fixture.model = CentralSystemModel(configuration: configuration)
        var workingSet = WorkingSet()
        workingSet.idTags = [IdTagRecord(idTag: "BAD", status: .blocked)]
        _ = fixture.run(.restored(workingSet))
        fixture.boot(cp1, "CP1")
        for (tag, status) in [("ANY", .accepted), ("bad", .blocked)] as [(IdTag, AuthorizationStatus)] {
            #expect(
                fixture.call("1", .authorize(.init(idTag: tag)))
                    == [.reply(cp1, "1", .authorize(.init(idTagInfo: IdTagInfo(status: status))))])
        }
        #expect(fixture.started(start(idTag: "ANY")) == 1)
        _ = fixture.call("2", .stopTransaction(stop(1)))
        _ = fixture.commit()
        #expect(fixture.model.idTags["ANY"] == nil)
    }
}
