import OCPPTypes
import SmartCharging

/// The composite schedule that the installed profiles let expect, beside the charge point's (OCPP 1.6 §5.7).
///
/// The hardware's limit is not known here: a charge point may report less than the profiles allow, and anything where
/// no profile limits. More than the profiles allow is a fault.
extension CentralSystemModel {
    mutating func expectation(
        of request: GetCompositeSchedule.Request, _ answer: GetCompositeSchedule.Confirmation, from index: Int,
        at now: Instant, into effects: inout [Effect]
    ) -> ScheduleExpectation {
        let profiles = chargePoints[index].hasBooks ? chargePoints[index].books.profiles : ChargingProfileStore()
        guard !profiles.isEmpty else { return ScheduleExpectation(schedule: nil) }
        let identity = chargePoints[index].identity
        let start = answer.scheduleStart ?? configuration.clock.time(at: now)
        var request = request
        if let unit = answer.chargingSchedule?.chargingRateUnit { request.chargingRateUnit = unit }
        let transactions = chargePoints[index].transactions.filter(\.isOpen).map {
            ChargingTransaction(
                connectorId: $0.connectorId, transactionId: Int($0.transactionId), start: $0.start)
        }
        guard
            let expected = try? profiles.compositePeriods(
                request, transactions: transactions, at: start,
                configuration: smartCharging(of: index, atLeast: request.connectorId))
        else { return ScheduleExpectation(schedule: nil) }
        let schedule = Self.confirmation(expected, connectorId: request.connectorId)
        guard answer.status == .accepted, let told = answer.chargingSchedule else {
            guard schedule != nil else { return ScheduleExpectation(schedule: nil) }
            effects.append(.notice(.compositeScheduleRefused, identity: identity))
            return ScheduleExpectation(
                schedule: schedule, differences: ["the charge point tells no schedule although profiles limit it"])
        }
        let comparison = ScheduleComparison(expected: expected, told: told)
        if comparison.isAbove { effects.append(.notice(.compositeScheduleAbove, identity: identity)) }
        if comparison.isBelow { effects.append(.notice(.compositeScheduleBelow, identity: identity)) }
        return ScheduleExpectation(schedule: schedule, differences: comparison.differences)
    }

    /// The expected schedule as a confirmation; nil where some part of it has no limit.
    private static func confirmation(
        _ schedule: CompositeSchedule, connectorId: Int
    ) -> GetCompositeSchedule.Confirmation? {
        var periods: [ChargingSchedulePeriod] = []
        for period in schedule.periods {
            guard let limit = period.limit else { return nil }
            if let last = periods.last, last.limit == limit.limit { continue }
            periods.append(ChargingSchedulePeriod(startPeriod: period.startPeriod, limit: limit.limit))
        }
        return GetCompositeSchedule.Confirmation(
            status: .accepted, connectorId: connectorId, scheduleStart: schedule.start,
            chargingSchedule: ChargingSchedule(
                duration: schedule.duration, chargingRateUnit: schedule.unit, chargingSchedulePeriod: periods))
    }
}

/// Two schedules side by side.
struct ScheduleComparison {
    private(set) var differences: [String] = []
    private(set) var isAbove = false
    private(set) var isBelow = false

    /// Most differences that are put into words.
    static let longest = 20
    /// The two sides read their clocks at different moments, so a boundary may lie a second off.
    private static let tolerance = 2

    init(expected: CompositeSchedule, told: ChargingSchedule) {
        let unit = expected.unit == .amperes ? "A" : "W"
        let end = min(expected.duration, told.duration ?? expected.duration)
        let periods = told.chargingSchedulePeriod
        if periods.first.map({ $0.startPeriod != 0 }) ?? true {
            add("the charge point's schedule has no period at 0 s")
        }
        var bounds = Set(expected.periods.map(\.startPeriod)).union(periods.map(\.startPeriod))
        bounds.insert(end)
        let sorted = bounds.filter { $0 >= 0 && $0 <= end }.sorted()
        for (from, to) in zip(sorted, sorted.dropFirst()) where to - from > Self.tolerance {
            guard let ours = expected.periods.last(where: { $0.startPeriod <= from })?.limit?.limit,
                let theirs = periods.last(where: { $0.startPeriod <= from })?.limit, ours != theirs
            else { continue }
            if theirs > ours { isAbove = true } else { isBelow = true }
            add(
                "from \(from) s to \(to) s the charge point reports \(theirs) \(unit), the profiles give \(ours) \(unit)"
            )
        }
        if let duration = told.duration, duration < expected.duration {
            add("the charge point's schedule ends after \(duration) s of \(expected.duration) s")
        }
    }

    private mutating func add(_ text: String) {
        if differences.count < Self.longest { differences.append(text) }
    }
}
