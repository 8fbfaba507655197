import TextFormats

/// What is wrong inside a text: where, what, and what to do.
struct QuantityProblem: Error, Equatable {
    var offset: Int
    var length: Int
    var message: String
    var hint: String?
}

/// The dimensions of the language, with their units.
enum Dimension {
    case duration
    case energy
    case percent
    case power
    case current
    case voltage

    /// Spelling and factor to the base unit (milliseconds, watt-hours, percent).
    var units: [(name: String, factor: Int64)] {
        switch self {
        case .duration: [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
        case .energy: [("Wh", 1), ("kWh", 1000), ("MWh", 1_000_000)]
        case .percent: [("%", 1)]
        case .power: [("W", 1), ("kW", 1000), ("MW", 1_000_000)]
        case .current: [("A", 1)]
        case .voltage: [("V", 1)]
        }
    }

    /// Units that people write and what they mean here.
    var foreignUnits: [String: String] {
        switch self {
        case .duration:
            [
                "sec": "s", "secs": "s", "second": "s", "seconds": "s", "S": "s", "min": "m", "mins": "m",
                "minute": "m", "minutes": "m", "M": "m", "hour": "h", "hours": "h", "hr": "h", "H": "h", "day": "d",
                "days": "d", "D": "d", "msec": "ms", "millis": "ms", "MS": "ms",
            ]
        case .energy: ["kwh": "kWh", "KWh": "kWh", "KWH": "kWh", "wh": "Wh", "WH": "Wh", "mwh": "MWh", "kW": "kWh"]
        case .percent: ["percent": "%", "pct": "%"]
        case .power: ["kw": "kW", "KW": "kW", "w": "W", "kWh": "kW", "kVA": "kW", "watt": "W", "watts": "W"]
        case .current: ["a": "A", "amp": "A", "amps": "A", "ampere": "A", "amperes": "A"]
        case .voltage: ["v": "V", "volt": "V", "volts": "V"]
        }
    }

    /// The dimension with its article.
    var name: String {
        switch self {
        case .duration: "a duration"
        case .energy: "an energy"
        case .percent: "a percentage"
        case .power: "a power"
        case .current: "a current"
        case .voltage: "a voltage"
        }
    }

    /// Hint that completes a number without a unit.
    func unitHint(number: String) -> String {
        switch self {
        case .duration: "write `\(number)s`, `\(number)m` or `\(number)ms`"
        case .energy: "write `\(number)kWh` or `\(number)Wh`"
        case .percent: "write `\(number)%`"
        case .power: "write `\(number)kW` or `\(number)W`"
        case .current: "write `\(number)A`"
        case .voltage: "write `\(number)V`"
        }
    }
}

/// A decimal number as written: mantissa × 10^-scale.
struct Decimal: Equatable {
    var mantissa: Int64
    var scale: Int

    /// The number times a factor, rounded once; exact for every value a scenario may hold.
    func value(times factor: Int64 = 1, over divisor: Int64 = 1) -> Double {
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: factor)
        let numerator = overflow ? Double(mantissa) * Double(factor) : Double(product)
        return numerator / (Double(Self.power(scale)) * Double(divisor))
    }

    /// The number times a factor when that is a whole number in range.
    func whole(times factor: Int64 = 1) -> Int64? {
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: factor)
        guard !overflow, product % Self.power(scale) == 0 else { return nil }
        return product / Self.power(scale)
    }

    static func power(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { value, _ in value * 10 } }

    /// Digits before and after the point, together.
    static let maximumDigits = 15
    /// Digits after the point.
    static let maximumFractionDigits = 6
}

/// Walks through the scalars of a text.
struct TextCursor {
    let scalars: [Unicode.Scalar]
    var position = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    var isAtEnd: Bool { position >= scalars.count }
    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    func peek(_ offset: Int) -> Unicode.Scalar? {
        position + offset < scalars.count ? scalars[position + offset] : nil
    }

    mutating func skipSpaces() {
        while next == " " { position += 1 }
    }

    mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars.dropFirst(position).starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    mutating func take(while condition: (Unicode.Scalar) -> Bool) -> String {
        var view = String.UnicodeScalarView()
        while let scalar = next, condition(scalar) {
            view.append(scalar)
            position += 1
        }
        return String(view)
    }

    /// All that is left.
    var rest: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars.dropFirst(position))
        return String(view)
    }

    func problem(_ message: String, from start: Int, hint: String? = nil) -> QuantityProblem {
        QuantityProblem(offset: start, length: max(1, position - start), message: message, hint: hint)
    }

    func problemToEnd(_ message: String, hint: String? = nil) -> QuantityProblem {
        QuantityProblem(
            offset: min(position, max(0, scalars.count - 1)), length: max(1, scalars.count - position),
            message: message, hint: hint)
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.value &- 0x30 < 10 }

    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value | 0x20) &- 0x61 < 26 || scalar == "µ" || scalar == "μ"
    }
}

extension TextCursor {
    /// Reads digits with an optional fraction; the sign of a negative number is an error of its own.
    mutating func readDecimal(_ what: String) throws(QuantityProblem) -> Decimal {
        let start = position
        if next == "-", let digit = peek(1), Self.isDigit(digit) || digit == "." {
            position += 1
            _ = take { Self.isDigit($0) || $0 == "." }
            throw problem("\(what) must not be negative", from: start)
        }
        let integerDigits = take(while: Self.isDigit)
        guard !integerDigits.isEmpty else {
            if next == "." { throw problemToEnd("\(what) starts with a digit, not with a point", hint: "write `0.5`") }
            throw problemToEnd("expected \(what), found \(isAtEnd ? "nothing" : "`\(shortened(rest))`")")
        }
        var fraction = ""
        if next == ".", let digit = peek(1), Self.isDigit(digit) {
            position += 1
            fraction = take(while: Self.isDigit)
        } else if next == ",", let digit = peek(1), Self.isDigit(digit) {
            throw problemToEnd("a comma in a number", hint: "a fraction follows a point, thousands are not separated")
        } else if next == "_" {
            throw problemToEnd("an underscore in a number", hint: "write the digits without a separator")
        }
        if let mark = next, mark == "e" || mark == "E", let after = peek(1),
            Self.isDigit(after) || after == "-" || after == "+"
        {
            throw problemToEnd("a number with an exponent", hint: "write all digits")
        }
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let digits = integerDigits.drop { $0 == "0" } + fraction
        guard digits.utf8.count <= Decimal.maximumDigits, fraction.utf8.count <= Decimal.maximumFractionDigits else {
            throw problem(
                "the number is too large or too fine", from: start,
                hint: "at most \(Decimal.maximumDigits) digits, \(Decimal.maximumFractionDigits) behind the point")
        }
        return Decimal(mantissa: Int64(digits.isEmpty ? "0" : String(digits)) ?? 0, scale: fraction.utf8.count)
    }

    /// Reads a number with its unit, or for durations several such as `1h30m`; gives the value in the base unit.
    mutating func readMagnitude(_ dimension: Dimension) throws(QuantityProblem) -> Double {
        let start = position
        var total = 0.0
        var previousFactor = Int64.max
        repeat {
            let numberStart = position
            let number = try readDecimal(dimension.name)
            let factor = try readUnit(dimension, numberStart: numberStart, number: number)
            guard factor < previousFactor else {
                throw problem("the units of \(dimension.name) go from large to small, each once", from: start)
            }
            previousFactor = factor
            total += number.value(times: factor)
        } while dimension == .duration && next.map(Self.isDigit) == true
        let limit = Double(DurationDistribution.maximumMilliseconds)
        guard total <= limit else {
            throw problem(
                "the number is too large", from: start,
                hint: dimension == .duration ? "the longest duration is 3650d" : nil)
        }
        return total
    }

    private mutating func readUnit(
        _ dimension: Dimension, numberStart: Int, number: Decimal
    ) throws(QuantityProblem) -> Int64 {
        let numberEnd = position
        let written = text(numberStart..<numberEnd)
        skipSpaces()
        let unitStart = position
        let unit = next == "%" ? (take("%") ? "%" : "") : take(while: Self.isLetter)
        if let known = dimension.units.first(where: { $0.name == unit }) { return known.factor }
        if unit.isEmpty {
            if next == ":" {
                throw QuantityProblem(
                    offset: numberStart, length: max(1, scalars.count - numberStart),
                    message: "`\(shortened(self.text(numberStart..<scalars.count)))` is not \(dimension.name)",
                    hint: "a time with colons is not understood; write it with units, such as `90s` or `1h30m`")
            }
            position = numberEnd
            throw problem(
                "\(dimension.name) needs a unit", from: numberStart, hint: dimension.unitHint(number: written))
        }
        let names = dimension.units.map(\.name)
        let meant = dimension.foreignUnits[unit]
        throw problem(
            "unknown unit `\(shortened(unit))`", from: unitStart,
            hint: meant.map { "did you mean `\(written)\($0)`?" }
                ?? "the units of \(dimension.name) are \(names.joined(separator: ", "))")
    }

    private func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    /// Nothing may follow.
    mutating func expectEnd() throws(QuantityProblem) {
        skipSpaces()
        guard isAtEnd else { throw problemToEnd("unexpected `\(shortened(rest))` behind the value") }
    }
}
