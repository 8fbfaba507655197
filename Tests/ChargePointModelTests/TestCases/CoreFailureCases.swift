import OCPPTypes
import Testing

@testable import ChargePointModel

/// Certification cases of a charge point: Core, where something goes wrong, and the local authorization list.
@Suite struct CoreFailureCases {
    @Test func `TC_023_CS, TC_023_4_CS authorize invalid, local`() {
        var lab = Laboratory(
            "ac-11kw", connectors: 1, [("LocalPreAuthorize", "true"), ("MinimumStatusDuration", "10")])
        lab.act(.plugIn(connectorId: 1))
        lab.wait(10)
        lab.server.authorization = .invalid
        lab.act(.tag(tag, connectorId: 1))
        #expect(lab.told() == ["Preparing(1)", "Authorize"])
        lab.wait(20)
        #expect(!lab.requests.contains { $0.action == .startTransaction })
    }

    @Test func `TC_023_5_CS authorize invalid, remote`() {
        var lab = Laboratory("ac-22kw-two-connectors", connectors: 2, [("AuthorizeRemoteTxRequests", "true")])
        lab.server.authorization = .invalid
        lab.remoteStart()
        #expect(lab.told() == ["Authorize"])
        lab.act(.plugIn(connectorId: 1))
        lab.wait(20)
        #expect(lab.told() == ["Preparing(1)"])
    }

    @Test func `TC_024_CS lock failure`() {
        var lab = Laboratory()
        #expect(lab.authorizesRemoteStarts() == true)
        lab.remoteStart()
        lab.act(.plugInHalf(connectorId: 1))
        lab.wait(120)
        #expect(lab.told() == ["Authorize", "Preparing(1)", "Faulted(1) ConnectorLockFailure"])
    }

    @Test func `TC_026_CS remote start rejected`() {
        var lab = Laboratory("ac-22kw-two-connectors", connectors: 2, [("LocalPreAuthorize", "false")])
        lab.charge()
        #expect(
            lab.send(.remoteStartTransaction(.init(connectorId: 1, idTag: tag)))
                == .remoteStartTransaction(.init(status: .rejected)))
        #expect(lab.told() == [])
        #expect(lab.point.model.isCharging(1))
    }

    @Test func `TC_027_CS remote start connector 0`() {
        var lab = Laboratory()
        #expect(
            lab.send(.remoteStartTransaction(.init(connectorId: 0, idTag: tag)))
                == .remoteStartTransaction(.init(status: .rejected)))
        lab.act(.plugIn(connectorId: 1))
        lab.wait(20)
        #expect(lab.told() == ["Preparing(1)"])
    }

    @Test func `TC_028_CS remote stop unknown id`() {
        var lab = Laboratory()
        lab.charge()
        #expect(
            lab.send(.remoteStopTransaction(.init(transactionId: 99)))
                == .remoteStopTransaction(.init(status: .rejected)))
        #expect(lab.told() == [])
        #expect(lab.point.model.isCharging(1))
    }

    @Test func `TC_030_CS unlock failure`() {
        var lab = Laboratory()
        lab.act(.jamLock(connectorId: 1, true))
        #expect(lab.send(.unlockConnector(.init(connectorId: 1))) == .unlockConnector(.init(status: .unlockFailed)))
    }

    @Test func `TC_031_CS unlock unknown connector`() {
        var lab = Laboratory()
        #expect(lab.send(.unlockConnector(.init(connectorId: 3))) == .unlockConnector(.init(status: .notSupported)))
    }

    @Test func `TC_032_1_CS power failure with backup`() {
        var lab = Laboratory()
        lab.charge()
        lab.act(.powerLoss(backup: true))
        #expect(lab.told() == ["StopTransaction PowerLoss", "Finishing(1)"])
        lab.wait(30)
        lab.act(.powerReturns)
        #expect(lab.told() == ["connect", "BootNotification", "Available(0)", "Preparing(1)", "Available(2)"])
    }

    @Test func `TC_032_2_CS power failure without backup`() {
        var lab = Laboratory()
        lab.charge()
        lab.act(.powerLoss(backup: false))
        lab.wait(30)
        #expect(lab.told() == [])
        lab.act(.powerReturns)
        #expect(
            lab.told() == [
                "connect", "BootNotification", "Available(0)", "Finishing(1)", "Available(2)",
                "StopTransaction PowerLoss",
            ])
    }

    @Test func `TC_034_CS power failure, Unavailable kept`() {
        var lab = Laboratory()
        #expect(
            lab.send(.changeAvailability(.init(connectorId: 0, type: .inoperative)))
                == .changeAvailability(.init(status: .accepted)))
        #expect(lab.told() == ["Unavailable(0)", "Unavailable(1)", "Unavailable(2)"])
        lab.act(.powerLoss(backup: false))
        lab.act(.powerReturns)
        #expect(
            lab.told() == ["connect", "BootNotification", "Unavailable(0)", "Unavailable(1)", "Unavailable(2)"])
    }

    @Test func `TC_036_CS connection loss in transaction`() {
        var lab = Laboratory()
        _ = lab.send(.changeConfiguration(.init(key: "MeterValueSampleInterval", value: "10")))
        lab.charge()
        lab.wait(15)
        lab.act(.goOffline)
        lab.wait(40)
        lab.act(.goOnline)
        lab.wait(10)
        #expect(
            CoreOperatorCases.meterValues(lab).map { $0.meterValue[0].timestamp }
                == [10, 20, 30, 40, 50, 60].map(time))
    }

    static let offlineKeys = [("LocalAuthorizeOffline", "true"), ("AllowOfflineTxForUnknownId", "true")]

    /// Offline, with the tag in the list and in the cache.
    static func offline(_ settings: [(String, String)] = []) -> Laboratory {
        var lab = Laboratory("ac-11kw", connectors: 1, offlineKeys + settings)
        _ = lab.send(
            .sendLocalList(
                .init(listVersion: 1, localAuthorizationList: LocalListTests.entries([tag]), updateType: .full)))
        lab.act(.goOffline)
        return lab
    }

    @Test func `TC_037_1_CS offline start, valid id`() {
        var lab = Self.offline()
        lab.act(.plugIn(connectorId: 1))
        lab.act(.tag(tag, connectorId: 1))
        lab.wait(20)
        lab.act(.goOnline)
        #expect(lab.told() == ["connect", "Charging(1)", "StartTransaction"])
    }

    @Test func `TC_037_2_CS offline start, invalid id, energy suspended`() {
        var lab = Self.offline([("StopTransactionOnInvalidId", "false"), ("MaxEnergyOnInvalidId", "0")])
        lab.act(.plugIn(connectorId: 1))
        lab.act(.tag(tag, connectorId: 1))
        lab.server.authorization = .invalid
        lab.act(.goOnline)
        lab.wait(60)
        #expect(
            lab.told() == [
                "connect", "Charging(1)", "StartTransaction", "Available(0) LocalListConflict", "SuspendedEVSE(1)",
            ])
    }

    @Test func `TC_037_3_CS offline start, invalid id, stop`() {
        var lab = Self.offline([("StopTransactionOnInvalidId", "true"), ("MaxEnergyOnInvalidId", "0")])
        lab.act(.plugIn(connectorId: 1))
        lab.act(.tag(tag, connectorId: 1))
        lab.server.authorization = .invalid
        lab.act(.goOnline)
        let told = lab.told().filter { !$0.contains("LocalListConflict") }
        #expect(
            told == ["connect", "Charging(1)", "StartTransaction", "Finishing(1)", "StopTransaction DeAuthorized"])
    }

    @Test func `TC_038_CS offline stop`() {
        var lab = Laboratory()
        lab.charge()
        lab.act(.goOffline)
        lab.act(.tag(tag, connectorId: 1))
        lab.act(.goOnline)
        #expect(lab.told() == ["connect", "Finishing(1)", "StopTransaction Local"])
        #expect(lab.stops.map(\.transactionId) == [100])
    }

    @Test func `TC_039_CS offline transaction`() {
        var lab = Self.offline()
        lab.act(.plugIn(connectorId: 1))
        lab.act(.tag(tag, connectorId: 1))
        lab.wait(60)
        lab.act(.tag(tag, connectorId: 1))
        lab.act(.unplug(connectorId: 1))
        lab.act(.goOnline)
        #expect(lab.told() == ["connect", "StartTransaction", "StopTransaction Local"])
        #expect(lab.stops.map(\.transactionId) == [100])
    }

    @Test(arguments: [
        ("Testing", "true", ConfigurationStatus.notSupported), ("MeterValueSampleInterval", "-1", .rejected),
    ])
    func `TC_040_1_CS, TC_040_2_CS unknown key and invalid value`(
        _ key: String, _ value: String, _ expected: ConfigurationStatus
    ) {
        var lab = Laboratory()
        #expect(
            lab.send(.changeConfiguration(.init(key: CiString(unchecked: key), value: CiString(unchecked: value))))
                == .changeConfiguration(.init(status: expected)))
    }

    @Test func `TC_041_CS fault behaviour`() {
        var lab = Laboratory()
        lab.act(.fault(connectorId: 1, .groundFailure))
        #expect(lab.told() == ["Faulted(1) GroundFailure"])
        lab.act(.plugIn(connectorId: 1))
        lab.act(.tag(tag, connectorId: 1))
        #expect(
            lab.send(.remoteStartTransaction(.init(connectorId: 1, idTag: tag)))
                == .remoteStartTransaction(.init(status: .rejected)))
        lab.wait(30)
        #expect(lab.told() == [])
    }

    @Test func `TC_062_CS data transfer`() {
        var lab = Laboratory()
        #expect(
            lab.send(.dataTransfer(.init(vendorId: "org.unknown"))) == .dataTransfer(.init(status: .unknownVendorId)))
    }

    // MARK: Local authorization list

    static func list(_ version: Int, _ type: UpdateType, _ tags: [IdTag]?) -> Request {
        .sendLocalList(
            .init(listVersion: version, localAuthorizationList: tags.map(LocalListTests.entries), updateType: type))
    }

    static func version(_ lab: inout Laboratory) -> Int? {
        if case .getLocalListVersion(let answer)? = lab.send(.getLocalListVersion(.init())) {
            return answer.listVersion
        }
        return nil
    }

    /// The profile is switched off, or not there at all.
    static let withoutList = [
        ("LocalAuthListEnabled", "false"), ("SupportedFeatureProfiles", "Core,Reservation,SmartCharging"),
    ]

    @Test(arguments: withoutList.indices)
    func `TC_042_1_CS, TC_043_1_CS the list is not supported`(_ index: Int) {
        var lab = Laboratory("ac-11kw", connectors: 1, [Self.withoutList[index]])
        // A CALLERROR NotSupported would pass as well; the charge point chooses the answers.
        #expect(Self.version(&lab) == -1)
        #expect(lab.send(Self.list(1, .full, ["A"])) == .sendLocalList(.init(status: .notSupported)))
    }

    @Test func `TC_042_2_CS version of an empty list`() {
        var lab = Laboratory()
        #expect(lab.send(Self.list(1, .full, nil)) == .sendLocalList(.init(status: .accepted)))
        #expect(Self.version(&lab) == 0)
    }

    @Test func `TC_043_CS, TC_043_2_CS send list and version mismatch`() {
        var lab = Laboratory()
        #expect(lab.send(Self.list(2, .full, ["A"])) == .sendLocalList(.init(status: .accepted)))
        #expect(Self.version(&lab) == 2)
        #expect(lab.send(Self.list(5, .differential, ["B"])) == .sendLocalList(.init(status: .accepted)))
        #expect(Self.version(&lab) == 5)
        #expect(lab.send(Self.list(4, .differential, ["C"])) == .sendLocalList(.init(status: .versionMismatch)))
        #expect(Self.version(&lab) == 5)
    }

    @Test func `TC_043_3_CS the list cannot be stored`() {
        var lab = Laboratory("ac-11kw", connectors: 1, [("LocalAuthListMaxLength", "1")])
        #expect(lab.send(Self.list(2, .full, ["A", "B"])) == .sendLocalList(.init(status: .failed)))
    }

    @Test(arguments: [false, true])
    func `TC_008_CS, TC_008_1_CS, TC_008_2_CS start with an id of the list`(_ isRemote: Bool) {
        var lab = Laboratory(
            "ac-11kw", connectors: 1,
            [
                ("LocalPreAuthorize", "true"), ("AuthorizationCacheEnabled", "false"),
                ("LocalAuthListEnabled", "true"), ("AuthorizeRemoteTxRequests", "true"),
            ])
        let version = Self.version(&lab) ?? 0
        #expect(version == 0)
        #expect(lab.send(Self.list(version + 1, .full, [tag])) == .sendLocalList(.init(status: .accepted)))
        lab.act(.plugIn(connectorId: 1))
        if isRemote { lab.remoteStart() } else { lab.act(.tag(tag, connectorId: 1)) }
        #expect(lab.told() == ["Preparing(1)", "StartTransaction", "Charging(1)"])
    }
}
