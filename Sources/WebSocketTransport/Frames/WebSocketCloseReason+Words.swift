extension WebSocketCloseReason: CustomStringConvertible {
    /// The reason for people: what happened, and what the peer or the system said.
    package var description: String {
        switch self {
        case .connectFailed(let text): "no TCP connection: \(ErrnoName.words(text))"
        case .tlsFailed(let failure): "TLS failed: \(failure)"
        case .handshakeRejected(let status): "the upgrade was refused with HTTP status \(status)"
        case .handshakeInvalid(let text): "the handshake failed: \(text)"
        case .handshakeTimedOut: "the handshake was not over in time"
        case .closedByPeer(let code, let reason):
            "the peer closed with \(code.rawValue)" + (reason.isEmpty ? "" : " (\(reason))")
        case .closedByUs(let code): "closed by us with \(code.rawValue)"
        case .closeTimedOut: "closed by us, and the peer did not answer"
        case .aborted: "reset by us"
        case .protocolError(let text): "the peer broke the WebSocket protocol: \(text)"
        case .messageTooLarge: "the peer sent a message that is too large"
        case .unsupportedData: "the peer sent a binary message"
        case .endOfStream: "the stream ended without a Close frame"
        case .connectionLost(let text): "the connection was lost: \(ErrnoName.words(text))"
        case .pongTimedOut: "no Pong came in time"
        case .pendingBytesExceeded: "the peer did not read what was sent"
        case .heldBytesExceeded: "too much unfinished input was held"
        }
    }
}
