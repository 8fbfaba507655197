/// How often a server refused or ended connections before they had an owner who could count it.
package struct WebSocketCounters: Sendable, Equatable {
    /// Upgrade requests that got an HTTP error: malformed, of another kind, or by decision.
    package var refusedHandshakes = 0
    /// Connections that did not finish their handshake within `handshakeTimeout`.
    package var handshakeTimeouts = 0
    /// Handshakes answered 429: too many from one address.
    package var handshakesTooSoon = 0
    /// Connections reset because of ``WebSocketLimits/maximumConnections``.
    package var connectionsRefused = 0
    /// Connections reset because of ``WebSocketLimits/maximumConnectionsOfAddress``.
    package var connectionsOfAddressRefused = 0
    /// Connections reset because of ``WebSocketLimits/maximumUnfinishedHandshakes``.
    package var unfinishedHandshakesRefused = 0

    /// Nothing counted yet.
    package init() {}

    /// Adds the counts of another event loop.
    package static func += (a: inout WebSocketCounters, b: WebSocketCounters) {
        a.refusedHandshakes += b.refusedHandshakes
        a.handshakeTimeouts += b.handshakeTimeouts
        a.handshakesTooSoon += b.handshakesTooSoon
        a.connectionsRefused += b.connectionsRefused
        a.connectionsOfAddressRefused += b.connectionsOfAddressRefused
        a.unfinishedHandshakesRefused += b.unfinishedHandshakesRefused
    }
}
