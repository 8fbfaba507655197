/// Keeps secrets out of what is written.
package enum Redaction {
    private static let mask = "***"
    private static let secretWords = ["password", "passwd", "passphrase", "secret", "token", "authorization"]

    /// A command line whose secrets are masked: values of options and of `--set name=value` whose name tells a secret
    /// (password, secret, token, authorization…), and user names and passwords in URLs.
    package static func commandLine(_ arguments: [String]) -> [String] {
        var out: [String] = []
        var maskNext = false
        for argument in arguments {
            if maskNext {
                out.append(mask)
                maskNext = false
                continue
            }
            if let equals = argument.firstIndex(of: "="), tellsSecret(argument[..<equals]) {
                out.append("\(argument[...equals])\(mask)")
                continue
            }
            maskNext = argument.hasPrefix("-") && tellsSecret(argument[...])
            out.append(urls(in: argument))
        }
        return out
    }

    /// The text with the user information of every URL in it masked: `ws://user:pass@host` gives `ws://***@host`.
    package static func urls(in text: String) -> String {
        var out = ""
        var rest = Substring(text)
        while let slashes = rest.firstRange(ofText: "://") {
            out += rest[..<slashes.upperBound]
            rest = rest[slashes.upperBound...]
            let end = rest.firstIndex { "/?# \t\n\"'".contains($0) } ?? rest.endIndex
            if let at = rest[..<end].lastIndex(of: "@") {
                out += mask
                rest = rest[at...]
            }
        }
        return out + rest
    }

    private static func tellsSecret(_ name: Substring) -> Bool {
        let name = name.lowercased()
        return secretWords.contains { Substring(name).firstRange(ofText: $0) != nil }
    }
}

extension Substring {
    /// The first place of a text.
    fileprivate func firstRange(ofText text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
