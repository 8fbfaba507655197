// Recorded: with `RECORD_GOLDEN=1` the test prints what the compiler says now; compare before you take it over.

/// Errors of the text as YAML.
let syntaxMessageCases: [ErrorMessageCase] = [
    ErrorMessageCase(
        "an empty document",
        text: #"""
            """#,
        expected: #"""
            s.yaml:1:1: error: the scenario is empty
            hint: it needs at least `scenario`, `duration` and `fleet`
            """#),
    ErrorMessageCase(
        "a document of comments alone",
        text: #"""
            # nothing
            """#,
        expected: #"""
            s.yaml:1:1: error: the scenario is empty
                # nothing
                ^
            hint: it needs at least `scenario`, `duration` and `fleet`
            """#),
    ErrorMessageCase(
        "a list instead of a mapping",
        text: #"""
            - a
            - b
            """#,
        expected: #"""
            s.yaml:1:1: error: a scenario is a mapping of keys and values, not a list
                - a
                ^
            hint: it starts such as `scenario: morning rush`
            """#),
    ErrorMessageCase(
        "a single value instead of a mapping",
        text: #"""
            hello
            """#,
        expected: #"""
            s.yaml:1:1: error: a scenario is a mapping of keys and values, not a single value
                hello
                ^~~~~
            hint: it starts such as `scenario: morning rush`
            """#),
    ErrorMessageCase(
        "a second document",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            ---
            scenario: t
            """#,
        expected: #"""
            s.yaml:4:1: error: a second document starts here
                ---
                ^
            hint: a scenario file holds one document; remove this `---` or split the file
            """#),
    ErrorMessageCase(
        "a tab in the indentation",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
            \#u{9}a:
            \#u{9}\#u{9}count: 1
            """#,
        expected: #"""
            s.yaml:4:1: error: a tab in the indentation
                \#u{9}a:
                ^
            hint: YAML is indented with spaces
            s.yaml:5:1: error: a tab in the indentation
                \#u{9}\#u{9}count: 1
                ^
            hint: YAML is indented with spaces
            """#),
    ErrorMessageCase(
        "a tab inside a line is kept in the excerpt",
        text: #"""
            scenario: s
            duration:\#u{9}10
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: a duration needs a unit
                duration:\#u{9}10
                         \#u{9}^~
            hint: write `10s`, `10m` or `10ms`
            """#),
    ErrorMessageCase(
        "a duplicate key at the top",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            seed: 1
            duration: 20s
            """#,
        expected: #"""
            s.yaml:5:1: error: the key `duration` is given twice
                duration: 20s
                ^~~~~~~~
            hint: it was given in line 2 already; remove one of the two
            """#),
    ErrorMessageCase(
        "a key given three times in a group",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a:
                count: 1
                arrive: at once
                count: 2
                count: 3
            """#,
        expected: #"""
            s.yaml:7:5: error: the key `count` is given twice
                    count: 2
                    ^~~~~
            hint: it was given in line 5 already; remove one of the two
            s.yaml:8:5: error: the key `count` is given twice
                    count: 3
                    ^~~~~
            hint: it was given in line 5 already; remove one of the two
            """#),
    ErrorMessageCase(
        "duplicate keys in two mappings, plain and quoted",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, "count": 2}, b: {count: 1}, 'a': {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:23: error: the key `count` is given twice
                fleet: {a: {count: 1, "count": 2}, b: {count: 1}, 'a': {count: 1}}
                                      ^~~~~~~
            hint: it was given in line 3 already; remove one of the two
            s.yaml:3:51: error: the key `a` is given twice
                fleet: {a: {count: 1, "count": 2}, b: {count: 1}, 'a': {count: 1}}
                                                                  ^~~
            hint: it was given in line 3 already; remove one of the two
            """#),
    ErrorMessageCase(
        "a duplicate key and other errors at once",
        text: #"""
            scenario: s
            duration: 10
            duration: 20
            sead: 4
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:2:11: error: a duration needs a unit
                duration: 10
                          ^~
            hint: write `10s`, `10m` or `10ms`
            s.yaml:3:1: error: the key `duration` is given twice
                duration: 20
                ^~~~~~~~
            hint: it was given in line 2 already; remove one of the two
            s.yaml:4:1: error: unknown key `sead` in a scenario
                sead: 4
                ^~~~
            hint: did you mean `seed`?
            """#),
    ErrorMessageCase(
        "a merge key",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
              a: &a {count: 1}
              b:
                <<: *a
            """#,
        expected: #"""
            s.yaml:5:3: error: the group `b` has no `count`
                  b:
                  ^
            hint: say how many, such as `count: 10`
            s.yaml:6:5: error: merge keys (`<<`) are not part of the language
                    <<: *a
                    ^~
            hint: an alias may stand for a whole value: `steps: *name`
            """#),
    ErrorMessageCase(
        "an undefined alias",
        text: #"""
            scenario: s
            duration: 10s
            fleet: *nothing
            """#,
        expected: #"""
            s.yaml:3:8: error: no anchor of this name was set before
                fleet: *nothing
                       ^
            hint: set it with `&name` before `*name`; put a text that starts with `*` in quotes
            """#),
    ErrorMessageCase(
        "a tag",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: !!int 5}}
            """#,
        expected: #"""
            s.yaml:3:20: error: tags (`!…`) are not part of the language
                fleet: {a: {count: !!int 5}}
                                   ^
            hint: put a text that starts with `!` in quotes
            """#),
    ErrorMessageCase(
        "a bracket that is not closed",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}
            """#,
        expected: #"""
            s.yaml:3:8: error: this is not valid YAML: did not find expected ',' or '}' (while parsing a flow mapping)
                fleet: {a: {count: 1}
                       ^
            hint: a bracket is not closed, or a comma is missing
            """#),
    ErrorMessageCase(
        "a quote that is not closed",
        text: #"""
            scenario: "s
            duration: 10s
            """#,
        expected: #"""
            s.yaml:1:11: error: this is not valid YAML: found unexpected end of stream (while scanning a quoted scalar)
                scenario: "s
                          ^
            hint: a quote is not closed
            """#),
    ErrorMessageCase(
        "a colon in a plain text",
        text: #"""
            scenario: s: t
            duration: 10s
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:1:12: error: this is not valid YAML: mapping values are not allowed in this context
                scenario: s: t
                           ^
            hint: check the indentation; a text with `: ` in it needs quotes
            """#),
    ErrorMessageCase(
        "bad indentation",
        text: #"""
            scenario: s
            duration: 10s
            fleet:
                a:
                  count: 1
              b:
                count: 1
            """#,
        expected: #"""
            s.yaml:6:3: error: this is not valid YAML: did not find expected key (while parsing a block mapping)
                  b:
                  ^
            hint: check the indentation of this line and the one before
            """#),
    ErrorMessageCase(
        "a text that starts with a special character",
        text: #"""
            scenario: @home
            duration: 10s
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:1:11: error: this is not valid YAML: found character that cannot start any token (while \#
            scanning for the next token)
                scenario: @home
                          ^
            hint: a text that starts with this character needs quotes
            """#),
    ErrorMessageCase(
        "a control character",
        text: #"""
            scenario: s\#u{1B}[31m
            duration: 10s
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:1:12: error: control character U+001B is not allowed
                scenario: s�[31m
                           ^
            """#),
    ErrorMessageCase(
        "a list as a key with an alias about",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: &a {count: 1}, b: *a}
            ? [a]
            : b
            """#,
        expected: #"""
            s.yaml:4:3: error: a key must be a simple text
                ? [a]
                  ^
            hint: lists, mappings and aliases cannot be keys
            """#),
    ErrorMessageCase(
        "an alias as a key",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {&a a: {count: 1}, *a : {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:27: error: a key must be a simple text
                fleet: {&a a: {count: 1}, *a : {count: 1}}
                                          ^
            hint: lists, mappings and aliases cannot be keys
            """#),
    ErrorMessageCase(
        "a mapping as a key",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1}}
            {a: b}: c
            """#,
        expected: #"""
            s.yaml:4:1: error: a key must be a simple text
                {a: b}: c
                ^
            hint: lists, mappings and aliases cannot be keys
            """#),
    ErrorMessageCase(
        "a long line is cut around the column",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, identity: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\#
            xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{index}", behavior: idle, \#
            configuration: {BlinkRepeat: 1}, per: connector, call-timeout: 30s}}
            """#,
        expected: #"""
            s.yaml:3:33: error: the identity `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` \#
            has more than 48 characters
                fleet: {a: {count: 1, identity: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\#
            xxxxxxxxxxxxxxxxxxxxxxxxxx…
                                                ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\#
            ~~~~~~~~~~~~~~~~~~~~~~~~~~
            s.yaml:3:164: error: unknown key `behavior` in a group
                …xxxxxxxxxxxxxxxxxxxxxxxxxx{index}", behavior: idle, configuration: {BlinkRepeat: 1}, per: \#
            connector, call-time…
                                                     ^~~~~~~~
            hint: did you mean `behaviour`?
            """#),
]
