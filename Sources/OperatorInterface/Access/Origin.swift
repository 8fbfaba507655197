/// Who may have made a browser send a request: keeps other pages from using an operator's browser (CSRF, DNS
/// rebinding).
package enum Origin {
    /// True when a request that changes something comes from the API's own page or from a program.
    ///
    /// Browsers send `Origin` with every POST, PUT and DELETE; programs send none. `Sec-Fetch-Site` decides where there
    /// is one.
    package static func isOwn(origin: String?, fetchSite: String?, host: String?, isTLS: Bool) -> Bool {
        if let fetchSite, fetchSite != "same-origin", fetchSite != "none" { return false }
        guard let origin else { return true }
        guard let host else { return false }
        return origin.lowercased() == (isTLS ? "https://" : "http://") + host.lowercased()
    }

    /// True for a host header that names this machine's loopback or an address literal. A page of a stranger that was
    /// rebound to 127.0.0.1 still names its own domain.
    package static func isLocal(host: String?) -> Bool {
        // HTTP/1.0 and hand-made requests have none; browsers always have one.
        guard let host else { return true }
        var name = Substring(host.lowercased())
        if name.hasPrefix("[") {
            name = name.dropFirst().prefix { $0 != "]" }
            return !name.isEmpty
        }
        if let colon = name.lastIndex(of: ":") { name = name[..<colon] }
        if name == "localhost" || name.hasSuffix(".localhost") { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    /// True for an address that only this machine can reach.
    package static func isLoopback(address: String) -> Bool {
        address == "localhost" || address == "::1" || address == "0:0:0:0:0:0:0:1"
            || (address.hasPrefix("127.") && address.split(separator: ".").count == 4)
            || address.hasPrefix("::ffff:127.")
    }
}
