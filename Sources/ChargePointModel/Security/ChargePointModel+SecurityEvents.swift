import OCPPTypes

extension ChargePointModel {
    /// A security event happened (security white paper §8): it goes to the log, and what must be told is queued.
    ///
    /// With security profile 0 nobody expects these messages, so only events that a CALL of the security extension has
    /// caused count (`isAsked`).
    mutating func raise(
        _ event: SecurityEvent, info techInfo: String? = nil, isAsked: Bool = false, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) {
        guard !isFinishing, isAsked || securityProfile > 0 else { return }
        let timestamp = clock.time(at: moment.at)
        if profiles.value.security.log.count >= ChargePointLimits.securityLogLength {
            profiles.value.security.log.removeFirst()
        }
        profiles.value.security.log.append(
            SecurityLogEntry(event: event, timestamp: timestamp, techInfo: techInfo))
        effects.append(.notice(.securityEvent(event)))
        let isGuaranteed: Bool
        switch event.delivery {
        case .logged: return
        case .told: isGuaranteed = false
        case .guaranteed: isGuaranteed = true
        }
        notify(
            .securityEventNotification(
                SecurityEventNotification.Request(
                    type: CiString<50>(unchecked: event.rawValue), timestamp: timestamp,
                    techInfo: techInfo.flatMap { CiString<255>($0) })),
            isGuaranteed: isGuaranteed, moment, &effects)
    }

    /// The clock is about to be set; more than a moment is an event.
    mutating func clockIsSet(to time: DateTime, at now: Instant, _ effects: inout [ChargePointEffect]) {
        let (step, overflow) = time.millisecondsSince1970.subtractingReportingOverflow(
            clock.time(at: now).millisecondsSince1970)
        guard overflow || step.magnitude >= UInt64(ChargePointLimits.clockStepSeconds) * 1000 else { return }
        raise(.settingSystemTime, Moment(now), &effects)
    }
}
