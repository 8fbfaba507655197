/// Bounds of the operator API; reaching one is answered and counted.
package struct OperatorAPILimits: Sendable, Equatable {
    /// Largest page of a list.
    package var pageSize = 1_000
    /// Largest body of a request in bytes.
    package var requestBodyBytes = 64 << 10
    /// Largest body of a request that enters many id tags.
    package var bulkBodyBytes = 16 << 20
    /// How long a body may take to arrive.
    package var requestBodyTimeout = Duration.seconds(20)
    /// How long a connection may stay silent between requests, or in the middle of one.
    package var idleTimeout = Duration.seconds(60)
    /// How long the head of a request may take to arrive from its first byte on.
    package var headTimeout = Duration.seconds(10)
    /// Connections at once; one more takes the place of the one that has been idle longest.
    package var connections = 512
    /// The same for one address.
    package var connectionsPerAddress = 128
    /// Connections besides, that may only ask for health; where all others are busy.
    package var healthConnections = 32
    /// Requests of one token or address per second.
    package var requestsPerSecond = 500.0
    /// Requests of one token or address that may come at once.
    package var requestBurst = 1_000.0
    /// Wrong tokens of one address per minute.
    package var failedTokensPerMinute = 10.0
    /// Browsers that are logged in at once.
    package var sessions = 256
    /// How long a browser stays logged in.
    package var sessionTime = Duration.seconds(12 * 3600)
    /// Streams of events at once.
    package var eventStreams = 64
    /// How long a reader of a stream may take nothing before they are cut off.
    package var eventStreamStall = Duration.seconds(45)

    /// The default limits.
    package init() {}
}
