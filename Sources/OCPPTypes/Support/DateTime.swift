/// An instant of wall-clock time in UTC with milliseconds (`dateTime` of OCPP 1.6 §3.15).
///
/// On the wire it is written as `2025-01-01T12:00:00.000Z`; any zone and any number of fraction digits are read.
package struct DateTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
    package var millisecondsSince1970: Int64

    /// Makes the instant from milliseconds since 1970.
    package init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    /// Number of bytes that ``write(to:)`` writes.
    package static let encodedLength = 24

    /// The earliest and latest instants with a year of four digits; others are clamped when written.
    package static let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    package static func < (a: DateTime, b: DateTime) -> Bool { a.millisecondsSince1970 < b.millisecondsSince1970 }

    /// The instant `milliseconds` later; saturates instead of overflowing.
    package func adding(milliseconds: Int64) -> DateTime {
        let (sum, overflow) = millisecondsSince1970.addingReportingOverflow(milliseconds)
        if overflow { return DateTime(millisecondsSince1970: milliseconds < 0 ? .min : .max) }
        return DateTime(millisecondsSince1970: sum)
    }

    package var description: String {
        String(unsafeUninitializedCapacity: Self.encodedLength) { buffer in
            write(to: buffer.baseAddress!)
            return Self.encodedLength
        }
    }

    /// Writes `YYYY-MM-DDThh:mm:ss.sssZ`, ``encodedLength`` bytes, to memory that holds at least as many.
    package func write(to out: UnsafeMutablePointer<UInt8>) {
        let total = min(max(millisecondsSince1970, Self.range.lowerBound), Self.range.upperBound)
        var days = total / 86_400_000
        var rest = total % 86_400_000
        if rest < 0 {
            rest += 86_400_000
            days -= 1
        }
        let (year, month, day) = civil(fromDays: days)
        let clock = Int(rest)
        put4(year, out)
        out[4] = 0x2D
        put2(month, out + 5)
        out[7] = 0x2D
        put2(day, out + 8)
        out[10] = 0x54
        put2(clock / 3_600_000, out + 11)
        out[13] = 0x3A
        put2(clock / 60_000 % 60, out + 14)
        out[16] = 0x3A
        put2(clock / 1000 % 60, out + 17)
        out[19] = 0x2E
        out[20] = 0x30 &+ UInt8(truncatingIfNeeded: clock % 1000 / 100)
        put2(clock % 100, out + 21)
        out[23] = 0x5A
    }

    /// Why a text is not a date and time.
    package enum ParseFailure: Error, Equatable, Sendable {
        /// Not of the form `YYYY-MM-DDThh:mm:ss`, or a member out of range.
        case malformed
        /// The zone (`Z`, `+hh:mm`) is missing.
        case missingZone
    }

    /// Reads an RFC 3339 / ISO 8601 instant; fractions beyond the millisecond are cut off.
    ///
    /// Zones: `Z`, `z`, `+hh:mm`, `-hh:mm`, `+hhmm`, `+hh`. Second 60 is read as the first of the next minute.
    /// - `zoneRequired`: false takes a text without zone as UTC (lenient mode, guide "OCPPJSON").
    package init(ascii text: UnsafeRawBufferPointer, zoneRequired: Bool = true) throws(ParseFailure) {
        var parser = DateTimeParser(text: text)
        millisecondsSince1970 = try parser.parse(zoneRequired: zoneRequired)
    }

    /// Reads a text as ``init(ascii:zoneRequired:)`` does; nil where that throws.
    package init?(_ text: String, zoneRequired: Bool = true) {
        var copy = text
        let parsed: DateTime? = copy.withUTF8 {
            try? DateTime(ascii: UnsafeRawBufferPointer($0), zoneRequired: zoneRequired)
        }
        guard let parsed else { return nil }
        self = parsed
    }
}

/// Reads one date and time from bytes, left to right.
private struct DateTimeParser {
    let text: UnsafeRawBufferPointer
    var position = 0

    mutating func parse(zoneRequired: Bool) throws(DateTime.ParseFailure) -> Int64 {
        let year = try digits(4)
        try expect(0x2D)
        let month = try digits(2)
        try expect(0x2D)
        let day = try digits(2)
        guard position < text.count, text[position] == 0x54 || text[position] == 0x74 || text[position] == 0x20
        else { throw .malformed }
        position += 1
        let hour = try digits(2)
        try expect(0x3A)
        let minute = try digits(2)
        try expect(0x3A)
        let second = try digits(2)
        guard (1...12).contains(month), day >= 1, day <= daysIn(month: month, year: year), hour < 24, minute < 60,
            second <= 60
        else { throw .malformed }
        let milliseconds = try fraction()
        let zoneMinutes = try zone(required: zoneRequired)
        guard position == text.count else { throw .malformed }
        let seconds = Int64(hour * 3600 + minute * 60 + second) - Int64(zoneMinutes * 60)
        return (days(year: year, month: month, day: day) * 86_400 + seconds) * 1000 + Int64(milliseconds)
    }

    private mutating func digits(_ count: Int) throws(DateTime.ParseFailure) -> Int {
        guard position + count <= text.count else { throw .malformed }
        var value = 0
        for _ in 0..<count {
            let digit = text[position] &- 0x30
            guard digit < 10 else { throw .malformed }
            value = value * 10 + Int(digit)
            position += 1
        }
        return value
    }

    private mutating func expect(_ byte: UInt8) throws(DateTime.ParseFailure) {
        guard position < text.count, text[position] == byte else { throw .malformed }
        position += 1
    }

    private mutating func fraction() throws(DateTime.ParseFailure) -> Int {
        guard position < text.count, text[position] == 0x2E || text[position] == 0x2C else { return 0 }
        position += 1
        var value = 0
        var count = 0
        while position < text.count, text[position] &- 0x30 < 10 {
            if count < 3 { value = value * 10 + Int(text[position] &- 0x30) }
            count += 1
            position += 1
        }
        guard count > 0 else { throw .malformed }
        while count < 3 {
            value *= 10
            count += 1
        }
        return value
    }

    /// Minutes east of UTC.
    private mutating func zone(required: Bool) throws(DateTime.ParseFailure) -> Int {
        guard position < text.count else {
            if required { throw .missingZone }
            return 0
        }
        let sign = text[position]
        position += 1
        if sign == 0x5A || sign == 0x7A { return 0 }
        guard sign == 0x2B || sign == 0x2D else { throw .malformed }
        let hours = try digits(2)
        var minutes = 0
        if position < text.count {
            if text[position] == 0x3A { position += 1 }
            minutes = try digits(2)
        }
        guard hours < 24, minutes < 60 else { throw .malformed }
        let total = hours * 60 + minutes
        return sign == 0x2D ? -total : total
    }
}

@inline(__always)
private func put2(_ value: Int, _ out: UnsafeMutablePointer<UInt8>) {
    out[0] = 0x30 &+ UInt8(truncatingIfNeeded: value / 10 % 10)
    out[1] = 0x30 &+ UInt8(truncatingIfNeeded: value % 10)
}

@inline(__always)
private func put4(_ value: Int, _ out: UnsafeMutablePointer<UInt8>) {
    put2(value / 100, out)
    put2(value % 100, out + 2)
}

/// Proleptic Gregorian date of a day number counted from 1970-01-01; eras of 400 years that begin in March keep the
/// leap day at the end of the year.
private func civil(fromDays days: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = Int(shifted - era * 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0), month, day)
}

/// Day number of a proleptic Gregorian date, counted from 1970-01-01.
private func days(year: Int, month: Int, day: Int) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
}

private func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}
