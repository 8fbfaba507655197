@testable import CentralSystemModel
import OCPPTypes
import Testing

@Suite struct RegistrationTests {
    private func confirmation(_ status: RegistrationStatus, interval: Int) -> OCPPTypes.Confirmation {
        .bootNotification(.init(status: status, currentTime: ModelFixture.time, interval: interval))
    }

    private func record(_ status: RegistrationStatus) -> Record {
        .chargePoint(
            ChargePointRecord(
                identity: "CP1", registration: status, boot: BootRecord(bootRequest, at: ModelFixture.time)))
    }

    @Test func `a first acceptance is answered after its commit`() {
        var fixture = ModelFixture()
        #expect(fixture.run(.connected(cp1, identity: "CP1")) == [])
        #expect(
            fixture.call("1", .bootNotification(bootRequest)) == [.store([record(.accepted)], StoreToken(1))])
        #expect(fixture.commit() == [.reply(cp1, "1", confirmation(.accepted, interval: 300))])
    }

    @Test func `a second boot is answered at once and stored behind`() {
        var fixture = ModelFixture.booted()
        #expect(
            fixture.call("2", .bootNotification(bootRequest)) == [
                .reply(cp1, "2", confirmation(.accepted, interval: 300)),
                .store([record(.accepted)], .unawaited),
            ])
    }

    @Test func `registration outlives a reconnect without a boot`() {
        var fixture = ModelFixture.booted()
        #expect(fixture.run(.disconnected(cp1)) == [])
        let again = ConnectionID(slot: 0, generation: 1)
        #expect(fixture.run(.connected(again, identity: "CP1")) == [])
        #expect(
            fixture.call("1", .heartbeat(.init()), on: again)
                == [.reply(again, "1", .heartbeat(.init(currentTime: ModelFixture.time)))])
    }

    @Test func `a failed store leaves the charge point unregistered`() {
        var fixture = ModelFixture()
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        _ = fixture.call("1", .bootNotification(bootRequest))
        #expect(
            fixture.run(.storeFailed(fixture.last)) == [
                .notice(.storeFailed, identity: "CP1"), .replyError(cp1, "1", storageError),
            ])
        #expect(fixture.model.snapshot(of: "CP1")?.registration == nil)
    }

    @Test func `policy known rejects strangers without storing them and accepts those it knew`() {
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "OLD", registration: .accepted)]
        var fixture = ModelFixture(registration: .known, workingSet: workingSet)
        #expect(fixture.model.admits(identity: "OLD"))
        #expect(!fixture.model.admits(identity: "CP1"))
        #expect(!fixture.model.admits(identity: "OLD\0"))
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        #expect(
            fixture.call("1", .bootNotification(bootRequest))
                == [.reply(cp1, "1", confirmation(.rejected, interval: 60))])
        _ = fixture.run(.connected(cp2, identity: "OLD"))
        #expect(
            fixture.call("1", .bootNotification(bootRequest), on: cp2).first
                == .reply(cp2, "1", confirmation(.accepted, interval: 300)))
        #expect(fixture.run(.disconnected(cp1)) == [])
        #expect(fixture.model.snapshot(of: "CP1") == nil)
        #expect(fixture.model.counts.chargePoints == 1)
    }

    @Test func `policy pending waits for the operator's acceptance`() {
        var fixture = ModelFixture(registration: .pending)
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        _ = fixture.call("1", .bootNotification(bootRequest))
        #expect(fixture.commit() == [.reply(cp1, "1", confirmation(.pending, interval: 60))])
        #expect(
            fixture.run(.putChargePoint(identity: "CP1", .accepted, OperatorToken(9)))
                == [.store([.admission(identity: "CP1", .accepted)], fixture.last)])
        #expect(fixture.commit() == [.operatorAnswer(OperatorToken(9), .done)])
        _ = fixture.call("2", .bootNotification(bootRequest))
        #expect(fixture.commit() == [.reply(cp1, "2", confirmation(.accepted, interval: 300))])
    }

    @Test func `an operator's refusal holds at once, even for a boot that waits`() {
        var fixture = ModelFixture()
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        _ = fixture.run(.putChargePoint(identity: "CP1", .rejected, OperatorToken(1)))
        let refusal = fixture.last
        _ = fixture.call("1", .bootNotification(bootRequest))
        #expect(fixture.run(.stored(refusal)) == [.operatorAnswer(OperatorToken(1), .done)])
        #expect(fixture.commit() == [.reply(cp1, "1", confirmation(.rejected, interval: 60))])
        #expect(fixture.call("2", .heartbeat(.init())).first == .notice(.notAccepted, identity: "CP1"))
    }

    @Test func `a refusal in the store outranks an acceptance in the store`() {
        var workingSet = WorkingSet()
        workingSet.chargePoints = [
            ChargePointRecord(identity: "CP1", registration: .accepted, admission: .rejected)
        ]
        let fixture = ModelFixture(workingSet: workingSet)
        #expect(fixture.model.snapshot(of: "CP1")?.registration == .rejected)
    }

    /// Every CALL a charge point can send, in every registration state.
    @Test(arguments: [RegistrationStatus?.none, .pending, .rejected])
    func `before acceptance everything but BootNotification gets SecurityError`(_ state: RegistrationStatus?) {
        for request in Requests.all where request.action != .bootNotification {
            var workingSet = WorkingSet()
            workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: state)]
            var fixture = ModelFixture(workingSet: workingSet)
            _ = fixture.run(.connected(cp1, identity: "CP1"))
            let error = CallError(.securityError, "the charge point is not accepted; send BootNotification first")
            #expect(
                fixture.call("1", request) == [
                    .notice(.notAccepted, identity: "CP1"), .replyError(cp1, "1", error),
                ], "\(request.action)")
        }
    }

    @Test func `an accepted charge point gets one answer or one awaited store for every CALL`() {
        for request in Requests.all {
            var fixture = ModelFixture.booted()
            let effects = fixture.call("1", request)
            let answers = effects.filter {
                switch $0 {
                case .reply(cp1, "1", _), .replyError(cp1, "1", _): true
                case .store(_, let token): token != .unawaited
                default: false
                }
            }
            #expect(answers.count == 1, "\(request.action): \(effects)")
        }
    }
}
