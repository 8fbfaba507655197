// Recorded: with `RECORD_GOLDEN=1` the test prints what the compiler says now; compare before you take it over.

/// Errors of the sections `charge-points` and `cars`, and of what groups and steps say of them.
let hardwareMessageCases: [ErrorMessageCase] = [
    ErrorMessageCase(
        "a kind without based-on",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {connectors: 2}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:17: error: `x` has no `based-on`
                charge-points: {x: {connectors: 2}}
                                ^
            hint: built in are `ac-11kw`, `ac-22kw-two-connectors`, `dc-50kw`, `dc-150kw`, `dc-350kw-two-connectors`
            """#),
    ErrorMessageCase(
        "a kind based on no kind",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: ac-12kw}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:31: error: `ac-12kw` is not built in
                charge-points: {x: {based-on: ac-12kw}}
                                              ^~~~~~~
            hint: did you mean `ac-11kw`?
            """#),
    ErrorMessageCase(
        "a kind with the name of a built-in one",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {ac-11kw: {based-on: ac-11kw}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:17: error: `ac-11kw` is built in
                charge-points: {ac-11kw: {based-on: ac-11kw}}
                                ^~~~~~~
            hint: choose another name, and `based-on` this one
            """#),
    ErrorMessageCase(
        "a kind with an unknown key",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: ac-11kw, curent: 16A}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:40: error: unknown key `curent` in a kind of charge point
                charge-points: {x: {based-on: ac-11kw, curent: 16A}}
                                                       ^~~~~~
            hint: did you mean `current`?
            """#),
    ErrorMessageCase(
        "an AC kind with a power",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: ac-11kw, power: 11kW}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:40: error: the power of an AC charge point follows from its current
                charge-points: {x: {based-on: ac-11kw, power: 11kW}}
                                                       ^~~~~
            hint: give an AC charge point `current` and `phases`
            """#),
    ErrorMessageCase(
        "an AC kind with a voltage",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: ac-11kw, voltage: 400V}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:40: error: only a DC charge point has a `voltage` of its own
                charge-points: {x: {based-on: ac-11kw, voltage: 400V}}
                                                       ^~~~~~~
            """#),
    ErrorMessageCase(
        "a DC kind with phases",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: dc-50kw, phases: 3}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:40: error: a DC charge point has no phases
                charge-points: {x: {based-on: dc-50kw, phases: 3}}
                                                       ^~~~~~
            """#),
    ErrorMessageCase(
        "a DC kind that switches phases",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: dc-50kw, phase-switching: true}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:40: error: a DC charge point has no phases to switch
                charge-points: {x: {based-on: dc-50kw, phase-switching: true}}
                                                       ^~~~~~~~~~~~~~~
            """#),
    ErrorMessageCase(
        "a current without a unit",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: ac-11kw, current: 16}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:49: error: a current needs a unit
                charge-points: {x: {based-on: ac-11kw, current: 16}}
                                                                ^~
            hint: write `16A`
            """#),
    ErrorMessageCase(
        "a current in another unit",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: ac-11kw, current: 16amps}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:51: error: unknown unit `amps`
                charge-points: {x: {based-on: ac-11kw, current: 16amps}}
                                                                  ^~~~
            hint: did you mean `16A`?
            """#),
    ErrorMessageCase(
        "a current out of range",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: ac-11kw, current: 5A}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:49: error: out of range: 6A to 1000A
                charge-points: {x: {based-on: ac-11kw, current: 5A}}
                                                                ^~
            """#),
    ErrorMessageCase(
        "a current that is too fine",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: ac-11kw, current: 16.5A}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:49: error: too fine: at most a whole number of A
                charge-points: {x: {based-on: ac-11kw, current: 16.5A}}
                                                                ^~~~~
            """#),
    ErrorMessageCase(
        "a cable of another sort",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: ac-11kw, cable: fix}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:47: error: unknown word `fix` behind `cable`
                charge-points: {x: {based-on: ac-11kw, cable: fix}}
                                                              ^~~
            hint: did you mean `fixed`?
            """#),
    ErrorMessageCase(
        "a model that is too long",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: ac-11kw, model: ABCDEFGHIJKLMNOPQRSTU}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:47: error: `model` has 1 to 20 characters
                charge-points: {x: {based-on: ac-11kw, model: ABCDEFGHIJKLMNOPQRSTU}}
                                                              ^~~~~~~~~~~~~~~~~~~~~
            """#),
    ErrorMessageCase(
        "a kind that is a number",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: 5}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:20: error: expected the keys of a kind of charge point, found a single value
                charge-points: {x: 5}
                                   ^
            hint: it needs `based-on`
            """#),
    ErrorMessageCase(
        "kinds that are a list",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: [x]
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:16: error: expected kinds of charge point by name, found a list
                charge-points: [x]
                               ^
            hint: write such as `garage: {based-on: ac-11kw}`
            """#),
    ErrorMessageCase(
        "a kind that nobody uses",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {x: {based-on: ac-11kw}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:17: warning: no group has the charge point `x`
                charge-points: {x: {based-on: ac-11kw}}
                                ^
            """#),
    ErrorMessageCase(
        "a misspelt own kind",
        text: #"""
            scenario: s
            duration: 10s
            charge-points: {garage: {based-on: ac-11kw}}
            fleet: {a: {count: 1, charge-point: garaeg}}
            """#,
        expected: #"""
            s.yaml:4:37: error: unknown charge point `garaeg`
                fleet: {a: {count: 1, charge-point: garaeg}}
                                                    ^~~~~~
            hint: did you mean `garage`?
            """#),
    ErrorMessageCase(
        "a car without based-on",
        text: #"""
            scenario: s
            duration: 10s
            cars: {x: {battery: 20kWh}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:8: error: `x` has no `based-on`
                cars: {x: {battery: 20kWh}}
                       ^
            hint: built in are `small`, `medium`, `large`, `plug-in-hybrid`
            """#),
    ErrorMessageCase(
        "a car based on no car",
        text: #"""
            scenario: s
            duration: 10s
            cars: {x: {based-on: tiny}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:22: error: `tiny` is not built in
                cars: {x: {based-on: tiny}}
                                     ^~~~
            hint: built in are: small, medium, large, plug-in-hybrid
            """#),
    ErrorMessageCase(
        "a battery of no size",
        text: #"""
            scenario: s
            duration: 10s
            cars: {x: {based-on: small, battery: 1Wh}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:38: error: out of range: 1kWh to 2000kWh
                cars: {x: {based-on: small, battery: 1Wh}}
                                                     ^~~
            """#),
    ErrorMessageCase(
        "a curve without points",
        text: #"""
            scenario: s
            duration: 10s
            cars: {x: {based-on: small, curve: {}}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:36: error: the curve has no point
                cars: {x: {based-on: small, curve: {}}}
                                                   ^
            hint: write such as `curve: {0%: 90kW, 80%: 40kW, 100%: 4kW}`
            """#),
    ErrorMessageCase(
        "a curve that goes back",
        text: #"""
            scenario: s
            duration: 10s
            cars: {x: {based-on: small, curve: {50%: 10kW, 20%: 5kW}}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:48: error: the points of a curve stand by rising state of charge
                cars: {x: {based-on: small, curve: {50%: 10kW, 20%: 5kW}}}
                                                               ^~~
            """#),
    ErrorMessageCase(
        "a curve by no percentage",
        text: #"""
            scenario: s
            duration: 10s
            cars: {x: {based-on: small, curve: {ten: 10kW}}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:37: error: expected a percentage, found `ten`
                cars: {x: {based-on: small, curve: {ten: 10kW}}}
                                                    ^~~
            """#),
    ErrorMessageCase(
        "an arrival beyond the battery",
        text: #"""
            scenario: s
            duration: 10s
            cars: {x: {based-on: small, arrives-at: 120%}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:41: error: a state of charge lies between 0% and 100%
                cars: {x: {based-on: small, arrives-at: 120%}}
                                                        ^~~~
            """#),
    ErrorMessageCase(
        "an arrival of another distribution",
        text: #"""
            scenario: s
            duration: 10s
            cars: {x: {based-on: small, arrives-at: normal 50% ± 5%}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:41: error: `arrives-at` is a percentage or `uniform 20%..60%`
                cars: {x: {based-on: small, arrives-at: normal 50% ± 5%}}
                                                        ^~~~~~~~~~~~~~~
            """#),
    ErrorMessageCase(
        "a car that nobody has",
        text: #"""
            scenario: s
            duration: 10s
            cars: {x: {based-on: small}}
            fleet: {a: {count: 1}}
            """#,
        expected: #"""
            s.yaml:3:8: warning: no group or step has the car `x`
                cars: {x: {based-on: small}}
                       ^
            """#),
    ErrorMessageCase(
        "a group with an unknown car",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, cars: midium}}
            """#,
        expected: #"""
            s.yaml:3:29: error: unknown car `midium`
                fleet: {a: {count: 1, cars: midium}}
                                            ^~~~~~
            hint: did you mean `medium`?
            """#),
    ErrorMessageCase(
        "a group whose cars have no weight",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, cars: {small: 0}}}
            """#,
        expected: #"""
            s.yaml:3:29: error: no car of the group has a weight
                fleet: {a: {count: 1, cars: {small: 0}}}
                                            ^
            hint: write such as `{small: 1, large: 2}`
            """#),
    ErrorMessageCase(
        "a weight that is no number",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, cars: {small: half}}}
            """#,
        expected: #"""
            s.yaml:3:37: error: the weight of a car is a whole number, not `half`
                fleet: {a: {count: 1, cars: {small: half}}}
                                                    ^~~~
            """#),
    ErrorMessageCase(
        "a car without DC at a DC charge point",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, charge-point: dc-50kw, cars: plug-in-hybrid}}
            """#,
        expected: #"""
            s.yaml:3:9: error: the car `plug-in-hybrid` has no DC inlet, and `dc-50kw` delivers DC
                fleet: {a: {count: 1, charge-point: dc-50kw, cars: plug-in-hybrid}}
                        ^
            """#),
    ErrorMessageCase(
        "a plug-in with an unknown key",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - plug-in: {cra: small}
            """#,
        expected: #"""
            s.yaml:6:17: error: unknown key `cra` in `plug-in`
                    - plug-in: {cra: small}
                                ^~~
            hint: did you mean `car`?
            """#),
    ErrorMessageCase(
        "a plug-in with an unknown car",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - plug-in: {car: smal}
            """#,
        expected: #"""
            s.yaml:6:22: error: unknown car `smal`
                    - plug-in: {car: smal}
                                     ^~~~
            hint: did you mean `small`?
            """#),
    ErrorMessageCase(
        "a plug-in with too much charge",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - plug-in: {soc: 120%}
            """#,
        expected: #"""
            s.yaml:6:22: error: a state of charge lies between 0% and 100%
                    - plug-in: {soc: 120%}
                                     ^~~~
            """#),
    ErrorMessageCase(
        "a plug-in with a charge without a unit",
        text: #"""
            scenario: s
            duration: 10s
            fleet: {a: {count: 1, behaviour: b}}
            behaviours:
              b:
                - plug-in: {soc: 20}
            """#,
        expected: #"""
            s.yaml:6:22: error: a percentage needs a unit
                    - plug-in: {soc: 20}
                                     ^~
            hint: write `20%`
            """#),
]
