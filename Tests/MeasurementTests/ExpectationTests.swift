import OCPPTypes
import Testing

@testable import Measurement

/// The testing library has a type of the same name.
typealias Expectation = Measurement.Expectation

@Suite struct ExpectationTests {
    private func parse(_ text: String) -> Result<Expectation, ExpectationError> {
        do throws(ExpectationError) { return .success(try Expectation.parse(text)) } catch { return .failure(error) }
    }

    @Test func `every form of the language is read`() throws {
        let p95 = try #require(Percentile(millionths: 950_000))
        let p9999 = try #require(Percentile(millionths: 999_900))
        let forms: [(String, Expectation.Measure, Expectation.Comparison, Expectation.Bound)] = [
            ("p99(Authorize) < 5s", .latency(.percentile(.p99), .action(.authorize)), .less, .value(5000)),
            (
                "p99.9(BootNotification) <= 250ms", .latency(.percentile(.p999), .action(.bootNotification)),
                .lessOrEqual, .value(250)
            ),
            ("p95( calls )<1.5s", .latency(.percentile(p95), .all), .less, .value(1500)),
            ("p99.99(Heartbeat) < 2m", .latency(.percentile(p9999), .action(.heartbeat)), .less, .value(120_000)),
            ("  mean(Heartbeat) < 500us  ", .latency(.mean, .action(.heartbeat)), .less, .value(0.5)),
            ("min(Heartbeat) > 10 µs", .latency(.minimum, .action(.heartbeat)), .greater, .value(0.01)),
            ("max(Heartbeat) < 1m30s250ms", .latency(.maximum, .action(.heartbeat)), .less, .value(90_250)),
            ("max(Reset) != 1h", .latency(.maximum, .action(.reset)), .notEqual, .value(3_600_000)),
            ("count(connected) == 2200", .count(.connected), .equal, .value(2200)),
            ("count(booted) >= planned", .count(.booted), .greaterOrEqual, .planned),
            ("booted == planned", .count(.booted), .equal, .planned),
            ("count(BootNotification) == planned", .answers(.bootNotification), .equal, .planned),
            ("lost(transactions) == 0", .lostTransactions, .equal, .value(0)),
            ("duplicated(transactions) == 0", .duplicatedTransactions, .equal, .value(0)),
            ("share(errors) < 0.1%", .share(.errors), .less, .value(0.1)),
            ("share(over 5s) < 1 %", .share(.overFiveSeconds), .less, .value(1)),
            ("share(failed rounds) < 1%", .share(.failedRounds), .less, .value(1)),
            ("rate(Heartbeat) > 100/s", .rate(.action(.heartbeat)), .greater, .value(100)),
            ("rate(calls) > 60/m", .rate(.all), .greater, .value(1)),
        ]
        for (text, measure, comparison, bound) in forms {
            let expectation = try parse(text).get()
            #expect(expectation.measure == measure, "\(text)")
            #expect(expectation.comparison == comparison, "\(text)")
            #expect(expectation.bound == bound, "\(text)")
            #expect(expectation.text == text.trimmedBlanks, "\(text)")
        }
        #expect(try parse("booted == planned").get() == .bootedEqualsPlanned)
        for subject in Expectation.CountSubject.allCases {
            #expect(try parse("count(\(subject.rawValue)) > 1").get().measure == .count(subject))
        }
    }

    private static let counted = Expectation.CountSubject.allCases.map(\.rawValue).joined(separator: ", ")

    /// Text, offset of the fault, message and hint.
    private static let errors: [(String, Int, String, String?)] = [
        ("", 0, "the expectation is empty", "write for example p99(Authorize) < 5s"),
        ("   ", 0, "the expectation is empty", "write for example p99(Authorize) < 5s"),
        (
            "< 5s", 0, "an expectation begins with what is measured, not with `<`",
            "write for example p99(Authorize) < 5s"
        ),
        ("boted == planned", 0, "`boted` cannot be measured", "did you mean `booted`?"),
        ("xyzzy == 1", 0, "`xyzzy` cannot be measured", "write for example p99(Authorize) or booted"),
        ("p99 < 5s", 4, "`p99` needs its subject in parentheses", "write p99(Authorize)"),
        ("lost == 0", 5, "`lost` needs its subject in parentheses", "write lost(transactions)"),
        ("count > 5", 6, "`count` needs its subject in parentheses", "write count(connected)"),
        ("  meen(Authorize) < 5s", 2, "`meen` is no figure", "did you mean `mean`?"),
        (
            "p100(Authorize) < 5s", 0,
            "`p100` is no percentile: it lies between 0 and 100, with at most four decimals",
            "write for example p99.9, or min and max for the ends"
        ),
        (
            "p99.99999(Authorize) < 5s", 0,
            "`p99.99999` is no percentile: it lies between 0 and 100, with at most four decimals",
            "write for example p99.9, or min and max for the ends"
        ),
        ("p99(Authorise) < 5s", 4, "`Authorise` cannot be measured here", "did you mean `Authorize`?"),
        ("p99(heartbeat) < 5s", 4, "`heartbeat` cannot be measured here", "did you mean `Heartbeat`?"),
        (
            "p99() < 5s", 4, "the parentheses are empty",
            "write an action of OCPP, as p99(Heartbeat), or p99(calls) for all"
        ),
        ("p99(Authorize < 5s", 14, "`)` is missing", "write p99(Authorize) and then the comparison"),
        ("p99( < 5s", 5, "`)` is missing", "write p99(Authorize) and then the comparison"),
        ("share(late", 10, "`)` is missing", "write share(late) and then the comparison"),
        ("lots(transactions) == 0", 0, "`lots` is no figure", "did you mean `lost`?"),
        ("count(chargers) == 1", 6, "`chargers` cannot be measured here", "counted are \(counted), and any action"),
        ("count(conected) == 1", 6, "`conected` cannot be measured here", "did you mean `connected`?"),
        ("lost(calls) == 0", 5, "`calls` cannot be measured here", "write lost(transactions)"),
        (
            "share(calls) < 1%", 6, "`calls` cannot be measured here",
            "shares are of errors, timeouts, late, dropped, over 5s, failed rounds"
        ),
        ("share(timeout) < 1%", 6, "`timeout` cannot be measured here", "did you mean `timeouts`?"),
        (
            "share(over 2s) < 1%", 6, "only responses over 5s are counted exactly",
            "write share(over 5s)"
        ),
        ("booted planned", 7, "a comparison is missing", "comparisons are < <= > >= == !="),
        ("booted = planned", 7, "`=` is no comparison", "did you mean `==`?"),
        ("booted ≥ planned", 7, "`≥` is no comparison", "did you mean `>=`?"),
        ("booted =! planned", 7, "`=!` is no comparison", "did you mean `!=`?"),
        ("booted <<>> planned", 7, "`<<>>` is no comparison", "comparisons are < <= > >= == !="),
        ("p99(Authorize) <", 16, "a value is missing", "write a duration, as 500ms or 5s"),
        ("p99(Authorize) < 5", 17, "a latency needs a unit", "write 5ms or 5s"),
        ("p99(Authorize) < 5 kg", 19, "`kg` is no unit of a latency", "write 5ms or 5s"),
        ("p99(Authorize) < 5 sec", 19, "`sec` is no unit of a latency", "did you mean `5s`?"),
        ("p99(Authorize) < 1m30", 19, "a latency needs a unit", "write 30ms or 30s"),
        ("p99(Authorize) < 30s1m", 17, "the units of a duration go from large to small, each once", nil),
        ("p99(Authorize) < 1s1s", 17, "the units of a duration go from large to small, each once", nil),
        ("share(errors) < 100.1%", 16, "a share is at most 100%", nil),
        ("share(errors) < 0.1", 16, "a share needs a unit", "write 0.1%"),
        ("rate(Heartbeat) > 100", 18, "a rate needs a unit", "write 100/s"),
        ("rate(Heartbeat) > 100 Hz", 22, "`Hz` is no unit of a rate", "write 100/s"),
        ("booted == 5.5", 10, "a count is a whole number", nil),
        ("booted == 5s", 11, "a count has no unit, `s` is too much", "write 5"),
        ("booted == 1,000", 10, "`1,000` is no number", "write for example 1000 or 0.5"),
        ("booted == 1.2.3", 10, "`1.2.3` is no number", "write for example 1000 or 0.5"),
        (
            "booted == 9999999999999999999", 10, "`9999999999999999999` is no number",
            "write for example 1000 or 0.5"
        ),
        ("booted == -5", 10, "`-5` is no value", "write a number, or planned"),
        ("booted == (5)", 10, "`(5)` is no value", "write a number, or planned"),
        ("booted == planed", 10, "`planed` is no value", "did you mean `planned`?"),
        (
            "p99(Authorize) < planned", 17, "only a count compares with the number of planned charge points",
            "write a duration, as 500ms or 5s"
        ),
        ("booted == 5 and more", 12, "a count has no unit, `and` is too much", "write 5"),
        ("booted == planned now", 18, "unexpected `now` after the value", "write one comparison per line"),
        ("p99(Authorize) < 5s 6s", 20, "unexpected `6s` after the value", "write one comparison per line"),
        (String(repeating: "x", count: 201), 200, "an expectation has at most 200 characters", nil),
    ]

    @Test func `what is wrong is said at its place with a hint`() {
        for (text, offset, message, hint) in Self.errors {
            #expect(parse(text) == .failure(ExpectationError(offset, message, hint: hint)), "\(text)")
        }
    }

    @Test func `no text makes the parser fail in another way`() {
        var random = SeededRandom(seed: 11)
        let pieces = [
            "p99", "p", ".", "(", ")", "Authorize", " ", "<", "=", "5", "s", "%", "planned", "\u{0}", "é", "🚗", "/",
        ]
        var readable = 0
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<random.nextIndex(below: 9) { text += pieces[random.nextIndex(below: pieces.count)] }
            switch parse(text) {
            case .success: readable += 1
            case .failure(let error):
                #expect(error.offset >= 0 && error.offset <= text.unicodeScalars.count, "\(text)")
                #expect(!error.message.isEmpty)
            }
        }
        #expect(readable < 20_000)
    }

    @Test func `missing data never passes`() throws {
        let empty = RunStatistics()
        let texts: [(String, String)] = [
            ("p99(Authorize) < 5s", "there was no Authorize to measure"),
            ("max(calls) >= 0ms", "there was no CALL to measure"),
            ("mean(Reset) < 1s", "there was no Reset to measure"),
            ("share(errors) <= 100%", "there was no CALL to measure"),
            ("share(over 5s) <= 100%", "there was no CALL to measure"),
            ("rate(Heartbeat) >= 0/s", "never were all planned charge points booted"),
        ]
        for (text, reason) in texts {
            let result = try parse(text).get().evaluate(on: empty)
            #expect(!result.pass && result.value == nil && result.reason == reason, "\(text)")
            #expect(result.valueText == reason)
        }
        for text in ["lost(transactions) == 0", "count(violations) == 0", "booted == planned"] {
            let result = try parse(text).get().evaluate(on: empty)
            #expect(result.pass && result.value == 0, "\(text)")
        }
    }

    @Test func `values come from the merged measurements`() throws {
        let statistics = RunStatisticsTests.loop(5)
        let all = statistics.allCalls
        let authorize = statistics.calls(.authorize)
        let values: [(String, Double)] = [
            ("p50(Authorize) > 0s", authorize.response.summary.p50),
            ("mean(Authorize) > 0s", authorize.response.summary.mean),
            ("min(Authorize) > 0s", authorize.response.summary.min),
            ("max(Authorize) > 0s", authorize.response.summary.max),
            ("max(Reset) > 0s", 1), ("count(planned) > 0", 10), ("booted > 0", 4),
            ("count(Authorize) > 0", Double(authorize.answered)),
            ("connected > 0", Double(statistics.fleet.connected)), ("intended > 0", 100),
            ("dropped > 0", Double(all.dropped)), ("errors > 0", Double(all.errors)), ("late > 0", 1),
            ("lost(transactions) > 0", 1), ("duplicated(transactions) > 0", 3), ("failedRounds > 0", 1),
            ("violations > 0", 2), ("connectFailures > 0", 5), ("share(errors) > 0%", Double(all.errors)),
            ("share(over 5s) > 0%", Double(all.overFiveSeconds) / Double(all.response.count) * 100),
            ("share(timeouts) > 0%", Double(all.timeouts)), ("share(late) > 0%", 1),
            ("share(dropped) > 0%", Double(all.dropped)),
            ("rate(calls) > 0/s", Double(all.answered) / 5),
        ]
        for (text, value) in values {
            let result = try parse(text).get().evaluate(on: statistics)
            #expect(result.value == value && result.pass, "\(text): \(result.valueText)")
        }
        #expect(try !parse("booted == planned").get().evaluate(on: statistics).pass)
    }

    @Test func `each comparison holds where it should`() {
        let table: [(Expectation.Comparison, Bool, Bool, Bool)] = [
            (.less, true, false, false), (.lessOrEqual, true, true, false), (.greater, false, false, true),
            (.greaterOrEqual, false, true, true), (.equal, false, true, false), (.notEqual, true, false, true),
        ]
        #expect(table.map(\.0) == Expectation.Comparison.allCases)
        for (comparison, below, at, above) in table {
            #expect([1.0, 2, 3].map { comparison.holds($0, 2) } == [below, at, above], "\(comparison)")
        }
    }
}
