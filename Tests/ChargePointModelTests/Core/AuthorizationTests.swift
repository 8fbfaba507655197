import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct AuthorizationTests {
    /// Where a tag is known, and how.
    enum Known: CaseIterable {
        case listAccepted, listBlocked, listExpired, cacheAccepted, cacheInvalid, cacheExpired, listOverCache, nowhere

        var isValid: Bool { self == .listAccepted || self == .cacheAccepted || self == .listOverCache }
    }

    static func point(_ known: Known, settings: [(String, String)]) -> TestPoint {
        var point = TestPoint.booted(settings: settings)
        func list(_ info: IdTagInfo) {
            _ = point.call(
                .sendLocalList(
                    .init(
                        listVersion: 1, localAuthorizationList: [.init(idTag: tag, idTagInfo: info)],
                        updateType: .full)))
        }
        func cache(_ info: IdTagInfo) {
            point.model.authorizationCache.update(tag, info, at: time(0), limit: 10)
        }
        switch known {
        case .listAccepted: list(IdTagInfo(status: .accepted))
        case .listBlocked: list(IdTagInfo(status: .blocked))
        case .listExpired: list(IdTagInfo(expiryDate: time(-1), status: .accepted))
        case .cacheAccepted: cache(IdTagInfo(expiryDate: time(100), status: .concurrentTx))
        case .cacheInvalid: cache(IdTagInfo(status: .invalid))
        case .cacheExpired: cache(IdTagInfo(expiryDate: time(0), status: .accepted))
        case .listOverCache:
            list(IdTagInfo(status: .accepted))
            cache(IdTagInfo(status: .invalid))
        case .nowhere: break
        }
        return point
    }

    /// The table of the guide "Authorization", every cell.
    @Test(arguments: Known.allCases)
    func `who decides about a tag`(_ known: Known) {
        for isOnline in [true, false] {
            for preAuthorize in [true, false] {
                for offline in [true, false] {
                    for unknown in [true, false] {
                        var point = Self.point(
                            known,
                            settings: [
                                ("LocalPreAuthorize", "\(preAuthorize)"), ("LocalAuthorizeOffline", "\(offline)"),
                                ("AllowOfflineTxForUnknownId", "\(unknown)"),
                            ])
                        if !isOnline { _ = point.give(.disconnected) }
                        let effects = point.command(.tag(tag, connectorId: 1))
                        let asked = effects.requests.contains { $0.action == .authorize }
                        let outcome = effects.outcomes.first
                        let name = "\(known) online \(isOnline) pre \(preAuthorize) offline \(offline) any \(unknown)"
                        if isOnline {
                            #expect(asked == !(preAuthorize && known.isValid), "\(name)")
                            #expect(outcome == (asked ? nil : .done), "\(name)")
                        } else if known == .nowhere {
                            #expect(outcome == (unknown ? .done : .failed(.offline)), "\(name)")
                        } else if known.isValid {
                            #expect(outcome == (offline ? .done : .failed(.offline)), "\(name)")
                        } else {
                            guard case .refused? = outcome else {
                                Issue.record("\(name): \(String(describing: outcome))")
                                continue
                            }
                        }
                    }
                }
            }
        }
    }

    @Test func `nobody charges offline before the first acceptance`() {
        var point = TestPoint(settings: [("AllowOfflineTxForUnknownId", "true")])
        _ = point.give(.powerOn)
        #expect(point.command(.tag(tag, connectorId: 1)).outcomes == [.failed(.offline)])
    }

    @Test func `the cache learns from every answer, is cleared, and can be switched off`() {
        var point = TestPoint.booted(settings: [("LocalPreAuthorize", "true")])
        func cached() -> [IdTag] { point.model.authorizationCache.entries.map(\.idTag) }
        _ = point.command(.tag("A", connectorId: 1))
        _ = point.answerAll(Server(authorization: .invalid))
        #expect(cached() == ["A"])
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        _ = point.command(.tag("B", connectorId: 1))
        _ = point.answerAll()
        #expect(cached() == ["A", "B"])
        #expect(point.call(.clearCache(.init())) == [.reply("m1", .clearCache(.init(status: .accepted)))])
        #expect(cached() == [])
        _ = point.command(.tag("B", connectorId: 1))
        let stop = StopTransaction.Confirmation(idTagInfo: IdTagInfo(status: .accepted))
        _ = point.give(.confirmation(point.openId, .stopTransaction(stop)))
        #expect(cached() == ["B"])
        _ = point.answerAll()
        _ = point.command(.unplug(connectorId: 1))
        _ = point.answerAll()
        #expect(point.command(.tag("b", connectorId: 1)).outcomes == [.done])
        _ = point.answerAll()
        _ = point.call(.changeConfiguration(.init(key: "AuthorizationCacheEnabled", value: "false")))
        #expect(point.call(.clearCache(.init())) == [.reply("m1", .clearCache(.init(status: .rejected)))])
        _ = point.command(.tag("B", connectorId: 1))
        _ = point.answerAll()
        #expect(point.command(.tag("B", connectorId: 1)).requests.map(\.action) == [.authorize])
    }

    @Test func `a full cache loses entries that are not valid first, then the oldest`() {
        var cache = AuthorizationCache()
        let valid = IdTagInfo(status: .accepted)
        cache.update("A", valid, at: time(0), limit: 3)
        cache.update("B", IdTagInfo(expiryDate: time(5), status: .accepted), at: time(0), limit: 3)
        cache.update("C", valid, at: time(0), limit: 3)
        cache.update("a", valid, at: time(1), limit: 3)
        #expect(cache.entries.map(\.idTag) == ["B", "C", "A"])
        cache.update("D", valid, at: time(10), limit: 3)
        #expect(cache.entries.map(\.idTag) == ["C", "A", "D"])
        cache.update("E", valid, at: time(10), limit: 3)
        #expect(cache.entries.map(\.idTag) == ["A", "D", "E"])
        cache.update("F", valid, at: time(10), limit: 0)
        #expect(cache.entries.map(\.idTag) == ["A", "D", "E"])
    }

    // MARK: Stopping

    static func charging(parent: IdTag?) -> TestPoint {
        var point = TestPoint.booted(settings: [("MeterValueSampleInterval", "0")])
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        _ = point.command(.tag(tag, connectorId: 1))
        let info = IdTagInfo(parentIdTag: parent, status: .accepted)
        _ = point.give(.confirmation(point.openId, .authorize(.init(idTagInfo: info))))
        _ = point.answerAll()
        return point
    }

    @Test func `the starting tag stops without a question`() {
        var point = Self.charging(parent: nil)
        let effects = point.command(.tag("tag1", connectorId: 1))
        #expect(effects.requests.map(\.action) == [.stopTransaction])
        #expect(effects.outcomes == [.done])
    }

    @Test func `another tag does nothing when the starting tag has no parent`() {
        var point = Self.charging(parent: nil)
        #expect(point.command(.tag("OTHER", connectorId: 1)) == [.commandEnded(token, .failed(.tagIgnored))])
    }

    @Test(
        arguments: [
            (IdTagInfo(parentIdTag: "P", status: .accepted), CommandOutcome.done),
            (IdTagInfo(parentIdTag: "Q", status: .accepted), .failed(.tagIgnored)),
            (IdTagInfo(status: .accepted), .failed(.tagIgnored)),
            (IdTagInfo(parentIdTag: "P", status: .blocked), .refused(.blocked)),
        ] as [(IdTagInfo, CommandOutcome)])
    func `a tag of the same parent stops after a question`(_ info: IdTagInfo, _ outcome: CommandOutcome) {
        var point = Self.charging(parent: "P")
        #expect(
            point.command(.tag("OTHER", connectorId: 1)).requests == [.authorize(.init(idTag: "OTHER"))])
        let effects = point.give(.confirmation(point.openId, .authorize(.init(idTagInfo: info))))
        #expect(effects.outcomes == [outcome])
        let stops = effects.requests.compactMap { request -> IdTag? in
            if case .stopTransaction(let stop) = request { return stop.idTag }
            return nil
        }
        #expect(stops == (outcome == .done ? ["OTHER"] : []))
    }

    @Test func `the parent itself is never compared with a tag`() {
        var point = Self.charging(parent: "P")
        _ = point.command(.tag("P", connectorId: 1))
        let info = IdTagInfo(status: .accepted)
        #expect(
            point.give(.confirmation(point.openId, .authorize(.init(idTagInfo: info)))).outcomes
                == [.failed(.tagIgnored)])
    }

    @Test func `offline the parent comes from list or cache`() {
        var point = Self.charging(parent: "P")
        _ = point.call(
            .sendLocalList(
                .init(
                    listVersion: 1,
                    localAuthorizationList: [
                        .init(idTag: "OTHER", idTagInfo: .init(parentIdTag: "P", status: .accepted))
                    ], updateType: .full)))
        _ = point.give(.disconnected)
        #expect(point.command(.tag("OTHER", connectorId: 1)).outcomes == [.done])
        #expect(point.model.transactions.isEmpty)
    }

    @Test func `the same tag again gives up the wait for the plug, and so does an unplug without plug`() {
        for second in [Command.tag(tag, connectorId: 1), .unplug(connectorId: 1)] {
            var point = TestPoint.booted()
            _ = point.command(.tag(tag, connectorId: 1))
            _ = point.answerAll()
            #expect(point.model.status(of: 1) == .preparing)
            let effects = point.command(second)
            #expect(effects.requests == [status(1, .available, 0)])
            #expect(effects.outcomes == [.done])
            #expect(point.command(.plugIn(connectorId: 1)).requests.isEmpty)
            #expect(point.model.transactions.isEmpty)
        }
    }

    @Test func `MaxEnergyOnInvalidId delivers so much more and then suspends`() {
        var point = TestPoint.booted(settings: [
            ("StopTransactionOnInvalidId", "false"), ("MaxEnergyOnInvalidId", "100"),
            ("MeterValueSampleInterval", "0"),
        ])
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        _ = point.command(.tag(tag, connectorId: 1))
        _ = point.give(.confirmation(point.openId, Server().confirmation(.authorize, at: .zero)))
        _ = point.answerAll(Server(authorization: .invalid))
        #expect(point.model.isCharging(1))
        while point.model.isCharging(1) {
            _ = point.advance(to: point.model.nextDeadline)
            _ = point.answerAll()
        }
        #expect(point.model.status(of: 1) == .suspendedEVSE)
        #expect(point.model.energyMilliwattHours(of: 1) == 100_000)
        #expect(point.model.transactions.count == 1)
    }
}
