import CentralSystemSettings
import OperatorInterface
import Testing

@Suite struct ConfigurationFileTests {
    private func apply(
        _ text: String, overridden: Set<String> = []
    ) throws -> CentralSystemServerConfiguration {
        var configuration = CentralSystemServerConfiguration()
        try ConfigurationFile.apply(text, name: "csms.yaml", overridden: overridden, to: &configuration)
        return configuration
    }

    private func failure(_ text: String) -> String {
        do {
            _ = try apply(text)
            return "no failure"
        } catch let failure as ConfigurationFile.Failure {
            return failure.text
        } catch {
            return "\(error)"
        }
    }

    @Test func `every kind of setting is taken over, from YAML and from JSON`() throws {
        let configuration = try apply(
            """
            listen: "[::1]:0"
            registration: known
            heartbeat-interval: 60
            clock: 60x@2030-01-01T12:00:00Z
            log-format: json
            watch: [CP1, "CP 2"]
            limits:
              message-log: 64MiB
              event-streams: 3
            tokens:
              - {name: ann, role: operate, sha256: \(String(repeating: "a0", count: 32))}
            """)
        #expect(configuration.listenerTexts["listen"] == ["[::1]:0"])
        #expect(configuration.registration == .known && configuration.heartbeatInterval == 60)
        #expect(configuration.clockFactor == 60 && configuration.logFormat == .json)
        #expect(configuration.watchList == ["CP1", "CP 2"])
        #expect(configuration.limits.messageLogBytes == 64 << 20 && configuration.api.limits.eventStreams == 3)
        #expect(
            configuration.api.tokens
                == [AccessToken(name: "ann", role: .operate, hash: Array(repeating: 0xA0, count: 32))])
        let json = try apply(#"{"api": "127.0.0.1:9999", "limits": {"events": 100}, "watch": "CP1"}"#)
        #expect(json.apiPort == 9999 && json.limits.events == 100 && json.watchList == ["CP1"])
    }

    @Test func `flags win, and what they replace must be right all the same`() throws {
        #expect(try apply("api: 127.0.0.1:1", overridden: ["api"]).apiPort == 8080)
        #expect(throws: ConfigurationFile.Failure.self) { try apply("api: nowhere", overridden: ["api"]) }
    }

    @Test func `errors have a place, a caret and a hint`() {
        #expect(
            failure("listen: 127.0.0.1\nlog-fromat: json\n") == """
                csms.yaml:1:9: error: `listen`: write HOST:PORT with a port from 0 to 65535, for example 127.0.0.1:9000
                    listen: 127.0.0.1
                            ^~~~~~~~~
                csms.yaml:2:1: error: there is no key `log-fromat`
                    log-fromat: json
                    ^~~~~~~~~~
                hint: did you mean `log-format`?

                """)
    }

    @Test func `each error is precise`() {
        let hash = String(repeating: "0", count: 64)
        let cases: [(text: String, part: String)] = [
            ("", "csms.yaml:1:1: error: the configuration is empty"),
            ("- a\n", "1:1: error: the configuration must be a mapping, not a list"),
            ("api: [a, b]", "`api` must be a single value, not a list"),
            ("api:", "`api` must be a single value, not nothing"),
            ("limits: 3", "`limits` must be a mapping, not a single value"),
            ("limits: {event-stream: 3}", "did you mean `event-streams`?"),
            ("limits: {message-log: 1}", "give a size from 64KiB to 4GiB, like 16MiB"),
            ("limits: {events: many}", "give a whole number from 16 to 1000000"),
            ("listen: 4@127.0.0.1:1", "before @ stand the security profile, 0 to 3, and strict or forgiving"),
            ("retention: 90", "write a whole number and m, h or d, for example 90d"),
            ("registration: some", "give accept, known or pending"),
            ("heartbeat-interval: 0", "give a whole number from 1 to 86400 seconds"),
            ("clock: fast", "write for example 60x@2030-01-01T12:00:00Z"),
            ("id-tags: /nowhere.json", "`id-tags`: cannot be read"),
            ("api: 127.0.0.1:1\napi: 127.0.0.1:2", "the key `api` is given twice"),
            ("api: {", "this is not valid YAML"),
            ("tokens: ann", "`tokens` must be a list"),
            ("tokens: [{name: a, role: read}]", "a token needs `sha256`"),
            ("tokens: [{name: a, role: boss, sha256: \"\(hash)\"}]", "`role` must be read, operate or admin"),
            ("tokens: [{name: a, role: read, sha256: abc}]", "`sha256` must have 64 hexadecimal digits"),
            ("tokens: [{name: a, role: read, token: abc}]", "the file holds hashes only"),
            (
                "tokens:\n- {name: a, role: read, sha256: \"\(hash)\"}\n- {name: a, role: read, sha256: \"\(hash)\"}",
                "3:4: error: there is a token named \"a\" above"
            ),
            (String(repeating: "#", count: 300_000), "has more than 262144 bytes"),
        ]
        for (text, part) in cases { #expect(failure(text).contains(part), "\(text.prefix(60)): \(failure(text))") }
    }

    @Test func `names of settings are unique and no name is a mapping of others`() {
        let names = CentralSystemSetting.all.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names { #expect(!names.contains { $0.hasPrefix(name + ".") }, "\(name)") }
    }
}
