import OCPPTypes
import SmartCharging

/// The instant that tests call now: a Wednesday, 2025-01-01T12:00:00Z.
let noon = DateTime(millisecondsSince1970: 1_735_732_800_000)

extension DateTime {
    /// The instant later by so many seconds.
    func plus(_ seconds: Int) -> DateTime { adding(milliseconds: Int64(seconds) * 1000) }
}

/// Amperes or watts in whole numbers.
func decimal(_ value: Double) -> DecimalNumber { DecimalNumber(tenths: Int64((value * 10).rounded())) }

/// Periods from pairs of start and limit.
func periods(_ pairs: KeyValuePairs<Int, Double>, phases: Int? = nil) -> [ChargingSchedulePeriod] {
    pairs.map { ChargingSchedulePeriod(startPeriod: $0.key, limit: decimal($0.value), numberPhases: phases) }
}

/// A profile; Absolute from noon unless said otherwise.
func profile(
    _ id: Int, _ purpose: ChargingProfilePurpose, level: Int = 0, kind: ChargingProfileKind = .absolute,
    recurrency: RecurrencyKind? = nil, start: DateTime? = noon, duration: Int? = nil, from: DateTime? = nil,
    to: DateTime? = nil, unit: ChargingRateUnit = .amperes, transactionId: Int? = nil, least: Double? = nil,
    _ pairs: KeyValuePairs<Int, Double>, phases: Int? = nil
) -> ChargingProfile {
    ChargingProfile(
        chargingProfileId: id, transactionId: transactionId, stackLevel: level, chargingProfilePurpose: purpose,
        chargingProfileKind: kind, recurrencyKind: recurrency, validFrom: from, validTo: to,
        chargingSchedule: ChargingSchedule(
            duration: duration, startSchedule: start, chargingRateUnit: unit,
            chargingSchedulePeriod: periods(pairs, phases: phases), minChargingRate: least.map(decimal)))
}

/// A charge point as tests have it: a store, its configuration and its transactions.
struct Bench {
    var store = ChargingProfileStore()
    var configuration: SmartChargingConfiguration
    var transactions: [ChargingTransaction] = []
    var now = noon

    init(connectors: Int = 1, phases: Int = 3, limit: ElectricLimit? = ElectricLimit(DecimalNumber(32), .amperes)) {
        configuration = SmartChargingConfiguration(connectors: connectors, phases: phases, connectorLimit: limit)
    }

    /// Sets a profile as a SetChargingProfile.req does.
    @discardableResult
    mutating func set(_ connectorId: Int, _ profile: ChargingProfile) -> ChargingProfileRefusal? {
        store.install(
            SetChargingProfile.Request(connectorId: connectorId, csChargingProfiles: profile),
            transaction: transactions.first { $0.connectorId == connectorId }, at: now, configuration: configuration)
    }

    /// Starts a transaction.
    mutating func start(_ connectorId: Int, id: Int? = 1, at start: DateTime = noon) {
        transactions.append(ChargingTransaction(connectorId: connectorId, transactionId: id, start: start))
    }

    /// The composite schedule as pairs of start and limit; nil when Rejected.
    func composite(_ connectorId: Int, _ duration: Int, _ unit: ChargingRateUnit? = .amperes) -> [[Double]]? {
        let request = GetCompositeSchedule.Request(
            connectorId: connectorId, duration: duration, chargingRateUnit: unit)
        let answer = store.compositeSchedule(
            request, transactions: transactions, at: now, configuration: configuration)
        guard answer.status == .accepted else { return nil }
        return answer.chargingSchedule?.chargingSchedulePeriod.map { [Double($0.startPeriod), $0.limit.doubleValue] }
    }

    /// The limit of a connector now.
    func limit(_ connectorId: Int, at time: DateTime? = nil) -> ConnectorLimit {
        store.limit(
            connectorId: connectorId, transactions: transactions, at: time ?? now, configuration: configuration)
    }

    func nextChange(_ connectorId: Int, after time: DateTime? = nil) -> DateTime? {
        store.nextChange(
            after: time ?? now, connectorId: connectorId, transactions: transactions, configuration: configuration)
    }
}
