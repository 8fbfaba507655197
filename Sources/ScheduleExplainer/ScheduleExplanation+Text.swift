import OCPPTypes
import SmartCharging

extension ScheduleExplanation {
    /// The table of periods with the reasons of each, and the chart.
    ///
    /// - Parameter width: columns of the terminal.
    package func text(width: Int) -> String {
        let width = min(
            max(width, ScheduleExplainerLimits.columns.lowerBound), ScheduleExplainerLimits.columns.upperBound)
        var out = installedText()
        let query = document.query
        switch result {
        case .failure(let refusal):
            out += "\nGetCompositeSchedule for \(name(query.connectorId)) is Rejected: \(refusal.label)\n"
        case .success(let schedule):
            let what = query.connectorId == 0 ? "the whole charge point" : "connector \(query.connectorId)"
            out += "\nComposite schedule of \(what) from \(schedule.start), \(clock(schedule.duration)):\n\n"
            out += table(schedule)
            out += "\n" + ScheduleChart(schedule, width: width).text
        }
        return out
    }

    // MARK: What is installed

    private func installedText() -> String {
        if refusals.isEmpty { return "No profile is set.\n" }
        var rows = [["profile", "connector", "purpose", "level", "kind", "answer"]]
        for (request, refusal) in zip(document.profiles, refusals) {
            let profile = request.csChargingProfiles
            let recurrency = profile.recurrencyKind.map { " \($0.rawValue)" } ?? ""
            let isKept = store.profiles.contains { $0.profile == profile && $0.connectorId == request.connectorId }
            var answer = isKept ? "Accepted" : "Accepted, then replaced"
            if let refusal { answer = "\(describe(answer: refusal.answer)): \(refusal.label)" }
            rows.append([
                "#\(profile.chargingProfileId)", String(request.connectorId), profile.chargingProfilePurpose.rawValue,
                String(profile.stackLevel), profile.chargingProfileKind.rawValue + recurrency, answer,
            ])
        }
        return columns(rows, rightAligned: [1, 3])
    }

    // MARK: The periods

    private func table(_ schedule: CompositeSchedule) -> String {
        var out = ""
        for (index, period) in schedule.periods.prefix(ScheduleExplainerLimits.explainedPeriods).enumerated() {
            let isLast = index + 1 == schedule.periods.count
            let end = isLast ? schedule.duration : schedule.periods[index + 1].startPeriod
            let span = "\(timeOfDay(schedule, period.startPeriod)) to \(timeOfDay(schedule, end)) UTC"
            out += "\(span) (+\(clock(period.startPeriod)))   \(limitText(period.limit))\(source(period))\n"
            for line in reasons(period, schedule) { out += "    \(line)\n" }
        }
        let more = schedule.periods.count - ScheduleExplainerLimits.explainedPeriods
        if more > 0 { out += "... and \(more) more periods\n" }
        return out
    }

    /// `17:00:00` of the instant so many seconds after the start.
    private func timeOfDay(_ schedule: CompositeSchedule, _ seconds: Int) -> String {
        let text = schedule.start.adding(milliseconds: seconds > Int.max / 1000 ? .max : Int64(seconds) * 1000)
            .description
        return String(text.dropFirst(11).prefix(8))
    }

    private func source(_ period: CompositeSchedule.Period) -> String {
        guard period.limit != nil else {
            return document.query.connectorId == 0 ? ", because not every connector has one" : " by any profile"
        }
        guard let id = period.chargingProfileId else { return ", the sum of the connectors" }
        guard let installed = store.profiles.first(where: { $0.profile.chargingProfileId == id }) else {
            return ", by #\(id)"
        }
        return ", by #\(id) \(installed.profile.chargingProfilePurpose.rawValue)"
    }

    private func reasons(_ period: CompositeSchedule.Period, _ schedule: CompositeSchedule) -> [String] {
        let time = schedule.start.adding(milliseconds: Int64(period.startPeriod) &* 1000)
        let connectorId = document.query.connectorId
        if connectorId > 0 { return reasons(connectorId, time, period, schedule.unit, withMaximum: true) }
        var lines: [String] = []
        for one in 1...document.configuration.connectors {
            let own = reasons(one, time, period, schedule.unit, withMaximum: false)
            lines += own.map { "connector \(one): \($0)" }
            if own.isEmpty { lines.append("connector \(one): no profile") }
        }
        // The maximum limits the sum, so it is told once.
        return lines + reasons(1, time, period, schedule.unit, withMaximum: true, onlyMaximum: true)
    }

    private func reasons(
        _ connectorId: Int, _ time: DateTime, _ period: CompositeSchedule.Period, _ unit: ChargingRateUnit,
        withMaximum: Bool, onlyMaximum: Bool = false
    ) -> [String] {
        let verdicts = store.verdicts(
            connectorId: connectorId, at: time, asked: document.now, transactions: document.transactions, unit: unit,
            configuration: document.configuration)
        return verdicts.compactMap { verdict in
            let isMaximum = verdict.installed.profile.chargingProfilePurpose == .chargePointMaxProfile
            guard isMaximum ? withMaximum : !onlyMaximum else { return nil }
            return reason(verdict, period)
        }
    }

    private func reason(_ verdict: ProfileVerdict, _ period: CompositeSchedule.Period) -> String {
        let profile = verdict.installed.profile
        let id = profile.chargingProfileId
        let subject = "#\(id) \(profile.chargingProfilePurpose.rawValue) level \(profile.stackLevel)"
        switch verdict.part {
        case .prevails:
            let own = givenText(verdict, period)
            if period.chargingProfileId == id { return "\(subject): \(own), the limit" }
            guard let limit = period.limit, document.query.connectorId > 0 || isMaximum(profile) else {
                return "\(subject): \(own)"
            }
            let isSame = taken(verdict, period)?.limit == limit.limit
            return "\(subject): \(own), \(isSame ? "no lower" : "not the lowest")"
        case .notYetValid(let from): return "\(subject): not valid before \(from)"
        case .expired(let to): return "\(subject): expired at \(to)"
        case .notStarted: return "\(subject): its schedule has not started"
        case .ranOut:
            let again = profile.recurrencyKind.map { ", until it recurs (\($0.rawValue))" } ?? ""
            return "\(subject): its duration is over\(again)"
        case .outranked(let other):
            let level = level(of: other)
            return "\(subject): overruled by the higher stack level of #\(other) (\(level))"
        case .replacedOnConnector(let other):
            return "\(subject): replaced here by the connector's own #\(other) of the same level"
        case .overruledByTxProfile(let other):
            return "\(subject): not consulted while TxProfile #\(other) is valid"
        }
    }

    /// A limit as it counts, in the unit of the schedule.
    private func taken(_ verdict: ProfileVerdict, _ period: CompositeSchedule.Period) -> ElectricLimit? {
        guard let total = period.limit, document.query.connectorId == 0, isMaximum(verdict.installed.profile) else {
            return verdict.limit
        }
        // For the whole charge point the maximum counts on the phases of the sum.
        return verdict.given?.onPhases(atMost: total.phases)
            .converted(to: total.unit, volts: document.configuration.volts)
    }

    /// A limit as it was given, and what it is here where that is not the same.
    private func givenText(_ verdict: ProfileVerdict, _ period: CompositeSchedule.Period) -> String {
        let given = limitText(verdict.given)
        guard let taken = taken(verdict, period), taken != verdict.given else { return given }
        return "\(given), here \(limitText(taken))"
    }

    private func isMaximum(_ profile: ChargingProfile) -> Bool {
        profile.chargingProfilePurpose == .chargePointMaxProfile
    }

    private func level(of id: Int) -> String {
        store.profiles.first { $0.profile.chargingProfileId == id }.map { String($0.profile.stackLevel) } ?? "?"
    }

    private func name(_ connectorId: Int) -> String { "connector \(connectorId)" }

    private func limitText(_ limit: ElectricLimit?) -> String {
        guard let limit else { return "no limit" }
        let value = "\(limit.limit) \(limit.unit.rawValue)"
        let pause = limit.limit.tenths == 0 ? " (pause)" : ""
        return "\(value) on \(limit.phases) \(limit.phases == 1 ? "phase" : "phases")\(pause)"
    }
}

/// A number of seconds as `0:01:30`, with days in front where there are any.
func clock(_ seconds: Int) -> String {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let days = seconds / 86_400
    let rest = seconds % 86_400
    let time = "\(rest / 3600):\(two(rest / 60 % 60)):\(two(rest % 60))"
    return days > 0 ? "\(days)d \(time)" : time
}

/// Rows as columns two spaces apart.
func columns(_ rows: [[String]], rightAligned: Set<Int>) -> String {
    var widths = [Int](repeating: 0, count: rows.first?.count ?? 0)
    for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) } }
    var out = ""
    for row in rows {
        var line = ""
        for (index, cell) in row.enumerated() {
            let space = String(repeating: " ", count: widths[index] - cell.count)
            line += rightAligned.contains(index) ? space + cell : cell + space
            line += "  "
        }
        while line.last == " " { line.removeLast() }
        out += line + "\n"
    }
    return out
}
