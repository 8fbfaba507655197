import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct BootStateTests {
    @Test func `a boot goes from power on to acceptance`() {
        var boot = BootState()
        #expect(boot.phase == .off)
        boot.begin(at: at(1), now: at(2))
        #expect(boot.phase == .due(intended: at(1), enqueued: at(2)))
        boot.sent()
        boot.answered(.pending, at: at(3), waitSeconds: 10)
        #expect(boot.phase == .waiting(until: at(13)))
        #expect(boot.deadline == at(13))
        #expect(!boot.isSilent)
        boot.waited(until: at(13), now: at(14))
        boot.sent()
        boot.answered(.rejected, at: at(15), waitSeconds: 10)
        #expect(boot.isSilent)
        boot.waited(until: at(25), now: at(25))
        boot.sent()
        boot.answered(.accepted, at: at(26), waitSeconds: 10)
        #expect(boot.isAccepted && boot.wasAccepted && !boot.isSilent)
        #expect(boot.deadline == .distantFuture)
        boot.stop()
        #expect(!boot.isAccepted && boot.wasAccepted)
    }

    @Test func `failures count up to the next answer`() {
        var boot = BootState()
        boot.begin(at: .zero, now: .zero)
        var attempts: [Int] = []
        for _ in 0..<3 {
            boot.sent()
            boot.failed(at: .zero) {
                attempts.append($0)
                return 5
            }
            boot.waited(until: .zero, now: .zero)
        }
        boot.sent()
        boot.answered(.pending, at: .zero, waitSeconds: 1)
        boot.waited(until: .zero, now: .zero)
        boot.sent()
        boot.failed(at: .zero) {
            attempts.append($0)
            return 5
        }
        #expect(attempts == [0, 1, 2, 0])
    }

    @Test func `a lost connection changes only a boot on its way`() {
        var boot = BootState()
        boot.connectionLost(at: at(1))
        #expect(boot.phase == .off)
        boot.begin(at: .zero, now: .zero)
        boot.connectionLost(at: at(1))
        #expect(boot.phase == .due(intended: .zero, enqueued: .zero))
        boot.sent()
        boot.connectionLost(at: at(1))
        #expect(boot.phase == .due(intended: at(1), enqueued: at(1)))
        boot.sent()
        boot.answered(.accepted, at: at(2), waitSeconds: 1)
        boot.connectionLost(at: at(3))
        #expect(boot.isAccepted)
    }
}

@Suite struct OutgoingQueueTests {
    func planned(_ connectorId: UInt8) -> PlannedCall {
        PlannedCall(
            content: .status(StatusReport(connectorId: connectorId, status: .available, timestamp: testEpoch)),
            purpose: .status(connectorId: connectorId), intended: .zero, enqueued: .zero)
    }

    func message(_ number: UInt32) -> TransactionMessage {
        TransactionMessage(
            body: .stop(StopTransaction.Request(meterStop: 1, timestamp: testEpoch, transactionId: 0)), number: number,
            connectorId: 1, intended: .zero, enqueued: .zero)
    }

    @Test func `leading calls go before messages, then both take turns, and a blocked message is overtaken`() {
        var queue = OutgoingQueue()
        for number in 0..<4 { queue.append(planned(UInt8(number))) }
        queue.leadingCalls = 2
        for number: UInt32 in 1...2 { queue.messages.append(message(number)) }
        #expect(queue.next() == .call(planned(0)))
        #expect(queue.next() == .call(planned(1)))
        #expect(queue.next() == .message(message(1)))
        #expect(queue.next() == .call(planned(2)))
        queue.retryAt = at(5)
        #expect(queue.next() == .call(planned(3)))
        #expect(queue.next() == nil)
        queue.retryAt = nil
        #expect(queue.next() == .message(message(1)))
        _ = queue.messages.popFirst()
        #expect(queue.next() == .message(message(2)))
    }

    @Test func `one CALL is outstanding and its id is told from others`() {
        var queue = OutgoingQueue()
        queue.append(planned(1))
        let id = queue.begin(
            .typed(.heartbeat(Heartbeat.Request())), .heartbeat, .heartbeat, intended: .zero, enqueued: .zero,
            at: .zero, deadline: at(30))
        #expect(id == "1")
        #expect(queue.next() == nil)
        #expect(queue.addressee(of: "1") == .outstanding)
        #expect(queue.addressee(of: "2") == .unknown)
        #expect(queue.end()?.action == .heartbeat)
        #expect(queue.end() == nil)
        #expect(queue.addressee(of: "1") == .ended(.heartbeat))
        _ = queue.begin(
            .typed(.authorize(Authorize.Request(idTag: tag))), .authorize, .heartbeat, intended: .zero, enqueued: .zero,
            at: .zero, deadline: at(30))
        _ = queue.end()
        #expect(queue.addressee(of: "1") == .ended(nil))
        #expect(queue.addressee(of: "2") == .ended(.authorize))
    }

    @Test func `an id reaches the messages of its transaction alone`() {
        var queue = OutgoingQueue()
        for number: UInt32 in [1, 2, 1] { queue.messages.append(message(number)) }
        queue.resolve(number: 1, transactionId: 55)
        var ids: [Int?] = []
        while let next = queue.messages.popFirst() { ids.append(next.transactionId) }
        #expect(ids == [55, nil, 55])
    }
}

@Suite struct AlignedValueTests {
    @Test(
        arguments: [
            (0, 900_000, 900_000), (899_999, 900_000, 900_000), (900_000, 900_000, 1_800_000),
            (86_399_000, 900_000, 86_400_000), (86_400_000, 7_000_000, 93_400_000), (80_000_000, 7_000_000, 84_000_000),
            (84_000_000, 7_000_000, 86_400_000), (5, 200_000_000, 86_400_000), (-1, 900_000, 0),
            (-900_001, 900_000, -900_000),
        ] as [(Int64, Int64, Int64)])
    func `the grid begins at midnight each day`(_ time: Int64, _ step: Int64, _ expected: Int64) {
        #expect(ChargePointModel.nextGrid(after: time, step: step) == expected)
    }

    @Test func `aligned values come on the grid with and without transaction`() {
        var point = TestPoint.booted(
            "ac-22kw-two-connectors", connectors: 2, settings: [("ClockAlignedDataInterval", "60")])
        // The clock shows 00:00:10 at the origin.
        let effects = point.advance(to: at(50)) + point.answerAll()
        #expect(effects.samples.map(\.intended) == [at(50), at(50)])
        let values = effects.requests.compactMap { request -> MeterValues.Request? in
            if case .meterValues(let values) = request { return values }
            return nil
        }
        #expect(values.map(\.connectorId) == [1, 2])
        #expect(values.allSatisfy { $0.transactionId == nil })
        let midnight = testEpoch.adding(milliseconds: -10_000)
        #expect(values.allSatisfy { $0.meterValue[0].timestamp == midnight.adding(milliseconds: 60_000) })
        #expect(values[0].meterValue[0].sampledValue.map(\.context) == [.sampleClock])

        var charging = TestPoint.charging(settings: [
            ("ClockAlignedDataInterval", "60"), ("MeterValueSampleInterval", "0"),
        ])
        let requests = charging.advance(to: at(50)).requests
        guard case .meterValues(let running)? = requests.first else {
            Issue.record("no MeterValues in \(requests)")
            return
        }
        #expect(running.transactionId == 100)
        #expect(running.meterValue[0].sampledValue.map(\.value) == ["153"])
    }

    @Test func `a changed sampling interval counts from the change`() {
        var point = TestPoint.charging()
        point.now = at(10)
        _ = point.call(.changeConfiguration(.init(key: "MeterValueSampleInterval", value: "20")))
        var samples: [CallSample] = []
        while point.now < at(75) {
            samples += point.advance(to: point.now.adding(seconds: 5)).samples
            samples += point.answerAll().samples
        }
        #expect(samples.map(\.intended) == [at(30), at(50), at(70)])
    }

    @Test func `a clock that is set back by a moment does not repeat a grid instant`() {
        var point = TestPoint.booted(settings: [("ClockAlignedDataInterval", "60")])
        _ = point.advance(to: at(50)) + point.answerAll()
        _ = point.command(.send(.typed(.heartbeat(Heartbeat.Request()))))
        var server = Server()
        server.time = time(49)
        _ = point.answerAll(server)
        #expect(point.model.clock.time(at: at(50)) == time(49))
        #expect(point.model.nextDeadline == at(111))
        server.time = time(3600)
        _ = point.command(.send(.typed(.heartbeat(Heartbeat.Request()))))
        _ = point.answerAll(server)
        #expect(point.model.nextDeadline == at(100))
    }

    @Test func `with a factor above 1 the clock does not follow and the time is noticed`() {
        var point = TestPoint.booted(factor: 60)
        _ = point.command(.send(.typed(.heartbeat(Heartbeat.Request()))))
        var server = Server()
        server.time = time(777)
        let effects = point.answerAll(server)
        #expect(effects.notices == [.currentTime(time(777))])
        #expect(point.model.clock.epoch == testEpoch)
    }
}

@Suite struct SizeTests {
    @Test func `an idle booted charge point with two connectors stays below 1200 bytes`() {
        let point = TestPoint.booted("ac-22kw-two-connectors", connectors: 2)
        let inline = MemoryLayout<ChargePointModel>.stride
        // An array's storage has a header of 32 bytes.
        let connectors = 32 + point.model.connectors.count * MemoryLayout<ConnectorState>.stride
        #expect(inline + connectors <= 1200, "\(inline) + \(connectors)")
        #expect(point.model.transactions.capacity == 0)
        #expect(point.model.queuedCount == 0)
        #expect(point.model.overlay.entries.capacity == 0)
    }
}
