// Recorded: with `RECORD_GOLDEN=1` the test prints what the compiler says now; compare before you take it over.

/// Errors of charging sessions, loops and payloads.
let sessionMessageCases: [ErrorMessageCase] = [
    ErrorMessageCase(
        "charge without a goal",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - charge
            """#,
        expected: #"""
            s.yaml:6:7: error: `charge` needs a goal
                    - charge
                      ^~~~~~
            hint: write `charge: {until: 80%}`, `charge: {for: 45m}` or `charge: {energy: 20kWh}`
            """#),
    ErrorMessageCase(
        "charge to more than full",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - plug-in
                - authorize: {idTag: A}
                - charge: {until: 120%}
            """#,
        expected: #"""
            s.yaml:8:23: error: the state of charge lies above 0% and at most at 100%
                    - charge: {until: 120%}
                                      ^~~~
            """#),
    ErrorMessageCase(
        "charge with the wrong unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - plug-in
                - authorize: {idTag: A}
                - charge: {energy: 20kW}
            """#,
        expected: #"""
            s.yaml:8:26: error: unknown unit `kW`
                    - charge: {energy: 20kW}
                                         ^~
            hint: did you mean `20kWh`?
            """#),
    ErrorMessageCase(
        "charge without a unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - plug-in
                - authorize: {idTag: A}
                - charge: {until: 80}
            """#,
        expected: #"""
            s.yaml:8:23: error: a percentage needs a unit
                    - charge: {until: 80}
                                      ^~
            hint: write `80%`
            """#),
    ErrorMessageCase(
        "charge without a cable and a tag",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - charge: {for: 1m}
            """#,
        expected: #"""
            s.yaml:6:7: error: `charge` without a cable
                    - charge: {for: 1m}
                      ^~~~~~
            hint: put `- plug-in` before it
            s.yaml:6:7: error: `charge` without an authorized tag
                    - charge: {for: 1m}
                      ^~~~~~
            hint: put `- authorize: …` before it; each transaction needs its own
            """#),
    ErrorMessageCase(
        "a second charge with one tag",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - plug-in
                - authorize: {idTag: A}
                - charge: {for: 1m}
                - charge: {for: 1m}
            """#,
        expected: #"""
            s.yaml:9:7: error: `charge` without an authorized tag
                    - charge: {for: 1m}
                      ^~~~~~
            hint: put `- authorize: …` before it; each transaction needs its own
            """#),
    ErrorMessageCase(
        "a cable that stays in",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - repeat: forever
                  steps:
                    - plug-in
                    - wait: 1s
            """#,
        expected: #"""
            s.yaml:8:11: error: the cable is plugged in already when this step runs
                        - plug-in
                          ^~~~~~~
            hint: take it out with `- unplug` before, in a loop at the end of the round
            """#),
    ErrorMessageCase(
        "a loop that takes no time",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - repeat: forever
                  steps:
                    - plug-in
                    - unplug
            """#,
        expected: #"""
            s.yaml:6:7: error: a round of this `repeat: forever` takes no time
                    - repeat: forever
                      ^~~~~~
            hint: put a `wait` or a step that awaits an answer into it
            """#),
    ErrorMessageCase(
        "a loop without steps",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - repeat: 3
            """#,
        expected: #"""
            s.yaml:6:7: error: `repeat` has no `steps`
                    - repeat: 3
                      ^~~~~~
            hint: write `steps:` below it, indented as far as `repeat`
            """#),
    ErrorMessageCase(
        "a loop with misspelt steps",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - repeat: 3
                  step:
                    - wait: 1s
            """#,
        expected: #"""
            s.yaml:6:7: error: `repeat` has no `steps`
                    - repeat: 3
                      ^~~~~~
            hint: write `steps:` below it, indented as far as `repeat`
            s.yaml:7:7: error: unknown key `step` beside `repeat`
                      step:
                      ^~~~
            hint: did you mean `steps`?
            """#),
    ErrorMessageCase(
        "a loop with an empty list",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - repeat: 3
                  steps: []
            """#,
        expected: #"""
            s.yaml:7:14: error: `repeat` repeats nothing
                      steps: []
                             ^
            """#),
    ErrorMessageCase(
        "a loop with a misspelt forever",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - repeat: for ever
                  steps:
                    - wait: 1s
            """#,
        expected: #"""
            s.yaml:6:15: error: `repeat` takes `forever` or a number, not `for ever`
                    - repeat: for ever
                              ^~~~~~~~
            hint: did you mean `forever`?
            """#),
    ErrorMessageCase(
        "a loop of no rounds",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - repeat: 0
                  steps:
                    - wait: 1s
            """#,
        expected: #"""
            s.yaml:6:15: error: the number of rounds must be at least 1
                    - repeat: 0
                              ^
            """#),
    ErrorMessageCase(
        "loops too deep",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - repeat: 2
                  steps:
                    - repeat: 2
                      steps:
                        - repeat: 2
                          steps:
                            - repeat: 2
                              steps:
                                - repeat: 2
                                  steps:
                                    - wait: 1s
            """#,
        expected: #"""
            s.yaml:14:23: error: loops stand at most 4 deep inside each other
                                    - repeat: 2
                                      ^~~~~~
            """#),
    ErrorMessageCase(
        "a step behind a loop without end",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - repeat: forever
                  steps:
                    - wait: 1s
                - wait: 5s
            """#,
        expected: #"""
            s.yaml:9:7: warning: this step is never reached: the `repeat: forever` before it never ends
                    - wait: 5s
                      ^~~~
            """#),
    ErrorMessageCase(
        "an open loop behind a loop without end",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - repeat: forever
                  steps:
                    - wait: 1s
                - every: 1s
                  steps:
                    - meter-values
            """#,
        expected: #"""
            s.yaml:9:7: error: this `every` is never reached: the `repeat: forever` before it never ends
                    - every: 1s
                      ^~~~~
            hint: put the two into behaviours of two groups
            """#),
    ErrorMessageCase(
        "a step behind an open loop",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - every: 1s
                  steps:
                    - meter-values
                - wait: 5s
            """#,
        expected: #"""
            s.yaml:9:7: error: a step behind `every` is never reached: `every` runs to the end of the run
                    - wait: 5s
                      ^~~~
            hint: put it before the first `every`
            """#),
    ErrorMessageCase(
        "an open loop inside a loop",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - repeat: 2
                  steps:
                    - every: 1s
                      steps:
                        - meter-values
            """#,
        expected: #"""
            s.yaml:8:11: error: `every` stands at the top of a behaviour only
                        - every: 1s
                          ^~~~~
            hint: use `repeat` and `wait` inside of other steps
            """#),
    ErrorMessageCase(
        "a loop without end inside an open loop",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - every: 1s
                  steps:
                    - repeat: forever
                      steps:
                        - meter-values
            """#,
        expected: #"""
            s.yaml:8:11: error: a `repeat: forever` inside `every` keeps its round from ever ending
                        - repeat: forever
                          ^~~~~~
            hint: repeat a number of times
            """#),
    ErrorMessageCase(
        "an open loop without a unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - every: 200
                  steps:
                    - meter-values
            """#,
        expected: #"""
            s.yaml:6:14: error: a duration needs a unit
                    - every: 200
                             ^~~
            hint: write `200s`, `200m` or `200ms`
            """#),
    ErrorMessageCase(
        "send without an action",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - send
            """#,
        expected: #"""
            s.yaml:6:7: error: `send` needs an action and its payload
                    - send
                      ^~~~
            hint: write such as `send: {Heartbeat: {}}`
            """#),
    ErrorMessageCase(
        "send with an unknown action",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - send: {Heartbeet: {}}
            """#,
        expected: #"""
            s.yaml:6:14: error: unknown action `Heartbeet`
                    - send: {Heartbeet: {}}
                             ^~~~~~~~~
            hint: did you mean `Heartbeat`?
            """#),
    ErrorMessageCase(
        "send with an action of the central system",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - send: {Reset: {type: Soft}}
            """#,
        expected: #"""
            s.yaml:6:14: warning: `Reset` is sent by central systems, a charge point never sends it
                    - send: {Reset: {type: Soft}}
                             ^~~~~
            """#),
    ErrorMessageCase(
        "send with two actions",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - send: {Heartbeat: {}, BootNotification: {}}
            """#,
        expected: #"""
            s.yaml:6:29: error: `send` takes one action, `BootNotification` is a second one
                    - send: {Heartbeat: {}, BootNotification: {}}
                                            ^~~~~~~~~~~~~~~~
            hint: write a step of its own for each
            """#),
    ErrorMessageCase(
        "a payload that is not a mapping",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - send: {Heartbeat: 5}
            """#,
        expected: #"""
            s.yaml:6:25: error: the payload of `Heartbeat` must be a mapping, found a single value
                    - send: {Heartbeat: 5}
                                        ^
            hint: an empty payload is `{}`
            """#),
    ErrorMessageCase(
        "a payload that was left out",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - send:
                    Heartbeat:
            """#,
        expected: #"""
            s.yaml:7:9: error: the payload of `Heartbeat` must be a mapping, found nothing
                        Heartbeat:
                        ^~~~~~~~~
            hint: an empty payload is `{}`
            """#),
    ErrorMessageCase(
        "no and 1:30 in a payload",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - send: {DataTransfer: {vendorId: a, data: no, messageId: 1:30}}
            """#,
        expected: #"""
            s.yaml:6:48: warning: `no` is sent as a text, not as a boolean
                    - send: {DataTransfer: {vendorId: a, data: no, messageId: 1:30}}
                                                               ^~
            hint: write `false`, or put the text in quotes
            s.yaml:6:63: warning: `1:30` is sent as a text, not as a number
                    - send: {DataTransfer: {vendorId: a, data: no, messageId: 1:30}}
                                                                              ^~~~
            hint: put it in quotes if a text is meant
            """#),
    ErrorMessageCase(
        "a payload with a number JSON does not have",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - send: {DataTransfer: {vendorId: .nan}}
            """#,
        expected: #"""
            s.yaml:6:39: error: `.nan` is no number that JSON can carry
                    - send: {DataTransfer: {vendorId: .nan}}
                                                      ^~~~
            hint: put it in quotes if a text is meant
            """#),
]
