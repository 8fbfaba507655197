/// What a server knows of a connection when it decides whether to take it.
package struct WebSocketServerRequest: Sendable, Equatable {
    /// The request target's path as it came, still percent-encoded, without the query.
    package var path: String
    /// What stands after `?`, or nil.
    package var query: String?
    /// The segments of the path after the configured prefix, percent-decoded.
    package var pathSegments: [String]
    /// The last segment, percent-decoded: in OCPP the charge point's identity. Empty for the path `/`.
    package var identity: String
    /// Credentials of HTTP Basic authentication; nil where none were sent or they are malformed.
    package var authorization: BasicCredentials?
    /// The sub-protocols the client offers, in its order of preference.
    package var offeredSubprotocols: [String]
    /// The one that will be used, or nil where none fits and the server does not insist.
    package var subprotocol: String?
    /// The client's address, as `127.0.0.1:51234`.
    package var remoteAddress: String
    /// The certificate by which the client showed who it is, in DER; nil where none was asked for.
    package var peerCertificate: [UInt8]?
}

/// What a server does with a connection.
package enum WebSocketServerDecision {
    /// Upgrades; the owner gets `webSocketOpened` next.
    case accept(owner: any WebSocketConnectionOwner)
    /// Answers with an HTTP status and ends the connection. 401 adds `WWW-Authenticate: Basic`.
    case reject(status: Int, reason: StaticString)
}
