import NIOCore

/// The time-outs of a connection. Each is constant for all connections of a client or server, which lets one sweep per
/// event loop watch them all without a timer per connection.
package struct WebSocketTiming: Sendable, Equatable {
    /// From the call of `connect`, or from the accepted connection, until the upgrade is done, TLS included.
    package var handshakeTimeout: Duration = .seconds(10)
    /// From our Close frame until the connection has ended.
    package var closeTimeout: Duration = .seconds(5)
    /// Pause between the last Pong (or the opening) and the next Ping; zero: the transport sends no Pings of its own.
    package var pingInterval: Duration = .zero
    /// From a Ping, ours or the owner's, until its Pong; zero: a missing Pong is not noticed.
    package var pongTimeout: Duration = .seconds(30)
    /// How often the sweep looks, so how late a time-out may be noticed.
    package var tick: Duration = .milliseconds(100)

    /// The defaults: no Pings of our own.
    package init() {}
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = .nanoseconds(overflow ? .max / 4 : min(product, .max / 4) + attoseconds / 1_000_000_000)
    }
}
