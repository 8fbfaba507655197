import TextFormats

/// Where a file is or goes: a URL of one of the four schemes that OCPP names, user and password in it.
///
/// The fragment never leaves this program; its words, separated by commas, say how the file is moved: `passive`,
/// `active`, `explicit`, `implicit` (TLS of ftps), `put`, `multipart` (uploads by HTTP). `ftps` means implicit TLS, as it
/// does to other clients, except at port 21, where servers await `AUTH TLS` (explicit); a word in the fragment overrides
/// that.
///
/// ```swift
/// let location = try FileTransferLocation("ftp://cp1:secret@files.example:2121/logs")
/// location.appending(fileName: "diagnostics-CP1-1.tar.gz").redacted  // "ftp://files.example:2121/logs/diagnostics-…"
/// ```
package struct FileTransferLocation: Hashable, Sendable {
    /// The protocols of OCPP 1.6 (errata v4.0 §3.88).
    package enum Scheme: String, CaseIterable, Hashable, Sendable {
        /// FTP without TLS.
        case ftp
        /// FTP with TLS.
        case ftps
        /// HTTP without TLS.
        case http
        /// HTTP with TLS.
        case https

        /// True for the two FTPs.
        package var isFTP: Bool { self == .ftp || self == .ftps }
        /// True for the two with TLS.
        package var isSecure: Bool { self == .ftps || self == .https }
    }

    /// Why a text is no location.
    package enum Problem: Error, Hashable, Sendable {
        /// It is no URL, or has characters that a URL must encode.
        case malformed
        /// It is a URL of another scheme.
        case unsupportedScheme
        /// It is longer than ``FileTransferLimits/locationBytes``.
        case tooLong
        /// The fragment has a word that means nothing.
        case unknownWord
    }

    /// The scheme.
    package let scheme: Scheme
    /// `user:password`, still percent-encoded; nil when there is none.
    private let userInfo: String?
    /// Host and port as written.
    private let host: String
    /// The path with its leading slash, still percent-encoded; empty when the URL ends with the host.
    private let path: String
    /// What follows `?`; nil without.
    private let query: String?
    /// The words of the fragment.
    package let words: [Word]

    /// What a fragment may say.
    package enum Word: String, CaseIterable, Hashable, Sendable {
        /// FTP: we open the data connections.
        case passive
        /// FTP: the server opens the data connections.
        case active
        /// ftps: TLS begins after `AUTH TLS`.
        case explicit
        /// ftps: TLS begins with the connection.
        case implicit
        /// Uploads by HTTP: PUT of `location/fileName`.
        case put
        /// Uploads by HTTP: POST of a form to `location`.
        case multipart
    }

    /// Reads a location.
    package init(_ text: String) throws(Problem) {
        guard text.utf8.count <= FileTransferLimits.locationBytes else { throw .tooLong }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .malformed }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text[colon...].hasPrefix("://") else {
            throw .malformed
        }
        let name = text[..<colon].lowercased()
        guard let scheme = Scheme(rawValue: name) else {
            let isName = !name.isEmpty && name.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
            throw isName ? .unsupportedScheme : .malformed
        }
        var rest = text[text.index(colon, offsetBy: 3)...]
        var words: [Word] = []
        if let hash = rest.firstIndex(of: "#") {
            for part in rest[rest.index(after: hash)...].split(separator: ",") {
                guard let word = Word(rawValue: String(part)) else { throw .unknownWord }
                words.append(word)
            }
            rest = rest[..<hash]
        }
        var query: String?
        // A question mark begins a query in HTTP; in FTP it is a character of a file name.
        if !scheme.isFTP, let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        if let at = authority.lastIndex(of: "@") {
            userInfo = String(authority[..<at])
            authority = authority[authority.index(after: at)...]
        } else {
            userInfo = nil
        }
        guard Self.isHost(authority) else { throw .malformed }
        self.scheme = scheme
        host = String(authority)
        path = String(rest[slash...])
        self.query = query
        self.words = words
    }

    private init(_ other: Self, path: String) {
        scheme = other.scheme
        userInfo = other.userInfo
        host = other.host
        self.path = path
        query = other.query
        words = other.words
    }

    /// A name or address with an optional port.
    private static func isHost(_ authority: Substring) -> Bool {
        var name = authority
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            name = authority[authority.index(after: end)...]
            if name.isEmpty { return true }
            guard name.hasPrefix(":") else { return false }
            return isPort(name.dropFirst())
        }
        if let colon = name.firstIndex(of: ":") {
            guard isPort(name[name.index(after: colon)...]) else { return false }
            name = name[..<colon]
        }
        return !name.isEmpty
            && name.utf8.allSatisfy {
                ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
                    || $0 == UInt8(ascii: "_")
            }
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.utf8.allSatisfy { $0 &- 0x30 < 10 } && UInt16(text).map { $0 > 0 } == true)
    }

    private var port: Substring {
        guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return "" }
        return host[host.index(after: colon)...]
    }

    /// The place of a file in this directory: the name becomes the last part of the path, before any query.
    package func appending(fileName: String) -> Self {
        Self(self, path: path + (path.hasSuffix("/") ? "" : "/") + PercentText.encode(fileName.utf8))
    }

    /// The last part of the path, percent-decoded; nil when the path ends with a slash.
    package var fileName: String? {
        guard let slash = path.lastIndex(of: "/"), path.index(after: slash) < path.endIndex else { return nil }
        return String(
            decoding: PercentText.decodeWhatIsEncoded(path[path.index(after: slash)...].utf8), as: UTF8.self)
    }

    /// True when TLS of FTP begins after `AUTH TLS`.
    package var usesExplicitTLS: Bool {
        guard scheme == .ftps else { return false }
        if words.contains(.explicit) { return true }
        if words.contains(.implicit) { return false }
        return port == "21"
    }

    /// What libcurl is given: explicit TLS is a matter of its options, not of the scheme. Has the password in it.
    var curlURL: String {
        let name = usesExplicitTLS ? "ftp" : scheme.rawValue
        return "\(name)://\(userInfo.map { $0 + "@" } ?? "")\(host)\(path)\(query.map { "?" + $0 } ?? "")"
    }

    /// The location without user, password, query and fragment, for messages and reports.
    package var redacted: String { "\(scheme.rawValue)://\(host)\(path)" }
}
