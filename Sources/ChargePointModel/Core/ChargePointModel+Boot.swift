import OCPPTypes

extension ChargePointModel {
    /// Sends BootNotification if it is due; nothing else leaves before it was accepted.
    mutating func sendBoot(at now: Instant, _ effects: inout [ChargePointEffect]) {
        guard case .due(let intended, let enqueued) = boot.phase, !isFinishing else { return }
        var request = BootNotification.Request(
            chargePointVendor: kind.vendor, chargePointModel: kind.model,
            chargePointSerialNumber: CiString<25>(identity),
            firmwareVersion: profiles.value.firmwareVersion ?? kind.firmwareVersion,
            meterType: kind.specification.meterType)
        if let particulars {
            request.chargePointSerialNumber = particulars.chargePointSerialNumber
            request.chargeBoxSerialNumber = particulars.chargeBoxSerialNumber
            request.iccid = particulars.iccid
            request.imsi = particulars.imsi
            request.meterSerialNumber = particulars.meterSerialNumber
            request.meterType = particulars.meterType
        }
        boot.sent()
        begin(
            .typed(.bootNotification(request)), .bootNotification, .boot, intended: intended, enqueued: enqueued,
            at: now, &effects)
    }

    /// BootNotification was answered (OCPP 1.6 §4.2).
    mutating func bootAnswered(
        _ confirmation: BootNotification.Confirmation, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        let interval = min(max(0, confirmation.interval), ChargePointLimits.longestIntervalSeconds)
        if confirmation.interval < 0 { effects.append(.notice(.violation(.negativeInterval))) }
        boot.answered(
            confirmation.status, at: now, waitSeconds: interval > 0 ? interval : Int(limits.bootWaitSeconds))
        effects.append(.notice(.booted(confirmation.status, interval: confirmation.interval)))
        follow(confirmation.currentTime, at: now, &effects)
        switch confirmation.status {
        case .pending, .rejected: break
        case .accepted:
            reconnectAttempt = 0
            // With 0 the charge point keeps the interval of its configuration.
            if interval > 0 { heartbeatSeconds = Int32(interval) }
            guard !isFinishing else { return }
            heartbeatDue = heartbeatInstant(after: now)
            scheduleAlignedValues(at: now)
            reportStatuses(Moment(now)) { _ in true }
            firmwareBooted(Moment(now), &effects)
        }
    }

    // MARK: Ping

    /// The next WebSocket ping is due a WebSocketPingInterval after now; never when it is 0 or there is no connection.
    mutating func schedulePing(at now: Instant) {
        let seconds = integer(.webSocketPingInterval)
        pingDue = seconds > 0 && connection == .open ? now.adding(seconds: Int64(seconds)) : .distantFuture
    }

    /// A ping is due; the transport watches for its pong.
    mutating func pingIsDue(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        effects.append(.ping)
        schedulePing(at: moment.now)
    }

    // MARK: Heartbeat

    /// When the next Heartbeat is due after silence began; never when the interval is 0.
    ///
    /// Other messages replace Heartbeats as signs of life and not as the source of the time, so one is due a day after
    /// the last at the latest, or after an interval that is longer (OCPP 1.6 §4.6).
    func heartbeatInstant(after instant: Instant) -> Instant {
        guard heartbeatSeconds > 0 else { return .distantFuture }
        let interval = Int64(heartbeatSeconds)
        let latest = timeAskedAt.adding(seconds: max(interval, Self.secondsPerDay))
        return min(instant.adding(seconds: interval), max(latest, instant))
    }

    private static let secondsPerDay: Int64 = 86_400

    /// The silence has lasted HeartbeatInterval. The next one counts from this deadline, so lateness does not add up.
    mutating func heartbeatIsDue(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        timeAskedAt = moment.intended
        heartbeatDue = heartbeatInstant(after: moment.intended)
        if queue.holdsHeartbeat {
            // One waits already behind an unanswered CALL; more of them would only pile up.
            drop(
                .heartbeat, intended: moment.intended, enqueued: moment.now, at: moment.now, .dropped, &effects)
        } else {
            plan(.heartbeat, .heartbeat, moment, &effects)
        }
    }

    /// The central system told the time. With a factor of 1 the clock follows, above it is only recorded
    /// (guide "LoadEngine").
    mutating func follow(_ time: DateTime, at now: Instant, _ effects: inout [ChargePointEffect]) {
        timeAskedAt = now
        guard clock.factor == 1 else {
            effects.append(.notice(.currentTime(time)))
            return
        }
        clockIsSet(to: time, at: now, &effects)
        clock.epoch = time
        clock.reference = now
        if alignedDue != .distantFuture { scheduleAlignedValues(at: now) }
        // Profiles are tied to the time of day.
        if limitsDue != .distantFuture || (!chargingProfiles.isEmpty && !transactions.isEmpty) { limitsDue = now }
    }
}
