import OCPPTypes
import SmartCharging
import Testing

/// Each rule with its answer (guide "SmartCharging").
@Suite struct ValidationTests {
    private struct Case {
        var refusal: ChargingProfileRefusal?
        var connectorId = 1
        var profile: ChargingProfile
        var transaction: ChargingTransaction?
    }

    private static let running = ChargingTransaction(connectorId: 1, transactionId: 5, start: noon)

    private static let configuration: SmartChargingConfiguration = {
        var configuration = SmartChargingConfiguration(connectors: 2, maxStackLevel: 8, maxPeriods: 3, maxInstalled: 2)
        configuration.allowsWatts = false
        return configuration
    }()

    private static let daily = profile(
        1, .txDefaultProfile, kind: .recurring, recurrency: .daily, duration: 60, [0: 6])

    private static func changed(_ base: ChargingProfile, _ change: (inout ChargingProfile) -> Void) -> ChargingProfile {
        var result = base
        change(&result)
        return result
    }

    private static let cases: [Case] = {
        let basic = profile(1, .txDefaultProfile, [0: 6])
        let tx = profile(1, .txProfile, transactionId: 5, [0: 6])
        return [
            Case(refusal: nil, profile: basic),
            Case(refusal: nil, connectorId: 0, profile: basic),
            Case(refusal: nil, connectorId: 2, profile: basic),
            Case(refusal: .unknownConnector, connectorId: 3, profile: basic),
            Case(refusal: .unknownConnector, connectorId: -1, profile: basic),
            Case(refusal: .unknownConnector, connectorId: .max, profile: basic),
            Case(refusal: nil, connectorId: 0, profile: profile(1, .chargePointMaxProfile, [0: 6])),
            Case(refusal: .maxProfileOnConnector, profile: profile(1, .chargePointMaxProfile, [0: 6])),
            Case(refusal: .txProfileOnConnector0, connectorId: 0, profile: tx, transaction: running),
            Case(refusal: .noTransaction, profile: tx),
            Case(refusal: .noTransaction, connectorId: 2, profile: tx, transaction: running),
            Case(refusal: nil, profile: tx, transaction: running),
            Case(
                refusal: nil, profile: profile(1, .txProfile, [0: 6]), transaction: running),
            Case(
                refusal: .wrongTransaction, profile: profile(1, .txProfile, transactionId: 6, [0: 6]),
                transaction: running),
            Case(
                refusal: .wrongTransaction, profile: tx,
                transaction: ChargingTransaction(connectorId: 1, transactionId: nil, start: noon)),
            Case(refusal: .negativeStackLevel, profile: profile(1, .txDefaultProfile, level: -1, [0: 6])),
            Case(refusal: nil, profile: profile(1, .txDefaultProfile, level: 8, [0: 6])),
            Case(refusal: .stackLevelTooHigh, profile: profile(1, .txDefaultProfile, level: 9, [0: 6])),
            Case(refusal: .unitNotAllowed, profile: profile(1, .txDefaultProfile, unit: .watts, [0: 6])),
            Case(refusal: nil, profile: profile(1, .txDefaultProfile, [0: 6, 1: 7, 2: 8])),
            Case(refusal: .tooManyPeriods, profile: profile(1, .txDefaultProfile, [0: 6, 1: 7, 2: 8, 3: 9])),
            Case(refusal: .noPeriod, profile: profile(1, .txDefaultProfile, [:])),
            Case(refusal: .firstPeriodNotAtZero, profile: profile(1, .txDefaultProfile, [1: 6])),
            Case(refusal: .firstPeriodNotAtZero, profile: profile(1, .txDefaultProfile, [-1: 6, 0: 7])),
            Case(refusal: .periodsNotAscending, profile: profile(1, .txDefaultProfile, [0: 6, 5: 7, 5: 8])),
            Case(refusal: .periodsNotAscending, profile: profile(1, .txDefaultProfile, [0: 6, 5: 7, 4: 8])),
            Case(refusal: .negativeNumber, profile: profile(1, .txDefaultProfile, [0: -0.1])),
            Case(refusal: .negativeNumber, profile: profile(1, .txDefaultProfile, duration: -1, [0: 6])),
            Case(refusal: .negativeNumber, profile: profile(1, .txDefaultProfile, least: -1, [0: 6])),
            Case(refusal: nil, profile: profile(1, .txDefaultProfile, duration: 0, least: 0, [0: 0])),
            Case(refusal: .noPhases, profile: profile(1, .txDefaultProfile, [0: 6], phases: 0)),
            Case(refusal: nil, profile: profile(1, .txDefaultProfile, [0: 6], phases: 4)),
            Case(refusal: nil, profile: daily),
            Case(refusal: .recurrencyKindMissing, profile: changed(daily) { $0.recurrencyKind = nil }),
            Case(refusal: .startScheduleMissing, profile: changed(daily) { $0.chargingSchedule.startSchedule = nil }),
            Case(
                refusal: .recurrencyKindNotRecurring, profile: changed(daily) { $0.chargingProfileKind = .absolute }),
            Case(
                refusal: .recurrencyKindNotRecurring, profile: changed(daily) { $0.chargingProfileKind = .relative }),
            Case(refusal: nil, profile: profile(1, .txDefaultProfile, from: noon, to: noon.plus(1), [0: 6])),
            Case(refusal: .neverValid, profile: profile(1, .txDefaultProfile, from: noon, to: noon, [0: 6])),
            Case(refusal: nil, profile: profile(1, .txDefaultProfile, to: noon.plus(-1), [0: 6])),
        ]
    }()

    @Test(arguments: cases.indices)
    func `each rule refuses with its reason and installs nothing`(index: Int) {
        let one = Self.cases[index]
        var store = ChargingProfileStore()
        let request = SetChargingProfile.Request(connectorId: one.connectorId, csChargingProfiles: one.profile)
        let refusal = store.install(
            request, transaction: one.transaction, at: noon, configuration: Self.configuration)
        #expect(refusal == one.refusal)
        #expect(store.count == (one.refusal == nil ? 1 : 0))
    }

    @Test func `every rule has a case`() {
        let elsewhere: Set<ChargingProfileRefusal> = [
            .smartChargingUnsupported, .tooManyProfiles, .remoteStartPurpose, .remoteStartTransactionId,
        ]
        let seen = Set(Self.cases.compactMap(\.refusal)).union(elsewhere)
        #expect(seen == Set(ChargingProfileRefusal.allCases))
    }

    @Test func `answers are Rejected except for four that are CALLERRORs`() {
        for refusal in ChargingProfileRefusal.allCases {
            switch refusal {
            case .smartChargingUnsupported: #expect(refusal.answer == .callError(.notSupported))
            case .unknownConnector, .negativeStackLevel:
                #expect(refusal.answer == .callError(.propertyConstraintViolation))
            default: #expect(refusal.answer == .status(.rejected))
            }
        }
    }

    @Test func `a charge point without smart charging says NotSupported whatever it gets`() {
        var configuration = Self.configuration
        configuration.isSupported = false
        var store = ChargingProfileStore()
        let request = SetChargingProfile.Request(connectorId: 77, csChargingProfiles: Self.daily)
        let refusal = store.install(request, transaction: nil, at: noon, configuration: configuration)
        #expect(refusal == .smartChargingUnsupported)
    }

    @Test func `MaxChargingProfilesInstalled counts after replacement`() {
        var store = ChargingProfileStore()
        func set(_ id: Int, level: Int) -> ChargingProfileRefusal? {
            let request = SetChargingProfile.Request(
                connectorId: 1, csChargingProfiles: profile(id, .txDefaultProfile, level: level, [0: 6]))
            return store.install(request, transaction: nil, at: noon, configuration: Self.configuration)
        }
        #expect(set(1, level: 1) == nil)
        #expect(set(2, level: 2) == nil)
        let full = store
        #expect(set(3, level: 3) == .tooManyProfiles)
        #expect(store == full)
        #expect(set(3, level: 2) == nil)
        #expect(store.profiles.map(\.profile.chargingProfileId) == [3, 1])
        #expect(set(1, level: 3) == nil)
        #expect(store.profiles.map(\.profile.chargingProfileId) == [1, 3])
    }

    @Test func `a remote start's profile obeys the same rules`() {
        let store = ChargingProfileStore()
        let bad = profile(1, .txProfile, [1: 6])
        #expect(store.refusal(ofRemoteStart: bad, configuration: Self.configuration) == .firstPeriodNotAtZero)
        let named = profile(1, .txProfile, transactionId: 5, [0: 6])
        #expect(store.refusal(ofRemoteStart: named, configuration: Self.configuration) == .remoteStartTransactionId)
    }
}
