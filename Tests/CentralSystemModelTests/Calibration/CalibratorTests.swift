import OCPPTypes
import Testing

@testable import CentralSystemModel

@Suite struct CalibratorTests {
    private static let start = Instant(nanoseconds: 1000)
    private static let cp1 = ConnectionID(slot: 0, generation: 0)
    private static let cp2 = ConnectionID(slot: 1, generation: 0)
    private static let heartbeat = Calibrator.Answer.confirmation(
        .heartbeat(.init(currentTime: DateTime(millisecondsSince1970: 0))))

    private func calibrator(_ calibration: Calibration) -> Calibrator {
        Calibrator(
            calibration, clock: DeviceClock(epoch: ModelFixture.epoch, reference: Self.start), bootRetryInterval: 60)
    }

    private func start(_ transactionId: Int) -> Calibrator.Answer {
        .confirmation(.startTransaction(.init(idTagInfo: IdTagInfo(status: .accepted), transactionId: transactionId)))
    }

    @Test func `an answer is held until its delay has passed since the CALL`() {
        var calibrator = calibrator(Calibration(otherwise: .init(delay: .fixed(nanoseconds: 500))))
        #expect(calibrator.received(Self.cp1, identity: "A", "1", .heartbeat, at: Self.start) == .handle)
        #expect(!calibrator.isIdle && calibrator.nextDeadline == .distantFuture)
        #expect(calibrator.answered(Self.cp1, "1", Self.heartbeat, at: Instant(nanoseconds: 1200)) == .hold)
        #expect(calibrator.nextDeadline == Instant(nanoseconds: 1500))
        #expect(calibrator.popDue(at: Instant(nanoseconds: 1499)) == nil)
        #expect(
            calibrator.popDue(at: Instant(nanoseconds: 1500))
                == .init(connection: Self.cp1, uniqueId: "1", release: .send(Self.heartbeat)))
        #expect(calibrator.popDue(at: .distantFuture) == nil)
        #expect(calibrator.isIdle && calibrator.count(of: .delayed) == 1)
    }

    @Test func `an answer later than its delay leaves at once`() {
        var calibrator = calibrator(Calibration(otherwise: .init(delay: .fixed(nanoseconds: 500))))
        _ = calibrator.received(Self.cp1, identity: "A", "1", .heartbeat, at: Self.start)
        #expect(
            calibrator.answered(Self.cp1, "1", Self.heartbeat, at: Instant(nanoseconds: 1500))
                == .send(Self.heartbeat))
        #expect(calibrator.isIdle)
    }

    @Test(
        arguments: [(transit: 0, due: 1500), (200, 1300), (500, 1000), (900, 1000)] as [(transit: Int64, due: Int64)])
    func `the way to the charge point is taken off the delay`(_ row: (transit: Int64, due: Int64)) {
        let rule = Calibration.Rule(delay: .fixed(nanoseconds: 500))
        var handled = calibrator(Calibration(otherwise: rule, transit: row.transit))
        _ = handled.received(Self.cp1, identity: "A", "1", .heartbeat, at: Self.start)
        let isDue = row.due <= Self.start.nanoseconds
        let answer = handled.answered(Self.cp1, "1", Self.heartbeat, at: Self.start)
        #expect(answer == (isDue ? .send(Self.heartbeat) : .hold))
        var failed = rule
        failed.callErrors = 1
        var withheld = calibrator(Calibration(otherwise: failed, transit: row.transit))
        #expect(withheld.received(Self.cp1, identity: "A", "1", .heartbeat, at: Self.start) == .withhold)
        for calibrator in isDue ? [withheld] : [handled, withheld] {
            #expect(calibrator.nextDeadline == Instant(nanoseconds: row.due))
        }
    }

    @Test func `answers of two charge points leave in the order of their instants`() {
        let rules: [Action: Calibration.Rule] = [
            .heartbeat: .init(delay: .fixed(nanoseconds: 900)), .authorize: .init(delay: .fixed(nanoseconds: 100)),
        ]
        var calibrator = calibrator(Calibration(rules: rules))
        _ = calibrator.received(Self.cp1, identity: "A", "1", .heartbeat, at: Self.start)
        _ = calibrator.received(Self.cp2, identity: "B", "2", .authorize, at: Self.start)
        #expect(calibrator.answered(Self.cp1, "1", Self.heartbeat, at: Self.start) == .hold)
        #expect(calibrator.answered(Self.cp2, "2", Self.heartbeat, at: Self.start) == .hold)
        #expect(calibrator.popDue(at: .distantFuture)?.uniqueId == "2")
        #expect(calibrator.popDue(at: .distantFuture)?.uniqueId == "1")
    }

    @Test func `an answer to a CALL that is not calibrated leaves at once`() {
        var calibrator = calibrator(Calibration(otherwise: .init(silence: 1)))
        let error = Calibrator.Answer.error(CallError(.formationViolation))
        #expect(calibrator.answered(Self.cp1, "9", error, at: Self.start) == .send(error))
    }

    @Test func `silence keeps the answer for ever, disconnect ends the connection in its place`() {
        var silent = calibrator(Calibration(otherwise: .init(silence: 1)))
        #expect(silent.received(Self.cp1, identity: "A", "1", .meterValues, at: Self.start) == .handle)
        #expect(silent.answered(Self.cp1, "1", .confirmation(.meterValues(.init())), at: Self.start) == .drop)
        #expect(silent.isIdle && silent.count(of: .silence) == 1)
        for ending in Calibration.Ending.allCases {
            var ended = calibrator(Calibration(otherwise: .init(disconnects: 1, ending: ending)))
            _ = ended.received(Self.cp1, identity: "A", "1", .heartbeat, at: Self.start)
            #expect(ended.answered(Self.cp1, "1", Self.heartbeat, at: Self.start) == .end(ending))
            #expect(ended.count(of: .disconnect) == 1)
        }
    }

    @Test func `a CALLERROR comes after the delay and the model does not see the CALL`() {
        let rule = Calibration.Rule(
            delay: .fixed(nanoseconds: 10), callErrors: 1, callErrorCode: .securityError)
        var calibrator = calibrator(Calibration(otherwise: rule))
        #expect(calibrator.received(Self.cp1, identity: "A", "1", .startTransaction, at: Self.start) == .withhold)
        let due = calibrator.popDue(at: Instant(nanoseconds: 1010))
        guard case .send(.error(let error))? = due?.release else { return #expect(due == nil) }
        #expect(error.code == .securityError)
        #expect(calibrator.count(of: .callError) == 1)
    }

    @Test func `the first boots of each charge point are Pending`() {
        var calibrator = calibrator(Calibration(pendingBoots: 2))
        for identity in ["A", "B"] {
            for _ in 0..<2 {
                #expect(
                    calibrator.received(Self.cp1, identity: identity, "b", .bootNotification, at: Self.start)
                        == .withhold)
                let pending = BootNotification.Confirmation(
                    status: .pending, currentTime: ModelFixture.epoch, interval: 60)
                #expect(
                    calibrator.popDue(at: Self.start)?.release == .send(.confirmation(.bootNotification(pending))))
            }
            #expect(
                calibrator.received(Self.cp1, identity: identity, "b", .bootNotification, at: Self.start) == .handle)
        }
        #expect(calibrator.count(of: .pendingBoot) == 4)
    }

    @Test func `a start gets the id of the start before`() {
        var calibrator = calibrator(Calibration(reusedTransactionIds: 1))
        func answered(_ connection: ConnectionID, _ identity: String, _ transactionId: Int) -> Calibrator.Release {
            _ = calibrator.received(connection, identity: identity, "s", .startTransaction, at: Self.start)
            return calibrator.answered(connection, "s", start(transactionId), at: Self.start)
        }
        #expect(answered(Self.cp1, "A", 1) == .send(start(1)))
        #expect(answered(Self.cp2, "B", 2) == .send(start(1)))
        #expect(answered(Self.cp1, "A", 3) == .send(start(2)))
        #expect(calibrator.count(of: .reusedTransactionId) == 2)
    }

    @Test func `what is planned for a connection goes with it`() {
        var calibrator = calibrator(Calibration(otherwise: .init(silence: 1)))
        _ = calibrator.received(Self.cp1, identity: "A", "1", .heartbeat, at: Self.start)
        calibrator.closed(Self.cp1)
        #expect(calibrator.isIdle)
    }

    @Test func `CALLs beyond the plans of a connection are answered and counted`() {
        var calibrator = calibrator(Calibration(otherwise: .init(silence: 1)))
        for number in 0...UInt32(CalibrationLimits.plannedCalls) {
            _ = calibrator.received(Self.cp1, identity: "A", UniqueId(counter: number), .heartbeat, at: Self.start)
        }
        #expect(calibrator.count(of: .limitReached) == 1)
        let last = UniqueId(counter: UInt32(CalibrationLimits.plannedCalls))
        #expect(calibrator.answered(Self.cp1, last, Self.heartbeat, at: Self.start) == .send(Self.heartbeat))
    }

    @Test func `another calibration holds from the next CALL on and counts from the start`() {
        let delayed = Calibration(seed: 2, otherwise: .init(delay: .uniform(from: 0, to: 1_000_000)))
        var calibrator = calibrator(delayed)
        for _ in 0..<5 { _ = calibrator.received(Self.cp1, identity: "A", "1", .heartbeat, at: Self.start) }
        calibrator.replace(with: delayed)
        _ = calibrator.received(Self.cp1, identity: "A", "2", .heartbeat, at: Self.start)
        _ = calibrator.answered(Self.cp1, "2", Self.heartbeat, at: Self.start)
        let first = delayed.draw(.heartbeat, identity: "A", counter: 0).delayNanoseconds
        #expect(calibrator.nextDeadline == Self.start.adding(nanoseconds: first))
    }

    @Test func `the queue of waiting answers is in order of instants, then of insertion`() {
        var random = SeededRandom(seed: 4)
        var queue = DueQueue()
        var expected: [(instant: Int64, number: UInt32)] = []
        for number in 0..<2000 as Range<UInt32> {
            let instant = Int64(random.nextIndex(below: 300))
            expected.append((instant, number))
            queue.insert(
                .init(connection: Self.cp1, uniqueId: UniqueId(counter: number), release: .drop),
                at: Instant(nanoseconds: instant))
        }
        expected.sort { $0 < $1 }
        for entry in expected {
            #expect(queue.first?.instant == Instant(nanoseconds: entry.instant))
            #expect(queue.removeFirst().uniqueId == UniqueId(counter: entry.number))
        }
        #expect(queue.count == 0)
    }
}
