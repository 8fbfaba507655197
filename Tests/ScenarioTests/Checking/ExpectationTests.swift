import Scenario
import Testing

@Suite struct ExpectationTests {
    private func expectation(_ text: String) throws -> ExpectationPlan {
        try plan(smallest + "expect:\n  - \(text)\n").expectations[0]
    }

    @Test(
        arguments: [
            ("p99(Authorize) < 5s", .percentile(99), "Authorize", .less, .milliseconds(5000)),
            (
                "p99.9(BootNotification) <= 1.5s", .percentile(99.9), "BootNotification", .lessOrEqual,
                .milliseconds(1500)
            ),
            ("p100(Heartbeat) < 0.5ms", .percentile(100), "Heartbeat", .less, .milliseconds(0.5)),
            ("mean(Heartbeat) > 1ms", .mean, "Heartbeat", .greater, .milliseconds(1)),
            ("min(Heartbeat) >= 1ms", .min, "Heartbeat", .greaterOrEqual, .milliseconds(1)),
            ("max(Heartbeat) < 1m30s", .max, "Heartbeat", .less, .milliseconds(90_000)),
            ("count(connected) == 2200", .count, "connected", .equal, .count(2200)),
            ("count(booted) == planned", .count, "booted", .equal, .planned),
            ("count(Heartbeat) != 0", .count, "Heartbeat", .notEqual, .count(0)),
            ("lost(transactions) == 0", .lost, "transactions", .equal, .count(0)),
            ("duplicated(transactions)==0", .duplicated, "transactions", .equal, .count(0)),
            ("share(errors) < 0.1%", .share, "errors", .less, .ratio(0.001)),
            ("share( timeouts ) <= 100%", .share, "timeouts", .lessOrEqual, .ratio(1)),
        ] as [(String, ExpectationPlan.Metric, String, ExpectationPlan.Comparison, ExpectationPlan.Value)])
    func `an expectation is taken apart`(
        _ text: String, _ metric: ExpectationPlan.Metric, _ subject: String,
        _ comparison: ExpectationPlan.Comparison, _ value: ExpectationPlan.Value
    ) throws {
        let expected = ExpectationPlan(
            text: text, metric: metric, subject: subject, comparison: comparison, value: value)
        #expect(try expectation(text) == expected)
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
