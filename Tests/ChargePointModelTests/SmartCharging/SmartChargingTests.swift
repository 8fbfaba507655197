import OCPPTypes
import SmartCharging
import Testing

@testable import ChargePointModel

@Suite struct SmartChargingTests {
    private func limit(
        _ id: Int, _ purpose: ChargingProfilePurpose, _ tenths: Int64, _ unit: ChargingRateUnit = .amperes,
        phases: Int? = nil, level: Int = 0, minimum: DecimalNumber? = nil
    ) -> ChargingProfile {
        ChargingProfile(
            chargingProfileId: id, stackLevel: level, chargingProfilePurpose: purpose, chargingProfileKind: .absolute,
            chargingSchedule: ChargingSchedule(
                startSchedule: testEpoch, chargingRateUnit: unit,
                chargingSchedulePeriod: [
                    ChargingSchedulePeriod(startPeriod: 0, limit: DecimalNumber(tenths: tenths), numberPhases: phases)
                ], minChargingRate: minimum))
    }

    private func install(_ point: inout TestPoint, _ connectorId: Int, _ profile: ChargingProfile)
        -> [ChargePointEffect]
    {
        point.call(.setChargingProfile(.init(connectorId: connectorId, csChargingProfiles: profile)))
    }

    @Test func `a limit of 0 pauses, a higher one resumes: the whole list of effects`() {
        var point = DeliveryTests.charging("ac-11kw", [("medium", 30)])
        point.now = at(60)
        let pause = install(&point, 1, limit(1, .txDefaultProfile, 0))
        #expect(
            pause == [
                .reply("m1", .setChargingProfile(.init(status: .accepted))),
                .notice(.statusChanged(connectorId: 1, .suspendedEVSE)),
                call(8, status(1, .suspendedEVSE, 60)),
            ])
        _ = point.answerAll()
        #expect(point.model.watts(of: 1) == 0 && point.model.offeredWatts(of: 1) == 0)
        point.now = at(120)
        let resume = install(&point, 1, limit(1, .txDefaultProfile, 80))
        #expect(
            resume == [
                .reply("m1", .setChargingProfile(.init(status: .accepted))),
                .notice(.statusChanged(connectorId: 1, .charging)), call(9, status(1, .charging, 120)),
            ])
        _ = point.answerAll()
        #expect(point.model.watts(of: 1) == 5520 && point.model.offeredWatts(of: 1) == 5520)
        point.now = at(180)
        #expect(
            point.call(.clearChargingProfile(.init(id: 1))) == [
                .reply("m1", .clearChargingProfile(.init(status: .accepted)))
            ])
        #expect(point.model.watts(of: 1) == 11_040)
        // 60 s of 11,040 W, 60 s of nothing, 60 s of 5,520 W.
        #expect(point.model.energyMilliwattHours(of: 1) == 276_000)
    }

    @Test(arguments: [
        // kind, car, limit in tenths, unit, phases, watts, offered current in tenths
        ("ac-22kw-two-connectors", "large", 160, ChargingRateUnit.amperes, nil, 11_040, 160),
        ("ac-22kw-two-connectors", "large", 60, .amperes, nil, 4140, 60),
        ("ac-22kw-two-connectors", "large", 59, .amperes, nil, 0, 0),
        ("ac-22kw-two-connectors", "large", 500, .amperes, nil, 22_080, 320),
        // On one phase of three: the current that was meant for one, through one.
        ("ac-22kw-two-connectors", "medium", 100, .amperes, 1, 2300, 100),
        ("ac-22kw-two-connectors", "medium", 320, .amperes, 1, 3680, 320),
        // Power is that of all phases, whatever the car uses.
        ("ac-22kw-two-connectors", "large", 60_000, .watts, nil, 6000, 86),
        ("ac-22kw-two-connectors", "plug-in-hybrid", 30_000, .watts, nil, 3000, 130),
        ("ac-22kw-two-connectors", "plug-in-hybrid", 10_000, .watts, nil, 0, 0),
        ("dc-150kw", "medium", 400_000, .watts, nil, 40_000, 1136), ("dc-150kw", "medium", 0, .watts, nil, 0, 0),
        ("dc-150kw", "medium", 100, .watts, nil, 10, 0),
        // 100 A at the voltage of the battery, which is below the nominal 400 V.
        ("dc-150kw", "medium", 1000, .amperes, nil, 35_200, 1000),
    ])
    func `delivered and offered follow a limit`(
        _ kind: String, _ car: String, _ tenths: Int64, _ unit: ChargingRateUnit, _ phases: Int?, _ watts: Int,
        _ offered: Int32
    ) {
        var point = DeliveryTests.charging(kind, [(car, 30)])
        _ = install(&point, 1, limit(1, .txDefaultProfile, tenths, unit, phases: phases))
        #expect(point.model.watts(of: 1) == watts)
        #expect(point.model.connectors[1].car?.supply.deciamperes == offered)
        #expect(point.model.status(of: 1) == (watts > 0 ? .charging : .suspendedEVSE))
    }

    @Test(
        arguments: [
            // car, maximum, own limit, watts, offered current in tenths
            ("large", (100, ChargingRateUnit.amperes, 3), (69_000, .watts, 1), 2300, 100),
            ("large", (69_000, .watts, 1), (100, .amperes, 3), 2300, 100),
            ("large", (100_000, .watts, nil), (320, .amperes, 1), 7360, 320),
            ("large", (100, .amperes, nil), (36_800, .watts, 1), 2300, 100),
            ("large", (23_000, .watts, nil), (100, .amperes, 1), 2300, 100),
            // The phases of the car count too: 10 A on its only one, whatever W would allow.
            ("small", (100, .amperes, 3), (69_000, .watts, 3), 2277, 100),
            ("small", (200, .amperes, 3), (30_000, .watts, 3), 3000, 130),
        ] as [(String, (Int64, ChargingRateUnit, Int?), (Int64, ChargingRateUnit, Int?), Int, Int32)])
    func `limits in A and W are delivered on the fewest phases, in any order of their coming`(
        car: String, maximum: (Int64, ChargingRateUnit, Int?), own: (Int64, ChargingRateUnit, Int?), watts: Int,
        offered: Int32
    ) {
        let requests = [
            (0, limit(1, .chargePointMaxProfile, maximum.0, maximum.1, phases: maximum.2)),
            (1, limit(2, .txProfile, own.0, own.1, phases: own.2)),
        ]
        for order in [requests, requests.reversed()] {
            var point = DeliveryTests.charging("ac-22kw-two-connectors", [(car, 30)])
            for (connectorId, profile) in order { _ = install(&point, connectorId, profile) }
            #expect(point.model.watts(of: 1) == watts)
            #expect(point.model.connectors[1].car?.supply.deciamperes == offered)
        }
    }

    @Test func `a maximum in W is divided by power, one in A by the current of a phase`() {
        var point = DeliveryTests.charging("ac-22kw-two-connectors", [("small", 30), ("large", 30)])
        func watts() -> [Int] { (1...2).map { point.model.watts(of: $0) } }
        // A car on one phase leaves what it cannot take, and is not counted as if it used three.
        _ = install(&point, 0, limit(1, .chargePointMaxProfile, 180_000, .watts))
        _ = point.answerAll()
        #expect(watts() == [7286, 10_714])
        _ = install(&point, 0, limit(1, .chargePointMaxProfile, 400))
        _ = point.answerAll()
        #expect(watts() == [4554, 13_800])
        // In A for the whole charge point, in W for one connector.
        _ = install(&point, 2, limit(2, .txDefaultProfile, 50_000, .watts))
        _ = point.answerAll()
        #expect(watts() == [7286, 5000])
        _ = install(&point, 0, limit(1, .chargePointMaxProfile, 400, phases: 1))
        _ = point.answerAll()
        #expect(watts() == [4554, 4600])
    }

    @Test func `a car that takes less than 6 A is offered 6 A beside one that wants all`() {
        // The hybrid's last percent takes 5.2 A.
        var point = DeliveryTests.charging("ac-22kw-two-connectors", [("large", 30), ("plug-in-hybrid", 99)])
        func watts() -> [Int] { (1...2).map { point.model.watts(of: $0) } }
        #expect(watts() == [22_080, 1163])
        _ = install(&point, 0, limit(2, .chargePointMaxProfile, 160))
        _ = point.answerAll()
        #expect(watts() == [6900, 1163])
        #expect(point.model.connectors[2].car?.supply.deciamperes == 60)
        #expect(point.model.status(of: 2) == .charging)
    }

    @Test func `an own default of a connector that has run out gives way to connector 0's at once`() {
        var point = DeliveryTests.charging("ac-11kw", [("medium", 30)])
        _ = install(&point, 0, limit(1, .txDefaultProfile, 100))
        var own = limit(2, .txDefaultProfile, 80)
        own.chargingSchedule.duration = 3600
        _ = install(&point, 1, own)
        _ = point.answerAll()
        #expect(point.model.watts(of: 1) == 5520)
        _ = point.wait(3600)
        _ = point.answerAll()
        #expect(point.model.watts(of: 1) == 6900)
    }

    @Test func `without phase switching a current for one phase is spread over three`() {
        var point = DeliveryTests.charging(
            "ac-22kw-two-connectors", [("medium", 30)],
            settings: DeliveryTests.quiet + [("ConnectorSwitch3to1PhaseSupported", "false")])
        _ = install(&point, 1, limit(1, .txDefaultProfile, 300, phases: 1))
        #expect(point.model.watts(of: 1) == 6900)
        _ = install(&point, 1, limit(1, .txDefaultProfile, 160, phases: 1))
        #expect(point.model.watts(of: 1) == 0)  // 5.3 A on each phase are too little.
    }

    @Test func `connectors share the maximum of the charge point`() {
        var point = DeliveryTests.charging("ac-22kw-two-connectors", [("large", 30), ("large", 30)])
        func watts() -> [Int] { (1...2).map { point.model.watts(of: $0) } }
        #expect(watts() == [22_080, 22_080])
        _ = install(&point, 0, limit(1, .chargePointMaxProfile, 320))
        _ = point.answerAll()
        #expect(watts() == [11_040, 11_040])
        // 5,000 W for two (guide "Field notes"): 7.2 A are enough for one only, and the first keeps it.
        _ = install(&point, 0, limit(1, .chargePointMaxProfile, 50_000, .watts))
        _ = point.answerAll()
        #expect(watts() == [5000, 0])
        #expect(point.model.status(of: 2) == .suspendedEVSE)
        // 0 at connector 0 pauses all (guide "Field notes").
        _ = install(&point, 0, limit(1, .chargePointMaxProfile, 0))
        _ = point.answerAll()
        #expect(watts() == [0, 0])
        #expect((1...2).map { point.model.status(of: $0) } == [.suspendedEVSE, .suspendedEVSE])
        _ = install(&point, 0, limit(1, .chargePointMaxProfile, 200))
        _ = point.answerAll()
        #expect(watts() == [6900, 6900])
        _ = point.command(.stopTransaction(connectorId: 1, .local))
        _ = point.answerAll()
        #expect(watts() == [0, 13_800])
    }

    @Test func `minChargingRate lets the last one wait instead of giving both too little`() {
        var point = DeliveryTests.charging("ac-22kw-two-connectors", [("large", 30), ("large", 30)])
        for connectorId in 1...2 {
            _ = install(
                &point, connectorId, limit(connectorId, .txDefaultProfile, 320, minimum: DecimalNumber(16)))
        }
        _ = install(&point, 0, limit(3, .chargePointMaxProfile, 240))
        _ = point.answerAll()
        #expect((1...2).map { point.model.watts(of: $0) } == [16_560, 0])
        _ = point.call(.clearChargingProfile(.init(chargingProfilePurpose: .txDefaultProfile)))
        _ = point.answerAll()
        #expect((1...2).map { point.model.watts(of: $0) } == [8280, 8280])
    }

    @Test func `profiles outlive a power cut, those of a transaction only the transaction`() {
        var point = DeliveryTests.charging("ac-11kw", [("medium", 30)])
        _ = install(&point, 1, limit(1, .txProfile, 100))
        _ = install(&point, 1, limit(2, .txDefaultProfile, 80))
        _ = install(&point, 0, limit(3, .chargePointMaxProfile, 120))
        _ = point.answerAll()
        #expect(point.model.chargingProfiles.count == 3)
        #expect(point.model.watts(of: 1) == 6900)
        _ = point.command(.powerLoss(backup: false))
        #expect(point.model.watts(of: 1) == 0)
        _ = point.command(.powerReturns)
        #expect(point.model.chargingProfiles.profiles.map(\.profile.chargingProfileId) == [3, 2])
        let state = point.model.persistentState
        #expect(state.chargingProfiles == point.model.chargingProfiles)
    }

    @Test func `refused requests are answered and change nothing`() {
        var point = DeliveryTests.charging("dc-50kw", [("medium", 30)])
        let rejected = ChargePointEffect.reply("m1", .setChargingProfile(.init(status: .rejected)))
        let cases: [(Int, ChargingProfile, ChargePointEffect)] = [
            (
                2, limit(1, .txDefaultProfile, 60),
                .replyError("m1", CallError(.propertyConstraintViolation, "there is no such connector"))
            ),
            (1, limit(1, .chargePointMaxProfile, 60), rejected), (0, limit(1, .txProfile, 60), rejected),
            (1, limit(1, .txDefaultProfile, 60, level: 21), rejected),
        ]
        for (connectorId, profile, effect) in cases {
            #expect(install(&point, connectorId, profile) == [effect], "\(profile.chargingProfilePurpose)")
        }
        #expect(point.model.chargingProfiles.isEmpty)
        let without = [("SupportedFeatureProfiles", "Core")]
        var core = DeliveryTests.charging("ac-11kw", [("medium", 30)], settings: DeliveryTests.quiet + without)
        for request in [
            Request.setChargingProfile(.init(connectorId: 1, csChargingProfiles: limit(1, .txDefaultProfile, 60))),
            .clearChargingProfile(.init()), .getCompositeSchedule(.init(connectorId: 1, duration: 60)),
        ] {
            #expect(
                core.call(request) == [
                    .replyError("m1", CallError(.notSupported, "the SmartCharging profile is not supported"))
                ])
        }
        let amperes = [("ChargingScheduleAllowedChargingRateUnit", "Power")]
        var power = DeliveryTests.charging("ac-11kw", [("medium", 30)], settings: DeliveryTests.quiet + amperes)
        #expect(install(&power, 1, limit(1, .txDefaultProfile, 60)) == [rejected])
        #expect(
            power.call(.getCompositeSchedule(.init(connectorId: 1, duration: 60, chargingRateUnit: .amperes))) == [
                .replyError("m1", CallError(.propertyConstraintViolation, "chargingRateUnit is not supported"))
            ])
    }

    @Test func `a clock that is set moves the boundaries with it`() {
        var point = DeliveryTests.charging("ac-11kw", [("medium", 30)])
        let steps = SmartChargingCases.profile(
            1, .txDefaultProfile, seconds: nil, [(0, 16), (3600, 8)])
        _ = install(&point, 1, steps)
        _ = point.answerAll()
        #expect(point.model.watts(of: 1) == 11_040)
        _ = point.command(.send(.typed(.heartbeat(.init()))))
        // The central system's clock is two hours further on.
        _ = point.answerAll(Server(time: time(7200)))
        _ = point.advance(to: point.now)
        #expect(point.model.watts(of: 1) == 5520)
    }
}
