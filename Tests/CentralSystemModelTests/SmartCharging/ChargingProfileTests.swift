import OCPPTypes
import Testing

@testable import CentralSystemModel

private func set(_ profile: ChargingProfile, on connectorId: Int = 0) -> Request {
    .setChargingProfile(.init(connectorId: connectorId, csChargingProfiles: profile))
}

private func answered(_ status: ChargingProfileStatus) -> Confirmation { .setChargingProfile(.init(status: status)) }

private func installed(_ connectorId: Int, _ profile: ChargingProfile) -> ChargingProfileRecord {
    ChargingProfileRecord(connectorId: connectorId, profile: profile, time: ModelFixture.time)
}

private func record(_ profiles: ChargingProfileRecord...) -> Record {
    .chargingProfiles(identity: "CP1", profiles)
}

private let standard = chargingProfile(1, .txDefaultProfile)

extension ModelFixture {
    fileprivate var profileIds: [Int] { books.chargingProfiles.map(\.profile.chargingProfileId) }
}

@Suite struct ChargingProfileTests {
    /// What the last record of profiles among the effects says.
    private static func written(_ effects: [Effect]) -> [ChargingProfileRecord]? {
        effects.reduce(nil) { last, effect in
            guard case .store(let records, _) = effect else { return last }
            return records.reduce(last) { last, record in
                if case .chargingProfiles(_, let profiles) = record { profiles } else { last }
            }
        }
    }

    @Test func `a TxProfile that is accepted after the end of its transaction is not kept`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        _ = fixture.order(set(chargingProfile(1, .txProfile), on: 1))
        _ = fixture.call("2", .stopTransaction(stop(1)))
        _ = fixture.commit()
        #expect(
            fixture.confirm(answered(.accepted))
                == [notice(.profileNotKept), answer(.confirmation(answered(.accepted)))])
        #expect(fixture.books.chargingProfiles == [])
    }

    @Test func `a TxProfile that is accepted while the stop waits for its commit leaves the store too`() {
        for isOther in [false, true] {
            var fixture = ModelFixture.booted()
            fixture.started()
            if isOther { fixture.done(set(chargingProfile(1, .txProfile), on: 1), answered(.accepted)) }
            _ = fixture.order(set(chargingProfile(2, .txProfile, level: 2), on: 1))
            var effects = fixture.call("2", .stopTransaction(stop(1)))
            let stopped = fixture.last
            effects += fixture.confirm(answered(.accepted))
            #expect(Self.written(effects)?.isEmpty == false)
            effects += fixture.run(.stored(stopped))
            #expect(Self.written(effects) == [])
            #expect(fixture.books.chargingProfiles == [])
        }
    }

    @Test func `an accepted profile is installed and stored before the operator is told`() {
        var fixture = ModelFixture.booted()
        #expect(fixture.order(set(standard)) == [.call(cp1, "1", .typed(set(standard)))])
        #expect(fixture.profileIds == [])
        #expect(fixture.confirm(answered(.accepted)) == [.store([record(installed(0, standard))], fixture.last)])
        #expect(fixture.books.chargingProfiles == [installed(0, standard)])
        #expect(fixture.commit() == [answer(.confirmation(answered(.accepted)))])
    }

    @Test func `a store that fails is tried again, because the charge point has the profile`() {
        var fixture = ModelFixture.booted()
        _ = fixture.order(set(standard))
        _ = fixture.confirm(answered(.accepted))
        #expect(
            fixture.run(.storeFailed(fixture.last)) == [
                notice(.storeFailed), unawaited(record(installed(0, standard))),
                answer(.confirmation(answered(.accepted))),
            ])
        #expect(fixture.profileIds == [1])
    }

    @Test func `what was not accepted is not installed`() {
        for status in [ChargingProfileStatus.rejected, .notSupported] {
            var fixture = ModelFixture.booted()
            fixture.done(set(standard), answered(status))
            #expect(fixture.profileIds == [])
        }
    }

    @Test func `the same id replaces wherever it is, the same purpose and level on the same connector too`() {
        var fixture = ModelFixture.booted()
        fixture.done(set(standard), answered(.accepted))
        fixture.done(set(chargingProfile(2, .txDefaultProfile), on: 1), answered(.accepted))
        #expect(fixture.profileIds == [2, 1])
        fixture.done(set(chargingProfile(3, .txDefaultProfile)), answered(.accepted))
        #expect(fixture.profileIds == [2, 3])
        fixture.done(set(chargingProfile(2, .chargePointMaxProfile)), answered(.accepted))
        #expect(fixture.profileIds == [2, 3])
    }

    @Test func `a TxProfile gets the id of the transaction and leaves with it`() {
        var fixture = ModelFixture.booted()
        fixture.done(set(standard), answered(.accepted))
        fixture.started()
        let completed = chargingProfile(5, .txProfile, transactionId: 1)
        #expect(
            fixture.order(set(chargingProfile(5, .txProfile), on: 1))
                == [.call(cp1, "2", .typed(set(completed, on: 1)))])
        _ = fixture.confirm(answered(.accepted))
        #expect(fixture.profileIds == [1, 5])
        _ = fixture.call("9", .stopTransaction(stop(1)))
        #expect(fixture.profileIds == [1, 5])
        _ = fixture.commit()
        #expect(fixture.profileIds == [1])
    }

    @Test func `the stop is stored together with the profiles that stay`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        fixture.done(set(chargingProfile(5, .txProfile), on: 1), answered(.accepted))
        #expect(
            fixture.call("9", .stopTransaction(stop(1))) == [
                .store([stopRecord(1, stop(1)), record()], fixture.last)
            ])
        _ = fixture.run(.storeFailed(fixture.last))
        #expect(fixture.profileIds == [5])
    }

    @Test func `a profile against the rules or the known keys is refused`() {
        let keys: KeyValuePairs = [
            "ChargeProfileMaxStackLevel": "3", "ChargingScheduleAllowedChargingRateUnit": "Power",
            "NumberOfConnectors": "1",
        ]
        for (request, text) in [
            (
                set(chargingProfile(1, .txProfile), on: 1),
                "no transaction is known to run on connector 1; give transactionId or start one"
            ),
            (set(chargingProfile(1, .chargePointMaxProfile), on: 1), "a ChargePointMaxProfile belongs on connector 0"),
            (
                set(chargingProfile(1, .txProfile, transactionId: 3)), "a TxProfile does not belong on connector 0"
            ),
            (set(chargingProfile(1, .txDefaultProfile, level: 4)), "stackLevel is above ChargeProfileMaxStackLevel"),
            (set(standard), "chargingRateUnit is not in ChargingScheduleAllowedChargingRateUnit"),
            (set(standard, on: 2), "there is no such connector"),
        ] {
            var fixture = ModelFixture.booted()
            fixture.read(keys)
            #expect(fixture.order(request) == [answer(.refused(text))])
        }
    }

    @Test func `a remote start's profile is checked like one that is set`() {
        let keys: KeyValuePairs = [
            "ChargeProfileMaxStackLevel": "3", "ChargingScheduleAllowedChargingRateUnit": "Power",
            "ChargingScheduleMaxPeriods": "1", "NumberOfConnectors": "1",
        ]
        var power = chargingProfile(1, .txProfile)
        power.chargingSchedule.chargingRateUnit = .watts
        var high = power
        high.stackLevel = 4
        var long = power
        long.chargingSchedule.chargingSchedulePeriod.append(
            ChargingSchedulePeriod(startPeriod: 60, limit: DecimalNumber(6)))
        var default0 = power
        default0.chargingProfilePurpose = .txDefaultProfile
        var named = power
        named.transactionId = 5
        for (profile, connectorId, text) in [
            (chargingProfile(1, .txProfile), 1, "chargingRateUnit is not in ChargingScheduleAllowedChargingRateUnit"),
            (chargingProfile(1, .txProfile), nil, "chargingRateUnit is not in ChargingScheduleAllowedChargingRateUnit"),
            (high, 1, "stackLevel is above ChargeProfileMaxStackLevel"),
            (long, 1, "more periods than ChargingScheduleMaxPeriods"), (power, 2, "there is no such connector"),
            (default0, 1, "a remote start takes a TxProfile only"),
            (named, 1, "the profile of a remote start names a transaction"),
        ] as [(ChargingProfile, Int?, String)] {
            var fixture = ModelFixture.booted()
            fixture.read(keys)
            let request = Request.remoteStartTransaction(
                .init(connectorId: connectorId, idTag: "T1", chargingProfile: profile))
            #expect(fixture.order(request) == [answer(.refused("chargingProfile: \(text)"))])
        }
        var fixture = ModelFixture.booted()
        fixture.read(keys)
        let request = Request.remoteStartTransaction(.init(connectorId: 1, idTag: "T1", chargingProfile: power))
        #expect(fixture.order(request).contains { if case .call = $0 { true } else { false } })
    }

    @Test func `a transaction that is not known here may be named`() {
        var fixture = ModelFixture.booted()
        let request = set(chargingProfile(1, .txProfile, transactionId: 77), on: 1)
        #expect(fixture.order(request) == [.call(cp1, "1", .typed(request))])
        _ = fixture.confirm(answered(.accepted))
        #expect(fixture.profileIds == [1])
    }

    @Test func `the profile of a remote start is installed with its transaction`() {
        var fixture = ModelFixture.booted()
        let profile = chargingProfile(8, .txProfile)
        fixture.done(
            .remoteStartTransaction(.init(connectorId: 1, idTag: "T1", chargingProfile: profile)),
            .remoteStartTransaction(.init(status: .accepted)))
        #expect(fixture.profileIds == [])
        #expect(
            fixture.call("1", .startTransaction(start())) == [
                .store(
                    [
                        startRecord(1, start()), .expectedStarts(identity: "CP1", []), record(installed(1, profile)),
                    ], fixture.last)
            ])
        _ = fixture.commit()
        #expect(fixture.profileIds == [8])
        fixture.done(.clearCache(.init()), .clearCache(.init(status: .accepted)))
        _ = fixture.call("2", .stopTransaction(stop(1)))
        _ = fixture.commit()
        #expect(fixture.profileIds == [])
    }

    /// Every combination of criteria of ClearChargingProfile over four profiles, against a plain reading of §6.13.
    @Test func `clearing removes what the criteria name`() {
        let all: [(connectorId: Int, profile: ChargingProfile)] = [
            (0, chargingProfile(1, .chargePointMaxProfile)), (0, chargingProfile(2, .txDefaultProfile, level: 1)),
            (1, chargingProfile(3, .txDefaultProfile)), (2, chargingProfile(4, .txDefaultProfile, level: 1)),
        ]
        for id in [nil, 2, 9] as [Int?] {
            for connectorId in [nil, 0, 1, 5] as [Int?] {
                for purpose in [nil, .txDefaultProfile, .txProfile] as [ChargingProfilePurpose?] {
                    for level in [nil, 0, 1] as [Int?] {
                        let request = ClearChargingProfile.Request(
                            id: id, connectorId: connectorId, chargingProfilePurpose: purpose, stackLevel: level)
                        let kept = all.filter { item in
                            if let id { return item.profile.chargingProfileId != id }
                            return
                                !((connectorId ?? item.connectorId) == item.connectorId
                                && (purpose ?? item.profile.chargingProfilePurpose)
                                    == item.profile.chargingProfilePurpose
                                && (level ?? item.profile.stackLevel) == item.profile.stackLevel)
                        }
                        var fixture = ModelFixture.booted()
                        for item in all { fixture.done(set(item.profile, on: item.connectorId), answered(.accepted)) }
                        let status = kept.count < all.count ? ClearChargingProfileStatus.accepted : .unknown
                        _ = fixture.order(.clearChargingProfile(request))
                        let effects = fixture.confirm(.clearChargingProfile(.init(status: status)))
                        #expect(!effects.contains(notice(.profilesDiffer)), "\(request)")
                        #expect(
                            Set(fixture.profileIds) == Set(kept.map(\.profile.chargingProfileId)), "\(request)")
                    }
                }
            }
        }
    }

    @Test func `Unknown where a profile was thought installed is told and believed`() {
        var fixture = ModelFixture.booted()
        fixture.done(set(standard), answered(.accepted))
        _ = fixture.order(.clearChargingProfile(.init(id: 1)))
        #expect(
            fixture.confirm(.clearChargingProfile(.init(status: .unknown))) == [
                notice(.profilesDiffer), .store([record()], fixture.last),
            ])
    }

    @Test func `a profile that breaks the rules but was accepted is not kept and told`() {
        var fixture = ModelFixture.booted()
        // The transaction ends while the command is under way; a TxProfile for it is fine, one without periods is not.
        var broken = standard
        broken.chargingSchedule.chargingSchedulePeriod = []
        fixture.model.chargePoints[0].commands = [
            QueuedCommand(
                payload: .typed(set(broken)), timeoutMilliseconds: 1, origin: .centralSystem, number: 1,
                deadline: ModelFixture.later(1))
        ]
        #expect(fixture.run(.confirmation(cp1, "1", answered(.accepted))) == [notice(.profileNotKept)])
    }
}

@Suite struct CompositeScheduleTests {
    private let request = GetCompositeSchedule.Request(connectorId: 1, duration: 600)

    private func told(
        _ periods: [(Int, Int)], duration: Int? = 600, unit: ChargingRateUnit = .amperes, phases: Int? = 3
    ) -> GetCompositeSchedule.Confirmation {
        GetCompositeSchedule.Confirmation(
            status: .accepted, connectorId: 1, scheduleStart: ModelFixture.time,
            chargingSchedule: ChargingSchedule(
                duration: duration, chargingRateUnit: unit,
                chargingSchedulePeriod: periods.map {
                    ChargingSchedulePeriod(startPeriod: $0, limit: DecimalNumber($1), numberPhases: phases)
                }))
    }

    private func asked(
        _ fixture: inout ModelFixture, _ confirmation: GetCompositeSchedule.Confirmation
    ) -> [Effect] {
        _ = fixture.order(.getCompositeSchedule(request))
        return fixture.confirm(.getCompositeSchedule(confirmation))
    }

    /// 10 A, a ChargePointMaxProfile of 8 A for the first 200 s.
    private func limited() -> ModelFixture {
        var fixture = ModelFixture.booted()
        fixture.done(set(standard), answered(.accepted))
        fixture.done(
            set(chargingProfile(2, .chargePointMaxProfile, limit: 8, duration: 200)), answered(.accepted))
        return fixture
    }

    @Test func `the expected schedule agrees with the charge point's`() {
        var fixture = limited()
        let schedule = told([(0, 8), (200, 10)])
        #expect(
            asked(&fixture, schedule)
                == [answer(.compositeSchedule(schedule, ScheduleExpectation(schedule: schedule)))])
    }

    @Test func `a boundary may be a second off`() {
        var fixture = limited()
        let schedule = told([(0, 8), (201, 10)])
        guard case .operatorAnswer(_, .compositeSchedule(_, let expectation))? = asked(&fixture, schedule).first
        else { return #expect(Bool(false)) }
        #expect(expectation.differences == [])
    }

    @Test func `a limit above the profiles, and one below, is told`() {
        var fixture = limited()
        let schedule = told([(0, 16), (200, 6)])
        let expectation = ScheduleExpectation(
            schedule: told([(0, 8), (200, 10)]),
            differences: [
                "from 0 s to 200 s the charge point reports 16 A, the profiles give 8 A",
                "from 200 s to 600 s the charge point reports 6 A, the profiles give 10 A",
            ])
        #expect(
            asked(&fixture, schedule) == [
                notice(.compositeScheduleAbove), notice(.compositeScheduleBelow),
                answer(.compositeSchedule(schedule, expectation)),
            ])
    }

    /// What is expected beside a schedule, and whether the charge point is told to be above it.
    private func expectation(
        _ fixture: inout ModelFixture, _ schedule: GetCompositeSchedule.Confirmation
    ) -> (schedule: GetCompositeSchedule.Confirmation?, differences: [String], isAbove: Bool)? {
        let effects = asked(&fixture, schedule)
        guard case .operatorAnswer(_, .compositeSchedule(_, let expectation))? = effects.last else { return nil }
        return (
            expectation.schedule, expectation.differences, effects.contains(notice(.compositeScheduleAbove))
        )
    }

    @Test func `no limit told as -1 is no limit of -1`() {
        var fixture = limited()
        let found = expectation(&fixture, told([(0, -1)], unit: .watts))
        #expect(
            found?.differences == [
                "from 0 s to 200 s the charge point reports no limit, the profiles give 5520 W",
                "from 200 s to 600 s the charge point reports no limit, the profiles give 6900 W",
            ])
        #expect(found?.isAbove == true)
    }

    /// A maximum of 10 A and 3680 W on one phase for the connector: 2300 W on one phase.
    private func mixed() -> ModelFixture {
        var fixture = ModelFixture.booted()
        var own = chargingProfile(2, .txDefaultProfile)
        own.chargingSchedule.chargingRateUnit = .watts
        own.chargingSchedule.chargingSchedulePeriod = [
            ChargingSchedulePeriod(startPeriod: 0, limit: DecimalNumber(3680), numberPhases: 1)
        ]
        fixture.done(set(chargingProfile(1, .chargePointMaxProfile)), answered(.accepted))
        fixture.done(set(own, on: 1), answered(.accepted))
        return fixture
    }

    @Test func `limits on different phases are expected on the fewest, with numberPhases`() {
        for (unit, limit) in [(ChargingRateUnit.watts, 2300), (.amperes, 10)] {
            let right = told([(0, limit)], unit: unit, phases: 1)
            for phases in [1, nil] {
                var fixture = mixed()
                let found = expectation(&fixture, told([(0, limit)], unit: unit, phases: phases))
                #expect(found?.schedule == right && found?.differences == [] && found?.isAbove == false)
            }
        }
        var fixture = mixed()
        let more = expectation(&fixture, told([(0, 3680)], unit: .watts, phases: 1))
        #expect(
            more?.differences == ["from 0 s to 600 s the charge point reports 3680 W, the profiles give 2300 W"])
        #expect(more?.isAbove == true)
        fixture = mixed()
        let wider = expectation(&fixture, told([(0, 10)], phases: 3))
        #expect(
            wider?.differences == [
                "from 0 s to 600 s the charge point reports 10 A on 3 phases, the profiles give 10 A on 1 phase"
            ])
        #expect(wider?.isAbove == true)
    }

    @Test func `a charge point of one phase is compared on one phase`() {
        func fixture() -> ModelFixture {
            var fixture = ModelFixture.booted()
            var own = chargingProfile(2, .txDefaultProfile, limit: 7360)
            own.chargingSchedule.chargingRateUnit = .watts
            fixture.done(set(own, on: 1), answered(.accepted))
            return fixture
        }
        // 7360 W are 32 A on one phase; on three they would be 10.6 A.
        var one = fixture()
        #expect(expectation(&one, told([(0, 32)], phases: 1))?.differences == [])
        var three = fixture()
        #expect(
            expectation(&three, told([(0, 10)], phases: 3))?.differences
                == ["from 0 s to 600 s the charge point reports 10 A, the profiles give 10.6 A"])
    }

    @Test func `a schedule that begins late or ends early is told`() {
        var fixture = limited()
        let schedule = told([(10, 8), (200, 10)], duration: 300)
        guard case .operatorAnswer(_, .compositeSchedule(_, let expectation))? = asked(&fixture, schedule).last
        else { return #expect(Bool(false)) }
        #expect(
            expectation.differences == [
                "the charge point's schedule has no period at 0 s",
                "the charge point's schedule ends after 300 s of 600 s",
            ])
    }

    @Test func `no schedule although profiles limit it is told`() {
        var fixture = limited()
        let rejected = GetCompositeSchedule.Confirmation(status: .rejected)
        let effects = asked(&fixture, rejected)
        #expect(effects.first == notice(.compositeScheduleRefused))
        guard case .operatorAnswer(_, .compositeSchedule(rejected, let expectation))? = effects.last
        else { return #expect(Bool(false)) }
        #expect(expectation.schedule?.chargingSchedule?.chargingSchedulePeriod.map(\.startPeriod) == [0, 200])
        #expect(
            expectation.differences == ["the charge point tells no schedule although profiles limit it"])
    }

    @Test func `where nothing is installed nothing is expected`() {
        var fixture = ModelFixture.booted()
        let schedule = told([(0, 32)])
        #expect(
            asked(&fixture, schedule)
                == [answer(.compositeSchedule(schedule, ScheduleExpectation(schedule: nil)))])
    }

    @Test func `a TxProfile counts from the start of its transaction`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(second: -100))
        var profile = chargingProfile(3, .txProfile, limit: 7)
        profile.chargingProfileKind = .relative
        profile.chargingSchedule.startSchedule = nil
        profile.chargingSchedule.chargingSchedulePeriod.append(
            ChargingSchedulePeriod(startPeriod: 160, limit: DecimalNumber(9)))
        fixture.done(set(profile, on: 1), answered(.accepted))
        let schedule = told([(0, 7), (60, 9)])
        #expect(
            asked(&fixture, schedule)
                == [answer(.compositeSchedule(schedule, ScheduleExpectation(schedule: schedule)))])
    }
}
