import OCPPTypes

extension SmartChargingConfiguration {
    /// The first rule that a profile breaks by itself, without regard to what is installed and running.
    func refusal(of profile: ChargingProfile) -> ChargingProfileRefusal? {
        guard isSupported else { return .smartChargingUnsupported }
        guard profile.stackLevel >= 0 else { return .negativeStackLevel }
        guard profile.stackLevel <= maxStackLevel else { return .stackLevelTooHigh }
        switch profile.chargingProfileKind {
        case .recurring:
            guard profile.recurrencyKind != nil else { return .recurrencyKindMissing }
            guard profile.chargingSchedule.startSchedule != nil else { return .startScheduleMissing }
        case .absolute, .relative:
            guard profile.recurrencyKind == nil else { return .recurrencyKindNotRecurring }
        }
        if let from = profile.validFrom, let to = profile.validTo, to <= from { return .neverValid }
        return refusal(of: profile.chargingSchedule)
    }

    private func refusal(of schedule: ChargingSchedule) -> ChargingProfileRefusal? {
        guard allows(schedule.chargingRateUnit) else { return .unitNotAllowed }
        if let duration = schedule.duration, duration < 0 { return .negativeNumber }
        if let rate = schedule.minChargingRate, rate.tenths < 0 { return .negativeNumber }
        let periods = schedule.chargingSchedulePeriod
        guard let first = periods.first else { return .noPeriod }
        guard periods.count <= min(maxPeriods, SmartChargingLimits.schedulePeriods) else { return .tooManyPeriods }
        guard first.startPeriod == 0 else { return .firstPeriodNotAtZero }
        var last = -1
        for period in periods {
            guard period.startPeriod > last else { return .periodsNotAscending }
            guard period.limit.tenths >= 0 else { return .negativeNumber }
            if let phases = period.numberPhases, phases < 1 { return .noPhases }
            last = period.startPeriod
        }
        return nil
    }
}
