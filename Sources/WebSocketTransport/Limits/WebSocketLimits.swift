/// Every limit of a connection. Reaching one ends the connection with its own ``WebSocketCloseReason`` or, during the
/// handshake, with an HTTP status.
package struct WebSocketLimits: Sendable, Equatable {
    /// Largest reassembled message in bytes; beyond it the connection closes with 1009.
    package var maximumMessageSize = 1 << 20
    /// Largest single frame in bytes; beyond it the connection closes with 1009.
    package var maximumFrameSize = 1 << 20
    /// Most bytes that may wait for a peer that does not read; beyond it the connection is reset.
    package var maximumPendingBytes = 4 << 20
    /// Most frames of one connection that are worked off before others have their turn.
    package var maximumFramesOfTurn = 32
    /// How long what was read is worked off in one turn of the event loop; what is left waits for the next, in the order
    /// of reading.
    package var readingOfTurn = Duration.milliseconds(20)
    /// The same where the turn has lasted that long before: reading never stands still.
    package var leastReadingOfTurn = Duration.milliseconds(5)
    /// Most bytes that may wait so, over all connections of an event loop; beyond it they are worked off at once and the
    /// turn takes its time.
    package var maximumQueuedBytes = 64 << 20
    /// Connections that a listener accepts in one turn; the kernel holds the others.
    package var maximumAcceptedOfTurn = 256
    /// The same with TLS, whose handshakes cost many times as much.
    package var maximumAcceptedOfTurnWithTLS = 32
    /// Largest head of the upgrade request or answer in bytes.
    package var maximumHandshakeBytes = 8 << 10
    /// Most header lines in the upgrade request or answer.
    package var maximumHandshakeHeaders = 64
    /// Most bytes of frames and messages that have not come to their end, over all connections of an event loop; the
    /// connection that goes beyond it closes with 1013.
    package var maximumHeldBytes = 256 << 20
    /// Most connections of a server's event loop; beyond it new ones are reset.
    package var maximumConnections = 200_000
    /// Most connections of a server's event loop that have not finished their handshake; beyond it new ones are reset.
    package var maximumUnfinishedHandshakes = 20_000
    /// Most connections from one IPv4 address or IPv6 network of 64 bits; beyond it new ones are reset. Behind one
    /// address there may be a whole mobile operator's network.
    package var maximumConnectionsOfAddress = 65_536
    /// Handshakes from one address per second on average; beyond it they are answered 429.
    package var maximumHandshakesPerSecondOfAddress = 2_000.0
    /// Handshakes from one address at once after a pause: all of them come back after a restart.
    package var maximumHandshakeBurstOfAddress = 65_536
    /// Addresses whose rate is watched at once; while all of them are busy, handshakes from others are answered 429.
    package var maximumTrackedAddresses = 65_536

    /// The defaults suit OCPP: messages up to 1 MiB.
    package init() {}
}
