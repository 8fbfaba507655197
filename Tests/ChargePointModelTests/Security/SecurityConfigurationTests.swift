import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct SecurityConfigurationTests {
    static func change(_ key: CiString<50>, _ value: String) -> Request {
        .changeConfiguration(ChangeConfiguration.Request(key: key, value: CiString(unchecked: value)))
    }

    static func status(_ status: ConfigurationStatus) -> OCPPTypes.Confirmation {
        .changeConfiguration(.init(status: status))
    }

    @Test(arguments: [
        ("", false), ("00", false), (String(repeating: "0", count: 30), false),
        (String(repeating: "a", count: 32), true),
        (String(repeating: "F", count: 33), false), (String(repeating: "F", count: 40), true),
        (String(repeating: "F", count: 42), false), (String(repeating: "g", count: 32), false),
        ("4F43415F4F4354545F61646D696E5F74657374", true), (String(repeating: "é", count: 32), false),
    ])
    func `an AuthorizationKey is 16 to 20 bytes in hex`(_ hex: String, _ isGood: Bool) {
        #expect((AuthorizationKey(hex: hex) != nil) == isGood)
        #expect(AuthorizationKey(hex: hex)?.hex.lowercased() == (isGood ? hex.lowercased() : nil))
        var point = TestPoint.ready()
        #expect(point.answer(Self.change("AuthorizationKey", hex)) == Self.status(isGood ? .accepted : .rejected))
    }

    @Test func `a new key is used by a new connection, whole effect list`() {
        var point = TestPoint.ready(settings: [("SecurityProfile", "1")], security: TestCredentials.complete)
        #expect(point.model.connectionSecurity.authorizationKey == TestCredentials.key)
        #expect(
            point.call(Self.change("AuthorizationKey", "4F43415F4F4354545F61646D696E5F74657374")) == [
                .reply("m1", Self.status(.accepted)),
                .notice(.securityEvent(.reconfigurationOfSecurityParameters)),
            ])
        #expect(point.wait(1) == [.close])
        #expect(point.give(.disconnected) == [])
        #expect(point.wait(0.1) == [.connect])
        #expect(
            point.model.connectionSecurity
                == ConnectionSecurity(
                    profile: 1, authorizationKey: AuthorizationKey(bytes: Array("OCA_OCTT_admin_test".utf8)),
                    certificate: nil, trustedRoots: []))
        #expect(point.model.profiles.value.security.log.last?.techInfo == "AuthorizationKey")
        #expect(
            point.give(.connected) == [] && point.model.isAccepted)
        guard
            case .getConfiguration(let answer)? = point.answer(.getConfiguration(.init(key: ["AuthorizationKey"])))
        else {
            Issue.record("no configuration")
            return
        }
        #expect(answer.configurationKey == [KeyValue(key: "AuthorizationKey", readonly: false)])
    }

    @Test func `queues are kept over the reconnect`() {
        var point = TestPoint.ready(settings: [("SecurityProfile", "1")], security: TestCredentials.complete)
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        _ = point.command(.authorize(tag, connectorId: 1))
        while point.model.queue.outstanding?.action != .startTransaction {
            _ = point.give(
                .confirmation(point.openId, Server().confirmation(point.model.queue.outstanding!.action, at: point.now))
            )
        }
        _ = point.call(Self.change("AuthorizationKey", String(repeating: "0", count: 32)))
        _ = point.wait(1)
        let sent = (point.give(.connected) + point.answerAll()).requests.map(\.action)
        #expect(sent == [.statusNotification, .startTransaction])
    }

    /// What the charge point has for the next profile.
    enum Credentials: CaseIterable { case none, key, keyAndRoot, expiredRoot, all, expiredCertificate, certificateOnly }

    static func setup(_ credentials: Credentials) -> SecuritySetup {
        let root = [TestCredentials.root(1)]
        switch credentials {
        case .none: return SecuritySetup()
        case .key: return SecuritySetup(authorizationKey: TestCredentials.key)
        case .keyAndRoot: return SecuritySetup(authorizationKey: TestCredentials.key, roots: root)
        case .expiredRoot:
            return SecuritySetup(
                authorizationKey: TestCredentials.key,
                roots: [TestCredentials.root(1, to: time(-1)), TestCredentials.root(2, .manufacturerRootCertificate)])
        case .all: return TestCredentials.complete
        case .expiredCertificate:
            return SecuritySetup(certificate: TestCredentials.certificate(to: time(0)), roots: root)
        case .certificateOnly: return SecuritySetup(certificate: TestCredentials.certificate())
        }
    }

    @Test(arguments: Credentials.allCases)
    func `a profile is raised only, and only with what it needs`(_ credentials: Credentials) {
        let possible: Set<Int> =
            switch credentials {
            case .none, .expiredCertificate, .certificateOnly: []
            case .key, .expiredRoot: [1]
            case .keyAndRoot: [1, 2]
            case .all: [1, 2, 3]
            }
        for current in 0...3 {
            for wanted in 0...3 {
                var point = TestPoint.ready(
                    settings: [("SecurityProfile", "\(current)")], security: Self.setup(credentials))
                let isGood = wanted > current && possible.contains(wanted)
                #expect(
                    point.answer(Self.change("SecurityProfile", "\(wanted)"))
                        == Self.status(isGood ? .accepted : .rejected),
                    "\(current) to \(wanted)")
                #expect(point.model.securityProfile == (isGood ? wanted : current))
                #expect(point.wait(1).contains(.close) == isGood)
            }
        }
        var point = TestPoint.ready(security: Self.setup(credentials))
        for value in ["-1", "4", "x", ""] {
            #expect(point.answer(Self.change("SecurityProfile", value)) == Self.status(.rejected))
        }
    }

    @Test func `each profile connects with its own credentials`() {
        for profile in 0...3 {
            let point = TestPoint.ready(
                settings: [("SecurityProfile", "\(profile)")], security: TestCredentials.complete)
            #expect(
                point.model.connectionSecurity
                    == ConnectionSecurity(
                        profile: profile, authorizationKey: profile == 1 || profile == 2 ? TestCredentials.key : nil,
                        certificate: profile == 3 ? TestCredentials.certificate() : nil,
                        trustedRoots: profile >= 2 ? ["root1"] : []))
        }
    }

    @Test(arguments: ConnectionFailure.allCases)
    func `an upgrade that does not connect falls back, one that does stays`(_ failure: ConnectionFailure) {
        var point = TestPoint.ready(settings: [("SecurityProfile", "1")], security: TestCredentials.complete)
        _ = point.call(Self.change("SecurityProfile", "2"))
        for attempt in 1...ChargePointLimits.credentialAttempts {
            #expect(point.model.securityProfile == 2, "attempt \(attempt)")
            _ = point.wait(100)
            _ = point.give(.connectionFailed(failure))
        }
        #expect(point.model.securityProfile == 1)
        _ = point.wait(100)
        _ = point.give(.connected)
        #expect(point.answer(Self.change("SecurityProfile", "2")) == Self.status(.accepted))
        _ = point.wait(1)
        _ = point.give(.connected)
        _ = point.give(.disconnected)
        for _ in 0..<10 {
            _ = point.wait(100)
            _ = point.give(.connectionFailed(failure))
        }
        #expect(point.model.securityProfile == 2)
    }
}
