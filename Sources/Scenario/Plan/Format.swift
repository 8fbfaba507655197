import TextFormats

/// Writes the values of the language so that they read back to the same bits.
enum Format {
    /// A duration in whole milliseconds, in the largest unit that divides it; longer than a second as seconds with
    /// decimals where none does.
    static func duration(_ milliseconds: Double) -> String {
        guard milliseconds < 9e18 else { return "\(DurationDistribution.maximumMilliseconds)ms" }
        let value = Int64(milliseconds)
        if value > 1000, value % 1000 != 0, value < 1_000_000_000_000 { return decimal(Double(value) / 1000) + "s" }
        for unit in Dimension.duration.units.reversed() where value % unit.factor == 0 && value != 0 {
            return "\(value / unit.factor)\(unit.name)"
        }
        return "\(value)ms"
    }

    /// A number with at most six digits behind the point and no exponent.
    static func decimal(_ value: Double) -> String {
        decimal(value) { $0 } ?? value.description
    }

    /// The shortest decimal that a reading turns into the value.
    private static func decimal(_ value: Double, reading: (Double) -> Double) -> String? {
        for scale in 0...Decimal.maximumFractionDigits {
            let power = Double(Decimal.power(scale))
            let mantissa = (value * power).rounded()
            guard mantissa.magnitude < 1e15 else { return nil }
            guard reading(mantissa / power) == value else { continue }
            let digits = String(Int64(mantissa))
            guard scale > 0 else { return digits }
            let padded = String(repeating: "0", count: max(0, scale + 1 - digits.utf8.count)) + digits
            return padded.dropLast(scale) + "." + padded.suffix(scale)
        }
        return nil
    }

    /// A value of a dimension with its unit.
    static func magnitude(_ value: Double, _ dimension: Dimension) -> String {
        switch dimension {
        case .duration: duration(value)
        case .energy: thousands(value, "Wh")
        case .percent: decimal(value) + "%"
        case .power: thousands(value, "W")
        case .current: decimal(value) + "A"
        case .voltage: decimal(value) + "V"
        }
    }

    /// From 1000 on in thousands of the unit, where that reads back to the same value.
    private static func thousands(_ value: Double, _ unit: String) -> String {
        for scale in 0...3 {
            let power = Double(Decimal.power(scale))
            let scaled = value * power
            guard value >= 1000, scaled < 1e15, scaled.remainder(dividingBy: 1000) == 0 else { continue }
            return decimal(scaled / 1000 / power) + "k" + unit
        }
        return decimal(value) + unit
    }

    /// A distribution.
    static func distribution(_ distribution: NumberDistribution, _ dimension: Dimension) -> String {
        switch distribution {
        case .fixed(let value): magnitude(value, dimension)
        case .exponential(let mean): "exponential " + magnitude(mean, dimension)
        case .uniform(let low, let high): "uniform " + magnitude(low, dimension) + ".." + magnitude(high, dimension)
        case .normal(let mean, let deviation):
            "normal " + magnitude(mean, dimension) + " ± " + magnitude(deviation, dimension)
        }
    }

    /// An arrival.
    static func arrival(_ arrival: Arrival) -> String {
        switch arrival {
        case .atOnce: return "at once"
        case .over(let milliseconds): return "over " + duration(Double(milliseconds))
        case .rate(let perSecond, let poisson):
            return rate(perSecond) + (poisson ? " poisson" : "")
        }
    }

    /// In the unit in which the number is shortest and not below 1, as one would write it: `3/m`, not `0.05/s`.
    private static func rate(_ perSecond: Double) -> String {
        var best: (number: String, unit: String, isBelowOne: Bool)?
        for unit in Language.rateUnits {
            // The same division as when it is read, so that the bits agree.
            let value = perSecond * Double(unit.seconds)
            let scale = (0...Decimal.maximumFractionDigits).first { scale in
                let mantissa = (value * Double(Decimal.power(scale))).rounded()
                return mantissa < 1e15
                    && Decimal(mantissa: Int64(mantissa), scale: scale).value(over: unit.seconds) == perSecond
            }
            guard let scale else { continue }
            let power = Double(Decimal.power(scale))
            let found = (decimal((value * power).rounded() / power), unit.name, value < 1)
            guard let known = best else {
                best = found
                continue
            }
            let isBetter =
                known.isBelowOne == found.2 ? found.0.utf8.count < known.number.utf8.count : known.isBelowOne
            if isBetter { best = found }
        }
        guard let best else { return decimal((perSecond * 1_000_000).rounded() / 1_000_000) + "/s" }
        return best.number + "/" + best.unit
    }

    /// A text as one YAML scalar in block context: plain when that is safe, else in double quotes.
    static func text(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        guard let first = scalars.first, let last = scalars.last, (first.value | 0x20) &- 0x61 < 26, last != " ",
            last != ":", scalars.allSatisfy({ $0.value >= 0x20 && $0.value < 0x7F }),
            !reserved.contains(text.lowercased())
        else { return JSONString.quoted(text, for: .yaml) }
        for (a, b) in zip(scalars, scalars.dropFirst()) where (a == ":" && b == " ") || (a == " " && b == "#") {
            return JSONString.quoted(text, for: .yaml)
        }
        return text
    }
}
