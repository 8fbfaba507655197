// Recorded: with `RECORD_GOLDEN=1` the test prints what the compiler says now; compare before you take it over.

/// Errors of expectations.
let expectationMessageCases: [ErrorMessageCase] = [
    ErrorMessageCase(
        "expectations that are no list",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect: p99(Authorize) < 5s
            """#,
        expected: #"""
            s.yaml:4:9: error: expected a list of expectations, found a single value
                expect: p99(Authorize) < 5s
                        ^~~~~~~~~~~~~~~~~~~
            hint: write such as `- p99(Authorize) < 5s`
            """#),
    ErrorMessageCase(
        "an unknown function",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - p99ms(Heartbeat) < 5s
            """#,
        expected: #"""
            s.yaml:5:5: error: `p99ms` is no percentile: it lies between 0 and 100, with at most four decimals
                  - p99ms(Heartbeat) < 5s
                    ^~~~~
            hint: write for example p99.9, or min and max for the ends
            """#),
    ErrorMessageCase(
        "a misspelt function",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - lots(transactions) == 0
            """#,
        expected: #"""
            s.yaml:5:5: error: `lots` is no figure
                  - lots(transactions) == 0
                    ^~~~
            hint: did you mean `lost`?
            """#),
    ErrorMessageCase(
        "a percentile above 100",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - p101(Heartbeat) < 5s
            """#,
        expected: #"""
            s.yaml:5:5: error: `p101` is no percentile: it lies between 0 and 100, with at most four decimals
                  - p101(Heartbeat) < 5s
                    ^~~~
            hint: write for example p99.9, or min and max for the ends
            """#),
    ErrorMessageCase(
        "an expectation on an unknown action",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - p99(Autorize) < 5s
            """#,
        expected: #"""
            s.yaml:5:9: error: `Autorize` cannot be measured here
                  - p99(Autorize) < 5s
                        ^~~~~~~~
            hint: did you mean `Authorize`?
            """#),
    ErrorMessageCase(
        "an unknown subject",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - count(conected) == 5
            """#,
        expected: #"""
            s.yaml:5:11: error: `conected` cannot be measured here
                  - count(conected) == 5
                          ^~~~~~~~
            hint: did you mean `connected`?
            """#),
    ErrorMessageCase(
        "an unknown share",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - share(transactions) < 1%
            """#,
        expected: #"""
            s.yaml:5:11: error: `transactions` cannot be measured here
                  - share(transactions) < 1%
                          ^~~~~~~~~~~~
            hint: shares are of errors, timeouts, late, dropped, over 5s, failed rounds
            """#),
    ErrorMessageCase(
        "empty parentheses",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - p99() < 5s
            """#,
        expected: #"""
            s.yaml:5:9: error: the parentheses are empty
                  - p99() < 5s
                        ^
            hint: write an action of OCPP, as p99(Heartbeat), or p99(calls) for all
            """#),
    ErrorMessageCase(
        "no parentheses",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - p99 < 5s
            """#,
        expected: #"""
            s.yaml:5:9: error: `p99` needs its subject in parentheses
                  - p99 < 5s
                        ^
            hint: write p99(Authorize)
            """#),
    ErrorMessageCase(
        "a parenthesis that is not closed",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - p99(Heartbeat < 5s
            """#,
        expected: #"""
            s.yaml:5:19: error: `)` is missing
                  - p99(Heartbeat < 5s
                                  ^
            hint: write p99(Heartbeat) and then the comparison
            """#),
    ErrorMessageCase(
        "an assignment for a comparison",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - count(connected) = planned
            """#,
        expected: #"""
            s.yaml:5:22: error: `=` is no comparison
                  - count(connected) = planned
                                     ^
            hint: did you mean `==`?
            """#),
    ErrorMessageCase(
        "an unknown comparison",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - count(connected) =! 5
            """#,
        expected: #"""
            s.yaml:5:22: error: `=!` is no comparison
                  - count(connected) =! 5
                                     ^~
            hint: did you mean `!=`?
            """#),
    ErrorMessageCase(
        "a comparison that is missing",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - count(connected) 5
            """#,
        expected: #"""
            s.yaml:5:22: error: a comparison is missing
                  - count(connected) 5
                                     ^
            hint: comparisons are < <= > >= == !=
            """#),
    ErrorMessageCase(
        "an expectation without a unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - p99(Heartbeat) < 5
            """#,
        expected: #"""
            s.yaml:5:22: error: a latency needs a unit
                  - p99(Heartbeat) < 5
                                     ^
            hint: write 5ms or 5s
            """#),
    ErrorMessageCase(
        "an expectation without a value",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - "p99(Heartbeat) < "
            """#,
        expected: #"""
            s.yaml:5:23: error: a value is missing
                  - "p99(Heartbeat) < "
                                      ^
            hint: write a duration, as 500ms or 5s
            """#),
    ErrorMessageCase(
        "a share without a unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - share(errors) < 0.1
            """#,
        expected: #"""
            s.yaml:5:21: error: a share needs a unit
                  - share(errors) < 0.1
                                    ^~~
            hint: write 0.1%
            """#),
    ErrorMessageCase(
        "a share above everything",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - share(errors) < 101%
            """#,
        expected: #"""
            s.yaml:5:21: error: a share is at most 100%
                  - share(errors) < 101%
                                    ^~~~
            """#),
    ErrorMessageCase(
        "an expected count with a unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - count(connected) == 5s
            """#,
        expected: #"""
            s.yaml:5:26: error: a count has no unit, `s` is too much
                  - count(connected) == 5s
                                         ^
            hint: write 5
            """#),
    ErrorMessageCase(
        "an expected count with a fraction",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - count(connected) == 5.5
            """#,
        expected: #"""
            s.yaml:5:25: error: a count is a whole number
                  - count(connected) == 5.5
                                        ^~~
            """#),
    ErrorMessageCase(
        "something behind an expectation",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - p99(Heartbeat) < 5s and more
            """#,
        expected: #"""
            s.yaml:5:25: error: unexpected `and more` after the value
                  - p99(Heartbeat) < 5s and more
                                        ^~~
            hint: write one comparison per line
            """#),
    ErrorMessageCase(
        "an expectation that became a mapping",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - p99(Heartbeat): < 5s
            """#,
        expected: #"""
            s.yaml:5:5: error: expected an expectation such as `p99(Authorize) < 5s`, found a mapping
                  - p99(Heartbeat): < 5s
                    ^
            """#),
    ErrorMessageCase(
        "an expectation on an action that no charge point sends",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - p99(Authorize) < 5s
            """#,
        expected: #"""
            s.yaml:5:9: warning: no charge point of this scenario sends `Authorize`
                  - p99(Authorize) < 5s
                        ^~~~~~~~~
            hint: without a single call the expectation is about nothing
            """#),
    ErrorMessageCase(
        "the hundredth percentile",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - p100(Heartbeat) < 5s
            """#,
        expected: #"""
            s.yaml:5:5: error: `p100` is no percentile: it lies between 0 and 100, with at most four decimals
                  - p100(Heartbeat) < 5s
                    ^~~~
            hint: write for example p99.9, or min and max for the ends
            """#),
    ErrorMessageCase(
        "a misspelt word alone",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - boted == planned
            """#,
        expected: #"""
            s.yaml:5:5: error: `boted` cannot be measured
                  - boted == planned
                    ^~~~~
            hint: did you mean `booted`?
            """#),
    ErrorMessageCase(
        "an expectation with a foreign unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            expect:
              - rate(calls) > 5/s
              - p99(Heartbeat) < 5 sec
            """#,
        expected: #"""
            s.yaml:6:24: error: `sec` is no unit of a latency
                  - p99(Heartbeat) < 5 sec
                                       ^~~
            hint: did you mean `5s`?
            """#),
]
