/// A case-insensitive string of limited length (`CiString20Type` and its sisters, OCPP 1.6 §7.15 to §7.19).
///
/// Equality and hashing ignore the case of ASCII letters; the spelling is kept as it was given.
///
/// ```swift
/// IdTag("abc") == IdTag("ABC")  // true
/// IdTag("012345678901234567890") == nil  // 21 characters are too many
/// ```
package struct CiString<let maxLength: Int>: Hashable, Sendable, CustomStringConvertible {
    /// The characters as given.
    package let value: String

    /// Takes a string of at most `maxLength` characters (Unicode scalars), else nil.
    package init?(_ value: String) {
        guard value.utf8.count <= maxLength || value.unicodeScalars.count <= maxLength else { return nil }
        self.value = value
    }

    /// Takes any string, even one that is too long: for lenient decoding and for faults that are wanted.
    package init(unchecked value: String) {
        self.value = value
    }

    /// True when the length is within the limit.
    package var isValid: Bool { value.utf8.count <= maxLength || value.unicodeScalars.count <= maxLength }

    package var description: String { value }

    /// Compares without regard to the case of ASCII letters. By bytes, as the hash goes: Swift's own comparison of strings
    /// takes a letter with its accent and the two in one for the same.
    package static func == (a: Self, b: Self) -> Bool {
        let left = a.value.utf8
        let right = b.value.utf8
        guard left.count == right.count else { return false }
        for (x, y) in zip(left, right) where folded(x) != folded(y) { return false }
        return true
    }

    package func hash(into hasher: inout Hasher) {
        for byte in value.utf8 { hasher.combine(folded(byte)) }
        hasher.combine(0xFF as UInt8)
    }
}

/// Lower case of an ASCII letter; every other byte as it is.
@inline(__always)
private func folded(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
}

extension CiString: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral,
    ExpressibleByStringLiteral
{
    /// A literal in the source; a literal that is too long is a programming error.
    package init(stringLiteral value: StaticString) {
        let text = value.description
        precondition(text.unicodeScalars.count <= maxLength, "literal longer than \(maxLength) characters")
        self.value = text
    }
}

/// An identifier of a card or a user (`IdToken`, OCPP 1.6 §7.28): at most 20 characters, case-insensitive.
package typealias IdTag = CiString<20>
