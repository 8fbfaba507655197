// Recorded: with `RECORD_GOLDEN=1` the test prints what the compiler says now; compare before you take it over.

/// Errors of groups.
let fleetMessageCases: [ErrorMessageCase] = [
    ErrorMessageCase(
        "an empty fleet",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {}
            """#,
        expected: #"""
            s.yaml:3:8: error: the fleet has no group
                fleet: {}
                       ^
            """#),
    ErrorMessageCase(
        "a fleet that is a list",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              - a
            """#,
        expected: #"""
            s.yaml:4:3: error: expected groups by name, found a list
                  - a
                  ^
            hint: write such as `fleet: {depot: {count: 10}}`
            """#),
    ErrorMessageCase(
        "a group that is a number",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: 5}
            """#,
        expected: #"""
            s.yaml:3:12: error: expected the keys of a group, found a single value
                fleet: {a: 5}
                           ^
            hint: it needs at least `count`
            """#),
    ErrorMessageCase(
        "a group without a count",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {arrive: at once}}
            """#,
        expected: #"""
            s.yaml:3:9: error: the group `a` has no `count`
                fleet: {a: {arrive: at once}}
                        ^
            hint: say how many, such as `count: 10`
            """#),
    ErrorMessageCase(
        "a group's name with a space",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a b: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:9: error: `a b` is no name for a group
                fleet: {a b: {count: 1}}
                        ^~~
            hint: names have letters, digits, `-` and `_`, at most 40
            """#),
    ErrorMessageCase(
        "an unknown key of a group",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                behavior: idle
            """#,
        expected: #"""
            s.yaml:6:5: error: unknown key `behavior` in a group
                    behavior: idle
                    ^~~~~~~~
            hint: did you mean `behaviour`?
            """#),
    ErrorMessageCase(
        "a count of zero",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 0}}
            """#,
        expected: #"""
            s.yaml:3:20: error: `count` must be at least 1
                fleet: {a: {count: 0}}
                                   ^
            """#),
    ErrorMessageCase(
        "a negative count",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: -3}}
            """#,
        expected: #"""
            s.yaml:3:20: error: `count` must not be negative
                fleet: {a: {count: -3}}
                                   ^~
            """#),
    ErrorMessageCase(
        "a count in quotes",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: "10"}}
            """#,
        expected: #"""
            s.yaml:3:20: error: `count` is a number, found a text in quotes
                fleet: {a: {count: "10"}}
                                   ^~~~
            hint: remove the quotes
            """#),
    ErrorMessageCase(
        "a count with a fraction",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1.5}}
            """#,
        expected: #"""
            s.yaml:3:20: error: `count` must be a whole number
                fleet: {a: {count: 1.5}}
                                   ^~~
            """#),
    ErrorMessageCase(
        "a count with a unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 10k}}
            """#,
        expected: #"""
            s.yaml:3:22: error: `count` is a plain number; `k` does not belong to it
                fleet: {a: {count: 10k}}
                                     ^
            """#),
    ErrorMessageCase(
        "a count with an underscore",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 10_000}}
            """#,
        expected: #"""
            s.yaml:3:22: error: an underscore in a number
                fleet: {a: {count: 10_000}}
                                     ^~~~
            hint: write the digits without a separator
            """#),
    ErrorMessageCase(
        "a count that overflows",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 99999999999999999999}}
            """#,
        expected: #"""
            s.yaml:3:20: error: the number is too large or too fine
                fleet: {a: {count: 99999999999999999999}}
                                   ^~~~~~~~~~~~~~~~~~~~
            hint: at most 15 digits, 6 behind the point
            """#),
    ErrorMessageCase(
        "a count above the limit",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1000001}}
            """#,
        expected: #"""
            s.yaml:3:20: error: `count` must be at most 1000000
                fleet: {a: {count: 1000001}}
                                   ^~~~~~~
            """#),
    ErrorMessageCase(
        "groups above the limit together",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a: {count: 600000}
              b: {count: 600000}
            """#,
        expected: #"""
            s.yaml:5:14: error: the fleet has more than 1000000 charge points
                  b: {count: 600000}
                             ^~~~~~
            """#),
    ErrorMessageCase(
        "an unknown kind",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                charge-point: ac-22kw
            """#,
        expected: #"""
            s.yaml:6:19: error: unknown charge point `ac-22kw`
                    charge-point: ac-22kw
                                  ^~~~~~~
            hint: did you mean `ac-22kw-two-connectors`?
            """#),
    ErrorMessageCase(
        "no connectors",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                connectors: 0
            """#,
        expected: #"""
            s.yaml:6:17: error: `connectors` must be at least 1
                    connectors: 0
                                ^
            """#),
    ErrorMessageCase(
        "an arrival without a unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                arrive: 100
            """#,
        expected: #"""
            s.yaml:6:13: error: a rate needs a unit
                    arrive: 100
                            ^~~
            hint: write `at once`, `over 60s`, `100/s` or `100/s poisson`
            """#),
    ErrorMessageCase(
        "an arrival with an unknown unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                arrive: 100/sec
            """#,
        expected: #"""
            s.yaml:6:16: error: unknown unit `/sec`
                    arrive: 100/sec
                               ^~~~
            hint: rates are /s, /m or /h
            """#),
    ErrorMessageCase(
        "an arrival with a misspelt word",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                arrive: 100/s posson
            """#,
        expected: #"""
            s.yaml:6:19: error: unexpected `posson` behind the rate
                    arrive: 100/s posson
                                  ^~~~~~
            hint: did you mean `poisson`?
            """#),
    ErrorMessageCase(
        "an arrival over nothing",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                arrive: over 0s
            """#,
        expected: #"""
            s.yaml:6:18: error: the arrivals need some time
                    arrive: over 0s
                                 ^~
            hint: or write `at once`
            """#),
    ErrorMessageCase(
        "an arrival at a rate of zero",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                arrive: 0/s
            """#,
        expected: #"""
            s.yaml:6:13: error: a rate must be above 0 and at most 1000000/s
                    arrive: 0/s
                            ^~~
            """#),
    ErrorMessageCase(
        "an unknown arrival",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                arrive: slowly
            """#,
        expected: #"""
            s.yaml:6:13: error: unknown arrival `slowly`
                    arrive: slowly
                            ^~~~~~
            hint: write `at once`, `over 60s`, `100/s` or `100/s poisson`
            """#),
    ErrorMessageCase(
        "arrivals that the run does not see",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 100
                arrive: 5/s
            """#,
        expected: #"""
            s.yaml:6:13: warning: the run ends before all charge points of `a` have arrived
                    arrive: 5/s
                            ^~~
            hint: the last one is due 20s after the start
            """#),
    ErrorMessageCase(
        "an unknown behaviour",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                behaviour: commutr
            """#,
        expected: #"""
            s.yaml:6:16: error: unknown behaviour `commutr`
                    behaviour: commutr
                               ^~~~~~~
            hint: did you mean `commuter`?
            """#),
    ErrorMessageCase(
        "an unknown word behind per",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                per: conector
            """#,
        expected: #"""
            s.yaml:6:10: error: unknown word `conector` behind `per`
                    per: conector
                         ^~~~~~~~
            hint: did you mean `connector`?
            """#),
    ErrorMessageCase(
        "quirks are not built",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                quirks: {stop-tx-minus1: 5%}
            """#,
        expected: #"""
            s.yaml:6:5: error: `quirks` is not built yet
                    quirks: {stop-tx-minus1: 5%}
                    ^~~~~~
            hint: remove this key to run the rest
            """#),
    ErrorMessageCase(
        "an unknown configuration key",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                configuration: {MeterValueSampleIntervall: 60}
            """#,
        expected: #"""
            s.yaml:6:21: error: unknown configuration key `MeterValueSampleIntervall`
                    configuration: {MeterValueSampleIntervall: 60}
                                    ^~~~~~~~~~~~~~~~~~~~~~~~~
            hint: did you mean `MeterValueSampleInterval`?
            """#),
    ErrorMessageCase(
        "a configuration key twice in two spellings",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                configuration: {HeartbeatInterval: 60, heartbeatinterval: 30}
            """#,
        expected: #"""
            s.yaml:6:44: error: the configuration key `HeartbeatInterval` is given twice
                    configuration: {HeartbeatInterval: 60, heartbeatinterval: 30}
                                                           ^~~~~~~~~~~~~~~~~
            """#),
    ErrorMessageCase(
        "a configuration value of the wrong type",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                configuration: {LocalPreAuthorize: yes, BlinkRepeat: often}
            """#,
        expected: #"""
            s.yaml:6:40: error: `LocalPreAuthorize` is `true` or `false`, not `yes`
                    configuration: {LocalPreAuthorize: yes, BlinkRepeat: often}
                                                       ^~~
            hint: `yes`, `no`, `on` and `off` are plain texts here
            s.yaml:6:58: error: `BlinkRepeat` is a whole number, not `often`
                    configuration: {LocalPreAuthorize: yes, BlinkRepeat: often}
                                                                         ^~~~~
            """#),
    ErrorMessageCase(
        "the number of connectors as configuration",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                configuration: {NumberOfConnectors: 2}
            """#,
        expected: #"""
            s.yaml:6:21: error: the number of connectors is not set by configuration
                    configuration: {NumberOfConnectors: 2}
                                    ^~~~~~~~~~~~~~~~~~
            hint: write `connectors` in the group
            """#),
    ErrorMessageCase(
        "an identity without an index",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 2, identity: CP}}
            """#,
        expected: #"""
            s.yaml:3:33: error: all 2 charge points of the group would have the same identity
                fleet: {a: {count: 2, identity: CP}}
                                                ^~
            hint: put `{index}` into it, such as `CP{index:05}`
            """#),
    ErrorMessageCase(
        "an identity with an unknown placeholder",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                identity: "CP{indx:05}"
            """#,
        expected: #"""
            s.yaml:6:18: error: unknown placeholder `{indx:05}`
                    identity: "CP{indx:05}"
                                 ^~~~~~~~~
            hint: there are {index} and {group}
            """#),
    ErrorMessageCase(
        "an identity with an open brace",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                identity: "CP{index"
            """#,
        expected: #"""
            s.yaml:6:18: error: a brace is not closed
                    identity: "CP{index"
                                 ^~~~~~
            hint: write such as `CP{index:05}` or `{group}-{index:05}`
            """#),
    ErrorMessageCase(
        "an identity with a wrong width",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                identity: "CP{index:99}"
            """#,
        expected: #"""
            s.yaml:6:18: error: the width of `{index}` is a number of digits from 1 to 20
                    identity: "CP{index:99}"
                                 ^~~~~~~~~~
            hint: write such as `{index:05}`
            """#),
    ErrorMessageCase(
        "an identity with a space",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                identity: "CP {index}"
            """#,
        expected: #"""
            s.yaml:6:16: error: an identity has no spaces
                    identity: "CP {index}"
                               ^~~
            """#),
    ErrorMessageCase(
        "an identity that is too long",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                identity: "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC{index:05}"
            """#,
        expected: #"""
            s.yaml:6:15: error: the identity `CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC00001` has more than \#
            48 characters
                    identity: "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC{index:05}"
                              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
            """#),
    ErrorMessageCase(
        "groups that share identities",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 20
                identity: "CP{index}"
              b:
                count: 20
                identity: "CP1{index}"
            """#,
        expected: #"""
            s.yaml:7:3: error: the groups `a` and `b` both have a charge point `CP11`
                  b:
                  ^
            hint: identities must differ: put `{group}` into one of the patterns
            """#),
    ErrorMessageCase(
        "a call time-out of nothing",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                call-timeout: 0s
            """#,
        expected: #"""
            s.yaml:6:19: error: `call-timeout` must be longer than nothing
                    call-timeout: 0s
                                  ^~
            """#),
]
