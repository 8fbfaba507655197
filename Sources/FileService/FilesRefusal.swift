/// Why the file service does not do what an operator asks for.
package struct FilesRefusal: Error, Equatable, Sendable {
    /// What kind of reason it is.
    package enum Kind: Sendable, Equatable {
        /// What was asked for makes no sense.
        case badRequest
        /// What it is about does not exist.
        case notFound
        /// It exists already.
        case exists
        /// A limit is reached; nothing changed.
        case limitReached
    }

    /// The kind of reason.
    package var kind: Kind
    /// A sentence that says what to change.
    package var text: String

    /// Makes a refusal.
    package init(kind: Kind, text: String) {
        self.kind = kind
        self.text = text
    }

    static func badRequest(_ text: String) -> FilesRefusal { FilesRefusal(kind: .badRequest, text: text) }

    static func notFound(_ text: String) -> FilesRefusal { FilesRefusal(kind: .notFound, text: text) }

    static let limitReached = FilesRefusal(kind: .limitReached, text: "a limit is reached; nothing changed")
}
