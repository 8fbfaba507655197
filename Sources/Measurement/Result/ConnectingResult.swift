/// The parts of connecting, and the boot behind it; see ``ConnectingStatistics``.
package struct ConnectingResult: Hashable, Sendable {
    /// From the wish to connect to the attempt.
    package let waiting: LatencySummary
    /// From the attempt to TCP.
    package let tcp: LatencySummary
    /// From TCP to TLS.
    package let tls: LatencySummary
    /// From there to the end of the WebSocket handshake.
    package let upgrade: LatencySummary
    /// From there to the accepted BootNotification.
    package let boot: LatencySummary

    init(_ connecting: ConnectingStatistics) {
        waiting = connecting.waiting.summary
        tcp = connecting.tcp.summary
        tls = connecting.tls.summary
        upgrade = connecting.upgrade.summary
        boot = connecting.boot.summary
    }

    /// The parts by name, in order of time.
    package var parts: [(name: String, summary: LatencySummary)] {
        [("waiting", waiting), ("tcp", tcp), ("tls", tls), ("upgrade", upgrade), ("boot", boot)]
    }
}
