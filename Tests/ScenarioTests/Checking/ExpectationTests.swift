import Measurement
import OCPPTypes
import Scenario
import Testing

@Suite struct ExpectationTests {
    private func expectation(_ text: String) throws -> Measurement.Expectation {
        try plan(smallest + "expect:\n  - \(text)\n").expectations[0]
    }

    @Test func `every form of the language reaches the plan`() throws {
        let p999 = Measurement.Percentile.p999
        let forms: [(String, Measurement.Expectation.Measure, Measurement.Expectation.Comparison, Double?)] = [
            ("p99(Authorize) < 5s", .latency(.percentile(.p99), .action(.authorize)), .less, 5000),
            (
                "p99.9(BootNotification) <= 1.5s", .latency(.percentile(p999), .action(.bootNotification)),
                .lessOrEqual, 1500
            ),
            ("max(Heartbeat) < 1m30s", .latency(.maximum, .action(.heartbeat)), .less, 90_000),
            ("count(connected) == 2200", .count(.connected), .equal, 2200),
            ("count(booted) == planned", .count(.booted), .equal, nil),
            ("booted == planned", .count(.booted), .equal, nil),
            ("count(Heartbeat) != 0", .answers(.heartbeat), .notEqual, 0),
            ("lost(transactions) == 0", .lostTransactions, .equal, 0),
            ("duplicated(transactions)==0", .duplicatedTransactions, .equal, 0),
            ("share(errors) < 0.1%", .share(.errors), .less, 0.1),
            ("share( timeouts ) <= 100%", .share(.timeouts), .lessOrEqual, 100),
            ("rate(Heartbeat) > 100/s", .rate(.action(.heartbeat)), .greater, 100),
        ]
        for (text, measure, comparison, value) in forms {
            let expectation = try expectation(text)
            #expect(expectation.text == text)
            #expect(expectation.measure == measure, "\(text)")
            #expect(expectation.comparison == comparison, "\(text)")
            #expect(expectation.bound == (value.map { .value($0) } ?? .planned), "\(text)")
        }
    }

    @Test func `spaces in quotes move the caret of a warning`() {
        let head = smallest + "expect:\n  - "
        let hint = "hint: without a single call the expectation is about nothing\n"
        #expect(
            messages(head + "\"  p99( Authorize ) < 5s \"\n")
                == "s.yaml:5:13: warning: no charge point of this scenario sends `Authorize`\n"
                + "      - \"  p99( Authorize ) < 5s \"\n                ^~~~~~~~~\n" + hint)
    }

    @Test func `controls of a text reach no message`() {
        let rendered = messages(smallest + "expect:\n  - \"p99(\\e[31m) < 5s\"\n")
        #expect(rendered.contains("`\u{FFFD}[31m` cannot be measured here"))
        #expect(!rendered.contains("\u{1B}"))
    }

    @Test func `an expectation on something that may happen draws no warning`() {
        let head = "scenario: s\nduration: 10s\nfleet: {a: {count: 1, behaviour: commuter}}\nexpect:\n"
        for action in ["Authorize", "StartTransaction", "StopTransaction", "MeterValues", "StatusNotification"] {
            #expect(messages(head + "  - p99(\(action)) < 5s\n") == "")
        }
        let aligned =
            "scenario: s\nduration: 10s\n"
            + "fleet: {a: {count: 1, configuration: {ClockAlignedDataInterval: 60}}}\n"
            + "expect:\n  - p99(MeterValues) < 5s\n"
        #expect(messages(aligned) == "")
    }
}
