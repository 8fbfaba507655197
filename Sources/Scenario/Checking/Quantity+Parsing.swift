import OCPPTypes
import TextFormats

/// The values of the language that are written as one text.
enum Quantity {
    /// A fixed duration in whole milliseconds, such as `90s` or `1h30m`.
    static func duration(_ text: String) throws(QuantityProblem) -> Int64 {
        var cursor = TextCursor(text)
        let value = try cursor.readMagnitude(.duration)
        try cursor.expectEnd()
        return Int64(try wholeMilliseconds(value, length: cursor.scalars.count))
    }

    private static func wholeMilliseconds(_ value: Double, length: Int) throws(QuantityProblem) -> Double {
        guard value == value.rounded() else {
            throw QuantityProblem(
                offset: 0, length: max(1, length), message: "a duration is a whole number of milliseconds", hint: nil)
        }
        return value
    }

    /// A fixed value in the dimension's base unit.
    static func fixed(_ text: String, _ dimension: Dimension) throws(QuantityProblem) -> Double {
        var cursor = TextCursor(text)
        let value = try magnitude(&cursor, dimension)
        try cursor.expectEnd()
        return value
    }

    /// A fixed value or one of the distributions, in the dimension's base unit.
    static func distribution(
        _ text: String, _ dimension: Dimension
    ) throws(QuantityProblem) -> NumberDistribution {
        var cursor = TextCursor(text)
        let wordStart = cursor.position
        let result: NumberDistribution
        if let first = cursor.next, TextCursor.isLetter(first) {
            let word = cursor.take(while: TextCursor.isLetter)
            cursor.skipSpaces()
            switch word {
            case "exponential":
                result = .exponential(mean: try magnitude(&cursor, dimension))
            case "uniform":
                result = try uniform(&cursor, dimension)
            case "normal":
                result = try normal(&cursor, dimension)
            default:
                throw QuantityProblem(
                    offset: wordStart, length: word.unicodeScalars.count,
                    message: "expected \(dimension.name), found `\(shortened(word))`",
                    hint: DidYouMean.suggestion(for: word, among: Language.distributions).map {
                        "did you mean `\($0)`?"
                    }
                        ?? example(dimension))
            }
        } else {
            result = .fixed(try magnitude(&cursor, dimension))
        }
        try cursor.expectEnd()
        return result
    }

    private static func example(_ dimension: Dimension) -> String {
        switch dimension {
        case .duration: "write a number with its unit, such as `20m`, or `exponential 20m`"
        case .energy: "write a number with its unit, such as `20kWh`, or `uniform 5kWh..20kWh`"
        case .percent: "write a number with its unit, such as `80%`, or `uniform 60%..90%`"
        case .power: "write a number with its unit, such as `50kW`"
        case .current: "write a number with its unit, such as `16A`"
        case .voltage: "write a number with its unit, such as `400V`"
        }
    }

    private static func magnitude(_ cursor: inout TextCursor, _ dimension: Dimension) throws(QuantityProblem) -> Double
    {
        let value = try cursor.readMagnitude(dimension)
        return dimension == .duration ? try wholeMilliseconds(value, length: cursor.scalars.count) : value
    }

    private static func uniform(
        _ cursor: inout TextCursor, _ dimension: Dimension
    ) throws(QuantityProblem) -> NumberDistribution {
        let start = cursor.position
        let low = try magnitude(&cursor, dimension)
        cursor.skipSpaces()
        guard cursor.take("..") else {
            throw cursor.problemToEnd(
                "`uniform` needs a low and a high value", hint: "write them with two dots, such as `uniform 5m..20m`")
        }
        cursor.skipSpaces()
        let high = try magnitude(&cursor, dimension)
        guard low <= high else {
            throw cursor.problem("the low value is above the high one", from: start, hint: "swap the two")
        }
        return .uniform(low: low, high: high)
    }

    private static func normal(
        _ cursor: inout TextCursor, _ dimension: Dimension
    ) throws(QuantityProblem) -> NumberDistribution {
        let mean = try magnitude(&cursor, dimension)
        cursor.skipSpaces()
        guard cursor.take("±") || cursor.take("+-") || cursor.take("+/-") else {
            throw cursor.problemToEnd(
                "`normal` needs a mean and a deviation", hint: "write them such as `normal 20m ± 5m` or `20m +- 5m`")
        }
        cursor.skipSpaces()
        return .normal(mean: mean, deviation: try magnitude(&cursor, dimension))
    }

    /// A whole number between two bounds.
    static func integer(_ text: String, _ what: String, _ bounds: ClosedRange<Int>) throws(QuantityProblem) -> Int {
        var cursor = TextCursor(text)
        if let first = cursor.next, !TextCursor.isDigit(first), first != "-" {
            throw cursor.problemToEnd("\(what) is a whole number, not `\(shortened(text))`")
        }
        let number = try cursor.readDecimal(what)
        guard cursor.isAtEnd else {
            throw cursor.problemToEnd("\(what) is a plain number; `\(shortened(cursor.rest))` does not belong to it")
        }
        guard let value = number.whole(), value <= Int64(bounds.upperBound) else {
            if number.whole() == nil { throw cursor.problem("\(what) must be a whole number", from: 0) }
            throw cursor.problem("\(what) must be at most \(bounds.upperBound)", from: 0)
        }
        guard value >= Int64(bounds.lowerBound) else {
            throw cursor.problem("\(what) must be at least \(bounds.lowerBound)", from: 0)
        }
        return Int(value)
    }

    /// A seed: 0 to 2^64 - 1.
    static func seed(_ text: String) throws(QuantityProblem) -> UInt64 {
        if let value = UInt64(text), !text.hasPrefix("+") { return value }
        let length = text.unicodeScalars.count
        let isNumber = text.unicodeScalars.allSatisfy(TextCursor.isDigit)
        throw QuantityProblem(
            offset: 0, length: max(1, length),
            message: isNumber ? "the seed is too large" : "the seed must be a whole number that is not negative",
            hint: "0 to \(UInt64.max)")
    }

    /// A clock factor such as `60x`.
    static func clockFactor(_ text: String) throws(QuantityProblem) -> Int {
        var cursor = TextCursor(text)
        let number = try cursor.readDecimal("the clock factor")
        guard cursor.take("x"), cursor.isAtEnd else {
            throw cursor.problemToEnd("the clock factor ends with `x`", hint: "write `60x` for sixty times faster")
        }
        guard let factor = number.whole(), (1...Int64(ScenarioLimits.clockFactor)).contains(factor) else {
            throw cursor.problem(
                "the clock factor is a whole number from 1 to \(ScenarioLimits.clockFactor)", from: 0)
        }
        return Int(factor)
    }

    /// When charge points connect: `at once`, `over 60s`, `100/s`, `100/s poisson`.
    static func arrival(_ text: String) throws(QuantityProblem) -> Arrival {
        var cursor = TextCursor(text)
        if let first = cursor.next, TextCursor.isLetter(first) {
            let words = text.split(separator: " ").map(String.init)
            if words == ["at", "once"] { return .atOnce }
            if words.first == "over" {
                _ = cursor.take("over")
                cursor.skipSpaces()
                let start = cursor.position
                let value = try magnitude(&cursor, .duration)
                try cursor.expectEnd()
                guard value > 0 else {
                    throw cursor.problem("the arrivals need some time", from: start, hint: "or write `at once`")
                }
                return .over(milliseconds: Int64(value))
            }
            throw cursor.problemToEnd("unknown arrival `\(shortened(text))`", hint: arrivalHint)
        }
        return try rate(&cursor)
    }

    private static let arrivalHint = "write `at once`, `over 60s`, `100/s` or `100/s poisson`"

    private static func rate(_ cursor: inout TextCursor) throws(QuantityProblem) -> Arrival {
        let number = try cursor.readDecimal("a rate")
        let numberEnd = cursor.position
        cursor.skipSpaces()
        guard cursor.take("/") else {
            cursor.position = numberEnd
            if cursor.isAtEnd { throw cursor.problem("a rate needs a unit", from: 0, hint: arrivalHint) }
            throw cursor.problemToEnd("unexpected `\(shortened(cursor.rest))` behind the rate", hint: arrivalHint)
        }
        let unitStart = cursor.position
        let unit = cursor.take(while: TextCursor.isLetter)
        guard let divisor = Language.rateUnits.first(where: { $0.name == unit })?.seconds else {
            throw cursor.problem(
                "unknown unit `/\(shortened(unit))`", from: unitStart - 1, hint: "rates are /s, /m or /h")
        }
        let perSecond = number.value(over: divisor)
        guard perSecond > 0, perSecond <= ScenarioLimits.arrivalsPerSecond else {
            throw cursor.problem("a rate must be above 0 and at most 1000000/s", from: 0)
        }
        cursor.skipSpaces()
        guard !cursor.isAtEnd else { return .rate(perSecond: perSecond, poisson: false) }
        let wordStart = cursor.position
        let word = cursor.take(while: TextCursor.isLetter)
        guard word == "poisson", cursor.isAtEnd else {
            cursor.position = cursor.scalars.count
            throw cursor.problem(
                "unexpected `\(shortened(word))` behind the rate", from: wordStart,
                hint: DidYouMean.suggestion(for: word, among: ["poisson"]).map { "did you mean `\($0)`?" }
                    ?? arrivalHint)
        }
        return .rate(perSecond: perSecond, poisson: true)
    }
}
