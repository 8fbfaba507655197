import Crypto
import OCPPTypes

/// A token of an operator as it is kept: its hash and what its bearer may do.
///
/// A token has 256 random bits, so one round of SHA-256 is enough: nobody can try them all, and a slow hash would only
/// make each request slow. The token itself is shown once and kept nowhere.
package struct AccessToken: Sendable, Equatable {
    /// Who has it; unique.
    package var name: String
    /// What it allows.
    package var role: Role
    /// SHA-256 of the token's text, 32 bytes.
    package var hash: [UInt8]

    /// Makes one of its parts.
    package init(name: String, role: Role, hash: [UInt8]) {
        self.name = name
        self.role = role
        self.hash = hash
    }

    /// The text of a token from 32 random bytes: `ww_` and 43 characters.
    package static func text(from random: [UInt8]) -> String {
        precondition(random.count == 32, "a token has 32 random bytes")
        return "ww_" + base64URL(random)
    }

    /// Base64 with the letters of URLs and without padding (RFC 4648 §5).
    package static func base64URL(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var text: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let count = min(3, bytes.count - index)
            var group = 0
            for offset in 0..<3 { group = group << 8 | (offset < count ? Int(bytes[index + offset]) : 0) }
            for position in 0...count { text.append(alphabet[group >> (18 - 6 * position) & 63]) }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The hash of a token's text.
    package static func hash(of text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// The hash as 64 hexadecimal digits.
    package var hexadecimalHash: String { HexadecimalText.text(hash) }

    /// The bytes of 64 hexadecimal digits; nil for anything else.
    package static func hash(hexadecimal text: String) -> [UInt8]? {
        text.utf8.count == 64 ? HexadecimalText.bytes(text) : nil
    }

    /// Compares hashes in a time that does not depend on where they differ.
    package func matches(hash other: [UInt8]) -> Bool {
        guard hash.count == other.count else { return false }
        var difference: UInt8 = 0
        for index in hash.indices { difference |= hash[index] ^ other[index] }
        return difference == 0
    }
}

/// The tokens that are known.
package struct AccessTokens: Sendable, Equatable {
    /// In the order of their entry.
    package private(set) var all: [AccessToken]

    /// Makes a list.
    package init(_ tokens: [AccessToken] = []) {
        all = tokens
    }

    /// True when nobody has a token: then the API serves loopback only, with every right.
    package var isEmpty: Bool { all.isEmpty }

    /// The token of that text. Every entry is compared, so that the time tells nothing of the list.
    package func token(_ text: String) -> AccessToken? {
        let hash = AccessToken.hash(of: text)
        var found: AccessToken?
        for token in all where token.matches(hash: hash) { found = token }
        return found
    }
}
