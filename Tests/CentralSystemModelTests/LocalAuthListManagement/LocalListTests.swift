import OCPPTypes
import Testing

@testable import CentralSystemModel

private func entry(_ idTag: IdTag, _ status: AuthorizationStatus = .accepted) -> AuthorizationData {
    AuthorizationData(idTag: idTag, idTagInfo: IdTagInfo(status: status))
}

private let one = AuthorizationData(idTag: "ONE", idTagInfo: IdTagInfo(status: .accepted))
private let t1 = AuthorizationData(idTag: "T1", idTagInfo: IdTagInfo(parentIdTag: "GROUP", status: .accepted))

private func list(
    _ version: Int, _ entries: [AuthorizationData]?, _ updateType: UpdateType = .full
) -> Request {
    .sendLocalList(.init(listVersion: version, localAuthorizationList: entries, updateType: updateType))
}

private func answered(_ status: UpdateStatus) -> Confirmation { .sendLocalList(.init(status: status)) }

private func state(_ version: Int, _ contentId: Int64?) -> Record {
    .localList(LocalListRecord(identity: "CP1", listVersion: version, contentId: contentId))
}

private func content(_ contentId: Int64, _ entries: [AuthorizationData]) -> Record {
    .localListContent(LocalListContentRecord(contentId: contentId, entries: entries))
}

private func update(_ updateType: UpdateType, _ number: UInt64 = 1, identity: String = "CP1") -> Input {
    .sendIdTags(identity: identity, updateType, OperatorToken(number))
}

@Suite struct LocalListTests {
    @Test func `a Full list is known by version and contents, sorted, the last of a tag counting`() {
        var fixture = ModelFixture.booted()
        let sent = [entry("b"), entry("A"), entry("B", .blocked)]
        _ = fixture.order(list(5, sent))
        #expect(
            fixture.confirm(answered(.accepted)) == [
                .store([content(1, [entry("A"), entry("B", .blocked)]), state(5, 1)], fixture.last)
            ])
        #expect(
            fixture.books.localList
                == LocalListSnapshot(listVersion: 5, entries: [entry("A"), entry("B", .blocked)], isUpdating: false))
    }

    @Test func `an empty Full list clears: the version is 0 then`() {
        for entries in [nil, []] as [[AuthorizationData]?] {
            var fixture = ModelFixture.booted()
            fixture.done(list(5, [entry("A")]), answered(.accepted))
            _ = fixture.order(list(6, entries))
            #expect(
                fixture.confirm(answered(.accepted)) == [
                    .store([content(2, []), state(0, 2), .localListContentDeleted(1)], fixture.last)
                ])
        }
    }

    @Test func `a Differential list changes, adds and removes entries of known contents`() {
        var fixture = ModelFixture.booted()
        fixture.done(list(1, [entry("A"), entry("B"), entry("C")]), answered(.accepted))
        let changes = [entry("b", .blocked), AuthorizationData(idTag: "c"), entry("D"), AuthorizationData(idTag: "E")]
        fixture.done(list(2, changes, .differential), answered(.accepted))
        #expect(
            fixture.books.localList
                == LocalListSnapshot(
                    listVersion: 2, entries: [entry("A"), entry("b", .blocked), entry("D")], isUpdating: false))
        // Contents that are not known stay so.
        var other = ModelFixture.booted()
        other.done(list(2, changes, .differential), answered(.accepted))
        #expect(other.books.localList == LocalListSnapshot(listVersion: 2, entries: nil, isUpdating: false))
    }

    @Test func `what was not accepted changes nothing but what NotSupported tells`() {
        for status in [UpdateStatus.failed, .versionMismatch] {
            var fixture = ModelFixture.booted()
            _ = fixture.order(list(5, [entry("A")]))
            #expect(
                fixture.confirm(answered(status)) == [
                    notice(.localListRefused), answer(.confirmation(answered(status))),
                ])
            #expect(fixture.books.localList.listVersion == nil)
        }
        var fixture = ModelFixture.booted()
        _ = fixture.order(list(5, [entry("A")]))
        #expect(fixture.confirm(answered(.notSupported)) == [.store([state(-1, nil)], fixture.last)])
    }

    @Test func `a list that the specification or the charge point forbids is refused`() {
        for (request, text) in [
            (list(0, []), "listVersion 0: 0 and -1 have other meanings, and others are not valid"),
            (list(-1, []), "listVersion -1: 0 and -1 have other meanings, and others are not valid"),
            (
                list(1, [entry("A"), AuthorizationData(idTag: "B")]),
                "an entry of a Full list needs idTagInfo; B has none"
            ),
            (
                list(1, [entry("A"), entry("B"), entry("C")]),
                "3 entries; the charge point takes SendLocalListMaxLength = 2 at once"
            ),
        ] {
            var fixture = ModelFixture.booted()
            fixture.read(["SendLocalListMaxLength": "2"])
            #expect(fixture.order(request) == [answer(.refused(text))])
        }
    }

    @Test func `a version that is left out is the next one`() {
        var fixture = ModelFixture.booted()
        for version in 1...3 {
            let request = list(CommandPayload.chosenByCentralSystem, [entry("A")])
            #expect(
                fixture.order(request) == [
                    .call(cp1, UniqueId(counter: UInt32(version)), .typed(list(version, [entry("A")])))
                ])
            _ = fixture.confirm(answered(.accepted))
        }
    }

    @Test func `a version that differs is told, and the contents are not known any more`() {
        var fixture = ModelFixture.booted()
        func read(_ version: Int) -> [Effect] {
            _ = fixture.order(.getLocalListVersion(.init()))
            return fixture.confirm(.getLocalListVersion(.init(listVersion: version)))
        }
        let told = Effect.notice(.localListVersionDiffers, identity: "CP1")
        #expect(read(3) == [.store([state(3, nil)], fixture.last)])
        #expect(read(3).count == 1)
        fixture.done(list(4, [entry("A")]), answered(.accepted))
        #expect(read(4) == [answer(.confirmation(.getLocalListVersion(.init(listVersion: 4))))])
        #expect(
            read(2) == [told, .store([state(2, nil), .localListContentDeleted(1)], fixture.last)])
        #expect(read(0) == [told, .store([content(2, []), state(0, 2)], fixture.last)])
    }

    // MARK: The id tags as a list

    @Test func `all id tags go out as one Full list, then only what changed`() {
        var fixture = ModelFixture.booted()
        #expect(fixture.run(update(.full)) == [.call(cp1, "1", .typed(list(1, [one, t1])))])
        #expect(fixture.books.localList.isUpdating)
        #expect(
            fixture.confirm(answered(.accepted)) == [
                unawaited(content(1, [one, t1]), state(1, 1)), answer(.done),
            ])
        #expect(fixture.run(update(.differential)) == [answer(.done)])
        _ = fixture.run(.putIdTags([IdTagRecord(idTag: "NEW", status: .blocked)], OperatorToken(8)))
        _ = fixture.commit()
        _ = fixture.run(.deleteIdTag("ONE", OperatorToken(9)))
        _ = fixture.commit()
        let changes = [entry("NEW", .blocked), AuthorizationData(idTag: "ONE")]
        #expect(
            fixture.run(update(.differential)) == [.call(cp1, "2", .typed(list(2, changes, .differential)))])
        #expect(
            fixture.confirm(answered(.accepted)) == [
                unawaited(content(2, [entry("NEW", .blocked), t1]), state(2, 2), .localListContentDeleted(1)),
                answer(.done),
            ])
    }

    @Test func `a long list goes out in as many messages as the charge point needs`() {
        var fixture = ModelFixture.booted()
        fixture.read(["SendLocalListMaxLength": "1"])
        #expect(fixture.run(update(.full)) == [.call(cp1, "2", .typed(list(1, [one])))])
        #expect(
            fixture.confirm(answered(.accepted)) == [
                unawaited(content(1, [one]), state(1, 1)), .call(cp1, "3", .typed(list(2, [t1], .differential))),
            ])
        #expect(
            fixture.confirm(answered(.accepted)) == [
                unawaited(content(2, [one, t1]), state(2, 2), .localListContentDeleted(1)), answer(.done),
            ])
    }

    @Test(arguments: [UpdateStatus.failed, .versionMismatch])
    func `a Differential list that fails is followed by a Full one, once`(status: UpdateStatus) {
        var fixture = ModelFixture.booted()
        _ = fixture.run(update(.full))
        _ = fixture.confirm(answered(.accepted))
        _ = fixture.run(.deleteIdTag("ONE", OperatorToken(9)))
        _ = fixture.commit()
        _ = fixture.run(update(.differential))
        #expect(
            fixture.confirm(answered(status)) == [
                notice(.localListRefused), .call(cp1, "3", .typed(list(2, [t1]))),
            ])
        #expect(
            fixture.confirm(answered(status)) == [
                notice(.localListRefused), answer(.confirmation(answered(status))),
            ])
        #expect(!fixture.books.localList.isUpdating)
    }

    @Test func `an update that cannot be made is refused`() {
        var limits = CentralSystemLimits()
        limits.localListEntries = 1
        var fixture = ModelFixture.booted(limits: limits)
        let text = "2 id tags are entered; a local list of the charge point holds 1"
        #expect(fixture.run(update(.full)) == [answer(.refused(text))])
        fixture = ModelFixture.booted()
        #expect(
            fixture.run(update(.differential)) == [
                answer(.refused("the contents of the charge point's local list are not known; send a Full list first"))
            ])
        #expect(fixture.run(update(.full, identity: "X")) == [answer(.notFound)])
        _ = fixture.run(update(.full, 1))
        #expect(
            fixture.run(update(.full, 2))
                == [answer(.refused("an update of the charge point's local list is under way"), to: 2)])
        #expect(
            fixture.run(.disconnected(cp1)) == [notice(.commandLost), answer(.connectionLost)])
        #expect(!fixture.books.localList.isUpdating)
        #expect(fixture.run(update(.full, 3)) == [answer(.notConnected, to: 3)])
        #expect(!fixture.books.localList.isUpdating)
    }

    @Test func `charge points with the same list share its contents`() {
        var fixture = ModelFixture.booted()
        fixture.boot(cp2, "CP2")
        _ = fixture.run(update(.full))
        _ = fixture.confirm(answered(.accepted))
        _ = fixture.run(update(.full, identity: "CP2"))
        #expect(
            fixture.run(.confirmation(cp2, fixture.callId, answered(.accepted))) == [
                unawaited(.localList(LocalListRecord(identity: "CP2", listVersion: 1, contentId: 1))), answer(.done),
            ])
        #expect(fixture.model.localLists.count == 1)
        // The first that leaves does not take the contents with it.
        fixture.done(list(9, []), answered(.accepted))
        #expect(fixture.model.books(of: "CP2")?.localList.entries == [one, t1])
    }

    @Test func `a restart loses neither version nor contents`() {
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: .accepted)]
        workingSet.idTags = [IdTagRecord(idTag: "B")]
        workingSet.localListContents = [LocalListContentRecord(contentId: 3, entries: [entry("A")])]
        workingSet.localLists = [LocalListRecord(identity: "CP1", listVersion: 7, contentId: 3)]
        workingSet.nextLocalListContentId = 9
        var fixture = ModelFixture(workingSet: workingSet)
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        #expect(
            fixture.run(update(.differential)) == [
                .call(
                    cp1, "1", .typed(list(8, [AuthorizationData(idTag: "A"), entry("B")], .differential)))
            ])
        #expect(
            fixture.confirm(answered(.accepted)).first
                == unawaited(content(9, [entry("B")]), state(8, 9), .localListContentDeleted(3)))
    }

    @Test func `LocalListConflict is told`() {
        var fixture = ModelFixture.booted()
        let effects = fixture.call(
            "1",
            .statusNotification(.init(connectorId: 0, errorCode: .localListConflict, status: .available)))
        #expect(effects.first == notice(.localListConflict))
    }

    /// The difference of two lists, applied to the first, gives the second.
    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `the difference of random lists leads from one to the other`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        func list() -> [AuthorizationData] {
            LocalListEntries.sorted(
                (0..<random.nextIndex(below: 12)).map { _ in
                    entry(
                        CiString(unchecked: ["a", "B", "c", "D", "e", "F", "b", "C"][random.nextIndex(below: 8)]),
                        random.nextIndex(below: 2) == 0 ? .accepted : .blocked)
                })
        }
        let old = list()
        let new = list()
        let changes = LocalListEntries.difference(from: old, to: new)
        #expect(LocalListEntries.applying(changes, to: old) == new, "seed \(seed)")
        #expect(LocalListEntries.difference(from: new, to: new) == [], "seed \(seed)")
    }
}
