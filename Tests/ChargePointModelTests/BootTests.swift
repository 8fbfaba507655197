import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct BootTests {
    static let request = Request.bootNotification(
        BootNotification.Request(
            chargePointVendor: "Wattswarm", chargePointModel: "WS-AC11", chargePointSerialNumber: "CP1",
            firmwareVersion: "1.0.0"))

    func answer(_ status: RegistrationStatus, _ interval: Int, _ seconds: Double) -> OCPPTypes.Confirmation {
        .bootNotification(
            BootNotification.Confirmation(status: status, currentTime: time(seconds), interval: interval))
    }

    @Test func `power on asks for a connection and then boots with nothing else`() {
        var point = TestPoint(connectors: 2)
        #expect(point.give(.powerOn) == [.connect])
        point.now = at(0.25)
        #expect(point.give(.connected) == [call(1, Self.request)])
        #expect(point.model.isConnected)
        #expect(!point.model.isAccepted)
        #expect(point.model.nextDeadline == at(30.25))
    }

    @Test func `Accepted reports connector 0 and every connector and begins to beat`() {
        var point = TestPoint(connectors: 2)
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        point.now = at(1)
        #expect(
            point.give(.confirmation("1", answer(.accepted, 60, 1))) == [
                sample(.bootNotification, intended: 0, sent: 0, ended: 1),
                .notice(.booted(.accepted, interval: 60)),
                call(2, status(0, .available, 1)),
            ])
        #expect(point.model.isAccepted)
        #expect(point.model.hasBooted)
        point.now = at(2)
        let empty = OCPPTypes.Confirmation.statusNotification(StatusNotification.Confirmation())
        #expect(
            point.give(.confirmation("2", empty)) == [
                sample(.statusNotification, intended: 1, sent: 1, ended: 2), call(3, status(1, .available, 1)),
            ])
        #expect(
            point.give(.confirmation("3", empty)) == [
                sample(.statusNotification, intended: 1, sent: 2, ended: 2), call(4, status(2, .available, 1)),
            ])
        #expect(
            point.give(.confirmation("4", empty)) == [sample(.statusNotification, intended: 1, sent: 2, ended: 2)])
        #expect(point.model.nextDeadline == at(62))
    }

    @Test(arguments: [RegistrationStatus.pending, .rejected])
    func `Pending and Rejected wait for their interval and boot again`(_ status: RegistrationStatus) {
        var point = TestPoint()
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        #expect(
            point.give(.confirmation("1", answer(status, 20, 0))) == [
                sample(.bootNotification, intended: 0, sent: 0, ended: 0), .notice(.booted(status, interval: 20)),
            ])
        #expect(point.advance(to: at(19.9)) == [])
        #expect(point.wait(0.1) == [call(2, Self.request)])
        let accepted = point.give(.confirmation("2", answer(.accepted, 0, 20)))
        #expect(accepted.first == sample(.bootNotification, intended: 20, sent: 20, ended: 20))
        #expect(point.model.isAccepted)
        #expect(point.model.heartbeatSeconds == 300)
    }

    @Test func `interval 0 means the charge point's own wait`() {
        var point = TestPoint()
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        _ = point.give(.confirmation("1", answer(.rejected, 0, 0)))
        #expect(point.model.nextDeadline == at(60))
    }

    @Test func `a negative interval is a violation and counts as 0`() {
        var point = TestPoint()
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        let effects = point.give(.confirmation("1", answer(.pending, -5, 0)))
        #expect(effects.notices == [.violation(.negativeInterval), .booted(.pending, interval: -5)])
        #expect(point.model.nextDeadline == at(60))
    }

    @Test func `a boot without answer is repeated after growing waits`() {
        var point = TestPoint()
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        #expect(
            point.advance(to: at(30)) == [sample(.bootNotification, .timedOut, intended: 0, sent: 0, ended: 30)])
        #expect(point.advance(to: at(35)) == [call(2, Self.request)])
        point.now = at(36)
        #expect(
            point.give(.callError("2", CallError(.internalError))) == [
                sample(.bootNotification, .callError(.internalError), intended: 35, sent: 35, ended: 36)
            ])
        #expect(point.advance(to: at(46)) == [call(3, Self.request)])
        #expect(
            point.give(.invalidAnswer("3")) == [
                sample(.bootNotification, .invalidAnswer, intended: 46, sent: 46, ended: 46)
            ])
        #expect(point.model.nextDeadline == at(66))
    }

    @Test func `Pending answers the central system, Rejected stays silent and counts it`() {
        for status in [RegistrationStatus.pending, .rejected] {
            var point = TestPoint()
            _ = point.give(.powerOn)
            _ = point.give(.connected)
            _ = point.give(.confirmation("1", answer(status, 20, 0)))
            let effects = point.call(.clearCache(ClearCache.Request()))
            if status == .pending {
                #expect(effects == [.reply("m1", .clearCache(ClearCache.Confirmation(status: .accepted)))])
            } else {
                #expect(effects == [.notice(.violation(.callAfterRejection))])
            }
        }
    }

    @Test func `a reconnect does not boot again and reports only what changed`() {
        var point = TestPoint.booted(connectors: 2)
        #expect(point.give(.disconnected) == [.notice(.reconnecting(attempt: 1, at: at(1)))])
        _ = point.command(.plugIn(connectorId: 2))
        #expect(point.advance(to: at(1)) == [.connect])
        #expect(point.give(.connected) == [call(5, status(2, .preparing, 1))])
        #expect(point.answerAll() == [sample(.statusNotification, intended: 1, sent: 1, ended: 1)])
    }

    @Test func `a connection lost during boot boots again on the next one`() {
        var point = TestPoint()
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        point.now = at(2)
        #expect(
            point.give(.disconnected) == [
                sample(.bootNotification, .connectionLost, intended: 0, sent: 0, ended: 2),
                .notice(.reconnecting(attempt: 1, at: at(3))),
            ])
        #expect(point.advance(to: at(3)) == [.connect])
        #expect(point.give(.connectionFailed(.unreachable)) == [.notice(.reconnecting(attempt: 2, at: at(5)))])
        #expect(point.advance(to: at(5)) == [.connect])
        #expect(point.give(.connected) == [call(2, Self.request)])
        #expect(
            point.answerAll().first
                == sample(.bootNotification, intended: 2, sent: 5, ended: 5))
    }

    @Test func `reconnect waits double up to the cap and begin anew after an answer`() {
        var point = TestPoint.booted()
        var waits: [Double] = []
        for _ in 0..<8 {
            let before = point.now
            _ = point.give(.disconnected)
            _ = point.give(.connectionFailed(.unreachable))
            waits.append(Double(point.model.nextDeadline.nanoseconds(since: before)) / 1e9)
            _ = point.advance(to: point.model.nextDeadline)
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60])
        _ = point.give(.connected)
        #expect(point.wait(300).requests == [.heartbeat(Heartbeat.Request())])
        _ = point.answerAll()
        #expect(
            point.give(.disconnected) == [.notice(.reconnecting(attempt: 1, at: point.now.adding(seconds: 1)))])
    }

    @Test func `jitter moves the wait by at most half and follows the seed`() {
        func wait(_ seed: UInt64) -> Int64 {
            var point = TestPoint.booted(seed: seed, limits: ChargePointLimits())
            _ = point.give(.disconnected)
            return point.model.nextDeadline.nanoseconds
        }
        let waits = (0..<50).map { wait($0) }
        #expect(waits.allSatisfy { (500_000_000...1_500_000_000).contains($0) })
        #expect(Set(waits).count == 50)
        #expect(waits == (0..<50).map { wait($0) })
    }
}

/// Every registration state against every input: nothing traps, and nothing leaves before acceptance.
@Suite struct RegistrationTableTests {
    enum State: CaseIterable {
        case off, connecting, booting, pending, rejected, retrying, accepted, offline, restarting
    }

    static func point(_ state: State) -> TestPoint {
        var point = TestPoint()
        if state == .off { return point }
        _ = point.give(.powerOn)
        if state == .connecting { return point }
        _ = point.give(.connected)
        func answer(_ status: RegistrationStatus) -> OCPPTypes.Confirmation {
            Server(registration: status, interval: 100).confirmation(.bootNotification, at: .zero)
        }
        switch state {
        case .off, .connecting, .booting: break
        case .pending: _ = point.give(.confirmation("1", answer(.pending)))
        case .rejected: _ = point.give(.confirmation("1", answer(.rejected)))
        case .retrying: _ = point.give(.callError("1", CallError(.genericError)))
        case .accepted: _ = point.answerAll()
        case .offline:
            _ = point.answerAll()
            _ = point.give(.disconnected)
        case .restarting:
            _ = point.answerAll()
            _ = point.call(.reset(Reset.Request(type: .hard)))
            _ = point.wait(1)
        }
        return point
    }

    /// What the charge point does on an input: `c` connect, `x` close, `b` boot, `o` other CALLs, `r` reply, `-`
    /// nothing.
    static let table: [(State, [(ChargePointInput, String)])] = State.allCases.map { state in
        func pick(_ expected: [State: String]) -> String { expected[state] ?? "-" }
        return (
            state,
            [
                (.powerOn, pick([.off: "c"])),
                (.connected, pick([.off: "x", .connecting: "b", .restarting: "x"])),
                (.connectionFailed(.unreachable), "-"), (.disconnected, "-"), (.deadline, "-"),
                (.confirmation("99", .heartbeat(Heartbeat.Confirmation(currentTime: testEpoch))), "-"),
                (.callError("99", CallError(.genericError)), "-"), (.invalidAnswer("99"), "-"),
                (
                    .call("m", .clearCache(ClearCache.Request())),
                    pick([.booting: "r", .pending: "r", .retrying: "r", .accepted: "r"])
                ),
                (
                    .call("m", .triggerMessage(TriggerMessage.Request(requestedMessage: .bootNotification))),
                    pick([.booting: "r", .pending: "rb", .retrying: "rb", .accepted: "r"])
                ),
                (.command(.plugIn(connectorId: 1), token, intended: .zero), pick([.accepted: "o"])),
                (.command(.authorize(tag, connectorId: 1), token, intended: .zero), pick([.accepted: "o"])),
                (.command(.meterValues(connectorId: 1), token, intended: .zero), pick([.accepted: "o"])),
                (
                    .command(.send(.typed(.heartbeat(Heartbeat.Request()))), token, intended: .zero),
                    pick([.accepted: "o"])
                ),
                (.finishRun, "-"), (.abandon, "-"),
            ]
        )
    }

    @Test(arguments: State.allCases)
    func `nothing leaves that the registration does not allow`(_ state: State) {
        for (input, expected) in Self.table.first(where: { $0.0 == state })!.1 {
            var point = Self.point(state)
            var kinds = ""
            for effect in point.give(input) {
                switch effect {
                case .connect: kinds += "c"
                case .close: kinds += "x"
                case .call(_, let payload): kinds += payload.action == .bootNotification ? "b" : "o"
                case .reply, .replyError: kinds += "r"
                case .credentials, .startTransfer, .cancelTransfer, .ping, .sample, .lateAnswer, .commandEnded,
                    .notice:
                    break
                }
            }
            #expect(kinds == (expected == "-" ? "" : expected), "\(state) \(input)")
        }
    }

    @Test(arguments: State.allCases)
    func `after abandon nothing happens any more`(_ state: State) {
        var point = Self.point(state)
        _ = point.give(.abandon)
        #expect(point.model.nextDeadline == .distantFuture)
        #expect(point.give(.connected) == [])
        #expect(point.give(.deadline) == [])
        #expect(point.command(.plugIn(connectorId: 1)) == [.commandEnded(token, .failed(.abandoned))])
    }
}
