/// Every limit of a connection. Reaching one ends the connection with its own ``WebSocketCloseReason`` or, during the
/// handshake, with an HTTP status.
package struct WebSocketLimits: Sendable, Equatable {
    /// Largest reassembled message in bytes; beyond it the connection closes with 1009.
    package var maximumMessageSize = 1 << 20
    /// Largest single frame in bytes; beyond it the connection closes with 1009.
    package var maximumFrameSize = 1 << 20
    /// Most bytes that may wait for a peer that does not read; beyond it the connection is reset.
    package var maximumPendingBytes = 4 << 20
    /// Largest head of the upgrade request or answer in bytes.
    package var maximumHandshakeBytes = 8 << 10
    /// Most header lines in the upgrade request or answer.
    package var maximumHandshakeHeaders = 64

    /// The defaults suit OCPP: messages up to 1 MiB.
    package init() {}
}
