import NIOCore
import NIOPosix

@testable import WebSocketTransport

/// Writes down what happens and plays a script: one step when the connection opens and one per message it gets.
final class Recorder: WebSocketConnectionOwner {
    enum Event: Equatable, Sendable {
        case opened(subprotocol: String?)
        case text(String)
        case binary([UInt8])
        case pong
        case writability(Bool)
        case closed(WebSocketCloseReason)
    }

    enum Step: Sendable {
        case send(String)
        case sendBinary([UInt8])
        case ping
        case close
        case abort
    }

    private(set) var events: [Event] = []
    /// How often what was sent while reading has left.
    private(set) var flushes = 0
    var script: [Step] = []
    /// Runs inside the callbacks, to test re-entrancy.
    var onEvent: ((WebSocketConnection, Event) -> Void)?
    var whenClosed: (([Event]) -> Void)?

    func webSocketOpened(_ connection: WebSocketConnection) {
        note(.opened(subprotocol: connection.subprotocol), connection)
        step(connection)
    }

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        note(.text(String(decoding: text, as: UTF8.self)), connection)
        step(connection)
    }

    func webSocket(_ connection: WebSocketConnection, receivedBinary bytes: UnsafeRawBufferPointer) {
        note(.binary([UInt8](bytes)), connection)
        step(connection)
    }

    func webSocketReceivedPong(_ connection: WebSocketConnection) {
        note(.pong, connection)
        step(connection)
    }

    func webSocketWritabilityChanged(_ connection: WebSocketConnection) {
        note(.writability(connection.isWritable), connection)
    }

    func webSocketFlushed(_ connection: WebSocketConnection) { flushes += 1 }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        note(.closed(reason), connection)
        whenClosed?(events)
        whenClosed = nil
    }

    private func note(_ event: Event, _ connection: WebSocketConnection) {
        events.append(event)
        onEvent?(connection, event)
    }

    private func step(_ connection: WebSocketConnection) {
        guard !script.isEmpty else {
            return
        }
        switch script.removeFirst() {
        case .send(var text): text.withUTF8 { _ = connection.send(text: UnsafeRawBufferPointer($0)) }
        case .sendBinary(let bytes): bytes.withUnsafeBytes { _ = connection.send(binary: $0) }
        case .ping: connection.ping()
        case .close: connection.close()
        case .abort: connection.abort()
        }
    }

    /// Connects, plays the script, and returns all events but those of writability once the connection has closed.
    static func run(
        url: String, identity: String?, group: any EventLoopGroup,
        configuration: WebSocketClientConfiguration = WebSocketClientConfiguration(),
        authorization: BasicCredentials? = nil, from source: String? = nil, script: [Step]
    ) async throws -> [Event] {
        let endpoint = try WebSocketEndpoint(url: url)
        let eventLoop = group.next()
        let client = WebSocketClient(configuration: configuration)
        let promise = eventLoop.makePromise(of: [Event].self)
        eventLoop.execute {
            let recorder = Recorder()
            recorder.script = script
            recorder.whenClosed = { events in
                promise.succeed(events.filter { if case .writability = $0 { false } else { true } })
            }
            client.connect(
                to: endpoint, identity: identity, authorization: authorization, from: source, on: eventLoop,
                owner: recorder)
        }
        return try await promise.futureResult.get()
    }
}
