@testable import CentralSystemModel
import OCPPTypes
import Testing

/// Signing requests, certificates that were signed, and changes of password and profile, as whole effect lists.
@Suite struct CertificateDutyTests {
    private static let validity = (
        from: ModelFixture.epoch, to: ModelFixture.epoch.adding(milliseconds: 86_400_000 * 365)
    )
    private static let signed = SigningOutcome.signed(
        chain: "chain", serialNumber: "4f", notBefore: validity.from, notAfter: validity.to)

    private static func issued(_ status: IssuedCertificateRecord.Status) -> Record {
        .issuedCertificate(
            IssuedCertificateRecord(
                identity: "CP1", serialNumber: "4f", notBefore: validity.from, notAfter: validity.to, status: status))
    }

    private static func fixture(signs: Bool = true, signings: Int = 4096, profile: Int = 3) -> ModelFixture {
        var limits = CentralSystemLimits()
        limits.signings = signings
        var fixture = ModelFixture(limits: limits)
        fixture.model = CentralSystemModel(
            configuration: CentralSystemConfiguration(
                clock: DeviceClock(epoch: ModelFixture.epoch, reference: ModelFixture.now), limits: limits,
                signsCertificates: signs))
        _ = fixture.run(.restored(WorkingSet()))
        fixture.boot(cp1, "CP1")
        if profile > 0 { _ = fixture.run(.authenticated(cp1, profile: profile, key: nil)) }
        return fixture
    }

    private static func reply(_ status: GenericStatus) -> Effect {
        .reply(cp1, "1", .signCertificate(.init(status: status)))
    }

    private static let request = Request.signCertificate(.init(csr: "csr"))
    private static let delivery = Request.certificateSigned(.init(certificateChain: "chain"))

    @Test func `a request is accepted, signed, delivered and its end is kept`() {
        var fixture = Self.fixture()
        #expect(
            fixture.call("1", Self.request) == [
                Self.reply(.accepted), .signCertificate(SigningToken(1), identity: "CP1", csr: "csr"),
            ])
        #expect(
            fixture.run(.signingFinished(SigningToken(1), Self.signed)) == [
                .store([Self.issued(.issued)], .unawaited),
                .call(cp1, UniqueId(counter: 1), .typed(Self.delivery)),
            ])
        #expect(
            fixture.run(.confirmation(cp1, UniqueId(counter: 1), .certificateSigned(.init(status: .accepted))))
                == [.store([Self.issued(.accepted)], .unawaited)])
    }

    @Test func `a certificate that is not taken is counted`() {
        var fixture = Self.fixture()
        _ = fixture.call("1", Self.request)
        _ = fixture.run(.signingFinished(SigningToken(1), Self.signed))
        #expect(
            fixture.run(.confirmation(cp1, UniqueId(counter: 1), .certificateSigned(.init(status: .rejected)))) == [
                .notice(.certificateNotTaken, identity: "CP1"), .store([Self.issued(.rejected)], .unawaited),
            ])
    }

    @Test func `a charge point that is gone is not delivered to`() {
        var fixture = Self.fixture()
        _ = fixture.call("1", Self.request)
        _ = fixture.run(.disconnected(cp1))
        #expect(
            fixture.run(.signingFinished(SigningToken(1), Self.signed)) == [
                .store([Self.issued(.issued)], .unawaited), .notice(.certificateNotTaken, identity: "CP1"),
                .store([Self.issued(.undelivered)], .unawaited),
            ])
    }

    @Test func `a request that the authority refuses is counted and nothing is sent`() {
        var fixture = Self.fixture()
        _ = fixture.call("1", Self.request)
        #expect(
            fixture.run(.signingFinished(SigningToken(1), .refused("weak key")))
                == [.notice(.certificateRefused, identity: "CP1")])
    }

    @Test(arguments: 0...3)
    func `only a connection that has proved who it is gets a certificate`(_ profile: Int) {
        var fixture = Self.fixture(profile: profile)
        let expected: [Effect] =
            profile == 0
            ? [notice(.certificateRefused), Self.reply(.rejected)]
            : [Self.reply(.accepted), .signCertificate(SigningToken(1), identity: "CP1", csr: "csr")]
        #expect(fixture.call("1", Self.request) == expected)
        // What one connection has proved says nothing of the next on the same slot.
        _ = fixture.run(.disconnected(cp1))
        let again = ConnectionID(slot: 0, generation: 1)
        _ = fixture.run(.connected(again, identity: "CP1"))
        #expect(
            fixture.call("1", Self.request, on: again) == [
                notice(.certificateRefused), .reply(again, "1", .signCertificate(.init(status: .rejected))),
            ])
    }

    @Test func `without an authority a request is rejected`() {
        var fixture = Self.fixture(signs: false)
        #expect(fixture.call("1", Self.request) == [Self.reply(.rejected)])
    }

    @Test func `more requests than the limit are rejected and counted`() {
        var fixture = Self.fixture(signings: 1)
        _ = fixture.call("0", Self.request)
        #expect(
            fixture.call("1", Self.request) == [
                .notice(.certificateRefused, identity: "CP1"), Self.reply(.rejected),
            ])
        _ = fixture.run(.signingFinished(SigningToken(1), .refused("malformed")))
        #expect(fixture.call("1", Self.request).first == Self.reply(.accepted))
    }

    // MARK: Changes of password and profile

    private static let hex = "000102030405060708090A0B0C0D0E0F"

    private static func change(_ key: String, _ value: String) -> Request {
        .changeConfiguration(.init(key: CiString(unchecked: key), value: CiString(unchecked: value)))
    }

    private static func order(_ request: Request) -> Input {
        .command(identity: "CP1", Command(.typed(request)), OperatorToken(1))
    }

    private static func answer(_ status: ConfigurationStatus) -> Input {
        .confirmation(cp1, UniqueId(counter: 1), .changeConfiguration(.init(status: status)))
    }

    private static func withPassword() -> ModelFixture {
        var fixture = HandshakeTests.fixture([SecurityRecord(identity: "CP1", key: HandshakeTests.key(1))])
        fixture.boot(cp1, "CP1")
        return fixture
    }

    /// Orders a change to a password, which is stored and sent.
    private static func told(_ fixture: inout ModelFixture, _ key: UInt8, name: String = "AuthorizationKey") {
        _ = fixture.run(order(change(name, hex)))
        _ = fixture.run(.keySalted(identity: "CP1", HandshakeTests.key(key)))
        _ = fixture.commit()
    }

    private static func passwords(_ keys: UInt8...) -> CentralSystemModel.HandshakeDemand {
        .password(keys.map(HandshakeTests.key))
    }

    @Test func `a new password is stored beside the old one before it is sent`() {
        var fixture = Self.withPassword()
        let request = Self.change("AuthorizationKey", Self.hex)
        #expect(fixture.run(Self.order(request)) == [.saltKey(identity: "CP1", hex: Self.hex)])
        let record = SecurityRecord(identity: "CP1", key: HandshakeTests.key(1), nextKeys: [HandshakeTests.key(2)])
        #expect(
            fixture.run(.keySalted(identity: "CP1", HandshakeTests.key(2)))
                == [.store([.security(record)], fixture.last)])
        // An answer to nothing, and a command that waits behind.
        #expect(fixture.model.awaitedAction(for: UniqueId(counter: 0), on: cp1) == nil)
        #expect(fixture.order(.clearCache(.init()), 2) == [])
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(1))
        #expect(fixture.commit() == [.call(cp1, UniqueId(counter: 1), .typed(request))])
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(1, 2))
        var left = record
        left.leftKeys = 1
        #expect(
            fixture.run(Self.answer(.accepted)) == [
                .store([.security(left)], fixture.last),
                .call(cp1, UniqueId(counter: 2), .typed(.clearCache(.init()))),
            ])
    }

    @Test func `a password that cannot be stored is not sent`() {
        var fixture = Self.withPassword()
        _ = fixture.run(Self.order(Self.change("AuthorizationKey", Self.hex)))
        _ = fixture.run(.keySalted(identity: "CP1", HandshakeTests.key(2)))
        #expect(
            fixture.run(.storeFailed(fixture.last)) == [
                notice(.storeFailed), CentralSystemModelTests.answer(.storeFailed),
            ])
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(1))
        #expect(fixture.order(.clearCache(.init())).count == 1)
    }

    @Test func `a value that is no password goes out and is left to the charge point`() {
        var fixture = Self.withPassword()
        let request = Self.change("AuthorizationKey", "x")
        _ = fixture.run(Self.order(request))
        #expect(
            fixture.run(.keySalted(identity: "CP1", nil)) == [.call(cp1, UniqueId(counter: 1), .typed(request))])
        _ = fixture.run(Self.answer(.rejected))
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(1))
    }

    @Test func `a change that is lost before it was sent leaves no password behind`() {
        var fixture = Self.withPassword()
        _ = fixture.run(Self.order(Self.change("AuthorizationKey", Self.hex)))
        _ = fixture.run(.keySalted(identity: "CP1", HandshakeTests.key(2)))
        _ = fixture.run(.disconnected(cp1))
        #expect(
            fixture.commit()
                == [unawaited(.security(SecurityRecord(identity: "CP1", key: HandshakeTests.key(1))))])
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(1))
    }

    @Test func `a change that is lost takes nothing away from the one after it`() {
        var fixture = Self.withPassword()
        _ = fixture.run(Self.order(Self.change("AuthorizationKey", Self.hex)))
        _ = fixture.run(.keySalted(identity: "CP1", HandshakeTests.key(2)))
        let lost = fixture.last
        let again = ConnectionID(slot: 0, generation: 1)
        _ = fixture.run(.disconnected(cp1))
        _ = fixture.run(.connected(again, identity: "CP1"))
        _ = fixture.run(Self.order(Self.change("AuthorizationKey", Self.hex)))
        _ = fixture.run(.keySalted(identity: "CP1", HandshakeTests.key(3)))
        #expect(fixture.run(.stored(lost)) == [])
        #expect(fixture.commit().count == 1)
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(1, 3))
    }

    @Test func `a password that an operator enters meanwhile is not lost by the change`() {
        var fixture = Self.withPassword()
        let entry = AuthorizationKeyEntry(identity: "CP1", key: HandshakeTests.key(5))
        _ = fixture.run(.putAuthorizationKeys([entry], OperatorToken(9)))
        let entered = fixture.last
        _ = fixture.run(Self.order(Self.change("AuthorizationKey", Self.hex)))
        _ = fixture.run(.keySalted(identity: "CP1", HandshakeTests.key(2)))
        let changed = fixture.last
        _ = fixture.run(.stored(entered))
        let record = SecurityRecord(identity: "CP1", key: HandshakeTests.key(5), nextKeys: [HandshakeTests.key(2)])
        #expect(fixture.run(.stored(changed)) == [.store([.security(record)], fixture.last)])
        #expect(fixture.commit().count == 1)
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(5, 2))
    }

    @Test(arguments: [ConfigurationStatus.rejected, .notSupported])
    func `a password that the charge point does not take is dropped`(_ status: ConfigurationStatus) {
        var fixture = Self.withPassword()
        Self.told(&fixture, 2, name: "authorizationkey")
        _ = fixture.run(Self.answer(status))
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(1))
    }

    private static func demand(_ fixture: ModelFixture, after seconds: Int64) -> CentralSystemModel.HandshakeDemand {
        fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.later(seconds))
    }

    @Test func `the old password is good for a minute after Accepted, and then refused`() {
        var fixture = Self.withPassword()
        Self.told(&fixture, 2)
        let record = SecurityRecord(
            identity: "CP1", key: HandshakeTests.key(1), nextKeys: [HandshakeTests.key(2)], leftKeys: 1)
        #expect(fixture.run(Self.answer(.accepted)) == [.store([.security(record)], fixture.last)])
        #expect(Self.demand(fixture, after: 0) == Self.passwords(1, 2))
        #expect(Self.demand(fixture, after: 59) == Self.passwords(1, 2))
        #expect(Self.demand(fixture, after: 60) == Self.passwords(2))
        // A restart begins the grace anew, because nobody knows how long it took.
        var workingSet = WorkingSet()
        workingSet.security = [record]
        let restarted = ModelFixture(workingSet: workingSet)
        #expect(Self.demand(restarted, after: 59) == Self.passwords(1, 2))
        #expect(Self.demand(restarted, after: 60) == Self.passwords(2))
    }

    @Test func `the grace is a setting`() {
        var configuration = CentralSystemConfiguration(clock: ModelFixture().model.configuration.clock)
        configuration.authorizationKeyGraceMilliseconds = 0
        var fixture = Self.withPassword()
        fixture.model = CentralSystemModel(configuration: configuration)
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: .accepted)]
        workingSet.security = [SecurityRecord(identity: "CP1", key: HandshakeTests.key(1))]
        _ = fixture.run(.restored(workingSet))
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        Self.told(&fixture, 2)
        #expect(Self.demand(fixture, after: 0) == Self.passwords(1, 2))
        _ = fixture.confirm(.changeConfiguration(.init(status: .accepted)))
        #expect(Self.demand(fixture, after: 0) == Self.passwords(2))
    }

    @Test func `after RebootRequired the old password is good until the new one was used`() {
        var fixture = Self.withPassword()
        Self.told(&fixture, 2)
        _ = fixture.run(Self.answer(.rebootRequired))
        #expect(Self.demand(fixture, after: 86_400) == Self.passwords(1, 2))
    }

    @Test func `a second change that is accepted leaves the first one's password too`() {
        var fixture = Self.withPassword()
        Self.told(&fixture, 2)
        _ = fixture.confirm(.changeConfiguration(.init(status: .accepted)))
        _ = fixture.commit()
        Self.told(&fixture, 3)
        // Not answered yet: the charge point may use either.
        #expect(Self.demand(fixture, after: 60) == Self.passwords(2, 3))
        _ = fixture.confirm(.changeConfiguration(.init(status: .accepted)))
        #expect(Self.demand(fixture, after: 59) == Self.passwords(1, 2, 3))
        #expect(Self.demand(fixture, after: 60) == Self.passwords(3))
    }

    @Test func `a second change that is rejected leaves the first one's password in force`() {
        var fixture = Self.withPassword()
        Self.told(&fixture, 2)
        _ = fixture.confirm(.changeConfiguration(.init(status: .accepted)))
        _ = fixture.commit()
        Self.told(&fixture, 3)
        _ = fixture.confirm(.changeConfiguration(.init(status: .rejected)))
        #expect(Self.demand(fixture, after: 60) == Self.passwords(2))
    }

    @Test func `a password that was used takes the grace's place, and so does an operator's`() {
        for input in [
            Input.authenticated(ConnectionID(slot: 0, generation: 1), profile: 1, key: HandshakeTests.key(2)),
            .putAuthorizationKeys([.init(identity: "CP1", key: HandshakeTests.key(2))], OperatorToken(7)),
        ] {
            var fixture = Self.withPassword()
            Self.told(&fixture, 2)
            _ = fixture.confirm(.changeConfiguration(.init(status: .accepted)))
            _ = fixture.commit()
            _ = fixture.run(.disconnected(cp1))
            _ = fixture.run(.connected(ConnectionID(slot: 0, generation: 1), identity: "CP1"))
            fixture.settle(fixture.run(input))
            #expect(Self.demand(fixture, after: 0) == Self.passwords(2))
            #expect(Self.demand(fixture, after: 60) == Self.passwords(2))
        }
    }

    @Test func `without an answer both passwords stay good`() {
        var fixture = Self.withPassword()
        Self.told(&fixture, 2)
        _ = fixture.run(.disconnected(cp1))
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(1, 2))
    }

    @Test func `a change that was never answered outlives a later one, until one is proved`() {
        var fixture = Self.withPassword()
        Self.told(&fixture, 2)
        _ = fixture.run(.deadline, at: ModelFixture.later(86_400))
        Self.told(&fixture, 3)
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(1, 2, 3))
        _ = fixture.confirm(.changeConfiguration(.init(status: .rejected)))
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(1, 2))
        let again = ConnectionID(slot: 0, generation: 1)
        _ = fixture.run(.disconnected(cp1))
        _ = fixture.run(.connected(again, identity: "CP1"))
        _ = fixture.run(.authenticated(again, profile: 1, key: HandshakeTests.key(2)))
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == Self.passwords(2))
    }

    @Test func `changes beyond the limit are refused until one was used`() {
        var fixture = Self.withPassword()
        for number in 2...5 {
            Self.told(&fixture, UInt8(number))
            _ = fixture.run(.deadline, at: ModelFixture.later(86_400))
        }
        #expect(
            fixture.run(Self.order(Self.change("AuthorizationKey", Self.hex))) == [
                CentralSystemModelTests.answer(
                    .refused(
                        "4 changes of AuthorizationKey were sent and none of them was used yet; "
                            + "enter the password that the charge point uses first"))
            ])
    }

    @Test func `an upgrade that was accepted and used refuses lower profiles`() {
        var fixture = Self.withPassword()
        _ = fixture.run(Self.order(Self.change("SecurityProfile", "2")))
        _ = fixture.run(Self.answer(.accepted))
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == .password([HandshakeTests.key(1)]))
        _ = fixture.run(.disconnected(cp1))
        let again = ConnectionID(slot: 0, generation: 1)
        _ = fixture.run(.connected(again, identity: "CP1"))
        _ = fixture.run(.authenticated(again, profile: 2, key: HandshakeTests.key(1)))
        #expect(fixture.model.demand(of: "CP1", profile: 1, at: ModelFixture.now) == .profileTooLow)
        #expect(fixture.model.demand(of: "CP1", profile: 2, at: ModelFixture.now) == .password([HandshakeTests.key(1)]))
    }

    @Test(arguments: ["0", "4", "x"])
    func `a profile that is none changes nothing`(_ value: String) {
        var fixture = Self.withPassword()
        _ = fixture.run(Self.order(Self.change("SecurityProfile", value)))
        _ = fixture.run(Self.answer(.accepted))
        _ = fixture.run(.authenticated(cp1, profile: 3, key: nil))
        #expect(fixture.model.demand(of: "CP1", profile: 0, at: ModelFixture.now) == .nothing)
    }
}
