import CentralSystemServer
import Foundation
import NIOCore
import NIOPosix
import OCPPJSON
import OCPPTypes
import Testing
import WebSocketTransport

/// `kill -9` of the central system while transactions start and stop: what was answered is in the database.
@Suite(.serialized) struct KillTests {
    @Test func `after kill -9 every answered transaction is in the database`() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("wattswarm-kill-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = folder.appendingPathComponent("kill.sqlite").path
        let tags = folder.appendingPathComponent("tags.jsonl")
        try Data("{\"idTag\":\"TAG1\"}\n".utf8).write(to: tags)
        let server = try Tool.Running(
            [
                "csms", "--listen", "127.0.0.1:0", "--api", "127.0.0.1:0", "--database", database, "--id-tags",
                tags.path,
            ], folder: folder)
        while server.process.isRunning, !server.output.contains("\n") { sched_yield() }
        let word = try #require(
            server.output.split(separator: " ").first { $0.hasPrefix("ocpp=") }, "\(server.output)\(server.errors)")
        let endpoint = try WebSocketEndpoint(url: String(word.dropFirst(5)))

        let processIdentifier = server.process.processIdentifier
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let ledger = try await TransactionClient.run(
            50, against: endpoint, on: group.next(), untilAnswered: 2000,
            then: { kill(processIdentifier, SIGKILL) })
        try await group.shutdownGracefully()
        _ = server.end()
        #expect(ledger.starts.count >= 1000)
        #expect(ledger.stops.count >= 500)

        let stored = Dictionary(
            uniqueKeysWithValues: try DatabaseAudit.transactions(at: database).map { (Int($0.transactionId), $0) })
        for (transactionId, identity) in ledger.starts {
            #expect(stored[transactionId]?.identity == identity, "answered start \(transactionId) of \(identity)")
        }
        for transactionId in ledger.stops {
            #expect(stored[transactionId]?.stop != nil, "answered stop \(transactionId)")
        }
    }
}

/// Charge points that start and stop transactions as fast as they are answered, and write down every answer.
private final class TransactionClient: WebSocketConnectionOwner {
    /// What was answered, on the loop of all clients.
    final class Ledger {
        var starts: [Int: String] = [:]
        var stops: Set<Int> = []
        var open = 0
        var answered = 0
        var target = 0
        var reached: (@Sendable () -> Void)?
        var ended: EventLoopPromise<Void>?
    }

    /// The ledger's content, to be looked at elsewhere.
    struct Result: Sendable {
        var starts: [Int: String]
        var stops: Set<Int>
    }

    private enum Step {
        case booting, starting, stopping(Int)
    }

    private let identity: String
    private let ledger: Ledger
    private var step = Step.booting
    private var counter: UInt32 = 0
    private var output = OutputBuffer()

    init(identity: String, ledger: Ledger) {
        self.identity = identity
        self.ledger = ledger
    }

    static func run(
        _ count: Int, against endpoint: WebSocketEndpoint, on eventLoop: any EventLoop, untilAnswered target: Int,
        then reached: @escaping @Sendable () -> Void
    ) async throws -> Result {
        try await eventLoop.flatSubmit { () -> EventLoopFuture<Result> in
            let ledger = Ledger()
            ledger.target = target
            ledger.reached = reached
            ledger.open = count
            let ended = eventLoop.makePromise(of: Void.self)
            ledger.ended = ended
            let client = WebSocketClient(configuration: WebSocketClientConfiguration())
            for index in 0..<count {
                let identity = "KILL\(index)"
                client.connect(
                    to: endpoint, identity: identity, on: eventLoop,
                    owner: TransactionClient(identity: identity, ledger: ledger))
            }
            let box = NIOLoopBound(ledger, eventLoop: eventLoop)
            return ended.futureResult.map { Result(starts: box.value.starts, stops: box.value.stops) }
        }.get()
    }

    func webSocketOpened(_ connection: WebSocketConnection) {
        send(.bootNotification(.init(chargePointVendor: "Test", chargePointModel: "Kill")), connection)
    }

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        guard case .callResult(_, let payload) = try? FrameScanner.scan(text) else { return }
        var violations = Violations()
        func confirmation(_ action: Action) -> OCPPTypes.Confirmation? {
            try? PayloadDecoder.confirmation(
                action, from: text, payload: payload, mode: .strict, violations: &violations)
        }
        switch step {
        case .booting:
            start(connection)
        case .starting:
            guard case .startTransaction(let answer) = confirmation(.startTransaction) else { return }
            ledger.starts[answer.transactionId] = identity
            step = .stopping(answer.transactionId)
            send(
                .stopTransaction(.init(meterStop: 20, timestamp: now(), transactionId: answer.transactionId)),
                connection)
            count()
        case .stopping(let transactionId):
            guard case .stopTransaction = confirmation(.stopTransaction) else { return }
            ledger.stops.insert(transactionId)
            start(connection)
            count()
        }
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        ledger.open -= 1
        if ledger.open == 0 { ledger.ended?.succeed() }
    }

    private func start(_ connection: WebSocketConnection) {
        step = .starting
        send(
            .startTransaction(.init(connectorId: 1, idTag: "TAG1", meterStart: 10, timestamp: now())), connection)
    }

    private func count() {
        ledger.answered += 1
        if ledger.answered == ledger.target { ledger.reached?() }
    }

    /// Distinct stamps, so that no start looks like a repetition of the one before.
    private func now() -> DateTime {
        DateTime(millisecondsSince1970: 1_700_000_000_000 + Int64(counter) * 1000)
    }

    private func send(_ request: Request, _ connection: WebSocketConnection) {
        counter += 1
        output.removeAll()
        FrameEncoder.call(UniqueId(counter: counter), request, into: &output)
        output.withBytes { _ = connection.send(text: $0) }
    }
}
