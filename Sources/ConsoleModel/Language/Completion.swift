/// Completes the word at the cursor.
package struct Completion: Equatable, Sendable {
    /// What stands before the cursor of the word that is completed.
    package var word: String
    /// Words that begin with it, in order, without duplicates.
    package var candidates: [String]

    /// Completes the text before the cursor.
    package init(_ text: String, _ context: ConsoleContext) {
        let begun = text.drop { $0.isWhitespace }
        let verbName = begun.prefix { !$0.isWhitespace }
        if verbName.count == begun.count {
            word = String(verbName)
            candidates = Self.matching(word, Verb.all.map(\.name))
            return
        }
        word = String(text.reversed().prefix { !$0.isWhitespace }.reversed())
        let words = Verb.named(verbName.lowercased())?.words(context) ?? []
        candidates = Self.matching(word, words)
    }

    private static func matching(_ word: String, _ words: [String]) -> [String] {
        var found: [String] = []
        let lowered = word.lowercased()
        for candidate in words where candidate.lowercased().hasPrefix(lowered) && !found.contains(candidate) {
            found.append(candidate)
        }
        return found
    }

    /// What all candidates begin with.
    package var common: String {
        guard var prefix = candidates.first else { return word }
        for candidate in candidates.dropFirst() {
            while !candidate.lowercased().hasPrefix(prefix.lowercased()) { prefix.removeLast() }
        }
        return prefix
    }
}
