/// For how long writers may wait for a reader that is slow: so long altogether, and from then on not at all until nobody
/// has waited for a whole period. So no period of that length holds more waiting than the budget. A pure value.
package struct WaitingBudget: Equatable, Sendable {
    /// What may be waited altogether, in milliseconds.
    private let most: Int64
    /// After so many milliseconds without a wait all of it is there again.
    private let period: Int64
    private var spent: Int64 = 0
    /// When the last wait was over.
    private var lastWait: Int64 = 0

    /// A budget of which nothing is spent.
    package init(
        milliseconds: Int64 = StandardStreamLimits.waitingMilliseconds,
        perMilliseconds period: Int64 = StandardStreamLimits.waitingPeriodMilliseconds
    ) {
        most = milliseconds
        self.period = period
    }

    /// For how long may be waited now, in milliseconds.
    package mutating func allowance(at now: Int64) -> Int64 {
        if spent > 0, now - lastWait >= period { spent = 0 }
        return max(0, most - spent)
    }

    /// Somebody has waited.
    package mutating func waited(from begin: Int64, to end: Int64) {
        guard end > begin else { return }
        spent += end - begin
        lastWait = end
    }
}
