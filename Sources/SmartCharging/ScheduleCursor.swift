import OCPPTypes

/// Milliseconds since 1970, or the ends of the range for "always" and "never".
typealias Milliseconds = Int64

/// The period of a profile that covers the present.
struct PrevailingPeriod {
    /// The place of the profile in the store.
    var index: Int
    var period: ChargingSchedulePeriod
    var unit: ChargingRateUnit
    var minChargingRate: DecimalNumber?
}

/// One schedule on the time line: which of its periods covers an instant, and until when.
///
/// Walking forward costs a comparison per boundary; the time base is worked out once (guide "SmartCharging").
struct ScheduleCursor {
    /// The place of the profile in the store.
    let index: Int
    private let validFrom: Milliseconds
    private let validTo: Milliseconds
    /// The start of the (first) schedule.
    private let base: Milliseconds
    /// 0 = once; otherwise the schedule starts again after so long.
    private let recurrence: Milliseconds
    /// How long the schedule runs each time; cut to the recurrence.
    private let length: Milliseconds
    // Copied from the schedule: walking must not copy whole profiles.
    private let periods: [ChargingSchedulePeriod]
    private let unit: ChargingRateUnit
    private let minChargingRate: DecimalNumber?

    /// What follows holds before this instant.
    private(set) var until = Milliseconds.min
    /// validFrom and validTo include the present.
    private(set) var isValid = false
    /// The period that covers the present; -1 when none does.
    private(set) var period = -1
    /// The (first) schedule has begun; known while valid.
    private(set) var hasBegun = false

    /// - Parameter chargingStart: the start of the transaction, or the present without one (guide "SmartCharging").
    init(_ installed: InstalledProfile, index: Int, chargingStart: Milliseconds) {
        self.index = index
        let profile = installed.profile
        let schedule = profile.chargingSchedule
        periods = schedule.chargingSchedulePeriod
        unit = schedule.chargingRateUnit
        minChargingRate = schedule.minChargingRate
        validFrom = profile.validFrom?.millisecondsSince1970 ?? .min
        validTo = profile.validTo?.millisecondsSince1970 ?? .max
        let ownStart: Milliseconds
        switch profile.chargingProfilePurpose {
        case .chargePointMaxProfile:
            // The whole charge point has no start of charging.
            ownStart = (profile.validFrom ?? installed.receivedAt).millisecondsSince1970
        case .txDefaultProfile, .txProfile: ownStart = chargingStart
        }
        switch profile.chargingProfileKind {
        case .absolute:
            base = schedule.startSchedule?.millisecondsSince1970 ?? ownStart
            recurrence = 0
        case .relative:
            base = ownStart
            recurrence = 0
        case .recurring:
            base = schedule.startSchedule?.millisecondsSince1970 ?? ownStart
            switch profile.recurrencyKind {
            case .daily, nil: recurrence = 86_400_000
            case .weekly: recurrence = 7 * 86_400_000
            }
        }
        let whole = schedule.duration.map(milliseconds(ofSeconds:)) ?? .max
        length = recurrence > 0 ? min(whole, recurrence) : whole
    }

    /// Brings the state to an instant at or after ``until``.
    mutating func advance(to now: Milliseconds) {
        period = -1
        isValid = now >= validFrom && now < validTo
        guard isValid else {
            until = now < validFrom ? validFrom : .max
            return
        }
        until = validTo
        hasBegun = now >= base
        guard hasBegun else {
            until = min(until, base)
            return
        }
        var start = base
        var elapsed = now.subtractingSaturated(base)
        if recurrence > 0 {
            let begun = elapsed % recurrence
            start = now - begun
            elapsed = begun
        }
        guard elapsed < length else {
            if recurrence > 0 { until = min(until, start.addingSaturated(recurrence)) }
            return
        }
        let covering = Self.lastIndex(startingBy: elapsed, in: periods)
        period = covering
        var end = length
        if covering + 1 < periods.count { end = min(end, milliseconds(ofSeconds: periods[covering + 1].startPeriod)) }
        until = min(until, start.addingSaturated(end))
    }

    /// The period that covers the present.
    var prevailing: PrevailingPeriod? {
        guard period >= 0 else { return nil }
        return PrevailingPeriod(index: index, period: periods[period], unit: unit, minChargingRate: minChargingRate)
    }

    /// The last period that has begun; the first one begins at 0 and the others ascend.
    private static func lastIndex(startingBy elapsed: Milliseconds, in periods: [ChargingSchedulePeriod]) -> Int {
        let seconds = Int(elapsed / 1000)
        var low = 0
        var high = periods.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if periods[middle].startPeriod <= seconds { low = middle } else { high = middle }
        }
        return low
    }
}

/// A number of seconds in milliseconds; saturates.
func milliseconds(ofSeconds seconds: Int) -> Milliseconds {
    let (product, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1000)
    return overflow ? (seconds < 0 ? .min : .max) : product
}

extension Int64 {
    /// The sum, or the end of the range.
    func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the end of the range.
    func subtractingSaturated(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
