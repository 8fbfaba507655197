import OCPPTypes
import Testing

@testable import CentralSystemModel

private let reset = Request.reset(.init(type: .soft))
private let clear = Request.clearCache(.init())
private let cleared = Confirmation.clearCache(.init(status: .accepted))
private let accepted = Confirmation.reset(.init(status: .accepted))

private func order(_ request: Request, _ number: UInt64 = 1, timeout: Int64 = 30_000) -> Input {
    .command(
        identity: "CP1", Command(.typed(request), timeoutMilliseconds: timeout), OperatorToken(number))
}

@Suite struct CommandTests {
    @Test func `a command is sent at once, its confirmation is the operator's answer`() {
        var fixture = ModelFixture.booted()
        #expect(fixture.run(order(reset)) == [.call(cp1, "1", .typed(reset))])
        #expect(fixture.model.awaitedAction(for: "1", on: cp1) == .reset)
        #expect(fixture.model.awaitedAction(for: "2", on: cp1) == nil)
        #expect(fixture.model.awaitedAction(for: "1", on: cp2) == nil)
        #expect(fixture.run(.confirmation(cp1, "1", accepted)) == [answer(.confirmation(accepted), to: 1)])
        #expect(fixture.model.awaitedAction(for: "1", on: cp1) == nil)
        #expect(fixture.model.nextDeadline == nil)
    }

    @Test func `one command is outstanding, the others follow in order with new ids`() {
        var fixture = ModelFixture.booted()
        _ = fixture.run(order(reset, 1))
        #expect(fixture.run(order(clear, 2)) == [])
        #expect(fixture.run(order(reset, 3)) == [])
        #expect(
            fixture.run(.confirmation(cp1, "1", accepted)) == [
                answer(.confirmation(accepted), to: 1), .call(cp1, "2", .typed(clear)),
            ])
        let error = CallError(.notSupported, "no cache")
        #expect(
            fixture.run(.callError(cp1, "2", error)) == [
                .notice(.commandCallError, identity: "CP1"), answer(.callError(error), to: 2),
                .call(cp1, "3", .typed(reset)),
            ])
    }

    @Test func `commands of two charge points do not wait for each other`() {
        var fixture = ModelFixture.booted()
        fixture.boot(cp2, "CP2")
        _ = fixture.run(order(reset, 1))
        #expect(
            fixture.run(.command(identity: "CP2", Command(.typed(clear)), OperatorToken(2))) == [
                .call(cp2, "2", .typed(clear))
            ])
        #expect(fixture.run(.confirmation(cp2, "1", accepted)) == [.notice(.unexpectedAnswer, identity: "CP2")])
        #expect(fixture.run(.confirmation(cp2, "2", cleared)) == [answer(.confirmation(cleared), to: 2)])
    }

    @Test func `CALLs of both directions may cross`() {
        var fixture = ModelFixture.booted()
        _ = fixture.run(order(reset))
        #expect(
            fixture.call("1", .heartbeat(.init()))
                == [.reply(cp1, "1", .heartbeat(.init(currentTime: ModelFixture.time)))])
        #expect(fixture.model.awaitedAction(for: "1", on: cp1) == .reset)
        #expect(fixture.run(.confirmation(cp1, "1", accepted)) == [answer(.confirmation(accepted), to: 1)])
    }

    @Test func `the queue is bounded`() {
        var limits = CentralSystemLimits()
        limits.queuedCommands = 2
        var fixture = ModelFixture.booted(limits: limits)
        for number in 1...3 as ClosedRange<UInt64> { _ = fixture.run(order(reset, number)) }
        #expect(
            fixture.run(order(clear, 4)) == [.notice(.commandQueueFull, identity: "CP1"), answer(.queueFull, to: 4)])
        _ = fixture.run(.confirmation(cp1, "1", accepted))
        #expect(fixture.run(order(clear, 5)) == [])
    }

    @Test func `a charge point that is unknown or not connected gets nothing`() {
        var fixture = ModelFixture.booted()
        #expect(
            fixture.run(.command(identity: "X", Command(.typed(reset)), OperatorToken(1))) == [answer(.notFound, to: 1)]
        )
        _ = fixture.run(.disconnected(cp1))
        #expect(fixture.run(order(reset, 2)) == [answer(.notConnected, to: 2)])
    }

    @Test func `without an answer in time the next command follows and the late answer is only counted`() {
        var fixture = ModelFixture.booted()
        _ = fixture.run(order(reset, 1, timeout: 2000))
        _ = fixture.run(order(clear, 2))
        let due = ModelFixture.now.adding(milliseconds: 2000)
        #expect(fixture.model.nextDeadline == due)
        #expect(fixture.run(.deadline, at: due.adding(nanoseconds: -1)) == [])
        #expect(
            fixture.run(.deadline, at: due) == [
                .notice(.commandTimedOut, identity: "CP1"), answer(.timedOut, to: 1), .call(cp1, "2", .typed(clear)),
            ])
        #expect(fixture.model.nextDeadline == due.adding(milliseconds: 30_000))
        #expect(fixture.model.awaitedAction(for: "1", on: cp1) == nil)
        #expect(fixture.run(.confirmation(cp1, "1", accepted)) == [.notice(.lateAnswer, identity: "CP1")])
        #expect(fixture.run(.confirmation(cp1, "2", cleared)) == [answer(.confirmation(cleared), to: 2)])
        #expect(fixture.run(.confirmation(cp1, "2", cleared)) == [.notice(.repeatedAnswer, identity: "CP1")])
        #expect(fixture.run(.confirmation(cp1, "0", cleared)) == [.notice(.unexpectedAnswer, identity: "CP1")])
    }

    @Test func `a time-out is kept within its bounds`() {
        for (asked, used) in [(-5, 1), (0, 1), (1, 1), (3_600_000, 3_600_000), (3_600_001, 3_600_000)] {
            var fixture = ModelFixture.booted()
            _ = fixture.run(order(reset, timeout: Int64(asked)))
            #expect(fixture.model.nextDeadline == ModelFixture.now.adding(milliseconds: Int64(used)))
        }
    }

    @Test func `a wrong or unreadable confirmation fails the command`() {
        var fixture = ModelFixture.booted()
        _ = fixture.run(order(reset, 1))
        #expect(
            fixture.run(.confirmation(cp1, "1", cleared)) == [
                .notice(.invalidAnswer, identity: "CP1"),
                answer(.invalidAnswer("ClearCache.conf answers Reset.req"), to: 1),
            ])
        _ = fixture.run(order(reset, 2))
        #expect(
            fixture.run(.invalidAnswer(cp1, "2", "status is missing")) == [
                .notice(.invalidAnswer, identity: "CP1"), answer(.invalidAnswer("status is missing"), to: 2),
            ])
    }

    /// How a connection can end, and the effects before and after those of the commands.
    @Test(arguments: [false, true])
    func `the end of the connection ends what is outstanding and what waits`(isReplaced: Bool) {
        var fixture = ModelFixture.booted()
        _ = fixture.run(order(reset, 1))
        _ = fixture.run(order(clear, 2))
        let lost: [Effect] = [
            .notice(.commandLost, identity: "CP1"), answer(.connectionLost, to: 1),
            .notice(.commandLost, identity: "CP1"), answer(.connectionLost, to: 2),
        ]
        if isReplaced {
            #expect(
                fixture.run(.connected(cp2, identity: "CP1"))
                    == [.notice(.connectionReplaced, identity: "CP1"), .close(cp1, .replaced)] + lost)
            #expect(fixture.run(.confirmation(cp2, "1", accepted)) == [.notice(.unexpectedAnswer, identity: "CP1")])
            #expect(fixture.run(order(reset, 3)) == [.call(cp2, "2", .typed(reset))])
        } else {
            #expect(fixture.run(.disconnected(cp1)) == lost)
            #expect(fixture.model.nextDeadline == nil)
        }
    }

    @Test func `a raw payload goes out as given in every state of registration`() {
        let payload = CommandPayload.raw(.reset, Array(#"{"type":"Warm"}"#.utf8))
        for registration in [nil, .accepted, .pending, .rejected] as [RegistrationStatus?] {
            var fixture = ModelFixture.with(registration)
            #expect(
                fixture.run(.command(identity: "CP1", Command(payload), OperatorToken(1))) == [.call(cp1, "1", payload)]
            )
            #expect(fixture.run(.confirmation(cp1, "1", accepted)) == [answer(.confirmation(accepted), to: 1)])
        }
    }

    /// OCPP 1.6 §4.2 and errata v4.0 §3.40, for every action and state.
    @Test func `what may be sent depends on the registration`() {
        let bootTriggers: [Request] = [
            .triggerMessage(.init(requestedMessage: .bootNotification)),
            .extendedTriggerMessage(.init(requestedMessage: .bootNotification)),
        ]
        let remote: [Request] = [
            .remoteStartTransaction(.init(connectorId: 1, idTag: "T1")),
            .remoteStopTransaction(.init(transactionId: 1)),
        ]
        let others: [Request] = [
            reset, clear, .getConfiguration(.init()), .triggerMessage(.init(requestedMessage: .heartbeat)),
            .extendedTriggerMessage(.init(requestedMessage: .heartbeat)), .dataTransfer(.init(vendorId: "v")),
        ]
        func isSent(_ request: Request, _ registration: RegistrationStatus?) -> Bool {
            var fixture = ModelFixture.with(registration)
            let effects = fixture.run(order(request))
            if effects == [.call(cp1, "1", .typed(request))] { return true }
            guard case .operatorAnswer(_, .refused(let reason))? = effects.first, effects.count == 1, !reason.isEmpty
            else {
                Issue.record("\(request.action) while \(String(describing: registration)): \(effects)")
                return false
            }
            #expect(fixture.model.nextDeadline == nil)
            return false
        }
        for request in bootTriggers {
            #expect(isSent(request, nil))
            #expect(isSent(request, .pending))
            #expect(!isSent(request, .accepted))
            #expect(!isSent(request, .rejected))
        }
        for request in remote {
            #expect(isSent(request, .accepted))
            for registration in [nil, .pending, .rejected] as [RegistrationStatus?] {
                #expect(!isSent(request, registration))
            }
        }
        for request in others {
            #expect(isSent(request, .accepted))
            #expect(isSent(request, .pending))
            #expect(!isSent(request, nil))
            #expect(!isSent(request, .rejected))
        }
    }

    @Test func `an action of a charge point is refused and what waits behind it is sent`() {
        var fixture = ModelFixture.booted()
        _ = fixture.run(order(reset, 1))
        _ = fixture.run(order(.heartbeat(.init()), 2))
        _ = fixture.run(order(clear, 3))
        #expect(
            fixture.run(.confirmation(cp1, "1", accepted)) == [
                answer(.confirmation(accepted), to: 1), answer(.refused("Heartbeat is sent by a charge point"), to: 2),
                .call(cp1, "2", .typed(clear)),
            ])
    }
}

extension ModelFixture {
    /// CP1 connected in a state of registration.
    static func with(_ registration: RegistrationStatus?) -> ModelFixture {
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: registration)]
        var fixture = ModelFixture(workingSet: workingSet)
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        return fixture
    }
}
