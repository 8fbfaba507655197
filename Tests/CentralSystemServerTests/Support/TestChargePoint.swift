import NIOCore
import NIOPosix
import WebSocketTransport

/// A charge point's end of a connection: sends texts, hands out what it received in order.
final class TestChargePoint: WebSocketConnectionOwner, @unchecked Sendable {
    /// What happened on the connection.
    enum Event: Equatable, Sendable {
        case opened
        case text(String)
        case closed(WebSocketCloseReason)
    }

    private static let client = WebSocketClient(configuration: WebSocketClientConfiguration())
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private let eventLoop = TestChargePoint.group.next()
    private let continuation: AsyncStream<Event>.Continuation
    private var events: AsyncStream<Event>.Iterator
    private var connection: WebSocketConnection?

    private init() {
        let (stream, continuation) = AsyncStream<Event>.makeStream()
        self.continuation = continuation
        events = stream.makeAsyncIterator()
    }

    /// Connects; the first event tells whether it came about.
    static func connect(_ server: TestServer, _ identity: String) async throws -> TestChargePoint {
        let chargePoint = TestChargePoint()
        let endpoint = try WebSocketEndpoint(url: server.ready.ocpp)
        try await chargePoint.eventLoop.submit {
            chargePoint.connection = client.connect(
                to: endpoint, identity: identity, on: chargePoint.eventLoop, owner: chargePoint)
        }.get()
        return chargePoint
    }

    /// Connects to any URL with credentials; the first event tells whether it came about.
    static func connect(
        url: String, _ identity: String, authorization: BasicCredentials? = nil, tls: TLSContext? = nil
    ) async throws -> TestChargePoint {
        let chargePoint = TestChargePoint()
        let endpoint = try WebSocketEndpoint(url: url)
        try await chargePoint.eventLoop.submit {
            chargePoint.connection = client.connect(
                to: endpoint, identity: identity, authorization: authorization, tls: tls, on: chargePoint.eventLoop,
                owner: chargePoint)
        }.get()
        return chargePoint
    }

    /// Connected and accepted.
    static func booted(_ server: TestServer, _ identity: String) async throws -> TestChargePoint {
        let chargePoint = try await connect(server, identity)
        _ = await chargePoint.next()
        _ = await chargePoint.call(#"[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#)
        return chargePoint
    }

    /// The next event; never returns nil before `closed`.
    func next() async -> Event? { await events.next() }

    /// Sends a text and returns the next event.
    func call(_ text: String) async -> Event? {
        send(text)
        return await next()
    }

    func send(_ text: String) {
        eventLoop.execute {
            var text = text
            _ = text.withUTF8 { self.connection?.send(text: UnsafeRawBufferPointer($0)) }
        }
    }

    func close() {
        eventLoop.execute { self.connection?.close() }
    }

    func webSocketOpened(_ connection: WebSocketConnection) { continuation.yield(.opened) }

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        continuation.yield(.text(String(decoding: text, as: UTF8.self)))
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        self.connection = nil
        continuation.yield(.closed(reason))
        continuation.finish()
    }
}

/// A StartTransaction CALL.
func startFrame(_ id: String, connectorId: Int = 1, second: Int = 10, idTag: String = "TAG1") -> String {
    #"[2,"\#(id)","StartTransaction",{"connectorId":\#(connectorId),"idTag":"\#(idTag)","meterStart":100,"#
        + #""timestamp":"2025-01-01T12:00:\#(second)Z"}]"#
}

/// The answer to it.
func startAnswer(_ id: String, _ transactionId: Int) -> TestChargePoint.Event {
    .text(
        #"[3,"\#(id)",{"idTagInfo":{"parentIdTag":"GROUP","status":"Accepted"},"transactionId":\#(transactionId)}]"#)
}

/// A StopTransaction CALL.
func stopFrame(_ id: String, _ transactionId: Int) -> String {
    #"[2,"\#(id)","StopTransaction",{"transactionId":\#(transactionId),"meterStop":900,"#
        + #""timestamp":"2025-01-01T13:00:00Z","reason":"Local"}]"#
}
