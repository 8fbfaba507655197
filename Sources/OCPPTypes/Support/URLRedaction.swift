/// Takes passwords out of the URLs in a text, before it is shown or written down.
///
/// `ftp://user:password@host/` gives `ftp://user:***@host/`, and `http://token@host/` gives `http://***@host/`. The
/// slashes may be escaped as JSON allows, also twice. What stands before the first slash, quote or white space is looked
/// at: people type passwords with `?` and `#`.
package enum URLRedaction {
    /// The text without passwords.
    package static func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard hasUserInformation(bytes) else { return text }
        return String(decoding: redacted(bytes), as: UTF8.self)
    }

    /// The text, as UTF-8, without passwords.
    package static func redacted(_ bytes: [UInt8]) -> [UInt8] {
        guard hasUserInformation(bytes) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            result.append(bytes[position])
            position += 1
            guard bytes[position - 1] == slash, endsInAuthority(result), let range = secret(bytes, from: position)
            else {
                continue
            }
            result += bytes[position..<range.lowerBound]
            result += "***".utf8
            position = range.upperBound
        }
        return result
    }

    private static let slash = UInt8(ascii: "/")

    private static func hasUserInformation(_ bytes: [UInt8]) -> Bool {
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return false }
        return bytes[..<at].contains(slash)
    }

    /// Whether the bytes end in `://` or in that with escapes before the slashes: `:\/\/`, and `:\\/\\/` in JSON that
    /// holds JSON.
    private static func endsInAuthority(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        for _ in 0..<2 {
            guard rest.last == slash else { return false }
            rest.removeLast()
            while rest.last == UInt8(ascii: "\\") { rest.removeLast() }
        }
        return rest.last == UInt8(ascii: ":")
    }

    /// What must not be seen of an authority that begins at a position: the password, or all before the last `@` where no
    /// user stands before a colon. A colon behind the first `@` is that of a port.
    private static func secret(_ bytes: [UInt8], from start: Int) -> Range<Int>? {
        let authority = bytes[start...].prefix { byte in
            switch byte {
            case slash, UInt8(ascii: "\""), 0x20, 0x09...0x0D: false
            default: true
            }
        }
        guard let first = authority.firstIndex(of: UInt8(ascii: "@")),
            let last = authority.lastIndex(of: UInt8(ascii: "@"))
        else { return nil }
        guard let colon = authority[..<first].firstIndex(of: UInt8(ascii: ":")), colon + 1 < last else {
            return start..<last
        }
        return colon + 1..<last
    }
}
