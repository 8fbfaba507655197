/// An energy meter that never falls and equals the integral of the power exactly, nanosecond by nanosecond.
///
/// Adding a span in parts gives the same register as adding it at once, because the remainder below a milliwatt hour is
/// kept in nanojoules (1 W for 1 ns).
struct EnergyRegister: Equatable, Sendable {
    /// Nanojoules in a milliwatt hour.
    static let nanojoulesPerMilliwattHour: UInt64 = 3_600_000_000

    /// Energy in mWh, rounded down.
    private(set) var milliwattHours: Int64
    /// What is above, below ``nanojoulesPerMilliwattHour``.
    private(set) var remainderNanojoules: UInt32 = 0

    init(milliwattHours: Int64 = 0) {
        self.milliwattHours = milliwattHours
    }

    /// Energy in Wh, rounded down: what meterStart, meterStop and the meter values say.
    var wattHours: Int64 { milliwattHours / 1000 }

    /// Adds a constant power over a span of device time; negative ones add nothing. Saturates.
    mutating func add(watts: Int, nanoseconds: Int64) {
        guard watts > 0, nanoseconds > 0 else { return }
        let product = UInt64(watts).multipliedFullWidth(by: UInt64(nanoseconds))
        let (low, carry) = product.low.addingReportingOverflow(UInt64(remainderNanojoules))
        let high = product.high + (carry ? 1 : 0)
        guard high < Self.nanojoulesPerMilliwattHour else {
            milliwattHours = .max
            return
        }
        let (quotient, rest) = Self.nanojoulesPerMilliwattHour.dividingFullWidth((high, low))
        let (sum, overflow) = milliwattHours.addingReportingOverflow(Int64(clamping: quotient))
        milliwattHours = overflow ? .max : sum
        remainderNanojoules = UInt32(truncatingIfNeeded: rest)
    }

    /// The least span of device time, in nanoseconds, after which the register shows `target`; nil when it never does.
    func nanoseconds(until target: Int64, watts: Int) -> Int64? {
        guard target > milliwattHours else { return 0 }
        guard watts > 0 else { return nil }
        let (difference, overflow) = target.subtractingReportingOverflow(milliwattHours)
        guard !overflow else { return nil }
        let product = UInt64(difference).multipliedFullWidth(by: Self.nanojoulesPerMilliwattHour)
        let (low, borrow) = product.low.subtractingReportingOverflow(UInt64(remainderNanojoules))
        let high = product.high - (borrow ? 1 : 0)
        guard high < UInt64(watts) else { return nil }
        let (quotient, rest) = UInt64(watts).dividingFullWidth((high, low))
        let (rounded, tooMuch) = quotient.addingReportingOverflow(rest > 0 ? 1 : 0)
        return tooMuch ? nil : Int64(exactly: rounded)
    }
}
