@testable import CentralSystemModel
import OCPPTypes
import Testing

@Suite struct ConnectionTests {
    @Test func `a second connection replaces the first, whose late frames are ignored`() {
        var fixture = ModelFixture.booted()
        #expect(
            fixture.run(.connected(cp2, identity: "CP1")) == [
                .notice(.connectionReplaced, identity: "CP1"), .close(cp1, .replaced),
            ])
        #expect(fixture.call("late", .heartbeat(.init()), on: cp1) == [])
        #expect(fixture.run(.malformed(cp1, "late", CallError(.formationViolation))) == [])
        #expect(fixture.run(.callError(cp1, "late", CallError(.genericError))) == [])
        #expect(
            fixture.call("1", .heartbeat(.init()), on: cp2)
                == [.reply(cp2, "1", .heartbeat(.init(currentTime: ModelFixture.time)))])
        #expect(fixture.run(.disconnected(cp1)) == [])
        #expect(fixture.model.counts.connected == 1)
        #expect(fixture.run(.disconnected(cp2)) == [])
        #expect(fixture.model.counts.connected == 0)
    }

    @Test func `frames of an earlier generation of the slot are ignored`() {
        var fixture = ModelFixture.booted()
        _ = fixture.run(.disconnected(cp1))
        let later = ConnectionID(slot: 0, generation: 1)
        _ = fixture.run(.connected(later, identity: "CP1"))
        #expect(fixture.call("1", .heartbeat(.init()), on: cp1) == [])
        #expect(fixture.run(.disconnected(cp1)) == [])
        #expect(fixture.model.counts.connected == 1)
    }

    @Test func `identities that are empty or too long are refused`() {
        var limits = CentralSystemLimits()
        limits.identityBytes = 4
        var fixture = ModelFixture(limits: limits)
        for (slot, identity) in ["", "12345"].enumerated() {
            let connection = ConnectionID(slot: Int32(slot), generation: 0)
            #expect(
                fixture.run(.connected(connection, identity: identity)) == [
                    .notice(.connectionRefused, identity: ""), .close(connection, .identityUnusable),
                ])
        }
        #expect(fixture.run(.connected(ConnectionID(slot: 2, generation: 0), identity: "1234")) == [])
    }

    @Test func `charge points beyond the limit are refused and strangers give their place back`() {
        var limits = CentralSystemLimits()
        limits.chargePoints = 1
        var fixture = ModelFixture(limits: limits)
        _ = fixture.run(.connected(cp1, identity: "A"))
        #expect(
            fixture.run(.connected(cp2, identity: "B")) == [
                .notice(.connectionRefused, identity: "B"), .close(cp2, .tooManyChargePoints),
            ])
        _ = fixture.run(.disconnected(cp1))
        #expect(fixture.model.snapshot(of: "A") == nil)
        #expect(fixture.run(.connected(ConnectionID(slot: 1, generation: 1), identity: "B")) == [])
        #expect(fixture.model.counts.chargePoints == 1)
    }

    @Test func `a malformed frame is answered only when its id is readable`() {
        var fixture = ModelFixture.booted()
        let error = CallError(.formationViolation, "not an array")
        #expect(
            fixture.run(.malformed(cp1, "7", error)) == [
                .notice(.malformedFrame, identity: "CP1"), .replyError(cp1, "7", error),
            ])
        #expect(fixture.run(.malformed(cp1, nil, error)) == [.notice(.malformedFrame, identity: "CP1")])
        let unknown = CallError(.notImplemented, "unknown action Foo")
        #expect(
            fixture.run(.malformed(cp1, "8", unknown)) == [
                .notice(.unknownAction, identity: "CP1"), .replyError(cp1, "8", unknown),
            ])
    }

    @Test func `an answer to nothing is counted`() {
        var fixture = ModelFixture.booted()
        #expect(fixture.run(.invalidAnswer(cp1, "1", "")) == [.notice(.unexpectedAnswer, identity: "CP1")])
        #expect(
            fixture.run(.callError(cp1, "1", CallError(.genericError))) == [
                .notice(.unexpectedAnswer, identity: "CP1")
            ])
        #expect(
            fixture.run(.confirmation(cp1, "1", .clearCache(.init(status: .accepted)))) == [
                .notice(.unexpectedAnswer, identity: "CP1")
            ])
    }

    @Test func `actions of a central system are not supported from a charge point`() {
        for request in Requests.fromCentralSystem {
            var fixture = ModelFixture.booted()
            let error = CallError(.notSupported, "\(request.action.name) is sent by a central system")
            #expect(
                fixture.call("1", request) == [
                    .notice(.wrongDirection, identity: "CP1"), .replyError(cp1, "1", error),
                ])
        }
    }

    @Test func `every notice has its own label of lower case letters`() {
        let labels = Notice.allCases.map(\.label)
        #expect(Set(labels).count == labels.count)
        #expect(labels.first == "malformed_frame")
        #expect(labels.allSatisfy { $0.allSatisfy { $0 == "_" || ("a"..."z").contains($0) } })
    }

    @Test func `without commands nothing is planned and a deadline does nothing`() {
        var fixture = ModelFixture.booted()
        #expect(fixture.model.nextDeadline == nil)
        #expect(fixture.run(.deadline) == [])
    }
}
