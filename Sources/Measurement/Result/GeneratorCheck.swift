/// Whether the figures can be trusted.
package enum GeneratorVerdict: String, CaseIterable, Hashable, Sendable {
    /// The generator kept its plan.
    case valid
    /// It kept its plan and was busy; look at the reasons.
    case suspect
    /// It was the bottleneck.
    case invalid
}

/// The generator's check of itself (DESIGN §5, §8.9).
package struct GeneratorCheck: Hashable, Sendable {
    /// The conclusion.
    package let verdict: GeneratorVerdict
    /// Every rule that was broken, in words; empty when valid.
    package let reasons: [String]
    /// 99th percentile of the slip by own fault over all CALLs, in milliseconds; nil when nothing was sent.
    package let slipP99: Double?
    /// Largest event-loop lag, in milliseconds; nil when it was not measured.
    package let loopLagMax: Double?
    /// CPU use of the busiest event loop in percent of one core; nil when it was not measured.
    package let cpuPercent: Double?

    /// Loop lag above this, in milliseconds, makes a run invalid.
    package static let loopLagLimit = 100.0
    /// CPU use above this, in percent of a core, makes a run suspect.
    package static let cpuLimit = 90.0

    /// Judges. The slip limit is two ticks of the timing wheel and 1 ms, or 5 % of the p99 of all responses, whichever
    /// is more.
    ///
    /// - Parameters:
    ///   - slipP99: 99th percentile of the slip by own fault, in milliseconds.
    ///   - responseP99: 99th percentile of all responses, in milliseconds.
    ///   - loopLagMax: largest event-loop lag, in milliseconds.
    ///   - cpuPercent: CPU use of the busiest event loop, in percent of one core.
    ///   - tickMilliseconds: length of one tick of the timing wheel.
    package init(
        slipP99: Double?, responseP99: Double?, loopLagMax: Double?, cpuPercent: Double?, tickMilliseconds: Double
    ) {
        self.slipP99 = slipP99
        self.loopLagMax = loopLagMax
        self.cpuPercent = cpuPercent
        var broken: [String] = []
        let slipLimit = max(2 * tickMilliseconds + 1, 0.05 * (responseP99 ?? 0))
        if let slipP99, slipP99 > slipLimit {
            let slip = FigureText.latency(milliseconds: slipP99)
            let limit = FigureText.latency(milliseconds: slipLimit)
            broken.append("CALLs left late by the generator's own fault: slip p99 \(slip), limit \(limit)")
        }
        if let loopLagMax, loopLagMax > Self.loopLagLimit {
            let lag = FigureText.latency(milliseconds: loopLagMax)
            let limit = FigureText.latency(milliseconds: Self.loopLagLimit)
            broken.append("an event loop stood still for \(lag), limit \(limit)")
        }
        var busy: [String] = []
        if let cpuPercent, cpuPercent > Self.cpuLimit {
            busy.append(
                "an event loop used \(FigureText.fixed(cpuPercent, decimals: 0)) % of its core; it may be at its limit")
        }
        verdict = !broken.isEmpty ? .invalid : busy.isEmpty ? .valid : .suspect
        reasons = broken + busy
    }
}
