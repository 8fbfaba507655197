/// How long the parts of connecting took, each for the attempts that came through it: what a storm of charge points asks
/// of a central system before the first CALL.
package struct ConnectingStatistics: Sendable, Equatable {
    /// From the charge point's wish to connect to the beginning of the attempt: the generator opens connections in
    /// slices, between which it serves those that are open.
    package var waiting = LatencyHistogram()
    /// From the beginning of the attempt until TCP was up.
    package var tcp = LatencyHistogram()
    /// From TCP until TLS was up; nothing for `ws`.
    package var tls = LatencyHistogram()
    /// From TCP, or TLS, to the end of the WebSocket handshake.
    package var upgrade = LatencyHistogram()
    /// From the end of the WebSocket handshake to an accepted BootNotification, for connections that had one.
    package var boot = LatencyHistogram()
    /// When the last charge point was accepted for the first time, in nanoseconds since the start of the run.
    package private(set) var lastFirstBoot: Int64?

    /// Starts with nothing measured.
    package init() {}

    /// A charge point was accepted for the first time.
    ///
    /// - Parameter offset: nanoseconds since the start of the run.
    package mutating func firstBoot(at offset: Int64) {
        lastFirstBoot = max(lastFirstBoot ?? offset, offset)
    }

    /// Adds another loop's measurements; exact, in any order.
    package mutating func merge(_ other: ConnectingStatistics) {
        waiting.merge(other.waiting)
        tcp.merge(other.tcp)
        tls.merge(other.tls)
        upgrade.merge(other.upgrade)
        boot.merge(other.boot)
        if let last = other.lastFirstBoot { firstBoot(at: last) }
    }
}
