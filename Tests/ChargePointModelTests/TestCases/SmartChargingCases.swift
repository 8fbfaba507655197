import OCPPTypes
import SmartCharging
import Testing

@testable import ChargePointModel

/// Certification cases of a charge point: smart charging. Limits in A; three phases.
@Suite struct SmartChargingCases {
    /// An Absolute profile of the tables.
    static func profile(
        _ id: Int, _ purpose: ChargingProfilePurpose, level: Int = 0, seconds: Int?, _ periods: [(Int, Int)],
        start: DateTime? = testEpoch, validTo: DateTime? = nil, kind: ChargingProfileKind = .absolute,
        transactionId: Int? = nil, unit: ChargingRateUnit = .amperes
    ) -> ChargingProfile {
        ChargingProfile(
            chargingProfileId: id, transactionId: transactionId, stackLevel: level, chargingProfilePurpose: purpose,
            chargingProfileKind: kind, validFrom: validTo == nil ? nil : testEpoch, validTo: validTo,
            chargingSchedule: ChargingSchedule(
                duration: seconds, startSchedule: start, chargingRateUnit: unit,
                chargingSchedulePeriod: periods.map {
                    ChargingSchedulePeriod(startPeriod: $0.0, limit: DecimalNumber($0.1), numberPhases: 3)
                }))
    }

    static func set(_ connectorId: Int, _ profile: ChargingProfile) -> Request {
        .setChargingProfile(.init(connectorId: connectorId, csChargingProfiles: profile))
    }

    private let accepted = Confirmation.setChargingProfile(.init(status: .accepted))
    private let rejected = Confirmation.setChargingProfile(.init(status: .rejected))
    private let cleared = Confirmation.clearChargingProfile(.init(status: .accepted))

    private func ask(_ lab: inout Laboratory, _ seconds: Int) -> [[Int]]? {
        let request = GetCompositeSchedule.Request(connectorId: 1, duration: seconds, chargingRateUnit: .amperes)
        guard case .getCompositeSchedule(let answer)? = lab.send(.getCompositeSchedule(request)),
            answer.status == .accepted, answer.connectorId == 1, let schedule = answer.chargingSchedule,
            answer.scheduleStart == lab.point.model.clock.time(at: lab.point.now), schedule.startSchedule == nil,
            schedule.duration == seconds, schedule.chargingRateUnit == .amperes
        else { return nil }
        return schedule.chargingSchedulePeriod.map { [$0.startPeriod, Int($0.limit.tenths / 10)] }
    }

    @Test func `TC_056_CS TxDefaultProfile`() {
        var lab = Laboratory()
        let common = Self.profile(1, .txDefaultProfile, seconds: 300, [(0, 6)])
        #expect(lab.send(Self.set(1, common)) == accepted)
        #expect(ask(&lab, 300) == [[0, 6]])
    }

    @Test func `TC_057_CS, TC_082_CS TxProfile and TxDefault during a transaction: the running one follows`() {
        for purpose in [ChargingProfilePurpose.txProfile, .txDefaultProfile] {
            var lab = Laboratory()
            lab.charge()
            let common = Self.profile(
                1, purpose, seconds: 300, [(0, 6)], transactionId: purpose == .txProfile ? 100 : nil)
            #expect(lab.send(Self.set(1, common)) == accepted)
            #expect(ask(&lab, 300) == [[0, 6]])
            #expect(lab.point.model.watts(of: 1) == 6 * 230 * 3)
            lab.wait(301)
            #expect(lab.point.model.watts(of: 1) == 11_040)
        }
    }

    @Test func `TC_058_1_CS, TC_058_2_CS TxProfile without a transaction and with a wrong transactionId`() {
        var lab = Laboratory()
        let early = Self.profile(1, .txProfile, seconds: 300, [(0, 6)], transactionId: 100)
        #expect(lab.send(Self.set(1, early)) == rejected)
        lab.charge()
        let wrong = Self.profile(1, .txProfile, seconds: 300, [(0, 6)], transactionId: 101)
        #expect(lab.send(Self.set(1, wrong)) == rejected)
        #expect(lab.point.model.chargingProfiles.isEmpty)
    }

    @Test func `TC_059_CS remote start with a profile`() {
        var lab = Laboratory()
        let profile = Self.profile(1, .txProfile, seconds: 300, [(0, 6)], start: nil, kind: .relative)
        lab.act(.plugIn(connectorId: 1))
        let start = RemoteStartTransaction.Request(connectorId: 1, idTag: tag, chargingProfile: profile)
        #expect(lab.send(.remoteStartTransaction(start)) == .remoteStartTransaction(.init(status: .accepted)))
        #expect(ask(&lab, 300) == [[0, 6]])
        #expect(lab.point.model.watts(of: 1) == 4140)
        lab.wait(299)
        #expect(lab.point.model.watts(of: 1) == 4140)
        lab.wait(1)
        #expect(lab.point.model.watts(of: 1) == 11_040)
        lab.act(.stopTransaction(connectorId: 1, .local))
        #expect(lab.point.model.chargingProfiles.isEmpty)
    }

    @Test(arguments: [ChargingProfilePurpose.txDefaultProfile, .chargePointMaxProfile])
    func `TC_060_CS remote start with another purpose`(_ purpose: ChargingProfilePurpose) {
        var lab = Laboratory()
        lab.act(.plugIn(connectorId: 1))
        let start = RemoteStartTransaction.Request(
            connectorId: 1, idTag: tag, chargingProfile: Self.profile(1, purpose, seconds: 300, [(0, 6)]))
        #expect(lab.send(.remoteStartTransaction(start)) == .remoteStartTransaction(.init(status: .rejected)))
        #expect(!lab.requests.contains { $0.action == .startTransaction })
    }

    @Test func `TC_066_CS composite schedule`() {
        var lab = Laboratory()
        lab.charge()
        let validTo = time(401)
        let profiles = [
            (0, Self.profile(1, .chargePointMaxProfile, seconds: 86_400, [(0, 10)])),
            (
                1,
                Self.profile(
                    2, .txDefaultProfile, seconds: 300, [(0, 6), (60, 10), (120, 8), (180, 15), (260, 8)],
                    validTo: validTo)
            ),
            (
                1,
                Self.profile(
                    3, .txProfile, seconds: 260, [(0, 8), (50, 11), (140, 16), (200, 6), (240, 12)], validTo: validTo,
                    transactionId: 100)
            ),
        ]
        for (connectorId, profile) in profiles { #expect(lab.send(Self.set(connectorId, profile)) == accepted) }
        lab.wait(5)
        #expect(ask(&lab, 400) == [[0, 8], [45, 10], [195, 6], [235, 10]])
    }

    @Test func `TC_067_CS clear profile`() {
        var lab = Laboratory()
        let validTo = time(401)
        let profiles = [
            (1, Self.profile(1, .txDefaultProfile, level: 1, seconds: 400, [(0, 6), (60, 8), (200, 10)])),
            (1, Self.profile(2, .txDefaultProfile, seconds: 400, [(0, 7), (100, 9)], validTo: validTo)),
            (0, Self.profile(3, .chargePointMaxProfile, seconds: 86_400, [(0, 11), (200, 12)], validTo: validTo)),
        ]
        for (connectorId, profile) in profiles { #expect(lab.send(Self.set(connectorId, profile)) == accepted) }
        #expect(lab.send(.clearChargingProfile(.init(id: 1))) == cleared)
        #expect(ask(&lab, 350) == [[0, 7], [100, 9]])
        let selected = ClearChargingProfile.Request(chargingProfilePurpose: .txDefaultProfile, stackLevel: 0)
        #expect(lab.send(.clearChargingProfile(selected)) == cleared)
        #expect(ask(&lab, 350) == [[0, 11], [200, 12]])
        #expect(lab.send(.clearChargingProfile(.init())) == cleared)
        #expect(ask(&lab, 350) == [[0, 32]])
        #expect(
            lab.send(.clearChargingProfile(.init())) == .clearChargingProfile(.init(status: .unknown)))
    }

    @Test func `TC_072_CS stacking`() {
        var lab = Laboratory()
        let profiles = [
            Self.profile(1, .txDefaultProfile, seconds: 400, [(0, 6), (100, 8), (200, 10)]),
            Self.profile(2, .txDefaultProfile, level: 1, seconds: 150, [(0, 7), (100, 9)]),
        ]
        for profile in profiles { #expect(lab.send(Self.set(1, profile)) == accepted) }
        #expect(ask(&lab, 350) == [[0, 7], [100, 9], [150, 8], [200, 10]])
    }
}
