/// Sends every message back as it came, text as text and binary as binary.
final class EchoOwner: WebSocketConnectionOwner {
    private let whenClosed: ((WebSocketCloseReason) -> Void)?

    init(whenClosed: ((WebSocketCloseReason) -> Void)? = nil) {
        self.whenClosed = whenClosed
    }

    func webSocketOpened(_ connection: WebSocketConnection) {}

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        connection.send(text: text)
    }

    func webSocket(_ connection: WebSocketConnection, receivedBinary bytes: UnsafeRawBufferPointer) {
        connection.send(binary: bytes)
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        whenClosed?(reason)
    }
}

extension WebSocketLimits {
    /// The Autobahn test suite sends messages of 16 MiB.
    static var echo: WebSocketLimits {
        var limits = WebSocketLimits()
        limits.maximumMessageSize = 16 << 20
        limits.maximumFrameSize = 16 << 20
        limits.maximumPendingBytes = 64 << 20
        return limits
    }
}
