/// How figures are written for people: three significant digits, a unit that fits, thousands apart.
package enum FigureText {
    /// A latency: `812 µs`, `1.23 ms`, `12.3 ms`, `30.0 s`.
    package static func latency(milliseconds: Double) -> String {
        guard milliseconds.isFinite else { return "–" }
        if milliseconds < 0.9995 { return "\(fixed(max(0, milliseconds) * 1000, decimals: 0)) µs" }
        if let text = threeDigits(milliseconds) { return "\(text) ms" }
        let seconds = milliseconds / 1000
        return "\(threeDigits(seconds) ?? grouped(fixed(seconds, decimals: 0))) s"
    }

    /// A span of a run: `8.2s`, `48s`, `2m 05s`, `1h 02m`.
    package static func span(seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e12 else { return "–" }
        if seconds < 9.95 { return "\(trimmed(max(0, seconds), decimals: 1))s" }
        let whole = Int64(seconds.rounded())
        if whole < 60 { return "\(whole)s" }
        if whole < 3600 { return "\(whole / 60)m \(twoDigits(whole % 60))s" }
        return "\(whole / 3600)h \(twoDigits(whole / 60 % 60))m"
    }

    /// A count with thousands apart: `1,234,567`.
    package static func count(_ count: some BinaryInteger) -> String { grouped(String(count)) }

    /// A number with a fixed count of decimals, rounded to nearest; `–` when it is none.
    package static func fixed(_ number: Double, decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (number * scale).rounded()
        guard scaled.isFinite, scaled.magnitude < 9e15 else { return "–" }
        let digits = String(Int64(scaled).magnitude)
        let sign = scaled < 0 ? "-" : ""
        guard decimals > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }

    /// A number without the zeros that say nothing: at most `decimals` of them.
    package static func trimmed(_ number: Double, decimals: Int) -> String {
        var text = fixed(number, decimals: decimals)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// A rate: `1,234`, `56.7`, `0.25`.
    package static func rate(_ perSecond: Double) -> String {
        threeDigits(perSecond) ?? grouped(fixed(perSecond, decimals: 0))
    }

    /// A number of bytes: `812 B`, `1.23 kB`, `12.3 MB`.
    package static func bytes(_ bytes: UInt64) -> String {
        if bytes < 1000 { return "\(bytes) B" }
        var value = Double(bytes) / 1000
        for unit in ["kB", "MB", "GB", "TB"] {
            if value < 999.5 || unit == "TB" { return "\(rate(value)) \(unit)" }
            value /= 1000
        }
        return "\(bytes) B"
    }

    /// A share of the whole in percent: `0.12%`, `12.3%`, `100%`, `<0.001%`.
    package static func percent(_ percent: Double) -> String {
        percent > 0 && percent < 0.001 ? "<0.001%" : "\(trimmed(percent, decimals: 3))%"
    }

    private static func threeDigits(_ number: Double) -> String? {
        if number < 9.995 { return fixed(number, decimals: 2) }
        if number < 99.95 { return fixed(number, decimals: 1) }
        return number < 999.5 ? fixed(number, decimals: 0) : nil
    }

    private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func grouped(_ digits: String) -> String {
        var out = ""
        for (index, character) in digits.enumerated() {
            let rest = digits.count - index
            if index > 0, rest % 3 == 0, out != "-" { out.append(",") }
            out.append(character)
        }
        return out
    }
}
