// Recorded: with `RECORD_GOLDEN=1` the test prints what the compiler says now; compare before you take it over.

/// Errors of `security`.
let securityMessageCases: [ErrorMessageCase] = [
    securityCase(
        "security that is a number", "2",
        "",
        #"""
        s.yaml:4:33: error: expected the keys of `security`, found a single value
            fleet: {a: {count: 1, security: 2}}
                                            ^
        hint: it needs `profile`, such as `{profile: 2}`
        """#),
    securityCase(
        "security without a profile", "{ca: ca.pem}",
        "",
        #"""
        s.yaml:4:33: error: `security` has no `profile`
            fleet: {a: {count: 1, security: {ca: ca.pem}}}
                                            ^
        hint: say which, such as `profile: 2`
        """#),
    securityCase(
        "a profile that does not exist", "{profile: 4}",
        "",
        #"""
        s.yaml:4:43: error: `profile` must be at most 3
            fleet: {a: {count: 1, security: {profile: 4}}}
                                                      ^
        """#),
    securityCase(
        "a key of security that does not exist", "{profile: 1, authorization-keys: derived}",
        "",
        #"""
        s.yaml:4:46: error: unknown key `authorization-keys` in `security`
            fleet: {a: {count: 1, security: {profile: 1, authorization-keys: derived}}}
                                                         ^~~~~~~~~~~~~~~~~~
        hint: did you mean `authorization-key`?
        """#),
    securityCase(
        "an authorization key that is too short", "{profile: 1, authorization-key: 00AA}",
        "",
        #"""
        s.yaml:4:65: error: an authorization key is `derived` or has 32 to 40 hexadecimal digits, an even number
            fleet: {a: {count: 1, security: {profile: 1, authorization-key: 00AA}}}
                                                                            ^~~~
        hint: 16 to 20 bytes, such as `000102030405060708090A0B0C0D0E0F`
        """#),
    securityCase(
        "an authorization key with odd digits", "{profile: 1, authorization-key: 000102030405060708090A0B0C0D0E0F0}",
        "",
        #"""
        s.yaml:4:65: error: an authorization key is `derived` or has 32 to 40 hexadecimal digits, an even number
            fleet: {a: {count: 1, security: {profile: 1, authorization-key: 000102030405060708090A0B0C0D0E0F0}}}
                                                                            ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        hint: 16 to 20 bytes, such as `000102030405060708090A0B0C0D0E0F`
        """#),
    securityCase(
        "an empty file", #"{profile: 2, ca: ""}"#,
        "",
        #"""
        s.yaml:4:50: error: expected a file, such as `certs/ca.pem`, found an empty text
            fleet: {a: {count: 1, security: {profile: 2, ca: ""}}}
                                                             ^~
        """#),
    securityCase(
        "profile 1 over TLS", "{profile: 1}",
        "target: wss://host/ocpp",
        #"""
        s.yaml:4:23: error: security profile 1 is a password over `ws`, but the target is `wss`
            fleet: {a: {count: 1, security: {profile: 1}}}
                                  ^~~~~~~~
        hint: write `profile: 2`
        """#),
    securityCase(
        "profile 2 without TLS", "{profile: 2}",
        "target: ws://host/ocpp",
        #"""
        s.yaml:4:23: error: security profile 2 speaks TLS, but the target is `ws`
            fleet: {a: {count: 1, security: {profile: 2}}}
                                  ^~~~~~~~
        hint: give the target as `wss://...`
        """#),
    securityCase(
        "profile 3 without certificates", "{profile: 3}",
        "target: wss://host/ocpp",
        #"""
        s.yaml:4:23: error: security profile 3 needs a certificate for each charge point
            fleet: {a: {count: 1, security: {profile: 3}}}
                                  ^~~~~~~~
        hint: name their folder, such as `certificates: certs`; `wattswarm pki` makes one
        """#),
    securityCase(
        "files for the included central system", "{profile: 3, ca: a.pem, certificates: a}",
        "target: included",
        #"""
        s.yaml:4:23: warning: the included central system brings its own certificates and listeners: `ca`, `certificates` and `endpoints` are not used
            fleet: {a: {count: 1, security: {profile: 3, ca: a.pem, certificates: a}}}
                                  ^~~~~~~~
        """#),
    securityCase(
        "an endpoint that is no URL", "{profile: 1, endpoints: {1: included}}",
        "target: ws://host/ocpp",
        #"""
        s.yaml:4:61: error: the endpoint is no WebSocket URL
            fleet: {a: {count: 1, security: {profile: 1, endpoints: {1: included}}}}
                                                                        ^~~~~~~~
        hint: write such as `ws://host:9000/ocpp`
        """#),
    securityCase(
        "an endpoint of a profile that does not exist", "{profile: 1, endpoints: {4: ws://a}}",
        "target: ws://host/ocpp",
        #"""
        s.yaml:4:58: error: unknown key `4` in `endpoints`
            fleet: {a: {count: 1, security: {profile: 1, endpoints: {4: ws://a}}}}
                                                                     ^
        hint: did you mean `0`?
        """#),
    securityCase(
        "an endpoint with the wrong scheme", "{profile: 1, endpoints: {2: ws://a}}",
        "target: ws://host/ocpp",
        #"""
        s.yaml:4:61: error: security profile 2 is spoken over `wss`
            fleet: {a: {count: 1, security: {profile: 1, endpoints: {2: ws://a}}}}
                                                                        ^~~~~~
        """#),
    securityCase(
        "endpoints that are a list", "{profile: 1, endpoints: [ws://a]}",
        "target: ws://host/ocpp",
        #"""
        s.yaml:4:57: error: expected URLs by security profile, found a list
            fleet: {a: {count: 1, security: {profile: 1, endpoints: [ws://a]}}}
                                                                    ^
        hint: write such as `endpoints: {2: wss://host:9443/ocpp}`
        """#),
    securityCase(
        "the profile twice", "{profile: 1}, configuration: {SecurityProfile: 1}",
        "",
        #"""
        s.yaml:4:23: error: `SecurityProfile` is set by `security` and by `configuration`
            fleet: {a: {count: 1, security: {profile: 1}, configuration: {SecurityProfile: 1}}}
                                  ^~~~~~~~
        hint: remove it from `configuration`
        """#),
]
