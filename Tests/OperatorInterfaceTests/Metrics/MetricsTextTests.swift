import Testing

@testable import OperatorInterface

@Suite struct MetricsTextTests {
    @Test func `every kind is written as Prometheus reads it`() {
        var text = MetricsText(prefix: "w_")
        text.gauge("g", "A gauge.", 3)
        text.counters("c_total", "Counts.", label: "kind", [("x", 1), ("y", 2)])
        #expect(
            text.text == """
                # HELP w_g A gauge.
                # TYPE w_g gauge
                w_g 3
                # HELP w_c_total Counts.
                # TYPE w_c_total counter
                w_c_total{kind="x"} 1
                w_c_total{kind="y"} 2

                """)
    }

    @Test func `buckets of a histogram add up and durations fall on the right side of a bound`() {
        var histogram = TimeHistogram()
        for nanoseconds: Int64 in [-5, 50_000, 50_001, 1_000_000_000, 10_000_000_000, 10_000_000_001] {
            histogram.record(nanoseconds: nanoseconds)
        }
        #expect(histogram.counts[0] == 2)
        #expect(histogram.counts[1] == 1)
        #expect(histogram.counts.last == 1)
        var text = MetricsText(prefix: "")
        text.histograms("t_seconds", "Times.", label: "action", [("A", histogram), ("B", TimeHistogram())])
        #expect(text.text.contains("t_seconds_bucket{action=\"A\",le=\"0.00005\"} 2\n"))
        #expect(text.text.contains("t_seconds_bucket{action=\"A\",le=\"1\"} 4\n"))
        #expect(text.text.contains("t_seconds_bucket{action=\"A\",le=\"10\"} 5\n"))
        #expect(text.text.contains("t_seconds_bucket{action=\"A\",le=\"+Inf\"} 6\n"))
        #expect(text.text.contains("t_seconds_count{action=\"A\"} 6\n"))
        #expect(text.text.contains("t_seconds_sum{action=\"A\"} 21.000100002\n"), "\(text.text)")
        #expect(!text.text.contains("\"B\""))
        var plain = MetricsText(prefix: "")
        plain.histograms("t_seconds", "Times.", label: nil, [("", TimeHistogram())])
        #expect(plain.text.contains("t_seconds_bucket{le=\"+Inf\"} 0\nt_seconds_sum 0.0\nt_seconds_count 0\n"))
    }
}
