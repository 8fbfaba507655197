@testable import CentralSystemModel
import OCPPTypes
import Testing

/// Who may connect over which listener, and what becomes of passwords and profiles.
@Suite struct HandshakeTests {
    static func key(_ number: UInt8) -> SaltedKey { SaltedKey(bytes: Array(repeating: number, count: 48))! }

    static func fixture(
        _ records: [SecurityRecord], registration: RegistrationPolicy = .accept
    ) -> ModelFixture {
        var workingSet = WorkingSet()
        workingSet.security = records
        return ModelFixture(registration: registration, workingSet: workingSet)
    }

    static func demands(_ fixture: ModelFixture, _ identity: String = "CP1")
        -> [CentralSystemModel.HandshakeDemand]
    {
        (0...3).map { fixture.model.demand(of: identity, profile: $0, at: ModelFixture.now) }
    }

    @Test func `a stranger may come without anything on profile 0 only`() {
        #expect(Self.demands(ModelFixture()) == [.nothing, .password([]), .password([]), .certificate])
        #expect(
            Self.demands(ModelFixture(registration: .known)) == Array(repeating: .unknownIdentity, count: 4))
        #expect(Self.demands(ModelFixture(), "CP\n1") == Array(repeating: .unknownIdentity, count: 4))
    }

    @Test func `who has a password is known and shows it`() {
        let fixture = Self.fixture([SecurityRecord(identity: "CP1", key: Self.key(1))], registration: .known)
        #expect(
            Self.demands(fixture) == [.nothing, .password([Self.key(1)]), .password([Self.key(1)]), .certificate])
    }

    @Test func `a boot of who has a password is accepted under the policy known`() {
        var fixture = Self.fixture([SecurityRecord(identity: "CP1", key: Self.key(1))], registration: .known)
        fixture.boot(cp1, "CP1")
        #expect(fixture.model.snapshot(of: "CP1")?.registration == .accepted)
    }

    @Test(arguments: 0...3)
    func `lower profiles than the reached one are refused`(_ lowest: Int) {
        let fixture = Self.fixture([SecurityRecord(identity: "CP1", key: Self.key(1), lowestProfile: lowest)])
        let demands = Self.demands(fixture)
        for profile in 0...3 { #expect((demands[profile] == .profileTooLow) == (profile < lowest)) }
    }

    @Test func `an operator enters a password, which is good after its commit`() {
        var fixture = ModelFixture()
        let record = SecurityRecord(identity: "CP1", key: Self.key(1))
        #expect(
            fixture.run(.putAuthorizationKeys([.init(identity: "CP1", key: Self.key(1))], OperatorToken(7)))
                == [.store([.security(record)], StoreToken(1))])
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == .password([]))
        #expect(fixture.commit() == [.operatorAnswer(OperatorToken(7), .done)])
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == .password([Self.key(1)]))
        #expect(fixture.model.authorizationKeys(of: "CP1") == [Self.key(1)])
    }

    @Test func `a password that cannot be stored is not taken`() {
        var fixture = ModelFixture()
        _ = fixture.run(.putAuthorizationKeys([.init(identity: "CP1", key: Self.key(1))], OperatorToken(7)))
        #expect(fixture.run(.storeFailed(fixture.last)) == [.operatorAnswer(OperatorToken(7), .storeFailed)])
        #expect(fixture.model.authorizationKeys(of: "CP1") == [])
    }

    @Test func `a password that an operator takes away is gone, and so is a change under way`() {
        var fixture = Self.fixture([
            SecurityRecord(identity: "CP1", key: Self.key(1), nextKeys: [Self.key(2)], lowestProfile: 1)
        ])
        _ = fixture.run(.putAuthorizationKeys([.init(identity: "CP1", key: nil)], OperatorToken(7)))
        _ = fixture.commit()
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == .password([]))
        #expect(fixture.model.demand(of: "CP1", profile: 0, at: ModelFixture.now) == .profileTooLow)
    }

    @Test func `many passwords are one store`() {
        var fixture = ModelFixture()
        let entries = (1...3).map { AuthorizationKeyEntry(identity: "CP\($0)", key: Self.key(UInt8($0))) }
        let records = entries.map { Record.security(SecurityRecord(identity: $0.identity, key: $0.key)) }
        #expect(fixture.run(.putAuthorizationKeys(entries, OperatorToken(1))) == [.store(records, StoreToken(1))])
    }

    @Test(arguments: ["", String(repeating: "x", count: 256)])
    func `an identity that cannot be is refused`(_ identity: String) {
        var fixture = ModelFixture()
        #expect(
            fixture.run(.putAuthorizationKeys([.init(identity: identity, key: Self.key(1))], OperatorToken(1)))
                == [.operatorAnswer(OperatorToken(1), .limitReached)])
    }

    @Test func `one identity that cannot be keeps every other out`() {
        var fixture = ModelFixture(registration: .known)
        let entries = ["CP1", String(repeating: "x", count: 256)].map {
            AuthorizationKeyEntry(identity: $0, key: Self.key(1))
        }
        #expect(
            fixture.run(.putAuthorizationKeys(entries, OperatorToken(1)))
                == [.operatorAnswer(OperatorToken(1), .limitReached)])
        #expect(!fixture.model.admits(identity: "CP1"))
    }

    @Test func `entries beyond the limit of charge points keep every other out`() {
        var limits = CentralSystemLimits()
        limits.chargePoints = 2
        var fixture = ModelFixture(registration: .known, limits: limits)
        let entries = ["A", "B", "A", "C"].map { AuthorizationKeyEntry(identity: $0, key: Self.key(1)) }
        #expect(
            fixture.run(.putAuthorizationKeys(entries, OperatorToken(1)))
                == [.operatorAnswer(OperatorToken(1), .limitReached)])
        #expect(!fixture.model.admits(identity: "A"))
        _ = fixture.run(.putAuthorizationKeys(Array(entries.prefix(3)), OperatorToken(1)))
        #expect(fixture.commit() == [.operatorAnswer(OperatorToken(1), .done)])
        #expect(fixture.model.admits(identity: "A") && fixture.model.admits(identity: "B"))
    }

    @Test func `who could not be entered is unknown again`() {
        let inputs: [Input] = [
            .putAuthorizationKeys([.init(identity: "CP1", key: Self.key(1))], OperatorToken(1)),
            .putChargePoint(identity: "CP1", .accepted, OperatorToken(1)),
        ]
        for input in inputs {
            var fixture = ModelFixture(registration: .known)
            _ = fixture.run(input)
            #expect(fixture.run(.storeFailed(fixture.last)) == [.operatorAnswer(OperatorToken(1), .storeFailed)])
            #expect(!fixture.model.admits(identity: "CP1"))
            // Of two at once, one is enough.
            _ = fixture.run(input)
            let first = fixture.last
            _ = fixture.run(input)
            _ = fixture.run(.storeFailed(first))
            #expect(fixture.model.admits(identity: "CP1"))
            _ = fixture.commit()
            #expect(fixture.model.admits(identity: "CP1"))
        }
    }

    // MARK: What a connection proves

    private static let changing = SecurityRecord(
        identity: "CP1", key: key(1), nextKeys: [key(2)], lowestProfile: 0, nextProfile: 2)

    /// Profile and password of a connection, and the record that it leaves; nil where nothing changes.
    @Test(
        arguments: [
            (1, key(1), nil),
            (1, key(2), SecurityRecord(identity: "CP1", key: key(2), nextProfile: 2)),
            (2, key(1), SecurityRecord(identity: "CP1", key: key(1), nextKeys: [key(2)], lowestProfile: 2)),
            (2, key(2), SecurityRecord(identity: "CP1", key: key(2), lowestProfile: 2)),
            (3, nil, SecurityRecord(identity: "CP1", key: key(1), nextKeys: [key(2)], lowestProfile: 2)),
        ] as [(Int, SaltedKey?, SecurityRecord?)])
    func `a connection proves what is new`(_ profile: Int, _ key: SaltedKey?, _ expected: SecurityRecord?) {
        var fixture = Self.fixture([Self.changing])
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        #expect(
            fixture.run(.authenticated(cp1, profile: profile, key: key))
                == (expected.map { [.store([.security($0)], .unawaited)] } ?? []))
        let known = expected?.keys ?? Self.changing.keys
        #expect(fixture.model.authorizationKeys(of: "CP1") == known)
    }

    @Test func `both passwords are good until the new one was used`() {
        var fixture = Self.fixture([Self.changing])
        #expect(
            fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == .password([Self.key(1), Self.key(2)]))
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        _ = fixture.run(.authenticated(cp1, profile: 1, key: Self.key(2)))
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == .password([Self.key(2)]))
    }

    /// The answer to the change to the second password never came, the third was confirmed: the second may be the very one
    /// that leaked.
    @Test func `a password that a confirmed change has left proves nothing within its grace`() {
        let record = SecurityRecord(
            identity: "CP1", key: Self.key(1), nextKeys: [Self.key(2), Self.key(3)], leftKeys: 2)
        var fixture = Self.fixture([record])
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        #expect(fixture.run(.authenticated(cp1, profile: 1, key: Self.key(2))) == [])
        #expect(
            fixture.run(.authenticated(cp1, profile: 1, key: Self.key(3)))
                == [.store([.security(SecurityRecord(identity: "CP1", key: Self.key(3)))], .unawaited)])
    }

    @Test func `a connection that was replaced proves nothing, one without a record neither`() {
        var fixture = Self.fixture([Self.changing])
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        _ = fixture.run(.connected(cp2, identity: "CP1"))
        #expect(fixture.run(.authenticated(cp1, profile: 2, key: Self.key(2))) == [])
        var stranger = ModelFixture()
        _ = stranger.run(.connected(cp1, identity: "CP1"))
        #expect(stranger.run(.authenticated(cp1, profile: 3, key: nil)) == [])
    }

    @Test func `every refusal has a count of its own`() {
        let demands: [CentralSystemModel.HandshakeDemand] = [
            .unknownIdentity, .profileTooLow, .password([]), .certificate,
        ]
        #expect(
            demands.map(CentralSystemModel.notice) == [
                .identityUnknown, .profileTooLow, .wrongPassword, .wrongCertificate,
            ])
    }

    @Test func `a salted key has 48 bytes`() {
        #expect(SaltedKey(bytes: Array(repeating: 0, count: 47)) == nil)
        #expect(Self.key(3).salt.count == 16 && Self.key(3).hash.count == 32)
    }
}
