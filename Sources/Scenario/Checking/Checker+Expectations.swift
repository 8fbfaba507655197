import OCPPTypes

extension Checker {
    /// Checks `expect`.
    mutating func checkExpectations(_ node: SyntaxNode, plan: Plan) -> [ExpectationPlan] {
        guard let items = node.items else {
            sink.error(
                "expected a list of expectations, found \(node.kindName)", at: node.place,
                hint: "write such as `- p99(Authorize) < 5s`")
            return []
        }
        if items.count > ScenarioLimits.expectations {
            sink.error(
                "a scenario has at most \(ScenarioLimits.expectations) expectations",
                at: items[ScenarioLimits.expectations].place)
            return []
        }
        let occurring = plan.occurringActions
        var result: [ExpectationPlan] = []
        for item in items {
            guard let text = scalar(item, "an expectation such as `p99(Authorize) < 5s`") else { continue }
            do {
                let (expectation, subjectOffset) = try ExpectationPlan.parse(text)
                result.append(expectation)
                warn(expectation, item.place(offset: subjectOffset, length: expectation.subject.utf8.count), occurring)
            } catch {
                report(error, in: item)
            }
        }
        return result
    }

    private mutating func warn(_ expectation: ExpectationPlan, _ place: Place, _ occurring: Set<Action>) {
        if let action = Action(name: expectation.subject), !occurring.contains(action), !sink.hasErrors {
            sink.warning(
                "no charge point of this scenario sends `\(action.name)`", at: place,
                hint: "without a single call the expectation is about nothing")
        }
        if scale != 1, case .count = expectation.value, ["connected", "booted"].contains(expectation.subject) {
            sink.warning(
                "the number does not follow the scale of the run", at: place, hint: "compare with `planned`")
        }
    }
}

extension Plan {
    /// The actions that charge points of the plan may send of themselves.
    var occurringActions: Set<Action> {
        var actions: Set<Action> = [.bootNotification, .heartbeat, .statusNotification]
        for instruction in programs.flatMap(\.instructions) {
            switch instruction {
            case .authorize: actions.insert(.authorize)
            case .charge: actions.formUnion([.startTransaction, .stopTransaction, .meterValues])
            case .send(let action, _): actions.insert(action)
            case .meterValues: actions.insert(.meterValues)
            case .wait, .plugIn, .unplug, .repeatBegin, .repeatEnd: break
            }
        }
        let aligned = groups.flatMap(\.configuration).contains {
            $0.key == "ClockAlignedDataInterval" && $0.value != "0"
        }
        if aligned { actions.insert(.meterValues) }
        return actions
    }
}

extension ExpectationPlan {
    /// Reads `metric(subject) comparison value`; also gives where the subject stands.
    static func parse(
        _ text: String
    ) throws(QuantityProblem) -> (expectation: ExpectationPlan, subjectOffset: Int) {
        var cursor = TextCursor(text)
        cursor.skipSpaces()
        let metric = try readMetric(&cursor)
        cursor.skipSpaces()
        guard cursor.take("(") else {
            throw cursor.problemToEnd("expected `(`", hint: "an expectation is such as `p99(Authorize) < 5s`")
        }
        cursor.skipSpaces()
        let subjectOffset = cursor.position
        let subject = cursor.take { $0 != ")" && $0 != " " }
        try check(
            subject, of: metric,
            QuantityProblem(
                offset: subjectOffset, length: max(1, cursor.position - subjectOffset), message: "", hint: nil))
        cursor.skipSpaces()
        guard cursor.take(")") else { throw cursor.problemToEnd("expected `)` behind the subject") }
        cursor.skipSpaces()
        let comparison = try readComparison(&cursor)
        cursor.skipSpaces()
        let value = try readValue(&cursor, metric)
        try cursor.expectEnd()
        let trimmed = text.split(separator: " ").joined(separator: " ")
        return (
            ExpectationPlan(text: trimmed, metric: metric, subject: subject, comparison: comparison, value: value),
            subjectOffset
        )
    }

    private static func readMetric(_ cursor: inout TextCursor) throws(QuantityProblem) -> Metric {
        let start = cursor.position
        let word = cursor.take { TextCursor.isLetter($0) || TextCursor.isDigit($0) || $0 == "." || $0 == "_" }
        switch word {
        case "mean": return .mean
        case "min": return .min
        case "max": return .max
        case "count": return .count
        case "lost": return .lost
        case "duplicated": return .duplicated
        case "share": return .share
        default: break
        }
        if word.hasPrefix("p"), let second = word.unicodeScalars.dropFirst().first, TextCursor.isDigit(second) {
            var digits = TextCursor(String(word.dropFirst()))
            let percent = try? digits.readDecimal("a percentile").value()
            if let percent, percent > 0, percent <= 100, digits.isAtEnd { return .percentile(percent) }
            if digits.isAtEnd {
                throw cursor.problem(
                    "a percentile lies above 0 and at most at 100", from: start, hint: "write such as `p99` or `p99.9`")
            }
        }
        throw cursor.problem(
            word.isEmpty ? "expected a function" : "unknown function `\(shortened(word))`", from: start,
            hint: DidYouMean.hint(
                for: word, among: Language.functions, listing: "known are p99 or any other percentile"))
    }

    private static func check(
        _ subject: String, of metric: Metric, _ problem: QuantityProblem
    ) throws(QuantityProblem) {
        let actions = Action.allCases.map(\.name)
        let known: [String]
        let listing: String
        switch metric {
        case .percentile, .mean, .min, .max: (known, listing) = (actions, "an action such as Authorize or Heartbeat")
        case .count:
            (known, listing) = (Language.countSubjects + actions, Language.countSubjects.joined(separator: ", "))
        case .lost, .duplicated: (known, listing) = (Language.transactionSubjects, "transactions")
        case .share: (known, listing) = (Language.shareSubjects, Language.shareSubjects.joined(separator: ", "))
        }
        if known.contains(subject) { return }
        var problem = problem
        let isForActions = known.count == actions.count
        problem.message =
            subject.isEmpty
            ? "the parentheses are empty" : "unknown \(isForActions ? "action" : "subject") `\(shortened(subject))`"
        problem.hint =
            DidYouMean.suggestion(for: subject, among: known).map { "did you mean `\($0)`?" } ?? "write \(listing)"
        throw problem
    }

    private static func readComparison(_ cursor: inout TextCursor) throws(QuantityProblem) -> Comparison {
        let start = cursor.position
        let text = cursor.take { "<>=!".unicodeScalars.contains($0) }
        if let comparison = Comparison(rawValue: text) { return comparison }
        let meant = ["=": "==", "=>": ">=", "=<": "<=", "<>": "!=", "!": "!="]
        throw cursor.problem(
            text.isEmpty ? "expected a comparison" : "unknown comparison `\(shortened(text))`", from: start,
            hint: meant[text].map { "did you mean `\($0)`?" } ?? "the comparisons are <, <=, >, >=, ==, !=")
    }

    private static func readValue(_ cursor: inout TextCursor, _ metric: Metric) throws(QuantityProblem) -> Value {
        let start = cursor.position
        switch metric {
        case .percentile, .mean, .min, .max:
            return .milliseconds(try cursor.readMagnitude(.duration))
        case .share:
            let number = try cursor.readDecimal("a percentage")
            guard cursor.take("%") else {
                throw cursor.problem(
                    "a share needs a unit", from: start, hint: "write it in percent, such as `0.1%`")
            }
            guard number.value() <= 100 else { throw cursor.problem("a share is at most 100%", from: start) }
            return .ratio(number.value(over: 100))
        case .count, .lost, .duplicated:
            if cursor.take("planned") { return .planned }
            let number = try cursor.readDecimal("a number or `planned`")
            guard let whole = number.whole() else { throw cursor.problem("a count is a whole number", from: start) }
            return .count(whole)
        }
    }
}
