/// Maps driver instants to the wall clock of a charge point or central system (guide "ChargePointModel").
///
/// Device time = `epoch` + (instant − `reference`) × `factor`. A factor above 1 makes charging, meter intervals and
/// time stamps run faster than real time while CALL time-outs stay real.
package struct DeviceClock: Hashable, Sendable {
    /// Wall-clock time at `reference`.
    package var epoch: DateTime
    /// The instant at which the clock showed `epoch`.
    package var reference: Instant
    /// How many device seconds pass in a real second; at least 1.
    package var factor: Int64

    /// Makes a clock that shows `epoch` at `reference`; a factor below 1 counts as 1.
    package init(epoch: DateTime, reference: Instant, factor: Int64 = 1) {
        self.epoch = epoch
        self.reference = reference
        self.factor = max(1, factor)
    }

    /// What the clock shows at an instant.
    package func time(at now: Instant) -> DateTime {
        let elapsed = now.nanoseconds(since: reference)
        let whole = floorDivide(elapsed, 1_000_000)
        // Milliseconds and the rest apart: exact, so that at ``instant(of:)`` the clock shows the time asked for.
        let (milliseconds, overflow) = whole.multipliedReportingOverflow(by: factor)
        let (rest, restOverflow) = (elapsed &- whole &* 1_000_000).multipliedReportingOverflow(by: factor)
        guard !overflow, !restOverflow else { return epoch.adding(milliseconds: elapsed < 0 ? .min : .max) }
        return epoch.adding(milliseconds: milliseconds).adding(milliseconds: rest / 1_000_000)
    }

    /// The first instant at which the clock shows `time` or later.
    package func instant(of time: DateTime) -> Instant {
        let (difference, overflow) = time.millisecondsSince1970.subtractingReportingOverflow(
            epoch.millisecondsSince1970)
        guard !overflow else { return time < epoch ? Instant(nanoseconds: .min) : .distantFuture }
        return reference.adding(nanoseconds: realNanoseconds(ofDeviceMilliseconds: difference))
    }

    /// How many real nanoseconds a span of device time takes, rounded up; saturates.
    package func realNanoseconds(ofDeviceMilliseconds milliseconds: Int64) -> Int64 {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return milliseconds < 0 ? .min : .max }
        return -floorDivide(-product, factor)
    }
}

/// Quotient rounded towards minus infinity.
private func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
}
