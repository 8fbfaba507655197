/// A WebSocket close code (RFC 6455 §7.4), any 16-bit value so that wrong ones can be sent and reported too.
package struct WebSocketCloseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number as it stands on the wire.
    package var rawValue: UInt16

    /// Any value is accepted; see ``isAllowedOnWire``.
    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// 1000: the purpose of the connection is fulfilled.
    package static let normalClosure = Self(rawValue: 1000)
    /// 1001: the endpoint goes away, as a server that shuts down.
    package static let goingAway = Self(rawValue: 1001)
    /// 1002: the peer broke a rule of the protocol.
    package static let protocolError = Self(rawValue: 1002)
    /// 1003: a kind of data that cannot be accepted, as binary for a text-only protocol.
    package static let unsupportedData = Self(rawValue: 1003)
    /// 1005: never on the wire; stands for a Close frame without a code.
    package static let noStatusReceived = Self(rawValue: 1005)
    /// 1006: never on the wire; stands for a connection that ended without a Close frame.
    package static let abnormalClosure = Self(rawValue: 1006)
    /// 1007: data that does not fit its type, as invalid UTF-8 in a text message.
    package static let invalidPayload = Self(rawValue: 1007)
    /// 1008: a message against the receiver's policy.
    package static let policyViolation = Self(rawValue: 1008)
    /// 1009: a message too big to process.
    package static let messageTooBig = Self(rawValue: 1009)
    /// 1011: the server met a condition that prevents it from going on.
    package static let internalError = Self(rawValue: 1011)
    /// 1012: the service restarts.
    package static let serviceRestart = Self(rawValue: 1012)
    /// 1013: try again later.
    package static let tryAgainLater = Self(rawValue: 1013)

    /// Whether an endpoint may put this code into a Close frame: RFC 6455 §7.4.1 and §7.4.2 and the codes 1012 to
    /// 1014 that IANA registered later.
    package var isAllowedOnWire: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    package var description: String {
        String(rawValue)
    }
}
