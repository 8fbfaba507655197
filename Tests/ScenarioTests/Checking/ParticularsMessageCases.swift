// Recorded: with `RECORD_GOLDEN=1` the test prints what the compiler says now; compare before you take it over.

private func particularsCase(
    _ name: String, _ keys: String, target: String = "ws://host/ocpp", _ expected: String
) -> ErrorMessageCase {
    ErrorMessageCase(
        name, text: "scenario: s\nduration: 10s\ntarget: \(target)\nfleet: {a: {count: 9999, \(keys)}}",
        expected: expected)
}

/// Errors of what each charge point has of its own: `boot`, user and password.
let particularsMessageCases: [ErrorMessageCase] = [
    particularsCase(
        "boot that is a number", #"boot: 5"#,
        #"""
        s.yaml:4:32: error: expected members of BootNotification, found a single value
            fleet: {a: {count: 9999, boot: 5}}
                                           ^
        hint: write such as `boot: {chargePointSerialNumber: "SN{index:06}"}`
        """#),
    particularsCase(
        "a member of boot that does not exist", #"boot: {iccd: "1"}"#,
        #"""
        s.yaml:4:33: error: unknown key `iccd` in `boot`
            fleet: {a: {count: 9999, boot: {iccd: "1"}}}
                                            ^~~~
        hint: did you mean `iccid`?
        """#),
    particularsCase(
        "a member of boot that is a list", #"boot: {iccid: [1]}"#,
        #"""
        s.yaml:4:40: error: expected a text for `iccid`, found a list
            fleet: {a: {count: 9999, boot: {iccid: [1]}}}
                                                   ^
        """#),
    particularsCase(
        "a member of boot with an unknown placeholder", #"boot: {iccid: "8949{serial}"}"#,
        #"""
        s.yaml:4:45: error: unknown placeholder `{serial}`
            fleet: {a: {count: 9999, boot: {iccid: "8949{serial}"}}}
                                                        ^~~~~~~~
        hint: there are {index} and {group}
        """#),
    particularsCase(
        "a member of boot with a control character", #"boot: {meterType: "EM\t340"}"#,
        #"""
        s.yaml:4:45: error: this text has no control characters
            fleet: {a: {count: 9999, boot: {meterType: "EM\t340"}}}
                                                        ^~~~~~
        """#),
    particularsCase(
        "a member of boot that is too long for the last charge point", #"boot: {imsi: "26201900000000000{index:04}"}"#,
        #"""
        s.yaml:4:39: error: `262019000000000009999` has more than the 20 characters of imsi
            fleet: {a: {count: 9999, boot: {imsi: "26201900000000000{index:04}"}}}
                                                  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        """#),
    particularsCase(
        "a user name with a colon", #"security: {profile: 1, user: "a:{index}"}"#,
        #"""
        s.yaml:4:55: error: a user name has no colon: it ends there (RFC 7617)
            fleet: {a: {count: 9999, security: {profile: 1, user: "a:{index}"}}}
                                                                  ^~~~~~~~~~~
        """#),
    particularsCase(
        "a user name that is empty", #"security: {profile: 1, user: ""}"#,
        #"""
        s.yaml:4:55: error: a user name has 1 to 255 bytes
            fleet: {a: {count: 9999, security: {profile: 1, user: ""}}}
                                                                  ^~
        """#),
    particularsCase(
        "a password that is empty", #"security: {profile: 1, password: ""}"#,
        #"""
        s.yaml:4:59: error: a password has 1 to 64 bytes
            fleet: {a: {count: 9999, security: {profile: 1, password: ""}}}
                                                                      ^~
        """#),
    particularsCase(
        "a password that is too long",
        #"security: {profile: 1, password: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}"#,
        #"""
        s.yaml:4:59: error: a password has 1 to 64 bytes
            …t: 9999, security: {profile: 1, password: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}}}
                                                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        """#),
    particularsCase(
        "a password beside an authorization key",
        #"security: {profile: 1, password: secret, authorization-key: derived}"#,
        #"""
        s.yaml:4:49: error: `password` and `authorization-key` are the same thing: give one
            fleet: {a: {count: 9999, security: {profile: 1, password: secret, authorization-key: derived}}}
                                                            ^~~~~~~~
        """#),
    particularsCase(
        "a user name at the included central system", #"security: {profile: 1, user: operator}"#, target: "included",
        #"""
        s.yaml:4:26: error: the included central system takes the identity as the user name
            fleet: {a: {count: 9999, security: {profile: 1, user: operator}}}
                                     ^~~~~~~~
        hint: remove `user`, or name another target
        """#),
    particularsCase(
        "a short password at the included central system", #"security: {profile: 1, password: "pw{index}"}"#,
        target: "included",
        #"""
        s.yaml:4:26: error: the included central system takes passwords of 16 to 20 bytes
            fleet: {a: {count: 9999, security: {profile: 1, password: "pw{index}"}}}
                                     ^~~~~~~~
        hint: give a longer `password`, or name another target
        """#),
    ErrorMessageCase(
        "a close delay that is too short",
        text: "scenario: s\nduration: 10s\ncharge-points: {k: {based-on: ac-11kw, close-delay: 100ms}}\n"
            + "fleet: {a: {count: 1, charge-point: k}}",
        expected: #"""
            s.yaml:3:53: error: out of range: 200ms to 1m
                charge-points: {k: {based-on: ac-11kw, close-delay: 100ms}}
                                                                    ^~~~~
            """#),
]
