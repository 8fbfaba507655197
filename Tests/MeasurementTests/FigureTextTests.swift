import Measurement
import Testing

@Suite struct FigureTextTests {
    @Test func `latencies have three digits and a unit that fits`() {
        let table: [(Double, String)] = [
            (-1, "0 µs"), (0, "0 µs"), (0.0004, "0 µs"), (0.001, "1 µs"), (0.812, "812 µs"), (0.9994, "999 µs"),
            (0.9995, "1.00 ms"), (1.234, "1.23 ms"), (9.994, "9.99 ms"), (9.995, "10.0 ms"), (12.34, "12.3 ms"),
            (99.95, "100 ms"), (999.4, "999 ms"), (999.5, "1.00 s"), (30_000, "30.0 s"), (150_000, "150 s"),
            (3_600_000, "3,600 s"), (.infinity, "–"), (.nan, "–"),
        ]
        for (milliseconds, text) in table { #expect(FigureText.latency(milliseconds: milliseconds) == text) }
    }

    @Test func `spans are short`() {
        let table: [(Double, String)] = [
            (-3, "0s"), (0, "0s"), (8.2, "8.2s"), (9.96, "10s"), (59.4, "59s"), (59.6, "1m 00s"), (125, "2m 05s"),
            (3599.6, "1h 00m"), (90_000, "25h 00m"), (.infinity, "–"),
        ]
        for (seconds, text) in table { #expect(FigureText.span(seconds: seconds) == text) }
    }

    @Test func `numbers are fixed, trimmed and grouped`() {
        #expect(FigureText.fixed(-0.05, decimals: 1) == "-0.1")
        #expect(FigureText.fixed(0.005, decimals: 3) == "0.005")
        #expect(FigureText.fixed(1e300, decimals: 2) == "–")
        #expect(FigureText.trimmed(1.5, decimals: 3) == "1.5")
        #expect(FigureText.trimmed(100, decimals: 3) == "100")
        #expect([0, 999, 1000, 1_234_567].map { FigureText.count($0) } == ["0", "999", "1,000", "1,234,567"])
        #expect(FigureText.count(-1234) == "-1,234")
        #expect(FigureText.count(-123) == "-123")
        #expect(
            [0, 0.0001, 0.12, 12.3456, 100].map(FigureText.percent) == ["0%", "<0.001%", "0.12%", "12.346%", "100%"])
        #expect([0.25, 56.71, 123.4, 12_345.6].map(FigureText.rate) == ["0.25", "56.7", "123", "12,346"])
    }
}
