import TextFormats

/// Sizes and speeds: `4MiB`, `256kbit/s`.
extension Quantity {
    private static let sizes: [(name: String, bytes: Int64)] = [
        ("B", 1), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("KiB", 1 << 10), ("MiB", 1 << 20),
        ("GiB", 1 << 30),
    ]
    /// Bits, so that every unit is whole.
    private static let speeds: [(name: String, bits: Int64)] =
        [("bit/s", 1), ("kbit/s", 1000), ("Mbit/s", 1_000_000), ("Gbit/s", 1_000_000_000)]
        + sizes.map { ($0.name + "/s", $0.bytes * 8) }
    private static let foreign = [
        "kb": "kB", "KB": "kB", "K": "KiB", "M": "MiB", "G": "GiB", "mb": "MB", "Mb": "MB", "kib": "KiB", "mib": "MiB",
        "kbps": "kbit/s", "Mbps": "Mbit/s", "mbps": "Mbit/s", "kbit": "kbit/s", "Mbit": "Mbit/s", "Kbit/s": "kbit/s",
        "mbit/s": "Mbit/s", "Mb/s": "Mbit/s", "kb/s": "kbit/s",
    ]

    /// A size in whole bytes.
    static func bytes(_ text: String, limit: Int64) throws(QuantityProblem) -> Int64 {
        let (number, factor, cursor) = try read(text, "a size", sizes.map { ($0.name, $0.bytes) }, "`4MiB` or `10kB`")
        guard let value = number.whole(times: factor) else {
            throw cursor.problem("a size is a whole number of bytes", from: 0)
        }
        guard value <= limit else { throw cursor.problem("out of range: at most \(Format.bytes(limit))", from: 0) }
        return value
    }

    /// A speed in bytes per second, rounded, at least 1.
    static func bytesPerSecond(_ text: String) throws(QuantityProblem) -> Int64 {
        let (number, factor, cursor) = try read(
            text, "a speed", speeds.map { ($0.name, $0.bits) }, "`2Mbit/s` or `100kB/s`")
        let value = (number.value(times: factor) / 8).rounded()
        guard value >= 1, value <= 1e12 else {
            throw cursor.problem("out of range: 8bit/s to 8000Gbit/s", from: 0)
        }
        return Int64(value)
    }

    private static func read(
        _ text: String, _ what: String, _ units: [(name: String, factor: Int64)], _ example: String
    ) throws(QuantityProblem) -> (Decimal, Int64, TextCursor) {
        var cursor = TextCursor(text)
        let number = try cursor.readDecimal(what)
        let end = cursor.position
        cursor.skipSpaces()
        let start = cursor.position
        let unit = cursor.take { TextCursor.isLetter($0) || $0 == "/" }
        guard !unit.isEmpty else {
            cursor.position = end
            throw cursor.problem("\(what) needs a unit", from: 0, hint: "write such as \(example)")
        }
        guard let factor = units.first(where: { $0.name == unit })?.factor else {
            let names = units.map(\.name)
            let meant = foreign[unit].flatMap { names.contains($0) ? $0 : nil }
            throw cursor.problem(
                "unknown unit `\(shortened(unit))`", from: start,
                hint: meant.map { "did you mean `\($0)`?" }
                    ?? "the units of \(what) are \(names.joined(separator: ", "))")
        }
        try cursor.expectEnd()
        return (number, factor, cursor)
    }
}

extension Format {
    /// A size in the largest unit that divides it.
    static func bytes(_ bytes: Int64) -> String {
        let units: [(String, Int64)] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("kB", 1000)]
        for (name, factor) in units where bytes > 0 && bytes % factor == 0 { return "\(bytes / factor)\(name)" }
        return "\(bytes)B"
    }

    /// A speed that reads back to the same bytes per second.
    static func speed(bytesPerSecond: Int64) -> String {
        let (bits, overflow) = bytesPerSecond.multipliedReportingOverflow(by: 8)
        guard !overflow else { return "\(bytesPerSecond)B/s" }
        for (name, factor) in [("Gbit/s", 1_000_000_000), ("Mbit/s", 1_000_000), ("kbit/s", 1000)] as [(String, Int64)]
        where bits % factor == 0 {
            return "\(bits / factor)\(name)"
        }
        return "\(bytesPerSecond)B/s"
    }
}
