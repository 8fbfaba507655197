/// `HOST:PORT`, where an IPv6 address stands in brackets: `127.0.0.1:9000`, `[::1]:9000`.
package struct HostPort: Equatable, Sendable, CustomStringConvertible {
    /// Name or address, IPv6 without brackets.
    package var host: String
    /// 0 to 65535.
    package var port: Int

    /// Makes one of its parts.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT` or `[v6]:PORT`; nil without a host or without a port from 0 to 65535. What stands before the last
    /// colon is the host: whether there is such a host is for the resolver to say.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon != text.startIndex
        else { return nil }
        host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.port = port
    }

    /// The host as it stands in a URL: an IPv6 address in brackets.
    package var urlHost: String { host.contains(":") ? "[\(host)]" : host }

    package var description: String { "\(urlHost):\(port)" }
}
