import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct QueueTests {
    static let empty = OCPPTypes.Confirmation.statusNotification(StatusNotification.Confirmation())

    @Test func `a heartbeat comes after each interval of silence and counts from its deadline`() {
        var point = TestPoint.booted()
        point.now = at(300.5)  // half a second late
        #expect(
            point.give(.deadline) == [call(4, .heartbeat(Heartbeat.Request()))])
        point.now = at(300.6)
        #expect(
            point.give(.confirmation("4", Server().confirmation(.heartbeat, at: point.now))) == [
                sample(.heartbeat, intended: 300, enqueued: 300.5, sent: 300.5, ended: 300.6)
            ])
        #expect(point.model.nextDeadline == at(600))
        point.now = at(500)
        _ = point.command(.meterValues(connectorId: 1))
        _ = point.answerAll()
        #expect(point.model.nextDeadline == at(800))
        _ = point.advance(to: at(700))
        _ = point.call(.clearCache(ClearCache.Request()))
        #expect(point.model.nextDeadline == at(1000))
    }

    @Test(arguments: [(300, 86_400), (86_400, 86_400), (200_000, 200_000)])
    func `other messages replace heartbeats, but one a day is left for the time`(_ interval: Int, _ due: Int) {
        var point = TestPoint("ac-11kw", settings: [("ClockAlignedDataInterval", "60")])
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        let server = Server(interval: interval)
        _ = point.answerAll(server)
        var heartbeats: [Instant] = []
        while point.now < at(Double(2 * due + 3600)) {
            let effects = point.advance(to: min(point.model.nextDeadline, at(Double(2 * due + 3600))))
            heartbeats += effects.requests.filter { $0.action == .heartbeat }.map { _ in point.now }
            heartbeats += point.answerAll(server).requests.filter { $0.action == .heartbeat }.map { _ in point.now }
        }
        #expect(heartbeats == [at(Double(due)), at(Double(2 * due))])
    }

    @Test func `a heartbeat that nobody answers does not make the next one due at once`() {
        var point = TestPoint.booted()
        // The day is over while the connection is gone: due when it is back, and again after the interval.
        _ = point.give(.disconnected)
        _ = point.advance(to: at(90_000))
        #expect(point.give(.connected) == [])
        #expect(point.advance(to: at(90_000)) == [call(4, .heartbeat(Heartbeat.Request()))])
        _ = point.give(.callError("4", CallError(.internalError)))
        #expect(point.advance(to: at(90_299)) == [])
        #expect(point.advance(to: at(90_300)) == [call(5, .heartbeat(Heartbeat.Request()))])
    }

    @Test func `behind an unanswered CALL one heartbeat waits and further ones are dropped`() {
        var point = TestPoint.booted()
        _ = point.call(.changeConfiguration(ChangeConfiguration.Request(key: "HeartbeatInterval", value: "10")))
        let effects = point.advance(to: at(39))
        #expect(
            effects == [
                call(4, .heartbeat(Heartbeat.Request())),
                sample(.heartbeat, .dropped, intended: 30, sent: nil, ended: 30),
            ])
        #expect(
            point.advance(to: at(40)) == [
                sample(.heartbeat, .timedOut, intended: 10, sent: 10, ended: 40),
                call(5, .heartbeat(Heartbeat.Request())),
            ])
        #expect(
            point.answerAll() == [
                sample(.heartbeat, intended: 20, sent: 40, ended: 40),
                call(6, .heartbeat(Heartbeat.Request())), sample(.heartbeat, intended: 40, sent: 40, ended: 40),
            ])
    }

    @Test func `late, duplicate and foreign answers are told apart and counted`() {
        var point = TestPoint.booted()
        _ = point.command(.meterValues(connectorId: 1))
        _ = point.advance(to: at(30))
        let answer = OCPPTypes.Confirmation.meterValues(MeterValues.Confirmation())
        #expect(point.model.awaitedAction(for: "4") == nil)
        #expect(point.give(.confirmation("4", answer)) == [.lateAnswer(.meterValues)])
        #expect(point.give(.invalidAnswer("4")) == [.lateAnswer(.meterValues)])
        #expect(point.give(.callError("2", CallError(.genericError))) == [.lateAnswer(nil)])
        for id: UniqueId in ["5", "x", "", "04", "4294967296", "99999999999"] {
            #expect(point.give(.confirmation(id, answer)) == [.notice(.violation(.answerToUnknownCall))], "\(id)")
        }
        _ = point.command(.meterValues(connectorId: 1))
        #expect(point.model.awaitedAction(for: "5") == .meterValues)
        #expect(
            point.give(.confirmation("5", Self.empty)) == [
                .notice(.violation(.confirmationOfOtherAction)),
                sample(.meterValues, .invalidAnswer, intended: 30, sent: 30, ended: 30),
                .commandEnded(token, .failed(.invalidAnswer)),
            ])
    }

    @Test func `a transaction message is sent again after 60 and 120 seconds and then given up`() {
        var point = TestPoint.charging(settings: [
            ("MeterValueSampleInterval", "0"), ("TransactionMessageAttempts", "3"),
            ("TransactionMessageRetryInterval", "60"), ("HeartbeatInterval", "0"),
        ])
        point.model.heartbeatDue = .distantFuture
        point.model.heartbeatSeconds = 0
        let stop = point.command(.stopTransaction(connectorId: 1, .local))
        let request = stop.requests[0]
        #expect(request.action == .stopTransaction)
        let error = CallError(.internalError)
        let first = point.give(.callError(point.openId, error))
        // The status goes past the message that waits for its retry.
        #expect(first.requests == [status(1, .finishing, 0)])
        _ = point.answerAll()
        #expect(point.advance(to: at(59)) == [])
        #expect(point.advance(to: at(60)).requests == [request])
        point.now = at(61)
        #expect(
            point.give(.callError(point.openId, error)) == [
                sample(.stopTransaction, .callError(.internalError), intended: 60, sent: 60, ended: 61)
            ])
        #expect(point.advance(to: at(180)) == [])
        #expect(point.advance(to: at(181)).requests == [request])
        #expect(
            point.advance(to: at(211)) == [
                sample(.stopTransaction, .timedOut, intended: 181, sent: 181, ended: 211),
                .notice(.transactionLost(connectorId: 1, transactionId: 100)),
            ])
        #expect(point.model.queuedCount == 0)
        #expect(point.advance(to: at(100_000)) == [])
    }

    @Test func `a start that is given up gives its messages the id -1 and loses the transaction once`() {
        var point = TestPoint.booted(settings: [
            ("TransactionMessageAttempts", "1"), ("MeterValueSampleInterval", "0"),
        ])
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.give(.confirmation(point.openId, Server().confirmation(.authorize, at: .zero)))
        _ = point.command(.stopTransaction(connectorId: 1, .local))
        let lost = point.give(.callError(point.openId, CallError(.internalError)))
        #expect(lost.notices == [.transactionLost(connectorId: 1, transactionId: -1)])
        let effects = lost + point.answerAll()
        let stop = effects.requests.compactMap {
            if case .stopTransaction(let request) = $0 { return request }
            return nil
        }
        #expect(stop.map(\.transactionId) == [-1])
        #expect(effects.notices.count { $0 == .transactionLost(connectorId: 1, transactionId: -1) } == 1)
        #expect(effects.notices.contains(.transactionStopped(connectorId: 1, transactionId: -1)))
    }

    @Test func `a lost connection is no attempt and the message goes out again after the reconnect`() {
        var point = TestPoint.charging(settings: [
            ("MeterValueSampleInterval", "0"), ("TransactionMessageAttempts", "1"),
        ])
        let stop = point.command(.stopTransaction(connectorId: 1, .local))
        point.now = at(4)
        let lost = point.give(.disconnected)
        #expect(
            lost == [
                sample(.stopTransaction, .connectionLost, intended: 0, sent: 0, ended: 4),
                sample(.statusNotification, .connectionLost, intended: 0, sent: nil, ended: 4),
                .notice(.reconnecting(attempt: 1, at: at(5))),
            ])
        _ = point.advance(to: at(5))
        let back = point.give(.connected)
        #expect(back.requests == [status(1, .finishing, 5)])
        let delivered = point.answerAll()
        #expect(delivered.requests == stop.requests)
        #expect(delivered.samples.last?.intended == at(4))
        #expect(delivered.notices == [.transactionStopped(connectorId: 1, transactionId: 100)])
    }

    @Test func `commands fail with the connection and are not kept`() {
        var point = TestPoint.booted()
        let heartbeat = OutgoingPayload.typed(.heartbeat(Heartbeat.Request()))
        #expect(point.command(.send(heartbeat)) == [call(4, .heartbeat(Heartbeat.Request()))])
        #expect(point.command(.send(heartbeat)) == [])
        #expect(
            point.give(.disconnected) == [
                sample(.heartbeat, .connectionLost, intended: 0, sent: 0, ended: 0),
                .commandEnded(token, .failed(.connectionLost)),
                sample(.heartbeat, .connectionLost, intended: 0, sent: nil, ended: 0),
                .commandEnded(token, .failed(.connectionLost)),
                .notice(.reconnecting(attempt: 1, at: at(1))),
            ])
        #expect(
            point.command(.send(heartbeat)) == [
                sample(.heartbeat, .dropped, intended: 0, sent: nil, ended: 0),
                .commandEnded(token, .failed(.offline)),
            ])
        #expect(point.command(.authorize(tag, connectorId: 1)).outcomes == [.failed(.offline)])
    }

    @Test func `the queues are bounded and what does not fit is counted`() {
        var limits = ChargePointLimits.withoutJitter
        limits.callQueueLength = 2
        var point = TestPoint.booted(limits: limits)
        let outcomes = (0..<5).flatMap { _ in point.command(.meterValues(connectorId: 1)) }
        #expect(outcomes.outcomes == [.failed(.queueFull), .failed(.queueFull)])
        #expect(outcomes.samples.map(\.outcome) == [.dropped, .dropped])
        #expect(point.answerAll().outcomes == [.done, .done, .done])
    }

    @Test func `a full transaction queue drops meter values but keeps start and stop`() {
        var limits = ChargePointLimits.withoutJitter
        limits.transactionQueueLength = 3
        var point = TestPoint.charging(
            settings: [("MeterValueSampleInterval", "10"), ("HeartbeatInterval", "0")], limits: limits)
        _ = point.give(.disconnected)
        var effects: [ChargePointEffect] = []
        while point.now < at(59) {
            effects += point.advance(to: point.now.adding(seconds: 1))
            _ = point.give(.connectionFailed(.unreachable))
        }
        #expect(effects.samples.map(\.intended) == [at(40), at(50)])
        #expect(effects.samples.allSatisfy { $0.outcome == .dropped && $0.action == .meterValues })
        #expect(point.command(.stopTransaction(connectorId: 1, .local)).samples == [])
        #expect(point.model.queuedCount == 4)
    }

    @Test func `a transaction whose stop finds no room is lost and counted`() {
        var limits = ChargePointLimits.withoutJitter
        limits.transactionQueueLength = 0
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")], limits: limits)
        _ = point.give(.disconnected)
        for number in 0..<ChargePointLimits.reserveForStartAndStop {
            point.model.queue.messages.append(
                TransactionMessage(
                    body: .meterValues(MeterValues.Request(connectorId: 1, meterValue: [])), number: UInt32(number),
                    connectorId: 1, intended: .zero, enqueued: .zero))
        }
        let effects = point.command(.stopTransaction(connectorId: 1, .local))
        #expect(effects.samples.map(\.outcome) == [.dropped])
        #expect(effects.notices.contains(.transactionLost(connectorId: 1, transactionId: 100)))
    }

    @Test func `transaction messages and other CALLs take turns`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "1")])
        for _ in 0..<3 { _ = point.command(.meterValues(connectorId: 1)) }
        _ = point.advance(to: at(3))
        let purposes = point.answerAll().samples
        #expect(purposes.count == 6)
        #expect(purposes.map(\.intended) == [at(0), at(1), at(0), at(2), at(0), at(3)])
    }

    @Test func `at the end of the run nothing new begins and abandon ends what is open`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "10")])
        _ = point.command(.charge(connectorId: 1, until: .energy(wattHours: 1000)))
        _ = point.command(.meterValues(connectorId: 1))
        _ = point.command(.meterValues(connectorId: 1))
        #expect(point.give(.finishRun) == [])
        #expect(point.command(.meterValues(connectorId: 1)) == [.commandEnded(token, .failed(.abandoned))])
        #expect(point.advance(to: at(20)) == [])
        let effects = point.give(.abandon)
        #expect(
            effects == [
                sample(.meterValues, .unanswered, intended: 0, sent: 0, ended: 20),
                .commandEnded(token, .failed(.abandoned)),
                sample(.meterValues, .dropped, intended: 0, sent: nil, ended: 20),
                .commandEnded(token, .failed(.abandoned)),
                .commandEnded(token, .failed(.abandoned)),
            ])
        #expect(point.model.nextDeadline == .distantFuture)
    }

    @Test func `abandon counts an outstanding transaction message once`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "10")])
        _ = point.advance(to: at(25))
        let effects = point.give(.abandon)
        #expect(
            effects == [
                sample(.meterValues, .unanswered, intended: 10, sent: 10, ended: 25),
                sample(.meterValues, .dropped, intended: 20, sent: nil, ended: 25),
            ])
    }

    @Test func `MessageTimeout overrides the limit`() {
        var point = TestPoint.booted()
        _ = point.call(.changeConfiguration(ChangeConfiguration.Request(key: "MessageTimeout", value: "5")))
        _ = point.command(.meterValues(connectorId: 1))
        #expect(point.model.nextDeadline == at(5))
        #expect(point.advance(to: at(5)).outcomes == [.failed(.timedOut)])
    }

    /// A charge point whose StopTransaction failed at 0 and waits for its retransmission at 60.
    static func waitingToRetry() -> TestPoint {
        var point = TestPoint.charging(settings: [
            ("MeterValueSampleInterval", "0"), ("TransactionMessageAttempts", "3"),
            ("TransactionMessageRetryInterval", "60"),
        ])
        point.model.heartbeatDue = .distantFuture
        point.model.heartbeatSeconds = 0
        _ = point.command(.stopTransaction(connectorId: 1, .local))
        _ = point.give(.callError(point.openId, CallError(.internalError)))
        _ = point.answerAll()
        return point
    }

    @Test func `a retransmission that falls due without a connection is planned for the reconnect`() {
        var point = Self.waitingToRetry()
        point.now = at(30)
        _ = point.give(.disconnected)
        _ = point.advance(to: at(300))
        let back = point.give(.connected) + point.answerAll() + point.advance(to: at(300)) + point.answerAll()
        #expect(
            back.samples.filter { $0.action == .stopTransaction } == [
                CallSample(
                    action: .stopTransaction, intended: at(300), enqueued: at(300), sent: at(300), ended: at(300),
                    outcome: .answered)
            ])
        // Back in time, it leaves when it was planned.
        var early = Self.waitingToRetry()
        early.now = at(30)
        _ = early.give(.disconnected)
        _ = early.advance(to: at(40))
        _ = early.give(.connected)
        let kept = early.answerAll() + early.advance(to: at(60)) + early.answerAll()
        #expect(kept.samples.last?.intended == at(60) && kept.samples.last?.sent == at(60))
    }

    @Test func `a retransmission whose wait a power cut ends is planned for the restart`() {
        var point = Self.waitingToRetry()
        point.now = at(10)
        _ = point.command(.powerLoss(backup: false))
        point.now = at(20)
        _ = point.command(.powerReturns)
        let back = point.give(.connected) + point.answerAll()
        #expect(
            back.samples.filter { $0.action == .stopTransaction } == [
                CallSample(
                    action: .stopTransaction, intended: at(20), enqueued: at(20), sent: at(20), ended: at(20),
                    outcome: .answered)
            ])
    }
}
