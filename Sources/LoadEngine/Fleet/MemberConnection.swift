import NIOCore
import OCPPTypes
import WebSocketTransport

/// Ties one WebSocket connection to one member of a loop's fleet; the transport owns it while the connection lives.
///
/// A member that reconnects gets a new object, so whatever the old connection still tells is recognised as old.
final class MemberConnection: WebSocketConnectionOwner {
    private unowned let driver: LoopDriver
    let member: Int
    /// When the attempt began; the connection latency counts from here.
    let requested: Instant
    /// When TCP was up.
    private(set) var tcpUp: Instant?
    /// When TLS was up; nil without TLS.
    private(set) var tlsUp: Instant?
    /// When the WebSocket handshake was over.
    var opened: Instant?
    /// True after an accepted BootNotification on this connection.
    var hasBooted = false
    /// The open connection, nil before the handshake is over and after the close.
    private(set) var connection: WebSocketConnection?
    /// The connection from the attempt on, so that an attempt can be given up too.
    var attempt: WebSocketConnection?
    /// True while the fleet's statistics count it as open.
    var isCounted = false

    init(driver: LoopDriver, member: Int, requested: Instant) {
        self.driver = driver
        self.member = member
        self.requested = requested
    }

    /// How long an attempt may last before the end of the run calls it failed.
    static let patientNanoseconds: Int64 = 1_000_000_000

    /// What an attempt that has lasted for long is waiting for; nil for a young one and for an open connection.
    func unfinished(at now: Instant) -> String? {
        guard opened == nil, let attempt, now.nanoseconds(since: requested) >= Self.patientNanoseconds else {
            return nil
        }
        let step = tcpUp == nil ? "TCP" : attempt.isTLS && tlsUp == nil ? "TLS" : "the upgrade to WebSocket"
        return "no answer to \(step) until the run ended"
    }

    /// Closes the connection, or gives the attempt up.
    func close(reason: StaticString = "") {
        attempt?.close(code: .normalClosure, reason: reason)
    }

    /// Resets the connection, or gives the attempt up.
    func abort() {
        attempt?.abort()
    }

    func webSocketConnected(_ connection: WebSocketConnection) {
        let now = LoopDriver.now()
        tcpUp = now
        driver.handshakeAdvanced(of: self, at: now)
    }

    func webSocketSecured(_ connection: WebSocketConnection) {
        let now = LoopDriver.now()
        tlsUp = now
        driver.handshakeAdvanced(of: self, at: now)
    }

    func webSocketOpened(_ connection: WebSocketConnection) {
        self.connection = connection
        driver.connectionOpened(self)
    }

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        driver.received(text, on: self)
    }

    func webSocketFlushed(_ connection: WebSocketConnection) {
        driver.flushed(self)
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        let wasOpen = self.connection != nil
        self.connection = nil
        attempt = nil
        driver.connectionClosed(self, wasOpen: wasOpen, reason: reason)
    }
}
