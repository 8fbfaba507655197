import OCPPTypes
import Testing

@testable import CentralSystemModel

/// Identities that nobody entered are kept up to a limit.
@Suite struct ForgettingTests {
    private static func limits(idle: Int, chargePoints: Int = 1_000) -> CentralSystemLimits {
        var limits = CentralSystemLimits()
        limits.idleUnknownChargePoints = idle
        limits.chargePoints = chargePoints
        return limits
    }

    private static let tags = {
        var workingSet = WorkingSet()
        workingSet.idTags = [IdTagRecord(idTag: "T1", parentIdTag: "GROUP")]
        return workingSet
    }()

    private static func forgotten(_ identity: String) -> [Effect] {
        [
            .notice(.chargePointForgotten, identity: identity),
            unawaited(.chargePointForgotten(identity: identity)),
        ]
    }

    /// Boots and leaves; the effects of leaving.
    private static func visit(_ identity: String, _ fixture: inout ModelFixture) -> [Effect] {
        fixture.boot(cp1, identity)
        return fixture.run(.disconnected(cp1))
    }

    @Test func `beyond the limit the one goes that has been idle longest, and it may come back`() {
        var fixture = ModelFixture(limits: Self.limits(idle: 2))
        #expect(Self.visit("A", &fixture) == [])
        #expect(Self.visit("B", &fixture) == [])
        // A comes back for a moment, so B is the oldest.
        _ = fixture.run(.connected(cp1, identity: "A"))
        #expect(fixture.run(.disconnected(cp1)) == [])
        #expect(Self.visit("C", &fixture) == Self.forgotten("B"))
        #expect(fixture.model.snapshot(of: "B") == nil && fixture.model.counts.chargePoints == 2)
        #expect(fixture.model.snapshot(of: "A") != nil && fixture.model.snapshot(of: "C") != nil)
        // It boots anew, as one that was never seen.
        #expect(Self.visit("B", &fixture) == Self.forgotten("A"))
        #expect(fixture.model.snapshot(of: "B")?.registration == .accepted)
    }

    @Test func `memory for ever new identities is bounded by the limit`() {
        var fixture = ModelFixture(limits: Self.limits(idle: 10))
        for number in 0..<500 { _ = Self.visit("CP\(number)", &fixture) }
        #expect(fixture.model.counts.chargePoints == 10)
        #expect(fixture.model.chargePoints.count == 11)
        let left = fixture.model.snapshots(from: 0, limit: 100).page.map(\.identity).sorted()
        #expect(left == (490..<500).map { "CP\($0)" })
    }

    @Test func `by default a fleet of 19,000 that nobody entered is lost and comes back without being forgotten`() {
        var fixture = ModelFixture()
        for number in 0..<19_000 {
            let connection = ConnectionID(slot: Int32(number), generation: 0)
            fixture.boot(connection, "CP\(number)")
        }
        for number in 0..<19_000 {
            #expect(fixture.run(.disconnected(ConnectionID(slot: Int32(number), generation: 0))) == [])
        }
        for number in 0..<19_000 {
            let connection = ConnectionID(slot: Int32(number), generation: 1)
            #expect(fixture.run(.connected(connection, identity: "CP\(number)")) == [])
        }
        #expect(fixture.model.counts.chargePoints == 19_000 && fixture.model.idle.count == 0)
    }

    @Test func `who is connected stays, and is the youngest when it leaves`() {
        var fixture = ModelFixture(limits: Self.limits(idle: 1))
        fixture.boot(cp2, "LONG")
        #expect(Self.visit("A", &fixture) == [])
        #expect(Self.visit("B", &fixture) == Self.forgotten("A"))
        #expect(fixture.run(.disconnected(cp2)) == Self.forgotten("B"))
        #expect(fixture.model.snapshot(of: "LONG") != nil)
    }

    @Test func `who has a transaction, a reservation, a password or an operator's decision stays`() {
        var fixture = ModelFixture(limits: Self.limits(idle: 0), workingSet: Self.tags)
        fixture.boot(cp1, "OPEN")
        fixture.started()
        #expect(fixture.run(.disconnected(cp1)) == [])
        fixture.boot(cp1, "ENDED")
        let id = fixture.started()
        _ = fixture.call("stop", .stopTransaction(stop(id)))
        _ = fixture.commit()
        #expect(fixture.run(.disconnected(cp1)) == [])
        fixture.boot(cp1, "CP1")
        fixture.done(
            .reserveNow(
                .init(
                    connectorId: 1, expiryDate: ModelFixture.epoch.adding(milliseconds: 3_600_000), idTag: "T1",
                    reservationId: 1)), .reserveNow(.init(status: .accepted)))
        #expect(!fixture.run(.disconnected(cp1)).contains(.notice(.chargePointForgotten, identity: "CP1")))
        _ = fixture.run(.putChargePoint(identity: "ENTERED", .accepted, OperatorToken(1)))
        _ = fixture.commit()
        #expect(Self.visit("ENTERED", &fixture) == [])
        let key = SaltedKey(bytes: [UInt8](repeating: 1, count: SaltedKey.saltBytes + SaltedKey.hashBytes))
        _ = fixture.run(.putAuthorizationKeys([.init(identity: "SECRET", key: key)], OperatorToken(2)))
        _ = fixture.commit()
        #expect(Self.visit("SECRET", &fixture) == [])
        #expect(Self.visit("NOBODY", &fixture) == Self.forgotten("NOBODY"))
        #expect(fixture.model.counts.chargePoints == 5)
    }

    @Test func `an operator's decision that waits for its commit is not given to another charge point`() {
        var fixture = ModelFixture(limits: Self.limits(idle: 1))
        _ = Self.visit("A", &fixture)
        _ = fixture.run(.putChargePoint(identity: "A", .accepted, OperatorToken(1)))
        let decision = fixture.last
        _ = Self.visit("B", &fixture)
        _ = Self.visit("C", &fixture)
        #expect(fixture.run(.stored(decision)) == [answer(.done)])
        #expect(fixture.model.snapshot(of: "A")?.admission == .accepted)
        #expect(fixture.model.snapshot(of: "B") == nil && fixture.model.snapshot(of: "C")?.admission == nil)
    }

    @Test func `a CALL that waits for its commit keeps its charge point until it is answered`() {
        var fixture = ModelFixture(limits: Self.limits(idle: 0), workingSet: Self.tags)
        fixture.boot(cp1, "A")
        _ = fixture.call("m", .meterValues(.init(connectorId: 1, meterValue: [meterValue])))
        #expect(fixture.run(.disconnected(cp1)) == [])
        #expect(fixture.commit() == Self.forgotten("A"))
    }

    @Test func `an idle one makes room where no other charge point could be held`() {
        var fixture = ModelFixture(limits: Self.limits(idle: 10, chargePoints: 2))
        _ = Self.visit("A", &fixture)
        _ = Self.visit("B", &fixture)
        #expect(fixture.run(.connected(cp1, identity: "C")) == Self.forgotten("A"))
        #expect(fixture.run(.connected(cp2, identity: "D")) == Self.forgotten("B"))
        let third = ConnectionID(slot: 2, generation: 0)
        #expect(
            fixture.run(.connected(third, identity: "E")) == [
                .notice(.connectionRefused, identity: "E"), .close(third, .tooManyChargePoints),
            ])
    }

    @Test(arguments: [
        (RegistrationPolicy.accept, RegistrationStatus.accepted, true), (.pending, .pending, true),
        (.pending, .accepted, false), (.known, .accepted, false),
    ]) func `who was known before a restart stays, and of the others who booted last`(
        policy: RegistrationPolicy, registration: RegistrationStatus, isUnknown: Bool
    ) {
        var workingSet = WorkingSet()
        workingSet.chargePoints = ["C", "A", "B"].enumerated().map { second, identity in
            ChargePointRecord(
                identity: identity, registration: registration,
                boot: BootRecord(bootRequest, at: ModelFixture.epoch.adding(milliseconds: Int64(second))))
        }
        let clock = DeviceClock(epoch: ModelFixture.epoch, reference: ModelFixture.now)
        var model = CentralSystemModel(
            configuration: CentralSystemConfiguration(
                clock: clock, registration: policy, limits: Self.limits(idle: 2)))
        var effects: [Effect] = []
        model.handle(.restored(workingSet), at: ModelFixture.now, into: &effects)
        #expect(effects == (isUnknown ? Self.forgotten("C") : []))
        #expect(model.counts.chargePoints == (isUnknown ? 2 : 3))
    }

    @Test func `identities that differ in their bytes alone are two charge points`() {
        let composed = "CP\u{E9}"
        let decomposed = "CPe\u{301}"
        #expect(composed == decomposed)
        var fixture = ModelFixture(limits: Self.limits(idle: 10))
        fixture.boot(cp1, composed)
        #expect(fixture.run(.connected(cp2, identity: decomposed)) == [])
        _ = fixture.call("boot", .bootNotification(bootRequest), on: cp2)
        _ = fixture.commit()
        #expect(fixture.model.counts.chargePoints == 2 && fixture.model.counts.connected == 2)
        for identity in [composed, decomposed] {
            #expect(
                fixture.model.snapshot(of: identity)?.identity.unicodeScalars.elementsEqual(identity.unicodeScalars)
                    == true)
        }
        _ = fixture.run(.putChargePoint(identity: decomposed, .rejected, OperatorToken(1)))
        _ = fixture.commit()
        #expect(fixture.model.snapshot(of: composed)?.admission == nil)
        #expect(fixture.model.snapshot(of: decomposed)?.admission == .rejected)
    }

    @Test func `the list keeps the order in which its members came, whoever leaves`() {
        var list = IdleList()
        var reference: [Int] = []
        var random = SeededRandom(seed: 3)
        for _ in 0..<5_000 {
            let index = Int(random.next() % 20)
            if random.next() % 2 == 0 {
                if !reference.contains(index) { reference.append(index) }
                list.append(index)
            } else {
                reference.removeAll { $0 == index }
                list.remove(index)
            }
            #expect(list.count == reference.count && list.first == reference.first)
            #expect((0..<20).allSatisfy { list.contains($0) == reference.contains($0) })
        }
        while let first = list.first {
            #expect(first == reference.removeFirst())
            list.remove(first)
        }
        #expect(reference.isEmpty)
    }
}
