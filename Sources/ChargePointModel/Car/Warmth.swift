import OCPPTypes

/// The temperature of a connector: it moves towards one that depends on the power, a tenth of a degree every 6 s.
struct Warmth: Equatable, Sendable {
    /// Temperature without load, in tenths of a degree Celsius.
    static let ambient: Int32 = 200
    /// How much warmer full load makes it, in tenths of a degree.
    static let rise: Int32 = 250
    private static let nanosecondsPerTenth: Int64 = 6_000_000_000

    private var tenths = ambient
    private var target = ambient
    private var since = Instant.zero

    /// Temperature at an instant, in tenths of a degree Celsius.
    func tenths(at now: Instant, clockFactor: Int64) -> Int {
        let (span, overflow) = now.nanoseconds(since: since).multipliedReportingOverflow(by: clockFactor)
        let moved = overflow ? Int64.max : max(0, span) / Self.nanosecondsPerTenth
        let distance = Int64(target - tenths)
        return Int(Int64(tenths) + (distance < 0 ? -min(moved, -distance) : min(moved, distance)))
    }

    /// The power changed.
    mutating func follow(watts: Int, of greatest: Int, at now: Instant, clockFactor: Int64) {
        let next = Self.ambient + Int32(min(max(0, watts), greatest) * Int(Self.rise) / max(1, greatest))
        guard next != target else { return }
        tenths = Int32(self.tenths(at: now, clockFactor: clockFactor))
        since = now
        target = next
    }
}
