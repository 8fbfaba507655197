/// Why a connection ended, as its owner learns it, once, in the last call.
package enum WebSocketCloseReason: Equatable, Sendable {
    /// No TCP connection came about; the text names the cause, as `ECONNREFUSED`.
    case connectFailed(String)
    /// TCP was up but TLS failed: certificate, host name, protocol version.
    case tlsFailed(TLSFailure)
    /// The server answered the upgrade request with another status than 101.
    case handshakeRejected(status: Int)
    /// The server's answer to the upgrade request broke a rule of RFC 6455 §4.1.
    case handshakeInvalid(String)
    /// Connecting, TLS and the upgrade together took longer than `handshakeTimeout`.
    case handshakeTimedOut
    /// The peer sent a Close frame first; without a code it reads 1005.
    case closedByPeer(code: WebSocketCloseCode, reason: String)
    /// We sent a Close frame first and the peer answered it.
    case closedByUs(code: WebSocketCloseCode)
    /// We sent a Close frame and the peer neither answered nor ended the connection within `closeTimeout`.
    case closeTimedOut
    /// We reset the connection without a Close frame.
    case aborted
    /// The peer broke a rule of RFC 6455; a Close frame with 1002 or 1007 told it so.
    case protocolError(String)
    /// The peer sent a message beyond the limit; a Close frame with 1009 told it so.
    case messageTooLarge
    /// The peer sent a kind of message that the owner does not take; a Close frame with 1003 told it so.
    case unsupportedData
    /// The stream ended without a Close frame (1006).
    case endOfStream
    /// The peer reset the connection, or the network failed (1006); the text names the cause, as `ECONNRESET`.
    case connectionLost(String)
    /// No Pong came within `pongTimeout`.
    case pongTimedOut
    /// The peer did not read fast enough: more than `maximumPendingBytes` waited to be sent.
    case pendingBytesExceeded
    /// All connections together held too many bytes of unfinished frames, and this one added to them; a Close frame
    /// with 1013 told it so.
    case heldBytesExceeded

    /// The server speaks TLS where we did not.
    package static let speaksTLS = "TLS is spoken there: use wss:// instead of ws://"
    /// The server ended a connection without TLS and without a word: it may speak TLS.
    static let maySpeakTLSText = "the connection ended during the handshake (is TLS spoken there? then use wss://)"
    /// The server speaks no TLS where we did.
    static let speaksNoTLS = "no TLS is spoken there: use ws:// instead of wss://"

    /// What to change when the URL's scheme is not the one that is spoken there; nil otherwise.
    package var schemeAdvice: String? {
        switch self {
        case .handshakeInvalid(Self.speaksTLS): Self.speaksTLS
        case .tlsFailed(let failure) where failure.text == Self.speaksNoTLS: Self.speaksNoTLS
        default: nil
        }
    }

    /// True when the server may be one that speaks TLS where we did not: it said nothing.
    package var maySpeakTLS: Bool { self == .handshakeInvalid(Self.maySpeakTLSText) }

    /// Whether an attempt with TLS that failed shows that TLS is spoken there: the peer did not suit us, or we did not suit it.
    package var showsTLS: Bool {
        switch self {
        case .tlsFailed(let failure): failure.cause != .other
        default: false
        }
    }

    /// A short name without dynamic text, for counters and reports.
    package var label: StaticString {
        switch self {
        case .connectFailed: "connect failed"
        case .tlsFailed: "TLS failed"
        case .handshakeRejected: "handshake rejected"
        case .handshakeInvalid: "handshake invalid"
        case .handshakeTimedOut: "handshake timed out"
        case .closedByPeer: "closed by peer"
        case .closedByUs: "closed by us"
        case .closeTimedOut: "close timed out"
        case .aborted: "aborted"
        case .protocolError: "protocol error"
        case .messageTooLarge: "message too large"
        case .unsupportedData: "unsupported data"
        case .endOfStream: "end of stream"
        case .connectionLost: "connection lost"
        case .pongTimedOut: "pong timed out"
        case .pendingBytesExceeded: "pending bytes exceeded"
        case .heldBytesExceeded: "held bytes exceeded"
        }
    }
}
