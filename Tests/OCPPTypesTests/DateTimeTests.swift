import Foundation
import OCPPTypes
import Testing

@Suite struct DateTimeTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:59:59.999Z", -1),
        ("2000-02-29T00:00:00Z", 951_782_400_000), ("2025-01-01T12:00:00.000Z", 1_735_732_800_000),
        ("2024-02-29T23:59:59Z", 1_709_251_199_000), ("2100-03-01T00:00:00Z", 4_107_542_400_000),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ("2025-01-01T12:00:00+00:00", 1_735_732_800_000), ("2025-01-01T12:00:00-00:00", 1_735_732_800_000),
        ("2025-01-01T17:30:00+05:30", 1_735_732_800_000), ("2025-01-01T03:15:00-08:45", 1_735_732_800_000),
        ("2025-01-02T02:00:00+1400", 1_735_732_800_000), ("2025-01-01T13:00:00+01", 1_735_732_800_000),
        ("2025-01-01t12:00:00z", 1_735_732_800_000), ("2025-01-01 12:00:00Z", 1_735_732_800_000),
        ("2025-01-01T12:00:00.5Z", 1_735_732_800_500), ("2025-01-01T12:00:00,25Z", 1_735_732_800_250),
        ("2025-01-01T12:00:00.1239999999999999999999999Z", 1_735_732_800_123),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("1969-12-31T23:00:00-01:00", 0),
    ])
    func `texts of RFC 3339 and ISO 8601 are read`(text: String, milliseconds: Int64) {
        #expect(DateTime(text)?.millisecondsSince1970 == milliseconds)
    }

    @Test(arguments: [
        "", "2025", "2025-01-01", "2025-01-01T", "2025-01-01T12", "2025-01-01T12:00", "2025-01-01T12:00:0Z",
        "2025-1-01T12:00:00Z", "2025-00-01T12:00:00Z", "2025-13-01T12:00:00Z", "2025-01-00T12:00:00Z",
        "2025-01-32T12:00:00Z", "2025-04-31T12:00:00Z", "2025-02-29T12:00:00Z", "1900-02-29T12:00:00Z",
        "2025-01-01T24:00:00Z", "2025-01-01T12:60:00Z", "2025-01-01T12:00:61Z", "2025-01-01T12:00:00.Z",
        "2025-01-01T12:00:00X", "2025-01-01T12:00:00+", "2025-01-01T12:00:00+1", "2025-01-01T12:00:00+24:00",
        "2025-01-01T12:00:00+01:60", "2025-01-01T12:00:00+01:", "2025-01-01T12:00:00ZZ", " 2025-01-01T12:00:00Z",
        "2025-01-01T12:00:00Z ", "12025-01-01T12:00:00Z", "-025-01-01T12:00:00Z", "2025/01/01T12:00:00Z",
        "2025-01-01T12.00.00Z", "２025-01-01T12:00:00Z", "2025-01-01T12:00:00.5é",
    ])
    func `malformed texts are refused in both modes`(text: String) {
        #expect(DateTime(text) == nil)
        #expect(DateTime(text, zoneRequired: false) == nil)
    }

    @Test(arguments: ["2025-01-01T12:00:00", "2025-01-01T12:00:00.000"])
    func `a missing zone is told apart and can be taken as UTC`(text: String) {
        #expect(DateTime(text) == nil)
        #expect(DateTime(text, zoneRequired: false)?.millisecondsSince1970 == 1_735_732_800_000)
        #expect(throws: DateTime.ParseFailure.missingZone) {
            try Array(text.utf8).withUnsafeBytes { try DateTime(ascii: $0) }
        }
    }

    @Test func `what is written is read again, at the ends of years and at random`() {
        var random = SeededRandom(seed: 42)
        var instants: [Int64] = [DateTime.range.lowerBound, -1, 0, 1, DateTime.range.upperBound]
        for year in 1890...2110 {
            instants += ["\(year)-12-31T23:59:59.999Z", "\(year)-02-28T23:59:59.999Z", "\(year)-03-01T00:00:00Z"]
                .compactMap { DateTime($0)?.millisecondsSince1970 }
        }
        #expect(instants.count == 5 + 221 * 3)
        for _ in 0..<20_000 {
            let span = Int(DateTime.range.upperBound - DateTime.range.lowerBound)
            instants.append(DateTime.range.lowerBound + Int64(random.nextIndex(below: span)))
        }
        for instant in instants {
            let text = DateTime(millisecondsSince1970: instant).description
            #expect(text.utf8.count == DateTime.encodedLength)
            #expect(DateTime(text)?.millisecondsSince1970 == instant, "\(text)")
        }
    }

    @Test func `days agree with Foundation's calendar`() throws {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for day in stride(from: -40_000, through: 60_000, by: 37) {
            let instant = Int64(day) * 86_400_000 + 45_296_789
            let date = Date(timeIntervalSince1970: Double(instant) / 1000)
            #expect(DateTime(millisecondsSince1970: instant).description.prefix(19) == date.formatted(style).prefix(19))
        }
    }

    @Test func `instants outside of four-digit years are clamped when written and saturate when added`() {
        #expect(DateTime(millisecondsSince1970: .max).description == "9999-12-31T23:59:59.999Z")
        #expect(DateTime(millisecondsSince1970: .min).description == "0000-01-01T00:00:00.000Z")
        let late = DateTime(millisecondsSince1970: .max - 1)
        #expect(late.adding(milliseconds: 5).millisecondsSince1970 == .max)
        #expect(DateTime(millisecondsSince1970: .min).adding(milliseconds: -1).millisecondsSince1970 == .min)
        #expect(DateTime(millisecondsSince1970: 1) < DateTime(millisecondsSince1970: 2))
    }
}
