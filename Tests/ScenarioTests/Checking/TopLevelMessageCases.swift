// Recorded: with `RECORD_GOLDEN=1` the test prints what the compiler says now; compare before you take it over.

/// Errors of the document's own keys.
let topLevelMessageCases: [ErrorMessageCase] = [
    ErrorMessageCase(
        "missing keys",
        text: #"""
            seed: 1
            """#,
        expected: #"""
            s.yaml:1:1: error: `scenario` is missing
                seed: 1
                ^~~~
            hint: name the scenario, such as `scenario: morning rush`
            s.yaml:1:1: error: `duration` is missing
                seed: 1
                ^~~~
            hint: say how long the run lasts, such as `duration: 10m`
            s.yaml:1:1: error: `fleet` is missing
                seed: 1
                ^~~~
            hint: describe the charge points, such as `fleet: {depot: {count: 10}}`
            """#),
    ErrorMessageCase(
        "an unknown key at the top with a suggestion",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            behaviors: {}
            """#,
        expected: #"""
            s.yaml:4:1: error: unknown key `behaviors` in a scenario
                behaviors: {}
                ^~~~~~~~~
            hint: did you mean `behaviours`?
            """#),
    ErrorMessageCase(
        "an unknown key at the top without a suggestion",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            wibble: {}
            """#,
        expected: #"""
            s.yaml:4:1: error: unknown key `wibble` in a scenario
                wibble: {}
                ^~~~~~
            hint: known are: scenario, seed, duration, clock, target, charge-points, cars, fleet, behaviours, \#
            pools, central-system, faults, expect
            """#),
    ErrorMessageCase(
        "a duration without a unit",
        text: #"""
            scenario: s
            duration: 90
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: a duration needs a unit
                duration: 90
                          ^~
            hint: write `90s`, `90m` or `90ms`
            """#),
    ErrorMessageCase(
        "a duration with a colon",
        text: #"""
            scenario: s
            duration: 1:30
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: `1:30` is not a duration
                duration: 1:30
                          ^~~~
            hint: a time with colons is not understood; write it with units, such as `90s` or `1h30m`
            """#),
    ErrorMessageCase(
        "a duration with a foreign unit",
        text: #"""
            scenario: s
            duration: 10 min
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:14: error: unknown unit `min`
                duration: 10 min
                             ^~~
            hint: did you mean `10m`?
            """#),
    ErrorMessageCase(
        "a duration with an unknown unit",
        text: #"""
            scenario: s
            duration: 10w
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:13: error: unknown unit `w`
                duration: 10w
                            ^
            hint: the units of a duration are ms, s, m, h, d
            """#),
    ErrorMessageCase(
        "a negative duration",
        text: #"""
            scenario: s
            duration: -10s
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: a duration must not be negative
                duration: -10s
                          ^~~
            """#),
    ErrorMessageCase(
        "a duration of nothing",
        text: #"""
            scenario: s
            duration: 0s
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: `duration` must be longer than nothing
                duration: 0s
                          ^~
            """#),
    ErrorMessageCase(
        "a duration that is too long",
        text: #"""
            scenario: s
            duration: 99999999d
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: the number is too large
                duration: 99999999d
                          ^~~~~~~~~
            hint: the longest duration is 3650d
            """#),
    ErrorMessageCase(
        "a duration finer than a millisecond",
        text: #"""
            scenario: s
            duration: 0.5ms
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: a duration is a whole number of milliseconds
                duration: 0.5ms
                          ^~~~~
            """#),
    ErrorMessageCase(
        "units out of order",
        text: #"""
            scenario: s
            duration: 10s1m
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: the units of a duration go from large to small, each once
                duration: 10s1m
                          ^~~~~
            """#),
    ErrorMessageCase(
        "a word where a duration belongs",
        text: #"""
            scenario: s
            duration: long
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: expected a duration, found `long`
                duration: long
                          ^~~~
            """#),
    ErrorMessageCase(
        "no as a duration",
        text: #"""
            scenario: s
            duration: no
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: expected a duration, found `no`
                duration: no
                          ^~
            """#),
    ErrorMessageCase(
        "something behind a duration",
        text: #"""
            scenario: s
            duration: 10s or so
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:15: error: unexpected `or so` behind the value
                duration: 10s or so
                              ^~~~~
            """#),
    ErrorMessageCase(
        "a mapping where a duration belongs",
        text: #"""
            scenario: s
            duration: {m: 10}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: expected a duration such as `10m`, found a mapping
                duration: {m: 10}
                          ^
            """#),
    ErrorMessageCase(
        "a value left out",
        text: #"""
            scenario:
            duration: 10s
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:1:10: error: expected a name, found nothing
                scenario:
                         ^
            """#),
    ErrorMessageCase(
        "an exponent in a number",
        text: #"""
            scenario: s
            duration: 1e3s
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:12: error: a number with an exponent
                duration: 1e3s
                           ^~~
            hint: write all digits
            """#),
    ErrorMessageCase(
        "a comma in a number",
        text: #"""
            scenario: s
            duration: 1,5s
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:12: error: a comma in a number
                duration: 1,5s
                           ^~~
            hint: a fraction follows a point, thousands are not separated
            """#),
    ErrorMessageCase(
        "a negative seed",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            seed: -1
            """#,
        expected: #"""
            s.yaml:4:7: error: the seed must be a whole number that is not negative
                seed: -1
                      ^~
            hint: 0 to 18446744073709551615
            """#),
    ErrorMessageCase(
        "a seed that is too large",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            seed: 18446744073709551616
            """#,
        expected: #"""
            s.yaml:4:7: error: the seed is too large
                seed: 18446744073709551616
                      ^~~~~~~~~~~~~~~~~~~~
            hint: 0 to 18446744073709551615
            """#),
    ErrorMessageCase(
        "a seed that is no number",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            seed: lucky
            """#,
        expected: #"""
            s.yaml:4:7: error: the seed must be a whole number that is not negative
                seed: lucky
                      ^~~~~
            hint: 0 to 18446744073709551615
            """#),
    ErrorMessageCase(
        "a clock without its x",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            clock: 60
            """#,
        expected: #"""
            s.yaml:4:9: error: the clock factor ends with `x`
                clock: 60
                        ^
            hint: write `60x` for sixty times faster
            """#),
    ErrorMessageCase(
        "a clock of zero",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            clock: 0x
            """#,
        expected: #"""
            s.yaml:4:8: error: the clock factor is a whole number from 1 to 100000
                clock: 0x
                       ^~
            """#),
    ErrorMessageCase(
        "a target that is no URL",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            target: http://host
            """#,
        expected: #"""
            s.yaml:4:9: error: the target is neither `included` nor a WebSocket URL
                target: http://host
                        ^~~~~~~~~~~
            hint: write such as `ws://host:9000/ocpp`
            """#),
    ErrorMessageCase(
        "a misspelt target",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            target: inclouded
            """#,
        expected: #"""
            s.yaml:4:9: error: the target is neither `included` nor a WebSocket URL
                target: inclouded
                        ^~~~~~~~~
            hint: did you mean `included`?
            """#),
    ErrorMessageCase(
        "a target without a host",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            target: ws:///ocpp
            """#,
        expected: #"""
            s.yaml:4:9: error: the URL has no host
                target: ws:///ocpp
                        ^~~~~~~~~~
            hint: write such as `ws://host:9000/ocpp`
            """#),
    ErrorMessageCase(
        "a target with a fragment",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            target: "ws://host/ocpp?a=b#c"
            """#,
        expected: #"""
            s.yaml:4:28: error: a target has no spaces and no fragment
                target: "ws://host/ocpp?a=b#c"
                                           ^
            hint: the identity is appended to the path, before a query
            """#),
    ErrorMessageCase(
        "several targets are not built",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            target:
              - ws://a/ocpp
              - ws://b/ocpp
            """#,
        expected: #"""
            s.yaml:5:3: error: a scenario with several targets is not built yet
                  - ws://a/ocpp
                  ^
            hint: name one target
            """#),
    ErrorMessageCase(
        "faults and central-system are not built",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            faults: []
            central-system:
              - at: 2m
            """#,
        expected: #"""
            s.yaml:4:1: error: `faults` is not built yet
                faults: []
                ^~~~~~
            hint: remove this section to run the rest
            s.yaml:5:1: error: `central-system` is not built yet
                central-system:
                ^~~~~~~~~~~~~~
            hint: remove this section to run the rest
            """#),
    ErrorMessageCase(
        "a name that is too long",
        text: #"""
            scenario: nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn\#
            nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn
            duration: 10s
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:1:11: error: the name is longer than 100 characters
                scenario: nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn\#
            nnnnnnnnnnnnnnnnnnnnnnnnnn…
                          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\#
            ~~~~~~~~~~~~~~~~~~~~~~~~~~
            """#),
]
