import Foundation
import NIOCore
import NIOPosix
import OCPPJSON
import OCPPTypes
import WebSocketTransport

/// What charge points were answered, over all the lives of a central system. Belongs to one event loop.
final class KillLedger {
    /// A StartTransaction as its charge point knows it: no two of one charge point have the same time.
    struct Start: Hashable, Sendable {
        var identity: String
        var timestamp: DateTime
    }

    /// MeterValues as their charge point knows them.
    struct Meter: Hashable, Sendable {
        var identity: String
        var transactionId: Int
        var value: String
    }

    /// Everything that was acknowledged.
    struct Acknowledged: Sendable {
        var starts: [Start: Int] = [:]
        var stops: Set<Int> = []
        var meters: Set<Meter> = []
        /// StartTransactions that were sent again and got a transactionId.
        var repeatedStarts = 0
        /// StartTransactions that were answered with another id the second time; none may be.
        var contradictions: [Start] = []
    }

    var acknowledged = Acknowledged()
    private var answers = 0
    private var target = Int.max
    private var reached: (() -> Void)?

    /// Calls back once after so many further answers.
    func after(_ count: Int, _ reached: @escaping () -> Void) {
        answers = 0
        target = count
        self.reached = reached
    }

    func answered() {
        answers += 1
        guard answers >= target, let reached else { return }
        self.reached = nil
        reached()
    }
}

/// A charge point that starts, meters and stops transactions as fast as it is answered, writes down every answer, and
/// after a lost connection sends again what was not answered (OCPP 1.6 §4.8, §4.10).
final class KillClient: WebSocketConnectionOwner {
    private enum Step {
        case booting
        case starting(StartTransaction.Request)
        case metering(transactionId: Int, left: Int, value: String)
        case stopping(StopTransaction.Request)
    }

    private let identity: String
    private let ledger: KillLedger
    private var step = Step.booting
    private var isRepeating = false
    private var calls: UInt32 = 0
    private var seconds: Int64 = 0
    private var output = OutputBuffer()
    private var ended: EventLoopPromise<Void>?

    init(identity: String, ledger: KillLedger) {
        self.identity = identity
        self.ledger = ledger
    }

    /// Connects and works until the connection is gone.
    func live(_ client: WebSocketClient, _ endpoint: WebSocketEndpoint, on eventLoop: any EventLoop)
        -> EventLoopFuture<Void>
    {
        let promise = eventLoop.makePromise(of: Void.self)
        ended = promise
        client.connect(to: endpoint, identity: identity, on: eventLoop, owner: self)
        return promise.futureResult
    }

    func webSocketOpened(_ connection: WebSocketConnection) {
        switch step {
        case .booting: send(.bootNotification(.init(chargePointVendor: "Test", chargePointModel: "Kill")), connection)
        case .starting(let request):
            isRepeating = true
            send(.startTransaction(request), connection)
        case .metering(let transactionId, let left, _):
            // Meter values may be stored without an answer; whether they were is not known, so others are sent.
            meter(transactionId, left: left, connection)
        case .stopping(let request): send(.stopTransaction(request), connection)
        }
    }

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        guard case .callResult(UniqueId(counter: calls), let payload) = try? FrameScanner.scan(text) else { return }
        var violations = Violations()
        func confirmation(_ action: Action) -> Confirmation? {
            try? PayloadDecoder.confirmation(
                action, from: text, payload: payload, mode: .strict, violations: &violations)
        }
        switch step {
        case .booting:
            start(connection)
        case .starting(let request):
            guard case .startTransaction(let answer) = confirmation(.startTransaction) else { return }
            started(request, answer.transactionId)
            meter(answer.transactionId, left: 2, connection)
        case .metering(let transactionId, let left, let value):
            ledger.acknowledged.meters.insert(
                .init(identity: identity, transactionId: transactionId, value: value))
            if left > 1 {
                meter(transactionId, left: left - 1, connection)
            } else {
                let request = StopTransaction.Request(
                    meterStop: Int(seconds) * 10, timestamp: nextTime(), transactionId: transactionId)
                step = .stopping(request)
                send(.stopTransaction(request), connection)
            }
        case .stopping(let request):
            ledger.acknowledged.stops.insert(request.transactionId)
            start(connection)
        }
        ledger.answered()
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        ended?.succeed()
        ended = nil
    }

    private func started(_ request: StartTransaction.Request, _ transactionId: Int) {
        let start = KillLedger.Start(identity: identity, timestamp: request.timestamp)
        if isRepeating { ledger.acknowledged.repeatedStarts += 1 }
        isRepeating = false
        let known = ledger.acknowledged.starts.updateValue(transactionId, forKey: start)
        if let known, known != transactionId { ledger.acknowledged.contradictions.append(start) }
    }

    private func start(_ connection: WebSocketConnection) {
        let request = StartTransaction.Request(
            connectorId: 1, idTag: "TAG1", meterStart: Int(seconds) * 10, timestamp: nextTime())
        step = .starting(request)
        send(.startTransaction(request), connection)
    }

    private func meter(_ transactionId: Int, left: Int, _ connection: WebSocketConnection) {
        let timestamp = nextTime()
        let value = "\(seconds * 10)"
        step = .metering(transactionId: transactionId, left: left, value: value)
        let sample = SampledValue(value: value)
        send(
            .meterValues(
                .init(
                    connectorId: 1, transactionId: transactionId,
                    meterValue: [MeterValue(timestamp: timestamp, sampledValue: [sample])])), connection)
    }

    /// Every message of a charge point has a time and a meter reading of its own.
    private func nextTime() -> DateTime {
        seconds += 1
        return DateTime(millisecondsSince1970: 1_700_000_000_000 + seconds * 1000)
    }

    private func send(_ request: Request, _ connection: WebSocketConnection) {
        calls += 1
        output.removeAll()
        FrameEncoder.call(UniqueId(counter: calls), request, into: &output)
        output.withBytes { _ = connection.send(text: $0) }
    }
}

/// Charge points that outlive their central system.
final class KillFleet: Sendable {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let state: NIOLoopBound<(ledger: KillLedger, clients: [KillClient], client: WebSocketClient)>

    init(count: Int) async throws {
        let eventLoop = group.next()
        state = try await eventLoop.submit {
            let ledger = KillLedger()
            let clients = (0..<count).map { KillClient(identity: "KILL\($0)", ledger: ledger) }
            let client = WebSocketClient(configuration: WebSocketClientConfiguration())
            return NIOLoopBound((ledger, clients, client), eventLoop: eventLoop)
        }.get()
    }

    /// Connects everyone, and after so many answers and a moment more calls back; returns what was ever acknowledged when
    /// every connection is gone.
    func live(
        against endpoint: WebSocketEndpoint, answers: Int, thenMicroseconds moment: Int64,
        do action: @escaping @Sendable () -> Void
    ) async throws -> KillLedger.Acknowledged {
        let eventLoop = group.next()
        let state = state
        return try await eventLoop.flatSubmit { () -> EventLoopFuture<KillLedger.Acknowledged> in
            let (ledger, clients, client) = state.value
            ledger.after(answers) { eventLoop.scheduleTask(in: .microseconds(moment), action) }
            let lives = clients.map { $0.live(client, endpoint, on: eventLoop) }
            return EventLoopFuture.andAllComplete(lives, on: eventLoop).map { state.value.ledger.acknowledged }
        }.get()
    }

    func shutdown() async throws {
        try await group.shutdownGracefully()
    }
}
