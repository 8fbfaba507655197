import OCPPTypes

/// Dates in HTTP's headers (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    /// Writes a time, cut to the second.
    package static func text(_ time: DateTime) -> String {
        let digits = Array(time.description.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
        let days = Int((Double(time.millisecondsSince1970) / 86_400_000).rounded(.down))
        let weekday = ((days + 4) % 7 + 7) % 7
        let month = Int(part(5..<7)) ?? 1
        return "\(weekdays[weekday]), \(part(8..<10)) \(months[month - 1]) \(part(0..<4)) \(part(11..<19)) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
