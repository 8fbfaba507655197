import NIOSSL

/// Where and how a server takes connections.
package struct WebSocketServerConfiguration: Sendable {
    /// Name or address to listen on.
    package var host = "127.0.0.1"
    /// 0 picks a free one.
    package var port = 0
    /// The sub-protocols the server speaks; the client's order of preference decides.
    package var subprotocols: [String] = ["ocpp1.6"]
    /// Whether a client that offers none of them is refused with 400; else it is upgraded without one.
    package var requireSubprotocol = true
    /// Paths must be this, a slash and at least one more segment (else 404); empty: any path.
    package var pathPrefix = ""
    /// Server certificate and key, and whether client certificates are asked for; nil: plain `ws`.
    package var tls: NIOSSLContext?
    /// Limits of size and number.
    package var limits = WebSocketLimits()
    /// Time-outs and Pings.
    package var timing = WebSocketTiming()
    /// How many connections the kernel may hold until they are accepted; the kernel's `somaxconn` caps it.
    package var backlog: Int32 = 4096
    /// Named in `WWW-Authenticate` of a 401.
    package var realm = "OCPP"

    /// The defaults listen on a free port of 127.0.0.1 for `ocpp1.6` at any path.
    package init() {}
}
