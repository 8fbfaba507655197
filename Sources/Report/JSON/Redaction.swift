import OCPPTypes

/// Keeps secrets out of what is written.
package enum Redaction {
    private static let mask = "***"
    private static let secretWords = ["password", "passwd", "passphrase", "secret", "token", "authorization"]

    /// A command line whose secrets are masked: values of options and of `--set name=value` whose name tells a secret
    /// (password, secret, token, authorization…), and passwords in URLs.
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
            out.append(URLRedaction.redacted(argument))
        }
        return out
    }

    private static func tellsSecret(_ name: Substring) -> Bool {
        let name = name.lowercased()
        return secretWords.contains { name.contains($0) }
    }
}
