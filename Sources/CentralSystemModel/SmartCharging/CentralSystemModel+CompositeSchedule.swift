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
        var abilities = smartCharging(of: index, atLeast: request.connectorId)
        /// What the profiles give where so many phases can be used.
        func expected(onPhases phases: Int) -> CompositeSchedule? {
            abilities.phases = phases
            return try? profiles.compositePeriods(
                request, transactions: transactions, at: start, configuration: abilities)
        }
        let told = answer.status == .accepted ? answer.chargingSchedule : nil
        // A charge point that names fewer phases than 3 may have no more.
        let phases = told?.phases ?? [3]
        let schedules = phases.map { (phases: $0, schedule: expected(onPhases: $0)) }
        guard let widest = schedules.last?.schedule else { return ScheduleExpectation(schedule: nil) }
        let schedule = Self.confirmation(widest, connectorId: request.connectorId)
        guard let told else {
            guard schedule != nil else { return ScheduleExpectation(schedule: nil) }
            effects.append(.notice(.compositeScheduleRefused, identity: identity))
            return ScheduleExpectation(
                schedule: schedule, differences: ["the charge point tells no schedule although profiles limit it"])
        }
        let comparison = ScheduleComparison(
            expected: schedules.compactMap { pair in pair.schedule.map { (pair.phases, $0) } }, told: told)
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
            if let last = periods.last, last.limit == limit.limit, last.numberPhases == limit.phases { continue }
            periods.append(
                ChargingSchedulePeriod(
                    startPeriod: period.startPeriod, limit: limit.limit, numberPhases: limit.phases))
        }
        return GetCompositeSchedule.Confirmation(
            status: .accepted, connectorId: connectorId, scheduleStart: schedule.start,
            chargingSchedule: ChargingSchedule(
                duration: schedule.duration, chargingRateUnit: schedule.unit, chargingSchedulePeriod: periods))
    }
}

extension ChargingSchedule {
    /// The different numbers of phases of the periods, fewest first; where one is not told, 3 is meant (OCPP 1.6 §7.14).
    fileprivate var phases: [Int] {
        let named = Set(chargingSchedulePeriod.map(\.usablePhases))
        return named.isEmpty ? [3] : named.sorted()
    }
}

extension ChargingSchedulePeriod {
    fileprivate var usablePhases: Int { min(max(numberPhases ?? 3, 1), 3) }
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

    /// - Parameter expected: what the profiles give on each number of phases that is told, the most phases last.
    init(expected: [(phases: Int, schedule: CompositeSchedule)], told: ChargingSchedule) {
        guard let widest = expected.last?.schedule else { return }
        let end = min(widest.duration, told.duration ?? widest.duration)
        let periods = told.chargingSchedulePeriod
        if periods.first.map({ $0.startPeriod != 0 }) ?? true {
            add("the charge point's schedule has no period at 0 s")
        }
        var bounds = Set(periods.map(\.startPeriod))
        for (_, schedule) in expected { bounds.formUnion(schedule.periods.map(\.startPeriod)) }
        bounds.insert(end)
        let sorted = bounds.filter { $0 >= 0 && $0 <= end }.sorted()
        for (from, to) in zip(sorted, sorted.dropFirst()) where to - from > Self.tolerance {
            guard let theirs = periods.last(where: { $0.startPeriod <= from }),
                let schedule = expected.first(where: { $0.phases == theirs.usablePhases })?.schedule,
                let ours = schedule.periods.last(where: { $0.startPeriod <= from })?.limit
            else { continue }
            compare(ours, theirs, "from \(from) s to \(to) s")
        }
        if let duration = told.duration, duration < widest.duration {
            add("the charge point's schedule ends after \(duration) s of \(widest.duration) s")
        }
    }

    private mutating func compare(_ ours: ElectricLimit, _ theirs: ChargingSchedulePeriod, _ span: String) {
        let unit = ours.unit == .amperes ? "A" : "W"
        if theirs.limit.tenths < 0 {
            // Many charge points mean no limit by -1.
            isAbove = true
            add("\(span) the charge point reports no limit, the profiles give \(ours.limit) \(unit)")
        } else if theirs.limit != ours.limit {
            if theirs.limit > ours.limit { isAbove = true } else { isBelow = true }
            add(
                "\(span) the charge point reports \(theirs.limit) \(unit), the profiles give \(ours.limit) \(unit)")
        } else if let phases = theirs.numberPhases, phases > ours.phases, ours.limit.tenths > 0 {
            isAbove = true
            add(
                "\(span) the charge point reports \(theirs.limit) \(unit) on \(phases) phases, the profiles give "
                    + "\(ours.limit) \(unit) on \(ours.phases) \(ours.phases == 1 ? "phase" : "phases")")
        }
    }

    private mutating func add(_ text: String) {
        if differences.count < Self.longest { differences.append(text) }
    }
}
