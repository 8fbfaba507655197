import CentralSystemModel
import CentralSystemSettings
import NIOCore
import NIOEmbedded
import OCPPTypes
import Testing

@testable import CentralSystemDriver

/// The driver with a clock of the test's own: what it schedules is what the calibration draws.
@Suite(.timeLimit(.minutes(3))) struct CalibratedLoopTests {
    private func loop(
        _ eventLoop: EmbeddedEventLoop, _ calibration: Calibration, lead: Int64 = 0
    ) -> CentralSystemLoop {
        let clock = DeviceClock(epoch: DateTime(millisecondsSince1970: 0), reference: .zero)
        // This loop's time stands still while it works, so nothing can be waited out.
        var limits = CentralSystemServerLimits()
        limits.calibrationLeadNanoseconds = lead
        let loop = CentralSystemLoop(
            eventLoop: eventLoop, configuration: CentralSystemConfiguration(clock: clock), limits: limits)
        loop.deliver(.restored(WorkingSet()))
        loop.calibrate(calibration)
        return loop
    }

    @Test func `the driver releases every answer at the instant that was drawn`() {
        let eventLoop = EmbeddedEventLoop()
        let delay = Calibration.Delay.lognormal(median: 50_000_000, p99: 400_000_000)
        let calibration = Calibration(seed: 9, otherwise: .init(delay: delay))
        let loop = loop(eventLoop, calibration)
        let id = loop.opened(ChargePointSession(loop: loop, identity: "CP1"))
        loop.deliver(.connected(id, identity: "CP1"))
        for counter in 0..<500 as Range<UInt32> {
            let sent = eventLoop.now
            let uniqueId = UniqueId(counter: counter)
            loop.called(
                id, identity: "CP1", uniqueId, .heartbeat(.init()), at: CentralSystemLoop.instant(eventLoop.now))
            let drawn = calibration.draw(.heartbeat, identity: "CP1", counter: UInt64(counter)).delayNanoseconds
            let due = sent + .nanoseconds(drawn)
            #expect(loop.scheduledRelease == CentralSystemLoop.instant(due))
            eventLoop.advanceTime(to: due - .nanoseconds(1))
            #expect(loop.calibrator?.waitingAnswers == 1)
            eventLoop.advanceTime(to: due)
            #expect(loop.calibrator?.waitingAnswers == 0)
        }
        loop.calibrate(nil)
        #expect(loop.calibrator == nil)
        loop.closed(id)
    }

    @Test func `a delay counts from the read of the CALL, less the way`() {
        let eventLoop = EmbeddedEventLoop()
        eventLoop.advanceTime(by: .seconds(1))
        let loop = loop(
            eventLoop, Calibration(otherwise: .init(delay: .fixed(nanoseconds: 9_000_000)), transit: 500_000))
        let id = loop.opened(ChargePointSession(loop: loop, identity: "CP1"))
        loop.deliver(.connected(id, identity: "CP1"))
        let read = CentralSystemLoop.instant(eventLoop.now).adding(milliseconds: -1)
        loop.called(id, identity: "CP1", "1", .heartbeat(.init()), at: read)
        #expect(loop.scheduledRelease == read.adding(nanoseconds: 8_500_000))
        eventLoop.advanceTime(by: .nanoseconds(7_499_999))
        #expect(loop.calibrator?.waitingAnswers == 1)
        eventLoop.advanceTime(by: .nanoseconds(1))
        #expect(loop.calibrator?.waitingAnswers == 0)
        loop.closed(id)
    }

    @Test func `where time stands still nothing is waited out awake, and answers leave when they are due`() {
        let eventLoop = EmbeddedEventLoop()
        let loop = loop(
            eventLoop, Calibration(otherwise: .init(delay: .fixed(nanoseconds: 1_000_000))), lead: 100_000)
        let id = loop.opened(ChargePointSession(loop: loop, identity: "CP1"))
        loop.deliver(.connected(id, identity: "CP1"))
        loop.called(id, identity: "CP1", "1", .heartbeat(.init()), at: CentralSystemLoop.instant(eventLoop.now))
        eventLoop.advanceTime(by: .nanoseconds(999_999))
        #expect(loop.calibrator?.waitingAnswers == 1)
        eventLoop.advanceTime(by: .nanoseconds(50_000))
        #expect(loop.calibrator?.waitingAnswers == 0)
        loop.closed(id)
    }

    @Test func `an earlier answer moves the timer forward`() {
        let eventLoop = EmbeddedEventLoop()
        let loop = loop(
            eventLoop,
            Calibration(rules: [
                .heartbeat: .init(delay: .fixed(nanoseconds: 900)), .authorize: .init(delay: .fixed(nanoseconds: 100)),
            ]))
        let id = loop.opened(ChargePointSession(loop: loop, identity: "CP1"))
        loop.deliver(.connected(id, identity: "CP1"))
        loop.called(id, identity: "CP1", "1", .heartbeat(.init()), at: CentralSystemLoop.instant(eventLoop.now))
        loop.called(
            id, identity: "CP1", "2", .authorize(.init(idTag: "T")), at: CentralSystemLoop.instant(eventLoop.now))
        eventLoop.advanceTime(by: .nanoseconds(100))
        #expect(loop.calibrator?.waitingAnswers == 1)
        loop.calibrate(nil)
        #expect(loop.calibrator != nil, "an answer still waits")
        eventLoop.advanceTime(by: .nanoseconds(800))
        #expect(loop.calibrator == nil)
        loop.closed(id)
    }
}
