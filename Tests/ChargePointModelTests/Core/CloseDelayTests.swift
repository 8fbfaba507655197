import OCPPTypes
import Testing

@testable import ChargePointModel

/// What a charge point has answered arrives before it closes the connection.
@Suite struct CloseDelayTests {
    static let heartbeat = Request.triggerMessage(.init(requestedMessage: .heartbeat))

    /// What ends in a close by the charge point itself.
    enum Cause: CaseIterable {
        case hardReset, softReset, reboot, newKey, newProfile
    }

    static func begin(_ cause: Cause, closeDelay: Int = 1000) -> TestPoint {
        var specification = ChargePointKind.builtIn(named: "ac-22kw-two-connectors")!.specification
        specification.closeDelayMilliseconds = closeDelay
        let kind = ChargePointKind(specification)!
        var point = TestPoint()
        point.model = ChargePointModel(
            ChargePointSetup(
                kind: kind, identity: "CP1", connectors: 2,
                configuration: SharedConfiguration(kind: kind, connectors: 2, settings: [("SecurityProfile", "1")]),
                seed: 1, clock: DeviceClock(epoch: testEpoch, reference: .zero), security: TestCredentials.complete,
                limits: .withoutJitter))
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        _ = point.answerAll()
        _ = point.wait(5)
        let effects =
            switch cause {
            case .hardReset: point.call(.reset(.init(type: .hard)))
            case .softReset: point.call(.reset(.init(type: .soft)))
            case .reboot: point.call(heartbeat) + point.command(.reboot)
            case .newKey:
                point.call(
                    SecurityConfigurationTests.change("AuthorizationKey", "4F43415F4F4354545F61646D696E5F74657374"))
            case .newProfile: point.call(SecurityConfigurationTests.change("SecurityProfile", "2"))
            }
        #expect(effects.contains { if case .reply = $0 { true } else { false } })
        #expect(!effects.contains(.close))
        return point
    }

    /// When the close comes, in milliseconds from now; every CALL on the way is answered.
    static func closed(_ point: inout TestPoint, within milliseconds: Int64 = 100_000) -> Int64? {
        let begin = point.now
        let end = begin.adding(milliseconds: milliseconds)
        while true {
            if point.answerAll().contains(.close) { return point.now.nanoseconds(since: begin) / 1_000_000 }
            guard point.model.nextDeadline <= end else { return nil }
            if point.advance(to: max(point.now, point.model.nextDeadline)).contains(.close) {
                return point.now.nanoseconds(since: begin) / 1_000_000
            }
        }
    }

    @Test(arguments: Cause.allCases, [200, 1000, 60_000])
    func `a close follows an answer after the kind's time`(_ cause: Cause, _ delay: Int) {
        var point = Self.begin(cause, closeDelay: delay)
        #expect(Self.closed(&point) == Int64(delay))
    }

    @Test(arguments: Cause.allCases)
    func `another answer meanwhile puts the close off, so that it arrives too`(_ cause: Cause) {
        for isOwners in [false, true] {
            var point = Self.begin(cause)
            _ = point.wait(0.75)
            _ = isOwners ? point.give(.refusedCall) : point.call(Self.heartbeat)
            #expect(Self.closed(&point) == 1000)
        }
    }

    @Test(arguments: Cause.allCases)
    func `whoever asks without end does not keep the charge point from it`(_ cause: Cause) {
        var point = Self.begin(cause)
        var quarters = 0
        var isClosed = false
        while !isClosed, quarters < 1000 {
            isClosed = point.wait(0.25).contains(.close)
            quarters += 1
            if !isClosed { isClosed = (point.call(Self.heartbeat) + point.answerAll()).contains(.close) }
        }
        let limit = ChargePointLimits.goodbyeMilliseconds
        #expect(quarters * 250 == (cause == .softReset ? limit : limit + 1000))
    }

    @Test func `a second Reset does not put off the first`() {
        var point = Self.begin(.hardReset)
        for _ in 0..<40 {
            _ = point.wait(0.25)
            _ = point.call(.reset(.init(type: .hard)))
        }
        #expect(Self.closed(&point) == 1000)
    }

    @Test func `when the connection is gone there is nothing to wait for`() {
        var reset = Self.begin(.hardReset)
        _ = reset.give(.disconnected)
        #expect(reset.model.connection == .restarting(until: reset.now.adding(milliseconds: 2000)))
        var key = Self.begin(.newKey)
        _ = key.give(.disconnected)
        #expect(key.model.profiles.value.security.reconnectBy == nil)
    }

    @Test func `a restart at the box follows at once when nothing was answered`() {
        var point = TestPoint.ready()
        _ = point.wait(5)
        #expect(point.command(.reboot).contains(.close))
    }

    @Test func `nobody begins to charge at a charge point that is about to restart`() {
        var point = Self.begin(.hardReset)
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.command(.authorize(tag, connectorId: 1))
        #expect(point.answerAll().outcomes == [.failed(.connectorUnavailable)])
        #expect(point.answer(RemoteStartPlaceTests.start) == RemoteStartPlaceTests.rejected)
    }

    @Test(arguments: [0, 199, 60_001, -1])
    func `a kind does not close sooner than a network needs`(_ milliseconds: Int) {
        var specification = ChargePointKind.builtIn(named: "ac-11kw")!.specification
        specification.closeDelayMilliseconds = milliseconds
        #expect(ChargePointKind(specification) == nil)
    }
}
