import NIOCore

/// Decides on TCP connections of a server before anything is read from them: how many there are, how many come from one
/// address and how fast, and how many have not finished their handshake.
struct ConnectionGate {
    /// What happens to a new connection.
    enum Decision: Equatable {
        case admitted
        /// It may send its request and is answered 429.
        case tooSoon
        /// It is reset.
        case refused(Limit)
    }

    /// The limit that was reached.
    enum Limit: Equatable {
        case connections
        case connectionsOfAddress
        case handshakes
    }

    private let limits: WebSocketLimits
    private var ofAddress: [UInt64: Int] = [:]
    private var rates: RateLedger<UInt64>
    private(set) var connections = 0
    private(set) var handshakes = 0

    init(_ limits: WebSocketLimits) {
        self.limits = limits
        let rate = RateLimit(
            perSecond: limits.maximumHandshakesPerSecondOfAddress, burst: limits.maximumHandshakeBurstOfAddress)
        rates = RateLedger(rate, capacity: limits.maximumTrackedAddresses)
    }

    /// Decides on a connection; unless it is refused it counts until ``left(_:)``, and as a handshake until
    /// ``handshakeEnded()``.
    mutating func enter(_ address: UInt64, at now: NIODeadline) -> Decision {
        if connections >= limits.maximumConnections { return .refused(.connections) }
        if handshakes >= limits.maximumUnfinishedHandshakes { return .refused(.handshakes) }
        let present = ofAddress[address] ?? 0
        if present >= limits.maximumConnectionsOfAddress { return .refused(.connectionsOfAddress) }
        ofAddress[address] = present + 1
        connections += 1
        handshakes += 1
        return rates.take(address, at: Int64(clamping: now.uptimeNanoseconds)) ? .admitted : .tooSoon
    }

    mutating func handshakeEnded() {
        precondition(handshakes > 0, "a handshake ends once")
        handshakes -= 1
    }

    mutating func left(_ address: UInt64) {
        guard let present = ofAddress[address] else { preconditionFailure("a connection leaves once") }
        connections -= 1
        ofAddress[address] = present == 1 ? nil : present - 1
    }

    /// The number that stands for an address: IPv4 itself, of IPv6 the network of 64 bits, which is what one customer
    /// is given. Addresses of other kinds count as one.
    static func key(_ address: SocketAddress?) -> UInt64 {
        switch address {
        case .v4(let address)?:
            return ipv4(address.address.sin_addr.s_addr)
        case .v6(let address)?:
            var bytes = address.address.sin6_addr
            return withUnsafeBytes(of: &bytes) { raw in
                let high = raw.loadUnaligned(as: UInt64.self)
                let low = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                // ::ffff:a.b.c.d is the IPv4 address of a socket that serves both families.
                if high == 0, UInt64(bigEndian: low) >> 32 == 0xFFFF {
                    return ipv4(raw.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
                }
                return high
            }
        case .unixDomainSocket?, nil:
            return 0
        }
    }

    /// Multicast networks send nothing, so ffff::/64 is free to stand for IPv4.
    private static func ipv4(_ address: UInt32) -> UInt64 {
        0xFFFF_0000_0000_0000 | UInt64(address)
    }
}
