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

    private static func fixture(signs: Bool = true, signings: Int = 4096) -> ModelFixture {
        var limits = CentralSystemLimits()
        limits.signings = signings
        var fixture = ModelFixture(limits: limits)
        fixture.model = CentralSystemModel(
            configuration: CentralSystemConfiguration(
                clock: DeviceClock(epoch: ModelFixture.epoch, reference: ModelFixture.now), limits: limits,
                signsCertificates: signs))
        _ = fixture.run(.restored(WorkingSet()))
        fixture.boot(cp1, "CP1")
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

    @Test func `a new password is kept beside the old one before it is sent`() {
        var fixture = Self.withPassword()
        let request = Self.change("AuthorizationKey", Self.hex)
        #expect(
            fixture.run(Self.order(request)) == [
                .saltKey(identity: "CP1", hex: Self.hex),
                .call(cp1, UniqueId(counter: 1), .typed(request)),
            ])
        let record = SecurityRecord(identity: "CP1", key: HandshakeTests.key(1), nextKey: HandshakeTests.key(2))
        #expect(
            fixture.run(.keySalted(identity: "CP1", HandshakeTests.key(2)))
                == [.store([.security(record)], .unawaited)])
        #expect(
            fixture.model.demand(of: "CP1", profile: 1)
                == .password([HandshakeTests.key(1), HandshakeTests.key(2)]))
        guard case .store(let records, _)? = fixture.run(Self.answer(.accepted)).first else {
            Issue.record("nothing is stored")
            return
        }
        #expect(records == [.security(record)])
    }

    @Test(arguments: [ConfigurationStatus.rejected, .notSupported])
    func `a password that the charge point does not take is dropped`(_ status: ConfigurationStatus) {
        var fixture = Self.withPassword()
        _ = fixture.run(Self.order(Self.change("authorizationkey", Self.hex)))
        _ = fixture.run(.keySalted(identity: "CP1", HandshakeTests.key(2)))
        _ = fixture.run(Self.answer(status))
        #expect(fixture.model.demand(of: "CP1", profile: 1) == .password([HandshakeTests.key(1)]))
    }

    @Test func `without an answer both passwords stay good`() {
        var fixture = Self.withPassword()
        _ = fixture.run(Self.order(Self.change("AuthorizationKey", Self.hex)))
        _ = fixture.run(.keySalted(identity: "CP1", HandshakeTests.key(2)))
        _ = fixture.run(.disconnected(cp1))
        #expect(
            fixture.model.demand(of: "CP1", profile: 1)
                == .password([HandshakeTests.key(1), HandshakeTests.key(2)]))
    }

    @Test func `an upgrade that was accepted and used refuses lower profiles`() {
        var fixture = Self.withPassword()
        _ = fixture.run(Self.order(Self.change("SecurityProfile", "2")))
        _ = fixture.run(Self.answer(.accepted))
        #expect(fixture.model.demand(of: "CP1", profile: 1) == .password([HandshakeTests.key(1)]))
        _ = fixture.run(.disconnected(cp1))
        let again = ConnectionID(slot: 0, generation: 1)
        _ = fixture.run(.connected(again, identity: "CP1"))
        _ = fixture.run(.authenticated(again, profile: 2, key: HandshakeTests.key(1)))
        #expect(fixture.model.demand(of: "CP1", profile: 1) == .profileTooLow)
        #expect(fixture.model.demand(of: "CP1", profile: 2) == .password([HandshakeTests.key(1)]))
    }

    @Test(arguments: ["0", "4", "x"])
    func `a profile that is none changes nothing`(_ value: String) {
        var fixture = Self.withPassword()
        _ = fixture.run(Self.order(Self.change("SecurityProfile", value)))
        _ = fixture.run(Self.answer(.accepted))
        _ = fixture.run(.authenticated(cp1, profile: 3, key: nil))
        #expect(fixture.model.demand(of: "CP1", profile: 0) == .nothing)
    }
}
