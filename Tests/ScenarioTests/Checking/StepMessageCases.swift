// Recorded: with `RECORD_GOLDEN=1` the test prints what the compiler says now; compare before you take it over.

/// Errors of behaviours, steps and pools.
let stepMessageCases: [ErrorMessageCase] = [
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
            s.yaml:6:16: error: expected `car` and `soc`, found a single value
                    - plug-in: 1
                               ^
            hint: write `- plug-in`, or `- plug-in: {car: small, soc: 20%}`
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
]
