import OCPPTypes

/// The word before the parenthesis.
enum ExpectationFunction {
    case latency(Expectation.LatencyFigure)
    case count, lost, duplicated, share, rate

    /// The words, for hints.
    static let names = [
        "p50", "p90", "p99", "p99.9", "mean", "min", "max", "count", "rate", "share", "lost", "duplicated",
    ]

    /// Joins the function with its subject.
    func measure(
        of subject: String, at offset: Int, name: String
    ) throws(ExpectationError) -> Expectation.Measure {
        switch self {
        case .latency(let figure): return .latency(figure, try callSubject(subject, offset, name))
        case .rate: return .rate(try callSubject(subject, offset, name))
        case .count:
            if let counted = Expectation.CountSubject(rawValue: subject) { return .count(counted) }
            if let action = Action(name: subject) { return .answers(action) }
            let words = Expectation.CountSubject.allCases.map(\.rawValue)
            throw unknown(
                subject, offset, words + Action.allCases.map(\.name),
                "counted are \(words.joined(separator: ", ")), and any action")
        case .lost, .duplicated:
            guard subject == "transactions" else {
                throw unknown(subject, offset, ["transactions"], "write \(name)(transactions)")
            }
            if case .lost = self { return .lostTransactions }
            return .duplicatedTransactions
        case .share:
            if let part = Expectation.ShareSubject(rawValue: subject) { return .share(part) }
            if subject.hasPrefix("over") {
                throw ExpectationError(
                    offset, "only responses over 5s are counted exactly", hint: "write share(over 5s)")
            }
            let words = Expectation.ShareSubject.allCases.map(\.rawValue)
            throw unknown(subject, offset, words, "shares are of \(words.joined(separator: ", "))")
        }
    }

    private func callSubject(
        _ subject: String, _ offset: Int, _ name: String
    ) throws(ExpectationError) -> Expectation.CallSubject {
        if subject == "calls" { return .all }
        if let action = Action(name: subject) { return .action(action) }
        throw unknown(
            subject, offset, ["calls"] + Action.allCases.map(\.name),
            "write an action of OCPP, as \(name)(Heartbeat), or \(name)(calls) for all")
    }

    private func unknown(_ subject: String, _ offset: Int, _ known: [String], _ otherwise: String) -> ExpectationError {
        if subject.isEmpty { return ExpectationError(offset, "the parentheses are empty", hint: otherwise) }
        return ExpectationError(
            offset, "`\(subject)` cannot be measured here",
            hint: Suggestion.hint(for: subject, among: known, otherwise: otherwise))
    }
}

extension Expectation.Measure {
    /// Turns a written number and unit into the unit of the measure.
    func scaled(
        _ number: Double, _ digits: String, _ unit: String, at offset: Int
    ) throws(ExpectationError) -> Double {
        let factors: [String: Double]
        switch self.unit {
        case .milliseconds:
            factors = ["us": 0.001, "µs": 0.001, "μs": 0.001, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000]
        case .percent: factors = ["%": 1]
        case .perSecond: factors = ["/s": 1, "/m": 1.0 / 60, "/h": 1.0 / 3600]
        case .none: factors = ["": 1]
        }
        if let factor = factors[unit] { return number * factor }
        switch self.unit {
        case .none:
            throw ExpectationError(offset, "a count has no unit, `\(unit)` is too much", hint: "write \(digits)")
        case .milliseconds:
            throw wrongUnit(unit, offset, "a latency", "write \(digits)ms or \(digits)s")
        case .percent:
            throw wrongUnit(unit, offset, "a share", "write \(digits)%")
        case .perSecond:
            throw wrongUnit(unit, offset, "a rate", "write \(digits)/s")
        }
    }

    private func wrongUnit(_ unit: String, _ offset: Int, _ what: String, _ hint: String) -> ExpectationError {
        unit.isEmpty
            ? ExpectationError(offset, "\(what) needs a unit", hint: hint)
            : ExpectationError(offset, "`\(unit)` is no unit of \(what)", hint: hint)
    }

    /// What a value of this measure looks like.
    var unitHint: String {
        switch unit {
        case .milliseconds: "write a duration, as 500ms or 5s"
        case .percent: "write a share, as 0.1%"
        case .perSecond: "write a rate, as 100/s"
        case .none: "write a number, or planned"
        }
    }
}

/// "Did you mean".
enum Suggestion {
    /// The nearest known word, when it is near enough, as a hint; otherwise the other text.
    static func hint(for word: String, among known: [String], otherwise: String) -> String {
        let lowered = word.lowercased()
        var best: (distance: Int, word: String)?
        for candidate in known {
            let distance = editDistance(lowered, candidate.lowercased())
            if distance < (best?.distance ?? .max) { best = (distance, candidate) }
        }
        guard let best, best.distance <= max(1, word.count / 3) else { return otherwise }
        return "did you mean `\(best.word)`?"
    }

    /// Insertions, deletions and replacements that turn one text into the other.
    static func editDistance(_ a: String, _ b: String) -> Int {
        let a = Array(a)
        let b = Array(b)
        var row = Array(0...b.count)
        for i in 0..<a.count {
            var diagonal = row[0]
            row[0] = i + 1
            for j in 0..<b.count {
                let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
