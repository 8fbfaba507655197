import Measurement
import OCPPTypes
import TerminalText

/// What a person reads at the end of a run: the verdict first, then what was measured, then where the files are.
package enum SummaryText {
    /// Renders a result for a terminal.
    ///
    /// - Parameters:
    ///   - result: the run.
    ///   - width: columns of the terminal; the text keeps within 60 to 150 of them.
    ///   - color: true for ANSI colours.
    ///   - directory: where the files of the run are; nil when none were written.
    ///   - files: their names.
    /// - Returns: lines, each ended by a line feed.
    package static func render(
        _ result: RunResult, width: Int, color: Bool, directory: String? = nil, files: [String] = []
    ) -> String {
        let width = min(max(width, ReportLimits.narrowestWidth), ReportLimits.widestWidth)
        var page = SummaryPage(width: width, paint: Paint(isOn: color))
        page.verdict(result)
        if let remedy = result.remedy { page.remedy(remedy) }
        page.blank()
        page.fleet(result.fleet)
        page.calls(result.calls, commands: result.commands)
        page.blank()
        page.transfers(result.transfers)
        page.outcomes(result)
        page.expectations(result.expectations)
        page.blank()
        page.generator(result.generator, longestTurn: result.longestTurn)
        if let directory { page.field("Files", [directory.harmless] + files.map(\.harmless)) }
        return page.lines.map { $0.trimmedRight + "\n" }.joined()
    }
}

/// The page while it is written.
struct SummaryPage {
    let width: Int
    let paint: Paint
    var lines: [String] = []

    private static let labelWidth = 15

    mutating func blank() {
        if lines.last?.isEmpty == false { lines.append("") }
    }

    /// A label and items with dots between; items wrap under each other.
    mutating func field(
        _ label: String, _ items: [String], indent: Int = labelWidth, look: (String) -> Paint.Look? = { _ in nil }
    ) {
        var line = paint(label.paddedRight(to: indent), .dim)
        var used = indent
        for (index, item) in items.enumerated() {
            let text = item.cut(to: width - indent)
            if index > 0, used + 3 + text.count > width {
                lines.append(line)
                line = String(repeating: " ", count: indent)
                used = indent
            } else if index > 0 {
                line += paint(" · ", .dim)
                used += 3
            }
            line += paint(text, look(item))
            used += text.count
        }
        lines.append(line)
    }

    // MARK: Head

    mutating func verdict(_ result: RunResult) {
        let (mark, look): (String, Paint.Look) =
            switch result.verdict {
            case .pass: ("✓ PASS", .boldGreen)
            case .fail: ("✗ FAIL", .boldRed)
            case .error: ("✗ ERROR", .boldRed)
            case .invalid: ("! INVALID", .boldYellow)
            case .interrupted: ("! INTERRUPTED", .boldYellow)
            case .incomplete: ("! INCOMPLETE", .boldYellow)
            }
        let reason = URLRedaction.redacted(result.reason).harmless.wrapped(to: width - mark.count - 2)
        for (index, line) in reason.enumerated() {
            let head = index == 0 ? paint(mark, look) : String(repeating: " ", count: mark.count)
            lines.append("\(head)  \(line)")
        }
        let context = result.context
        let facts = [
            context.scenario.harmless, URLRedaction.redacted(context.target).harmless,
            FigureText.span(seconds: context.durationSeconds), "seed \(context.seed)",
        ]
        field("", facts, indent: 0) { _ in .dim }
    }

    /// What failed most often, and what to do about it.
    mutating func remedy(_ remedy: String) {
        for line in remedy.harmless.wrapped(to: width) { lines.append(paint(line, .yellow)) }
    }

    mutating func fleet(_ fleet: FleetResult) {
        field(
            "Charge points",
            [
                "\(FigureText.count(fleet.planned)) planned", "\(FigureText.count(fleet.booted)) booted",
                "\(FigureText.count(fleet.connected)) connected", "peak \(FigureText.count(fleet.peakConnected))",
                counted(fleet.reconnects, "reconnect"),
            ])
        connecting(fleet)
        if !fleet.connectFailures.isEmpty { labels("Not connected", fleet.connectFailures) }
        if !fleet.bootsNotAccepted.isEmpty { labels("Boot answered", fleet.bootsNotAccepted) }
        outages(fleet)
    }

    // MARK: Tables

    /// One table of the CALLs of both directions. Commands come to us, so they have neither service time nor slip.
    mutating func calls(_ calls: [CallResult], commands: [CallResult]) {
        guard !calls.isEmpty || !commands.isEmpty else { return }
        blank()
        var table = TextTable([
            .init(group: "CALLs", title: "", leaveOut: nil, least: 16),
            .init(group: "", title: "intended", leaveOut: nil, least: 8),
            .init(group: "", title: "answered", leaveOut: 5, least: 8),
            .init(group: "", title: "per s", leaveOut: 9, least: 6),
            .init(group: "", title: "errors", leaveOut: nil, least: 6),
            .init(group: "", title: "time-outs", leaveOut: nil, least: 9),
            .init(group: "response", title: "p50", leaveOut: nil, least: 7),
            .init(group: "response", title: "p90", leaveOut: 8, least: 7),
            .init(group: "response", title: "p95", leaveOut: 10, least: 7),
            .init(group: "response", title: "p99", leaveOut: nil, least: 7),
            .init(group: "response", title: "p99.9", leaveOut: 4, least: 7),
            .init(group: "response", title: "max", leaveOut: 1, least: 7),
            .init(group: "service", title: "p99", leaveOut: 3, least: 7),
            .init(group: "slip p99", title: "own", leaveOut: 2, least: 7),
            .init(group: "slip p99", title: "target", leaveOut: 2, least: 7),
        ])
        for call in calls {
            let ours = [call.service, call.slipOwn, call.slipTarget].map { latency($0, \.p99) }
            table.add(counters(call) + ours)
        }
        if !commands.isEmpty { table.section("Commands of the central system") }
        for call in commands { table.add(counters(call) + [.init(""), .init(""), .init("")]) }
        lines += table.lines(width: width, paint: paint)
    }

    /// One table of the files moved: by kind, and by protocol where a kind used several.
    mutating func transfers(_ transfers: [TransferResult]) {
        guard !transfers.isEmpty else { return }
        var table = TextTable([
            .init(group: "Transfers", title: "", leaveOut: nil, least: 16),
            .init(group: "", title: "started", leaveOut: 3, least: 8),
            .init(group: "", title: "good", leaveOut: nil, least: 8),
            .init(group: "", title: "failed", leaveOut: nil, least: 6),
            .init(group: "", title: "moved", leaveOut: 4, least: 8),
            .init(group: "duration", title: "p50", leaveOut: nil, least: 7),
            .init(group: "duration", title: "p99", leaveOut: nil, least: 7),
            .init(group: "duration", title: "max", leaveOut: 5, least: 7),
            .init(group: "kB/s", title: "p50", leaveOut: 6, least: 7),
            .init(group: "queued", title: "p99", leaveOut: 2, least: 7),
            .init(group: "order to done", title: "p50", leaveOut: 1, least: 7),
            .init(group: "order to done", title: "p99", leaveOut: 1, least: 7),
        ])
        for transfer in transfers {
            table.add(attempts(transfer.kind.rawValue, transfer.all, orders: transfer.orders.latency))
            guard transfer.schemes.count > 1 else { continue }
            for part in transfer.schemes {
                table.add(attempts("  \(part.scheme.rawValue)", part.attempts, orders: .empty))
            }
        }
        lines += table.lines(width: width, paint: paint)
        let causes = transfers.flatMap { transfer in
            transfer.all.causes.map {
                LabelCount(label: "\(transfer.kind.rawValue): \($0.label)", count: $0.count)
            }
        }
        if !causes.isEmpty { labels("Not moved", causes) }
        blank()
    }

    private func attempts(
        _ name: String, _ attempts: TransferResult.Attempts, orders: LatencySummary
    ) -> [TextTable.Cell] {
        let speed = attempts.throughput
        return [
            .init(name), .init(FigureText.count(attempts.started)), .init(FigureText.count(attempts.succeeded)),
            problems(attempts.failed), .init(FigureText.bytes(attempts.bytes)), latency(attempts.duration, \.p50),
            latency(attempts.duration, \.p99), latency(attempts.duration, \.max),
            speed.isEmpty ? .init("–", .dim) : .init(FigureText.rate(speed.p50)), latency(attempts.queued, \.p99),
            latency(orders, \.p50), latency(orders, \.p99),
        ]
    }

    private func counters(_ call: CallResult) -> [TextTable.Cell] {
        [
            .init(call.action.name), .init(FigureText.count(call.intended)), .init(FigureText.count(call.answered)),
            .init(call.perSecond.map(FigureText.rate) ?? "–"), problems(call.errors),
            problems(call.timeouts), latency(call.response, \.p50), latency(call.response, \.p90),
            latency(call.response, \.p95), latency(call.response, \.p99), latency(call.response, \.p999),
            latency(call.response, \.max),
        ]
    }

    private func problems(_ count: UInt64) -> TextTable.Cell {
        .init(FigureText.count(count), count == 0 ? .dim : .red)
    }

    private func latency(_ summary: LatencySummary, _ figure: KeyPath<LatencySummary, Double>) -> TextTable.Cell {
        summary.isEmpty ? .init("–", .dim) : .init(FigureText.latency(milliseconds: summary[keyPath: figure]))
    }

    // MARK: Outcomes

    mutating func outcomes(_ result: RunResult) {
        let kinds: [(KeyPath<CallResult, UInt64>, String)] = [
            (\.callErrors, "CALLERROR"), (\.invalidAnswers, "invalid answer"), (\.connectionLost, "connection lost"),
            (\.unanswered, "unanswered"), (\.late, "late"), (\.overFiveSeconds, "over 5 s"),
        ]
        var problems = kinds.compactMap { path, name -> String? in
            let sum = result.calls.reduce(0) { $0 + $1[keyPath: path] }
            return sum == 0 ? nil : "\(FigureText.count(sum)) \(name)"
        }
        for cause in NeverSent.allCases {
            let sum = result.calls.reduce(0) { $0 + $1.neverSent[cause] }
            if sum > 0 { problems.append("\(FigureText.count(sum)) never sent (\(cause.words))") }
        }
        if !problems.isEmpty { field("Of the CALLs", problems) { _ in .red } }
        let transactions = result.transactions
        field(
            "Transactions",
            [
                "\(FigureText.count(transactions.started)) started",
                "\(FigureText.count(transactions.stopped)) stopped",
                "\(FigureText.count(transactions.lost)) lost",
                "\(FigureText.count(transactions.duplicated)) duplicated",
            ]
        ) { ($0.hasSuffix("lost") || $0.hasSuffix("duplicated")) && !$0.hasPrefix("0 ") ? .red : nil }
        let behaviour = result.behaviour
        if behaviour.rounds > 0 || behaviour.dropped > 0 {
            let failed = behaviour.failedRounds.reduce(0) { $0 + $1.count }
            field(
                "Behaviours",
                [
                    counted(behaviour.rounds, "round") + " begun", "\(FigureText.count(failed)) failed",
                    "\(FigureText.count(behaviour.dropped)) never begun",
                ]
            ) { ($0.hasSuffix("failed") || $0.hasSuffix("never begun")) && !$0.hasPrefix("0 ") ? .red : nil }
        }
        if !behaviour.failedRounds.isEmpty { labels("Failed rounds", behaviour.failedRounds) }
        if !result.violations.isEmpty { labels("Violations", result.violations) }
    }

    private mutating func labels(_ title: String, _ counts: [LabelCount]) {
        var items = counts.prefix(ReportLimits.listedLabels).map {
            "\(FigureText.count($0.count)) \($0.label.harmless)"
        }
        let rest = counts.count - items.count
        if rest > 0 { items.append("and \(rest) more kinds") }
        field(title, items) { _ in .red }
    }

    mutating func expectations(_ expectations: [ExpectationResult]) {
        guard !expectations.isEmpty else { return }
        blank()
        lines.append(paint("Expectations", .bold))
        let longest = expectations.reduce(0) { max($0, $1.text.count) }
        let textWidth = min(longest, width / 2)
        for expectation in expectations {
            let (mark, look): (String, Paint.Look?) =
                switch expectation.outcome {
                case .holds: (paint("✓", .green), nil)
                case .fails: (paint("✗", .boldRed), .red)
                case .undecided: (paint("?", .boldYellow), .yellow)
                }
            let text = expectation.text.harmless.cut(to: textWidth).paddedRight(to: textWidth)
            let value = expectation.valueText.cut(to: width - textWidth - 6)
            lines.append("  \(mark) \(text)  \(paint(value, look))")
        }
    }

    // MARK: Foot

    mutating func generator(_ generator: GeneratorCheck, longestTurn: Double?) {
        let look: Paint.Look =
            switch generator.verdict {
            case .valid: .green
            case .suspect: .yellow
            case .invalid: .boldYellow
            }
        var items = [generator.verdict.rawValue]
        if let slip = generator.slipP99 { items.append("own slip p99 \(FigureText.latency(milliseconds: slip))") }
        if let lag = generator.loopLagMax { items.append("loop lag max \(FigureText.latency(milliseconds: lag))") }
        if let longestTurn { items.append("longest turn \(FigureText.latency(milliseconds: longestTurn))") }
        if let lag = generator.signs.burstLagMax {
            items.append("in bursts \(FigureText.latency(milliseconds: lag))")
        }
        if let cpu = generator.cpuPercent { items.append("CPU \(FigureText.fixed(cpu, decimals: 0)) %") }
        field("Generator", items) { $0 == generator.verdict.rawValue ? look : nil }
        // Above the advice the reasons, below it what is told without a warning: figures with a small error bar.
        notes(generator.reasons + (generator.advice.map { [$0] } ?? []), .yellow)
        notes(generator.remarks, nil)
    }

    private mutating func notes(_ texts: [String], _ look: Paint.Look?) {
        for line in texts.flatMap({ $0.wrapped(to: width - Self.labelWidth) }) {
            lines.append(String(repeating: " ", count: Self.labelWidth) + (look.map { paint(line, $0) } ?? line))
        }
    }

    func counted(_ count: UInt64, _ noun: String) -> String {
        "\(FigureText.count(count)) \(noun)\(count == 1 ? "" : "s")"
    }
}
