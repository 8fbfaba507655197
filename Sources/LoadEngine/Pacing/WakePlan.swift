import OCPPTypes

/// When a loop should look at its wheel again, and how late it came to that (its lag).
///
/// The lag counts from the instant at which work was due, not from the one at which the loop could be asked again: what
/// a wake-up itself takes makes everything due meanwhile late.
///
/// ```swift
/// var plan = WakePlan()
/// plan.next(nextWake: at(10), since: at(0))
/// plan.lag(at: at(300))  // 290 ms
/// ```
struct WakePlan: Sendable {
    /// Longest time between two looks at the clock, so that a stalled loop is noticed even when nothing is due.
    static let longestSleepNanoseconds: Int64 = 10_000_000

    /// When the loop should look; `.distantFuture` before the first plan.
    private(set) var due = Instant.distantFuture

    /// Plans the next look.
    /// - Parameters:
    ///   - nextWake: when something is due.
    ///   - began: when the work began after which this is planned: what is due was seen up to it.
    mutating func next(nextWake: Instant, since began: Instant) {
        due = max(min(nextWake, began.adding(nanoseconds: Self.longestSleepNanoseconds)), began)
    }

    /// How late a look is that happens now, in nanoseconds; never negative.
    func lag(at now: Instant) -> Int64 { max(0, now.nanoseconds(since: due)) }
}
