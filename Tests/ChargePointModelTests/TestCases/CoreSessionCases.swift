import OCPPTypes
import Testing

@testable import ChargePointModel

/// Certification cases of a charge point: Core, boot and session. A test bears the number of its case.
@Suite struct CoreSessionCases {
    static let start = ["Preparing(1)", "Authorize", "StartTransaction", "Charging(1)"]

    @Test func `TC_001_CS cold boot`() {
        var lab = Laboratory(boots: false)
        lab.server.registration = .rejected
        lab.server.interval = 20
        lab.give(.powerOn)
        #expect(lab.told() == ["connect", "BootNotification"])
        lab.wait(19)
        #expect(lab.told() == [])
        lab.server.registration = .accepted
        lab.server.interval = 60
        lab.wait(1)
        #expect(lab.told() == ["BootNotification", "Available(0)", "Available(1)", "Available(2)"])
        lab.wait(180)
        #expect(lab.told() == ["Heartbeat", "Heartbeat", "Heartbeat"])
    }

    @Test func `TC_002_CS cold boot, Pending`() {
        var lab = Laboratory(boots: false)
        lab.server.registration = .pending
        lab.server.interval = 20
        lab.give(.powerOn)
        guard case .getConfiguration(let all)? = lab.send(.getConfiguration(.init())) else {
            Issue.record("no configuration")
            return
        }
        #expect((all.configurationKey?.count ?? 0) > 40)
        #expect(
            lab.send(.changeConfiguration(.init(key: "MeterValueSampleInterval", value: "30")))
                == .changeConfiguration(.init(status: .accepted)))
        lab.server.registration = .accepted
        lab.server.interval = 60
        #expect(lab.told() == ["connect", "BootNotification"])
        lab.wait(19)
        #expect(lab.told() == [])
        lab.wait(1)
        #expect(lab.told() == ["BootNotification", "Available(0)", "Available(1)", "Available(2)"])
        lab.wait(120)
        #expect(lab.told() == ["Heartbeat", "Heartbeat"])
    }

    @Test func `TC_003_CS start, plug in first`() {
        var lab = Laboratory()
        lab.act(.plugIn(connectorId: 1))
        lab.act(.tag(tag, connectorId: 1))
        #expect(lab.told() == Self.start)
    }

    @Test func `TC_004_1_CS start, identification first`() {
        var lab = Laboratory()
        lab.act(.tag(tag, connectorId: 1))
        #expect(lab.told() == ["Authorize", "Preparing(1)"])
        lab.act(.plugIn(connectorId: 1))
        #expect(lab.told() == ["StartTransaction", "Charging(1)"])
    }

    @Test func `TC_004_2_CS identification first, time-out`() {
        var lab = Laboratory("ac-11kw", connectors: 1, [("ConnectionTimeOut", "30")])
        lab.act(.tag(tag, connectorId: 1))
        _ = lab.told()
        lab.wait(29)
        #expect(lab.told() == [])
        lab.wait(1)
        #expect(lab.told() == ["Available(1)"])
    }

    @Test func `TC_068_CS stop with the same idTag`() {
        var lab = Laboratory()
        lab.act(.plugIn(connectorId: 2))
        lab.charge()
        lab.act(.tag("TAG2", connectorId: 1))
        #expect(lab.told() == [])
        lab.act(.tag(tag, connectorId: 1))
        #expect(lab.told() == ["StopTransaction Local", "Finishing(1)"])
        #expect(lab.stops.map(\.idTag) == [tag])
    }

    @Test func `TC_069_CS stop with the same parentIdTag`() {
        var lab = Laboratory()
        lab.server.parentIdTag = "PARENT"
        lab.charge()
        lab.act(.tag("TAG2", connectorId: 1))
        #expect(lab.told() == ["Authorize", "StopTransaction Local", "Finishing(1)"])
        #expect(lab.stops.map(\.idTag) == ["TAG2"])
    }

    static func disconnect(stops: Bool, unlocks: Bool) -> [(String, String)] {
        [
            ("StopTransactionOnEVSideDisconnect", "\(stops)"), ("UnlockConnectorOnEVSideDisconnect", "\(unlocks)"),
        ]
    }

    @Test func `TC_005_1_CS EV side unplugged, stop and unlock`() {
        var lab = Laboratory("ac-11kw", connectors: 1, Self.disconnect(stops: true, unlocks: true))
        lab.charge()
        lab.act(.unplugVehicle(connectorId: 1))
        #expect(lab.told() == ["StopTransaction EVDisconnected", "Finishing(1)"])
    }

    @Test func `TC_005_2_CS EV side unplugged, stop and no unlock`() {
        var lab = Laboratory("ac-11kw", connectors: 1, Self.disconnect(stops: true, unlocks: false))
        lab.charge()
        lab.act(.unplugVehicle(connectorId: 1))
        #expect(lab.told() == ["StopTransaction EVDisconnected", "Finishing(1)"])
        #expect(lab.send(.unlockConnector(.init(connectorId: 1))) == .unlockConnector(.init(status: .unlocked)))
    }

    @Test func `TC_005_3_CS EV side unplugged, no stop`() {
        var lab = Laboratory("ac-11kw", connectors: 1, Self.disconnect(stops: false, unlocks: false))
        lab.charge()
        lab.act(.unplugVehicle(connectorId: 1))
        #expect(lab.told() == ["SuspendedEV(1)"])
        guard case .statusNotification(let status)? = lab.requests.last else {
            Issue.record("no status")
            return
        }
        #expect(status.info == "EV side disconnected")
        #expect(
            lab.send(.remoteStopTransaction(.init(transactionId: 100)))
                == .remoteStopTransaction(.init(status: .accepted)))
        #expect(lab.told() == ["StopTransaction Remote", "Finishing(1)"])
    }

    /// The memory state IdTagCached.
    static func cached() -> Laboratory {
        var lab = Laboratory(
            "ac-11kw", connectors: 1,
            [
                ("LocalPreAuthorize", "true"), ("AuthorizationCacheEnabled", "true"),
                ("AuthorizeRemoteTxRequests", "true"),
            ])
        lab.charge()
        lab.act(.tag(tag, connectorId: 1))
        #expect(lab.told() == ["StopTransaction Local", "Finishing(1)"])
        lab.act(.unplug(connectorId: 1))
        #expect(lab.told() == ["Available(1)"])
        return lab
    }

    @Test(arguments: [false, true])
    func `TC_007_CS, TC_007_1_CS, TC_007_2_CS cached id, local and remote`(_ isRemote: Bool) {
        var lab = Self.cached()
        lab.act(.plugIn(connectorId: 1))
        if isRemote { lab.remoteStart() } else { lab.act(.tag(tag, connectorId: 1)) }
        #expect(lab.told() == ["Preparing(1)", "StartTransaction", "Charging(1)"])
    }

    @Test(arguments: [false, true])
    func `TC_061_CS, TC_061_1_CS, TC_061_2_CS clear cache, local and remote`(_ isRemote: Bool) {
        var lab = Laboratory("ac-11kw", connectors: 1, [("LocalPreAuthorize", "true"), ("ConnectionTimeOut", "30")])
        lab.act(.tag(tag, connectorId: 1))
        #expect(lab.told() == ["Authorize", "Preparing(1)"])
        lab.act(.tag(tag, connectorId: 1))
        #expect(lab.told() == ["Available(1)"])
        // Without the clearing the cache would answer for the tag.
        var uncleared = lab
        uncleared.act(.tag(tag, connectorId: 1))
        #expect(uncleared.told() == ["Preparing(1)"])
        #expect(lab.send(.clearCache(.init())) == .clearCache(.init(status: .accepted)))
        if isRemote { lab.remoteStart() } else { lab.act(.tag(tag, connectorId: 1)) }
        #expect(lab.told() == ["Authorize", "Preparing(1)"])
        lab.act(.plugIn(connectorId: 1))
        #expect(lab.told() == ["StartTransaction", "Charging(1)"])
    }

    @Test func `TC_010_CS remote start, cable first`() {
        var lab = Laboratory()
        #expect(lab.authorizesRemoteStarts() == true)
        lab.act(.plugIn(connectorId: 1))
        #expect(lab.told() == ["Preparing(1)"])
        lab.remoteStart()
        #expect(lab.told() == ["Authorize", "StartTransaction", "Charging(1)"])
        guard case .startTransaction(let start)? = lab.requests.first(where: { $0.action == .startTransaction }) else {
            Issue.record("no StartTransaction")
            return
        }
        #expect(start.connectorId == 1 && start.idTag == tag && start.reservationId == nil)
    }

    @Test(arguments: [false, true])
    func `TC_011_1_CS remote start first`(_ authorizes: Bool) {
        var lab = Laboratory("ac-11kw", connectors: 1, [("AuthorizeRemoteTxRequests", "\(authorizes)")])
        #expect(lab.authorizesRemoteStarts() == authorizes)
        lab.remoteStart()
        #expect(lab.told() == (authorizes ? ["Authorize", "Preparing(1)"] : ["Preparing(1)"]))
        lab.act(.plugIn(connectorId: 1))
        #expect(lab.told() == ["StartTransaction", "Charging(1)"])
    }

    @Test func `TC_011_2_CS remote start, time-out`() {
        var lab = Laboratory("ac-11kw", connectors: 1, [("ConnectionTimeOut", "30")])
        lab.remoteStart()
        lab.wait(29)
        #expect(lab.told() == ["Authorize", "Preparing(1)"])
        lab.wait(1)
        #expect(lab.told() == ["Available(1)"])
    }

    @Test func `TC_012_CS remote stop`() {
        var lab = Laboratory()
        lab.charge()
        #expect(
            lab.send(.remoteStopTransaction(.init(transactionId: 100)))
                == .remoteStopTransaction(.init(status: .accepted)))
        #expect(lab.told() == ["StopTransaction Remote", "Finishing(1)"])
    }
}
