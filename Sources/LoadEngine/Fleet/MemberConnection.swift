import NIOCore
import OCPPTypes
import WebSocketTransport

/// Ties one WebSocket connection to one member of a loop's fleet; the transport owns it while the connection lives.
///
/// A member that reconnects gets a new object, so whatever the old connection still tells is recognised as old. Thousands
/// of idle charge points keep one each, so its instants are small numbers.
final class MemberConnection: WebSocketConnectionOwner {
    private unowned let driver: LoopDriver
    let member: Int
    /// When the attempt began; the connection latency counts from here.
    let requested: Instant
    /// The connection from the attempt on, so that an attempt can be given up too.
    var attempt: WebSocketConnection?
    /// When the steps were over, in microseconds since ``requested``.
    private var tcpMicroseconds = notYet
    private var tlsMicroseconds = notYet
    private var openMicroseconds = notYet
    private var isOpen = false
    /// True after an accepted BootNotification on this connection.
    var hasBooted = false
    /// True while the fleet's statistics count it as open.
    var isCounted = false
    /// True once the end of the run has counted the attempt as failed.
    var isCountedAsFailed = false

    /// When TCP was up.
    var tcpUp: Instant? { instant(tcpMicroseconds) }
    /// When TLS was up; nil without TLS.
    var tlsUp: Instant? { instant(tlsMicroseconds) }
    /// When the WebSocket handshake was over.
    var opened: Instant? { instant(openMicroseconds) }
    /// The open connection, nil before the handshake is over and after the close.
    var connection: WebSocketConnection? { isOpen ? attempt : nil }

    private static let notYet: Int32 = -1

    private func instant(_ microseconds: Int32) -> Instant? {
        microseconds == Self.notYet ? nil : requested.adding(nanoseconds: Int64(microseconds) * 1_000)
    }

    /// No attempt lasts for half an hour: the transport's time-out of handshakes is far below.
    private func microseconds(at now: Instant) -> Int32 {
        Int32(clamping: max(0, now.nanoseconds(since: requested)) / 1_000)
    }

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

    /// The WebSocket handshake is over now.
    func handshakeEnded(at now: Instant) { openMicroseconds = microseconds(at: now) }

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
        tcpMicroseconds = microseconds(at: now)
        driver.handshakeAdvanced(of: self, at: now)
    }

    func webSocketSecured(_ connection: WebSocketConnection) {
        let now = LoopDriver.now()
        tlsMicroseconds = microseconds(at: now)
        driver.handshakeAdvanced(of: self, at: now)
    }

    func webSocketOpened(_ connection: WebSocketConnection) {
        attempt = connection
        isOpen = true
        driver.connectionOpened(self)
    }

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        driver.received(text, on: self)
    }

    func webSocketFlushed(_ connection: WebSocketConnection) {
        driver.flushed(self)
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        let wasOpen = isOpen
        isOpen = false
        attempt = nil
        driver.connectionClosed(self, wasOpen: wasOpen, reason: reason)
    }
}
