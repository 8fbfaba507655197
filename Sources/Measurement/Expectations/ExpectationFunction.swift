import OCPPTypes

/// The word before the parenthesis.
enum ExpectationFunction {
    case latency(Expectation.LatencyFigure)
    case count, lost, duplicated, share, rate, time

    /// The words, for hints.
    static let names = ["p50", "p90", "p99", "p99.9"] + Expectation.functionNames

    /// A subject that the function may have, for hints.
    var exampleSubject: String {
        switch self {
        case .latency, .rate: "Authorize"
        case .count: "connected"
        case .lost, .duplicated: "transactions"
        case .share: "errors"
        case .time: "recovered"
        }
    }

    /// Joins the function with its subject.
    func measure(
        of subject: String, at offset: Int, name: String
    ) throws(ExpectationError) -> Expectation.Measure {
        switch self {
        case .latency(let figure):
            if let transfers = Expectation.TransferSubject(subject) { return .transferLatency(figure, transfers) }
            return .latency(figure, try callSubject(subject, offset, name))
        case .rate: return .rate(try callSubject(subject, offset, name))
        case .count:
            if let counted = Expectation.CountSubject(rawValue: subject) { return .count(counted) }
            if let action = Action(name: subject) { return .answers(action) }
            if let (transfers, failed) = Self.transfers(subject) { return .transferCount(transfers, failed: failed) }
            let words = Expectation.CountSubject.allCases.map(\.rawValue)
            throw unknown(
                subject, offset, words + Action.allCases.map(\.name),
                "counted are \(words.joined(separator: ", ")), and any action")
        case .time:
            if let timed = Expectation.TimeSubject(rawValue: subject) { return .time(timed) }
            let words = Expectation.TimeSubject.allCases.map(\.rawValue)
            throw unknown(subject, offset, words, "write time(recovered) or time(booted)")
        case .lost, .duplicated:
            guard subject == "transactions" else {
                throw unknown(subject, offset, ["transactions"], "write \(name)(transactions)")
            }
            if case .lost = self { return .lostTransactions }
            return .duplicatedTransactions
        case .share:
            if let part = Expectation.ShareSubject(rawValue: subject) { return .share(part) }
            if case (let transfers, true)? = Self.transfers(subject) { return .failedTransferShare(transfers) }
            if Expectation.TransferSubject(subject) != nil {
                throw ExpectationError(
                    offset, "only failed transfers have a share", hint: "write share(failed \(subject))")
            }
            if subject.hasPrefix("over") {
                throw ExpectationError(
                    offset, "only responses over 5s are counted exactly", hint: "write share(over 5s)")
            }
            let words = Expectation.ShareSubject.allCases.map(\.rawValue)
            throw unknown(subject, offset, words, "shares are of \(words.joined(separator: ", "))")
        }
    }

    /// `firmware orders` or `failed firmware orders`.
    private static func transfers(_ subject: String) -> (Expectation.TransferSubject, failed: Bool)? {
        let failed = subject.hasPrefix("failed ")
        let words = failed ? String(subject.dropFirst("failed ".count)).trimmedBlanks : subject
        return Expectation.TransferSubject(words).map { ($0, failed) }
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
            hint: DidYouMean.hint(for: subject, among: known, otherwise: otherwise))
    }
}

extension Expectation.TransferSubject {
    /// Reads `transfers`, `firmware`, `diagnostics`, `log`, or one of them with `orders` behind it; `orders` alone are
    /// all orders.
    init?(_ text: String) {
        var words = text.split(separator: " ")
        isOrders = words.last == "orders"
        if isOrders { words.removeLast() }
        guard words.count <= 1 else { return nil }
        switch words.first {
        case nil:
            guard isOrders else { return nil }
            kind = nil
        case "transfers"? where !isOrders: kind = nil
        case let word?:
            guard let known = TransferKind(rawValue: String(word)) else { return nil }
            kind = known
        }
    }

    /// What it is about, in words.
    var words: String {
        let what = kind?.rawValue ?? (isOrders ? "file" : "")
        return isOrders ? "\(what) order" : what.isEmpty ? "transfer" : "\(what) transfer"
    }
}

extension Expectation {
    /// The functions of the language besides the percentiles, for schemas and hints.
    package static let functionNames = ["mean", "min", "max", "count", "rate", "share", "time", "lost", "duplicated"]
}

extension Expectation.Measure {
    /// Turns a written number and unit into the unit of the measure, and gives the factor of the unit.
    ///
    /// - Parameter offset: where the number and the unit stand.
    func scaled(
        _ number: Double, _ digits: String, _ unit: String, at offset: (number: Int, unit: Int)
    ) throws(ExpectationError) -> (value: Double, factor: Double) {
        if let factor = factors[unit] {
            try check(number * factor, at: offset.number)
            return (number * factor, factor)
        }
        let place = unit.isEmpty ? offset.number : offset.unit
        switch self.unit {
        case .none:
            throw ExpectationError(place, "a count has no unit, `\(unit)` is too much", hint: "write \(digits)")
        case .milliseconds:
            let meant = Self.foreignUnits[unit.lowercased()].map { "did you mean `\(digits)\($0)`?" }
            throw wrongUnit(unit, place, "a latency", meant ?? "write \(digits)ms or \(digits)s")
        case .percent:
            throw wrongUnit(unit, place, "a share", "write \(digits)%")
        case .perSecond:
            throw wrongUnit(unit, place, "a rate", "write \(digits)/s")
        }
    }

    /// Units that people write and what they mean here.
    private static let foreignUnits = [
        "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minute": "m",
        "minutes": "m", "hour": "h", "hours": "h", "hr": "h", "msec": "ms", "millis": "ms", "usec": "us", "s": "s",
        "ms": "ms", "h": "h",
    ]

    private var factors: [String: Double] {
        switch unit {
        case .milliseconds:
            ["us": 0.001, "µs": 0.001, "μs": 0.001, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000]
        case .percent: ["%": 1]
        case .perSecond: ["/s": 1, "/m": 1.0 / 60, "/h": 1.0 / 3600]
        case .none: ["": 1]
        }
    }

    /// Refuses values that the measure can never have.
    private func check(_ value: Double, at offset: Int) throws(ExpectationError) {
        switch unit {
        case .none:
            guard value == value.rounded() else {
                throw ExpectationError(offset, "a count is a whole number", hint: nil)
            }
        case .percent:
            guard value <= 100 else { throw ExpectationError(offset, "a share is at most 100%", hint: nil) }
        case .milliseconds, .perSecond: break
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
