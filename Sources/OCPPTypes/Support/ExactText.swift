/// A text that equals another one only byte by byte.
///
/// Swift's own comparison takes a letter with its accent and the two in one for the same. Identities of charge points go
/// into a database, into files and into URLs, which tell them apart, so whatever is found by an identity has to do so too.
package struct ExactText: Hashable, Sendable {
    /// The text as given.
    package let text: String

    /// Wraps a text.
    package init(_ text: String) {
        self.text = text
    }

    package static func == (a: Self, b: Self) -> Bool { a.text.isExactly(b.text) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension String {
    /// True for the same bytes, not only for the same characters.
    package func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
