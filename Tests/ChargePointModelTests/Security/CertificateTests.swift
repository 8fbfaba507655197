import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct CertificateTests {
    static func signed(_ chain: String = "leaf1") -> Request {
        .certificateSigned(.init(certificateChain: CiString(unchecked: chain)))
    }

    static func install(_ number: Int, _ use: CertificateUse = .centralSystemRootCertificate) -> Request {
        .installCertificate(.init(certificateType: use, certificate: CiString(unchecked: "root\(number)")))
    }

    static let trigger = Request.extendedTriggerMessage(.init(requestedMessage: .signChargePointCertificate))

    static func laboratory(
        _ profile: Int = 3, _ settings: [(String, String)] = [], security: SecuritySetup = TestCredentials.complete
    ) -> Laboratory {
        var lab = Laboratory()
        lab.point = TestPoint.ready(
            settings: [("SecurityProfile", "\(profile)"), ("CpoName", "Power Inc")] + settings, security: security)
        return lab
    }

    /// Up to the certificate that comes back.
    static func asked(_ profile: Int = 3, _ settings: [(String, String)] = []) -> Laboratory {
        var lab = laboratory(profile, settings)
        _ = lab.send(trigger)
        lab.workDone(.signingRequest("csr"))
        return lab
    }

    // MARK: Charge point certificate

    @Test func `a certificate is asked for, checked, used and proved, whole effect lists`() {
        var point = TestPoint.ready(settings: [("SecurityProfile", "3")], security: TestCredentials.complete)
        let (first, second) = (WorkToken(rawValue: 1), WorkToken(rawValue: 2))
        #expect(
            point.call(Self.trigger) == [
                .reply("m1", .extendedTriggerMessage(.init(status: .accepted))),
                .credentials(
                    .makeSigningRequest(key: KeyReference(rawValue: 1), commonName: "CP1", organization: "Wattswarm"),
                    first),
            ])
        #expect(point.call(Self.trigger) == [.reply("m1", .extendedTriggerMessage(.init(status: .accepted)))])
        #expect(
            point.give(.credentialsDone(first, .signingRequest("csr"))) == [
                call(6, .signCertificate(.init(csr: "csr")))
            ])
        _ = point.answerAll()
        #expect(
            point.call(Self.signed()) == [
                .credentials(
                    .checkChargePointCertificate(
                        chain: "leaf1", key: KeyReference(rawValue: 1), commonName: "CP1", organization: "Wattswarm",
                        roots: ["root1"], now: time(0)), second)
            ])
        #expect(
            point.give(.credentialsDone(second, .certificate(TestCredentials.facts(3, from: time(-1), to: time(1e8)))))
                == [
                    .reply("m1", .certificateSigned(.init(status: .accepted))),
                    .notice(.securityEvent(.reconfigurationOfSecurityParameters)),
                ])
        #expect(
            point.model.connectionSecurity.certificate
                == ChargePointCertificate(
                    chain: "leaf1", key: KeyReference(rawValue: 1), notBefore: time(-1), notAfter: time(1e8)))
        #expect(point.wait(2) == [.close, .connect])
        #expect(point.model.profiles.value.security.isCertificateUnproven)
        _ = point.give(.connected)
        #expect(!point.model.profiles.value.security.isCertificateUnproven)
    }

    @Test func `a certificate that begins later is used from then on`() {
        var lab = Self.asked()
        _ = lab.send(Self.signed())
        lab.workDone(.certificate(TestCredentials.facts(3, from: time(100), to: time(1e9))))
        #expect(lab.replies.last == .certificateSigned(.init(status: .accepted)))
        #expect(lab.point.model.connectionSecurity.certificate?.chain == "leaf0")
        _ = lab.told()
        lab.wait(99)
        #expect(lab.point.model.connectionSecurity.certificate?.chain == "leaf0")
        lab.wait(2)
        #expect(lab.point.model.connectionSecurity.certificate?.chain == "leaf1")
        #expect(lab.told() == ["connect"])
    }

    @Test func `the newest certificate by its begin is used`() {
        var lab = Self.asked()
        _ = lab.send(Self.signed())
        lab.workDone(.certificate(TestCredentials.facts(3, from: time(-2000))))
        #expect(lab.replies.last == .certificateSigned(.init(status: .accepted)))
        #expect(lab.point.model.connectionSecurity.certificate?.chain == "leaf0")
    }

    @Test(arguments: CredentialRefusal.allCases)
    func `a bad certificate is Rejected and told, the old one stays`(_ refusal: CredentialRefusal) {
        var lab = Self.asked()
        _ = lab.told()
        _ = lab.send(Self.signed())
        lab.workDone(.refused(refusal))
        #expect(lab.replies.last == .certificateSigned(.init(status: .rejected)))
        #expect(lab.told() == (refusal == .unavailable ? [] : ["event InvalidChargePointCertificate"]))
        #expect(lab.point.model.connectionSecurity.certificate?.chain == "leaf0" && lab.point.model.isConnected)
    }

    @Test func `a chain that is too long, or that nobody asked for, is Rejected`() {
        var lab = Self.asked(3, [("CertificateSignedMaxChainSize", "4")])
        #expect(lab.send(Self.signed("leaf1")) == .certificateSigned(.init(status: .rejected)))
        var plain = Self.laboratory(0, security: SecuritySetup())
        #expect(plain.send(Self.signed()) == .certificateSigned(.init(status: .rejected)))
        #expect(plain.told() == ["event InvalidChargePointCertificate"])
    }

    @Test func `a request that is Rejected, refused or too long leads nowhere`() {
        var lab = Self.laboratory()
        lab.server.signing = .rejected
        _ = lab.send(Self.trigger)
        lab.workDone(.signingRequest("csr"))
        #expect(lab.point.model.profiles.value.security.requestedKey == nil)
        _ = lab.told()
        _ = lab.send(Self.trigger)
        lab.workDone(.refused(.unavailable))
        _ = lab.send(Self.trigger)
        lab.workDone(.signingRequest(String(repeating: "x", count: 5501)))
        #expect(lab.told() == [])
        var nameless = Self.laboratory(3, [("CpoName", "")])
        #expect(nameless.send(Self.trigger) == .extendedTriggerMessage(.init(status: .rejected)))
    }

    @Test func `a new certificate that is not taken gives way to the old one`() {
        var lab = Self.asked()
        _ = lab.send(Self.signed())
        lab.workDone(.certificate(TestCredentials.facts(3)))
        var point = lab.point
        for attempt in 1...ChargePointLimits.credentialAttempts {
            #expect(point.model.connectionSecurity.certificate?.chain == "leaf1", "attempt \(attempt)")
            _ = point.wait(100)
            _ = point.give(.connectionFailed(.notAuthenticated))
        }
        #expect(point.model.connectionSecurity.certificate?.chain == "leaf0")
    }

    @Test func `a certificate is renewed a month before its end, and again after a day without success`() {
        let month = Double(ChargePointLimits.renewalSeconds)
        var setup = TestCredentials.complete
        setup.certificate = TestCredentials.certificate(to: time(month + 1000))
        var point = TestPoint.ready(settings: [("SecurityProfile", "3"), ("HeartbeatInterval", "0")], security: setup)
        func work(_ effects: [ChargePointEffect]) -> Int {
            effects.count { if case .credentials = $0 { true } else { false } }
        }
        var effects = point.answering(until: 999.9)
        #expect(work(effects) == 0)
        effects = point.answering(until: 1001)
        #expect(work(effects) == 1)
        _ = point.give(.credentialsDone(WorkToken(rawValue: 1), .refused(.unavailable)))
        effects = point.answering(until: 1000 + 86_399)
        #expect(work(effects) == 0)
        effects = point.answering(until: 1000 + 86_401)
        #expect(work(effects) == 1)
    }

    @Test(arguments: [false, true])
    func `a renewal that falls due while its request is being made waits another day`(_ clockJumps: Bool) {
        let month = Double(ChargePointLimits.renewalSeconds)
        var setup = TestCredentials.complete
        setup.certificate = TestCredentials.certificate(to: time(month + 1000))
        var point = TestPoint.ready(settings: [("SecurityProfile", "3"), ("HeartbeatInterval", "0")], security: setup)
        func work(_ effects: [ChargePointEffect]) -> Int {
            effects.count { if case .credentials = $0 { true } else { false } }
        }
        #expect(work(point.answering(until: 1001)) == 1)
        // The owner is slow: a day passes, or the central system sets the clock a day ahead.
        if clockJumps {
            _ = point.command(.send(.typed(.heartbeat(Heartbeat.Request()))))
            _ = point.give(
                .confirmation(point.openId, .heartbeat(Heartbeat.Confirmation(currentTime: time(1001 + 90_000)))))
            #expect(work(point.answering(until: 1002)) == 0)
        } else {
            #expect(work(point.answering(until: 1000 + 86_401)) == 0)
        }
        #expect(point.model.nextDeadline > point.now)
        // The work that is done at last leads on.
        let done = point.give(.credentialsDone(WorkToken(rawValue: 1), .signingRequest("csr")))
        #expect(done.requests == [.signCertificate(.init(csr: "csr"))])
    }

    @Test func `the keys that may still be needed are named`() {
        var lab = Self.asked()
        #expect(lab.point.model.keysInUse.map(\.rawValue) == [0, 1])
        _ = lab.send(Self.signed())
        lab.workDone(.certificate(TestCredentials.facts(3)))
        #expect(lab.point.model.keysInUse.map(\.rawValue) == [1, 0])
        #expect(TestPoint.ready().model.keysInUse == [])
    }

    // MARK: Roots

    @Test(arguments: CredentialRefusal.allCases)
    func `a bad root is Rejected, and told when it is the central system's`(_ refusal: CredentialRefusal) {
        for use in CertificateUse.allCases {
            var lab = Self.laboratory()
            #expect(lab.send(Self.install(5, use)) == nil)
            #expect(
                lab.work.last?.work
                    == .checkRootCertificate(certificate: "root5", use: use, signedBy: nil, now: time(0)))
            lab.workDone(.refused(refusal))
            let isUnavailable = refusal == .unavailable
            #expect(lab.replies.last == .installCertificate(.init(status: isUnavailable ? .failed : .rejected)))
            #expect(
                lab.told()
                    == (isUnavailable || use == .manufacturerRootCertificate
                        ? [] : ["event InvalidCentralSystemCertificate"]))
        }
    }

    @Test func `roots are installed, listed, replaced and deleted`() {
        var lab = Self.laboratory(1, security: SecuritySetup(authorizationKey: TestCredentials.key))
        func ids(_ use: CertificateUse) -> OCPPTypes.Confirmation? {
            lab.send(.getInstalledCertificateIds(.init(certificateType: use)))
        }
        #expect(ids(.centralSystemRootCertificate) == .getInstalledCertificateIds(.init(status: .notFound)))
        for _ in 1...2 {
            _ = lab.send(Self.install(5))
            lab.workDone(.certificate(TestCredentials.facts(5)))
            #expect(lab.replies.last == .installCertificate(.init(status: .accepted)))
        }
        _ = lab.send(Self.install(6, .manufacturerRootCertificate))
        lab.workDone(.certificate(TestCredentials.facts(6)))
        #expect(
            ids(.centralSystemRootCertificate)
                == .getInstalledCertificateIds(
                    .init(certificateHashData: [TestCredentials.hash(5)], status: .accepted)))
        #expect(
            ids(.manufacturerRootCertificate)
                == .getInstalledCertificateIds(
                    .init(certificateHashData: [TestCredentials.hash(6)], status: .accepted)))
        for (number, status) in [(4, DeleteCertificateStatus.notFound), (5, .accepted), (5, .notFound), (6, .accepted)]
        {
            #expect(
                lab.send(.deleteCertificate(.init(certificateHashData: TestCredentials.hash(number))))
                    == .deleteCertificate(.init(status: status)))
        }
        #expect(ids(.manufacturerRootCertificate) == .getInstalledCertificateIds(.init(status: .notFound)))
    }

    @Test func `the only root of a wss connection is in use and stays`() {
        var lab = Self.laboratory(2)
        let delete = Request.deleteCertificate(.init(certificateHashData: TestCredentials.hash(1)))
        #expect(lab.send(delete) == .deleteCertificate(.init(status: .failed)))
        _ = lab.send(Self.install(2))
        lab.workDone(.certificate(TestCredentials.facts(2)))
        #expect(lab.send(delete) == .deleteCertificate(.init(status: .accepted)))
        #expect(lab.point.model.connectionSecurity.trustedRoots == ["root2"])
    }

    @Test func `a full store rejects, but takes what it has already`() {
        var lab = Self.laboratory(2, [("CertificateStoreMaxLength", "2")])
        #expect(lab.send(Self.install(2)) == .installCertificate(.init(status: .rejected)))
        #expect(lab.work.isEmpty)
        _ = lab.send(Self.install(1))
        lab.workDone(.certificate(TestCredentials.facts(1)))
        #expect(lab.replies.last == .installCertificate(.init(status: .accepted)))
        // A certificate that turns out to be another one finds no room.
        _ = lab.send(Self.install(1))
        lab.workDone(.certificate(TestCredentials.facts(7)))
        #expect(lab.replies.last == .installCertificate(.init(status: .rejected)))
    }

    @Test func `too much work at once is refused`() {
        var point = TestPoint.ready(security: TestCredentials.complete)
        for _ in 0..<ChargePointLimits.pendingWork { #expect(point.answer(Self.install(5)) == nil) }
        #expect(point.answer(Self.install(5)) == .installCertificate(.init(status: .failed)))
        #expect(point.answer(Self.signed()) == .certificateSigned(.init(status: .rejected)))
        #expect(point.answer(Self.trigger) == .extendedTriggerMessage(.init(status: .rejected)))
        #expect(point.answer(FirmwareTests.signed()) == .signedUpdateFirmware(.init(status: .rejected)))
    }

    @Test func `with AdditionalRootCertificateCheck the new root is tried first, then the old one`() {
        var lab = Self.laboratory(2, [("AdditionalRootCertificateCheck", "true")])
        _ = lab.send(Self.install(2))
        #expect(
            lab.work.last?.work
                == .checkRootCertificate(
                    certificate: "root2", use: .centralSystemRootCertificate, signedBy: "root1", now: time(0)))
        lab.workDone(.certificate(TestCredentials.facts(2)))
        #expect(
            lab.send(.getInstalledCertificateIds(.init(certificateType: .centralSystemRootCertificate)))
                == .getInstalledCertificateIds(
                    .init(certificateHashData: [TestCredentials.hash(2)], status: .accepted)))
        var point = lab.point
        _ = point.give(.disconnected)
        #expect(point.model.connectionSecurity.trustedRoots == ["root2"])
        _ = point.wait(100)
        _ = point.give(.connectionFailed(.invalidServerCertificate))
        #expect(point.model.connectionSecurity.trustedRoots == ["root1"])
        var other = point
        _ = point.wait(100)
        _ = point.give(.connected)
        #expect(point.model.profiles.value.security.fallbackRoot != nil)
        _ = other.wait(100)
        _ = other.give(.connectionFailed(.invalidServerCertificate))
        #expect(other.model.connectionSecurity.trustedRoots == ["root2"])
        _ = other.wait(100)
        _ = other.give(.connected)
        #expect(other.model.profiles.value.security.fallbackRoot == nil)
    }

    @Test func `what the owner does not know any more is ignored, and a lost connection gets no answer`() {
        var point = TestPoint.ready(security: TestCredentials.complete)
        #expect(point.give(.credentialsDone(WorkToken(rawValue: 99), .verified)) == [])
        _ = point.call(Self.install(5))
        _ = point.give(.disconnected)
        #expect(
            point.give(.credentialsDone(WorkToken(rawValue: 1), .certificate(TestCredentials.facts(5)))) == [
                .notice(.securityEvent(.reconfigurationOfSecurityParameters))
            ])
        #expect(point.model.profiles.value.security.roots.count == 3)
    }
}

extension TestPoint {
    /// Lets time pass up to a second since the origin, and answers every CALL.
    mutating func answering(until seconds: Double) -> [ChargePointEffect] {
        var effects: [ChargePointEffect] = []
        while model.nextDeadline <= at(seconds) {
            effects += advance(to: max(now, model.nextDeadline))
            effects += answerAll()
        }
        now = at(seconds)
        return effects
    }
}
