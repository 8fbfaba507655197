import Glibc
import NIOCore
import NIOPosix
import Synchronization
import WebSocketTransport

/// Sizes of a Heartbeat-like exchange.
let requestText = [UInt8](repeating: UInt8(ascii: "q"), count: 120)
let answerText = [UInt8](repeating: UInt8(ascii: "a"), count: 60)

/// One connection that can be told to ask.
protocol Asker: AnyObject {
    func ask()
}

/// Counts round trips; closed loop, one message in flight per connection. The list is used on the event loop only.
final class Meter: @unchecked Sendable {
    let opened = Atomic<Int>(0)
    let answers = Atomic<Int>(0)
    let isRunning = Atomic<Bool>(true)
    private var askers: [any Asker] = []

    func add(_ asker: any Asker) {
        askers.append(asker)
        opened.add(1, ordering: .relaxed)
    }

    func start() {
        for asker in askers {
            asker.ask()
        }
    }
}

func serve(_ kind: String) async throws {
    raiseDescriptorLimit()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    if kind == "own" {
        let server = WebSocketServer(configuration: WebSocketServerConfiguration(), group: group) { _, _ in
            .accept(owner: OwnAnswerer.shared)
        }
        print(try await server.start().port)
    } else {
        print(try await serveWithNIO(group))
    }
    fflush(nil)
    while true {
        try await Task.sleep(for: .seconds(3600))
    }
}

/// Prints: round trips per second, resident bytes of client and server, client CPU microseconds per round trip.
func drive(_ kind: String, port: Int, serverProcess: Int, connections: Int, seconds: Int) async throws {
    raiseDescriptorLimit()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    let meter = Meter()
    let client = WebSocketClient(configuration: WebSocketClientConfiguration())
    let endpoint = try WebSocketEndpoint(url: "ws://127.0.0.1:\(port)/ocpp")
    var started = 0
    while started < connections {
        let batch = min(100, connections - started)
        for index in started..<(started + batch) {
            // Several source addresses: one alone has too few ports for a quick search.
            let source = "127.0.0.\(1 + index % 4)"
            if kind == "own" {
                loop.execute {
                    client.connect(
                        to: endpoint, identity: "CP\(index)", from: source, on: loop, owner: OwnAsker(meter))
                }
            } else {
                connectWithNIO(loop, port: port, source: source, index: index, meter)
            }
        }
        started += batch
        while meter.opened.load(ordering: .relaxed) < started {
            try await Task.sleep(for: .milliseconds(1))
        }
    }
    loop.execute { meter.start() }
    try await Task.sleep(for: .milliseconds(500))
    let processorBefore = processorSeconds()
    let answersBefore = meter.answers.load(ordering: .relaxed)
    let begin = ContinuousClock.now
    try await Task.sleep(for: .seconds(seconds))
    let answers = Double(meter.answers.load(ordering: .relaxed) - answersBefore)
    let elapsed = ContinuousClock.now - begin
    let processor = processorSeconds() - processorBefore
    meter.isRunning.store(false, ordering: .relaxed)
    try await Task.sleep(for: .seconds(1))
    let exact = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    print(
        answers / exact, residentBytes(Int(getpid())), residentBytes(serverProcess), processor / answers * 1e6)
    fflush(nil)
    exit(0)
}

final class OwnAnswerer: WebSocketConnectionOwner, Sendable {
    static let shared = OwnAnswerer()

    func webSocketOpened(_ connection: WebSocketConnection) {}

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        answerText.withUnsafeBytes { _ = connection.send(text: $0) }
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {}
}

final class OwnAsker: WebSocketConnectionOwner, Asker {
    private let meter: Meter
    private var connection: WebSocketConnection?

    init(_ meter: Meter) {
        self.meter = meter
    }

    func webSocketOpened(_ connection: WebSocketConnection) {
        self.connection = connection
        meter.add(self)
    }

    func ask() {
        requestText.withUnsafeBytes { _ = connection?.send(text: $0) }
    }

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        meter.answers.add(1, ordering: .relaxed)
        if meter.isRunning.load(ordering: .relaxed) {
            ask()
        }
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        preconditionFailure("lost: \(reason)")
    }
}
