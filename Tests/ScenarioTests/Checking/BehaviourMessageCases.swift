// Recorded: with `RECORD_GOLDEN=1` the test prints what the compiler says now; compare before you take it over.

/// Errors of behaviours and pools.
let behaviourMessageCases: [ErrorMessageCase] = [
    ErrorMessageCase(
        "an unused behaviour",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            behaviours:
              b:
                - wait: 1s
            """#,
        expected: #"""
            s.yaml:5:3: warning: no group uses the behaviour `b`
                  b:
                  ^
            """#),
    ErrorMessageCase(
        "a behaviour that is a mapping",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b: {wait: 1s}
            """#,
        expected: #"""
            s.yaml:5:6: error: expected a list of steps, found a mapping
                  b: {wait: 1s}
                     ^
            hint: write such as `- wait: 20s`, or `[]` for none
            """#),
    ErrorMessageCase(
        "an unknown step",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - plugin
            """#,
        expected: #"""
            s.yaml:6:7: error: unknown step `plugin`
                    - plugin
                      ^~~~~~
            hint: did you mean `plug-in`?
            """#),
    ErrorMessageCase(
        "a step with two keys",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - wait: 1s
                  plug-in:
            """#,
        expected: #"""
            s.yaml:7:7: error: a step has one key, `plug-in` is a second one
                      plug-in:
                      ^~~~~~~
            hint: start a step of its own with `- `, or indent it below `wait`
            """#),
    ErrorMessageCase(
        "a list as a step",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - [wait]
            """#,
        expected: #"""
            s.yaml:6:7: error: expected a step, found a list
                    - [wait]
                      ^
            hint: a step is such as `- plug-in` or `- wait: 20s`
            """#),
    ErrorMessageCase(
        "an empty step",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                -
            """#,
        expected: #"""
            s.yaml:6:6: error: an empty step
                    -
                     ^
            hint: known are: wait, plug-in, unplug, authorize, charge, meter-values, send, repeat, every
            """#),
    ErrorMessageCase(
        "a wait without a duration",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - wait:
            """#,
        expected: #"""
            s.yaml:6:7: error: `wait` needs a duration
                    - wait:
                      ^~~~
            hint: write such as `wait: 20s`
            """#),
    ErrorMessageCase(
        "a wait without a unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - wait: exponential 20
            """#,
        expected: #"""
            s.yaml:6:25: error: a duration needs a unit
                    - wait: exponential 20
                                        ^~
            hint: write `20s`, `20m` or `20ms`
            """#),
    ErrorMessageCase(
        "a misspelt distribution",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - wait: exponental 20m
            """#,
        expected: #"""
            s.yaml:6:13: error: expected a duration, found `exponental`
                    - wait: exponental 20m
                            ^~~~~~~~~~
            hint: did you mean `exponential`?
            """#),
    ErrorMessageCase(
        "a uniform distribution the wrong way round",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - wait: uniform 20m..5m
            """#,
        expected: #"""
            s.yaml:6:21: error: the low value is above the high one
                    - wait: uniform 20m..5m
                                    ^~~~~~~
            hint: swap the two
            """#),
    ErrorMessageCase(
        "a uniform distribution with one value",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - wait: uniform 20m
            """#,
        expected: #"""
            s.yaml:6:23: error: `uniform` needs a low and a high value
                    - wait: uniform 20m
                                      ^
            hint: write them with two dots, such as `uniform 5m..20m`
            """#),
    ErrorMessageCase(
        "a normal distribution without a deviation",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - wait: normal 20m
            """#,
        expected: #"""
            s.yaml:6:22: error: `normal` needs a mean and a deviation
                    - wait: normal 20m
                                     ^
            hint: write them such as `normal 20m ± 5m` or `20m +- 5m`
            """#),
    ErrorMessageCase(
        "plug-in with a value",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - plug-in: 1
            """#,
        expected: #"""
            s.yaml:6:16: error: `plug-in` takes no value
                    - plug-in: 1
                               ^
            hint: write `- plug-in`
            """#),
    ErrorMessageCase(
        "authorize without a tag",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - authorize
            """#,
        expected: #"""
            s.yaml:6:7: error: `authorize` needs a tag
                    - authorize
                      ^~~~~~~~~
            hint: write `authorize: {pool: NAME}` or `authorize: {idTag: TAG}`
            """#),
    ErrorMessageCase(
        "authorize with an unknown key",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - authorize: {tag: A}
            """#,
        expected: #"""
            s.yaml:6:19: error: unknown key `tag` in `authorize`
                    - authorize: {tag: A}
                                  ^~~
            hint: known are: pool, idTag
            """#),
    ErrorMessageCase(
        "authorize with two keys",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - authorize: {pool: p, idTag: A}
            """#,
        expected: #"""
            s.yaml:6:28: error: `authorize` takes one of pool, idTag, not several
                    - authorize: {pool: p, idTag: A}
                                           ^~~~~
            """#),
    ErrorMessageCase(
        "an idTag that is too long",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - authorize: {idTag: ABCDEFGHIJKLMNOPQRSTU}
            """#,
        expected: #"""
            s.yaml:6:26: error: an idTag has at most 20 characters, this one has 21
                    - authorize: {idTag: ABCDEFGHIJKLMNOPQRSTU}
                                         ^~~~~~~~~~~~~~~~~~~~~
            """#),
    ErrorMessageCase(
        "a pool that is not declared beside others",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            pools: {commuters: {tags: 5}}
            behaviours:
              b:
                - authorize: {pool: comuters}
            """#,
        expected: #"""
            s.yaml:7:25: error: there is no pool `comuters`
                    - authorize: {pool: comuters}
                                        ^~~~~~~~
            hint: did you mean `commuters`?
            """#),
    ErrorMessageCase(
        "a pool without tags",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            pools: {p: {prefix: A}}
            behaviours:
              b:
                - authorize: {pool: p}
            """#,
        expected: #"""
            s.yaml:4:9: error: the pool `p` has no `tags`
                pools: {p: {prefix: A}}
                        ^
            hint: say how many, such as `tags: 500`
            """#),
    ErrorMessageCase(
        "a pool with tags that are too long",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            pools: {p: {tags: 1000, prefix: ABCDEFGHIJKLMNOPQRS}}
            behaviours:
              b:
                - authorize: {pool: p}
            """#,
        expected: #"""
            s.yaml:4:33: error: the tags of the pool would have 23 characters, at most 20 are allowed
                pools: {p: {tags: 1000, prefix: ABCDEFGHIJKLMNOPQRS}}
                                                ^~~~~~~~~~~~~~~~~~~
            hint: give a shorter `prefix`
            """#),
    ErrorMessageCase(
        "a pool that no behaviour uses",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            pools: {p: [A, B]}
            """#,
        expected: #"""
            s.yaml:4:9: warning: no behaviour in use takes tags from the pool `p`
                pools: {p: [A, B]}
                        ^
            """#),
    ErrorMessageCase(
        "a pool that is a word",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            pools: {p: many}
            behaviours:
              b:
                - authorize: {pool: p}
            """#,
        expected: #"""
            s.yaml:4:12: error: expected the tags of the pool, found a single value
                pools: {p: many}
                           ^~~~
            hint: write a list of tags, `{tags: 500, prefix: TAG}` or `per connector`
            """#),
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
