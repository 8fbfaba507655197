import TextFormats

/// What is wrong with an endpoint's URL.
package enum WebSocketEndpointError: Error, Equatable, Sendable, CustomStringConvertible {
    /// It does not start with `ws://` or `wss://`.
    case scheme
    /// User and password do not belong into the URL (RFC 6455 §3 gives them no meaning there).
    case userInformation
    /// The host is missing or has characters that a host cannot have.
    case host
    /// The port is not a number from 1 to 65535.
    case port
    /// The URL has a fragment (RFC 6455 §3).
    case fragment
    /// The path or query has characters that must be percent-encoded.
    case path

    package var description: String {
        switch self {
        case .scheme: "the URL must start with ws:// or wss://"
        case .userInformation: "user and password do not belong into the URL"
        case .host: "the URL has no valid host"
        case .port: "the URL's port is not a number from 1 to 65535"
        case .fragment: "a WebSocket URL has no fragment; percent-encode # as %23"
        case .path: "the URL's path has characters that must be percent-encoded"
        }
    }
}

/// Where a WebSocket server listens: a `ws` or `wss` URL taken apart (RFC 6455 §3).
package struct WebSocketEndpoint: Sendable, Equatable, CustomStringConvertible {
    /// Whether the scheme is `wss`.
    package var isSecure: Bool
    /// Name or address, IPv6 without brackets.
    package var host: String
    /// 80 and 443 by default.
    package var port: Int
    /// Starts with a slash; `/` where the URL has none.
    package var path: String
    /// What stands after `?`, or nil.
    package var query: String?

    /// Takes a URL apart.
    package init(url: String) throws(WebSocketEndpointError) {
        let lowered = url.prefix(6).lowercased()
        var rest: Substring
        if lowered.hasPrefix("ws://") {
            isSecure = false
            rest = url.dropFirst(5)
        } else if lowered == "wss://" {
            isSecure = true
            rest = url.dropFirst(6)
        } else {
            throw .scheme
        }
        if rest.contains("#") {
            throw .fragment
        }
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<authorityEnd]
        rest = rest[authorityEnd...]
        if authority.contains("@") {
            throw .userInformation
        }
        let portText: Substring?
        (host, portText) = try Self.split(authority)
        if let portText {
            guard let number = UInt16(portText), number > 0, portText.allSatisfy(\.isNumber) else {
                throw .port
            }
            port = Int(number)
        } else {
            port = isSecure ? 443 : 80
        }
        guard rest.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw .path
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        path = rest.isEmpty ? "/" : String(rest)
    }

    private static func split(
        _ authority: Substring
    ) throws(WebSocketEndpointError) -> (host: String, port: Substring?) {
        let host: Substring
        var tail: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else {
                throw .host
            }
            host = authority[authority.index(after: authority.startIndex)..<end]
            tail = authority[authority.index(after: end)...]
            guard !host.isEmpty, host.utf8.allSatisfy({ "0123456789abcdefABCDEF:.".utf8.contains($0) }) else {
                throw .host
            }
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            host = authority[..<colon]
            tail = authority[colon...]
            let isHostByte: (UInt8) -> Bool = { byte in
                byte < 127 && (HTTPHead.isTokenCharacter(byte)) && !"%#'*+^`|".utf8.contains(byte)
            }
            guard !host.isEmpty, host.utf8.allSatisfy(isHostByte) else {
                throw .host
            }
        }
        if tail.isEmpty {
            return (String(host), nil)
        }
        guard tail.removeFirst() == ":" else {
            throw .host
        }
        return (String(host), tail)
    }

    /// The request target for a charge point: the path, a slash and the percent-encoded identity, then the query.
    /// Without identity the path as it is.
    package func requestTarget(identity: String?) -> String {
        var target = path
        if let identity {
            if target.hasSuffix("/") {
                target.removeLast()
            }
            target += "/" + PercentText.encode(identity.utf8)
        }
        if let query {
            target += "?" + query
        }
        return target
    }

    /// The value of the Host header: the port only where it is not the scheme's own.
    var hostHeader: String {
        let address = HostPort(host: host, port: port)
        return port == (isSecure ? 443 : 80) ? address.urlHost : address.description
    }

    /// Host and port, as `127.0.0.1:9000`.
    package var authority: String { HostPort(host: host, port: port).description }

    package var description: String {
        "\(isSecure ? "wss" : "ws")://\(authority)\(requestTarget(identity: nil))"
    }
}
