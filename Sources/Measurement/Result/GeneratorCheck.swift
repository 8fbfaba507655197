import OCPPTypes

/// Whether the figures can be trusted.
package enum GeneratorVerdict: String, CaseIterable, Hashable, Sendable {
    /// The generator kept its plan.
    case valid
    /// It was busy, or added to a figure that nothing is expected of; look at the reasons.
    case suspect
    /// It did not make the planned load, or what it added to a figure leaves an expectation undecided.
    case invalid
}

/// A figure that the generator itself may have made larger, with its error bar in milliseconds.
package struct BentFigure: Hashable, Sendable {
    /// What was called.
    package let action: Action
    /// The percentile.
    package let percentile: Percentile
    /// Between what the true figure lies.
    package let bar: ErrorBar

    /// The figure as an expectation writes it: `p99(Heartbeat)`.
    package var name: String { "\(percentile.word)(\(action.name))" }
    /// The figure and its bar in words.
    package var text: String { "\(name) is \(bar.text(.milliseconds))" }

    /// A bar is worth telling when it is wider than this, in milliseconds, and than ``materialShare`` of the figure.
    package static let materialMilliseconds = 1.0
    /// See ``materialMilliseconds``.
    package static let materialShare = 0.05
    /// A bar worth telling makes a run suspect when it is wider than this, in milliseconds: cores that sleep between two
    /// CALLs and a clock of one millisecond per tick add up to a few by themselves, on a machine where nothing is amiss.
    package static let doubtfulMilliseconds = 10.0
    /// Whether the bar is a reason for a warning.
    package var isDoubtful: Bool { bar.width > Self.doubtfulMilliseconds }

    /// The figure of an action's responses that is judged, when the generator's part of it is worth telling: the 99th
    /// percentile of a hundred samples or more, the 90th of ten or more, else the median of three or more. So a
    /// figure is never the one slowest sample.
    init?(_ action: Action, _ calls: CallStatistics) {
        let count = calls.response.count
        guard count >= 3 else { return nil }
        percentile = count >= 100 ? .p99 : count >= 10 ? .p90 : .p50
        guard let most = calls.response.milliseconds(at: percentile),
            let least = calls.leastResponse.milliseconds(at: percentile)
        else { return nil }
        self.action = action
        bar = ErrorBar(least: least, most: most)
        guard bar.width > Self.materialMilliseconds, bar.width > Self.materialShare * most else { return nil }
    }
}

/// The generator's check of itself; the rules are in the guide "When figures are invalid".
package struct GeneratorCheck: Hashable, Sendable {
    /// The conclusion.
    package let verdict: GeneratorVerdict
    /// Every rule that was broken, in words; empty when valid.
    package let reasons: [String]
    /// What to do about it; nil when valid.
    package let advice: String?
    /// Figures with an error bar worth telling, the widest first.
    package let bent: [BentFigure]
    /// Bent figures in words that are worth telling and no reason for a warning, the widest first,
    /// ``namedFigures`` at most.
    package let remarks: [String]
    /// What it observed of itself.
    package let signs: GeneratorSigns

    /// 99th percentile of the slip by own fault over all CALLs, in milliseconds; nil when nothing was sent.
    package var slipP99: Double? { signs.slipP99 }
    /// Largest event-loop lag outside planned bursts, in milliseconds; nil when it was not measured.
    package var loopLagMax: Double? { signs.loopLagMax }
    /// CPU use of the busiest event loop in percent of one core; nil when it was not measured.
    package var cpuPercent: Double? { signs.cpuPercent }

    /// Loop lag above this, in milliseconds, makes a run invalid.
    package static let loopLagLimit = 100.0
    /// CPU use above this, in percent of a core, makes a run suspect, and a rate that fails undecided.
    package static let cpuLimit = 90.0
    /// Lateness above this, in percent of the run's time, likewise.
    package static let lateLimit = 10.0
    /// Figures named in the reasons, at most.
    package static let namedFigures = 3

    /// Judges.
    ///
    /// - Parameters:
    ///   - signs: what the generator observed of itself.
    ///   - bent: figures with an error bar worth telling.
    ///   - expectations: what became of the expectations.
    ///   - tolerated: bent figures that need no word: an expectation holds or fails in spite of the bar.
    ///   - planned: bent figures that need no warning: the plan itself asks for all of it at one instant.
    package init(
        signs: GeneratorSigns, bent: [BentFigure], expectations: [ExpectationResult], tolerated: Set<BentFigure> = [],
        planned: Set<BentFigure> = []
    ) {
        self.signs = signs
        self.bent = bent.sorted { ($0.bar.width, $0.name) > ($1.bar.width, $1.name) }
        var broken: [String] = []
        for result in expectations where result.outcome == .undecided {
            broken.append(Self.undecided(result, signs.load))
        }
        if !signs.load.isMade, let lag = signs.loopLagMax {
            let limit = FigureText.latency(milliseconds: signs.loopLagLimit)
            broken.append(
                "an event loop was \(FigureText.latency(milliseconds: lag)) behind its plan, limit \(limit): "
                    + "the planned load was not made")
        }
        let worthTelling = self.bent.filter { !broken.isEmpty || !tolerated.contains($0) }
        let told = worthTelling.filter { !broken.isEmpty || ($0.isDoubtful && !planned.contains($0)) }
        remarks = worthTelling.filter { !told.contains($0) }.prefix(Self.namedFigures).map(\.text)
        var doubtful = told.prefix(Self.namedFigures).map {
            "\($0.text): up to \(FigureText.latency(milliseconds: $0.bar.width)) of it may be the generator's own"
        }
        let rest = told.count - Self.namedFigures
        if rest > 0 { doubtful.append(rest == 1 ? "1 more figure likewise" : "\(rest) more figures likewise") }
        if let cpu = signs.cpuPercent, cpu > Self.cpuLimit {
            doubtful.append(
                "an event loop used \(FigureText.fixed(cpu, decimals: 0)) % of its core; it may be at its limit")
        } else if let late = signs.latePercent, late > Self.lateLimit {
            doubtful.append(
                "an event loop was late for \(FigureText.fixed(late, decimals: 0)) % of the time; it may be at its limit"
            )
        }
        verdict = !broken.isEmpty ? .invalid : doubtful.isEmpty ? .valid : .suspect
        reasons = broken + doubtful
        advice = reasons.isEmpty ? nil : Self.advice(signs)
    }

    /// Why an expectation is undecided. A load that was not made goes before the bar: under it what fails at both ends is
    /// undecided too, and the bar says nothing of that.
    private static func undecided(_ result: ExpectationResult, _ load: LoadMade) -> String {
        if !load.isMade {
            let figure = result.bar.map { $0.width > 0 ? $0.text(result.unit) : result.valueOrReason }
            return "\(result.text) is undecided: "
                + (figure.map { "it was \($0)" } ?? result.valueOrReason) + " under another load than the planned one"
        }
        guard let bar = result.bar else { return "\(result.text) is undecided: \(result.valueOrReason)" }
        guard bar.most.isFinite else {
            return "\(result.text) is undecided: it was \(result.valueOrReason), and the generator at its limit could "
                + "not have made more"
        }
        let own = result.unit.text(bar.width)
        return "\(result.text) is undecided: the figure is \(bar.text(result.unit)), "
            + "up to \(own) of it may be the generator's own"
    }

    private static func advice(_ signs: GeneratorSigns) -> String {
        if let starved = signs.starvedMax, starved > BentFigure.materialMilliseconds * 10,
            (signs.cpuPercent ?? 0) < cpuLimit
        {
            return "something else used the generator's core for up to \(FigureText.latency(milliseconds: starved)): "
                + "give it a core of its own (taskset), away from the target"
        }
        if (signs.cpuPercent ?? 0) > cpuLimit {
            return "give it more cores: --loops N, or shards on other machines (--shard I/N)"
        }
        return "run it where nothing stops or delays it: a core of its own (taskset), more loops (--loops N), "
            + "or fewer charge points at one instant"
    }
}

extension ExpectationResult {
    /// The value for people without the bar.
    var valueOrReason: String { value.map(unit.text) ?? reason ?? "no data" }
}

/// What a generator observes of itself; all optional figures are nil when they were not measured.
package struct GeneratorSigns: Hashable, Sendable {
    /// 99th percentile of the slip by own fault over all CALLs, in milliseconds.
    package var slipP99: Double?
    /// Largest event-loop lag outside planned bursts, in milliseconds.
    package var loopLagMax: Double?
    /// Largest event-loop lag by the work of a planned burst, in milliseconds.
    package var burstLagMax: Double?
    /// CPU use of the busiest event loop, in percent of one core.
    package var cpuPercent: Double?
    /// Longest time for which a loop had work and no core, in milliseconds.
    package var starvedMax: Double?

    /// Time for which the latest loop was late with its plan, in percent of the run's time.
    package var latePercent: Double?
    /// The shortest CALL time-out of the plan, in milliseconds.
    package var callTimeout: Double?

    /// Lag above this, in milliseconds, and the planned load was not made: answers to CALLs with a short time-out may have
    /// been given up that came in time.
    package var loopLagLimit: Double { min(GeneratorCheck.loopLagLimit, patience) }
    /// Half of the shortest time-out: the other half is for the target.
    private var patience: Double { callTimeout.map { $0 / 2 } ?? .infinity }

    /// What they say of the load.
    package var load: LoadMade {
        if let loopLagMax, loopLagMax > loopLagLimit { return loopLagMax > patience ? .notAwaited : .notMade }
        let isAtLimit =
            (cpuPercent ?? 0) > GeneratorCheck.cpuLimit || (latePercent ?? 0) > GeneratorCheck.lateLimit
        return isAtLimit ? .atLimit : .asPlanned
    }

    /// Makes signs.
    package init(
        slipP99: Double? = nil, loopLagMax: Double? = nil, burstLagMax: Double? = nil, cpuPercent: Double? = nil,
        starvedMax: Double? = nil, latePercent: Double? = nil, callTimeout: Double? = nil
    ) {
        self.slipP99 = slipP99
        self.loopLagMax = loopLagMax
        self.burstLagMax = burstLagMax
        self.cpuPercent = cpuPercent
        self.starvedMax = starvedMax
        self.latePercent = latePercent
        self.callTimeout = callTimeout
    }

    /// Takes from merged measurements and the run what they know.
    package init(_ statistics: RunStatistics, _ context: RunContext) {
        self.init(
            slipP99: statistics.allCalls.slipOwn.milliseconds(at: .p99),
            loopLagMax: statistics.loopLag.count > 0 ? statistics.loopLag.maxMilliseconds : nil,
            burstLagMax: statistics.burstLag.count > 0 ? statistics.burstLag.maxMilliseconds : nil,
            cpuPercent: context.cpuPercent,
            starvedMax: statistics.starvedNanoseconds > 0 ? Double(statistics.starvedNanoseconds) / 1e6 : nil,
            latePercent: context.durationSeconds > 0
                ? Double(statistics.lateNanoseconds) / context.durationSeconds / 1e7 : nil,
            callTimeout: context.callTimeoutMilliseconds.map(Double.init))
    }
}
