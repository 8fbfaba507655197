import OCPPTypes

extension Expectation {
    /// Reads one expectation: `figure(subject) comparison value`, or a counted word alone on the left (`booted ==
    /// planned`).
    ///
    /// Figures: `p50` to `p99.99…`, `mean`, `min`, `max` of an action or of `calls`, with a duration (`5s`, `1m30s`);
    /// `rate`, with `/s`; `count(booted)`, `count(Heartbeat)` (good answers) and their like, with a number or
    /// `planned`; `lost(transactions)`, `duplicated(transactions)`; `share(errors)`, `share(over 5s)` and their like,
    /// with `%`; `time(recovered)` and `time(booted)` with a duration.
    package static func parse(_ text: String) throws(ExpectationError) -> Expectation {
        var parser = ExpectationParser(text)
        return try parser.parse()
    }
}

/// A recursive-descent reader over the scalars of one line.
struct ExpectationParser {
    let source: [Unicode.Scalar]
    var position = 0

    init(_ text: String) {
        source = Array(text.unicodeScalars)
    }

    mutating func parse() throws(ExpectationError) -> Expectation {
        guard source.count <= MeasurementLimits.expectationLength else {
            throw ExpectationError(
                MeasurementLimits.expectationLength,
                "an expectation has at most \(MeasurementLimits.expectationLength) characters", hint: nil)
        }
        skipBlanks()
        guard position < source.count else {
            throw ExpectationError(0, "the expectation is empty", hint: "write for example p99(Authorize) < 5s")
        }
        let measure = try parseMeasure()
        let comparison = try parseComparison()
        let bound = try parseBound(of: measure)
        skipBlanks()
        guard position == source.count else {
            throw ExpectationError(
                position, "unexpected `\(string(position..<source.count))` after the value",
                hint: "write one comparison per line")
        }
        return Expectation(
            text: string(0..<source.count).trimmedBlanks, measure: measure, comparison: comparison, bound: bound)
    }

    // MARK: Left side

    private mutating func parseMeasure() throws(ExpectationError) -> Expectation.Measure {
        let start = position
        let name = takeWord()
        guard !name.isEmpty else {
            throw ExpectationError(
                start, "an expectation begins with what is measured, not with `\(source[start])`",
                hint: "write for example p99(Authorize) < 5s")
        }
        skipBlanks()
        guard peek == "(" else {
            if let subject = Expectation.CountSubject(rawValue: name) { return .count(subject) }
            throw missingParenthesis(after: name, at: start)
        }
        let function = try parseFunction(name, at: start)
        position += 1
        skipBlanks()
        let subjectStart = position
        let end = source[position...].firstIndex(of: ")")
        guard let end else {
            let written = string(position..<placeOfComparison).trimmedBlanks
            let subject = written.isEmpty ? function.exampleSubject : written
            throw ExpectationError(
                placeOfComparison, "`)` is missing", hint: "write \(name)(\(subject)) and then the comparison")
        }
        let subject = string(position..<end).trimmedBlanks
        position = end + 1
        return try function.measure(of: subject, at: subjectStart, name: name)
    }

    private func missingParenthesis(after name: String, at start: Int) -> ExpectationError {
        if let function = try? parseFunction(name, at: start) {
            return ExpectationError(
                position, "`\(name)` needs its subject in parentheses",
                hint: "write \(name)(\(function.exampleSubject))")
        }
        let words = ExpectationFunction.names + Expectation.CountSubject.allCases.map(\.rawValue)
        return ExpectationError(
            start, "`\(name)` cannot be measured",
            hint: DidYouMean.hint(for: name, among: words, otherwise: "write for example p99(Authorize) or booted"))
    }

    private func parseFunction(_ name: String, at start: Int) throws(ExpectationError) -> ExpectationFunction {
        switch name {
        case "mean": return .latency(.mean)
        case "min": return .latency(.minimum)
        case "max": return .latency(.maximum)
        case "count": return .count
        case "lost": return .lost
        case "duplicated": return .duplicated
        case "share": return .share
        case "rate": return .rate
        case "time": return .time
        default: break
        }
        let digits = name.dropFirst()
        guard name.hasPrefix("p"), let first = digits.unicodeScalars.first, ("0"..."9").contains(first) else {
            throw ExpectationError(
                start, "`\(name)` is no figure",
                hint: DidYouMean.hint(
                    for: name, among: ExpectationFunction.names,
                    otherwise: "figures are \(ExpectationFunction.names.joined(separator: ", "))"))
        }
        guard let percentile = Percentile(decimal: digits) else {
            throw ExpectationError(
                start, "`\(name)` is no percentile: it lies between 0 and 100, with at most four decimals",
                hint: "write for example p99.9, or min and max for the ends")
        }
        return .latency(.percentile(percentile))
    }

    // MARK: Comparison

    private mutating func parseComparison() throws(ExpectationError) -> Expectation.Comparison {
        skipBlanks()
        let start = position
        while let scalar = peek, "<>=!≤≥".unicodeScalars.contains(scalar) { position += 1 }
        let sign = string(start..<position)
        if let comparison = Expectation.Comparison(rawValue: sign) { return comparison }
        let all = "comparisons are < <= > >= == !="
        guard !sign.isEmpty else {
            throw ExpectationError(start, "a comparison is missing", hint: all)
        }
        let meant = [
            "=": "==", "===": "==", "≤": "<=", "=<": "<=", "≥": ">=", "=>": ">=", "<>": "!=", "!": "!=", "=!": "!=",
        ]
        throw ExpectationError(
            start, "`\(sign)` is no comparison", hint: meant[sign].map { "did you mean `\($0)`?" } ?? all)
    }

    // MARK: Right side

    private mutating func parseBound(of measure: Expectation.Measure) throws(ExpectationError) -> Expectation.Bound {
        skipBlanks()
        let start = position
        guard let first = peek else {
            throw ExpectationError(start, "a value is missing", hint: measure.unitHint)
        }
        guard ("0"..."9").contains(first) else { return try parsePlanned(at: start, measure) }
        var total = try parseMagnitude(of: measure)
        // A duration may have several parts, such as 1m30s.
        while measure.unit == .milliseconds, let next = peek, ("0"..."9").contains(next) {
            let part = try parseMagnitude(of: measure)
            guard part.factor < total.factor else {
                throw ExpectationError(start, "the units of a duration go from large to small, each once", hint: nil)
            }
            total = (total.value + part.value, part.factor)
        }
        return .value(total.value)
    }

    /// Reads one number with its unit, where a digit stands; gives the value in the unit of the measure.
    private mutating func parseMagnitude(
        of measure: Expectation.Measure
    ) throws(ExpectationError) -> (value: Double, factor: Double) {
        let start = position
        while let scalar = peek, ("0"..."9").contains(scalar) || scalar == "." || scalar == "," { position += 1 }
        let digits = string(start..<position)
        guard !digits.contains(","), !digits.hasSuffix("."), let number = Double(digits), number < 1e15 else {
            throw ExpectationError(start, "`\(digits)` is no number", hint: "write for example 1000 or 0.5")
        }
        skipBlanks()
        let unitStart = position
        let mayGoOn = measure.unit == .milliseconds
        while let scalar = peek, scalar != " ", scalar != "\t", !(mayGoOn && ("0"..."9").contains(scalar)) {
            position += 1
        }
        let unit = string(unitStart..<position)
        return try measure.scaled(number, digits, unit, at: (start, unitStart))
    }

    private mutating func parsePlanned(
        at start: Int, _ measure: Expectation.Measure
    ) throws(ExpectationError) -> Expectation.Bound {
        var word = takeWord()
        if word.isEmpty {
            word = string(start..<source.count)
            throw ExpectationError(start, "`\(word)` is no value", hint: measure.unitHint)
        }
        guard word == "planned" else {
            throw ExpectationError(
                start, "`\(word)` is no value",
                hint: DidYouMean.hint(for: word, among: ["planned"], otherwise: measure.unitHint))
        }
        guard measure.unit == .none else {
            throw ExpectationError(
                start, "only a count compares with the number of planned charge points", hint: measure.unitHint)
        }
        return .planned
    }

    // MARK: Scalars

    /// Where the comparison begins, else the end: what stands before it lacks its parenthesis.
    private var placeOfComparison: Int {
        source[position...].firstIndex { "<>=!≤≥".unicodeScalars.contains($0) } ?? source.count
    }

    private var peek: Unicode.Scalar? { position < source.count ? source[position] : nil }

    private mutating func skipBlanks() {
        while let scalar = peek, scalar == " " || scalar == "\t" { position += 1 }
    }

    /// Takes letters, digits, dots and hyphens.
    private mutating func takeWord() -> String {
        let start = position
        while let scalar = peek,
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "."
                || scalar == "-" || scalar == "_"
        {
            position += 1
        }
        return string(start..<position)
    }

    private func string(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: source[range])
        return String(text)
    }
}

extension String {
    /// The text without blanks at its ends.
    var trimmedBlanks: String {
        var rest = Substring(self)
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}

extension Percentile {
    /// Reads `99` or `99.9`, up to four decimals.
    init?(decimal: Substring) {
        let parts = decimal.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = UInt64(parts[0]), whole < 100, parts[0].utf8.count <= 2 else { return nil }
        var millionths = whole * 10_000
        if parts.count == 2 {
            guard (1...4).contains(parts[1].utf8.count), let fraction = UInt64(parts[1]) else { return nil }
            var scaled = fraction
            for _ in parts[1].utf8.count..<4 { scaled *= 10 }
            millionths += scaled
        }
        self.init(millionths: millionths)
    }
}
