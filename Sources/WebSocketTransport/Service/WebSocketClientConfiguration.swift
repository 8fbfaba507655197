import NIOSSL

/// What all connections of a client have in common.
package struct WebSocketClientConfiguration: Sendable {
    /// Offered in this order of preference; empty: none is offered.
    package var subprotocols: [String] = ["ocpp1.6"]
    /// Whether a server that chooses none of the offered sub-protocols is refused. RFC 6455 allows such an answer,
    /// OCPP-J has no use for it.
    package var requireSubprotocol = true
    /// Limits of size and number.
    package var limits = WebSocketLimits()
    /// Time-outs and Pings.
    package var timing = WebSocketTiming()
    /// For `wss`; nil: the system's certificate authorities, host names verified.
    package var tls: NIOSSLContext?
    /// Credentials for connections that are given none of their own.
    package var basicAuthorization: BasicCredentials?
    /// Where masking keys and handshake keys start; connections count on from here.
    package var seed: UInt64 = 0

    /// The defaults offer `ocpp1.6`.
    package init() {}
}
