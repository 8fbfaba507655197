/// Spans of time as people write and read them.
enum SpanText {
    /// Milliseconds of `500ms`, `2s`, `1.5s`, `10m` or `1h`; nil for everything else.
    static func milliseconds(_ text: some StringProtocol) -> Int64? {
        let units: [(String, Double)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
        for (unit, factor) in units where text.hasSuffix(unit) {
            let number = text.dropLast(unit.count)
            guard !number.isEmpty, number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
                let value = Double(String(number)), value * factor <= 1e12
            else { return nil }
            return Int64((value * factor).rounded())
        }
        return nil
    }

    /// A span in its natural unit with three figures, such as `850 µs`, `3.21 ms`, `1.5 s`.
    static func text(nanoseconds: Int64) -> String {
        let value = Double(max(0, nanoseconds))
        if value < 999_500 { return "\(Int64((value / 1000).rounded())) µs" }
        if value < 999_500_000 { return figure(value / 1e6) + " ms" }
        return figure(value / 1e9) + " s"
    }

    /// The same of milliseconds, without needless digits: `2 s`, `1.5 s`, `250 ms`.
    static func text(milliseconds: Int64) -> String {
        if milliseconds >= 60_000, milliseconds % 60_000 == 0 { return "\(milliseconds / 60_000) min" }
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        let tenths = (milliseconds + 50) / 100
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }

    private static func figure(_ value: Double) -> String {
        let decimals = value < 9.995 ? 100.0 : value < 99.95 ? 10.0 : 1.0
        let scaled = Int64((value * decimals).rounded())
        guard decimals > 1 else { return String(scaled) }
        let fraction = String(scaled % Int64(decimals))
        let zeros = String(repeating: "0", count: (decimals == 100 ? 2 : 1) - fraction.count)
        return "\(scaled / Int64(decimals)).\(zeros)\(fraction)"
    }
}
