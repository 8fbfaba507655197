import OCPPTypes
import Testing

/// Certification cases of a central system: Smart Charging. A test bears the number of its case.
@Suite(.timeLimit(.minutes(1))) struct CentralSystemSmartChargingCases {
    /// One period of 6 A or 6000 W with three phases.
    private static func profile(
        id: Int = 1, _ purpose: ChargingProfilePurpose, level: Int = 0, unit: ChargingRateUnit = .amperes,
        kind: ChargingProfileKind = .absolute, transactionId: Int? = nil
    ) -> ChargingProfile {
        let isAbsolute = kind == .absolute
        return ChargingProfile(
            chargingProfileId: id, transactionId: transactionId, stackLevel: level, chargingProfilePurpose: purpose,
            chargingProfileKind: kind, validFrom: isAbsolute ? ScriptedChargePoint.noon : nil,
            validTo: isAbsolute ? ScriptedChargePoint.noon.adding(milliseconds: 86_400_000) : nil,
            chargingSchedule: ChargingSchedule(
                duration: 300, startSchedule: isAbsolute ? ScriptedChargePoint.noon : nil, chargingRateUnit: unit,
                chargingSchedulePeriod: [
                    ChargingSchedulePeriod(
                        startPeriod: 0, limit: DecimalNumber(unit == .amperes ? 6 : 6000), numberPhases: 3)
                ]))
    }

    private static func set(_ profile: ChargingProfile) -> Request {
        .setChargingProfile(.init(connectorId: 1, csChargingProfiles: profile))
    }

    private static let accepted = Confirmation.setChargingProfile(.init(status: .accepted))

    @Test(arguments: [ChargingRateUnit.amperes, .watts])
    func `TC_056_CSMS TxDefaultProfile`(_ unit: ChargingRateUnit) async throws {
        try await Bench.booted { bench, point in
            let heard = try await bench.operatorSends(
                Self.set(Self.profile(.txDefaultProfile, level: 3, unit: unit)), to: point, answer: Self.accepted)
            guard case .setChargingProfile(let request) = heard else { return }
            let profile = request.csChargingProfiles
            #expect(request.connectorId == 1)
            #expect(profile.stackLevel == 3 && profile.chargingProfilePurpose == .txDefaultProfile)
            #expect(profile.chargingProfileKind == .absolute && profile.validFrom != nil && profile.validTo != nil)
            let schedule = profile.chargingSchedule
            #expect(schedule.startSchedule != nil && schedule.chargingRateUnit == unit && schedule.duration == 300)
            #expect(schedule.chargingSchedulePeriod.map(\.startPeriod) == [0])
            #expect(schedule.chargingSchedulePeriod.map(\.limit) == [DecimalNumber(unit == .amperes ? 6 : 6000)])
            #expect(schedule.chargingSchedulePeriod.map(\.numberPhases) == [3])
        }
    }

    @Test func `TC_057_CSMS TxProfile`() async throws {
        try await Bench.booted { bench, point in
            let transactionId = try await point.charging()
            try await bench.operatorSends(
                Self.set(Self.profile(.txProfile, transactionId: transactionId)), to: point, answer: Self.accepted)
        }
    }

    @Test func `TC_059_CSMS remote start with profile`() async throws {
        try await Bench.booted { bench, point in
            let profile = Self.profile(.txProfile, kind: .relative)
            let heard = try await bench.operatorSends(
                .remoteStartTransaction(.init(connectorId: 1, idTag: validTag, chargingProfile: profile)), to: point,
                answer: .remoteStartTransaction(.init(status: .accepted)))
            guard case .remoteStartTransaction(let request) = heard else { return }
            #expect(request.connectorId == 1 && request.idTag == validTag)
            #expect(request.chargingProfile?.chargingProfilePurpose == .txProfile)
            #expect(request.chargingProfile?.transactionId == nil)
            #expect(request.chargingProfile?.chargingProfileKind == .relative)
            #expect(request.chargingProfile?.chargingSchedule.chargingSchedulePeriod.first?.startPeriod == 0)
            try await point.authorized(request.idTag)
            try await point.status(.preparing)
            _ = try await point.started(request.idTag, connectorId: request.connectorId ?? 1)
            try await point.status(.charging)
        }
    }

    @Test func `TC_066_CSMS composite schedule`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                .getCompositeSchedule(.init(connectorId: 1, duration: 300, chargingRateUnit: .amperes)), to: point,
                answer: .getCompositeSchedule(
                    .init(
                        status: .accepted, connectorId: 1, scheduleStart: ScriptedChargePoint.noon,
                        chargingSchedule: ChargingSchedule(
                            duration: 300, chargingRateUnit: .amperes,
                            chargingSchedulePeriod: [.init(startPeriod: 0, limit: DecimalNumber(6))]))))
        }
    }

    @Test func `TC_067_CSMS clear profile`() async throws {
        try await Bench.booted { bench, point in
            for level in 0...2 {
                try await bench.operatorSends(
                    Self.set(Self.profile(id: level + 1, .txDefaultProfile, level: level)), to: point,
                    answer: Self.accepted)
            }
            let cleared = Confirmation.clearChargingProfile(.init(status: .accepted))
            for request in [
                ClearChargingProfile.Request(id: 1),
                .init(connectorId: 1, chargingProfilePurpose: .txDefaultProfile, stackLevel: 1), .init(),
            ] {
                try await bench.operatorSends(.clearChargingProfile(request), to: point, answer: cleared)
            }
        }
    }
}
