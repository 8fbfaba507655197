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
            s.yaml:5:5: error: unknown function `p99ms`
                  - p99ms(Heartbeat) < 5s
                    ^~~~~
            hint: known are p99 or any other percentile: mean, min, max, count, lost, duplicated, share
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
            s.yaml:5:5: error: unknown function `lots`
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
            s.yaml:5:5: error: a percentile lies above 0 and at most at 100
                  - p101(Heartbeat) < 5s
                    ^~~~
            hint: write such as `p99` or `p99.9`
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
            s.yaml:5:9: error: unknown action `Autorize`
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
            s.yaml:5:11: error: unknown subject `conected`
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
            s.yaml:5:11: error: unknown subject `transactions`
                  - share(transactions) < 1%
                          ^~~~~~~~~~~~
            hint: write errors, timeouts, late, dropped
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
            hint: write an action such as Authorize or Heartbeat
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
            s.yaml:5:9: error: expected `(`
                  - p99 < 5s
                        ^~~~
            hint: an expectation is such as `p99(Authorize) < 5s`
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
            s.yaml:5:19: error: expected `)` behind the subject
                  - p99(Heartbeat < 5s
                                  ^~~~
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
            s.yaml:5:22: error: unknown comparison `=`
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
            s.yaml:5:22: error: unknown comparison `=!`
                  - count(connected) =! 5
                                     ^~
            hint: the comparisons are <, <=, >, >=, ==, !=
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
            s.yaml:5:22: error: expected a comparison
                  - count(connected) 5
                                     ^
            hint: the comparisons are <, <=, >, >=, ==, !=
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
            s.yaml:5:22: error: a duration needs a unit
                  - p99(Heartbeat) < 5
                                     ^
            hint: write `5s`, `5m` or `5ms`
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
            s.yaml:5:22: error: expected a duration, found nothing
                  - "p99(Heartbeat) < "
                                     ^
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
            hint: write it in percent, such as `0.1%`
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
            s.yaml:5:26: error: unexpected `s` behind the value
                  - count(connected) == 5s
                                         ^
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
            s.yaml:5:25: error: unexpected `and more` behind the value
                  - p99(Heartbeat) < 5s and more
                                        ^~~~~~~~
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
]
